//! Amendments of a notice before the deadline (更正、澄清、延期、终止), and telling those whom they concern.

use super::DocumentRow;
use crate::endpoint;
use crate::envelope::EarlierBids;
use crate::id::LotKey;
use crate::journal::Hash;
use crate::tender::AmendmentKind;
use serde::{Deserialize, Serialize};

/// What an officer needs to amend a notice.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadAmending {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadAmending, Query, "/api/tenders/amending", lot => Amending);

/// A notice that is about to be amended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amending {
    /// The lot.
    pub lot: LotKey,
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// The canonical text of the current version.
    pub notice: String,
    /// Documents that go out with the next version.
    pub staged: Vec<DocumentRow>,
    /// The server's time, milliseconds.
    pub now_ms: i64,
}

/// Publishes the next version of a notice. A termination ends the lot.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AmendNotice {
    /// The lot.
    pub lot: LotKey,
    /// The version that was read, which this one follows.
    pub version: u32,
    /// What it is.
    pub kind: AmendmentKind,
    /// What is changed or made clear, 1–4,000 characters.
    pub text: String,
    /// Whether it may affect how bids are prepared (可能影响投标文件编制): then fifteen days are left after it.
    pub affects: bool,
    /// The new deadline, where it moves, milliseconds.
    pub deadline_ms: Option<i64>,
    /// What becomes of bids that were sealed before.
    pub earlier_bids: EarlierBids,
}
endpoint!(AmendNotice, Change, "/api/tenders/amend-notice", lot, signs => Amended);

/// A version that went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amended {
    /// Its number.
    pub version: u32,
    /// Its SHA-256.
    pub notice: Hash,
    /// The deadline that counts from now on, milliseconds.
    pub deadline_ms: i64,
}

/// What I was told, newest first, at most a hundred.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListMessages {}
endpoint!(ListMessages, Query, "/api/tenders/messages" => Vec<MessageRow>);

/// Something that a bidder or document holder was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRow {
    /// The lot.
    pub lot: LotKey,
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// What kind of amendment went out.
    pub kind: AmendmentKind,
    /// The version of the notice.
    pub version: u32,
    /// The deadline under that version, milliseconds.
    pub deadline_ms: i64,
    /// What became of earlier bids.
    pub earlier_bids: EarlierBids,
    /// When, milliseconds.
    pub at_ms: i64,
}
