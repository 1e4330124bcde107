//! Somebody is absent; or the supervisor dissolves the committee.

use leptos::prelude::*;
use shared::api::room::{CheckInList, DissolveCommittee, ReportAbsence};
use shared::id::{LotKey, MemberId};
use shared::text::{account as words, frame, room};

use crate::api;
use crate::prefs::{lang, t};
use crate::ui::{Button, Confirm, Failed, Kind, Label, Section, SelectField, TextArea, Tone, toast};

fn fill(tried: RwSignal<bool>, value: RwSignal<String>) -> Signal<Option<String>> {
    Signal::derive(move || {
        (tried.get() && value.with(|value| value.trim().is_empty())).then(|| words::FILL_IN.get(lang()).to_owned())
    })
}

/// The officer reports an absence.
pub fn report(lot: LotKey, list: Signal<CheckInList>) -> AnyView {
    let act = api::change::<ReportAbsence>();
    let (who, reason, tried) = (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(false));
    let options = Signal::derive(move || {
        let members = list.with(|list| list.members.clone());
        let drawn = members.into_iter().filter(|member| !member.out && member.pid.is_some());
        let named = drawn.map(|member| {
            let code = member.pid.map(|pid| pid.to_hex()[..12].to_owned()).unwrap_or_default();
            let name = member.name.unwrap_or(code);
            (member.id.to_string(), Label::from(format!("{} · {name}", member.id)))
        });
        named.collect::<Vec<_>>()
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let (Ok(member), false) = (MemberId::new(who.get_untracked()), reason.with_untracked(|r| r.trim().is_empty()))
        else {
            return;
        };
        act.send(ReportAbsence { lot: lot.clone(), member, reason: reason.get_untracked() }, move |_| {
            tried.set(false);
            reason.set(String::new());
            toast::show(Tone::Done, room::ABSENCE_DONE);
        });
    };
    view! {
        <details>
            <summary data-test="absence">{t(room::REPORT_ABSENCE)}</summary>
            <p>{t(room::ABSENCE_LEAD)}</p>
            <form class="narrow" on:submit=submit>
                <SelectField id="absent-who" label=room::ABSENT_WHO value=who options=options error=fill(tried, who)/>
                <TextArea id="absent-reason" label=room::ABSENT_REASON value=reason rows=2 max_length=500 error=fill(tried, reason)/>
                <Failed failure=act.failure()/>
                <Button attr:data-test="report-absence" label=room::REPORT_ABSENCE busy=act.busy()/>
            </form>
        </details>
    }
    .into_any()
}

/// The supervisor dissolves the committee.
pub fn dissolve(lot: LotKey) -> AnyView {
    let act = api::change::<DissolveCommittee>();
    let (reason, tried, open) = (RwSignal::new(String::new()), RwSignal::new(false), RwSignal::new(false));
    let ask = move || {
        tried.set(true);
        open.set(reason.with_untracked(|reason| !reason.trim().is_empty()));
    };
    let confirm = move || {
        act.send(DissolveCommittee { lot: lot.clone(), reason: reason.get_untracked() }, move |_| {
            open.set(false);
            toast::show(Tone::Done, frame::DONE);
        });
    };
    view! {
        <Section title=room::DISSOLVE>
            <p>{t(room::DISSOLVE_LOCKS)}</p>
            <TextArea id="dissolve-reason" label=room::DISSOLVE_REASON value=reason rows=2 max_length=500 error=fill(tried, reason)/>
            <Button attr:data-test="dissolve" label=room::DISSOLVE kind=Kind::Danger on_press=ask/>
            <Confirm
                title=room::DISSOLVE open=open locks=room::DISSOLVE_LOCKS action=room::DISSOLVE on_confirm=confirm
                busy=act.busy() failure=act.failure()
            />
        </Section>
    }
    .into_any()
}
