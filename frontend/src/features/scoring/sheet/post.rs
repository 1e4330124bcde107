//! The way of a score: into the outbox, to the server, until it is answered; and what windows that ended have left.

use std::collections::BTreeSet;

use leptos::prelude::*;
use shared::api::scoring::{HandOver, StrayCell};

use super::Work;
use crate::api::{self, Failure, saves};
use crate::device::windows;
use crate::features::scoring::model::{Draft, Fate, Key, Sent, fate};
use crate::features::scoring::outbox::{Outbox, Typed};

/// Between two attempts while the server cannot be reached, milliseconds; less when the connection comes back before.
const AGAIN_MS: u32 = 3000;
/// A window that is loaded anew has so long to take what is its own, milliseconds.
const OWN_FIRST_MS: u32 = 2500;
/// Between two attempts while the room or the seat does not take scores, milliseconds; less when it does again.
const AGAIN_ROOM_MS: u32 = 20_000;

impl Work {
    /// Looks for what other windows have left; it is taken over as soon as they have ended. What is found later than at the
    /// beginning is left to a window that is being loaded anew, for a moment: it comes back to its own.
    pub async fn seek(self, first: bool) {
        let Some(outbox) = self.outbox.try_get_value() else { return };
        for window in outbox.others().await {
            let fresh = self.watched.try_update_value(|watched| watched.insert(window.clone()));
            if fresh == Some(true) {
                leptos::task::spawn_local(async move {
                    windows::ended(&window).await;
                    if !first {
                        gloo_timers::future::TimeoutFuture::new(OWN_FIRST_MS).await;
                    }
                    self.take_over(window).await;
                });
            }
        }
    }

    async fn take_over(self, window: String) {
        let Some(outbox) = self.outbox.try_get_value() else { return };
        let Ok(left) = outbox.take_over(&window).await else { return };
        self.watched.try_update_value(|watched| watched.remove(&window));
        let keys: BTreeSet<Key> = left.sent.iter().map(Sent::cell).collect();
        self.left.try_update_value(|all| all.extend(left.sent.into_iter().map(|sent| (window.clone(), sent))));
        for key in keys {
            self.take_next(&key);
        }
        if let Some(Typed { key, draft }) = left.typed {
            self.type_again(key, draft);
        }
    }

    /// Puts back the next entry of a cell that a window has left, when nothing of it is on its way.
    fn take_next(self, key: &Key) {
        if self.book.try_with_untracked(|book| book.is_busy(key)) != Some(false) {
            return;
        }
        let next = self.left.try_update_value(|left| {
            let at = left.iter().position(|(_, sent)| sent.cell() == *key)?;
            Some(left.remove(at))
        });
        let Some(Some((window, sent))) = next else { return };
        self.book.update(|book| book.restore(key.clone(), sent));
        self.note(key);
        let settled = self.outbox.with_value(|outbox| outbox.settled(&window, key));
        self.written(settled);
        self.send(key.clone());
    }

    /// What was being typed when a window ended stands in the box again.
    fn type_again(self, key: Key, draft: Draft) {
        let fits = self.book.with_untracked(|book| book.is_open(&key) && book.cell(&key).mine != draft);
        let idle = !self.typing.get_value() && self.error.with_untracked(Option::is_none);
        if fits && idle {
            self.at.set(key);
            request_animation_frame(move || {
                self.typed.try_set(draft.points.unwrap_or_default());
                self.reason.try_set(draft.reason);
                self.keystroke();
            });
        }
    }

    /// Keeps the outbox and the shell's status in step with a cell.
    pub(super) fn note(self, key: &Key) {
        let Some((kept, counts)) = self.book.try_with_untracked(|book| (book.kept(key), book.counts())) else { return };
        let write = self.outbox.with_value(|outbox| outbox.keep(key, kept.as_ref()));
        self.written(write);
        saves::set_outbox(counts.0, counts.1);
    }

    /// Sends what is due for a cell.
    pub(super) fn send(self, key: Key) {
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
        let refusal = match outcome {
            Ok(reply) => {
                self.book.try_update(|book| book.saved(&key, reply.version));
                self.note(&key);
                self.send(key.clone());
                self.take_next(&key);
                return;
            }
            Err(Failure::Refused(problem)) => Some(problem.refusal),
            Err(_) => None,
        };
        match (refusal.as_ref().map(|refusal| fate(refusal.code)), refusal) {
            (Some(Fate::Conflict | Fate::Refused), Some(refusal)) => {
                self.book.try_update(|book| book.refused(&key, refusal));
                self.note(&key);
                self.take_next(&key);
            }
            (Some(Fate::Elsewhere), refusal) => {
                self.book.try_update(|book| book.lost(&key, refusal));
                self.note(&key);
                self.hand_over().await;
            }
            (_, refusal) => {
                let room = refusal.as_ref().is_some_and(|refusal| api::room::is_of_room(refusal.code));
                self.book.try_update(|book| book.lost(&key, refusal));
                self.note(&key);
                if room {
                    api::room::wait(AGAIN_ROOM_MS).await;
                } else {
                    api::net::wait(AGAIN_MS).await;
                }
                if self.book.try_with_untracked(|_| ()).is_some() {
                    self.send(key);
                }
            }
        }
    }

    /// The member has another seat: what was not sent from here is handed to the server, which asks the member there.
    async fn hand_over(self) {
        let (lot, unsent) = self.book.with_untracked(|book| (book.lot.clone(), book.unsent()));
        if unsent.is_empty() {
            self.elsewhere.try_update(|count| count.get_or_insert(0).to_owned());
            return;
        }
        let cells: Vec<StrayCell> = unsent.iter().map(Sent::stray).collect();
        if api::call(HandOver { lot, cells }).await.is_err() {
            return;
        }
        for sent in &unsent {
            let key = sent.cell();
            self.book.try_update(|book| book.give_up(&key));
            self.note(&key);
        }
        self.elsewhere.try_update(|count| *count.get_or_insert(0) += unsent.len());
    }

    /// Waits until everything that was written before is on the disk.
    pub async fn kept(self) {
        let _ = Outbox::flush().await;
    }

    pub(super) fn written(self, write: impl Future<Output = Result<(), Failure>> + 'static) {
        leptos::task::spawn_local(async move {
            let failed = write.await.is_err();
            if self.unkept.try_get_untracked().is_some_and(|known| known != failed) {
                self.unkept.try_set(failed);
            }
        });
    }
}
