//! Draws among options: the order of bids whose totals are equal, and coefficients of a price formula. Each has a
//! ceremony of its own, because a committee's seed is known before.

use crate::journal::Hash;

/// The lot of a bid among equal ones (case.md, step 6): HMAC-SHA256(seed, "bidroom/draw/1/tie" ‖ bid id); lower is first.
pub fn tie_lot(seed: &Hash, bid: &str) -> Hash {
    Hash::hmac(&seed.0, &[b"bidroom/draw/1/tie", bid.as_bytes()])
}

/// The lot of an option: HMAC-SHA256(seed, "bidroom/draw/1/option" ‖ option); the lowest is drawn.
pub fn option_lot(seed: &Hash, option: &str) -> Hash {
    Hash::hmac(&seed.0, &[b"bidroom/draw/1/option", option.as_bytes()])
}

/// Bids in the order of their lots, each with its lot.
pub fn tie_order<'a>(seed: &Hash, bids: impl IntoIterator<Item = &'a str>) -> Vec<(&'a str, Hash)> {
    by_lot(bids.into_iter().map(|bid| (bid, tie_lot(seed, bid))))
}

/// Options in the order of their lots, each with its lot: the first is the one drawn.
pub fn option_order<'a>(seed: &Hash, options: impl IntoIterator<Item = &'a str>) -> Vec<(&'a str, Hash)> {
    by_lot(options.into_iter().map(|option| (option, option_lot(seed, option))))
}

fn by_lot<'a>(lots: impl Iterator<Item = (&'a str, Hash)>) -> Vec<(&'a str, Hash)> {
    let mut out: Vec<(&str, Hash)> = lots.collect();
    out.sort_unstable_by_key(|(option, lot)| (*lot, *option));
    out
}

#[cfg(test)]
mod tests;
