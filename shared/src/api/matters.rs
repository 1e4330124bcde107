//! The desk of matters (评标委员会认定事项): what the committee decides together by majority (87号令 art. 61), and what it asks
//! a bidder in writing (art. 51).

mod inquiries;
mod stop;

use super::Ok;
use super::review::{FileRow, FormRow};
use crate::amount::Fen;
use crate::endpoint;
use crate::id::{LotKey, MemberId, OrgId};
use crate::lifecycle::StageName;
use crate::rules::correction::{FoundPrice, Proposal};
use serde::{Deserialize, Serialize};

pub use stop::{AnswerStop, StopAnswer, StopGround, StopRow};

pub use inquiries::{
    AddAnswerFile, AnswerFile, AnswerInquiry, AnswerRow, InquiryRow, InquiryState, MyInquiries, MyInquiry,
    ReadAnswerFile,
};

/// The longest text of a question, answer, reason or opinion, characters.
pub const TEXT_CHARS_MAX: usize = 2_000;
/// The most pages that a matter cites.
pub const EVIDENCE_MAX: usize = 20;
/// The most files with one answer.
pub const FILES_MAX: usize = 10;
/// The longest file with an answer, bytes.
pub const FILE_BYTES_MAX: u64 = 20 << 20;
/// The longest time for an answer, minutes.
pub const MINUTES_MAX: u32 = 3 * 24 * 60;
/// The shortest time for a clarification, minutes.
pub const CLARIFY_MINUTES_MIN: u32 = 5;

/// What the committee decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Subject {
    /// A price that no figure of the documents calls low is to be explained all the same (财库〔2026〕2号, professional
    /// judgement).
    LowPriceStart {
        /// Whose.
        bidder: OrgId,
    },
    /// The explanation of an abnormally low price does not prove it: the bid is invalid (87号令 art. 60).
    LowPrice {
        /// Whose.
        bidder: OrgId,
    },
    /// The price is corrected, and the bidder is asked to confirm it (87号令 art. 59).
    Correction {
        /// Whose.
        bidder: OrgId,
        /// What the bid says beside its form.
        found: FoundPrice,
    },
    /// Bids are deemed collusive (视为串通投标, 87号令 art. 37) and invalid.
    Collusion {
        /// By which of the article's grounds.
        ground: CollusionGround,
        /// Whose, two or more.
        bidders: Vec<OrgId>,
    },
    /// A bid is invalid on another ground of the documents (87号令 art. 63).
    Invalid {
        /// Whose.
        bidder: OrgId,
        /// The clause of the documents.
        clause: String,
    },
    /// A claim to a deduction lacks its declaration and does not count (财库〔2020〕46号 art. 11).
    Deduction {
        /// Whose.
        bidder: OrgId,
        /// Which claim.
        claim: Claim,
    },
    /// The documents do not let the evaluation go on, or break national rules: it stops (停止评标, 87号令 art. 65).
    Stop {
        /// By which of the article's grounds.
        ground: StopGround,
        /// The clause of the documents.
        clause: String,
    },
}

impl Subject {
    /// The word for it in the database.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::LowPriceStart { .. } => "low-price-start",
            Self::LowPrice { .. } => "low-price",
            Self::Correction { .. } => "correction",
            Self::Collusion { .. } => "collusion",
            Self::Invalid { .. } => "invalid",
            Self::Deduction { .. } => "deduction",
            Self::Stop { .. } => "stop",
        }
    }

    /// The bidders that it is about.
    #[must_use]
    pub fn bidders(&self) -> Vec<&OrgId> {
        match self {
            Self::LowPriceStart { bidder }
            | Self::LowPrice { bidder }
            | Self::Correction { bidder, .. }
            | Self::Invalid { bidder, .. }
            | Self::Deduction { bidder, .. } => vec![bidder],
            Self::Collusion { bidders, .. } => bidders.iter().collect(),
            Self::Stop { .. } => Vec::new(),
        }
    }
}

/// On what ground bids are deemed collusive (87号令 art. 37), in the article's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CollusionGround {
    /// Made by one unit or person.
    SameAuthor,
    /// Handled by one unit or person.
    SameAgent,
    /// One project manager or contact.
    SameManager,
    /// Abnormally alike, or prices in a regular pattern.
    Alike,
    /// Files of one in the bid of another.
    MixedUp,
    /// Bonds from one account.
    SameAccount,
}

impl CollusionGround {
    /// Every ground, in the article's order.
    pub const ALL: [Self; 6] =
        [Self::SameAuthor, Self::SameAgent, Self::SameManager, Self::Alike, Self::MixedUp, Self::SameAccount];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SameAuthor => "same-author",
            Self::SameAgent => "same-agent",
            Self::SameManager => "same-manager",
            Self::Alike => "alike",
            Self::MixedUp => "mixed-up",
            Self::SameAccount => "same-account",
        }
    }
}

/// A claim of the opening form on which a deduction rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Claim {
    /// To be a small or micro enterprise (中小企业声明函).
    Small,
    /// To have small enterprises in a consortium or subcontract (联合体协议).
    Consortium,
    /// To offer a domestic product (本国产品声明函).
    Domestic,
}

impl Claim {
    /// Every claim.
    pub const ALL: [Self; 3] = [Self::Small, Self::Consortium, Self::Domestic];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Consortium => "consortium",
            Self::Domestic => "domestic",
        }
    }
}

/// A page of a bid that shows something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Whose bid.
    pub bidder: OrgId,
    /// The file's name.
    pub file: String,
    /// The page, from 1.
    pub page: u32,
}

/// A member puts a matter to the vote.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProposeMatter {
    /// The lot.
    pub lot: LotKey,
    /// What is to be decided.
    pub subject: Subject,
    /// Why, 1 to [`TEXT_CHARS_MAX`] characters.
    pub reason: String,
    /// The pages that show it, at most [`EVIDENCE_MAX`]; needed for collusion, invalidity and corrections.
    pub evidence: Vec<Evidence>,
}
endpoint!(ProposeMatter, Change, "/api/matters/propose", lot => Proposed);

/// The matter's number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// Its number in the lot, from 1.
    pub n: u32,
    /// For a correction: what follows from the rules.
    pub proposal: Option<Proposal>,
}

/// A member votes. Who votes against says why (87号令 art. 61). When all who sit have voted, the majority counts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VoteMatter {
    /// The lot.
    pub lot: LotKey,
    /// The matter.
    pub n: u32,
    /// For it.
    pub agree: bool,
    /// The opinion; needed against, and on a low price.
    pub opinion: String,
}
endpoint!(VoteMatter, Change, "/api/matters/vote", lot, signs => Voted);

/// Whether that decided it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voted {
    /// Adopted or rejected; none while votes are missing.
    pub adopted: Option<bool>,
}

/// What a bidder is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InquiryKind {
    /// To make clear what is unclear, inconsistent or obviously wrong (澄清, 87号令 art. 51).
    Clarification,
    /// To explain an abnormally low price (异常低价说明, 财库〔2026〕2号).
    LowPrice,
    /// To confirm a corrected price (报价修正确认, 87号令 art. 59).
    Correction,
}

impl InquiryKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Clarification, Self::LowPrice, Self::Correction];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clarification => "clarification",
            Self::LowPrice => "low-price",
            Self::Correction => "correction",
        }
    }

    /// The kind of that word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// The head asks a bidder in writing; a correction's confirmation is asked by its adoption alone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AskBidder {
    /// The lot.
    pub lot: LotKey,
    /// Whom.
    pub bidder: OrgId,
    /// What for: a clarification or a low price.
    pub kind: InquiryKind,
    /// The question, 1 to [`TEXT_CHARS_MAX`] characters.
    pub question: String,
    /// For how long an answer is taken, minutes.
    pub minutes: u32,
}
endpoint!(AskBidder, Change, "/api/matters/ask", lot, signs => Asked);

/// The question's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Its number in the lot, from 1.
    pub n: u32,
    /// Until when, milliseconds.
    pub due_ms: i64,
}

/// Where the committee's matters stand, for a member.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadMatters {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadMatters, Query, "/api/matters/read", lot => MattersReply);

/// The committee's matters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MattersReply {
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// Where the lot stands.
    pub stage: StageName,
    /// The reader.
    pub me: MemberId,
    /// Whether the reader is the head.
    pub head: bool,
    /// The qualified bids.
    pub bids: Vec<MatterBid>,
    /// Every matter, newest first.
    pub matters: Vec<MatterRow>,
    /// Every question, newest first.
    pub inquiries: Vec<InquiryRow>,
}

/// A bid that a matter can be about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterBid {
    /// The bidder.
    pub bidder: OrgId,
    /// The bidder's name.
    pub name: String,
    /// The files.
    pub files: Vec<FileRow>,
    /// The opening form.
    pub form: Option<FormRow>,
    /// The price as it is evaluated: announced, or corrected and confirmed.
    pub price: Option<Fen>,
    /// Which figures call its price abnormally low (`of_mean`, `of_next`, `of_ceiling`); empty before the compliance review
    /// is signed.
    pub low: Vec<String>,
    /// Why it is invalid by a decision of the committee.
    pub invalid: Option<String>,
}

/// A matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterRow {
    /// Its number.
    pub n: u32,
    /// What is decided.
    pub subject: Subject,
    /// For a correction: what follows from the rules.
    pub proposal: Option<Proposal>,
    /// Why.
    pub reason: String,
    /// The pages.
    pub evidence: Vec<Evidence>,
    /// Who proposed it.
    pub by: String,
    /// When, milliseconds.
    pub at_ms: i64,
    /// The reader's own vote.
    pub mine: Option<bool>,
    /// Who of the members who sit has not voted.
    pub missing: Vec<String>,
    /// Adopted or rejected, when all have voted.
    pub adopted: Option<bool>,
    /// Whether it is void, because a member who decided fell out (87号令 art. 49).
    pub void: bool,
    /// Every vote, once it is decided: nobody votes by another's.
    pub votes: Vec<VoteRow>,
    /// For a stop that was adopted: what the agency answered.
    pub answer: Option<StopAnswer>,
}

/// A vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoteRow {
    /// The member's name.
    pub name: String,
    /// For it.
    pub agree: bool,
    /// The opinion.
    pub opinion: String,
}

/// The member whose score lies far from the others' keeps it, and says why (87号令 art. 64 (4)): between the ranking and the
/// report. To change it, the head returns it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeepScore {
    /// The lot.
    pub lot: LotKey,
    /// The bid.
    pub bidder: OrgId,
    /// The criterion.
    pub criterion: String,
    /// Why, 1 to [`TEXT_CHARS_MAX`] characters.
    pub reason: String,
}
endpoint!(KeepScore, Change, "/api/matters/keep-score", lot, signs => Ok);
