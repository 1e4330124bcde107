//! What a page shows: an answer that follows its question, the live stream and the connection.

use leptos::prelude::*;
use shared::api::Endpoint;

use super::{Failure, call, live, net};
use crate::ui;

/// A question that is asked anew whenever it changes, something happens that concerns it, or the connection comes back.
pub struct Query<E: Endpoint> {
    reply: RwSignal<Option<E::Reply>>,
    state: RwSignal<State>,
    again: RwSignal<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Loading,
    Ready,
    Failed(Failure),
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
    let query =
        Query::<E> { reply: RwSignal::new(None), state: RwSignal::new(State::Loading), again: RwSignal::new(0) };
    let first = untrack(&question);
    let topic = live::topic(first.lot().cloned(), kinds);
    let newest = StoredValue::new(0_u32);
    let known = StoredValue::new(String::new());
    Effect::new(move |_| {
        topic.track();
        query.again.track();
        let _ = net::returns();
        let question = question();
        let number = newest.get_value() + 1;
        newest.set_value(number);
        leptos::task::spawn_local(async move {
            let outcome = call(question).await;
            if newest.try_get_value() == Some(number) {
                query.take(outcome, known);
            }
        });
    });
    query
}

impl<E: Endpoint> Query<E> {
    /// The newest answer, `None` before the first.
    #[must_use]
    pub fn reply(self) -> Option<E::Reply> {
        self.reply.get()
    }

    /// Asks again now.
    pub fn reload(self) {
        self.again.update(|count| *count += 1);
    }

    /// Shows the answer, built anew whenever it changes; before the first one that it is loading, or why there is none.
    pub fn view(self, view: impl Fn(E::Reply) -> AnyView + Send + Sync + 'static) -> AnyView {
        (move || match self.reply.get() {
            Some(reply) => view(reply),
            None => self.absent(),
        })
        .into_any()
    }

    /// As [`view`](Self::view), but built once: what is inside follows the signal, so that fields keep their focus.
    pub fn once(self, view: impl Fn(Signal<E::Reply>) -> AnyView + Send + Sync + 'static) -> AnyView {
        let there = Memo::new(move |_| self.reply.with(Option::is_some));
        (move || {
            if !there.get() {
                return self.absent();
            }
            let Some(first) = self.reply.get_untracked() else { return self.absent() };
            view(Signal::derive(move || self.reply.get().unwrap_or_else(|| first.clone())))
        })
        .into_any()
    }

    fn absent(self) -> AnyView {
        absent(self.state, self.again)
    }

    /// Takes an answer; one that says the same as the last changes nothing on the page.
    fn take(self, outcome: Result<E::Reply, Failure>, known: StoredValue<String>) {
        match outcome {
            Ok(reply) => {
                let text = serde_json::to_string(&reply).unwrap_or_default();
                if self.reply.with_untracked(Option::is_none) || known.with_value(|known| *known != text) {
                    known.set_value(text);
                    self.reply.try_set(Some(reply));
                }
                self.state.try_set(State::Ready);
            }
            Err(failure) => {
                // What was shown stays; the shell says that the connection is lost.
                if failure != Failure::Lost {
                    self.reply.try_set(None);
                }
                self.state.try_set(State::Failed(failure));
            }
        }
    }
}

/// What stands where the answer will be. Not generic: every query shares it.
fn absent(state: RwSignal<State>, again: RwSignal<u32>) -> AnyView {
    match state.get() {
        State::Loading | State::Ready => ui::loading(),
        State::Failed(failure) => ui::failed_with_retry(&failure, move || again.update(|count| *count += 1)),
    }
}
