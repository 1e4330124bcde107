//! What a lot must still decide between bids that the figures leave equal, and the order that it gives the candidates.

use std::collections::{BTreeSet, HashMap};

use super::super::case::{Case, Method};
use super::super::codes::FindingCode;
use super::super::outcome::{BidOutcome, Outcome, Verdict};
use crate::draw::options::tie_lot;
use crate::journal::Hash;

/// The bids between which a draw must decide (财政部令第87号 art. 31, 68), sorted by id: those that share a rank with each
/// other where one of them is a candidate, and, for the lowest method, the equally cheap bids of one brand. `outcome` is
/// the case's without a seed; empty when nothing is to be drawn.
#[must_use]
pub fn ties(case: &Case, outcome: &Outcome) -> Vec<String> {
    let mut tied = BTreeSet::new();
    if outcome.outcome != Verdict::Ranked {
        return Vec::new();
    }
    let ranked = || outcome.bids.iter().filter(|bid| bid.rank.is_some());
    for candidate in ranked().filter(|bid| bid.candidate) {
        let equal: Vec<&BidOutcome> = ranked().filter(|bid| bid.rank == candidate.rank).collect();
        if equal.len() > 1 {
            tied.extend(equal.into_iter().map(|bid| bid.id.clone()));
        }
    }
    if case.method == Method::Lowest {
        tied.extend(equal_of_a_brand(case, outcome));
    }
    tied.into_iter().collect()
}

/// The bids of a brand that are as cheap as the one that stays.
fn equal_of_a_brand(case: &Case, outcome: &Outcome) -> Vec<String> {
    let valid = |id: &str| outcome.bid(id).is_some_and(|bid| bid.valid);
    let kept: HashMap<&str, _> = case
        .bids
        .iter()
        .filter(|bid| valid(&bid.id))
        .filter_map(|bid| Some((bid.brand.as_deref()?, (&bid.id, &bid.price))))
        .collect();
    let mut equal = Vec::new();
    for finding in outcome.findings.iter().filter(|finding| finding.code == FindingCode::SameBrand) {
        let Some(bid) = case.bids.iter().find(|bid| bid.id == finding.bid) else { continue };
        match bid.brand.as_deref().and_then(|brand| kept.get(brand)) {
            Some((other, price)) if **price == bid.price => equal.extend([(*other).clone(), bid.id.clone()]),
            _ => {}
        }
    }
    equal
}

/// The candidates in the order in which one of them is confirmed: by rank, then by lot where one was drawn. Those that
/// still share a place come with the same number, from 1.
#[must_use]
pub fn candidate_order(case: &Case, outcome: &Outcome) -> Vec<(String, usize)> {
    let lot = |id: &str| case.draw_seed.map(|seed| tie_lot(&Hash(seed.0), id));
    let mut keyed: Vec<_> =
        outcome.candidates.iter().map(|id| ((outcome.bid(id).and_then(|bid| bid.rank), lot(id)), id.clone())).collect();
    // Stable: what is equal to the end stays in the order of the outcome.
    keyed.sort_by_key(|entry| entry.0);
    let mut order: Vec<(String, usize)> = Vec::with_capacity(keyed.len());
    for (at, (key, id)) in keyed.iter().enumerate() {
        let above = at.checked_sub(1).and_then(|above| Some((keyed.get(above)?, order.get(above)?)));
        let place = match above {
            Some(((above, _), (_, place))) if above == key => *place,
            _ => at + 1,
        };
        order.push((id.clone(), place));
    }
    order
}

#[cfg(test)]
mod tests;
