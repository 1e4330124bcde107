//! The sheet at work: every score goes to the outbox first, then to the server, until it is answered.

use std::collections::{BTreeSet, HashMap};

use leptos::prelude::*;
use shared::api::scoring::{DropStray, Stray};
use shared::id::OrgId;
use shared::refusal::Refusal;
use shared::text::scoring;

use super::model::{Book, Draft, Key, Sent};
use super::outbox::{Outbox, Typed};
use crate::api::{self, saves};
use crate::features::review::model::Spot;
use crate::ui::{self, Tone, toast};

mod post;

/// Between two looks for what other windows have left, milliseconds.
const SEEK_MS: u32 = 20_000;
/// Scores that can be taken back.
const UNDO_MAX: usize = 200;

/// The sheet with what the screen shows of it. Copy it into closures freely.
#[derive(Clone, Copy)]
pub struct Work {
    /// The sheet.
    pub book: RwSignal<Book>,
    /// The cell that is worked on.
    pub at: RwSignal<Key>,
    /// What stands in the score box.
    pub typed: RwSignal<String>,
    /// What stands in the reason.
    pub reason: RwSignal<String>,
    /// What is wrong with the score in the box.
    pub error: RwSignal<Option<Refusal>>,
    /// Where the viewer is.
    pub spot: RwSignal<Spot>,
    /// Whether Enter goes to the next bidder (one criterion across the bids) instead of the next criterion.
    pub across: RwSignal<bool>,
    /// Whether this machine keeps nothing: then only the server does.
    pub unkept: RwSignal<bool>,
    /// The member sits elsewhere now; how many scores of this terminal were handed over.
    pub elsewhere: RwSignal<Option<usize>>,
    /// Where it was in the other bids.
    spots: StoredValue<HashMap<OrgId, Spot>>,
    /// What can be taken back.
    undo: StoredValue<Vec<(Key, Draft)>>,
    /// Whether what is being typed is kept.
    typing: StoredValue<bool>,
    /// What windows that ended have left and is not in hand yet, with the window.
    left: StoredValue<Vec<(String, Sent)>>,
    /// Windows whose end is waited for.
    watched: StoredValue<BTreeSet<String>>,
    outbox: StoredValue<Outbox>,
}

impl Work {
    /// Puts the sheet to work at its first open cell; what the outbox kept follows.
    #[must_use]
    pub fn new(book: Book, first: Key, outbox: Outbox) -> Self {
        let work = Self {
            at: RwSignal::new(first),
            typed: RwSignal::new(String::new()),
            reason: RwSignal::new(String::new()),
            error: RwSignal::new(None),
            spot: RwSignal::new(Spot::default()),
            across: RwSignal::new(false),
            unkept: RwSignal::new(false),
            elsewhere: RwSignal::new(None),
            spots: StoredValue::default(),
            undo: StoredValue::default(),
            typing: StoredValue::new(false),
            left: StoredValue::default(),
            watched: StoredValue::default(),
            outbox: StoredValue::new(outbox),
            book: RwSignal::new(book),
        };
        work.fill();
        leptos::task::spawn_local(async move {
            let mut first = true;
            while work.book.try_with_untracked(|_| ()).is_some() {
                work.seek(first).await;
                first = false;
                gloo_timers::future::TimeoutFuture::new(SEEK_MS).await;
            }
        });
        work
    }

    /// Something was typed: it is kept on this machine at once.
    pub fn keystroke(self) {
        let (key, points, reason) = (self.at.get_untracked(), self.typed.get_untracked(), self.reason.get_untracked());
        let typed = Typed { key, draft: Draft { points: Some(points).filter(|points| !points.is_empty()), reason } };
        self.typing.set_value(true);
        let kept = self.outbox.with_value(|outbox| outbox.keep_typed(Some(&typed)));
        self.written(kept);
    }

    /// What was typed was given, or taken back.
    fn typed_is_given(self) {
        if self.typing.get_value() {
            self.typing.set_value(false);
            let kept = self.outbox.with_value(|outbox| outbox.keep_typed(None));
            self.written(kept);
        }
    }

    /// The box and the reason follow the cell that is worked on, and what becomes of it.
    fn fill(self) {
        let mine = Memo::new(move |_| (self.at.get(), self.book.with(|book| book.cell(&self.at.get()).mine)));
        Effect::new(move |_| {
            let (_, Draft { points, reason }) = mine.get();
            self.typed.set(points.unwrap_or_default());
            self.reason.set(reason);
            self.error.set(None);
        });
    }

    /// Keeps what stands in the box and the reason. `false` when the score is none that the criterion takes.
    pub fn keep(self) -> bool {
        let key = self.at.get_untracked();
        let points = super::keys::tidy(&self.typed.get_untracked());
        let draft = Draft { points: (!points.is_empty()).then_some(points), reason: self.reason.get_untracked() };
        self.give(&key, draft, true)
    }

    fn give(self, key: &Key, draft: Draft, undoable: bool) -> bool {
        let before = self.book.with_untracked(|book| book.cell(key).mine);
        // A score that cannot be given stays in the box, and is kept as it was typed.
        let same = before == Draft { reason: draft.reason.trim().to_owned(), ..draft.clone() };
        if same || !self.book.with_untracked(|book| book.is_open(key)) {
            self.error.set(None);
            self.typed_is_given();
            return true;
        }
        match self.book.try_update(|book| book.give(key, draft)) {
            Some(Err(refusal)) => {
                self.error.set(Some(refusal));
                return false;
            }
            None => return false,
            Some(Ok(())) => {}
        }
        self.error.set(None);
        let now = self.book.with_untracked(|book| book.cell(key).mine);
        if *key == self.at.get_untracked() {
            self.typed.set(now.points.clone().unwrap_or_default());
            self.reason.set(now.reason.clone());
        }
        if undoable && now != before {
            self.undo.update_value(|undo| {
                if undo.len() == UNDO_MAX {
                    undo.remove(0);
                }
                undo.push((key.clone(), before));
            });
        }
        self.send(key.clone());
        self.typed_is_given();
        true
    }

    /// Enter: keeps the score and goes to the next one that is not scored.
    pub fn commit(self) {
        if !self.keep() {
            focus_score();
            return;
        }
        let key = self.at.get_untracked();
        let needs = self.book.with_untracked(|book| book.lacks_reason(&key));
        let across = self.across.get_untracked();
        match self.book.with_untracked(|book| book.next_open(&key, across)) {
            _ if needs => ui::focus(REASON_ID),
            Some(next) => self.go(next),
            None => {
                toast::show(Tone::Done, scoring::ALL_SCORED);
                focus_score();
            }
        }
    }

    /// To another cell, when the present one can be kept.
    pub fn go(self, to: Key) {
        if self.keep() {
            let from = self.at.get_untracked();
            if from.bidder != to.bidder {
                let here = self.spot.get_untracked();
                self.spots.update_value(|spots| {
                    spots.insert(from.bidder, here);
                });
                self.spot.set(self.spots.with_value(|spots| spots.get(&to.bidder).copied()).unwrap_or_default());
            }
            self.at.set(to);
        }
        focus_score();
    }

    /// So many criteria on.
    pub fn criterion(self, by: i32) {
        self.go(self.book.with_untracked(|book| book.criterion_on(&self.at.get_untracked(), by)));
    }

    /// So many bidders on, same criterion.
    pub fn bidder(self, by: i32) {
        self.go(self.book.with_untracked(|book| book.bidder_on(&self.at.get_untracked(), by)));
    }

    /// To the page that is cited for this criterion; pressed again, to the next one that is cited. `false` without any.
    pub fn cited(self) -> bool {
        let cited = self.book.with_untracked(|book| book.cited(&self.at.get_untracked()));
        let spots: Vec<_> = cited.iter().map(|cited| Spot { file: cited.file, page: cited.page }).collect();
        let here = spots.iter().position(|spot| *spot == self.spot.get_untracked());
        let next = here.map_or(0, |here| (here + 1) % spots.len().max(1));
        let Some(spot) = spots.get(next) else { return false };
        self.spot.set(*spot);
        true
    }

    /// Takes the last score back.
    pub fn take_back(self) {
        let last = self.undo.try_update_value(Vec::pop).flatten();
        let Some((key, before)) = last else {
            toast::show(Tone::Info, scoring::NOTHING_TO_UNDO);
            return;
        };
        self.error.set(None);
        let present = self.book.with_untracked(|book| book.cell(&self.at.get_untracked()).mine);
        self.typed.set(present.points.unwrap_or_default());
        self.reason.set(present.reason);
        if self.give(&key, before, false) {
            self.go(key);
            toast::show(Tone::Done, scoring::UNDONE);
        }
    }

    /// The member chose in a conflict.
    pub fn resolve(self, key: Key, mine: bool) {
        self.book.update(|book| book.resolve(&key, mine));
        self.note(&key);
        self.send(key);
        focus_score();
    }

    /// The member chose about a score that another terminal handed over: it is given here, or dropped.
    pub fn settle_stray(self, stray: Stray, take: bool, then: impl FnOnce() + 'static) {
        let key = Key { bidder: stray.cell.bidder.clone(), criterion: stray.cell.criterion.clone() };
        let draft = Draft { points: stray.cell.points.clone(), reason: stray.cell.reason.clone() };
        if take && !self.give(&key, draft, true) {
            return;
        }
        let lot = self.book.with_untracked(|book| book.lot.clone());
        let drop = DropStray { lot, bidder: key.bidder, criterion: key.criterion, taken: take };
        leptos::task::spawn_local(async move {
            if let Err(why) = api::call(drop).await {
                toast::show(Tone::Error, why.what(crate::prefs::lang_now()));
            }
            then();
        });
    }

    /// The sheet is signed: nothing is on its way any more.
    pub fn signed(self) {
        let clear = self.outbox.with_value(|outbox| outbox.clear());
        self.written(clear);
        self.typing.set_value(false);
        self.undo.set_value(Vec::new());
        saves::set_outbox(0, 0);
    }
}

/// The id of the score box.
pub const SCORE_ID: &str = "score";
/// The id of the reason.
pub const REASON_ID: &str = "reason";

/// How often the page's signals may set off others before the box shows its new value.
const ROUNDS: usize = 4;

/// Puts the focus into the score box and selects what stands there: before the next key comes, or a digit that is typed quickly
/// would be added to the old score, or be replaced by the one after it. Signals and their effects run between two keys, frames do
/// not. A box that is not drawn yet gets it with the next frame.
pub fn focus_score() {
    leptos::task::spawn_local(async {
        for _ in 0..ROUNDS {
            leptos::task::tick().await;
            select_score();
        }
    });
    request_animation_frame(|| {
        let there = document().active_element().is_some_and(|element| element.id() == SCORE_ID);
        if !there {
            select_score();
        }
    });
}

fn select_score() {
    use wasm_bindgen::JsCast as _;
    let Some(element) = document().get_element_by_id(SCORE_ID) else { return };
    if let Ok(input) = element.dyn_into::<web_sys::HtmlInputElement>() {
        let _ = input.focus();
        input.select();
    }
}
