//! A bidder's challenge of the result.

use leptos::prelude::*;
use shared::api::after::{MyChallenges, MyChallengesReply, RaiseChallenge, ReadOwnNotice};
use shared::id::LotKey;
use shared::text::after as words;

use super::challenge_facts;
use crate::api::{self, Query};
use crate::prefs::t;
use crate::ui::{Button, Confirm, Facts, Kind, Section, TextArea, Time, Tone, toast};

/// The section of the bidder's own result.
pub fn section(lot: LotKey) -> AnyView {
    let notice = api::stream(&ReadOwnNotice { lot: lot.clone() });
    let ask = lot.clone();
    let query = api::query(move || MyChallenges { lot: ask.clone() }, &["challenge."]);
    let body = query.once(move |reply| shown(lot.clone(), query, reply));
    view! {
        <p><a data-test="own-notice" href=notice target="_blank" rel="noopener">{t(words::OWN_NOTICE)}</a></p>
        <Section title=words::CHALLENGES>{body}</Section>
    }
    .into_any()
}

fn shown(lot: LotKey, query: Query<MyChallenges>, reply: Signal<MyChallengesReply>) -> AnyView {
    let rows = move || reply.with(|reply| reply.challenges.iter().map(challenge_facts).collect_view());
    let end = move || {
        let end_ms = reply.with(|reply| reply.end_ms)?;
        let time = view! { <Time ms=end_ms/> }.into_any();
        Some(view! { <Facts rows=vec![(words::UNTIL.into(), time)]/> })
    };
    let may = Memo::new(move |_| reply.with(|reply| reply.challenges.is_empty() && reply.end_ms.is_some()));
    let form = move || may.get().then(|| view! { <Raising lot=lot.clone() query=query/> });
    view! { {end}{rows}{form} }.into_any()
}

#[component]
fn Raising(
    /// The lot.
    lot: LotKey,
    /// Asks again.
    query: Query<MyChallenges>,
) -> AnyView {
    let text = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let act = api::change::<RaiseChallenge>();
    let lot = StoredValue::new(lot);
    let confirm = move || {
        act.send(RaiseChallenge { lot: lot.get_value(), text: text.get_untracked() }, move |_| {
            open.set(false);
            toast::show(Tone::Done, words::RAISED);
            query.reload();
        });
    };
    let idle = Signal::derive(move || text.with(|text| text.trim().is_empty()));
    view! {
        <TextArea
            attr:data-test="challenge-text" label=words::CHALLENGE_TEXT value=text required=true max_length=4000
        />
        <Button
            attr:data-test="raise-challenge" label=words::RAISE kind=Kind::Danger disabled=idle
            on_press=move || open.set(true)
        />
        <Confirm
            title=words::RAISE open=open locks=words::RAISE_LOCKS action=words::RAISE on_confirm=confirm
            busy=act.busy() failure=act.failure()
        />
    }
    .into_any()
}
