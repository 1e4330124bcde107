//! The desk of openings (开标): the list, its signatures, the release of shares, verdicts, the announcement, the record.
//! Console and hall have types of their own; no price is in any of them before all prices are announced, and a bidder's
//! half or a holder's share is in none at all.

use super::Ok;
use crate::endpoint;
use crate::envelope::{Envelope, Signature};
use crate::id::{LotKey, OrgId};
use crate::journal::Hash;
use serde::{Deserialize, Serialize};

mod release;
mod view;

pub use release::{
    DestroyKey, Destroyable, ExtendWindow, HalvesSheet, OpenRecovery, OwnBid, ReadHalves, ReadRelease, ReleaseHalves,
    ReleaseShares, ReleaseSheet, ResumeOpening, SignedHalf, SupplyRecovery, SuspendOpening,
};
pub use view::{
    BidLine, Console, Hall, HallView, HolderState, Interruption, InterruptionKind, ObjectionLine, Outcome, PriceLine,
    Prices, ReadHall, ReadOpening, RecordState, SealedPrice, Signed, TechnicalLine, Window,
};

/// The opening record as PDF: `GET PATH?q=…`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadRecord {
    /// The lot.
    pub lot: LotKey,
    /// The envelope whose opening it records; none for the newest.
    #[serde(default)]
    pub envelope: Option<Envelope>,
}
endpoint!(ReadRecord, Stream, "/api/opening/record", lot => Ok);

/// Signs the list, under the identity key (label `list`).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignList {
    /// The lot.
    pub lot: LotKey,
    /// The envelope.
    pub envelope: Envelope,
    /// The signature over the list.
    pub signature: Signature,
    /// With two envelopes, at the deadline: the signature over the list of the price envelopes.
    pub closing: Option<Signature>,
}
endpoint!(SignList, Change, "/api/opening/sign-list", lot, signs => Ok);

/// Whose fault it is that a bid was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The bidder's: 撤销.
    BidderFault,
    /// Not the bidder's: 撤回.
    CentreFault,
}

/// An officer attributes the fault where the system cannot.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AttributeFault {
    /// The lot.
    pub lot: LotKey,
    /// The envelope.
    pub envelope: Envelope,
    /// The bidder.
    pub bidder: OrgId,
    /// Whose fault.
    pub fault: Fault,
    /// Why, 1 to 500 characters.
    pub reason: String,
}
endpoint!(AttributeFault, Change, "/api/opening/attribute-fault", lot, signs => Ok);

/// Announces all prices at once (唱标).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Announce {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(Announce, Change, "/api/opening/announce", lot => Ok);

/// A bidder raises an objection on the spot (87号令 art. 42).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RaiseObjection {
    /// The lot.
    pub lot: LotKey,
    /// What, 1 to 1000 characters.
    pub text: String,
}
endpoint!(RaiseObjection, Change, "/api/opening/raise-objection", lot => Ok);

/// The officer answers an objection.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AnswerObjection {
    /// The lot.
    pub lot: LotKey,
    /// Which.
    pub n: u32,
    /// The answer, 1 to 1000 characters.
    pub text: String,
}
endpoint!(AnswerObjection, Change, "/api/opening/answer-objection", lot => Ok);

/// Signs the opening record; with both signatures the opening is over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignRecord {
    /// The lot.
    pub lot: LotKey,
    /// SHA-256 of the PDF that was read.
    pub sha256: Hash,
}
endpoint!(SignRecord, Change, "/api/opening/sign-record", lot, signs => Ok);
