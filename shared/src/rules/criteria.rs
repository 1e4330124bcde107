//! The plan of a lot's evaluation (评审方案), checked while it is written and once more before the notice is published.

mod check;
#[cfg(test)]
mod tests;
mod works;

pub use works::{DRAWN_LEAST, DRAWN_MOST, WorksPrice};

use serde::{Deserialize, Serialize};

use super::case::{
    AbnormallyLow, Bid, Case, Criterion, CriterionKind, Deductions, DrawSeed, ExpertScores, Formula, Method, Price,
    Regime, Scores, TieBreak,
};
use super::catalogue::Law;
use super::codes::{PlanCode, Severity};
use crate::amount::{Decimal, Fen};
use crate::envelope::{Envelope, Policy};

/// How a lot will be evaluated, as the notice states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LotPlan {
    /// Which rules apply.
    pub regime: Regime,
    /// How bids are compared.
    pub method: Method,
    /// The budget (采购预算).
    pub budget: Fen,
    /// The highest price (最高限价), at most the budget.
    pub ceiling: Fen,
    /// What is scored besides the price.
    pub criteria: Vec<PlanCriterion>,
    /// Points for the price (价格分值); together with the criteria's maxima 100.
    pub price_weight: Decimal,
    /// How the price is scored in works, where it is not the lowest that has all points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub works: Option<WorksPrice>,
    /// Which price deductions are granted, as rates; 0 for none.
    pub deductions: Deductions,
    /// When a price is abnormally low, as rates.
    pub abnormally_low: AbnormallyLow,
    /// How many candidates are recommended.
    pub candidates: u64,
    /// Members of the committee who are drawn from the pool.
    pub committee_experts: u32,
    /// Members of the committee who represent the purchaser (采购人代表).
    pub committee_purchaser: u32,
    /// How the bids are sealed and opened.
    #[serde(default)]
    pub opening: OpeningPlan,
}

/// How a lot's bids are sealed and opened (开标方式).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpeningPlan {
    /// Whether technical and price parts are sealed apart, and prices opened only after the technical stage (双信封).
    pub two_envelopes: bool,
    /// Whether the bidder's half is needed besides the quorum (双重加密).
    pub policy: Policy,
    /// How long bidders may release their halves once the list is signed, minutes; of use under policy 2 alone.
    pub window_minutes: u32,
    /// Two envelopes under an international lender's rules: the technical points below which a price stays sealed.
    pub technical_min: Option<Decimal>,
    /// Two envelopes: whether the members read and score the technical side under codes, without the bidders' names (暗标).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blind: bool,
}

impl OpeningPlan {
    /// The shortest decryption window, minutes.
    pub const WINDOW_LEAST: u32 = 5;
    /// The longest decryption window, minutes.
    pub const WINDOW_MOST: u32 = 480;

    /// The envelopes of a bid, in the order in which they are opened.
    #[must_use]
    pub const fn envelopes(&self) -> &'static [Envelope] {
        if self.two_envelopes { &[Envelope::Technical, Envelope::Price] } else { &[Envelope::Single] }
    }
}

impl Default for OpeningPlan {
    fn default() -> Self {
        Self { two_envelopes: false, policy: Policy::Quorum, window_minutes: 30, technical_min: None, blind: false }
    }
}

/// A criterion (评审因素) as the notice states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanCriterion {
    /// Its id, unique in the plan.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// How it is measured (评分标准), in full.
    pub standard: String,
    /// Who decides the value.
    pub kind: CriterionKind,
    /// The highest score.
    pub max: Decimal,
    /// The lowest score.
    pub min: Decimal,
    /// The grid of scores, counted from `min`; without one any score with at most two decimals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Decimal>,
}

impl PlanCriterion {
    /// Whether a member may give this score: in the range, on the step, with at most two decimals.
    #[must_use]
    pub fn allows(&self, score: &Decimal) -> bool {
        self.to_criterion().allows(score)
    }

    fn to_criterion(&self) -> Criterion {
        Criterion {
            id: self.id.clone(),
            kind: self.kind,
            max: self.max.clone(),
            min: self.min.clone(),
            step: self.step.clone(),
        }
    }
}

/// What is wrong with a plan, where, and by which article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanFinding {
    /// What it is.
    pub code: PlanCode,
    /// The field, as a path from the plan such as `criteria[2].max`.
    pub field: String,
    /// The article.
    pub article: String,
    /// Whether the plan can be published with it.
    pub severity: Severity,
}

impl LotPlan {
    /// Everything that is wrong with the plan, in the order of its fields. Without an error it may be published, and
    /// [`LotPlan::to_case`] gives a case that passes [`Case::check`] as far as the plan decides.
    #[must_use]
    pub fn check(&self) -> Vec<PlanFinding> {
        self.check_under(Law::NEWEST)
    }

    /// As [`LotPlan::check`], by the law of the day on which the notice goes out.
    #[must_use]
    pub fn check_under(&self, law: Law) -> Vec<PlanFinding> {
        check::plan(self, law)
    }

    /// Whether the plan may be published.
    #[must_use]
    pub fn is_publishable(&self) -> bool {
        self.check().iter().all(|finding| finding.severity != Severity::Error)
    }

    /// How the price is scored: quality- and cost-based selection where an international lender's bids come in two
    /// envelopes, by the plan's own formula in works, else by the lowest price.
    #[must_use]
    pub fn formula(&self) -> Formula {
        if let (Some(works), Method::Comprehensive) = (&self.works, self.method) {
            return works.formula.clone();
        }
        let qcbs = self.regime == Regime::International && self.opening.two_envelopes;
        if qcbs && self.method == Method::Comprehensive { Formula::Qcbs } else { Formula::LowFirst }
    }

    /// How many members the committee has.
    #[must_use]
    pub const fn committee(&self) -> u32 {
        self.committee_experts.saturating_add(self.committee_purchaser)
    }

    /// The case of this lot, with the lowest price as benchmark, the mean of the members' scores, and ties decided by
    /// price and then by lot when a seed was drawn. `scores` may be incomplete: the outcome then says what is missing.
    #[must_use]
    pub fn to_case(&self, members: Vec<String>, bids: Vec<Bid>, scores: Scores, draw_seed: Option<DrawSeed>) -> Case {
        Case {
            v: 1,
            regime: self.regime,
            method: self.method,
            ceiling: self.ceiling.to_decimal(),
            members,
            criteria: self.criteria.iter().map(PlanCriterion::to_criterion).collect(),
            price: Price { weight: self.price_weight.clone(), formula: self.formula() },
            deductions: self.deductions.clone(),
            abnormally_low: self.abnormally_low.clone(),
            expert_scores: ExpertScores::Mean,
            tie_break: vec![TieBreak::Price, TieBreak::Draw],
            draw_seed,
            candidates: self.candidates,
            bids,
            scores,
        }
    }
}
