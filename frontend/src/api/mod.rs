//! The page's side of the contract: [`call`] for one answer, [`query`] and [`change`] for what a page shows and does,
//! [`live`] for what happens meanwhile, [`net`] for whether the server can be reached.

mod change;
mod failure;
mod fetch;
pub mod live;
pub mod net;
mod query;
pub mod room;
pub mod saves;

pub use change::{Change, change};
pub use failure::Failure;
pub(crate) use fetch::describe;
pub use fetch::{Answer, Ask, Body, fetch};
pub use query::{Query, query, query_kept};

use std::pin::Pin;

use shared::api::room::ProveTerminal;
use shared::api::{Endpoint, Mount};
use shared::refusal::Code;

use crate::session;

/// Waits between attempts while the server cannot be reached, milliseconds; a change keeps its key, so that it is carried
/// out once however often it is sent.
const CHANGE_WAITS_MS: [u32; 8] = [1000, 2000, 4000, 8000, 15_000, 15_000, 15_000, 15_000];
const QUERY_WAITS_MS: [u32; 2] = [400, 1200];

/// Asks the server, and sees to everything that can be seen to in one place: it tries again while the connection is lost
/// or the server is busy, lets the person log in again when the session has expired, and asks for the password when the
/// endpoint is a signature.
///
/// # Errors
/// [`Failure`]: the refusal, or that the server could not be reached.
pub async fn call<E: Endpoint>(body: E) -> Result<E::Reply, Failure> {
    let json = serde_json::to_string(&body).map_err(Failure::own)?;
    decode(&ask(Door::of::<E>(), json).await?)
}

/// What an endpoint is, without its types.
#[derive(Clone, Copy)]
pub(crate) struct Door {
    mount: Mount,
    path: &'static str,
    signs: bool,
}

impl Door {
    pub(crate) const fn of<E: Endpoint>() -> Self {
        Self { mount: E::MOUNT, path: E::PATH, signs: E::SIGNS }
    }
}

/// [`call`] without types: what many endpoints share stands here once, or the page would be twice as large. Boxed, so that
/// the callers' own futures stay small.
pub(crate) fn ask(door: Door, json: String) -> Pin<Box<dyn Future<Output = Result<String, Failure>>>> {
    Box::pin(async move {
        let key = (door.mount == Mount::Change).then(new_key);
        let waits: &[u32] = if key.is_some() { &CHANGE_WAITS_MS } else { &QUERY_WAITS_MS };
        if door.signs {
            sign(door.path, &json, key.as_deref(), waits).await
        } else {
            persist(door.mount, door.path, &json, key.as_deref(), None, waits).await
        }
    })
}

/// Asks once, with the caller's own key for a change: for an outbox that tries again by itself. Everything but the session
/// is the caller's business.
///
/// # Errors
/// As [`call`].
pub async fn call_once<E: Endpoint>(body: &E, key: Option<&str>) -> Result<E::Reply, Failure> {
    let json = serde_json::to_string(body).map_err(Failure::own)?;
    let asked: Pin<Box<dyn Future<Output = _>>> = Box::pin(logged_in(E::MOUNT, E::PATH, &json, key, None));
    decode(&asked.await?)
}

/// A new `Idempotency-Key`: a random UUID.
#[must_use]
pub fn new_key() -> String {
    leptos::prelude::window().crypto().map_or_else(|_| String::new(), |crypto| crypto.random_uuid())
}

pub(crate) fn decode<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|_| Failure::Unreadable)
}

/// One attempt with the session seen to. Not generic, so that forty screens share one copy.
async fn logged_in(
    mount: Mount,
    path: &str,
    json: &str,
    key: Option<&str>,
    password: Option<&str>,
) -> Result<String, Failure> {
    let mut proved = false;
    loop {
        let outcome = fetch::endpoint(mount, path, json, key, password).await;
        // The proof of a terminal lasts minutes: after a sleep it is given anew.
        let unproved = matches!(&outcome, Err(failure) if failure.is(Code::NotATerminal));
        if unproved && !proved && path != ProveTerminal::PATH {
            proved = true;
            if Box::pin(crate::device::terminal::prove()).await.is_ok_and(|seat| seat.is_some()) {
                continue;
            }
        }
        let expired = matches!(&outcome, Err(failure) if failure.is(Code::NotLoggedIn));
        if !(expired && session::log_in_again().await) {
            return outcome;
        }
    }
}

/// Attempts until there is an answer or the waits are used up.
async fn persist(
    mount: Mount,
    path: &str,
    json: &str,
    key: Option<&str>,
    password: Option<&str>,
    waits: &[u32],
) -> Result<String, Failure> {
    let mut waits = waits.iter();
    loop {
        let outcome = logged_in(mount, path, json, key, password).await;
        let again = matches!(&outcome, Err(failure) if failure.is_passing());
        match waits.next() {
            Some(wait_ms) if again => net::wait(*wait_ms).await,
            _ => return outcome,
        }
    }
}

/// Asks for the password and sends the signature; asks again when the password was wrong.
async fn sign(path: &str, json: &str, key: Option<&str>, waits: &[u32]) -> Result<String, Failure> {
    let mut wrong = None;
    loop {
        let Some(password) = session::ask_password(wrong.take()).await else { return Err(Failure::Cancelled) };
        match persist(Mount::Change, path, json, key, Some(&password), waits).await {
            Err(failure) if failure.is(Code::WrongPassword) || failure.is(Code::ConfirmNeeded) => {
                wrong = Some(failure);
            }
            outcome => return outcome,
        }
    }
}
