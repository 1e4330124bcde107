//! The desk of the award (定标): the purchaser confirms, the officer publishes, everybody reads the result.

use super::Ok;
use crate::amount::{Fen, TwoPlaces};
use crate::endpoint;
use crate::id::{CriterionId, LotKey, OrgId};
use crate::journal::Hash;
use crate::lifecycle::{Failure, StageName};
use serde::{Deserialize, Serialize};

/// The ranking for officer, purchaser and supervisor, once the report is signed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadAward {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadAward, Query, "/api/award/read", lot => AwardReply);

/// The ranking and the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardReply {
    /// The lot's title.
    pub title: String,
    /// The tender's title.
    pub tender_title: String,
    /// Where the lot stands.
    pub stage: StageName,
    /// The bids, best first, then those without a rank.
    pub bids: Vec<RankedBid>,
    /// SHA-256 of the signed report.
    pub report: Option<Hash>,
    /// Whether the sheet of signatures is made.
    pub signatures: bool,
    /// Members who signed with a written dissent.
    pub dissents: u32,
    /// The decision, once made.
    pub decision: Option<Decision>,
}

/// A bid in the ranking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankedBid {
    /// The bidder.
    pub bidder: OrgId,
    /// The bidder's name.
    pub name: String,
    /// The announced price, which is the contract's.
    pub price: Fen,
    /// All points.
    pub total: Option<TwoPlaces>,
    /// The rank from 1; equal ones share it.
    pub rank: Option<u32>,
    /// The place among the candidates (中标候选人), from 1.
    pub candidate: Option<u32>,
}

/// The purchaser's decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The winner.
    pub winner: OrgId,
    /// When, milliseconds.
    pub confirmed_ms: i64,
    /// Why it is not the first candidate.
    pub reason: Option<String>,
    /// When the result was published, milliseconds.
    pub published_ms: Option<i64>,
}

/// The purchaser confirms the winner in the order of the candidates (87号令 art. 68). A later candidate than the first, or
/// one of several that share the first rank, needs a reason.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ConfirmAward {
    /// The lot.
    pub lot: LotKey,
    /// The winner.
    pub bidder: OrgId,
    /// Why it is not simply the first candidate.
    #[serde(default)]
    pub reason: Option<String>,
}
endpoint!(ConfirmAward, Change, "/api/award/confirm", lot, signs => Ok);

/// The officer publishes the result (中标结果公告, 87号令 art. 69).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PublishResult {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(PublishResult, Change, "/api/award/publish", lot, signs => Ok);

/// The published results and the failed lots. Public.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ListResults {}
endpoint!(ListResults, Query, "/api/award/results" => Vec<ResultRow>);

/// One line of the results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultRow {
    /// The lot.
    pub lot: LotKey,
    /// The lot's title.
    pub title: String,
    /// The tender's title.
    pub tender_title: String,
    /// The purchaser's name.
    pub purchaser: String,
    /// When, milliseconds.
    pub ended_ms: Option<i64>,
    /// The winner's name and price; none when the lot failed.
    pub winner: Option<(String, Fen)>,
    /// Why the lot failed.
    pub failure: Option<Failure>,
}

/// One published result. Public.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadResult {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadResult, Query, "/api/award/result", lot => ResultReply);

/// What the result's announcement says (87号令 art. 69).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultReply {
    /// The lot's title.
    pub title: String,
    /// The tender's title.
    pub tender_title: String,
    /// The purchaser's name.
    pub purchaser: String,
    /// The centre's name.
    pub centre: String,
    /// When it was published or the lot failed, milliseconds.
    pub ended_ms: Option<i64>,
    /// What became of the lot.
    pub ending: Ending,
}

/// What became of a lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ending", rename_all = "snake_case")]
pub enum Ending {
    /// It was awarded.
    Awarded {
        /// The winner's name.
        winner: String,
        /// The winner's unified social credit code.
        winner_id: OrgId,
        /// The amount: the winner's own price.
        price: Fen,
        /// The amount in words.
        price_words: String,
        /// Whether the winner claims to be a small or micro enterprise (its declaration is published: 财库〔2020〕46号 art. 13).
        small: bool,
        /// The members of the committee.
        committee: Vec<String>,
        /// The candidates in order, where the law has them published (engineering, 招标投标法实施条例 art. 54).
        candidates: Vec<String>,
    },
    /// It failed.
    Failed {
        /// Why.
        reason: Failure,
    },
}

/// A bidder's own result: score and rank, or why the bid was invalid (87号令 art. 69). Nothing of others.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MyResult {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(MyResult, Query, "/api/award/my-result", lot => MyResultReply);

/// A bidder's own result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyResultReply {
    /// The lot's title.
    pub title: String,
    /// The tender's title.
    pub tender_title: String,
    /// The announced price.
    pub price: Option<Fen>,
    /// Whether the bidder has won.
    pub won: bool,
    /// How the bid did.
    pub standing: Standing,
}

/// How a bid did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// It was ranked.
    Ranked {
        /// The rank from 1.
        rank: u32,
        /// Among how many.
        of: u32,
        /// All points; none with the lowest-price method.
        total: Option<TwoPlaces>,
        /// The price after deductions, yuan.
        evaluated_price: Option<TwoPlaces>,
        /// Points for the price and their most.
        price_points: Option<(TwoPlaces, String)>,
        /// Points per criterion.
        criteria: Vec<OwnPoints>,
    },
    /// It did not count.
    Invalid {
        /// At what step.
        step: InvalidAt,
        /// Why, in the reviewers' words.
        reasons: Vec<String>,
    },
}

/// A bidder's own points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPoints {
    /// The criterion.
    pub criterion: CriterionId,
    /// What it is called.
    pub title: String,
    /// The most points.
    pub max: String,
    /// The points: the common value, or the mean of the members'.
    pub points: TwoPlaces,
}

/// At what step a bid fell out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InvalidAt {
    /// It could not be opened.
    Opening,
    /// The qualification review (资格审查).
    Qualification,
    /// The compliance review (符合性审查).
    Compliance,
    /// In a two-envelope lot the price was not opened: the technical side fell short, or the envelope did not open.
    Technical,
    /// Its price is above the ceiling.
    Ceiling,
    /// Another bid of the same brand counts.
    SameBrand,
}
