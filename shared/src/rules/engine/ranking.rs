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
    /// Its place among the scored.
    pub(super) at: usize,
    pub(super) rank: usize,
}

/// The bids in rank order; those that share a rank in input order, in which `scored` is.
pub(super) fn rank(case: &Case, scored: &[Scored]) -> Vec<Place> {
    let mut order = drawn(case, scored);
    order.sort_by(|a, b| compare(case, a, b));
    let mut places: Vec<Place> = Vec::with_capacity(order.len());
    for (index, entry) in order.iter().enumerate() {
        let shared = index.checked_sub(1).and_then(|above| Some((order.get(above)?, places.get(above)?)));
        let rank = match shared {
            Some((above, place)) if compare(case, above, entry).is_eq() => place.rank,
            _ => index + 1,
        };
        places.push(Place { bid: entry.bid.bid, at: entry.at, rank });
    }
    places
}

/// For each bid its place if all totals were equal, from 0; what is then still equal stands in input order.
pub(super) fn tie_places(case: &Case, scored: &[Scored]) -> Vec<usize> {
    let mut order = drawn(case, scored);
    order.sort_by(|a, b| break_tie(case, a, b));
    let mut places = vec![0; scored.len()];
    for (place, entry) in order.iter().enumerate() {
        if let Some(at) = places.get_mut(entry.at) {
            *at = place;
        }
    }
    places
}

/// A bid with its place among the scored and its lot.
struct Drawn<'a> {
    bid: &'a Scored,
    at: usize,
    lot: Option<[u8; 32]>,
}

fn drawn<'a>(case: &Case, scored: &'a [Scored]) -> Vec<Drawn<'a>> {
    scored.iter().enumerate().map(|(at, bid)| Drawn { bid, at, lot: lot(case, bid.bid) }).collect()
}

fn compare(case: &Case, a: &Drawn<'_>, b: &Drawn<'_>) -> Ordering {
    if case.method == Method::Lowest {
        return a.bid.evaluated.cmp(&b.bid.evaluated);
    }
    b.bid.total.cmp(&a.bid.total).then_with(|| break_tie(case, a, b))
}

fn break_tie(case: &Case, a: &Drawn<'_>, b: &Drawn<'_>) -> Ordering {
    case.tie_break.iter().fold(Ordering::Equal, |order, tie_break| {
        order.then_with(|| match tie_break {
            TieBreak::Price => a.bid.evaluated.cmp(&b.bid.evaluated),
            TieBreak::Draw => a.lot.cmp(&b.lot),
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
