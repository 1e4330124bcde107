//! A score on its way, and what becomes of it when the server does not take it.

use super::{Draft, Key};
use serde::{Deserialize, Serialize};
use shared::api::scoring::{SaveScore, StrayCell};
use shared::refusal::Code;

/// A command on its way, as the outbox keeps it: it is sent with the same key until it is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The `Idempotency-Key`.
    pub key: String,
    /// What is sent.
    pub body: SaveScore,
    /// What the member has given since, when it is something else.
    pub newer: Option<Draft>,
}

impl Sent {
    /// The cell that it is about.
    #[must_use]
    pub fn cell(&self) -> Key {
        Key { bidder: self.body.bidder.clone(), criterion: self.body.criterion.clone() }
    }

    /// As it is handed over to the member's new terminal.
    #[must_use]
    pub fn stray(&self) -> StrayCell {
        let SaveScore { bidder, criterion, points, reason, version, .. } = self.body.clone();
        StrayCell { bidder, criterion, points, reason, version }
    }
}

/// What becomes of a score that the server did not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Another window was faster: the member chooses.
    Conflict,
    /// It can never be taken: it goes out of the outbox, and the member is told.
    Refused,
    /// Not now: it stays in the outbox and is sent again.
    Later,
    /// Not from this terminal: the member has another seat now.
    Elsewhere,
}

/// What becomes of a score after a refusal. Only what is about the score itself, or about a sheet that takes none any more,
/// ends it; everything else (a fault of the server, a full disk, a paused room, an expired session) passes.
#[must_use]
pub const fn fate(code: Code) -> Fate {
    match code {
        Code::VersionConflict => Fate::Conflict,
        Code::ScoreNotDecimal
        | Code::ScoreOutOfRange
        | Code::ScoreOffStep
        | Code::FieldInvalid
        | Code::SheetSigned
        | Code::BidNotUnderReview
        | Code::WrongStage
        | Code::NotFound
        | Code::BadRequest
        | Code::IdempotencyConflict => Fate::Refused,
        Code::NotAtSeat => Fate::Elsewhere,
        _ => Fate::Later,
    }
}
