//! A score far from the others': its member keeps it, with a reason.

use leptos::prelude::*;
use shared::api::matters::KeepScore;
use shared::api::summary::{FindingRow, SummaryReply};
use shared::lifecycle::StageName;
use shared::rules::FindingCode;
use shared::text::matters as words;
use shared::text::summary::REASON;

use super::Desk;
use crate::api;
use crate::prefs::t;
use crate::ui::{Button, Confirm, Label, Status, TextArea, Tone, toast};

/// The form for the member whose score it is; for everybody why it was kept.
pub fn keep(desk: &Desk, finding: &FindingRow, reply: &SummaryReply) -> AnyView {
    if let Some(reason) = finding.kept.clone() {
        let label = Label::with(words::KEPT, [("reason", reason)]);
        return view! { <p data-test="kept"><Status label=label tone=Tone::Done/></p> }.into_any();
    }
    let mine = finding.member.as_ref() == Some(&reply.me) && reply.stage == StageName::Ranked;
    match (&finding.criterion, finding.code) {
        (Some((criterion, _)), FindingCode::Outlier) if mine => {
            let body = KeepScore {
                lot: desk.lot.clone(),
                bidder: finding.bidder.clone(),
                criterion: criterion.to_string(),
                reason: String::new(),
            };
            view! { <Keeping desk=desk.clone() body=body/> }.into_any()
        }
        _ => ().into_any(),
    }
}

#[component]
fn Keeping(
    /// The desk.
    desk: Desk,
    /// What is kept, without the reason.
    body: KeepScore,
) -> AnyView {
    let reason = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let act = api::change::<KeepScore>();
    let query = desk.query;
    let confirm = move || {
        act.send(KeepScore { reason: reason.get_untracked(), ..body.clone() }, move |_| {
            open.set(false);
            toast::show(Tone::Done, words::KEEP);
            query.reload();
        });
    };
    let idle = Signal::derive(move || reason.with(|reason| reason.trim().is_empty()));
    view! {
        <p>{t(words::KEEP_WHY)}</p>
        <TextArea attr:data-test="keep-reason" label=REASON value=reason required=true rows=3 max_length=2000/>
        <Button attr:data-test="keep" label=words::KEEP disabled=idle on_press=move || open.set(true)/>
        <Confirm
            title=words::KEEP open=open locks=words::KEEP_WHY action=words::KEEP on_confirm=confirm busy=act.busy()
            failure=act.failure()
        />
    }
    .into_any()
}
