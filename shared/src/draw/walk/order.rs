//! Candidates in the order of (lot, pid), sorted only as far as somebody asks: a committee of seven is found among the
//! first few hundred of a million lots, and sorting the rest would cost more than computing them.

use crate::draw::bytes::Lots;
use crate::journal::Hash;

/// How many are sorted at first, about; each time more are asked for, four times as many.
const FIRST: u128 = 1024;

/// The beginning of a lot, with the candidate. The rest of the lot is computed again in the rare case that it decides.
type Key = (u64, u32);

#[derive(Debug, Clone)]
pub(super) struct Order {
    /// The beginnings of all lots, by candidate.
    heads: Vec<u64>,
    /// Those below `bound`, in their final places.
    sorted: Vec<Key>,
    /// Up to 2⁶⁴, where everybody is below it.
    bound: u128,
    /// The share of all that is to be sorted next, as the number of candidates that it should hold.
    next: u128,
}

impl Order {
    pub(super) fn new(heads: Vec<u64>) -> Self {
        Self { heads, sorted: Vec::new(), bound: 0, next: FIRST }
    }

    /// The candidate at `position` of the lot order, or `None` behind the last.
    pub(super) fn at(&mut self, position: usize, lots: &Lots, pids: &[Hash]) -> Option<u32> {
        while position >= self.sorted.len() && self.sorted.len() < self.heads.len() {
            self.sort_more(lots, pids);
        }
        self.settled(position)
    }

    /// The candidate at a `position` that [`Order::at`] has already given.
    pub(super) fn settled(&self, position: usize) -> Option<u32> {
        self.sorted.get(position).map(|key| key.1)
    }

    /// Lots are spread evenly, so the lowest k of n lie below about k/n of the range; if there are fewer, the next round
    /// finds more. The range ends at 2⁶⁴, so everybody is found in the end, however the lots are spread.
    fn sort_more(&mut self, lots: &Lots, pids: &[Hash]) {
        let whole = 1u128 << 64;
        let bound = (whole / self.heads.len() as u128).saturating_mul(self.next).clamp(self.bound + 1, whole);
        let bound = if self.next >= self.heads.len() as u128 { whole } else { bound };
        let range = self.bound..bound;
        let heads = self.heads.iter().enumerate();
        let from = self.sorted.len();
        self.sorted
            .extend(heads.filter(|(_, head)| range.contains(&u128::from(**head))).map(|(at, head)| (*head, at as u32)));
        let full = |key: &Key| (lots.lot(&pids[key.1 as usize]), pids[key.1 as usize]);
        self.sorted[from..].sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| full(a).cmp(&full(b))));
        self.bound = bound;
        self.next = self.next.saturating_mul(4);
    }
}

#[cfg(test)]
mod tests;
