//! The opening hall (开标大厅), for the bidders on the list.

use leptos::prelude::*;
use shared::api::opening::{HallView, Prices, RaiseObjection, ReadHall};
use shared::id::LotKey;
use shared::lifecycle::StageName;
use shared::text::opening;

use super::{KINDS, decrypt, parts};
use crate::api;
use crate::features::account;
use crate::routes::Params;
use crate::session;
use crate::ui::{ActionBar, Button, Failed, Kind, Page, Section, TextArea};

/// The page.
pub fn hall(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let ask = lot.clone();
    let query = api::query(move || ReadHall { lot: ask.clone() }, KINDS);
    query.once(move |view| page(view, &lot))
}

fn page(reply: Signal<HallView>, lot: &LotKey) -> AnyView {
    let first = reply.get_untracked();
    let place = format!("{} · {}", first.hall.tender_title, first.hall.title);
    session::set_place({
        let place = place.clone();
        move || Some(place.clone())
    });
    let shown = move || {
        reply.with(|reply| {
            let hall = &reply.hall;
            let said = (!matches!(hall.prices, Prices::Sealed {}) && hall.failure.is_none()).then(|| {
                let lines = parts::objections(hall, |_| ().into_any());
                view! { <Section title=opening::OBJECTIONS>{lines}</Section> }
            });
            view! {
                {parts::head(hall)}
                {parts::bids(hall)}
                {parts::prices(hall)}
                {said}
                {parts::record(hall)}
            }
            .into_any()
        })
    };
    // The field is built once, so that what is being written survives the news.
    let open = Memo::new(move |_| {
        reply.with(|reply| matches!(reply.hall.stage, StageName::Announced | StageName::PriceAnnounced))
    });
    let mine = decrypt::panel(lot);
    let lot = lot.clone();
    let raise = move || open.get().then(|| raise(&lot));
    view! { <Page title=opening::HALL lead=place>{shown}{mine}{raise}</Page> }.into_any()
}

fn raise(lot: &LotKey) -> AnyView {
    let text = RwSignal::new(String::new());
    let act = api::change::<RaiseObjection>();
    let lot = lot.clone();
    let send = move || {
        act.send(RaiseObjection { lot: lot.clone(), text: text.get_untracked() }, move |_| {
            text.try_set(String::new());
        });
    };
    view! {
        <TextArea
            attr:data-test="objection-text" label=opening::OBJECTION_TEXT value=text error=act.error_of("text") rows=3
            max_length=1000
        />
        <Failed failure=act.failure()/>
        <ActionBar>
            <Button attr:data-test="raise-objection" label=opening::RAISE kind=Kind::Primary busy=act.busy() on_press=send/>
        </ActionBar>
    }
    .into_any()
}
