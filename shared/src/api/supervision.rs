//! The desk of supervision: the wall, the witness that cosigns the journal's checkpoints.

use super::Ok;
use crate::endpoint;
use crate::id::{LotKey, RoomId};
use crate::journal::Hash;
use crate::lifecycle::StageName;
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
