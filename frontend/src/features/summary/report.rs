//! The report: reading it, signing it, who has signed.

use leptos::prelude::*;
use shared::api::summary::{ReportRow, SignReport};
use shared::journal::Hash as Sha256;
use shared::lifecycle::StageName;
use shared::text::summary as words;

use super::{Desk, report_address};
use crate::api::{self, Failure};
use crate::prefs::t;
use crate::ui::{
    ActionBar, Button, Checkbox, Confirm, Facts, Failed, Hash, Kind, Label, Section, State, StateKind, Status, Table,
    TextArea, Time, Tone, toast,
};

/// The report and its signatures.
pub fn shown(desk: &Desk) -> AnyView {
    let reply = desk.reply;
    let address = report_address(&desk.lot);
    let facts = move || {
        let address = address.clone();
        reply.with(|reply| reply.report.as_ref().map(|report| facts(report, address)))
    };
    let signatures = move || reply.with(|reply| reply.report.as_ref().map(signatures));
    // What was typed stays while the others sign: the form follows only what is signed, and by whom of us.
    let mine = Memo::new(move |_| {
        reply.with(|reply| {
            let report = reply.report.as_ref()?;
            let signed = report.signatures.iter().any(|signature| signature.member == reply.me);
            Some((report.sha256, signed, reply.stage))
        })
    });
    let desk = desk.clone();
    let form = move || match mine.get() {
        None => ().into_any(),
        Some((_, _, StageName::Reported)) => {
            view! { <State kind=StateKind::Locked what=words::ALL_SIGNED/> }.into_any()
        }
        Some((_, true, _)) => view! { <State kind=StateKind::Locked what=words::YOU_SIGNED/> }.into_any(),
        Some((sha256, false, _)) => view! { <Signing desk=desk.clone() sha256=sha256/> }.into_any(),
    };
    view! {
        <Section title=words::REPORT>{facts}</Section>
        <Section title=words::SIGNATURES>{signatures}</Section>
        {form}
    }
    .into_any()
}

fn facts(report: &ReportRow, address: String) -> AnyView {
    let rows = vec![
        (
            Label::from(words::REPORT),
            view! { <a data-test="open-report" href=address target="_blank" rel="noopener">{t(words::OPEN_REPORT)}</a> }
                .into_any(),
        ),
        (words::MADE_AT.into(), view! { <Time ms=report.made_ms/> }.into_any()),
        (
            words::REPORT_HASH.into(),
            view! { <Hash value=report.sha256.to_hex() name=words::REPORT_HASH/> }.into_any(),
        ),
    ];
    view! { <Facts rows=rows/> }.into_any()
}

fn signatures(report: &ReportRow) -> AnyView {
    let rows = report
        .signatures
        .iter()
        .map(|signature| {
            let opinion = match signature.dissent.clone() {
                None => view! { <Status label=words::AGREES tone=Tone::Done/> }.into_any(),
                Some(text) => view! { <Status label=words::DISSENTS tone=Tone::Warning/> <p>{text}</p> }.into_any(),
            };
            view! {
                <tr data-test="report-signature">
                    <th scope="row">{signature.name.clone()}</th>
                    <td><Time ms=signature.at_ms/></td>
                    <td>{opinion}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let head = [words::MEMBER, words::SIGNED_AT, words::OPINION].map(Label::from).to_vec();
    view! { <Table caption=words::SIGNATURES head=head>{rows}</Table> }.into_any()
}

/// Signing, with or without a dissent.
#[component]
fn Signing(
    /// The desk.
    desk: Desk,
    /// The report that is signed.
    sha256: Sha256,
) -> AnyView {
    let dissents = RwSignal::new(false);
    let dissent = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<Failure>);
    let open = RwSignal::new(false);
    let act = api::change::<SignReport>();
    let query = desk.query;
    let begin = move || {
        let missing = dissents.get_untracked() && dissent.with_untracked(|text| text.trim().is_empty());
        wrong.set(missing.then_some(Failure::Local { code: "dissent", text: words::DISSENT_MISSING }));
        open.set(!missing);
    };
    let lot = StoredValue::new(desk.lot);
    let confirm = move || {
        let dissent = dissents.get_untracked().then(|| dissent.get_untracked());
        act.send(SignReport { lot: lot.get_value(), sha256, dissent }, move |_| {
            open.set(false);
            toast::show(Tone::Done, words::SIGNED);
            query.reload();
        });
    };
    view! {
        <Section title=words::SIGN_REPORT>
            <Checkbox attr:data-test="dissents" label=words::I_DISSENT value=dissents hint=words::DISSENT_HINT/>
            {move || {
                dissents
                    .get()
                    .then(|| {
                        view! {
                            <TextArea
                                attr:data-test="dissent" label=words::DISSENT value=dissent required=true
                                max_length=2000
                            />
                        }
                    })
            }}
            <Failed failure=wrong/>
            <ActionBar>
                <Button
                    attr:data-test="sign-report" label=words::SIGN_REPORT kind=Kind::Primary busy=act.busy()
                    on_press=begin
                />
            </ActionBar>
        </Section>
        <Confirm
            title=words::SIGN_REPORT open=open locks=words::SIGN_LOCKS action=words::SIGN_REPORT on_confirm=confirm
            busy=act.busy() failure=act.failure()
        />
    }
    .into_any()
}
