//! The desk of what comes after the award's signature: re-evaluation, clocks, bonds, contract, challenges; and the legal
//! calendar by which days are counted.

use super::Ok;
use super::summary::Ground;
use crate::amount::Fen;
use crate::endpoint;
use crate::id::{LotKey, MemberId, OrgId};
use crate::journal::Hash;
use crate::rules::Calendar;
use crate::rules::after::Clock;
use serde::{Deserialize, Serialize};

/// The longest text of a challenge, answer or reason, characters.
pub const TEXT_CHARS_MAX: usize = 4_000;
/// The most days of one calendar.
pub const DAYS_MAX: usize = 2_000;

/// Officer or purchaser has found one of the four grounds after the report was signed: the committee evaluates again
/// (87号令 art. 64). Scores and ranking stay until the head returns scores; the report is made and signed anew.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reevaluate {
    /// The lot.
    pub lot: LotKey,
    /// On what ground: nothing else is one.
    pub ground: Ground,
    /// What was found, 1 to [`TEXT_CHARS_MAX`] characters.
    pub reason: String,
}
endpoint!(Reevaluate, Change, "/api/after/reevaluate", lot, signs => Ok);

/// How near the result was; for the supervisor alone, after the report is signed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadFlip {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadFlip, Query, "/api/after/flip", lot => FlipReply);

/// The smallest change of one subjective score after which another bid is the first candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlipReply {
    /// It; none when no single score decides.
    pub flip: Option<FlipRow>,
}

/// One score that would have decided otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlipRow {
    /// The bidder.
    pub bidder: String,
    /// The member.
    pub member: String,
    /// The criterion.
    pub criterion: String,
    /// The score as it is.
    pub from: String,
    /// The score that would have decided otherwise.
    pub to: String,
}

/// What comes after the report, for officer, purchaser and supervisor.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadAfter {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadAfter, Query, "/api/after/read", lot => AfterReply);

/// The clocks and registers of a lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AfterReply {
    /// The clocks that have begun.
    pub clocks: Vec<Clock>,
    /// The bonds, by bidder.
    pub bonds: Vec<BondRow>,
    /// The contract.
    pub contract: Option<ContractRow>,
    /// The challenges, oldest first.
    pub challenges: Vec<ChallengeRow>,
    /// The members whose sheets can be printed, with their names.
    pub members: Vec<(MemberId, String)>,
}

/// A bidder and its bond (投标保证金).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BondRow {
    /// The bidder.
    pub bidder: OrgId,
    /// The bidder's name.
    pub name: String,
    /// The bond, once noted.
    pub bond: Option<Bond>,
    /// When it was refunded, milliseconds.
    pub refunded_ms: Option<i64>,
}

/// A bond.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bond {
    /// How much, at most two per cent of the budget.
    pub amount: Fen,
    /// In which form: never cash.
    pub form: BondForm,
    /// When it arrived, milliseconds.
    pub arrived_ms: i64,
    /// The last digits of the account that it came from, or the guarantee's number; at most 64 characters.
    pub source: String,
}

/// The form of a bond (政府采购法实施条例 art. 33).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BondForm {
    /// 转账.
    Transfer,
    /// 支票、汇票、本票.
    Cheque,
    /// 金融机构、担保机构出具的保函.
    Guarantee,
}

impl BondForm {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Transfer, Self::Cheque, Self::Guarantee];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::Cheque => "cheque",
            Self::Guarantee => "guarantee",
        }
    }

    /// The form of that word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.as_str() == text)
    }
}

/// The officer notes a bond that arrived; only after the deadline, when who bids is known (87号令 art. 28).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SaveBond {
    /// The lot.
    pub lot: LotKey,
    /// Whose.
    pub bidder: OrgId,
    /// What.
    pub bond: Bond,
}
endpoint!(SaveBond, Change, "/api/after/save-bond", lot => Ok);

/// The officer notes that a bond was refunded.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RefundBond {
    /// The lot.
    pub lot: LotKey,
    /// Whose.
    pub bidder: OrgId,
}
endpoint!(RefundBond, Change, "/api/after/refund-bond", lot => Ok);

/// A contract with the winner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractRow {
    /// Its number, 1 to 64 characters.
    pub number: String,
    /// When it was signed, milliseconds.
    pub signed_ms: i64,
    /// How much: the winner's price.
    pub amount: Fen,
    /// When it was announced, milliseconds.
    pub published_ms: Option<i64>,
}

/// The purchaser notes the signed contract (87号令 art. 71): its amount is the winner's price.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SaveContract {
    /// The lot.
    pub lot: LotKey,
    /// Its number.
    pub number: String,
    /// How much.
    pub amount: Fen,
    /// When it was signed, milliseconds; not in the future.
    pub signed_ms: i64,
}
endpoint!(SaveContract, Change, "/api/after/save-contract", lot, signs => Ok);

/// The officer announces the contract (政府采购法实施条例 art. 50).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PublishContract {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(PublishContract, Change, "/api/after/publish-contract", lot => Ok);

/// A challenge (质疑) and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChallengeRow {
    /// Its number in the lot, from 1.
    pub n: u32,
    /// Who challenges.
    pub name: String,
    /// What, with facts and law.
    pub text: String,
    /// When, milliseconds.
    pub raised_ms: i64,
    /// The first moment after the last day for an answer, milliseconds.
    pub due_ms: Option<i64>,
    /// The answer.
    pub answer: Option<String>,
    /// When it was answered, milliseconds.
    pub answered_ms: Option<i64>,
}

/// A bidder challenges the result, in the period after its announcement (财政部令第94号 art. 10).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RaiseChallenge {
    /// The lot.
    pub lot: LotKey,
    /// What, with facts and law, 1 to [`TEXT_CHARS_MAX`] characters.
    pub text: String,
}
endpoint!(RaiseChallenge, Change, "/api/after/challenge", lot, signs => Ok);

/// The officer answers a challenge, within seven working days (财政部令第94号 art. 13).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AnswerChallenge {
    /// The lot.
    pub lot: LotKey,
    /// Which.
    pub n: u32,
    /// The answer, 1 to [`TEXT_CHARS_MAX`] characters.
    pub answer: String,
}
endpoint!(AnswerChallenge, Change, "/api/after/answer-challenge", lot, signs => Ok);

/// The bidder's own challenges.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MyChallenges {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(MyChallenges, Query, "/api/after/my-challenges", lot => MyChallengesReply);

/// The bidder's own challenges, and until when it can raise one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyChallengesReply {
    /// Oldest first.
    pub challenges: Vec<ChallengeRow>,
    /// The first moment after the period, milliseconds; none when it cannot be told.
    pub end_ms: Option<i64>,
}

/// The legal calendar. Everybody may read by which days periods are counted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ReadCalendar {}
endpoint!(ReadCalendar, Query, "/api/after/calendar" => CalendarReply);

/// The legal calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarReply {
    /// The days.
    pub calendar: Calendar,
    /// Its version: 0 while it is the built-in one.
    pub version: i64,
    /// SHA-256 of the days.
    pub sha256: Hash,
}

/// The administrator replaces the calendar by the days that the State Council has announced.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SaveCalendar {
    /// The days.
    pub calendar: Calendar,
    /// The version that the page knows.
    pub version: i64,
}
endpoint!(SaveCalendar, Change, "/api/after/save-calendar", signs => CalendarReply);

/// A paper beside the report, made when it is asked for: `GET PATH?q=<this as JSON>`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadPaper {
    /// The lot.
    pub lot: LotKey,
    /// Which.
    pub what: PaperKind,
}
endpoint!(ReadPaper, Stream, "/api/after/paper", lot => Ok);

/// A paper beside the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum PaperKind {
    /// A member's score sheet (评委个人评分表), PDF.
    ScoreSheet {
        /// Whose.
        member: MemberId,
    },
    /// The summary table (评审汇总表), xlsx.
    SummaryBook,
    /// Every score sheet, xlsx.
    SheetsBook,
    /// The notice of award (中标通知书), PDF, once the result is published.
    AwardNotice,
}

impl PaperKind {
    /// The word for it in a file's name.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::ScoreSheet { .. } => "score-sheet",
            Self::SummaryBook => "summary",
            Self::SheetsBook => "score-sheets",
            Self::AwardNotice => "award-notice",
        }
    }
}

/// The bidder's own notice, PDF: of the award to the winner, of the result with own rank, score and reasons to everybody
/// else: `GET PATH?q=<this as JSON>`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadOwnNotice {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadOwnNotice, Stream, "/api/after/own-notice", lot => Ok);
