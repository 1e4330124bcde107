//! The desk of the summary (汇总): the head aggregates, returns cells, asks for the report; all members sign it.

use super::Ok;
use crate::amount::{Fen, TwoPlaces};
use crate::draw::Purpose;
use crate::endpoint;
use crate::id::{CriterionId, LotKey, MemberId, OrgId};
use crate::journal::Hash;
use crate::lifecycle::StageName;
use crate::rules::{CriterionKind, FindingCode, Verdict};
use serde::de::Error as _;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Cells that may be returned at once.
pub const RETURN_MAX: usize = 500;
/// The longest reason or dissent, characters.
pub const TEXT_MAX: usize = 2000;

/// Adds up the signed sheets and ranks the bids; by the head, when all members have signed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Aggregate {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(Aggregate, Change, "/api/summary/aggregate", lot, signs => Aggregated);

/// What the aggregation came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aggregated {
    /// Ranked; blocked until the findings are put right; or the lot failed.
    pub verdict: Verdict,
    /// What was found: which cells, and whose; never whose value is right.
    pub findings: Vec<FindingRow>,
    /// What must be drawn by lot before there is a ranking.
    pub draw: Option<Purpose>,
}

/// Something that somebody must look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingRow {
    /// What it is.
    pub code: FindingCode,
    /// The article.
    pub rule: String,
    /// Whether there is no ranking before it is put right.
    pub blocks: bool,
    /// The bidder.
    pub bidder: OrgId,
    /// The bidder's name.
    pub bidder_name: String,
    /// The member, when it is one member's score.
    pub member: Option<MemberId>,
    /// The criterion and its title, when it is a score.
    pub criterion: Option<(CriterionId, String)>,
    /// Why its member kept the score, for one that lies far from the others'.
    pub kept: Option<String>,
}

/// Where the summary stands, for a member of the committee.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadSummary {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadSummary, Query, "/api/summary/read", lot => SummaryReply);

/// The summary. While the committee scores it says only who has signed, and after a blocked aggregation what was found; the
/// table comes when all have signed and the bids are ranked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryReply {
    /// The lot's title.
    pub title: String,
    /// The tender's title.
    pub tender_title: String,
    /// Where the lot stands.
    pub stage: StageName,
    /// The reader.
    pub me: MemberId,
    /// Whether the reader is the head.
    pub head: bool,
    /// Who has signed the sheet.
    pub members: Vec<MemberRow>,
    /// What the last aggregation found and is not put right.
    pub findings: Vec<FindingRow>,
    /// When that was, milliseconds.
    pub aggregated_ms: Option<i64>,
    /// What must be drawn by lot before there is a ranking, once an aggregation came to it.
    pub draw: Option<Purpose>,
    /// The ranking.
    pub table: Option<SummaryTable>,
    /// Whether the report is asked for and being made.
    pub report_requested: bool,
    /// The report.
    pub report: Option<ReportRow>,
}

/// A member and the own sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRow {
    /// The member.
    pub id: MemberId,
    /// The name.
    pub name: String,
    /// Whether this is the purchaser's representative.
    pub purchaser_side: bool,
    /// Whether this is the head.
    pub head: bool,
    /// When the sheet was signed, milliseconds.
    pub signed_ms: Option<i64>,
    /// Cells that were returned to the member and are open.
    pub returned: u32,
}

/// The ranking with the points behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryTable {
    /// The criteria, in the plan's order.
    pub criteria: Vec<CriterionColumn>,
    /// The most points for the price.
    pub price_max: String,
    /// The benchmark price in yuan.
    pub benchmark: Option<TwoPlaces>,
    /// The bids, best first, then those without a rank.
    pub bids: Vec<SummaryBid>,
    /// The members whose scores stand in the cells, in their order.
    pub members: Vec<MemberId>,
    /// `cells[bidder][criterion]`: one score per member.
    pub cells: BTreeMap<OrgId, BTreeMap<CriterionId, Vec<Option<String>>>>,
}

/// A criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionColumn {
    /// The criterion.
    pub id: CriterionId,
    /// What it is called.
    pub title: String,
    /// Who decides it.
    pub kind: CriterionKind,
    /// The most points.
    pub max: String,
}

/// A bid in the ranking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryBid {
    /// The bidder.
    pub bidder: OrgId,
    /// The bidder's name.
    pub name: String,
    /// The announced price.
    pub price: Fen,
    /// Whether it takes part.
    pub valid: bool,
    /// The price after deductions, yuan.
    pub evaluated_price: Option<TwoPlaces>,
    /// Points for the price.
    pub price_points: Option<TwoPlaces>,
    /// Points per criterion.
    pub criteria: BTreeMap<CriterionId, TwoPlaces>,
    /// All points.
    pub total: Option<TwoPlaces>,
    /// The rank from 1; equal ones share it.
    pub rank: Option<u32>,
    /// Whether it is recommended (中标候选人).
    pub candidate: bool,
}

/// The report and who has signed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRow {
    /// SHA-256 of the file.
    pub sha256: Hash,
    /// When it was made, milliseconds.
    pub made_ms: i64,
    /// Who has signed.
    pub signatures: Vec<ReportSignature>,
}

/// A signature under the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportSignature {
    /// The member.
    pub member: MemberId,
    /// The name.
    pub name: String,
    /// When, milliseconds.
    pub at_ms: i64,
    /// The written dissent.
    pub dissent: Option<String>,
}

/// Returns cells for correction; by the head, after an aggregation. Only these cells unlock, and their members' sheets must
/// be signed again. From the ranking or the unsigned report the lot goes back to scoring.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReturnCells {
    /// The lot.
    pub lot: LotKey,
    /// Which, 1 to [`RETURN_MAX`].
    pub cells: Vec<CellRef>,
    /// Why: nothing else may be changed after the scores are added up.
    pub ground: Ground,
    /// The reason in words, 1 to [`TEXT_MAX`] characters.
    pub reason: String,
}
endpoint!(ReturnCells, Change, "/api/summary/return-cells", lot, signs => Ok);

/// One member's score for one bid and criterion.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CellRef {
    /// The member.
    pub member: MemberId,
    /// The bidder.
    pub bidder: OrgId,
    /// The criterion.
    pub criterion: CriterionId,
}

/// On what ground a score may be changed after aggregation (87号令 art. 64).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// The sum is wrong (分值汇总计算错误).
    Sum,
    /// A score is outside its standard's range (分项评分超出评分标准范围).
    Range,
    /// Members differ on an objective criterion (客观评审因素评分不一致).
    Objective,
    /// The committee finds a score abnormally high or low (评分畸高、畸低).
    Abnormal,
}

impl Ground {
    /// Every ground, in the article's order.
    pub const ALL: [Self; 4] = [Self::Sum, Self::Range, Self::Objective, Self::Abnormal];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Range => "range",
            Self::Objective => "objective",
            Self::Abnormal => "abnormal",
        }
    }

    /// The ground of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.as_str() == text)
    }
}

impl<'de> Deserialize<'de> for Ground {
    /// A text that is none of the four is refused with the article.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let none = || {
            D::Error::custom(format!(
                "{text:?}: 财政部令第87号第六十四条, MoF Order 87, art. 64: sum | range | objective | abnormal"
            ))
        };
        Self::parse(&text).ok_or_else(none)
    }
}

/// Asks for the report; by the head. It is made within seconds, and the live stream tells.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RequestReport {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(RequestReport, Change, "/api/summary/request-report", lot => Ok);

/// A member signs the report. Who disagrees says so in writing and signs all the same: not to sign without a written
/// dissent counts as agreement (87号令 art. 61).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignReport {
    /// The lot.
    pub lot: LotKey,
    /// SHA-256 of the report that was read.
    pub sha256: Hash,
    /// The dissent with its reasons, 1 to [`TEXT_MAX`] characters.
    #[serde(default)]
    pub dissent: Option<String>,
}
endpoint!(SignReport, Change, "/api/summary/sign-report", lot, signs => Ok);

/// The report as PDF for the committee: a file, `GET PATH?q=<this as JSON>`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadReport {
    /// The lot.
    pub lot: LotKey,
}

endpoint!(ReadReport, Stream, "/api/summary/report", lot => Ok);

/// The path of the same file for officer, purchaser and supervisor, once it is signed; the query is [`ReadReport`] too.
pub const REPORT_COPY_PATH: &str = "/api/award/report";
/// The path of the sheet of signatures and dissents that belongs to the report; the query is [`ReadReport`] too.
pub const SIGNATURES_PATH: &str = "/api/award/report-signatures";
