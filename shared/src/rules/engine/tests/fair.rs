//! What a clerk and a lawyer expect of every case: nobody is hurt by what is in their favour, every figure is exact until it
//! is printed, and who drops out drops out of every price.

use num_traits::{Signed, Zero};
use proptest::prelude::*;

use super::super::super::{
    Bid, Case, CriterionKind, EnterpriseSize, ExpertScores, Formula, Method, Outcome, Verdict, evaluate,
};
use super::properties::case;
use crate::amount::{Decimal, Ratio, TwoPlaces};

fn rank(outcome: &Outcome, id: &str) -> Option<usize> {
    outcome.bid(id).and_then(|bid| bid.rank)
}

fn hundred() -> Ratio {
    Ratio::from_integer(100.into())
}

/// Half up to two places, by the floor of what is half a hundredth more; for what is not negative.
fn printed(exact: &Ratio) -> Ratio {
    let half = Ratio::new(1.into(), 2.into());
    (exact * hundred() + half).floor() / hundred()
}

fn value(figure: Option<&TwoPlaces>) -> Ratio {
    figure.map(|figure| figure.value().to_ratio()).unwrap_or_default()
}

/// The sum of the deductions of a bid, from the format's sentences.
fn rate(case: &Case, bid: &Bid, some_foreign: bool) -> Decimal {
    let of_size = match bid.size {
        EnterpriseSize::Small | EnterpriseSize::Micro => case.deductions.small.clone(),
        _ if bid.consortium_small_share >= Decimal::new(3, 1) => case.deductions.consortium.clone(),
        _ => Decimal::zero(),
    };
    if bid.domestic && some_foreign { &of_size + &case.deductions.domestic } else { of_size }
}

fn input<'a>(case: &'a Case, id: &str) -> &'a Bid {
    case.bids.iter().find(|bid| bid.id == id).unwrap()
}

/// The exact evaluated price of each valid bid.
fn exact_prices(case: &Case, outcome: &Outcome) -> Vec<(String, Ratio)> {
    let valid: Vec<&Bid> = outcome.bids.iter().filter(|bid| bid.valid).map(|bid| input(case, &bid.id)).collect();
    let some_foreign = valid.iter().any(|bid| !bid.domestic);
    let kept = |bid: &Bid| (&Decimal::one() - &rate(case, bid, some_foreign)).to_ratio();
    valid.iter().map(|bid| (bid.id.clone(), bid.price.to_ratio() * kept(bid))).collect()
}

fn is_lowest_first(case: &Case) -> bool {
    matches!(case.price.formula, Formula::LowFirst | Formula::Qcbs | Formula::Rated)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn raising_ones_own_score_never_lowers_ones_rank(
        case in case(), which in 0_usize..9, criterion in 0_usize..3, seat in 0_usize..7, steps in 1_i64..60,
    ) {
        prop_assume!(!case.bids.is_empty() && case.method == Method::Comprehensive);
        let id = &case.bids[which % case.bids.len()].id;
        let criterion = &case.criteria[criterion % case.criteria.len()];
        let mut other = case.clone();
        let row = other.scores.get_mut(id).and_then(|sheet| sheet.get_mut(&criterion.id)).unwrap();
        let seat = seat % row.len();
        for (at, score) in row.iter_mut().enumerate() {
            if criterion.kind == CriterionKind::Objective || at == seat {
                let by = &Decimal::from(steps) * &criterion.step.clone().unwrap_or_else(|| Decimal::new(1, 2));
                *score = score.as_ref().map(|score| score + &by).filter(|score| criterion.allows(score)).or(score.clone());
            }
        }
        let (before, after) = (evaluate(&case), evaluate(&other));
        prop_assert_eq!(before.outcome, after.outcome);
        if let Some(rank_before) = rank(&before, id) {
            prop_assert!(rank(&after, id).unwrap() <= rank_before, "{} fell from {}", id, rank_before);
        }
    }

    #[test]
    fn a_deduction_never_hurts_its_owner(case in case(), which in 0_usize..9, domestic in any::<bool>()) {
        prop_assume!(!case.bids.is_empty());
        let index = which % case.bids.len();
        let (mut without, mut with) = (case.clone(), case.clone());
        if domestic {
            without.bids[index].domestic = false;
            with.bids[index].domestic = true;
        } else {
            without.bids[index].size = EnterpriseSize::Large;
            without.bids[index].consortium_small_share = Decimal::zero();
            with.bids[index].size = EnterpriseSize::Small;
        }
        let id = &case.bids[index].id;
        let (before, after) = (evaluate(&without), evaluate(&with));
        prop_assert_eq!(before.outcome, after.outcome);
        if let Some(rank_before) = rank(&before, id) {
            prop_assert!(rank(&after, id).unwrap() <= rank_before, "{} fell from {}", id, rank_before);
            let (paid, pays) = (&before.bid(id).unwrap().evaluated_price, &after.bid(id).unwrap().evaluated_price);
            prop_assert!(pays <= paid);
        }
    }

    /// As if it had never been there, but for the review of low prices, whose set is what passed the reviews.
    #[test]
    fn invalidating_a_bid_rebases_all_prices(case in case(), which in 0_usize..9) {
        prop_assume!(!case.bids.is_empty());
        let index = which % case.bids.len();
        let id = case.bids[index].id.clone();
        let (mut invalid, mut gone) = (case.clone(), case.clone());
        invalid.bids[index].invalid = Some("未按要求签章".to_owned());
        gone.bids.remove(index);
        gone.scores.remove(&id);
        let (invalid, gone) = (evaluate(&invalid), evaluate(&gone));
        prop_assert_eq!((invalid.outcome, &invalid.benchmark, &invalid.candidates), (gone.outcome, &gone.benchmark, &gone.candidates));
        for bid in &gone.bids {
            prop_assert_eq!(Some(bid), invalid.bid(&bid.id));
        }
        if gone.outcome == Verdict::Ranked && is_lowest_first(&case) && case.method == Method::Comprehensive {
            let best = gone.bids.iter().filter_map(|bid| bid.price_points.as_ref()).max();
            prop_assert_eq!(value(best), printed(&case.price.weight.to_ratio()), "the lowest of those left has full marks");
        }
    }

    #[test]
    fn a_price_is_exact_until_its_points_are_printed(case in case()) {
        let outcome = evaluate(&case);
        if outcome.outcome != Verdict::Ranked || !is_lowest_first(&case) {
            return Ok(());
        }
        let prices = exact_prices(&case, &outcome);
        let lowest = prices.iter().map(|(_, price)| price).min().unwrap().clone();
        prop_assert_eq!(value(outcome.benchmark.as_ref()), printed(&lowest));
        for (id, price) in &prices {
            let bid = outcome.bid(id).unwrap();
            prop_assert_eq!(value(bid.evaluated_price.as_ref()), printed(price));
            if case.method == Method::Comprehensive {
                let points = case.price.weight.to_ratio() * &lowest / price;
                prop_assert_eq!(value(bid.price_points.as_ref()), printed(&points), "{}", id);
            }
        }
    }

    #[test]
    fn scores_are_exact_until_their_mean_is_printed(case in case()) {
        let outcome = evaluate(&case);
        if outcome.outcome != Verdict::Ranked || case.method != Method::Comprehensive {
            return Ok(());
        }
        for bid in outcome.bids.iter().filter(|bid| bid.valid) {
            for criterion in &case.criteria {
                let mut scores: Vec<Ratio> =
                    case.scores[&bid.id][&criterion.id].iter().flatten().map(Decimal::to_ratio).collect();
                scores.sort();
                if case.expert_scores == ExpertScores::Trimmed && criterion.kind == CriterionKind::Subjective {
                    scores.pop();
                    scores.remove(0);
                }
                let mean = scores.iter().fold(Ratio::zero(), |sum, score| sum + score) / Ratio::from_integer(scores.len().into());
                prop_assert_eq!(value(bid.criteria.get(&criterion.id)), printed(&mean), "{} {}", bid.id, criterion.id);
            }
            let sum: Ratio = bid.criteria.values().fold(Ratio::zero(), |sum, points| sum + points.value().to_ratio());
            let side = match case.price.formula {
                Formula::Qcbs => Some(sum * (hundred() - case.price.weight.to_ratio()) / hundred()),
                _ => None,
            };
            if let Some(side) = side {
                prop_assert!((value(bid.technical_points.as_ref()) - side).abs() <= Ratio::new(1.into(), 200.into()));
            }
        }
    }
}
