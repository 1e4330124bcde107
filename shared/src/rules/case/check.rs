//! What a case may not be, whoever built it. Each check names the place and the article.

use std::collections::HashSet;

use super::super::catalogue::{Law, Topic};
use super::super::codes::CaseCode;
use super::super::json::{element, member};
use super::{Benchmark, Case, CaseRefusal, Criterion, ExpertScores, Formula, Method, Regime};
use crate::amount::Decimal;

type Checked = Result<(), CaseRefusal>;

pub(super) fn case(case: &Case, law: Law) -> Checked {
    if case.v != 1 {
        return Err(CaseRefusal::form(CaseCode::WrongVersion, "$.v"));
    }
    price_of(&case.ceiling, "$.ceiling", case.regime, law)?;
    members(case, law)?;
    criteria(case)?;
    formula(case, law)?;
    weight(case, law)?;
    deductions(case, law)?;
    abnormally_low(case, law)?;
    if case.expert_scores == ExpertScores::Trimmed && case.regime != Regime::Works {
        let code = CaseCode::TrimmedNotAllowed;
        return Err(CaseRefusal::by(code, "$.expert_scores", Topic::ExpertScores, case.regime, law));
    }
    tie_break(case)?;
    if case.candidates < 1 {
        return Err(CaseRefusal::form(CaseCode::OutOfRange, "$.candidates"));
    }
    bids(case, law)?;
    scores(case)
}

/// Above 0, at most two decimals.
fn price_of(price: &Decimal, path: &str, regime: Regime, law: Law) -> Checked {
    if !price.is_positive() {
        return Err(CaseRefusal::by(CaseCode::NotPositive, path, Topic::Ceiling, regime, law));
    }
    if price.places() > 2 {
        return Err(CaseRefusal::form(CaseCode::TooManyDecimals, path));
    }
    Ok(())
}

fn unique<'a>(ids: impl Iterator<Item = &'a str>, path: impl Fn(usize) -> String) -> Checked {
    let mut seen = HashSet::new();
    for (index, id) in ids.enumerate() {
        if !seen.insert(id) {
            return Err(CaseRefusal::form(CaseCode::RepeatedId, path(index)));
        }
    }
    Ok(())
}

fn members(case: &Case, law: Law) -> Checked {
    unique(case.members.iter().map(String::as_str), |index| element("$.members", index))?;
    if case.members.is_empty() {
        return Err(CaseRefusal::by(CaseCode::NoMembers, "$.members", Topic::CommitteeSize, case.regime, law));
    }
    let Some(rule) = law.rule(Topic::CommitteeSize, case.regime) else {
        return Ok(());
    };
    if case.members.len() < rule.low_count() || case.members.len().is_multiple_of(2) {
        return Err(CaseRefusal::by(CaseCode::CommitteeSize, "$.members", Topic::CommitteeSize, case.regime, law));
    }
    Ok(())
}

fn criteria(case: &Case) -> Checked {
    unique(case.criteria.iter().map(|criterion| criterion.id.as_str()), |index| {
        member(&element("$.criteria", index), "id")
    })?;
    for (index, criterion) in case.criteria.iter().enumerate() {
        range(criterion, &element("$.criteria", index))?;
    }
    Ok(())
}

fn range(criterion: &Criterion, path: &str) -> Checked {
    let most = Decimal::from(Criterion::POINTS_MOST);
    within(&criterion.max, &-&most, &most, &member(path, "max"))?;
    within(&criterion.min, &-&most, &most, &member(path, "min"))?;
    if criterion.min > criterion.max {
        return Err(CaseRefusal::form(CaseCode::MinAboveMax, member(path, "min")));
    }
    if criterion.step.as_ref().is_some_and(|step| !step.is_positive()) {
        return Err(CaseRefusal::form(CaseCode::NotPositive, member(path, "step")));
    }
    Ok(())
}

fn weight(case: &Case, law: Law) -> Checked {
    let (path, weight) = ("$.price.weight", &case.price.weight);
    within(weight, &Decimal::zero(), &Decimal::from(100), path)?;
    if case.method == Method::Lowest {
        return Ok(());
    }
    if law.rule(Topic::PriceWeight, case.regime).is_some_and(|rule| !rule.contains(weight)) {
        return Err(CaseRefusal::by(CaseCode::PriceWeight, path, Topic::PriceWeight, case.regime, law));
    }
    let criteria: Decimal = case.criteria.iter().map(|criterion| &criterion.max).sum();
    let sum = if case.price.formula.has_technical_side() { criteria } else { &criteria + weight };
    if sum != Decimal::from(100) {
        return Err(CaseRefusal::by(CaseCode::WeightSum, "$.criteria", Topic::HundredPoints, case.regime, law));
    }
    Ok(())
}

/// The formula's own figures are in their ranges.
pub(super) fn figures(formula: &Formula) -> Checked {
    match formula {
        Formula::Deviation { benchmark: base, above, below, floor, .. } => {
            benchmark(base)?;
            not_negative(above, "$.price.formula.above")?;
            not_negative(below, "$.price.formula.below")?;
            not_negative(floor, "$.price.formula.floor")
        }
        Formula::Symmetric { benchmark: base, floor } => {
            benchmark(base)?;
            not_negative(floor, "$.price.formula.floor")
        }
        Formula::LowFirst | Formula::Qcbs | Formula::Rated => Ok(()),
    }
}

fn formula(case: &Case, law: Law) -> Checked {
    let formula = &case.price.formula;
    let allowed = match formula {
        Formula::LowFirst => true,
        Formula::Deviation { .. } | Formula::Symmetric { .. } => case.regime == Regime::Works,
        Formula::Qcbs | Formula::Rated => case.regime == Regime::International,
    };
    if !allowed {
        let code = CaseCode::FormulaNotAllowed;
        return Err(CaseRefusal::by(code, "$.price.formula.kind", Topic::PriceFormula, case.regime, law));
    }
    figures(formula)
}

fn benchmark(benchmark: &Benchmark) -> Checked {
    let path = "$.price.formula.benchmark";
    match benchmark {
        Benchmark::Mean => Ok(()),
        Benchmark::MeanDrop { drop } => {
            let path = member(path, "drop");
            within(drop, &Decimal::zero(), &Decimal::one(), &path)?;
            if *drop == Decimal::one() { Err(CaseRefusal::form(CaseCode::OutOfRange, path)) } else { Ok(()) }
        }
        Benchmark::Composite { of_ceiling } => {
            within(of_ceiling, &Decimal::zero(), &Decimal::one(), &member(path, "of_ceiling"))
        }
        Benchmark::WithoutOutliers { limit, times } => {
            not_negative(limit, &member(path, "limit"))?;
            if times.is_positive() {
                Ok(())
            } else {
                Err(CaseRefusal::form(CaseCode::NotPositive, member(path, "times")))
            }
        }
    }
}

fn within(value: &Decimal, low: &Decimal, high: &Decimal, path: &str) -> Checked {
    if value < low || value > high { Err(CaseRefusal::form(CaseCode::OutOfRange, path)) } else { Ok(()) }
}

fn not_negative(value: &Decimal, path: &str) -> Checked {
    if value < &Decimal::zero() { Err(CaseRefusal::form(CaseCode::OutOfRange, path)) } else { Ok(()) }
}

fn deductions(case: &Case, law: Law) -> Checked {
    for (name, topic, rate) in [
        ("small", Topic::SmallDeduction, &case.deductions.small),
        ("consortium", Topic::ConsortiumDeduction, &case.deductions.consortium),
        ("domestic", Topic::DomesticDeduction, &case.deductions.domestic),
    ] {
        let legal = law.rule(topic, case.regime).is_some_and(|rule| rule.contains(rate));
        if !rate.is_zero() && !legal {
            let path = member("$.deductions", name);
            return Err(CaseRefusal::by(CaseCode::DeductionRange, path, topic, case.regime, law));
        }
    }
    Ok(())
}

fn abnormally_low(case: &Case, law: Law) -> Checked {
    for (name, topic, rate) in [
        ("of_mean", Topic::AbnormalOfMean, &case.abnormally_low.of_mean),
        ("of_next", Topic::AbnormalOfNext, &case.abnormally_low.of_next),
        ("of_ceiling", Topic::AbnormalOfCeiling, &case.abnormally_low.of_ceiling),
    ] {
        if law.rule(topic, case.regime).is_some_and(|rule| !rule.contains(rate)) {
            let path = member("$.abnormally_low", name);
            return Err(CaseRefusal::by(CaseCode::AbnormalRate, path, topic, case.regime, law));
        }
    }
    Ok(())
}

fn tie_break(case: &Case) -> Checked {
    for (index, entry) in case.tie_break.iter().enumerate() {
        if case.tie_break.iter().take(index).any(|earlier| earlier == entry) {
            return Err(CaseRefusal::form(CaseCode::RepeatedTieBreak, element("$.tie_break", index)));
        }
    }
    Ok(())
}

fn bids(case: &Case, law: Law) -> Checked {
    unique(case.bids.iter().map(|bid| bid.id.as_str()), |index| member(&element("$.bids", index), "id"))?;
    for (index, bid) in case.bids.iter().enumerate() {
        let path = element("$.bids", index);
        price_of(&bid.price, &member(&path, "price"), case.regime, law)?;
        let share = &bid.consortium_small_share;
        within(share, &Decimal::zero(), &Decimal::one(), &member(&path, "consortium_small_share"))?;
    }
    Ok(())
}

fn scores(case: &Case) -> Checked {
    let bids: HashSet<&str> = case.bids.iter().map(|bid| bid.id.as_str()).collect();
    let criteria: HashSet<&str> = case.criteria.iter().map(|criterion| criterion.id.as_str()).collect();
    for (bid, sheet) in &case.scores {
        let path = member("$.scores", bid);
        if !bids.contains(bid.as_str()) {
            return Err(CaseRefusal::form(CaseCode::UnknownId, path));
        }
        for (criterion, values) in sheet {
            let path = member(&path, criterion);
            if !criteria.contains(criterion.as_str()) {
                return Err(CaseRefusal::form(CaseCode::UnknownId, path));
            }
            if values.len() != case.members.len() {
                return Err(CaseRefusal::form(CaseCode::WrongLength, path));
            }
        }
    }
    Ok(())
}
