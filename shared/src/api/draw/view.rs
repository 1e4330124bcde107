//! The draw as staff may see it: counts, keys, notes, pids; no names.

use super::{BidPart, DrawState, Exclusion, PartyName};
use crate::draw::{Answer, Outcome, Purpose};
use crate::id::OrgId;
use crate::journal::Hash;
use crate::lifecycle::StageName;
use serde::{Deserialize, Serialize};

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
    /// What the page is about.
    pub purpose: Purpose,
    /// The options among which the evaluation needs a draw; none for a committee, or while nothing is to be drawn.
    pub wanted: Vec<OptionView>,
    /// The members of consortia and the subcontractors that are named; shown to the officer and the supervisor.
    pub parts: Vec<BidPart>,
    /// The bidders on the list: organisation and name; shown to the officer and the supervisor.
    pub bidders: Vec<(OrgId, String)>,
    /// The regions of the pool; shown to the officer.
    pub regions: Vec<String>,
    /// The newest draw of the lot for the purpose.
    pub draw: Option<DrawView>,
}

/// An option of a tie or coefficient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionView {
    /// The bid's id, or the coefficient.
    pub option: String,
    /// What the bidder is called; the coefficient itself.
    pub name: String,
    /// The lot, once drawn.
    pub lot: Option<Hash>,
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
    /// The options of a tie or coefficient: as they were fixed, once drawn in the order of their lots.
    pub options: Vec<OptionView>,
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
    /// Whether these are fewer than [`FLOOR_PER_SEAT`](super::FLOOR_PER_SEAT) for each seat.
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
