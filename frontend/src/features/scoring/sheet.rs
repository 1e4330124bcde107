//! The sheet at work: every score goes to the outbox first, then to the server, until it is answered.

use std::collections::HashMap;

use leptos::prelude::*;
use shared::id::OrgId;
use shared::refusal::Refusal;
use shared::text::scoring;

use super::model::{Book, Draft, Key};
use super::outbox::Outbox;
use crate::api::{self, Failure, saves};
use crate::features::review::model::Spot;
use crate::ui::{self, Tone, toast};

/// Between two attempts while the server cannot be reached, milliseconds; less when the connection comes back before.
const AGAIN_MS: u32 = 3000;
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
    /// Where it was in the other bids.
    spots: StoredValue<HashMap<OrgId, Spot>>,
    /// What can be taken back.
    undo: StoredValue<Vec<(Key, Draft)>>,
    outbox: StoredValue<Outbox>,
}

impl Work {
    /// Puts the sheet to work at its first open cell, with what the outbox kept.
    #[must_use]
    pub fn new(mut book: Book, first: Key, outbox: Outbox) -> Self {
        for (key, sent) in outbox.all() {
            book.restore(key, sent);
        }
        let waiting: Vec<_> = book.on_the_way().cloned().collect();
        let work = Self {
            at: RwSignal::new(first),
            typed: RwSignal::new(String::new()),
            reason: RwSignal::new(String::new()),
            error: RwSignal::new(None),
            spot: RwSignal::new(Spot::default()),
            spots: StoredValue::default(),
            undo: StoredValue::default(),
            outbox: StoredValue::new(outbox),
            book: RwSignal::new(book),
        };
        work.fill();
        for key in waiting {
            work.send(key);
        }
        work
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
        let same = before == Draft { reason: draft.reason.trim().to_owned(), ..draft.clone() };
        if same || !self.book.with_untracked(|book| book.is_open(key)) {
            self.error.set(None);
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
        true
    }

    /// Enter: keeps the score and goes to the next one that is not scored.
    pub fn commit(self) {
        if !self.keep() {
            focus_score();
            return;
        }
        let key = self.at.get_untracked();
        let needs = self.book.with_untracked(|book| book.check().reasonless.contains(&key));
        match self.book.with_untracked(|book| book.next_open(&key)) {
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

    /// Keeps the outbox and the shell's status in step with a cell.
    fn note(self, key: &Key) {
        let Some((kept, counts)) = self.book.try_with_untracked(|book| (book.kept(key), book.counts())) else { return };
        self.outbox.with_value(|outbox| outbox.keep(key, kept.as_ref()));
        saves::set_outbox(counts.0, counts.1);
    }

    /// Sends what is due for a cell.
    fn send(self, key: Key) {
        let Some(sent) = self.book.try_update(|book| book.due(&key, api::new_key)).flatten() else {
            self.note(&key);
            return;
        };
        self.note(&key);
        leptos::task::spawn_local(async move {
            let running = saves::running();
            let outcome = api::call_once(&sent.body, Some(&sent.key)).await;
            drop(running);
            self.answered(key, outcome).await;
        });
    }

    async fn answered(self, key: Key, outcome: Result<shared::api::scoring::SaveScoreReply, Failure>) {
        // A page that was left: what is not known to be newer is in the outbox, and is seen to when the page is back.
        if self.book.try_with_untracked(|_| ()).is_none() {
            return;
        }
        match outcome {
            Ok(reply) => {
                self.book.try_update(|book| book.saved(&key, reply.version));
                self.note(&key);
                self.send(key);
            }
            Err(Failure::Refused(problem)) if !Failure::Refused(problem.clone()).is_passing() => {
                self.book.try_update(|book| book.refused(&key, problem.refusal));
                self.note(&key);
            }
            Err(_) => {
                self.book.try_update(|book| book.lost(&key));
                self.note(&key);
                api::net::wait(AGAIN_MS).await;
                if self.book.try_with_untracked(|_| ()).is_some() {
                    self.send(key);
                }
            }
        }
    }

    /// The sheet is signed: nothing is on its way any more.
    pub fn signed(self) {
        self.outbox.with_value(Outbox::clear);
        self.undo.set_value(Vec::new());
        saves::set_outbox(0, 0);
    }
}

/// The id of the score box.
pub const SCORE_ID: &str = "score";
/// The id of the reason.
pub const REASON_ID: &str = "reason";

/// Puts the focus into the score box and selects what stands there, when it is drawn.
pub fn focus_score() {
    request_animation_frame(|| {
        use wasm_bindgen::JsCast as _;
        let Some(element) = document().get_element_by_id(SCORE_ID) else { return };
        if let Ok(input) = element.dyn_into::<web_sys::HtmlInputElement>() {
            let _ = input.focus();
            input.select();
        }
    });
}
