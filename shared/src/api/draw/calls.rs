//! The registrar's calls, and what the supervisor countersigns.

use super::DrawState;
use crate::api::Ok;
use crate::draw::Answer;
use crate::endpoint;
use crate::id::{ExpertNo, LotKey};
use crate::journal::Hash;
use serde::{Deserialize, Serialize};

/// The draws in which somebody is to be called.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ListCalls {}
endpoint!(ListCalls, Query, "/api/draw/calls" => Vec<CallList>);

/// One call sheet in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallList {
    /// The lot, for reading the sheet.
    pub lot: LotKey,
    /// Where the members are to come.
    pub place: String,
    /// When, milliseconds.
    pub meet_ms: i64,
    /// How many are still to be called.
    pub open: u32,
    /// How many seats there are.
    pub seats: u32,
}

/// The registrar's call sheet (通知单): names and numbers; time and place, never project or bidders.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadCallSheet {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadCallSheet, Query, "/api/draw/call-sheet", lot => CallSheet);

/// What may be said on the telephone, and to whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallSheet {
    /// Where the members are to come.
    pub place: String,
    /// When, milliseconds.
    pub meet_ms: i64,
    /// Where the draw stands.
    pub state: DrawState,
    /// Whether the centre has a gateway that calls by machine.
    pub gateway: bool,
    /// Whether it calls in this draw.
    pub automatic: bool,
    /// Who is chosen at present, in lot order.
    pub calls: Vec<Call>,
}

/// One person to call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Who, within this draw.
    pub pid: Hash,
    /// The number in the pool.
    pub no: ExpertNo,
    /// The name.
    pub name: String,
    /// The telephone.
    pub phone: String,
    /// Whether the person has accepted.
    pub accepted: bool,
    /// The answer that waits for the supervisor.
    pub waiting: Option<Answer>,
    /// The tries to reach the person, in order.
    pub tries: Vec<TryView>,
}

/// How often somebody is tried before "not reached" can be said.
pub const CALL_TRIES: u32 = 3;
/// The time of one try, milliseconds.
pub const TRY_MS: i64 = 5 * 60_000;

/// How a try went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TryOutcome {
    /// An answer is waited for.
    Open,
    /// The person answered.
    Answered,
    /// Nobody answered.
    Silent,
    /// The gateway did not take the call.
    Undelivered,
}

impl TryOutcome {
    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Silent => "silent",
            Self::Undelivered => "undelivered",
        }
    }

    /// The outcome of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Open, Self::Answered, Self::Silent, Self::Undelivered].into_iter().find(|known| known.as_str() == text)
    }
}

/// One try to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TryView {
    /// Its number, from 1.
    pub n: u32,
    /// When, milliseconds.
    pub at_ms: i64,
    /// When the next is due, milliseconds.
    pub until_ms: i64,
    /// Whether it was by machine.
    pub automatic: bool,
    /// How it went.
    pub outcome: TryOutcome,
}

/// The registrar telephoned and nobody answered: a try. After [`CALL_TRIES`] of them "not reached" can be written down.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TryCall {
    /// The lot.
    pub lot: LotKey,
    /// Whom.
    pub pid: Hash,
}
endpoint!(TryCall, Change, "/api/draw/try-call", lot => Ok);

/// The registrar lets the centre's gateway call, or stops it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CallAutomatically {
    /// The lot.
    pub lot: LotKey,
    /// Whether it calls.
    pub on: bool,
}
endpoint!(CallAutomatically, Change, "/api/draw/call-automatically", lot => Ok);

/// The registrar writes down an answer. `unreachable` and `conflict` apply when the supervisor has countersigned.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AnswerCall {
    /// The lot.
    pub lot: LotKey,
    /// Whose.
    pub pid: Hash,
    /// Which.
    pub answer: Answer,
    /// What was said or tried; needed for `unreachable` and `conflict`.
    pub note: String,
}
endpoint!(AnswerCall, Change, "/api/draw/answer", lot => Ok);

/// The supervisor countersigns an answer; only now it applies, and the next person is disclosed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CountersignAnswer {
    /// The lot.
    pub lot: LotKey,
    /// The answer's number.
    pub n: u32,
}
endpoint!(CountersignAnswer, Change, "/api/draw/countersign", lot, signs => Ok);
