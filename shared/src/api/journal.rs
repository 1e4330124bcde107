//! The desk of the journal: reading it, and proving an entry to anybody.

use crate::endpoint;
use crate::id::LotKey;
use serde::{Deserialize, Serialize};

/// Entries of one page at most.
pub const PAGE_MAX: u32 = 100;

/// Entries with their bodies, newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ReadJournal {
    /// Of this lot alone.
    #[serde(default)]
    pub lot: Option<LotKey>,
    /// Before this index; none for the newest.
    #[serde(default)]
    pub before: Option<u64>,
    /// How many, at most [`PAGE_MAX`].
    #[serde(default)]
    pub limit: Option<u32>,
}
endpoint!(ReadJournal, Query, "/api/journal/read" => JournalPage);

/// A page of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalPage {
    /// The entries, newest first.
    pub entries: Vec<JournalEntry>,
    /// The index before which the next page begins; none at the end.
    pub next: Option<u64>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// The index.
    pub seq: u64,
    /// When, milliseconds.
    pub at_ms: i64,
    /// What anybody may know: the entry, canonical JSON.
    pub entry: String,
    /// What happened; none while it is sealed: before the list is made nobody learns that a bid exists.
    pub body: Option<JournalBody>,
}

/// The opened body of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalBody {
    /// The kind, `noun.verbed`.
    pub kind: String,
    /// Who, as the journal names them.
    pub actor: String,
    /// The lot.
    pub lot: Option<LotKey>,
    /// The body, canonical JSON.
    pub json: String,
    /// The salt, hex: with it the body can be checked against the entry.
    pub salt: String,
}

/// The proof that an entry is in the journal (C2SP `tlog-proof`). Public.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProveEntry {
    /// The index.
    pub seq: u64,
}
endpoint!(ProveEntry, Query, "/api/journal/prove" => EntryProof);

/// A proof for people (`shared::journal::witness::check_entry`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryProof {
    /// The entry, canonical JSON.
    pub entry: String,
    /// The proof: where, the path to the root, the checkpoint with its cosignatures.
    pub proof: String,
    /// The log's verifier key.
    pub log: String,
    /// Whether a witness has cosigned the checkpoint.
    pub cosigned: bool,
}
