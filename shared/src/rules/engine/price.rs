//! Steps 3 and 4: evaluated prices, the benchmark, and the points for the price.

use num_traits::{Signed, Zero};

use super::super::case::{Benchmark, Case, Formula, Regime};
use super::super::catalogue::{Law, Topic};
use super::{divide, mean};
use crate::amount::{Decimal, Ratio, TwoPlaces};

/// The evaluated price (评审价格) of each valid bid, in input order. It is exact: a product of decimals.
pub(super) fn evaluated(case: &Case, law: Law, valid: &[bool]) -> Vec<(usize, Decimal)> {
    let foreign = case.bids.iter().zip(valid).any(|(bid, valid)| *valid && !bid.domestic);
    let bids = case.bids.iter().enumerate().zip(valid).filter(|(_, valid)| **valid);
    bids.map(|((index, bid), _)| {
        if adds_points(case) {
            return (index, bid.price.clone());
        }
        let domestic = if foreign && bid.domestic { case.deductions.domestic.clone() } else { Decimal::zero() };
        let rate = &small_rate(case, law, index) + &domestic;
        (index, &bid.price * &(&Decimal::one() - &rate))
    })
    .collect()
}

/// In works the benefit of small enterprises is added to the points, unless the lowest price is the benchmark.
fn adds_points(case: &Case) -> bool {
    case.regime == Regime::Works && case.price.formula != Formula::LowFirst
}

/// The rate for small enterprises, or for a consortium with them; never both.
fn small_rate(case: &Case, law: Law, bid: usize) -> Decimal {
    let Some(bid) = case.bids.get(bid) else {
        return Decimal::zero();
    };
    let share = law.rule(Topic::ConsortiumShare, case.regime);
    if bid.size.is_small() {
        case.deductions.small.clone()
    } else if share.is_some_and(|rule| rule.contains(&bid.consortium_small_share)) {
        case.deductions.consortium.clone()
    } else {
        Decimal::zero()
    }
}

/// B, over the evaluated prices of the valid bids.
pub(super) fn benchmark(case: &Case, evaluated: &[(usize, Decimal)]) -> Ratio {
    let mut prices: Vec<&Decimal> = evaluated.iter().map(|(_, price)| price).collect();
    prices.sort_unstable();
    let (Formula::Deviation { benchmark, .. } | Formula::Symmetric { benchmark, .. }) = &case.price.formula else {
        return prices.first().map_or_else(Ratio::zero, |lowest| lowest.to_ratio());
    };
    match benchmark {
        Benchmark::Mean => mean(prices.into_iter()),
        Benchmark::MeanDrop { drop } => mean(prices.into_iter()) * (&Decimal::one() - drop).to_ratio(),
        Benchmark::Composite { of_ceiling } => {
            let rest = (&Decimal::one() - of_ceiling).to_ratio();
            (&case.ceiling * of_ceiling).to_ratio() + mean(trimmed(&prices).iter().copied()) * rest
        }
        Benchmark::WithoutOutliers { limit, times } => without_outliers(&prices, limit) * times.to_ratio(),
    }
}

/// Sorted values without the lowest and the highest; fewer than three stay as they are.
fn trimmed<'a, 'b>(sorted: &'b [&'a Decimal]) -> &'b [&'a Decimal] {
    match sorted {
        [_, middle @ .., _] if !middle.is_empty() => middle,
        few => few,
    }
}

/// The mean of what is left after the farthest from the mean have gone, one at a time, of two equally far the higher.
/// The prices are sorted, so the farthest is the first or the last.
fn without_outliers(sorted: &[&Decimal], limit: &Decimal) -> Ratio {
    let limit = limit.to_ratio();
    let mut sum = sorted.iter().copied().sum::<Decimal>();
    let mut left = sorted;
    let count = |left: &[&Decimal]| Ratio::from_integer(left.len().into());
    while let ([lowest, .., highest], true) = (left, left.len() > 2) {
        let mean = divide(&sum.to_ratio(), &count(left));
        let (below, above) = (&mean - lowest.to_ratio(), highest.to_ratio() - &mean);
        if below.clone().max(above.clone()) <= &mean * &limit {
            break;
        }
        let (gone, rest) =
            if above >= below { (*highest, left.get(..left.len() - 1)) } else { (*lowest, left.get(1..)) };
        sum = &sum - gone;
        left = rest.unwrap_or_default();
    }
    divide(&sum.to_ratio(), &count(left))
}

/// The points for a price, rounded once.
pub(super) fn points(case: &Case, law: Law, bid: usize, price: &Decimal, benchmark: &Ratio) -> TwoPlaces {
    let exact = exact_points(case, &price.to_ratio(), benchmark);
    if adds_points(case) {
        return TwoPlaces::round(&(exact * (&Decimal::one() + &small_rate(case, law, bid)).to_ratio()));
    }
    TwoPlaces::round(&exact)
}

fn exact_points(case: &Case, price: &Ratio, benchmark: &Ratio) -> Ratio {
    let weight = case.price.weight.to_ratio();
    match &case.price.formula {
        Formula::LowFirst | Formula::Qcbs | Formula::Rated => divide(&(weight * benchmark), price),
        Formula::Deviation { above, below, step, floor, .. } => {
            let deviation = divide(&(price - benchmark), benchmark) * Ratio::from_integer(100.into());
            let per_cent = if *step { deviation.abs().ceil() } else { deviation.abs() };
            let lost = if deviation.is_positive() { above } else { below };
            (weight - lost.to_ratio() * per_cent).max(floor.to_ratio())
        }
        Formula::Symmetric { floor, .. } => {
            let away = divide(&(price - benchmark).abs(), benchmark);
            (&weight - &weight * away).max(floor.to_ratio())
        }
    }
}

/// The points of the technical side, rounded once, where the formula has one; `sum` is the bid's sum of criteria.
pub(super) fn technical_points(case: &Case, sum: &Decimal, highest: &Decimal) -> Option<TwoPlaces> {
    let share = (&Decimal::from(100) - &case.price.weight).to_ratio();
    let base = match case.price.formula {
        Formula::Qcbs => Ratio::from_integer(100.into()),
        Formula::Rated => highest.to_ratio(),
        Formula::LowFirst | Formula::Deviation { .. } | Formula::Symmetric { .. } => return None,
    };
    Some(TwoPlaces::round(&divide(&(share * sum.to_ratio()), &base)))
}
