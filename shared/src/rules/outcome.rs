//! What an evaluation comes to: the output of [`evaluate`](super::evaluate), in the shape that is published and verified.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::codes::FindingCode;
use crate::amount::{Decimal, TwoPlaces};

/// The result of a lot's evaluation (评标结果).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Whether there is a ranking.
    pub outcome: Verdict,
    /// Why there is none, when the evaluation failed.
    pub reason: Option<Reason>,
    /// The benchmark price (评标基准价) in yuan; for the lowest method the lowest evaluated price; none when it failed.
    pub benchmark: Option<TwoPlaces>,
    /// The bids in rank order, then those without a rank in input order.
    pub bids: Vec<BidOutcome>,
    /// The recommended candidates (中标候选人), best first.
    pub candidates: Vec<String>,
    /// What somebody must look at, by code, bid, criterion and member.
    pub findings: Vec<Finding>,
}

impl Outcome {
    /// One bid's result.
    #[must_use]
    pub fn bid(&self, id: &str) -> Option<&BidOutcome> {
        self.bids.iter().find(|bid| bid.id == id)
    }
}

/// Whether there is a ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The bids are ranked.
    Ranked,
    /// The lot fails (废标).
    Failed,
    /// Some score has to be given or corrected first.
    Blocked,
}

/// Why a lot fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Fewer valid bidders than the law wants, bids of one brand counted once.
    TooFew,
}

/// One bid's result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BidOutcome {
    /// The bid.
    pub id: String,
    /// Whether it takes part.
    pub valid: bool,
    /// The price after deductions (评审价格) in yuan, shown to two places.
    pub evaluated_price: Option<TwoPlaces>,
    /// Points for the price.
    pub price_points: Option<TwoPlaces>,
    /// Points per criterion.
    pub criteria: BTreeMap<String, TwoPlaces>,
    /// Points of the technical side, where the formula has one.
    pub technical_points: Option<TwoPlaces>,
    /// All points.
    pub total: Option<TwoPlaces>,
    /// The rank from 1; equal ones share it.
    pub rank: Option<usize>,
    /// Whether it is recommended.
    pub candidate: bool,
}

/// Something that somebody must look at, with its article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// What it is.
    pub code: FindingCode,
    /// The article.
    pub rule: String,
    /// The bid.
    pub bid: String,
    /// The member, when it is one member's score.
    pub member: Option<String>,
    /// The criterion, when it is a score.
    pub criterion: Option<String>,
    /// The triggers of an abnormally low price: `of_mean`, `of_next`, `of_ceiling`.
    pub detail: Vec<String>,
}

/// The smallest change of one member's one subjective score after which another bid is the first candidate (一分之差).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flip {
    /// The bid whose score changes.
    pub bid: String,
    /// The member whose score it is.
    pub member: String,
    /// The criterion.
    pub criterion: String,
    /// The score as it is.
    pub from: Decimal,
    /// The score that would have decided otherwise.
    pub to: Decimal,
}

/// An outcome and how near it was. It is for the supervisor alone, after the report is signed, so it is a type of its own:
/// an [`Outcome`] never holds a flip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WithFlip {
    /// The outcome.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// The flip; none when no single score decides, or nothing is ranked.
    pub flip: Option<Flip>,
}
