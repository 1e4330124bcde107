//! Steps 6 to 8: rank, candidates, and one bid of each brand for the lowest method.

use std::cmp::Ordering;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use hmac::digest::Key;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::super::case::{Case, Method, TieBreak};
use super::super::codes::FindingCode;
use super::{Findings, Scored};

/// What the lot of a tie-break is drawn over, before the bid's id.
const DRAW_LABEL: &[u8] = b"bidroom/draw/1/tie";

/// A bid's place in the ranking, from 1; equal ones share it.
pub(super) struct Place {
    pub(super) bid: usize,
    pub(super) rank: usize,
}

/// The bids in rank order; those that share a rank in input order.
pub(super) fn rank(case: &Case, scored: &[Scored]) -> Vec<Place> {
    let mut order: Vec<(&Scored, Option<[u8; 32]>)> = scored.iter().map(|bid| (bid, lot(case, bid.bid))).collect();
    order.sort_by(|a, b| compare(case, a, b).then(a.0.bid.cmp(&b.0.bid)));
    let mut places: Vec<Place> = Vec::with_capacity(order.len());
    for (index, entry) in order.iter().enumerate() {
        let shared = index.checked_sub(1).and_then(|above| Some((order.get(above)?, places.get(above)?)));
        let rank = match shared {
            Some((above, place)) if compare(case, above, entry).is_eq() => place.rank,
            _ => index + 1,
        };
        places.push(Place { bid: entry.0.bid, rank });
    }
    places
}

fn compare(case: &Case, a: &(&Scored, Option<[u8; 32]>), b: &(&Scored, Option<[u8; 32]>)) -> Ordering {
    let by_price = a.0.evaluated.cmp(&b.0.evaluated);
    if case.method == Method::Lowest {
        return by_price;
    }
    let by_total = b.0.total.cmp(&a.0.total);
    case.tie_break.iter().fold(by_total, |order, tie_break| {
        order.then_with(|| match tie_break {
            TieBreak::Price => by_price,
            TieBreak::Draw => a.1.cmp(&b.1),
        })
    })
}

/// The bid's lot, when a seed was drawn: HMAC-SHA256 under the seed (RFC 2104) of the label and the bid's id.
fn lot(case: &Case, bid: usize) -> Option<[u8; 32]> {
    let (seed, bid) = (case.draw_seed?, case.bids.get(bid)?);
    // A key shorter than the block counts as filled up with zeros, so the padded one is the same key.
    let mut key = Key::<Hmac<Sha256>>::default();
    key.iter_mut().zip(seed.0).for_each(|(byte, seed)| *byte = seed);
    let mut mac = Hmac::<Sha256>::new(&key);
    mac.update(DRAW_LABEL);
    mac.update(bid.id.as_bytes());
    Some(mac.finalize().into_bytes().into())
}

/// The candidates in rank order: of each brand its first bid, until the number is reached, with all that share the last
/// rank. Notes every other ranked bid of a brand.
pub(super) fn candidates(case: &Case, places: &[Place], findings: &mut Findings<'_>) -> Vec<usize> {
    let wanted = usize::try_from(case.candidates).unwrap_or(usize::MAX);
    let mut brands = HashSet::new();
    let (mut taken, mut last_rank) = (Vec::new(), 0);
    for place in places {
        let brand = case.bids.get(place.bid).and_then(|bid| bid.brand.as_deref());
        if brand.is_some_and(|brand| !brands.insert(brand)) {
            findings.of_bid(FindingCode::SameBrand, place.bid, Vec::new());
        } else if taken.len() < wanted || place.rank == last_rank {
            taken.push(place.bid);
            last_rank = place.rank;
        }
    }
    taken
}

/// Leaves of each brand only the bid with the lowest price valid; of equal ones the lot decides, else the input order.
pub(super) fn one_of_each_brand(case: &Case, valid: &mut [bool], findings: &mut Findings<'_>) {
    let mut best: HashMap<&str, usize> = HashMap::new();
    let key = |index: usize| (case.bids.get(index).map(|bid| &bid.price), lot(case, index), index);
    let branded = || case.bids.iter().enumerate().filter_map(|(index, bid)| Some((index, bid.brand.as_deref()?)));
    for (index, brand) in branded().filter(|(index, _)| valid.get(*index) == Some(&true)) {
        match best.entry(brand) {
            Entry::Vacant(entry) => {
                entry.insert(index);
            }
            Entry::Occupied(mut entry) if key(index) < key(*entry.get()) => {
                entry.insert(index);
            }
            Entry::Occupied(_) => {}
        }
    }
    for (index, brand) in branded() {
        if let Some(flag) = valid.get_mut(index).filter(|flag| **flag && best.get(brand) != Some(&index)) {
            *flag = false;
            findings.of_bid(FindingCode::SameBrand, index, Vec::new());
        }
    }
}
