//! The desk of bids (投标): a bidder's own slot in a lot: upload, receipt, withdrawal. No reply tells of anybody else's bid.

use super::Ok;
use crate::endpoint;
use crate::envelope::{Envelope, Policy};
use crate::id::{LotKey, OrgId};
use crate::journal::Hash;
use crate::journal::receipt::Receipt;
use crate::journal::withdrawal::Withdrawal;
use crate::lifecycle::StageName;
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// Where tus 1.0 uploads are made (`POST`); one upload is this path, `/`, and its id.
pub const UPLOADS_PATH: &str = "/api/bids/uploads";

/// Where a rehearsal measures its line: `POST` of at most [`PART_BYTES_MAX`] bytes, which are forgotten.
pub const PROBE_PATH: &str = "/api/bids/probe";

/// The longest sealed file that is taken unless the centre sets another limit (setting `upload-bytes-max`): 1 GiB.
pub const UPLOAD_BYTES_MAX: u64 = 1 << 30;

/// A part that is stored as one object is at most this long; a request with a checksum is at most one part.
pub const PART_BYTES_MAX: u64 = 8 << 20;

/// The lots that are open for bids, and those in which I have taken part.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MyTenders {}
endpoint!(MyTenders, Query, "/api/bids/my-tenders" => Vec<MyTender>);

/// A lot from its bidder's side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyTender {
    /// The lot.
    pub lot: LotKey,
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// Where the lot stands.
    pub stage: StageName,
    /// The deadline, milliseconds since 1970 UTC.
    pub deadline_ms: Option<i64>,
    /// How far I am.
    pub mine: SlotState,
    /// Whether I stand on the opening list.
    pub listed: bool,
    /// Two envelopes: those of which no bid counts yet, while another does. The bid is complete only with both.
    pub missing: Vec<Envelope>,
}

/// How far a bidder is in one slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotState {
    /// Nothing was sent.
    Empty,
    /// A sealed bid is being sent, or was sent and is being checked.
    Sending,
    /// A bid counts: its receipt exists.
    Submitted,
    /// The last bid was withdrawn (撤回).
    Withdrawn,
    /// An amendment retired the last bid: it must be sealed again.
    MustReseal,
}

/// The envelopes of a lot and how far I am with each: a bid is complete only with all of them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadEnvelopes {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadEnvelopes, Query, "/api/bids/envelopes", lot => Vec<EnvelopeSlot>);

/// One envelope from its bidder's side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvelopeSlot {
    /// Which.
    pub envelope: Envelope,
    /// What opens it.
    pub policy: Policy,
    /// How far I am.
    pub state: SlotState,
}

/// My slot in a lot: everything that is needed to seal, to go on sending, and to prove what was sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadBidSlot {
    /// The lot.
    pub lot: LotKey,
    /// The envelope.
    pub envelope: Envelope,
}
endpoint!(ReadBidSlot, Query, "/api/bids/slot", lot => BidSlot);

/// A bidder's own slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BidSlot {
    /// The lot.
    pub lot: LotKey,
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// The envelope.
    pub envelope: Envelope,
    /// Where the lot stands.
    pub stage: StageName,
    /// The deadline, milliseconds since 1970 UTC.
    pub deadline_ms: Option<i64>,
    /// The bidder.
    pub bidder: OrgId,
    /// The bidder's name.
    pub bidder_name: String,
    /// The identity key that is enrolled for this account (base64url), which must sign the seal.
    pub identity: Option<String>,
    /// `notice.json` of the current version, canonical.
    pub notice: String,
    /// The key sheet of the envelope, canonical.
    pub sheet: String,
    /// Criteria of the notice, for the index: id and title.
    pub criteria: Vec<(String, String)>,
    /// The revision that the next seal must carry.
    pub next_revision: u64,
    /// The longest sealed file that is taken, bytes.
    pub max_bytes: u64,
    /// The upload in hand, if any.
    pub upload: Option<Upload>,
    /// The newest upload that was not taken, and why, unless a bid was submitted after it.
    pub refused: Option<Refusal>,
    /// Every revision that was submitted, newest first.
    pub revisions: Vec<Revision>,
}

/// An upload in hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// Its id; it is reached under [`UPLOADS_PATH`].
    pub id: String,
    /// The length of the whole, bytes.
    pub length: u64,
    /// What lies durably at the server, bytes.
    pub received: u64,
    /// Whether all of it is there and is being checked.
    pub judging: bool,
}

/// What became of a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevisionState {
    /// It counts.
    Submitted,
    /// A later revision took its place; its ciphertext is deleted.
    Superseded,
    /// It was withdrawn (撤回); its ciphertext is deleted.
    Withdrawn,
    /// It stands on the opening list.
    Listed,
    /// An amendment of the notice, or its termination, retired it; its ciphertext is deleted.
    Retired,
}

/// One revision of a bid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// The number, from 1.
    pub revision: u64,
    /// What became of it.
    pub state: RevisionState,
    /// SHA-256 of the head: the bid's number (投标文件指纹).
    pub head: Hash,
    /// The payload's length, bytes.
    pub length: u64,
    /// When its last byte was durable, milliseconds since 1970 UTC.
    pub received_ms: i64,
    /// The receipt; it follows within a moment.
    pub receipt: Option<String>,
    /// The receipt for the withdrawal, or for the retirement by an amendment.
    pub withdrawal: Option<String>,
}

/// Withdraws the bid that counts (撤回), before the deadline.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WithdrawBid {
    /// The lot.
    pub lot: LotKey,
    /// The envelope.
    pub envelope: Envelope,
}
endpoint!(WithdrawBid, Change, "/api/bids/withdraw", lot, signs => Ok);

/// A receipt of mine with its proof.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadReceipt {
    /// The lot.
    pub lot: LotKey,
    /// The envelope.
    pub envelope: Envelope,
    /// The revision.
    pub revision: u64,
}
endpoint!(ReadReceipt, Query, "/api/bids/receipt", lot => ReceiptWithProof);

/// Where a receipt comes as PDF: `GET PATH?q=<ReceiptPaper as JSON>`.
pub const RECEIPT_PAPER_PATH: &str = "/api/bids/receipt-paper";

/// A receipt of mine as PDF.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReceiptPaper {
    /// Which.
    pub receipt: ReadReceipt,
    /// The address under which the page is open, `https://host`: the code on the paper leads to the check there.
    pub origin: String,
}

/// A receipt with what proves that the journal holds its entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptWithProof {
    /// The signed note.
    pub note: String,
    /// What it says.
    pub receipt: Receipt,
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// The bidder's name.
    pub bidder_name: String,
    /// The public key of receipts, in the form of C2SP `signed-note`.
    pub key: String,
    /// The entry, opened for the bidder.
    pub entry: OpenedEntry,
}

/// An entry of the journal with its proof; whoever has it can check that the log holds exactly this act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedEntry {
    /// The entry, canonical JSON.
    pub entry: String,
    /// The body, canonical JSON.
    pub body: String,
    /// The body's salt, hex.
    pub salt: String,
    /// The inclusion proof (C2SP `tlog-proof`) under the newest checkpoint.
    pub proof: String,
}

/// Checks a receipt (回执查验): signature, form, and that the journal holds what it says. Open to everybody.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VerifyReceipt {
    /// The note as text.
    pub note: String,
}
endpoint!(VerifyReceipt, Query, "/api/bids/verify-receipt" => ReceiptCheck);

/// What a check of a receipt found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptCheck {
    /// Whether it is genuine in every respect, or what is wrong first.
    pub finding: ReceiptFinding,
    /// What the note says, when it can be read and its signature is right.
    pub says: Option<NoteSays>,
    /// The entry's inclusion proof (C2SP `tlog-proof`), when the receipt is genuine.
    pub proof: Option<String>,
    /// Whether a checkpoint that holds the entry is cosigned by the supervisor.
    pub cosigned: bool,
}

/// The two notes that the receipt key signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NoteSays {
    /// A receipt for a bid.
    Receipt(Receipt),
    /// A receipt for a withdrawal.
    Withdrawal(Withdrawal),
}

/// The result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptFinding {
    /// Signed by this centre, and the journal holds the entry.
    Genuine,
    /// Not a signed note, or not a receipt's text.
    NotAReceipt,
    /// The signature is not by this centre's receipt key: changed, or from elsewhere.
    BadSignature,
    /// The journal's entry of that number says something else, or does not exist.
    NotInJournal,
}
