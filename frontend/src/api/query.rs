//! What a page shows: an answer that follows its question, the live stream and the connection.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::*;
use shared::api::Endpoint;
use shared::id::LotKey;

use super::{Door, Failure, ask, decode, live, net};
use crate::device::answers;
use crate::ui;

/// A question that is asked anew whenever it changes, something happens that concerns it, or the connection comes back.
pub struct Query<E: Endpoint> {
    core: Core,
    endpoint: PhantomData<fn(E)>,
}

impl<E: Endpoint> Clone for Query<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E: Endpoint> Copy for Query<E> {}

/// Asks `question()` and keeps the answer fresh: asked again when a signal that it reads changes, when an act happens
/// whose kind begins with one of `kinds` (on the question's lot, if it has one), and when the connection comes back.
pub fn query<E: Endpoint>(
    question: impl Fn() -> E + Send + Sync + 'static,
    kinds: &'static [&'static str],
) -> Query<E> {
    let lot = untrack(|| question().lot().cloned());
    let json = move || serde_json::to_string(&question()).map_err(Failure::own);
    let core = Core::new(Door::of::<E>(), Box::new(json), read::<E>, lot, kinds, None);
    Query { core, endpoint: PhantomData }
}

/// As [`query`], for a page that opens without a network as well: the newest answer is kept on this machine under `name`,
/// and shown while the server does not answer.
pub fn query_kept<E: Endpoint>(
    question: impl Fn() -> E + Send + Sync + 'static,
    kinds: &'static [&'static str],
    name: String,
) -> Query<E> {
    let lot = untrack(|| question().lot().cloned());
    let json = move || serde_json::to_string(&question()).map_err(Failure::own);
    let core = Core::new(Door::of::<E>(), Box::new(json), read::<E>, lot, kinds, Some(name));
    Query { core, endpoint: PhantomData }
}

fn read<E: Endpoint>(text: &str) -> Result<Reply, Failure> {
    Ok(Arc::new(decode::<E::Reply>(text)?))
}

impl<E: Endpoint> Query<E> {
    /// The newest answer, `None` before the first.
    #[must_use]
    pub fn reply(self) -> Option<E::Reply> {
        typed::<E>(self.core.reply.get())
    }

    /// Asks again now.
    pub fn reload(self) {
        self.core.again.update(|count| *count += 1);
    }

    /// Shows the answer, built anew whenever it changes; before the first one that it is loading, or why there is none.
    pub fn view(self, view: impl Fn(E::Reply) -> AnyView + Send + Sync + 'static) -> AnyView {
        self.core.view(Box::new(move |reply| typed::<E>(Some(reply)).map(&view)))
    }

    /// As [`view`](Self::view), but built once: what is inside follows the signal, so that fields keep their focus.
    pub fn once(self, view: impl Fn(Signal<E::Reply>) -> AnyView + Send + Sync + 'static) -> AnyView {
        let core = self.core;
        core.once(Box::new(move |first| {
            let first = typed::<E>(Some(first))?;
            Some(view(Signal::derive(move || typed::<E>(core.reply.get()).unwrap_or_else(|| first.clone()))))
        }))
    }
}

fn typed<E: Endpoint>(reply: Option<Reply>) -> Option<E::Reply> {
    reply.and_then(|reply| reply.downcast_ref::<E::Reply>().cloned())
}

/// An answer whose type only its [`Query`] knows.
type Reply = Arc<dyn Any + Send + Sync>;

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Loading,
    Ready,
    Failed(Failure),
}

/// A query without types: what all of them share stands here once, or the page would be much larger.
#[derive(Clone, Copy)]
struct Core {
    reply: RwSignal<Option<Reply>>,
    state: RwSignal<State>,
    again: RwSignal<u32>,
    /// The text of the newest answer: one that says the same changes nothing on the page.
    known: StoredValue<String>,
    /// Under which name the newest answer is kept on this machine, if it is.
    kept: StoredValue<Option<String>>,
}

/// After so long without an answer the kept one is shown, milliseconds.
const KEPT_AFTER_MS: u32 = 2500;

impl Core {
    fn new(
        door: Door,
        question: Box<dyn Fn() -> Result<String, Failure> + Send + Sync>,
        read: fn(&str) -> Result<Reply, Failure>,
        lot: Option<LotKey>,
        kinds: &'static [&'static str],
        kept: Option<String>,
    ) -> Self {
        let core = Self {
            reply: RwSignal::new(None),
            state: RwSignal::new(State::Loading),
            again: RwSignal::new(0),
            known: StoredValue::new(String::new()),
            kept: StoredValue::new(kept),
        };
        if core.kept.with_value(Option::is_some) {
            leptos::task::spawn_local(async move {
                gloo_timers::future::TimeoutFuture::new(KEPT_AFTER_MS).await;
                core.recall(read).await;
            });
        }
        let topic = live::topic(lot, kinds);
        let newest = StoredValue::new(0_u32);
        Effect::new(move |_| {
            topic.track();
            core.again.track();
            let _ = net::returns();
            let question = question();
            let number = newest.get_value() + 1;
            newest.set_value(number);
            leptos::task::spawn_local(async move {
                let outcome = match question {
                    Ok(json) => ask(door, json).await,
                    Err(failure) => Err(failure),
                };
                if newest.try_get_value() != Some(number) {
                    return;
                }
                let lost = matches!(outcome, Err(Failure::Lost));
                core.take(outcome, read);
                if lost {
                    core.recall(read).await;
                }
            });
        });
        core
    }

    /// Shows the kept answer, when there is one and none of the server.
    async fn recall(self, read: fn(&str) -> Result<Reply, Failure>) {
        let Some(Some(name)) = self.kept.try_get_value() else { return };
        if self.reply.try_with_untracked(Option::is_none) != Some(true) {
            return;
        }
        let found = answers::find(&name).await.and_then(|text| read(&text).ok());
        if let Some(reply) = found
            && self.reply.try_with_untracked(Option::is_none) == Some(true)
        {
            self.reply.try_set(Some(reply));
        }
    }

    fn take(self, outcome: Result<String, Failure>, read: fn(&str) -> Result<Reply, Failure>) {
        let same =
            |text: &String| self.reply.with_untracked(Option::is_some) && self.known.with_value(|known| known == text);
        let outcome = match outcome {
            Ok(text) if same(&text) => Ok(()),
            Ok(text) => read(&text).map(|reply| {
                if let Some(Some(name)) = self.kept.try_get_value() {
                    answers::keep(&name, &text);
                }
                self.known.set_value(text);
                self.reply.try_set(Some(reply));
            }),
            Err(failure) => Err(failure),
        };
        match outcome {
            Ok(()) => {
                self.state.try_set(State::Ready);
            }
            Err(failure) => {
                // What was shown stays; the shell says that the connection is lost, or why the room does not go on.
                if failure != Failure::Lost && !failure.is_room() {
                    self.reply.try_set(None);
                }
                self.state.try_set(State::Failed(failure));
            }
        }
    }

    fn view(self, view: Box<dyn Fn(Reply) -> Option<AnyView> + Send + Sync>) -> AnyView {
        (move || self.reply.get().and_then(&view).unwrap_or_else(|| absent(self.state, self.again))).into_any()
    }

    fn once(self, view: Box<dyn Fn(Reply) -> Option<AnyView> + Send + Sync>) -> AnyView {
        let there = Memo::new(move |_| self.reply.with(Option::is_some));
        (move || {
            let first = if there.get() { self.reply.get_untracked() } else { None };
            first.and_then(&view).unwrap_or_else(|| absent(self.state, self.again))
        })
        .into_any()
    }
}

/// What stands where the answer will be.
fn absent(state: RwSignal<State>, again: RwSignal<u32>) -> AnyView {
    match state.get() {
        State::Loading | State::Ready => ui::loading(),
        State::Failed(failure) => ui::failed_with_retry(&failure, move || again.update(|count| *count += 1)),
    }
}
