//! The opening console (开标控制台): one column of steps, the one act that is due at its foot.

use leptos::prelude::*;
use shared::api::opening::{Announce, Console, Hall, Prices, ReadOpening, RecordState, SignRecord};
use shared::envelope::Envelope;
use shared::id::LotKey;
use shared::journal::Hash as Sha256;
use shared::lifecycle::StageName;
use shared::people::Role;
use shared::text::opening;

use super::{KINDS, answer, control, parts, sign, undecided};
use crate::api;
use crate::features::account;
use crate::prefs::t;
use crate::routes::Params;
use crate::session;
use crate::ui::{ActionBar, Button, Confirm, Kind, Notice, Page, Section};

/// The page.
pub fn console(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    api::query(move || ReadOpening { lot: lot.clone() }, KINDS).once(page)
}

fn page(reply: Signal<Console>) -> AnyView {
    let place = reply.with_untracked(|console| format!("{} · {}", console.hall.tender_title, console.hall.title));
    session::set_place({
        let place = place.clone();
        move || Some(place.clone())
    });
    let shown = move || reply.with(shown);
    // Built by itself, so that a reason that is being written survives the news.
    let control = control::forms(reply);
    view! { <Page title=opening::CONSOLE lead=place>{shown}{control}</Page> }.into_any()
}

fn shown(console: &Console) -> AnyView {
    let hall = &console.hall;
    let role = session::me_now().map(|me| me.role);
    let officer = role == Some(Role::Officer);
    let lot = hall.lot.clone();
    let objections = move |line: &_| if officer { answer::form(&lot, line) } else { ().into_any() };
    let announced = !matches!(hall.prices, Prices::Sealed {});
    let said = (announced && hall.failure.is_none_or(|_| !hall.objections.is_empty())).then(|| {
        let lines = parts::objections(hall, objections);
        view! { <Section title=opening::OBJECTIONS>{lines}</Section> }
    });
    let (links, head, act) = (links(console), parts::head(hall), act(console, role));
    let (bids, prices) = (parts::bids(hall), parts::prices(hall));
    view! {
        {links}
        {head}
        {bids}
        {prices}
        {said}
        {act}
    }
    .into_any()
}

fn links(console: &Console) -> AnyView {
    let LotKey { tender, lot } = &console.hall.lot;
    let wall = format!("/lots/{tender}/{lot}/wall");
    let release = format!("/lots/{tender}/{lot}/release");
    let mine = console
        .holder
        .map(|_| view! { <a class="button" data-test="go-release" href=release>{t(opening::RELEASE)}</a> });
    view! {
        <p class="row"><a class="button" data-test="go-wall" href=wall target="_blank">{t(opening::WALL)}</a>{mine}</p>
    }
    .into_any()
}

/// What is due at this stage.
fn act(console: &Console, role: Option<Role>) -> AnyView {
    let hall = &console.hall;
    match hall.stage {
        StageName::Closed | StageName::PriceClosed => view! {
            {parts::signatures(&hall.list_signatures)}
            {sign::list(console)}
        }
        .into_any(),
        StageName::Opening | StageName::PriceOpening => view! {
            {sign::cosignature(console)}
            {parts::holders(hall)}
            {undecided::forms(console)}
        }
        .into_any(),
        StageName::Opened | StageName::PriceOpened if role == Some(Role::Officer) && hall.suspended.is_none() => {
            announce(hall)
        }
        StageName::Announced | StageName::PriceAnnounced => record(console, role),
        StageName::Failed => parts::holders(hall),
        _ => parts::record(hall),
    }
}

fn announce(hall: &Hall) -> AnyView {
    let (what, warns) = match hall.envelope {
        Envelope::Technical => (opening::ANNOUNCE_TECHNICAL, opening::ANNOUNCE_TECHNICAL_WARNS),
        Envelope::Single | Envelope::Price => (opening::ANNOUNCE, opening::ANNOUNCE_WARNS),
    };
    let lot = &hall.lot;
    let act = api::change::<Announce>();
    let open = RwSignal::new(false);
    let lot = lot.clone();
    let confirm = move || {
        act.send(Announce { lot: lot.clone() }, move |_| {
            open.try_set(false);
        });
    };
    view! {
        <ActionBar>
            <Button attr:data-test="announce" label=what kind=Kind::Primary on_press=move || open.set(true)/>
        </ActionBar>
        <Confirm
            title=what open=open locks=warns action=what on_confirm=confirm
            busy=act.busy() failure=act.failure()
        />
    }
    .into_any()
}

fn record(console: &Console, role: Option<Role>) -> AnyView {
    let hall = &console.hall;
    let signer = matches!(role, Some(Role::Officer | Role::Supervisor));
    let due = match &hall.record {
        RecordState::Ready { .. } if signer && console.i_signed_record => {
            view! { <Notice what=opening::WAITS_OTHER/> }.into_any()
        }
        RecordState::Ready { sha256, .. } if signer => sign_record(hall, *sha256),
        _ => ().into_any(),
    };
    let record = parts::record(hall);
    view! { <Section title=opening::STEP_RECORD>{record}{due}</Section> }.into_any()
}

fn sign_record(hall: &Hall, sha256: Sha256) -> AnyView {
    let act = api::change::<SignRecord>();
    let open = RwSignal::new(false);
    let lot = hall.lot.clone();
    let confirm = move || {
        act.send(SignRecord { lot: lot.clone(), sha256 }, move |_| {
            open.try_set(false);
        });
    };
    view! {
        <ActionBar>
            <Button
                attr:data-test="sign-record" label=opening::SIGN_RECORD kind=Kind::Primary on_press=move || open.set(true)
            />
        </ActionBar>
        <Confirm
            title=opening::SIGN_RECORD open=open locks=opening::SIGN_RECORD_WARNS action=opening::SIGN_RECORD
            on_confirm=confirm busy=act.busy() failure=act.failure()
        />
    }
    .into_any()
}
