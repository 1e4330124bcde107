//! The desk of reviews: qualification (资格审查) by officer and purchaser, compliance (符合性审查) by the committee.

use crate::amount::Fen;
use crate::endpoint;
use crate::envelope::ClaimedSize;
use crate::id::{LotKey, MemberId, OrgId};
use crate::lifecycle::StageName;
use serde::{Deserialize, Serialize};

/// A file of an opened bid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    /// Its number in the bid, from 1.
    pub n: u32,
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its pages; none while it is being read, or when it cannot be read as a PDF.
    pub pages: Option<u32>,
}

/// What the opening form (开标一览表) says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormRow {
    /// The price that was announced.
    pub price: Option<Fen>,
    /// The price in words.
    pub price_words: Option<String>,
    /// Delivery in days.
    pub delivery_days: u32,
    /// Validity in days.
    pub validity_days: u32,
    /// The claimed size of the enterprise.
    pub size: ClaimedSize,
    /// The share of small enterprises in a consortium, a decimal.
    pub consortium_small_share: String,
    /// Whether the product is claimed to be domestic.
    pub domestic: bool,
    /// The brand of the core product.
    pub brand: Option<String>,
}

/// A decision on one bid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Whether the bid passes.
    pub pass: bool,
    /// The clause of the documents that it fails; empty when it passes.
    pub clause: String,
    /// The file that shows it.
    pub file: String,
    /// The page that shows it, from 1; 0 when the bid passes.
    pub page: u32,
    /// Why.
    pub reason: String,
    /// The version, from 1.
    pub version: i64,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedAt {
    /// SHA-256 of what was signed.
    pub sha256: String,
    /// When.
    pub at_ms: i64,
}

/// The qualification review of a lot, for officer, purchaser and supervisor.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadQualification {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadQualification, Query, "/api/review/qualification", lot => Qualification);

/// The state of the qualification review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualification {
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// Where the lot stands.
    pub stage: StageName,
    /// The opened bids.
    pub bids: Vec<QualificationBid>,
    /// Whether the officer has signed.
    pub officer: Option<SignedAt>,
    /// Whether the purchaser has signed.
    pub purchaser: Option<SignedAt>,
}

/// One bid in the qualification review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualificationBid {
    /// The bidder.
    pub bidder: OrgId,
    /// The bidder's name.
    pub name: String,
    /// The files.
    pub files: Vec<FileRow>,
    /// The opening form.
    pub form: Option<FormRow>,
    /// The officer's decision.
    pub officer: Option<Decision>,
    /// The purchaser's decision.
    pub purchaser: Option<Decision>,
}

macro_rules! save {
    ($(#[$doc:meta])* $name:ident, $path:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct $name {
            /// The lot.
            pub lot: LotKey,
            /// The bidder.
            pub bidder: OrgId,
            /// Whether the bid passes. A failure cites clause, file, page and reason.
            pub pass: bool,
            /// The clause of the documents.
            pub clause: String,
            /// The file's name.
            pub file: String,
            /// The page, from 1.
            pub page: u32,
            /// Why.
            pub reason: String,
            /// The version that the page knows, 0 for none.
            pub version: i64,
        }
        endpoint!($name, Change, $path, lot => Saved);
    };
}
save!(
    /// Officer or purchaser decides on one bid. It takes back the own signature, when there is one.
    SaveQualification, "/api/review/save-qualification"
);
save!(
    /// A member of the committee decides on one bid.
    SaveCompliance, "/api/review/save-compliance"
);

/// What was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// The new version.
    pub version: i64,
}

/// Officer or purchaser signs the qualification review. The second signature decides, when both agree on every bid.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignQualification {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(SignQualification, Change, "/api/review/sign-qualification", lot, signs => ReviewSigned);

/// What a signature brought about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewSigned {
    /// The result, when this was the last signature.
    pub decided: Option<Decided>,
}

/// The result of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// How many bids passed.
    pub passing: u32,
    /// Whether that is enough to go on.
    pub goes_on: bool,
}

/// The compliance review of a lot, for one member: the others' decisions are absent before the own signature.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadCompliance {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadCompliance, Query, "/api/review/compliance", lot => Compliance);

/// The state of the compliance review as one member sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compliance {
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// Where the lot stands.
    pub stage: StageName,
    /// Who is asking.
    pub member: MemberId,
    /// The qualified bids.
    pub bids: Vec<ComplianceBid>,
    /// Who has signed.
    pub members: Vec<MemberSigned>,
    /// The own signature.
    pub signed: Option<SignedAt>,
}

/// One bid in the compliance review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplianceBid {
    /// The bidder.
    pub bidder: OrgId,
    /// The bidder's name.
    pub name: String,
    /// The files.
    pub files: Vec<FileRow>,
    /// The opening form.
    pub form: Option<FormRow>,
    /// The own decision.
    pub mine: Option<Decision>,
    /// The others' decisions, of those who have signed; none before the own signature.
    pub others: Option<Vec<OtherDecision>>,
}

/// Another member's decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherDecision {
    /// The member's name.
    pub name: String,
    /// The decision.
    pub decision: Decision,
}

/// Whether a member has signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberSigned {
    /// The member.
    pub member: MemberId,
    /// The member's name.
    pub name: String,
    /// Whether the member has signed.
    pub signed: bool,
}

/// A member signs the own compliance review. The last signature decides, bid by bid, by majority (87号令 art. 61).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignCompliance {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(SignCompliance, Change, "/api/review/sign-compliance", lot, signs => ReviewSigned);

/// `GET /api/review/page?q=`: a page of an opened bid as a picture with a watermark, for officer, purchaser, supervisor.
pub const BID_PAGE_PATH: &str = "/api/review/page";
/// `GET /api/review/file?q=`: a whole file of an opened bid, for officer, purchaser, supervisor; leaves a read event.
pub const BID_FILE_PATH: &str = "/api/review/file";

/// Which page is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageAsk {
    /// The lot.
    pub lot: LotKey,
    /// The bidder.
    pub bidder: OrgId,
    /// The file's number, from 1.
    pub file: u32,
    /// The page, from 1.
    pub page: u32,
    /// About how many pixels wide, 64 to 4096.
    pub width: u32,
}

/// Which file is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileAsk {
    /// The lot.
    pub lot: LotKey,
    /// The bidder.
    pub bidder: OrgId,
    /// The file's number, from 1.
    pub file: u32,
}
