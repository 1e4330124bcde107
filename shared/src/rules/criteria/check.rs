//! The checks of a plan. What the engine would refuse is an error here, with the field beside which it is shown.

use std::collections::HashSet;

use super::super::case::{Criterion, Method, Regime};
use super::super::catalogue::{Law, Topic};
use super::super::codes::{PlanCode, Severity};
use super::{DRAWN_LEAST, DRAWN_MOST, LotPlan, OpeningPlan, PlanCriterion, PlanFinding};
use crate::amount::{Decimal, Fen};
use crate::envelope::Policy;

pub(super) fn plan(plan: &LotPlan, law: Law) -> Vec<PlanFinding> {
    let mut list = Findings { regime: plan.regime, law, rows: Vec::new() };
    money(plan, &mut list);
    criteria(plan, &mut list);
    weight(plan, &mut list);
    rates(plan, &mut list);
    candidates(plan, &mut list);
    committee(plan, &mut list);
    works(plan, &mut list);
    opening(plan, &mut list);
    list.rows
}

struct Findings {
    regime: Regime,
    law: Law,
    rows: Vec<PlanFinding>,
}

impl Findings {
    fn error(&mut self, code: PlanCode, field: impl Into<String>, topic: Topic) {
        self.add(code, field.into(), topic, Severity::Error);
    }

    fn warning(&mut self, code: PlanCode, field: impl Into<String>, topic: Topic) {
        self.add(code, field.into(), topic, Severity::Warning);
    }

    fn add(&mut self, code: PlanCode, field: String, topic: Topic, severity: Severity) {
        let article = self.law.article(topic, self.regime).to_owned();
        self.rows.push(PlanFinding { code, field, article, severity });
    }
}

fn money(plan: &LotPlan, list: &mut Findings) {
    if plan.budget <= Fen::ZERO {
        list.error(PlanCode::BudgetNotPositive, "budget", Topic::Ceiling);
    }
    if plan.ceiling <= Fen::ZERO {
        list.error(PlanCode::CeilingNotPositive, "ceiling", Topic::Ceiling);
    } else if plan.ceiling > plan.budget {
        list.error(PlanCode::CeilingAboveBudget, "ceiling", Topic::CeilingWithinBudget);
    }
}

fn criteria(plan: &LotPlan, list: &mut Findings) {
    if plan.criteria.is_empty() && plan.method == Method::Comprehensive {
        list.error(PlanCode::NoCriteria, "criteria", Topic::QuantifiedFactors);
    }
    let mut ids = HashSet::new();
    for (index, criterion) in plan.criteria.iter().enumerate() {
        let field = |name: &str| format!("criteria[{index}].{name}");
        if criterion.id.trim().is_empty() {
            list.error(PlanCode::EmptyId, field("id"), Topic::CaseForm);
        } else if !ids.insert(criterion.id.as_str()) {
            list.error(PlanCode::RepeatedId, field("id"), Topic::CaseForm);
        }
        if criterion.title.trim().is_empty() {
            list.error(PlanCode::EmptyTitle, field("title"), Topic::QuantifiedFactors);
        }
        if criterion.standard.trim().is_empty() {
            list.warning(PlanCode::EmptyStandard, field("standard"), Topic::QuantifiedFactors);
        }
        range(criterion, &field, list);
    }
}

fn range(criterion: &PlanCriterion, field: &dyn Fn(&str) -> String, list: &mut Findings) {
    if !criterion.max.is_positive() {
        list.error(PlanCode::MaxNotPositive, field("max"), Topic::QuantifiedFactors);
    } else if criterion.min > criterion.max {
        list.error(PlanCode::MinAboveMax, field("min"), Topic::QuantifiedFactors);
    }
    let most = Decimal::from(Criterion::POINTS_MOST);
    for (name, value) in [("max", &criterion.max), ("min", &criterion.min)] {
        if value.abs() > most {
            list.error(PlanCode::PointsTooLarge, field(name), Topic::QuantifiedFactors);
        }
    }
    let step = criterion.step.as_ref();
    for (name, value) in [("max", Some(&criterion.max)), ("min", Some(&criterion.min)), ("step", step)] {
        if value.is_some_and(|value| value.places() > 2) {
            list.error(PlanCode::TooManyDecimals, field(name), Topic::QuantifiedFactors);
        }
    }
    let Some(step) = step else { return };
    if !step.is_positive() {
        list.error(PlanCode::StepNotPositive, field("step"), Topic::QuantifiedFactors);
    } else if !(&criterion.max - &criterion.min).is_multiple_of(step) {
        list.warning(PlanCode::StepMissesMax, field("step"), Topic::QuantifiedFactors);
    }
}

fn weight(plan: &LotPlan, list: &mut Findings) {
    let (weight, hundred) = (&plan.price_weight, Decimal::from(100));
    if *weight < Decimal::zero() || *weight > hundred {
        list.error(PlanCode::PriceWeightRange, "price_weight", Topic::HundredPoints);
        return;
    }
    if plan.method == Method::Lowest {
        return;
    }
    if list.law.rule(Topic::PriceWeight, plan.regime).is_some_and(|rule| !rule.contains(weight)) {
        list.error(PlanCode::PriceWeight, "price_weight", Topic::PriceWeight);
    }
    let sum: Decimal = plan.criteria.iter().map(|criterion| &criterion.max).sum();
    // The technical side of a quality- and cost-based selection has a hundred points of its own.
    let beside = if plan.formula().has_technical_side() { Decimal::zero() } else { weight.clone() };
    if &sum + &beside != hundred {
        list.error(PlanCode::WeightSum, "criteria", Topic::HundredPoints);
    }
}

fn rates(plan: &LotPlan, list: &mut Findings) {
    let (deductions, low) = (&plan.deductions, &plan.abnormally_low);
    for (field, topic, rate) in [
        ("deductions.small", Topic::SmallDeduction, &deductions.small),
        ("deductions.consortium", Topic::ConsortiumDeduction, &deductions.consortium),
        ("deductions.domestic", Topic::DomesticDeduction, &deductions.domestic),
    ] {
        let legal = list.law.rule(topic, plan.regime).is_some_and(|rule| rule.contains(rate));
        if !rate.is_zero() && !legal {
            list.error(PlanCode::DeductionRange, field, topic);
        }
    }
    for (field, topic, rate) in [
        ("abnormally_low.of_mean", Topic::AbnormalOfMean, &low.of_mean),
        ("abnormally_low.of_next", Topic::AbnormalOfNext, &low.of_next),
        ("abnormally_low.of_ceiling", Topic::AbnormalOfCeiling, &low.of_ceiling),
    ] {
        if list.law.rule(topic, plan.regime).is_some_and(|rule| !rule.contains(rate)) {
            list.error(PlanCode::AbnormalRate, field, topic);
        }
    }
}

fn candidates(plan: &LotPlan, list: &mut Findings) {
    let most = list.law.rule(Topic::Candidates, plan.regime).map(|rule| rule.high_count() as u64);
    if plan.candidates < 1 {
        list.error(PlanCode::NoCandidates, "candidates", Topic::Candidates);
    } else if most.is_some_and(|most| plan.candidates > most) {
        list.error(PlanCode::TooManyCandidates, "candidates", Topic::Candidates);
    }
}

/// The formula of a works lot, with each coefficient that may be drawn.
fn works(plan: &LotPlan, list: &mut Findings) {
    let Some(works) = &plan.works else { return };
    if plan.regime != Regime::Works || plan.method != Method::Comprehensive {
        list.error(PlanCode::WorksFormula, "works.formula", Topic::PriceFormula);
        return;
    }
    let coefficients: HashSet<String> = works.options().into_iter().collect();
    let few = !works.drawn.is_empty() && !(DRAWN_LEAST..=DRAWN_MOST).contains(&works.drawn.len());
    let drawn = works.drawn.is_empty() || works.has_coefficient();
    if few
        || !drawn
        || coefficients.len() != works.drawn.len()
        || !works.drawn.iter().all(|one| works.with(one).is_sound())
    {
        list.error(PlanCode::DrawnCoefficients, "works.drawn", Topic::PriceFormula);
    }
    if !works.formula.is_sound() {
        list.error(PlanCode::WorksFormula, "works.formula", Topic::PriceFormula);
    }
}

fn opening(plan: &LotPlan, list: &mut Findings) {
    let opening = &plan.opening;
    let window = OpeningPlan::WINDOW_LEAST..=OpeningPlan::WINDOW_MOST;
    if opening.policy == Policy::QuorumAndBidder && !window.contains(&opening.window_minutes) {
        list.error(PlanCode::WindowRange, "opening.window_minutes", Topic::CaseForm);
    }
    if opening.blind && !opening.two_envelopes {
        list.error(PlanCode::BlindEnvelopes, "opening.blind", Topic::CaseForm);
    }
    if let Some(least) = &opening.technical_min {
        let of_use = plan.formula().has_technical_side();
        if !of_use || *least < Decimal::zero() || *least > Decimal::from(100) || least.places() > 2 {
            list.error(PlanCode::TechnicalMin, "opening.technical_min", Topic::QuantifiedFactors);
        }
    }
}

fn committee(plan: &LotPlan, list: &mut Findings) {
    let size = plan.committee() as usize;
    let law = list.law;
    let rule = |topic| law.rule(topic, plan.regime);
    if rule(Topic::CommitteeSize).is_some_and(|rule| size < rule.low_count() || size.is_multiple_of(2)) {
        list.error(PlanCode::CommitteeSize, "committee_experts", Topic::CommitteeSize);
    } else if rule(Topic::LargeCommittee)
        .is_some_and(|rule| plan.budget.to_decimal() >= rule.low_value() && size < rule.high_count())
    {
        list.error(PlanCode::LargeCommittee, "committee_experts", Topic::LargeCommittee);
    }
    let experts = plan.committee_experts as usize;
    if rule(Topic::CommitteeExperts).is_some_and(|rule| experts * 3 < size * rule.low_count()) {
        list.error(PlanCode::CommitteeExperts, "committee_experts", Topic::CommitteeExperts);
    }
}
