//! An evaluation case (评标算例): everything that a lot's result depends on.
//!
//! The server builds one from its records, an officer writes one by hand, the bundle's verifier reads one back. The text
//! form is JSON with decimals as strings; [`Case::from_json`] reads it and refuses what the format or the law forbids.

mod check;
mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use super::catalogue::{Law, Topic};
use super::codes::CaseCode;
use crate::amount::Decimal;

/// One lot's evaluation: the input of [`evaluate`](super::evaluate).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Case {
    /// The version of the format: 1.
    pub v: u64,
    /// Which rules apply.
    pub regime: Regime,
    /// How bids are compared.
    pub method: Method,
    /// The highest price (最高限价) in yuan, above 0, at most two decimals.
    pub ceiling: Decimal,
    /// The members of the committee (评标委员会成员), by id.
    pub members: Vec<String>,
    /// What is scored besides the price.
    pub criteria: Vec<Criterion>,
    /// How the price is scored.
    pub price: Price,
    /// Which price deductions the documents grant.
    pub deductions: Deductions,
    /// When a price calls for review.
    pub abnormally_low: AbnormallyLow,
    /// How the members' scores become one.
    pub expert_scores: ExpertScores,
    /// What decides between equal totals, in order.
    pub tie_break: Vec<TieBreak>,
    /// The seed of the tie-break by lot, when one was drawn.
    pub draw_seed: Option<DrawSeed>,
    /// How many candidates (中标候选人) are recommended, at least 1.
    pub candidates: u64,
    /// The bids, in the order in which they are listed where nothing else orders them.
    pub bids: Vec<Bid>,
    /// The members' scores.
    pub scores: Scores,
}

/// `scores[bid][criterion]`: one value or none per member, in the order of [`Case::members`].
pub type Scores = BTreeMap<String, BTreeMap<String, Vec<Option<Decimal>>>>;

/// Which rules apply (适用制度).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Regime {
    /// Goods (货物) under Order 87.
    Goods,
    /// Services (服务) under Order 87.
    Services,
    /// Works (工程) under the Tendering Law.
    Works,
    /// The rules of an international lender.
    International,
}

/// How bids are compared (评标方法).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// By points for price and criteria (综合评分法).
    Comprehensive,
    /// By the lowest evaluated price (最低评标价法).
    Lowest,
}

/// What is scored (评审因素).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Criterion {
    /// Its id, unique in the case.
    pub id: String,
    /// Who decides the value.
    pub kind: CriterionKind,
    /// The highest score.
    pub max: Decimal,
    /// The lowest score.
    pub min: Decimal,
    /// The grid of scores, counted from `min`; without one any score with at most two decimals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<Decimal>,
}

impl Criterion {
    /// Beyond this no criterion's points go, up or down: of a hundred points none needs more, and whoever counts over a
    /// criterion's values comes to an end.
    pub const POINTS_MOST: i64 = 10_000;

    /// Whether a member may give this score: in the range, on the step counted from the minimum, with at most two
    /// decimals.
    #[must_use]
    pub fn allows(&self, score: &Decimal) -> bool {
        let on_step = self.step.as_ref().is_none_or(|step| (score - &self.min).is_multiple_of(step));
        self.min <= *score && *score <= self.max && on_step && score.places() <= 2
    }
}

/// Who decides a criterion's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CriterionKind {
    /// One right value, on which all members agree (客观分).
    Objective,
    /// Each member's own judgement (主观分).
    Subjective,
}

/// How the price is scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Price {
    /// Points for the price, from 0 to 100 (价格分值).
    pub weight: Decimal,
    /// How they are computed.
    pub formula: Formula,
}

/// A price formula (价格分计算方法); P is the evaluated price, w the weight, B the benchmark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Formula {
    /// w·B/P, B the lowest evaluated price (低价优先法).
    LowFirst,
    /// w less points for each per cent above or below B.
    Deviation {
        /// B.
        benchmark: Benchmark,
        /// Points lost per cent above B.
        above: Decimal,
        /// Points lost per cent below B.
        below: Decimal,
        /// Whether a part of a per cent counts as a whole one.
        step: bool,
        /// The fewest points.
        floor: Decimal,
    },
    /// w·(1 − |P − B|/B).
    Symmetric {
        /// B.
        benchmark: Benchmark,
        /// The fewest points.
        floor: Decimal,
    },
    /// w·B/P for the price, T·(100 − w)/100 for the technical side (quality- and cost-based selection).
    Qcbs,
    /// w·B/P for the price, (100 − w)·T/T_high for the technical side (rated criteria).
    Rated,
}

impl Formula {
    /// The word for it in JSON.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::LowFirst => "low_first",
            Self::Deviation { .. } => "deviation",
            Self::Symmetric { .. } => "symmetric",
            Self::Qcbs => "qcbs",
            Self::Rated => "rated",
        }
    }

    /// Whether the formula's own figures are in their ranges.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        check::figures(self).is_ok()
    }

    /// Whether the criteria are scored on a total of 100 of their own, beside the price.
    #[must_use]
    pub const fn has_technical_side(&self) -> bool {
        matches!(self, Self::Qcbs | Self::Rated)
    }
}

/// A benchmark price (评标基准价) over the evaluated prices of the valid bids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Benchmark {
    /// Their mean.
    Mean,
    /// Their mean, lowered.
    MeanDrop {
        /// By how much, in [0, 1).
        drop: Decimal,
    },
    /// The ceiling and the mean without one highest and one lowest, weighed.
    Composite {
        /// The ceiling's weight, in [0, 1].
        of_ceiling: Decimal,
    },
    /// The mean of those not too far from the mean, times a factor.
    WithoutOutliers {
        /// How far is too far, at least 0.
        limit: Decimal,
        /// The factor, above 0.
        times: Decimal,
    },
}

/// Price deductions (价格扣除) as rates; 0 where the documents grant none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deductions {
    /// For small and micro enterprises (小微企业).
    pub small: Decimal,
    /// For consortia in which small enterprises have 30 % or more (联合体).
    pub consortium: Decimal,
    /// For domestic products against others (本国产品).
    pub domestic: Decimal,
}

/// When a price is abnormally low (异常低价), as rates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AbnormallyLow {
    /// Below this share of the mean price.
    pub of_mean: Decimal,
    /// Below this share of the next price.
    pub of_next: Decimal,
    /// Below this share of the ceiling.
    pub of_ceiling: Decimal,
}

/// How the members' subjective scores become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpertScores {
    /// Their mean.
    Mean,
    /// The mean without one highest and one lowest.
    Trimmed,
}

/// What decides between equal totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TieBreak {
    /// The lower evaluated price.
    Price,
    /// The lot (抽签), by the seed.
    Draw,
}

/// The seed of the tie-break by lot: 32 bytes, in JSON 64 hex digits. It is public when a case is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrawSeed(pub [u8; 32]);

impl DrawSeed {
    /// Reads 64 hex digits.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }
}

impl Serialize for DrawSeed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(self.0))
    }
}

/// A bid (投标) as it is evaluated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bid {
    /// Its id, unique in the case.
    pub id: String,
    /// The announced or corrected price in yuan, above 0, at most two decimals.
    pub price: Decimal,
    /// The bidder's size (企业规模).
    pub size: EnterpriseSize,
    /// The share of small and micro enterprises in a consortium, in [0, 1].
    pub consortium_small_share: Decimal,
    /// Whether the product is domestic (本国产品).
    pub domestic: bool,
    /// The core product's brand (核心产品品牌), where another bid could have the same.
    pub brand: Option<String>,
    /// Whether it passed the qualification review (资格审查).
    pub qualified: bool,
    /// Whether it passed the compliance review (符合性审查).
    pub compliant: bool,
    /// Why the committee declared it invalid (无效投标), if it did.
    pub invalid: Option<String>,
}

/// The size of an enterprise (企业规模).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnterpriseSize {
    /// 大型企业
    Large,
    /// 中型企业
    Medium,
    /// 小型企业
    Small,
    /// 微型企业
    Micro,
}

impl EnterpriseSize {
    /// Whether the deduction for small enterprises applies.
    #[must_use]
    pub const fn is_small(self) -> bool {
        matches!(self, Self::Small | Self::Micro)
    }
}

/// Why a case is refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseRefusal {
    /// The place, as a JSONPath (RFC 9535) such as `$.bids[2].price`.
    pub path: String,
    /// What is wrong.
    pub code: CaseCode,
    /// The article that it offends, or the format.
    pub article: &'static str,
}

impl CaseRefusal {
    /// A refusal by a rule of the catalogue.
    pub(super) fn by(code: CaseCode, path: impl Into<String>, topic: Topic, regime: Regime, law: Law) -> Self {
        Self { path: path.into(), code, article: law.article(topic, regime) }
    }

    /// A refusal by the format of cases.
    pub(super) fn form(code: CaseCode, path: impl Into<String>) -> Self {
        Self::by(code, path, Topic::CaseForm, Regime::Goods, Law::NEWEST)
    }
}

impl fmt::Display for CaseRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.path, self.code.as_str(), self.article)
    }
}

impl std::error::Error for CaseRefusal {}

impl Case {
    /// Reads a case and checks it under the newest law: a case has no date.
    ///
    /// # Errors
    /// The first thing in it that the format or the law forbids; the format before the law, each in the order of the page.
    pub fn from_json(text: &str) -> Result<Self, CaseRefusal> {
        let case = read::case(text)?;
        case.check()?;
        Ok(case)
    }

    /// Applies every refusal that does not depend on the text form, under the newest law.
    ///
    /// # Errors
    /// The first thing in it that the format or the law forbids.
    pub fn check(&self) -> Result<(), CaseRefusal> {
        self.check_under(Law::NEWEST)
    }

    /// Applies every refusal that does not depend on the text form: whoever builds a case in code calls this before
    /// [`evaluate_under`](super::evaluate_under), with the law of the tender's announcement.
    ///
    /// # Errors
    /// The first thing in it that the format or the law forbids.
    pub fn check_under(&self, law: Law) -> Result<(), CaseRefusal> {
        check::case(self, law)
    }
}
