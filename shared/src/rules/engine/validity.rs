//! Steps 1 and 2: which bids take part, and which prices call for review.

use std::collections::HashSet;

use super::super::case::{Bid, Case};
use super::super::catalogue::{Law, Topic};
use super::super::codes::FindingCode;
use super::{Findings, mean};
use crate::amount::Decimal;

/// Which bids are valid, in input order.
pub(super) fn valid(case: &Case, findings: &mut Findings<'_>) -> Vec<bool> {
    for (index, bid) in case.bids.iter().enumerate() {
        if reviewed(bid) && bid.price > case.ceiling {
            findings.of_bid(FindingCode::OverCeiling, index, Vec::new());
        }
    }
    case.bids.iter().map(|bid| in_review_set(case, bid) && bid.invalid.is_none()).collect()
}

fn reviewed(bid: &Bid) -> bool {
    bid.qualified && bid.compliant
}

fn in_review_set(case: &Case, bid: &Bid) -> bool {
    reviewed(bid) && bid.price <= case.ceiling
}

/// Whether there are fewer valid bidders than the law wants, bids of one brand counted as one.
pub(super) fn too_few(case: &Case, law: Law, valid: &[bool]) -> bool {
    let least = law.rule(Topic::MinimumBids, case.regime).map_or(1, |rule| rule.low_count());
    let bids = || case.bids.iter().zip(valid).filter(|(_, valid)| **valid).map(|(bid, _)| bid);
    let brands: HashSet<&str> = bids().filter_map(|bid| bid.brand.as_deref()).collect();
    bids().filter(|bid| bid.brand.is_none()).count() + brands.len() < least
}

/// Notes the prices that are abnormally low among all that are qualified, compliant and within the ceiling.
pub(super) fn abnormally_low(case: &Case, findings: &mut Findings<'_>) {
    let set: Vec<(usize, &Decimal)> = case
        .bids
        .iter()
        .enumerate()
        .filter(|(_, bid)| in_review_set(case, bid))
        .map(|(index, bid)| (index, &bid.price))
        .collect();
    let mut prices: Vec<&Decimal> = set.iter().map(|(_, price)| *price).collect();
    prices.sort_unstable();
    let rates = &case.abnormally_low;
    let of_mean = mean(prices.iter().copied()) * rates.of_mean.to_ratio();
    let of_next = prices.get(1).map(|next| *next * &rates.of_next);
    let of_ceiling = &case.ceiling * &rates.of_ceiling;
    for (index, price) in set {
        let triggers = [
            ("of_mean", price.to_ratio() < of_mean),
            ("of_next", of_next.as_ref().is_some_and(|bound| price < bound)),
            ("of_ceiling", price < &of_ceiling),
        ];
        let detail: Vec<String> =
            triggers.iter().filter(|(_, fired)| *fired).map(|(name, _)| (*name).to_owned()).collect();
        if !detail.is_empty() {
            findings.of_bid(FindingCode::AbnormallyLow, index, detail);
        }
    }
}
