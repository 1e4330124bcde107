//! The flip against a search that changes one score after another and evaluates again.

use proptest::prelude::*;

use super::super::super::{Case, CriterionKind, Flip, Verdict, evaluate, evaluate_with_flip};
use super::properties::case;
use super::vectors;
use crate::amount::Decimal;

/// Every score that a criterion may have, ascending.
fn grid(case: &Case, index: usize) -> Vec<Decimal> {
    let criterion = &case.criteria[index];
    let mut values = Vec::new();
    let mut value = criterion.min.clone();
    let step = criterion.step.clone().unwrap_or_else(|| Decimal::new(1, 2));
    while value <= criterion.max {
        if criterion.allows(&value) {
            values.push(value.clone());
        }
        value = &value + &step;
    }
    values
}

/// By brute force, as the format says it: (size, bid, criterion, member, to), the least of all that change the first.
fn search(case: &Case) -> Option<Flip> {
    let first = evaluate(case).candidates.first().cloned()?;
    let mut best: Option<(Decimal, Flip)> = None;
    for bid in &case.bids {
        for (index, criterion) in case.criteria.iter().enumerate() {
            if criterion.kind != CriterionKind::Subjective || !evaluate(case).bid(&bid.id)?.valid {
                continue;
            }
            for (seat, member) in case.members.iter().enumerate() {
                for to in grid(case, index) {
                    let mut other = case.clone();
                    let cell = &mut other.scores.get_mut(&bid.id)?.get_mut(&criterion.id)?[seat];
                    let from = cell.replace(to.clone())?;
                    let size = (&to - &from).abs();
                    if best.as_ref().is_some_and(|(least, _)| *least <= size) || evaluate(&other).candidates[0] == first
                    {
                        continue;
                    }
                    let (bid, member, criterion) = (bid.id.clone(), member.clone(), criterion.id.clone());
                    best = Some((size, Flip { bid, member, criterion, from, to }));
                }
            }
        }
    }
    best.map(|(_, flip)| flip)
}

/// A small case of a coarse grid, so that the search ends.
fn small(mut case: Case) -> Case {
    case.bids.truncate(4);
    let bids: Vec<String> = case.bids.iter().map(|bid| bid.id.clone()).collect();
    case.scores.retain(|bid, _| bids.contains(bid));
    for criterion in &mut case.criteria {
        criterion.step = Some(Decimal::new(25, 1));
        for row in case.scores.values_mut().filter_map(|sheet| sheet.get_mut(&criterion.id)) {
            for score in row.iter_mut().flatten() {
                let steps = score.small(2).unwrap_or(0) / 250 % 9;
                *score = Decimal::new(steps * 25, 1);
            }
        }
    }
    case
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_flip_is_what_a_search_finds(case in case()) {
        let case = small(case);
        let result = evaluate_with_flip(&case);
        prop_assert_eq!(&result.outcome, &evaluate(&case));
        let ranked = result.outcome.outcome == Verdict::Ranked;
        prop_assert_eq!(result.flip, ranked.then(|| search(&case)).flatten());
    }
}

#[test]
fn every_vector_has_the_flip_that_a_search_finds() {
    let mut found = 0;
    for (path, vector) in vectors() {
        let Ok(case) = Case::from_json(&vector["case"].to_string()) else { continue };
        let values: usize = (0..case.criteria.len()).map(|index| grid(&case, index).len()).sum();
        if values > 300 {
            continue;
        }
        let result = evaluate_with_flip(&case);
        let ranked = result.outcome.outcome == Verdict::Ranked;
        assert_eq!(result.flip, ranked.then(|| search(&case)).flatten(), "{}", path.display());
        found += usize::from(result.flip.is_some());
    }
    assert!(found >= 1, "{found} flips");
}
