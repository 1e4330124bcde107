//! What console, hall and wall show of an opening.

use crate::amount::Fen;
use crate::endpoint;
use crate::envelope::{ClaimedSize, Envelope, Policy};
use crate::id::{LotKey, OrgId};
use crate::journal::Hash;
use crate::lifecycle::{Failure, StageName};
use crate::people::Role;
use serde::{Deserialize, Serialize};

/// The opening console (开标控制台), for the staff.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadOpening {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadOpening, Query, "/api/opening/console", lot => Console);

/// What the staff see of an opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Console {
    /// What everybody in the room sees.
    pub hall: Hall,
    /// The list as it is signed, canonical JSON (`shared::envelope::OpeningList`).
    pub list_json: String,
    /// With two envelopes, until the first stage is over: the list of the price envelopes that lay there at the deadline,
    /// canonical JSON. It is signed with the other and nothing is released on it.
    pub closing_json: Option<String>,
    /// Whether the list's entry stands in a checkpoint that the supervisor cosigned; shares are released only then.
    pub cosigned: bool,
    /// Bids whose verdict an officer may have to give, because the system cannot.
    pub undecided: Vec<OrgId>,
    /// Whether I have signed the list.
    pub i_signed_list: bool,
    /// Whether I have signed the current record.
    pub i_signed_record: bool,
    /// My number among the holders, if I hold a key.
    pub holder: Option<u8>,
}

/// The opening hall (开标大厅), for the bidders on the list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadHall {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadHall, Query, "/api/opening/hall", lot => HallView);

/// What a bidder sees of an opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HallView {
    /// What everybody in the room sees.
    pub hall: Hall,
    /// Who I am.
    pub me: OrgId,
}

/// What everybody in the room may see of an opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hall {
    /// The lot.
    pub lot: LotKey,
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// Where it is opened.
    pub place: String,
    /// Where the lot stands.
    pub stage: StageName,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
    /// The deadline, milliseconds since 1970 UTC.
    pub deadline_ms: i64,
    /// The envelope that is opened.
    pub envelope: Envelope,
    /// Whether the lot has two envelopes.
    pub two_envelopes: bool,
    /// What opens it.
    pub policy: Policy,
    /// The decryption window of policy 2, once the list is signed.
    pub window: Option<Window>,
    /// Since when and why the opening is suspended.
    pub suspended: Option<Interruption>,
    /// Extensions, suspensions, resumptions and calls for recovery files, oldest first.
    pub interruptions: Vec<Interruption>,
    /// Until when bidders may supply recovery files, once the officer has called for them, milliseconds.
    pub recovery_until_ms: Option<i64>,
    /// Price opening: bidders whose price envelopes stay sealed for ever, because they did not pass the technical stage.
    pub sealed: Vec<SealedPrice>,
    /// SHA-256 of the list.
    pub list: Hash,
    /// When the list was closed, milliseconds.
    pub closed_ms: i64,
    /// Who has signed the list.
    pub list_signatures: Vec<Signed>,
    /// How many holders open.
    pub m: u8,
    /// The holders.
    pub holders: Vec<HolderState>,
    /// The bids, in the order of the list.
    pub bids: Vec<BidLine>,
    /// What was read out.
    pub prices: Prices,
    /// Objections raised on the spot, with their answers.
    pub objections: Vec<ObjectionLine>,
    /// The opening record.
    pub record: RecordState,
}

/// The decryption window of policy 2 (投标人解密时段).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// When it opened, milliseconds since 1970 UTC.
    pub opened_ms: i64,
    /// When it ends, milliseconds; while the opening is suspended, as it stood when it was suspended.
    pub ends_ms: i64,
    /// When it was closed: at its end, or when every bidder had released, milliseconds.
    pub closed_ms: Option<i64>,
}

/// What interrupted an opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InterruptionKind {
    /// The decryption window was extended (延长).
    Extended,
    /// The opening was suspended (中止).
    Suspended,
    /// It went on (恢复).
    Resumed,
    /// Holders failed; bidders may supply their recovery files.
    Recovery,
}

impl InterruptionKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Extended, Self::Suspended, Self::Resumed, Self::Recovery];

    /// The word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Extended => "extended",
            Self::Suspended => "suspended",
            Self::Resumed => "resumed",
            Self::Recovery => "recovery",
        }
    }
}

/// One interruption of an opening, with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interruption {
    /// What.
    pub kind: InterruptionKind,
    /// Why, as the officer wrote it.
    pub reason: String,
    /// Until when, where it sets a time, milliseconds.
    pub until_ms: Option<i64>,
    /// When, milliseconds.
    pub at_ms: i64,
}

/// A bidder whose price stays sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedPrice {
    /// The bidder.
    pub bidder: OrgId,
    /// The bidder's name.
    pub name: String,
    /// The hash of the head that was listed at the deadline.
    pub head: Hash,
}

/// Somebody's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// In which role.
    pub role: Role,
    /// The person's name.
    pub name: String,
    /// When, milliseconds.
    pub at_ms: i64,
}

/// What a key holder has done. What they released is shown to nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderState {
    /// The place on the key sheet, from 1.
    pub x: u8,
    /// The name on the key sheet.
    pub name: String,
    /// When all shares were released, milliseconds.
    pub released_ms: Option<i64>,
    /// When the holder signed that the key is destroyed, milliseconds.
    pub destroyed_ms: Option<i64>,
}

/// One bid on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BidLine {
    /// The bidder.
    pub bidder: OrgId,
    /// The bidder's name.
    pub name: String,
    /// When the bid was complete, milliseconds.
    pub received_ms: i64,
    /// The hash of its head.
    pub head: Hash,
    /// Policy 2: when the bidder released its halves, milliseconds. The half itself is shown to nobody.
    pub half_ms: Option<i64>,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a bid at the opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// Not opened yet.
    Waiting,
    /// Opened.
    Opened {
        /// When, milliseconds.
        at_ms: i64,
        /// How many files it holds.
        files: u32,
        /// How many pages they have together, as far as they could be counted.
        pages: u32,
    },
    /// The bidder's fault: the bid counts as revoked (撤销).
    BidderFault {
        /// When, milliseconds.
        at_ms: i64,
        /// The reason: a code of `shared::envelope::Verdict`, or an officer's words.
        reason: String,
    },
    /// Not the bidder's fault: the bid counts as withdrawn (撤回).
    CentreFault {
        /// When, milliseconds.
        at_ms: i64,
        /// The reason.
        reason: String,
    },
    /// The system cannot say whose fault it is; an officer must.
    Unknown {
        /// Since when, milliseconds.
        at_ms: i64,
        /// What is known.
        reason: String,
    },
}

impl Outcome {
    /// Whether it is final.
    #[must_use]
    pub const fn is_decided(&self) -> bool {
        matches!(self, Self::Opened { .. } | Self::BidderFault { .. } | Self::CentreFault { .. })
    }
}

/// The prices: sealed, or all of them at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Prices {
    /// Not every bid has its verdict, or the officer has not announced yet.
    Sealed {},
    /// The technical envelopes were read out; no price is known (商务技术文件开标).
    Technical {
        /// When, milliseconds.
        at_ms: i64,
        /// The opened bids, in the order of the list.
        lines: Vec<TechnicalLine>,
    },
    /// Announced (唱标).
    Announced {
        /// When, milliseconds.
        at_ms: i64,
        /// The opened bids, in the order of the list.
        lines: Vec<PriceLine>,
    },
}

/// What is read out of one technical envelope. It tells no price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TechnicalLine {
    /// The bidder.
    pub bidder: OrgId,
    /// The bidder's name.
    pub name: String,
    /// Delivery, days from the contract.
    pub delivery_days: u32,
    /// Validity, days from the opening.
    pub validity_days: u32,
    /// The claimed size of the enterprise.
    pub size: ClaimedSize,
    /// Whether the product is claimed to be domestic.
    pub domestic: bool,
}

/// What is read out of one bid: its opening form (开标一览表).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceLine {
    /// The bidder.
    pub bidder: OrgId,
    /// The bidder's name.
    pub name: String,
    /// The price in figures, fen.
    pub price: Fen,
    /// The price in words, as the bidder wrote it.
    pub words: String,
    /// Whether figures and words agree; where they do not, the words count (87号令 art. 59).
    pub words_agree: bool,
    /// Delivery, days from the contract.
    pub delivery_days: u32,
    /// Validity, days from the opening.
    pub validity_days: u32,
    /// The claimed size of the enterprise.
    pub size: ClaimedSize,
    /// Whether the product is claimed to be domestic.
    pub domestic: bool,
    /// The brand, where it is compared.
    pub brand: Option<String>,
}

/// An objection (异议) raised at the opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectionLine {
    /// Its number, from 1.
    pub n: u32,
    /// Who raised it.
    pub bidder: OrgId,
    /// Their name.
    pub name: String,
    /// What they said.
    pub text: String,
    /// When, milliseconds.
    pub raised_ms: i64,
    /// The answer and its time, milliseconds.
    pub answer: Option<(String, i64)>,
}

/// The opening record (开标记录).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum RecordState {
    /// Nothing was announced yet.
    NotYet {},
    /// It is being set.
    Making {},
    /// It lies ready.
    Ready {
        /// SHA-256 of the PDF.
        sha256: Hash,
        /// When it was made, milliseconds.
        made_ms: i64,
        /// Who has signed it.
        signatures: Vec<Signed>,
    },
}
