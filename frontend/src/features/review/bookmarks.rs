//! Bookmarks and notes on the pages of a bid: the member's own, private until the signatures.

use leptos::prelude::*;
use shared::api::reading::{Mark, NOTE_CHARS_MAX, OthersMark, ReadMarks, RemoveMark, SaveMark};
use shared::id::LotKey;
use shared::text::{frame, reading};

use super::model::Spot;
use super::viewer::Source;
use crate::api::{self, Query};
use crate::prefs::t;
use crate::ui::{Button, Dialog, Failed, Kind, Label, TextArea, Tone, toast};

/// The member's bookmarks in the lot, kept fresh.
pub fn marks(lot: LotKey) -> Query<ReadMarks> {
    api::query(move || ReadMarks { lot: lot.clone() }, &["mark.", "sheet.", "cells.", "room."])
}

/// The button that says whether the page has a bookmark, and the dialog that it opens; F6 does the same.
pub fn bookmarks(source: &Source, marks: Query<ReadMarks>) -> AnyView {
    let open = RwSignal::new(false);
    let (bidder, spot, lot) = (source.bidder, source.spot, StoredValue::new(source.lot.clone()));
    let in_bid = Memo::new(move |_| {
        let reply = marks.reply().unwrap_or_default();
        let own: Vec<_> = reply.own.into_iter().filter(|mark| Some(&mark.bidder) == bidder.get().as_ref()).collect();
        own
    });
    let others = Memo::new(move |_| {
        let reply = marks.reply().unwrap_or_default();
        let theirs: Vec<_> =
            reply.others.into_iter().filter(|other| Some(&other.mark.bidder) == bidder.get().as_ref()).collect();
        theirs
    });
    let here = Memo::new(move |_| {
        let at = spot.get();
        in_bid.get().into_iter().find(|mark| (mark.file, mark.page) == (at.file, at.page))
    });
    let changeable = Memo::new(move |_| marks.reply().is_some_and(|reply| reply.open));
    let label = Label::live(move || {
        let word = if here.with(Option::is_some) { reading::BOOKMARKED } else { reading::BOOKMARK };
        word.get(crate::prefs::lang()).to_owned()
    });
    listen(open);
    let inside = move || {
        let form = move || changeable.get().then(|| form(lot.get_value(), (bidder, spot), here, open));
        view! {
            <p class="hint">{t(reading::PRIVATE)}</p>
            {form}
            {move || (!changeable.get() && marks.reply().is_some()).then(|| view! { <p>{t(reading::MARKS_LOCKED)}</p> })}
            <h3>{t(reading::OWN_MARKS)}</h3>
            {move || own_list(spot, in_bid.get(), open)}
            {move || others_list(spot, others.get(), open)}
            <div class="dialog-close"><Button attr:data-test="close" label=frame::CLOSE key="Esc" on_press=move || open.set(false)/></div>
        }
    };
    view! {
        <Button attr:data-test="bookmark" label=label kind=Kind::Quiet key="F6" on_press=move || open.set(true)/>
        <Dialog title=reading::BOOKMARKS open=open>{inside}</Dialog>
    }
    .into_any()
}

type Whose = Signal<Option<shared::id::OrgId>>;

/// F6 wherever the focus is, unless a dialog is open.
fn listen(open: RwSignal<bool>) {
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        let plain = !event.is_composing() && !event.alt_key() && !event.ctrl_key() && !event.shift_key();
        if event.key() != "F6" || !plain {
            return;
        }
        event.prevent_default();
        if document().query_selector("dialog[open]").ok().flatten().is_none() {
            open.set(true);
        }
    });
    on_cleanup(move || listener.remove());
}

/// The note on the page that is shown.
fn form(
    lot: LotKey,
    (bidder, spot): (Whose, RwSignal<Spot>),
    here: Memo<Option<Mark>>,
    open: RwSignal<bool>,
) -> AnyView {
    let note = RwSignal::new(here.get_untracked().map(|mark| mark.note).unwrap_or_default());
    let (save, remove) = (api::change::<SaveMark>(), api::change::<RemoveMark>());
    let page =
        Label::live(move || reading::NOTE.get(crate::prefs::lang()).replace("{page}", &spot.get().page.to_string()));
    let submit = {
        let lot = lot.clone();
        move |event: web_sys::SubmitEvent| {
            event.prevent_default();
            let (Some(bidder), at) = (bidder.get_untracked(), spot.get_untracked()) else { return };
            let mark = Mark { bidder, file: at.file, page: at.page, note: note.get_untracked().trim().to_owned() };
            save.send(SaveMark { lot: lot.clone(), mark }, move |_| {
                open.set(false);
                toast::show(Tone::Done, reading::MARK_SAVED);
            });
        }
    };
    let take_away = move || {
        let (Some(bidder), at) = (bidder.get_untracked(), spot.get_untracked()) else { return };
        remove.send(RemoveMark { lot: lot.clone(), bidder, file: at.file, page: at.page }, move |_| {
            open.set(false);
            toast::show(Tone::Done, reading::MARK_REMOVED);
        });
    };
    let button = move || {
        let take_away = take_away.clone();
        here.with(Option::is_some).then(|| {
            view! { <Button attr:data-test="remove-mark" label=reading::REMOVE_MARK busy=remove.busy() on_press=take_away/> }
        })
    };
    view! {
        <form on:submit=submit>
            <TextArea
                id="mark-note" label=page hint=reading::NOTE_HINT value=note rows=3
                max_length=u32::try_from(NOTE_CHARS_MAX).unwrap_or(u32::MAX) error=save.error_of("note")
            />
            <Failed failure=save.failure()/>
            <Failed failure=remove.failure()/>
            <div class="dialog-actions">
                {button}
                <Button attr:data-test="save-mark" label=reading::SAVE_MARK kind=Kind::Primary busy=save.busy()/>
            </div>
        </form>
    }
    .into_any()
}

fn own_list(spot: RwSignal<Spot>, own: Vec<Mark>, open: RwSignal<bool>) -> AnyView {
    if own.is_empty() {
        return view! { <p>{t(reading::NO_MARKS)}</p> }.into_any();
    }
    let rows = own.into_iter().map(|mark| row(spot, open, None, &mark)).collect_view();
    view! { <ol class="hits" tabindex="0" aria-label=t(reading::OWN_MARKS)>{rows}</ol> }.into_any()
}

fn others_list(spot: RwSignal<Spot>, others: Vec<OthersMark>, open: RwSignal<bool>) -> AnyView {
    if others.is_empty() {
        return ().into_any();
    }
    let name = |other: &OthersMark| other.name.clone().unwrap_or_else(|| other.member.to_string());
    let rows = others.into_iter().map(|other| row(spot, open, Some(name(&other)), &other.mark)).collect_view();
    view! {
        <h3>{t(reading::OTHERS_MARKS)}</h3>
        <ol class="hits" tabindex="0" aria-label=t(reading::OTHERS_MARKS)>{rows}</ol>
    }
    .into_any()
}

fn row(spot: RwSignal<Spot>, open: RwSignal<bool>, whose: Option<String>, mark: &Mark) -> AnyView {
    let to = Spot { file: mark.file, page: mark.page };
    let place = Label::with(reading::HIT_PLACE, [("file", mark.file.to_string()), ("page", mark.page.to_string())]);
    let go = move |_| {
        spot.set(to);
        open.set(false);
    };
    let whose = whose.map(|name| format!("{name} · "));
    let note = mark.note.clone();
    view! {
        <li>
            <button type="button" class="hit" data-test="mark" data-page=to.page.to_string() on:click=go>
                <b class="figures">{whose}{place.view()}</b>" "{note}
            </button>
        </li>
    }
    .into_any()
}
