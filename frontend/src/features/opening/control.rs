//! What the officer does when the hour does not go as planned: extend the decryption window, suspend and resume, call for
//! recovery files. Each with a reason that the journal, the hall and the record carry.

use leptos::prelude::*;
use shared::api::Endpoint;
use shared::api::opening::{Console, ExtendWindow, Hall, OpenRecovery, ResumeOpening, SuspendOpening};
use shared::id::LotKey;
use shared::lifecycle::StageName;
use shared::people::Role;
use shared::text::{Text, opening};

use super::model;
use crate::api;
use crate::prefs::t;
use crate::session;
use crate::ui::{Button, Failed, Kind, NumberField, Section, TextArea};

/// What can be done at the moment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum May {
    Nothing,
    Resume,
    /// Suspend; and extend the window, or call for recovery files.
    Suspend {
        extend: bool,
        recover: bool,
    },
}

fn may(hall: &Hall, role: Option<Role>) -> May {
    use StageName as S;
    let open = model::window_is_open(hall);
    match hall.stage {
        _ if role != Some(Role::Officer) => May::Nothing,
        S::Closed | S::Opening | S::Opened | S::PriceClosed | S::PriceOpening | S::PriceOpened => {
            let decrypting = matches!(hall.stage, S::Opening | S::PriceOpening);
            match hall.suspended {
                Some(_) => May::Resume,
                None => May::Suspend { extend: open, recover: decrypting && !open },
            }
        }
        _ => May::Nothing,
    }
}

/// The forms that fit the moment.
pub fn forms(reply: Signal<Console>) -> AnyView {
    let role = Memo::new(|_| session::me().map(|me| me.role));
    let may = Memo::new(move |_| reply.with(|console| may(&console.hall, role.get())));
    let lot = reply.with_untracked(|console| console.hall.lot.clone());
    (move || shown(&lot, may.get())).into_any()
}

fn shown(lot: &LotKey, may: May) -> AnyView {
    let own = || lot.clone();
    let forms = match may {
        May::Nothing => return ().into_any(),
        May::Resume => {
            let lot = own();
            let body = move |_, reason| ResumeOpening { lot: lot.clone(), reason };
            return view! { <Section title=opening::CONTROL>{form(opening::RESUME, "resume", None, body)}</Section> }
                .into_any();
        }
        May::Suspend { extend, recover } => {
            let (a, b, c) = (own(), own(), own());
            let extend = extend.then(|| {
                let body = move |minutes, reason| ExtendWindow { lot: a.clone(), minutes, reason };
                form(opening::EXTEND, "extend", Some("10"), body)
            });
            let recover = recover.then(|| {
                let body = move |minutes, reason| OpenRecovery { lot: b.clone(), minutes, reason };
                form(opening::CALL_RECOVERY, "call-recovery", Some("30"), body)
            });
            let body = move |_, reason| SuspendOpening { lot: c.clone(), reason };
            view! { {extend}{recover}{form(opening::SUSPEND, "suspend", None, body)} }
        }
    };
    view! {
        <details data-test="control">
            <summary>{t(opening::CONTROL)}</summary>
            {forms}
        </details>
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
