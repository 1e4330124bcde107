//! What only a sample centre has: the clock that moves, key files by a click, who is who at which address, terminals that
//! are enrolled. [`add`] is called for `bidroom demo` alone; in `bidroom serve` none of these paths exists.

use super::Visitor;
use super::clock::{Moved, next_milestone, set_clock};
use super::terminal::TerminalPair;
use crate::act::Caller;
use crate::fault::Fault;
use crate::http::mount::Shared;
use crate::http::{door, fault};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use axum_extra::extract::cookie::CookieJar;
use serde::{Deserialize, Serialize};
use shared::api::account::Clock;
use shared::api::room::{PROOF_MS, ReadChallenge};
use shared::envelope::{KeyFile, KeyKind};
use shared::people::Actor;
use shared::refusal::{Code, Refusal};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Adds the paths of a sample centre.
pub fn add(router: Router<Shared>, house: &Shared) -> Router<Shared> {
    router
        .route("/demo/hosts", get(hosts))
        .route("/demo/keys", get(keys))
        .route("/demo/keys/{file}", get(key))
        .route("/demo/clock", post(clock))
        .layer(from_fn_with_state(Terminals { house: Shared::clone(house), tokens: Arc::default() }, at_terminal))
}

/// `GET /demo/hosts`: which address is whose.
async fn hosts(State(house): State<Shared>) -> Json<Vec<Visitor>> {
    Json(super::visitors(&house.settings).unwrap_or_default())
}

/// A sample key file.
#[derive(Debug, Clone, Serialize)]
struct SampleKey {
    file: String,
    kind: KeyKind,
    name: String,
    public: String,
}

/// `GET /demo/keys`: the sample key files, so that a page finds the one for a public key.
async fn keys(State(house): State<Shared>) -> Response {
    let folder = super::keys_folder(&house.settings);
    let listed = tokio::task::spawn_blocking(move || {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder)?.flatten() {
            let file = entry.file_name().to_string_lossy().into_owned();
            let Ok(key) = KeyFile::parse(&std::fs::read(entry.path())?) else { continue };
            found.push(SampleKey { file, kind: key.kind, name: key.name, public: key.public.to_string() });
        }
        found.sort_by(|a, b| a.file.cmp(&b.file));
        Ok::<_, std::io::Error>(found)
    });
    Json(listed.await.ok().and_then(Result::ok).unwrap_or_default()).into_response()
}

/// `GET /demo/keys/<file>`: one of them.
async fn key(State(house): State<Shared>, Path(file): Path<String>) -> Response {
    let plain = file.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    let path = super::keys_folder(&house.settings).join(&file);
    match (plain && file.ends_with(".json"), tokio::fs::read(path).await) {
        (true, Ok(bytes)) => ([(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Where the clock is moved to: `{"to":"next-milestone"}` or `{"to_ms":…}`; never back.
#[derive(Debug, Deserialize)]
struct MoveClock {
    #[serde(default)]
    to: Option<String>,
    #[serde(default)]
    to_ms: Option<i64>,
}

/// `POST /demo/clock`.
async fn clock(State(house): State<Shared>, headers: HeaderMap, body: axum::body::Bytes) -> Response {
    let caller = match door::caller(&house, &headers, true).await {
        Ok(caller) => caller,
        Err(error) => return fault::response(error, "-"),
    };
    let moved = async {
        let bad = |detail: &str| Fault::from(Refusal::new(Code::BadRequest).with("detail", detail));
        let ask: MoveClock = serde_json::from_slice(&body).map_err(|error| bad(&error.to_string()))?;
        match (ask.to.as_deref(), ask.to_ms) {
            (Some("next-milestone"), None) => next_milestone(&house).await,
            (None, Some(to_ms)) => set_clock(&house, to_ms, None).await,
            _ => Err(bad("to: next-milestone, or to_ms")),
        }
    };
    match moved.await {
        Ok(Moved { now_ms, lot }) => {
            let clock = Clock { now_ms };
            Json(serde_json::json!({ "now_ms": clock.now_ms, "lot": lot })).into_response()
        }
        Err(error) => fault::response(error, &caller.request),
    }
}

/// The sample terminals' tokens, by host: minted here, because a visitor's browser has no key of theirs.
#[derive(Clone)]
struct Terminals {
    house: Shared,
    tokens: Arc<Mutex<BTreeMap<String, (String, i64)>>>,
}

/// A token is replaced when it holds for less than this, milliseconds.
const RENEW_MS: i64 = PROOF_MS / 2;

/// `expert3.localhost` is the terminal of a seat: who comes there without a key of their own is taken to sit at it.
async fn at_terminal(State(terminals): State<Terminals>, mut request: Request, next: Next) -> Response {
    let Some(token) = terminals.token(request.headers()).await else { return next.run(request).await };
    let own = CookieJar::from_headers(request.headers()).remove(door::TERMINAL);
    let others: Vec<String> = own.iter().map(|cookie| format!("{}={}", cookie.name(), cookie.value())).collect();
    let line = others.into_iter().chain([format!("{}={token}", door::TERMINAL)]).collect::<Vec<_>>().join("; ");
    if let Ok(value) = HeaderValue::from_str(&line) {
        request.headers_mut().insert(header::COOKIE, value);
    }
    next.run(request).await
}

impl Terminals {
    async fn token(&self, headers: &HeaderMap) -> Option<String> {
        let host = headers.get(header::HOST)?.to_str().ok()?;
        let name = host.split(':').next()?.strip_suffix(".localhost")?;
        if !name.starts_with("expert") {
            return None;
        }
        let mut tokens = self.tokens.lock().await;
        let now_ms = crate::clock::machine_ms();
        if let Some((token, until_ms)) = tokens.get(name)
            && *until_ms - now_ms > RENEW_MS
        {
            return Some(token.clone());
        }
        let text = std::fs::read(super::terminals_file(&self.house.settings)).ok()?;
        let keys: BTreeMap<String, String> = serde_json::from_slice(&text).ok()?;
        let pair = TerminalPair::from_hex(keys.get(name)?).ok()?;
        let caller = Caller { actor: Actor::public(), request: crate::random::uuid().ok()?, key: None };
        let challenge = crate::act::query(&self.house, &caller, &ReadChallenge {}).await.ok()?.challenge;
        let proof = pair.prove(challenge).ok()?;
        let (_, token) = crate::desks::room::prove(&self.house, &caller, &proof).await.ok()?;
        tokens.insert(name.to_owned(), (token.clone(), now_ms + PROOF_MS));
        Some(token)
    }
}
