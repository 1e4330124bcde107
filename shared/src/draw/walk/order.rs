//! Candidates in the order of (lot, pid), sorted only as far as somebody asks: a committee of seven is found among the
//! first few hundred of a million lots, and sorting the rest would cost more than computing them.

use crate::draw::bytes::Lots;
use crate::draw::list::Candidate;
use crate::journal::Hash;

/// How many are sorted at first; each time more are asked for, four times as many.
const FIRST: usize = 1024;

/// The beginning of a lot, with the candidate. The rest of the lot is computed again in the rare case that it decides.
type Key = (u64, u32);

#[derive(Debug, Clone)]
pub(super) struct Order {
    keys: Vec<Key>,
    /// How many of `keys`, from the front, are in their final places.
    sorted: usize,
}

impl Order {
    pub(super) fn new(lots: &Lots, candidates: &[Candidate]) -> Self {
        let key = |(at, candidate): (usize, &Candidate)| (lots.lot(&candidate.pid).head(), at as u32);
        Self { keys: candidates.iter().enumerate().map(key).collect(), sorted: 0 }
    }

    /// The candidate at `position` of the lot order, or `None` behind the last.
    pub(super) fn at(&mut self, position: usize, lots: &Lots, candidates: &[Candidate]) -> Option<u32> {
        if position >= self.keys.len() {
            return None;
        }
        while position >= self.sorted {
            self.sort_more(lots, candidates);
        }
        self.settled(position)
    }

    /// The candidate at a `position` that [`Order::at`] has already given.
    pub(super) fn settled(&self, position: usize) -> Option<u32> {
        self.keys[..self.sorted].get(position).map(|key| key.1)
    }

    fn sort_more(&mut self, lots: &Lots, candidates: &[Candidate]) {
        let compare = |a: &Key, b: &Key| {
            let whole = |key: &Key| {
                let pid: &Hash = &candidates[key.1 as usize].pid;
                (lots.lot(pid), *pid)
            };
            a.0.cmp(&b.0).then_with(|| whole(a).cmp(&whole(b)))
        };
        let rest = &mut self.keys[self.sorted..];
        let more = (self.sorted * 3).max(FIRST).min(rest.len());
        if more < rest.len() {
            rest.select_nth_unstable_by(more, compare);
        }
        rest[..more].sort_unstable_by(compare);
        self.sorted += more;
    }
}
