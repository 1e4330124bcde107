//! The contract between page and server: one [`Endpoint`] per route; one file per desk.
//!
//! The body *is* the endpoint: `call(SaveScore { .. })` on the page, `impl Change for SaveScore` at the desk.

use crate::id::LotKey;
use crate::policy::Action;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub mod account;
pub mod bids;
pub mod draw;
pub mod opening;
pub mod pool;
pub mod reading;
pub mod review;
pub mod room;
pub mod scoring;
pub mod tenders;
// ---- summary, award, supervision, journal ----
pub mod award;
pub mod journal;
pub mod summary;
pub mod supervision;

/// How a route is mounted; each has an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mount {
    /// Reads. `GET PATH?q=<the body as JSON>`.
    Query,
    /// Changes, and leaves at least one event. `POST PATH` with the body as JSON and an `Idempotency-Key`.
    Change,
    /// Moves bytes: uploads, files, the live stream.
    Stream,
}

/// One route.
pub trait Endpoint: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    /// How it is mounted.
    const MOUNT: Mount;
    /// The path, `/api/<desk>/<name>`.
    const PATH: &'static str;
    /// What it is to the policy.
    const ACTION: Action;
    /// Whether the person must authenticate again (the header [`CONFIRM`] carries the password).
    const SIGNS: bool = false;
    /// What comes back.
    type Reply: Serialize + DeserializeOwned + Clone + Send + Sync + 'static;

    /// The lot that it is about.
    fn lot(&self) -> Option<&LotKey> {
        None
    }
}

/// The header that carries the password again when a person signs.
pub const CONFIRM: &str = "bidroom-confirm";
/// The header that carries the client-made id of a change (IETF draft `Idempotency-Key`).
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// The reply of a change that has nothing to tell but that it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, serde::Deserialize)]
pub struct Ok {}

/// The body of every refusal and error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Problem {
    /// The refusal.
    #[serde(flatten)]
    pub refusal: crate::refusal::Refusal,
    /// The request's number, to tell the administrator.
    pub request: String,
}

/// One message of the live stream `GET /api/live` (server-sent events; the event id is `seq`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct LiveEvent {
    /// The journal's index of the act.
    pub seq: u64,
    /// The kind, `noun.verbed`.
    pub kind: String,
    /// The lot that it is about.
    pub lot: Option<LotKey>,
}

/// The path of the live stream.
pub const LIVE_PATH: &str = "/api/live";

/// Declares an endpoint: `endpoint!(SaveScore, Change, "/api/scoring/save-score", lot => SaveScoreReply);`
/// With `lot` the body has a field `lot: LotKey`; with `signs` the person must authenticate again.
#[macro_export]
macro_rules! endpoint {
    ($body:ident, $mount:ident, $path:literal $(, $flag:ident)* => $reply:ty) => {
        impl $crate::api::Endpoint for $body {
            const MOUNT: $crate::api::Mount = $crate::api::Mount::$mount;
            const PATH: &'static str = $path;
            const ACTION: $crate::policy::Action = $crate::policy::Action::$body;
            type Reply = $reply;
            $($crate::endpoint!(@$flag);)*
        }
    };
    (@lot) => { fn lot(&self) -> Option<&$crate::id::LotKey> { Some(&self.lot) } };
    (@signs) => { const SIGNS: bool = true; };
}
