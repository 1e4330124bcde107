//! The desk of the draw (抽取评审专家): request, ceremony, calls, the record. Nobody but the registrar reads a name.

mod calls;
mod ceremony;
mod filter;
mod parts;
mod rules;
mod view;

pub use calls::{
    AnswerCall, CALL_TRIES, Call, CallAutomatically, CallList, CallSheet, CountersignAnswer, ListCalls, ReadCallSheet,
    TRY_MS, TryCall, TryOutcome, TryView,
};
pub use ceremony::{CommitDraw, CosignBeacon, EnterBeacon, JoinDraw, PartyName, RevealDraw, VoidAttempt, secret_of};
pub use filter::{FILTER_PAGE, FilterReply, FilterRow, FilterStanding, ProveStanding, ReadFilter, StandingFile};
pub use parts::{BidPart, NameParts, PARTS_MAX, PartRole};
pub use rules::{Exclusion, FILTER_RULES, FilterRules, LOAD_MAX, LoadRules};
pub use view::{AnswerView, DrawReply, DrawView, GroupView, NoteView, OptionView, PartyView, SeatView, VoidedAttempt};

use super::Ok;
use crate::draw::Purpose;
use crate::endpoint;
use crate::id::LotKey;
use serde::{Deserialize, Serialize};

/// Candidates that a group should have for each seat; fewer are a finding, because an outsider could guess.
pub const FLOOR_PER_SEAT: u64 = 5;

/// Seats asked for in one specialty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupAsk {
    /// The code of the specialty; experts of those under it can fill the seats too.
    pub specialty: String,
    /// How many seats.
    pub need: u32,
}

/// The officer asks for experts. The seats add up to the plan's number of experts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RequestSeats {
    /// The lot.
    pub lot: LotKey,
    /// The groups, 1 to 16.
    pub groups: Vec<GroupAsk>,
    /// Source, event, time and encoding of the public value, in words.
    pub beacon: String,
    /// When the members are to come, milliseconds: what the registrar may say on the telephone, with the place.
    pub meet_ms: i64,
    /// Whom the filter leaves out beside those whom the law does.
    #[serde(default)]
    pub load: LoadRules,
}
endpoint!(RequestSeats, Change, "/api/draw/request-seats", lot => DrawId);

/// The officer requests a draw among the options that the evaluation needs decided by lot: the order of tied bids, or a
/// coefficient. It has a ceremony of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RequestOptionDraw {
    /// The lot.
    pub lot: LotKey,
    /// Tie or coefficient.
    pub purpose: Purpose,
    /// Source, event, time and encoding of the public value, in words.
    pub beacon: String,
}
endpoint!(RequestOptionDraw, Change, "/api/draw/request-options", lot => DrawId);

/// A draw's uuid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawId {
    /// The uuid.
    pub draw: String,
}

/// Reads the draw as staff may see it: without names.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadDraw {
    /// The lot.
    pub lot: LotKey,
    /// What is drawn.
    #[serde(default)]
    pub purpose: Purpose,
}
endpoint!(ReadDraw, Query, "/api/draw/read", lot => DrawReply);

/// Where a draw stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DrawState {
    /// Parties join with their keys.
    Joining,
    /// The context is fixed; parties commit.
    Committing,
    /// Parties reveal, in their order.
    Revealing,
    /// All have revealed; the public value is awaited.
    Beacon,
    /// The public value waits for the supervisor's signature.
    Cosigning,
    /// The committee is drawn; the registrar calls.
    Calling,
    /// Every seat is accepted.
    Seated,
    /// The request cannot be met any more.
    Ended,
    /// The options of a tie or coefficient are in the order of their lots.
    Drawn,
}

impl DrawState {
    /// Every state, in order.
    pub const ALL: [Self; 9] = [
        Self::Joining,
        Self::Committing,
        Self::Revealing,
        Self::Beacon,
        Self::Cosigning,
        Self::Calling,
        Self::Seated,
        Self::Ended,
        Self::Drawn,
    ];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Joining => "joining",
            Self::Committing => "committing",
            Self::Revealing => "revealing",
            Self::Beacon => "beacon",
            Self::Cosigning => "cosigning",
            Self::Calling => "calling",
            Self::Seated => "seated",
            Self::Ended => "ended",
            Self::Drawn => "drawn",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// The record of the newest draw as a ZIP, by `GET PATH?q=<this as JSON>` (`bidroom draw FOLDER` re-runs it). With `excluded.tsv` for the supervisor, and
/// with `opened.tsv` once the result is public.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadDrawRecord {
    /// The lot.
    pub lot: LotKey,
    /// What is drawn.
    #[serde(default)]
    pub purpose: Purpose,
}

endpoint!(ReadDrawRecord, Stream, "/api/draw/record", lot => Ok);
