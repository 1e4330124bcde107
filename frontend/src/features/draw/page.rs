//! The draw's page, for the three parties: what stands fixed, and what the reader does now.

use std::collections::BTreeSet;

use leptos::prelude::*;
use shared::api::draw::{DrawReply, DrawState, OptionView, PartyName, ReadDraw};
use shared::draw::Purpose;
use shared::id::LotKey;
use shared::lifecycle::StageName;
use shared::text::draw;

use super::{act, overview, parts, request, settle};
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
    "parts.",
    "options.",
    "scores.",
    "cells.",
];

/// The page of the committee's draw.
pub fn draw(params: Params) -> AnyView {
    page(&params, Purpose::Committee)
}

/// The page of a tie's draw.
pub fn tie(params: Params) -> AnyView {
    page(&params, Purpose::Tie)
}

/// The page of a coefficient's draw.
pub fn coefficient(params: Params) -> AnyView {
    page(&params, Purpose::Coefficient)
}

fn page(params: &Params, purpose: Purpose) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let asked = lot.clone();
    let question = move || ReadDraw { lot: asked.clone(), purpose };
    api::query(question, KINDS).once(move |reply| match purpose {
        Purpose::Committee => shown(&lot, reply),
        Purpose::Tie | Purpose::Coefficient => options(&lot, purpose, reply),
    })
}

/// The draw of a tie or coefficient: what is to be drawn, the ceremony, what was drawn.
fn options(lot: &LotKey, purpose: Purpose, reply: Signal<DrawReply>) -> AnyView {
    session::set_place(move || reply.with(|reply| Some(format!("{} · {}", reply.tender_title, reply.title))));
    let key = key_loader::slot();
    let view = Memo::new(move |_| reply.with(|reply| reply.draw.clone()));
    let wanted = Memo::new(move |_| reply.with(|reply| reply.wanted.clone()));
    let requesting = Memo::new(move |_| {
        let names = |options: &[OptionView]| options.iter().map(|o| o.option.clone()).collect::<BTreeSet<_>>();
        reply.with(|reply| {
            let same = reply.draw.as_ref().is_some_and(|draw| names(&draw.options) == names(&reply.wanted));
            let over = reply.draw.as_ref().is_none_or(|draw| draw.state == DrawState::Drawn);
            reply.me == Some(PartyName::Centre) && !reply.wanted.is_empty() && over && !same
        })
    });
    let empty = move || {
        let nothing = view.with(Option::is_none) && wanted.with(Vec::is_empty);
        nothing
            .then(|| view! { <State kind=StateKind::Empty what=draw::NOTHING_WANTED todo=draw::NOTHING_WANTED_TODO/> })
    };
    let to_draw = move || {
        let open = view.with(Option::is_none) && wanted.with(|wanted| !wanted.is_empty());
        (open || requesting.get()).then(|| overview::options(&wanted.get()))
    };
    let form = {
        let lot = lot.clone();
        move || requesting.get().then(|| request::option_form(lot.clone(), purpose))
    };
    let overview = {
        let lot = lot.clone();
        move || view.get().map(|view| overview::overview(&lot, purpose, &view))
    };
    let (act, settle) = (act::section(lot.clone(), reply, key), settle::section(lot.clone(), reply));
    let (title, lead) = match purpose {
        Purpose::Tie => (draw::TIE, draw::TIE_LEAD),
        Purpose::Committee | Purpose::Coefficient => (draw::COEFFICIENT, draw::COEFFICIENT_LEAD),
    };
    view! { <Page title=title lead=lead>{empty}{act}{settle}{to_draw}{form}{overview}</Page> }.into_any()
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
    let regions = Memo::new(move |_| reply.with(|reply| reply.regions.clone()));
    let parts = parts::section(lot.clone(), reply, requesting);
    let empty = move || {
        let nothing = view.with(Option::is_none) && !requesting.get();
        nothing.then(|| view! { <State kind=StateKind::Empty what=draw::NO_DRAW todo=draw::NO_DRAW_TODO/> })
    };
    let ended = move || {
        let ended = view.with(|view| view.as_ref().filter(|view| view.state == DrawState::Ended).map(|view| view.seed));
        ended.map(|seed| {
            // Without a seed nothing was drawn: the drand round came out too early.
            let (what, todo) = match seed {
                Some(_) => (draw::ENDED, draw::ENDED_TODO),
                None => (draw::ROUND_OVER, draw::ROUND_OVER_TODO),
            };
            view! { <Notice tone=Tone::Error what=what todo=todo/> }
        })
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
        move || requesting.get().then(|| request::form(lot.clone(), experts.get_untracked(), regions.get_untracked()))
    };
    let overview = {
        let lot = lot.clone();
        move || view.get().map(|view| overview::overview(&lot, Purpose::Committee, &view))
    };
    let links = links(lot, reply);
    let (act, settle) = (act::section(lot.clone(), reply, key), settle::section(lot.clone(), reply));
    view! {
        <Page title=draw::DRAW lead=draw::DRAW_LEAD>
            {empty}
            {ended}
            {seated}
            {act}
            {settle}
            {parts}
            {form}
            {overview}
            {links}
        </Page>
    }
    .into_any()
}

/// The lot's other draws; for the registrar, an expert's proof once the result is public.
fn links(lot: &LotKey, reply: Signal<DrawReply>) -> AnyView {
    let base = format!("/lots/{}/{}", lot.tender, lot.lot);
    let over = Memo::new(move |_| matches!(reply.with(|reply| reply.stage), StageName::Concluded | StageName::Failed));
    let standing = {
        let path = format!("{base}/standing");
        move || {
            let shown = over.get() && session::role() == shared::people::Role::Registrar;
            shown.then(|| view! { <a class="button" href=path.clone()>{t(draw::STANDING)}</a> })
        }
    };
    view! {
        <p>
            <a class="button" href=format!("{base}/draw/tie")>{t(draw::TIE)}</a>
            " "
            <a class="button" href=format!("{base}/draw/coefficient")>{t(draw::COEFFICIENT)}</a>
            " "
            {standing}
        </p>
    }
    .into_any()
}
