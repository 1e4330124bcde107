//! The desk of the draw (抽取评审专家): request, ceremony, calls, the record. Nobody but the registrar reads a name.

use super::Ok;
use crate::draw::{Answer, Outcome};
use crate::endpoint;
use crate::id::{ExpertNo, LotKey};
use crate::journal::Hash;
use crate::lifecycle::StageName;
use serde::{Deserialize, Serialize};

/// The version of the eligibility filter's rules, as the context names it.
pub const FILTER_RULES: &str = "filter-1";

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
}

impl Exclusion {
    /// Every reason, in the order in which the filter tests them.
    pub const ALL: [Self; 6] = [
        Self::Status,
        Self::BidderEmployee,
        Self::PurchaserEmployee,
        Self::PastEmployer,
        Self::Relation,
        Self::Specialty,
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
}
endpoint!(RequestSeats, Change, "/api/draw/request-seats", lot => DrawId);

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
    /// The public key, 32 bytes, base64url without padding.
    pub key: String,
}
endpoint!(JoinDraw, Change, "/api/draw/join", lot => Ok);

/// A party commits: its signed note.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CommitDraw {
    /// The lot.
    pub lot: LotKey,
    /// The note (`bidroom/draw/1/commit`) with one signature.
    pub note: String,
}
endpoint!(CommitDraw, Change, "/api/draw/commit", lot => Ok);

/// A party reveals: its signed note. In the order of the parties.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RevealDraw {
    /// The lot.
    pub lot: LotKey,
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
    /// The note (`bidroom/draw/1/beacon`) with the centre's signature.
    pub note: String,
}
endpoint!(EnterBeacon, Change, "/api/draw/enter-beacon", lot => Ok);

/// The supervisor countersigns the public value; with it the committee is drawn.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CosignBeacon {
    /// The lot.
    pub lot: LotKey,
    /// The signature line of the supervisor over the text of the beacon note.
    pub signature: String,
}
endpoint!(CosignBeacon, Change, "/api/draw/cosign-beacon", lot => Ok);

/// An attempt is void, in public, because a party withheld its note; the party joins again with another key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VoidAttempt {
    /// The lot.
    pub lot: LotKey,
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
}

impl DrawState {
    /// Every state, in order.
    pub const ALL: [Self; 8] = [
        Self::Joining,
        Self::Committing,
        Self::Revealing,
        Self::Beacon,
        Self::Cosigning,
        Self::Calling,
        Self::Seated,
        Self::Ended,
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
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What the draw's page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawReply {
    /// The lot's title.
    pub title: String,
    /// The tender's title.
    pub tender_title: String,
    /// Where the lot stands.
    pub stage: StageName,
    /// How many experts the plan asks for.
    pub experts: u32,
    /// How many representatives of the purchaser the plan asks for.
    pub representatives: u32,
    /// The names of the representatives that the purchaser has given, by number; shown to purchaser and officer.
    pub named: Vec<String>,
    /// The party that the reader speaks for.
    pub me: Option<PartyName>,
    /// The newest draw of the lot.
    pub draw: Option<DrawView>,
}

/// One draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawView {
    /// The uuid.
    pub id: String,
    /// Where it stands.
    pub state: DrawState,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// The attempts before that are void: number, who withheld, why.
    pub voided: Vec<VoidedAttempt>,
    /// How many experts are in the pool.
    pub pool: u64,
    /// How many the filter took out.
    pub excluded: u64,
    /// How many for which reason.
    pub reasons: Vec<(Exclusion, u64)>,
    /// How many can be drawn.
    pub candidates: u64,
    /// The groups.
    pub groups: Vec<GroupView>,
    /// One in how many an outsider would guess the committee right, in digits; none when too large to say.
    pub guess_one_in: Option<String>,
    /// Source, event, time and encoding of the public value.
    pub beacon: String,
    /// When the members are to come, milliseconds.
    pub meet_ms: i64,
    /// The parties, in the order of the reveals.
    pub parties: Vec<PartyView>,
    /// `context.txt`, once fixed.
    pub context: Option<String>,
    /// SHA-256 of the context.
    pub ctx: Option<Hash>,
    /// SHA-256 of the commit notes, once all are there.
    pub commits: Option<Hash>,
    /// SHA-256 of the reveal notes, once all are there.
    pub reveals: Option<Hash>,
    /// Whether the reveals lie in a checkpoint that the supervisor's witness has cosigned.
    pub reveals_cosigned: bool,
    /// The notes of this attempt.
    pub notes: Vec<NoteView>,
    /// The seed, once drawn.
    pub seed: Option<Hash>,
    /// Who is chosen, in lot order: without names.
    pub seats: Vec<SeatView>,
    /// The answers, in the order in which they came.
    pub answers: Vec<AnswerView>,
    /// How it ended; none while it goes on.
    pub outcome: Option<Outcome>,
    /// The groups that are short when the request cannot be met.
    pub short: Vec<u8>,
}

/// A void attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoidedAttempt {
    /// The number.
    pub attempt: u32,
    /// Who withheld.
    pub party: PartyName,
    /// Why.
    pub reason: String,
}

/// One group of a draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupView {
    /// The code of the specialty.
    pub code: String,
    /// What it is called in Chinese.
    pub zh: String,
    /// What it is called in English.
    pub en: String,
    /// Seats.
    pub need: u32,
    /// How many candidates can fill them.
    pub eligible: u64,
    /// Whether these are fewer than [`FLOOR_PER_SEAT`] for each seat.
    pub below_floor: bool,
}

/// One party as far as the ceremony has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyView {
    /// Which.
    pub party: PartyName,
    /// The account that joined.
    pub account: Option<String>,
    /// The public key, base64url without padding, once joined.
    pub key: Option<String>,
    /// Whether it has committed.
    pub committed: bool,
    /// Whether it has revealed.
    pub revealed: bool,
}

/// One note of the ceremony.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteView {
    /// `commit`, `reveal` or `beacon`.
    pub kind: String,
    /// Whose.
    pub party: PartyName,
    /// The note.
    pub text: String,
    /// When it came, milliseconds.
    pub at_ms: i64,
}

/// Somebody who is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatView {
    /// The group.
    pub group: u8,
    /// Who, within this draw.
    pub pid: Hash,
    /// The lot.
    pub lot: Hash,
    /// Whether the person has accepted.
    pub accepted: bool,
    /// The answer that waits for the supervisor.
    pub waiting: Option<Answer>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerView {
    /// Its number.
    pub n: u32,
    /// Whose.
    pub pid: Hash,
    /// Which.
    pub answer: Answer,
    /// Whether it applies already.
    pub applied: bool,
    /// What the registrar noted; for supervisor and registrar.
    pub note: Option<String>,
    /// When, milliseconds.
    pub at_ms: i64,
}

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
}

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

/// The record of the newest draw as a ZIP, by `GET PATH?q=<this as JSON>` (`bidroom draw FOLDER` re-runs it). With `excluded.tsv` for the supervisor, and
/// with `opened.tsv` once the result is public.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadDrawRecord {
    /// The lot.
    pub lot: LotKey,
}

endpoint!(ReadDrawRecord, Stream, "/api/draw/record", lot => Ok);
