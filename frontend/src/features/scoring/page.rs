//! The scoring screen: bidders, the page of the bid, criterion and score; everything by the keyboard.

use leptos::prelude::*;
use shared::api::scoring::{PAGE_PATH, ReadSheet, SheetReply};
use shared::id::{LotKey, OrgId};
use shared::lifecycle::StageName;
use shared::text::{frame, scoring};
use wasm_bindgen::JsCast as _;

use super::find::{self, Suggested};
use super::keys::{Command, Focus, Press, command};
use super::model::{Book, Key};
use super::outbox::Outbox;
use super::sheet::{REASON_ID, SCORE_ID, Work, focus_score};
use super::{check, dialogs, panel, strays};
use crate::api;
use crate::device::answers;
use crate::features::account;
use crate::features::review::viewer::{Source, Viewer, turn_by};
use crate::prefs::{lang, t};
use crate::routes::Params;
use crate::session;
use crate::ui::{Button, Key as Cap, Kind, Label, State, StateKind, focus};

/// `/room/:tender/:lot/score`.
pub fn page(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let ask = lot.clone();
    // Not after every saved score: the sheet knows its own, and a version tells when another window was faster.
    let kinds =
        &["sheet.", "cells.", "scoring.", "scores.", "report.", "member.", "committee.", "lot.", "stray.", "room."];
    let account = untrack(session::me).map(|me| me.account.to_string()).unwrap_or_default();
    let kept = answers::name(&account, &ask_of(&lot));
    let query = api::query_kept(move || ReadSheet { lot: ask.clone() }, kinds, kept);
    Effect::new(|_| {
        document().set_title(&format!("{} · {}", scoring::SCORING.get(lang()), frame::PRODUCT.get(lang())))
    });
    let body = query.once(move |reply| begun(&lot, reply, query));
    view! {
        <h1 class="unseen" id="title" tabindex="-1">{t(scoring::SCORING)}</h1>
        {body}
    }
    .into_any()
}

fn ask_of(lot: &LotKey) -> ReadSheet {
    ReadSheet { lot: lot.clone() }
}

/// The desk when there is something to score, else why not.
fn begun(lot: &LotKey, reply: Signal<SheetReply>, query: api::Query<ReadSheet>) -> AnyView {
    session::set_place(move || Some(reply.with(|reply| format!("{} · {}", reply.tender_title, reply.title))));
    let lot = lot.clone();
    let there = Memo::new(move |_| reply.with(|reply| !reply.bids.is_empty()));
    (move || {
        if there.get() {
            return desk(lot.clone(), reply, query);
        }
        view! { <div class="score-absent"><State kind=StateKind::Empty what=scoring::NOT_YET/></div> }.into_any()
    })
    .into_any()
}

/// What opens over the desk.
#[derive(Clone, Copy)]
struct Open {
    compare: RwSignal<bool>,
    check: RwSignal<bool>,
    find: RwSignal<bool>,
    help: RwSignal<bool>,
}

fn desk(lot: LotKey, reply: Signal<SheetReply>, query: api::Query<ReadSheet>) -> AnyView {
    let first = reply.get_untracked();
    // Not followed: a renewed session must not build the desk anew.
    let Some(account) = untrack(session::me).map(|me| me.account) else { return ().into_any() };
    let book = Book::new(lot.clone(), &first);
    let all = || book.keys().find(|key| book.is_open(key) && book.cell(key).mine.points.is_none());
    let Some(start) = all().or_else(|| book.keys().find(|key| book.is_open(key))).or_else(|| book.keys().next()) else {
        return nothing_to_score(lot, book, account, query);
    };
    let work = Work::new(book, start, Outbox::new(&account, &lot));
    Effect::new(move |_| {
        let newer = reply.get();
        work.book.update(|book| book.absorb(&newer));
    });
    let open = Open {
        compare: RwSignal::new(false),
        check: RwSignal::new(false),
        find: RwSignal::new(false),
        help: RwSignal::new(false),
    };
    let bidder = Memo::new(move |_| Some(work.at.get().bidder));
    let files = Memo::new(move |_| {
        let at = work.at.get();
        work.book.with(|book| {
            book.bids.iter().find(|bid| bid.bidder == at.bidder).map(|bid| bid.files.clone()).unwrap_or_default()
        })
    });
    let source =
        Source { lot, path: PAGE_PATH, bidder: bidder.into(), files: files.into(), spot: work.spot, member: true };
    let suggested = Suggested::new(work);
    listen(work, open, source.clone(), suggested);
    leave(work);
    focus_score();
    view! {
        {strays::elsewhere(work)}
        <div class="score-desk" data-test="score-desk" hidden=move || work.elsewhere.get().is_some()>
            <div class="score-banners">
                {banner(work)}
                {strays::strays(work, reply, query)}
                {strays::kept_here(work)}
            </div>
            {bidders(work)}
            <Viewer source=source>{find::cited(work, suggested)}</Viewer>
            {panel::panel(work)}
            {foot(work, open)}
        </div>
        {dialogs::compare(work, open.compare)}
        {find::find(work, open.find)}
        {dialogs::help(open.help)}
        {check::check(work, open.check, query)}
    }
    .into_any()
}

/// A lot without criteria (lowest price): nothing to score, but a sheet to sign.
fn nothing_to_score(lot: LotKey, book: Book, account: shared::id::AccountId, query: api::Query<ReadSheet>) -> AnyView {
    let Some(bidder) = book.bids.first().map(|bid| bid.bidder.clone()) else { return ().into_any() };
    let signed = book.signed;
    let work = Work::new(book, Key { bidder, criterion: String::new() }, Outbox::new(&account, &lot));
    let open = RwSignal::new(false);
    let button = (!signed).then(|| {
        view! { <Button attr:data-test="check" label=scoring::CHECK kind=Kind::Primary key="F10" on_press=move || open.set(true)/> }
    });
    let what = if signed { scoring::SIGNED } else { scoring::NO_CRITERIA };
    view! {
        <div class="score-absent"><State kind=StateKind::Empty what=what>{button}</State></div>
        {check::check(work, open, query)}
    }
    .into_any()
}

/// Above the desk: signed, or what came back.
fn banner(work: Work) -> AnyView {
    let facts = Memo::new(move |_| work.book.with(|book| (book.signed, book.returned(), book.stage)));
    (move || banner_of(facts.get())).into_any()
}

fn banner_of((signed, back, stage): (bool, usize, StageName)) -> AnyView {
    if back > 0 {
        let what = Label::with(scoring::RETURNED_SHEET, [("n", back.to_string())]);
        return view! { <div class="score-banner"><State kind=StateKind::Returned what=what todo=scoring::RETURNED_TODO/></div> }
            .into_any();
    }
    if signed || stage != StageName::Scoring {
        return view! {
            <div class="score-banner" data-test="sheet-signed"><State kind=StateKind::Locked what=scoring::SIGNED todo=scoring::SIGNED_TODO/></div>
        }
        .into_any();
    }
    ().into_any()
}

fn bidders(work: Work) -> AnyView {
    let bids = Memo::new(move |_| {
        work.book.with(|book| book.bids.iter().map(|bid| (bid.bidder.clone(), bid.name.clone())).collect::<Vec<_>>())
    });
    let items = move || bids.get().into_iter().map(|(bidder, name)| bidder_item(work, bidder, name)).collect_view();
    view! {
        <nav class="bidders" aria-label=t(scoring::BIDDERS)>
            <h2>{t(scoring::BIDDERS)}" "<Cap cap="F7"/><Cap cap="F8"/></h2>
            <ul>{items}</ul>
        </nav>
    }
    .into_any()
}

fn bidder_item(work: Work, bidder: OrgId, name: String) -> AnyView {
    let (here, of, to) = (bidder.clone(), bidder.clone(), bidder.clone());
    let current = Memo::new(move |_| work.at.with(|at| at.bidder == here).then_some("true"));
    let count = Memo::new(move |_| work.book.with(|book| format!("{}/{}", book.scored(&of), book.criteria.len())));
    let go = move |_| work.go(Key { bidder: to.clone(), ..work.at.get_untracked() });
    view! {
        <li>
            <button type="button" class="bidder" aria-current=move || current.get() data-test="bidder" data-bidder=bidder.to_string() on:click=go>
                <span>{name}</span>
                <span class="figures">{move || count.get()}</span>
            </button>
        </li>
    }
    .into_any()
}

fn foot(work: Work, open: Open) -> AnyView {
    let direction = Label::live(move || {
        if work.across.get() { scoring::ACROSS.get(lang()) } else { scoring::DOWN.get(lang()) }.to_owned()
    });
    view! {
        <div class="score-foot">
            <Button label=scoring::KEYS kind=Kind::Quiet key="F1" on_press=move || open.help.set(true)/>
            <Button attr:data-test="find" label=scoring::FIND kind=Kind::Quiet key="F3" on_press=move || open.find.set(true)/>
            <Button attr:data-test="across" label=direction kind=Kind::Quiet key="Ctrl+E" on_press=move || work.across.update(|across| *across = !*across)/>
            <Button attr:data-test="undo" label=scoring::KEY_UNDO kind=Kind::Quiet key="Ctrl+Z" on_press=move || work.take_back()/>
            <Button attr:data-test="compare" label=scoring::COMPARE key="F9" on_press=move || open.compare.set(true)/>
            <Button attr:data-test="check" label=scoring::CHECK kind=Kind::Primary key="F10" on_press=move || check_now(work, open)/>
        </div>
    }
    .into_any()
}

fn check_now(work: Work, open: Open) {
    if work.keep() {
        leptos::task::spawn_local(work.seek(false));
        open.check.set(true);
    }
}

/// The lid is closed, the window is put away: what stands in the box is given if it can be. Where this machine keeps nothing,
/// the browser asks before the page goes.
fn leave(work: Work) {
    let hidden = window_event_listener_untyped("visibilitychange", move |_| {
        if document().visibility_state() == web_sys::VisibilityState::Hidden {
            work.keep();
        }
    });
    let going = window_event_listener(leptos::ev::beforeunload, move |event| {
        let saves = api::saves::saves_now();
        if work.unkept.get_untracked() && (saves.waiting > 0 || saves.running > 0) {
            event.prevent_default();
        }
    });
    on_cleanup(move || {
        hidden.remove();
        going.remove();
    });
}

/// The keys of the desk, wherever the focus is; a dialog that is open has its own.
fn listen(work: Work, open: Open, source: Source, suggested: Suggested) {
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        let dialog = document().query_selector("dialog[open]").ok().flatten().is_some();
        let press = Press {
            key: &event.key(),
            ctrl: event.ctrl_key() || event.meta_key(),
            alt: event.alt_key(),
            shift: event.shift_key(),
            composing: event.is_composing(),
            focus: focus_of(&event),
        };
        let Some(command) = command(press) else { return };
        if dialog {
            // The browser's own meaning of F3 and the like is not wanted over a dialog either.
            if press.key.starts_with('F') {
                event.prevent_default();
            }
            return;
        }
        event.prevent_default();
        run(work, open, &source, suggested, command);
    });
    on_cleanup(move || listener.remove());
}

fn focus_of(event: &web_sys::KeyboardEvent) -> Focus {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return Focus::Elsewhere;
    };
    match element.id().as_str() {
        SCORE_ID => Focus::Score,
        REASON_ID => Focus::Reason,
        _ if matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") => Focus::Field,
        _ if element.has_attribute("tabindex") => Focus::Field,
        _ => Focus::Elsewhere,
    }
}

fn run(work: Work, open: Open, source: &Source, suggested: Suggested, command: Command) {
    match command {
        Command::Commit => work.commit(),
        Command::Criterion(by) => work.criterion(by),
        Command::Page(by) => turn_by(source, by),
        Command::Reason => focus(REASON_ID),
        Command::Back => {
            work.keep();
            focus_score();
        }
        Command::Find => open.find.set(true),
        Command::Cited => {
            if !work.cited() && !suggested.turn(work) {
                open.find.set(true);
            }
        }
        Command::Bidder(by) => work.bidder(by),
        Command::Compare => open.compare.set(true),
        Command::Check => check_now(work, open),
        Command::Undo => work.take_back(),
        Command::Help => open.help.set(true),
        Command::Across => work.across.update(|across| *across = !*across),
        Command::Reload => leptos::task::spawn_local(async move {
            work.keep();
            work.kept().await;
            let _ = window().location().reload();
        }),
        Command::Stay => {}
    }
}
