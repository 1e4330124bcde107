//! The draw's page, for the three parties: what stands fixed, and what the reader does now.

use leptos::prelude::*;
use shared::api::draw::{DrawReply, DrawState, PartyName, ReadDraw};
use shared::id::LotKey;
use shared::lifecycle::StageName;
use shared::text::draw;

use super::{act, overview, request, settle};
use crate::api;
use crate::features::account;
use crate::features::account::key_loader;
use crate::prefs::t;
use crate::routes::Params;
use crate::session;
use crate::ui::{Notice, Page, State, StateKind, Tone};

/// The acts after which the page may be another.
const KINDS: &[&str] = &[
    "draw.",
    "party.",
    "context.",
    "attempt.",
    "beacon.",
    "call.",
    "answer.",
    "committee.",
    "checkpoint.",
    "representative.",
    "recusal.",
];

/// The page.
pub fn draw(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let asked = lot.clone();
    api::query(move || ReadDraw { lot: asked.clone() }, KINDS).once(move |reply| shown(&lot, reply))
}

/// Whether the officer may ask for seats now.
fn may_request(reply: &DrawReply) -> bool {
    let open = reply.draw.as_ref().is_some_and(|draw| draw.state != DrawState::Ended);
    let stage = matches!(reply.stage, StageName::Qualified | StageName::Drawing);
    reply.me == Some(PartyName::Centre) && stage && !open
}

fn shown(lot: &LotKey, reply: Signal<DrawReply>) -> AnyView {
    session::set_place(move || reply.with(|reply| Some(format!("{} · {}", reply.tender_title, reply.title))));
    let key = key_loader::slot();
    let requesting = Memo::new(move |_| reply.with(may_request));
    let view = Memo::new(move |_| reply.with(|reply| reply.draw.clone()));
    let experts = Memo::new(move |_| reply.with(|reply| reply.experts));
    let empty = move || {
        let nothing = view.with(Option::is_none) && !requesting.get();
        nothing.then(|| view! { <State kind=StateKind::Empty what=draw::NO_DRAW todo=draw::NO_DRAW_TODO/> })
    };
    let ended = move || {
        let ended = view.with(|view| view.as_ref().is_some_and(|view| view.state == DrawState::Ended));
        ended.then(|| view! { <Notice tone=Tone::Error what=draw::ENDED todo=draw::ENDED_TODO/> })
    };
    let seated = {
        let path = format!("/lots/{}/{}/check-in", lot.tender, lot.lot);
        move || {
            let path = path.clone();
            let seated = view.with(|view| view.as_ref().is_some_and(|view| view.state == DrawState::Seated));
            seated.then(|| {
                let to_desk = (session::role() != shared::people::Role::Purchaser)
                    .then(|| view! { <a class="button" href=path>{t(draw::TO_CHECK_IN)}</a> });
                view! { <Notice tone=Tone::Done what=draw::SEATED>{to_desk}</Notice> }
            })
        }
    };
    let form = {
        let lot = lot.clone();
        move || requesting.get().then(|| request::form(lot.clone(), experts.get_untracked()))
    };
    let overview = {
        let lot = lot.clone();
        move || view.get().map(|view| overview::overview(&lot, &view))
    };
    let (act, settle) = (act::section(lot.clone(), reply, key), settle::section(lot.clone(), reply));
    view! {
        <Page title=draw::DRAW lead=draw::DRAW_LEAD>
            {empty}
            {ended}
            {seated}
            {act}
            {settle}
            {form}
            {overview}
        </Page>
    }
    .into_any()
}
