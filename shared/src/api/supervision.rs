//! The desk of supervision: the wall, the witness that cosigns the journal's checkpoints.

use super::Ok;
use super::room::RoomState;
use crate::endpoint;
use crate::id::{LotKey, RoomId};
use crate::journal::Hash;
use crate::lifecycle::StageName;
use crate::people::Seat;
use serde::{Deserialize, Serialize};

/// The newest checkpoint of the journal, with the proof that it continues what the reader saw before. Public.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ReadCheckpoint {
    /// The size that the reader saw last; none the first time.
    #[serde(default)]
    pub since: Option<u64>,
}
endpoint!(ReadCheckpoint, Query, "/api/supervision/checkpoint" => CheckpointReply);

/// A checkpoint as a reader checks it (`shared::journal::witness::check`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckpointReply {
    /// The log's verifier key (C2SP `signed-note`), for the first time; whoever knows it already keeps the known one.
    pub log: String,
    /// The number of entries.
    pub size: u64,
    /// When it was signed, milliseconds.
    pub at_ms: i64,
    /// The signed note, with its cosignatures.
    pub note: String,
    /// The consistency proof from `since` to `size`, old end first; empty without `since`.
    pub proof: Vec<Hash>,
    /// The size of the newest cosigned checkpoint.
    pub cosigned_size: Option<u64>,
    /// When it was cosigned, milliseconds.
    pub cosigned_ms: Option<i64>,
}

/// Enrols the key by which the supervisor's machine cosigns checkpoints. A name stays with its first key; a new key takes a
/// new name, so that old cosignatures can still be checked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EnrolWitness {
    /// The name in the signature line: 1 to 64 characters of `[A-Za-z0-9._-]`.
    pub name: String,
    /// The public key (Ed25519), base64url without padding.
    pub key: String,
}
endpoint!(EnrolWitness, Change, "/api/supervision/enrol-witness", signs => Ok);

/// Hands in a checkpoint with the witness's cosignature (C2SP `cosignature/v1`).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Cosign {
    /// The note with the line.
    pub note: String,
}
endpoint!(Cosign, Change, "/api/supervision/cosign" => Cosigned);

/// What was cosigned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cosigned {
    /// The number of entries that the cosignature covers.
    pub size: u64,
    /// The name of the witness.
    pub witness: String,
}

/// The supervisor's wall.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Overview {}
endpoint!(Overview, Query, "/api/supervision/overview" => OverviewReply);

/// The wall: what is normal is told shortly, what waits or is wrong is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverviewReply {
    /// Every lot, newest tender first.
    pub lots: Vec<LotOnWall>,
    /// The rooms.
    pub rooms: Vec<RoomOnWall>,
    /// Refused attempts of the last day, newest first.
    pub alerts: Vec<Alert>,
    /// Seats that need somebody, by room and seat.
    pub seats: Vec<SeatAlert>,
    /// The journal and its witness.
    pub journal: JournalState,
    /// The reader's own witness keys, by name.
    pub witnesses: Vec<WitnessKey>,
    /// The server's time, milliseconds.
    pub now_ms: i64,
}

/// A lot on the wall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotOnWall {
    /// The lot.
    pub lot: LotKey,
    /// Its title.
    pub title: String,
    /// The tender's title.
    pub tender_title: String,
    /// Where it stands.
    pub stage: StageName,
    /// The deadline, milliseconds.
    pub deadline_ms: Option<i64>,
    /// Whether the reader is its supervisor.
    pub mine: bool,
    /// What waits for the reader.
    pub pending: Vec<Pending>,
    /// Scores given and scores to give, while the committee scores.
    pub scored: Option<(u32, u32)>,
}

/// What waits for the supervisor on a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pending {
    /// The closed list is to be signed.
    SignList,
    /// The opening record is to be signed.
    SignRecord,
    /// Answers of called experts are to be countersigned.
    Countersign,
}

/// A room on the wall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomOnWall {
    /// The room.
    pub room: RoomId,
    /// What it is called.
    pub name: String,
    /// How many seats it has.
    pub seats: u32,
    /// How many of them have their terminal.
    pub terminals: u32,
    /// The lots whose committees sit in it.
    pub lots: Vec<LotKey>,
    /// Members of these committees who have a seat, and those who have taken it.
    pub members: u32,
    /// How far it is.
    pub state: RoomState,
    /// Why it is in that state.
    pub why: String,
    /// Who brought it there.
    pub by: String,
    /// Its seats that have a terminal or a member.
    pub at: Vec<SeatOnWall>,
}

/// A seat on the wall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatOnWall {
    /// The number.
    pub seat: u32,
    /// Whether a member of a sitting committee has it.
    pub taken: bool,
    /// Whether its terminal was heard lately.
    pub online: bool,
    /// When it was heard last, milliseconds; none for never.
    pub seen_ms: Option<i64>,
    /// Why it is frozen.
    pub frozen: Option<String>,
    /// Whether it is locked.
    pub locked: bool,
}

/// What is wrong with a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeatTrouble {
    /// Frozen: it could reach what it must not.
    Frozen,
    /// Not heard for a while, though a member sits there and the room is sealed.
    Offline,
}

/// A seat that needs somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatAlert {
    /// The seat.
    pub seat: Seat,
    /// What is wrong.
    pub what: SeatTrouble,
    /// In the terminal's own words: the address that answered.
    pub detail: String,
    /// Since when, milliseconds.
    pub since_ms: i64,
    /// Who has taken note of it.
    pub acknowledged: Option<Acknowledged>,
}

/// Who took note of an alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    /// Who.
    pub by: String,
    /// When, milliseconds.
    pub at_ms: i64,
    /// What was found.
    pub note: String,
}

/// Which alert is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "of")]
pub enum AlertKey {
    /// Refused attempts up to this index of the journal.
    Attempt {
        /// The index of the last one that was seen.
        seq: u64,
    },
    /// A seat.
    Seat {
        /// Which.
        seat: Seat,
        /// What is wrong with it.
        what: SeatTrouble,
        /// Since when, milliseconds.
        since_ms: i64,
    },
}

/// The supervisor takes note of an alert. It stays on the wall, quietly, until it is over; what happens after it alerts anew.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AcknowledgeAlert {
    /// Which.
    pub alert: AlertKey,
    /// What was found, at most 200 characters.
    pub note: String,
}
endpoint!(AcknowledgeAlert, Change, "/api/supervision/acknowledge" => Ok);

/// Everything that happened at one seat.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadSeat {
    /// The seat.
    pub seat: Seat,
    /// Only entries before this index of the journal; none for the newest.
    #[serde(default)]
    pub before: Option<u64>,
}
endpoint!(ReadSeat, Query, "/api/supervision/seat" => SeatTimeline);

/// The timeline of a seat, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatTimeline {
    /// What the room is called.
    pub room_name: String,
    /// How the seat is now.
    pub now: SeatOnWall,
    /// What happened, at most [`TIMELINE_MAX`].
    pub acts: Vec<SeatAct>,
    /// Whether there is more before.
    pub more: bool,
}

/// Acts of one page of a timeline.
pub const TIMELINE_MAX: usize = 200;

/// One act at a seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatAct {
    /// The index in the journal.
    pub seq: u64,
    /// When, milliseconds.
    pub at_ms: i64,
    /// The kind, `noun.verbed`.
    pub kind: String,
    /// Who, as the journal names them.
    pub actor: String,
    /// The lot.
    pub lot: Option<LotKey>,
    /// What was refused and why: action and code.
    pub refused: Option<(String, String)>,
}

/// Refused attempts of one person at one act for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Who, as the journal names them.
    pub actor: String,
    /// What was attempted.
    pub action: String,
    /// Why it was refused: a refusal's code.
    pub code: String,
    /// On which lot.
    pub lot: Option<LotKey>,
    /// On which terminal.
    pub terminal: Option<String>,
    /// How often.
    pub count: u32,
    /// When last, milliseconds.
    pub last_ms: i64,
    /// The journal's index of the last one.
    pub seq: u64,
    /// Who has taken note of it, when nothing happened since.
    pub acknowledged: Option<Acknowledged>,
}

/// The journal and its witness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalState {
    /// Entries under the newest checkpoint.
    pub size: u64,
    /// Entries under the newest cosigned checkpoint.
    pub cosigned_size: u64,
    /// When that was, milliseconds.
    pub cosigned_ms: Option<i64>,
}

/// A witness's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WitnessKey {
    /// The name in the signature line.
    pub name: String,
    /// The public key, base64url.
    pub key: String,
    /// When it was enrolled, milliseconds.
    pub enrolled_ms: i64,
}
