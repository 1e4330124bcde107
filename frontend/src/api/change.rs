//! What a page does: one act at a time, with its progress and its failure.

use leptos::prelude::*;
use shared::api::Endpoint;

use super::{Door, Failure, ask, decode, saves};

/// An act of a page. Copy it into closures freely.
pub struct Change<E: Endpoint> {
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    endpoint: std::marker::PhantomData<fn(E)>,
}

impl<E: Endpoint> Clone for Change<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E: Endpoint> Copy for Change<E> {}

/// An act that nobody has done yet.
#[must_use]
pub fn change<E: Endpoint>() -> Change<E> {
    Change { busy: RwSignal::new(false), failure: RwSignal::new(None), endpoint: std::marker::PhantomData }
}

impl<E: Endpoint> Change<E> {
    /// Whether it is under way.
    #[must_use]
    pub fn busy(self) -> Signal<bool> {
        self.busy.into()
    }

    /// Why it failed last time.
    #[must_use]
    pub fn failure(self) -> Signal<Option<Failure>> {
        self.failure.into()
    }

    /// What a field did wrong: the refusal's sentence when the refusal names that field, for the field's `error`.
    #[must_use]
    pub fn error_of(self, field: &'static str) -> Signal<Option<String>> {
        let failure = self.failure;
        Signal::derive(move || {
            let failure = failure.get()?;
            let refusal = failure.refusal()?;
            let named =
                refusal.fields.get("field").is_some_and(|name| name == field) || refusal.fields.contains_key(field);
            named.then(|| refusal.sentence(crate::prefs::lang()))
        })
    }

    /// Does it, unless it is under way already; `then` runs with the reply.
    pub fn send(self, body: E, then: impl FnOnce(E::Reply) + 'static) {
        let json = serde_json::to_string(&body).map_err(Failure::own);
        let then =
            move |text: &str| decode::<E::Reply>(text).map(|reply| Box::new(move || then(reply)) as Box<dyn FnOnce()>);
        run(self.busy, self.failure, Door::of::<E>(), json, Box::new(then));
    }
}

/// Reads the reply and gives what is to be done with it.
type Then = Box<dyn FnOnce(&str) -> Result<Box<dyn FnOnce()>, Failure>>;

/// [`Change::send`] without types: every change shares it.
fn run(
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    door: Door,
    json: Result<String, Failure>,
    then: Then,
) {
    if !begin(busy, failure) {
        return;
    }
    leptos::task::spawn_local(async move {
        let running = saves::running();
        let outcome = match json {
            Ok(json) => ask(door, json).await,
            Err(failure) => Err(failure),
        };
        drop(running);
        match outcome.and_then(|text| then(&text)) {
            Ok(then) => {
                busy.try_set(false);
                then();
            }
            Err(why) => end(busy, failure, why),
        }
    });
}

fn begin(busy: RwSignal<bool>, failure: RwSignal<Option<Failure>>) -> bool {
    if busy.get_untracked() {
        return false;
    }
    busy.set(true);
    failure.set(None);
    true
}

fn end(busy: RwSignal<bool>, shown: RwSignal<Option<Failure>>, failure: Failure) {
    busy.try_set(false);
    if failure != Failure::Cancelled {
        shown.try_set(Some(failure));
    }
}
