//! What the officer does when the hour does not go as planned: extend the decryption window, suspend and resume, call for
//! recovery files. Each with a reason that the journal, the hall and the record carry.

use leptos::prelude::*;
use shared::api::Endpoint;
use shared::api::opening::{ExtendWindow, Hall, OpenRecovery, ResumeOpening, SuspendOpening};
use shared::lifecycle::StageName;
use shared::people::Role;
use shared::text::{Text, opening};

use super::model;
use crate::api;
use crate::ui::{Button, Failed, Kind, NumberField, Section, TextArea};

/// The forms that fit the moment.
pub fn forms(hall: &Hall, role: Option<Role>) -> AnyView {
    if role != Some(Role::Officer) {
        return ().into_any();
    }
    let lot = hall.lot.clone();
    if hall.suspended.is_some() {
        let resume = form(opening::RESUME, "resume", None, move |_, reason| ResumeOpening { lot: lot.clone(), reason });
        return view! { <Section title=opening::CONTROL>{resume}</Section> }.into_any();
    }
    let decrypting = matches!(hall.stage, StageName::Opening | StageName::PriceOpening);
    let extend = model::window_is_open(hall).then(|| {
        let lot = lot.clone();
        let body = move |minutes, reason| ExtendWindow { lot: lot.clone(), minutes, reason };
        form(opening::EXTEND, "extend", Some("10"), body)
    });
    let recover = (decrypting && !model::window_is_open(hall)).then(|| {
        let lot = lot.clone();
        let body = move |minutes, reason| OpenRecovery { lot: lot.clone(), minutes, reason };
        form(opening::CALL_RECOVERY, "call-recovery", Some("30"), body)
    });
    let suspend = form(opening::SUSPEND, "suspend", None, move |_, reason| SuspendOpening { lot: lot.clone(), reason });
    view! {
        <Section title=opening::CONTROL>
            <details data-test="control">
                <summary>{crate::prefs::t(opening::CONTROL)}</summary>
                {extend}
                {recover}
                {suspend}
            </details>
        </Section>
    }
    .into_any()
}

/// A reason, minutes where a time limit is set, and the act.
fn form<E: Endpoint<Reply = shared::api::Ok> + Clone + Send + Sync + 'static>(
    what: Text,
    test: &'static str,
    minutes: Option<&str>,
    body: impl Fn(u32, String) -> E + Send + Sync + 'static,
) -> AnyView {
    let reason = RwSignal::new(String::new());
    let limit = RwSignal::new(minutes.unwrap_or_default().to_owned());
    let act = api::change::<E>();
    let send = move || {
        let minutes = limit.get_untracked().trim().parse().unwrap_or(0);
        act.send(body(minutes, reason.get_untracked()), move |_| {
            reason.try_set(String::new());
        });
    };
    let time = minutes.is_some().then(|| {
        view! { <NumberField label=opening::MINUTES value=limit error=act.error_of("minutes")/> }
    });
    let incomplete = Signal::derive(move || reason.with(|text| text.trim().is_empty()));
    view! {
        <div data-test=test>
            {time}
            <TextArea label=opening::REASON value=reason error=act.error_of("reason") rows=2 max_length=500/>
            <Failed failure=act.failure()/>
            <Button
                attr:data-test=format!("{test}-act") label=what kind=Kind::Danger busy=act.busy() disabled=incomplete
                on_press=send
            />
        </div>
    }
    .into_any()
}
