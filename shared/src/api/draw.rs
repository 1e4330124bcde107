//! The desk of the draw (抽取评审专家): request, ceremony, calls, the record. Nobody but the registrar reads a name.

mod calls;
mod filter;
mod view;

pub use calls::{
    AnswerCall, CALL_TRIES, Call, CallAutomatically, CallList, CallSheet, CountersignAnswer, ListCalls, ReadCallSheet,
    TRY_MS, TryCall, TryOutcome, TryView,
};
pub use filter::{FILTER_PAGE, FilterReply, FilterRow, FilterStanding, ProveStanding, ReadFilter, StandingFile};
pub use view::{AnswerView, DrawReply, DrawView, GroupView, NoteView, OptionView, PartyView, SeatView, VoidedAttempt};

use super::Ok;
use super::pool::Day;
use crate::draw::Purpose;
use crate::endpoint;
use crate::id::{LotKey, OrgId};
use crate::journal::Hash;
use serde::{Deserialize, Serialize};

/// The eligibility filter of this release; the context names it with the hash of the rules' values
/// ([`FilterRules::version`]).
pub const FILTER_RULES: &str = "filter-2";

/// Candidates that a group should have for each seat; fewer are a finding, because an outsider could guess.
pub const FLOOR_PER_SEAT: u64 = 5;

/// Somebody who takes part in the ceremony; the order is that of the reveals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartyName {
    /// The centre, by the tender's officer (中心).
    Centre,
    /// The purchaser (采购人).
    Purchaser,
    /// The supervisor (监督).
    Supervisor,
}

impl PartyName {
    /// The parties in the order in which they reveal.
    pub const ALL: [Self; 3] = [Self::Centre, Self::Purchaser, Self::Supervisor];

    /// The name in the context and in the notes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Centre => "centre",
            Self::Purchaser => "purchaser",
            Self::Supervisor => "supervisor",
        }
    }

    /// The party of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|party| party.as_str() == text)
    }

    /// The party that a role speaks for.
    #[must_use]
    pub const fn of_role(role: crate::people::Role) -> Option<Self> {
        match role {
            crate::people::Role::Officer => Some(Self::Centre),
            crate::people::Role::Purchaser => Some(Self::Purchaser),
            crate::people::Role::Supervisor => Some(Self::Supervisor),
            _ => None,
        }
    }
}

/// A party's secret of one attempt: r = HMAC-SHA256(the party's key seed, "bidroom/draw/1/r" ‖ ctx). Derived, so that a
/// party has nothing to store between commit and reveal, and fresh for each attempt, because ctx is.
#[must_use]
pub fn secret_of(seed: &[u8; 32], ctx: &Hash) -> [u8; 32] {
    Hash::hmac(seed, &[b"bidroom/draw/1/r", ctx.as_bytes()]).0
}

/// Why the filter took an expert out of the pool for one draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exclusion {
    /// Suspended or retired.
    Status,
    /// Has none of the specialties that were asked for.
    Specialty,
    /// Is employed by a bidder.
    BidderEmployee,
    /// Is employed by the purchaser (87号令 art. 47).
    PurchaserEmployee,
    /// Was employed by a bidder or the purchaser within three years.
    PastEmployer,
    /// Has another relation to a bidder or the purchaser.
    Relation,
    /// Is of a region that the rules leave out.
    Region,
    /// Sat on a committee too short a time ago.
    CoolDown,
    /// Has sat on as many committees of the year as the rules allow.
    YearlyCap,
    /// Was a member of an earlier committee of this lot that fell out or was dissolved (87号令 art. 49, 67).
    FormerMember,
}

impl Exclusion {
    /// Every reason, in the order in which the filter tests them.
    pub const ALL: [Self; 10] = [
        Self::Status,
        Self::BidderEmployee,
        Self::PurchaserEmployee,
        Self::PastEmployer,
        Self::Relation,
        Self::Region,
        Self::CoolDown,
        Self::YearlyCap,
        Self::Specialty,
        Self::FormerMember,
    ];

    /// The code in `excluded.tsv`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Specialty => "specialty",
            Self::BidderEmployee => "bidder-employee",
            Self::PurchaserEmployee => "purchaser-employee",
            Self::PastEmployer => "past-employer",
            Self::Relation => "relation",
            Self::Region => "region",
            Self::CoolDown => "cool-down",
            Self::YearlyCap => "yearly-cap",
            Self::FormerMember => "former-member",
        }
    }

    /// The reason of that code.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

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

/// How the load of the pool is spread (draw.md, Policy): values that the officer chooses before the ceremony, and that are
/// committed in the context.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadRules {
    /// The regions from which experts are drawn; empty for all.
    #[serde(default)]
    pub regions: Vec<String>,
    /// Who was on a committee within so many days is left in peace; 0 for no such rule.
    #[serde(default)]
    pub cool_down_days: u32,
    /// Who was on so many committees of the calendar year is left in peace; 0 for no such rule.
    #[serde(default)]
    pub yearly_cap: u32,
}

/// The most days of a cool-down, and the highest yearly cap.
pub const LOAD_MAX: u32 = 366;

/// Every value of the filter that a draw was made with (`rules.json` of its record).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterRules {
    /// The filter: [`FILTER_RULES`].
    pub filter: String,
    /// The day of the request in Beijing: relations count on that day (IR art. 9).
    pub day: Day,
    /// The purchaser's code.
    pub purchaser: String,
    /// The codes of bidders, members of consortia and subcontractors, ascending.
    pub organisations: Vec<String>,
    /// The regions from which experts are drawn, ascending; empty for all.
    pub regions: Vec<String>,
    /// Who was on a committee on that day or later is left in peace.
    pub cool_down_since: Option<Day>,
    /// The first day of the year of the cap.
    pub cap_since: Day,
    /// Who was on so many committees since then is left in peace.
    pub yearly_cap: Option<u32>,
    /// The number of this draw of the lot, from 1: who fell out of an earlier committee takes no part.
    pub n: i64,
}

impl FilterRules {
    /// The bytes of `rules.json`: JSON with its members in the order of [`FilterRules`], without spaces.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What the context's `excluded` line names: the filter, and the first 24 bytes of the SHA-256 of `rules.json` in hex.
    #[must_use]
    pub fn version_of(text: &str) -> String {
        format!("{FILTER_RULES}.{}", &Hash::of(text.as_bytes()).to_hex()[..48])
    }
}

/// Somebody who takes part in a bid beside the bidder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartRole {
    /// A member of the bidder's consortium (联合体成员).
    Consortium,
    /// A subcontractor whom the bid names (分包供应商).
    Subcontractor,
}

impl PartRole {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Consortium, Self::Subcontractor];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Consortium => "consortium",
            Self::Subcontractor => "subcontractor",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// A member of a consortium or a subcontractor, as a bid names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BidPart {
    /// Whose bid.
    pub bidder: OrgId,
    /// The organisation: its unified social credit code.
    pub org: OrgId,
    /// What it is called.
    pub name: String,
    /// As what it takes part.
    pub role: PartRole,
}

/// The officer names the members of consortia and the subcontractors of the opened bids, all at once: nobody who has to do
/// with them may be drawn, and the members of the committee declare on them too. Before a draw is requested.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NameParts {
    /// The lot.
    pub lot: LotKey,
    /// All of them; replaces those named before.
    pub parts: Vec<BidPart>,
}
endpoint!(NameParts, Change, "/api/draw/name-parts", lot => Ok);

/// The most that are named.
pub const PARTS_MAX: usize = 200;

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

/// A party joins with the public half of a fresh Ed25519 key that was made in its browser. When the third has joined, the
/// context is fixed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JoinDraw {
    /// The lot.
    pub lot: LotKey,
    /// What is drawn.
    #[serde(default)]
    pub purpose: Purpose,
    /// The public key, 32 bytes, base64url without padding.
    pub key: String,
}
endpoint!(JoinDraw, Change, "/api/draw/join", lot => Ok);

/// A party commits: its signed note.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CommitDraw {
    /// The lot.
    pub lot: LotKey,
    /// What is drawn.
    #[serde(default)]
    pub purpose: Purpose,
    /// The note (`bidroom/draw/1/commit`) with one signature.
    pub note: String,
}
endpoint!(CommitDraw, Change, "/api/draw/commit", lot => Ok);

/// A party reveals: its signed note. In the order of the parties.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RevealDraw {
    /// The lot.
    pub lot: LotKey,
    /// What is drawn.
    #[serde(default)]
    pub purpose: Purpose,
    /// The note (`bidroom/draw/1/reveal`) with one signature.
    pub note: String,
}
endpoint!(RevealDraw, Change, "/api/draw/reveal", lot => Ok);

/// The officer enters the public value: the note with the centre's signature. It may be entered again until the
/// supervisor has countersigned.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EnterBeacon {
    /// The lot.
    pub lot: LotKey,
    /// What is drawn.
    #[serde(default)]
    pub purpose: Purpose,
    /// The note (`bidroom/draw/1/beacon`) with the centre's signature.
    pub note: String,
}
endpoint!(EnterBeacon, Change, "/api/draw/enter-beacon", lot => Ok);

/// The supervisor countersigns the public value; with it the committee is drawn.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CosignBeacon {
    /// The lot.
    pub lot: LotKey,
    /// What is drawn.
    #[serde(default)]
    pub purpose: Purpose,
    /// The signature line of the supervisor over the text of the beacon note.
    pub signature: String,
}
endpoint!(CosignBeacon, Change, "/api/draw/cosign-beacon", lot => Ok);

/// An attempt is void, in public, because a party withheld its note; the party joins again with another key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VoidAttempt {
    /// The lot.
    pub lot: LotKey,
    /// What is drawn.
    #[serde(default)]
    pub purpose: Purpose,
    /// Who withheld.
    pub party: PartyName,
    /// Why, in words.
    pub reason: String,
}
endpoint!(VoidAttempt, Change, "/api/draw/void-attempt", lot => Ok);

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
