//! The walk (按签号依次入选): candidates in the order of their lots, each taken unless that would make the request
//! impossible; then the answers, one at a time; then the groups.

mod kinds;
mod order;

use super::FormError;
use super::bytes::Lots;
use super::context::Context;
use super::list::{Candidate, check_candidates, group_numbers};
use super::seats::{Seats, assign};
use crate::journal::Hash;
pub use kinds::{Answer, AnswerRefusal, Committee, Outcome, PassedOver, Reason, Response, Seat};
use order::Order;

/// A request with its candidates, before the seed is known. The candidates are columns: a walk over a million of them
/// reads the pids once, and of the rest a few bytes each.
#[derive(Debug, Clone)]
pub struct Draw {
    needs: Vec<u32>,
    pids: Vec<Hash>,
    /// For each candidate, the groups they can fill.
    groups: Vec<u16>,
    /// For each candidate, the number of its unit.
    units: Vec<u32>,
    /// For each unit, the groups that its members can fill.
    unit_groups: Vec<u16>,
    seats: Seats,
}

impl Draw {
    /// The draw of a committee from exactly the candidates that the context fixed.
    ///
    /// # Errors
    /// A [`FormError`] when number, order, groups or root of the candidates are not the context's.
    pub fn new(context: &Context, candidates: Vec<Candidate>) -> Result<Self, FormError> {
        check_candidates(context, &candidates)?;
        let needs = context.groups().iter().map(|group| group.need).collect();
        Self::from_parts(needs, candidates)
    }

    /// A request without a context: before one is made, to see whether it can be met, and for measurements. Group g needs
    /// `needs[g]` seats, of 1 to 16 groups.
    ///
    /// # Errors
    /// A [`FormError`] when there are no groups or too many, a need of 0, more than 2³²−1 candidates, or a candidate
    /// without a group of the request.
    pub fn from_parts(needs: Vec<u32>, candidates: Vec<Candidate>) -> Result<Self, FormError> {
        let units = number_units(&candidates);
        let groups = candidates.iter().map(|candidate| candidate.groups).collect();
        Self::from_columns(needs, candidates.into_iter().map(|candidate| candidate.pid).collect(), groups, units)
    }

    /// As [`Draw::from_parts`], where the employers are numbers already: candidate i has `pids[i]`, can fill the bitmask
    /// `groups[i]` and is employed by `units[i]`. Equal numbers must mean equal units; they should be small, because a
    /// table has a place for each up to the highest.
    ///
    /// # Errors
    /// As [`Draw::from_parts`], and when the columns are not of one length.
    pub fn from_columns(
        needs: Vec<u32>,
        pids: Vec<Hash>,
        groups: Vec<u16>,
        units: Vec<u32>,
    ) -> Result<Self, FormError> {
        let fits = (1..=super::context::MAX_GROUPS).contains(&needs.len())
            && needs.iter().all(|need| (1..=super::context::MAX_NEED).contains(need));
        if !fits || u32::try_from(pids.len()).is_err() {
            return Err(FormError::new(0, "1 to 16 groups with 1 to 10000 seats each were expected"));
        }
        if pids.len() != groups.len() || pids.len() != units.len() {
            return Err(FormError::new(0, "the columns of the candidates are not of one length"));
        }
        let all = ((1u32 << needs.len()) - 1) as u16;
        if let Some(at) = groups.iter().position(|mask| *mask == 0 || mask & !all != 0) {
            return Err(FormError::new(at + 1, "no group, or one that the request does not have"));
        }
        let mut unit_groups = vec![0; units.iter().max().map_or(0, |highest| *highest as usize + 1)];
        for (mask, unit) in groups.iter().zip(&units) {
            unit_groups[*unit as usize] |= mask;
        }
        let seats = Seats::new(&needs, unit_groups.iter().copied().filter(|mask| *mask != 0));
        Ok(Self { needs, pids, groups, units, unit_groups, seats })
    }

    /// The groups of the first set that is short before anybody is chosen; `None` when the request can be met. If it is
    /// not `None`, the ceremony does not begin.
    pub fn short(&self) -> Option<Vec<u8>> {
        self.seats.short().map(group_numbers)
    }

    /// Whether the request can be met at all: completable(∅).
    pub fn completable(&self) -> bool {
        self.short().is_none()
    }

    /// For each group, how many candidates can fill it.
    pub fn eligible(&self) -> Vec<u64> {
        let count = |g| self.groups.iter().filter(|mask| *mask >> g & 1 == 1).count() as u64;
        (0..self.needs.len()).map(count).collect()
    }

    /// The candidates' pids, in the order in which they were given.
    pub fn pids(&self) -> &[Hash] {
        &self.pids
    }

    /// Walks under `seed`, before any answer.
    pub fn walk(&self, seed: &Hash) -> Walk<'_> {
        let lots = Lots::new(seed);
        let mut heads = vec![0; self.pids.len()];
        lots.heads(&self.pids, &mut heads);
        Walk::new(self, lots, heads)
    }

    /// As [`Draw::walk`], when somebody else has computed the beginnings of the lots ([`Lots::heads`] over
    /// [`Draw::pids`]), on several threads for example. `None` unless there is one for each candidate.
    pub fn walk_with(&self, lots: Lots, heads: Vec<u64>) -> Option<Walk<'_>> {
        (heads.len() == self.pids.len()).then(|| Walk::new(self, lots, heads))
    }

    /// The committee under `seed` after `responses`.
    ///
    /// # Errors
    /// The index of the first answer that is refused, and why.
    pub fn committee(&self, seed: &Hash, responses: &[Response]) -> Result<Committee, (usize, AnswerRefusal)> {
        let mut walk = self.walk(seed);
        for (at, response) in responses.iter().enumerate() {
            walk.answer(*response).map_err(|why| (at, why))?;
        }
        Ok(walk.committee())
    }

    fn find(&self, pid: &Hash, chosen: &[u32]) -> Option<u32> {
        chosen.iter().copied().find(|at| self.pids[*at as usize] == *pid)
    }
}

/// For each candidate the number of its unit. Units are numbered in the order of their bytes, so nothing here depends on
/// the order of the input.
fn number_units(candidates: &[Candidate]) -> Vec<u32> {
    // Sorted by the beginnings of the units, which stay in the cache; the whole unit decides where those are equal.
    let key = |(at, candidate): (usize, &Candidate)| (candidate.unit.head(), at as u32);
    let mut keys: Vec<(u64, u32)> = candidates.iter().enumerate().map(key).collect();
    keys.sort_unstable();
    let unit = |key: &(u64, u32)| &candidates[key.1 as usize].unit;
    let mut units = vec![0; candidates.len()];
    let mut next = 0;
    for same_head in keys.chunk_by_mut(|a, b| a.0 == b.0) {
        if same_head.iter().any(|key| unit(key) != unit(&same_head[0])) {
            same_head.sort_unstable_by_key(unit);
        }
        for members in same_head.chunk_by(|a, b| unit(a) == unit(b)) {
            for (_, at) in members {
                units[*at as usize] = next;
            }
            next += 1;
        }
    }
    units
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Free,
    Chosen,
    Left,
}

/// A draw under its seed: who is chosen, and what was answered.
#[derive(Debug, Clone)]
pub struct Walk<'a> {
    draw: &'a Draw,
    lots: Lots,
    order: Order,
    seats: Seats,
    /// The chosen, as indices of candidates.
    chosen: Vec<u32>,
    accepted: Vec<u32>,
    /// For each candidate, whether the walk still has to ask about them.
    standing: Vec<Standing>,
    unit_taken: Vec<bool>,
    /// For each unit, the groups of those members who have not left.
    unit_groups: Vec<u16>,
    /// By the position in lot order, as far as the walk has come: why that one was passed over.
    passed: Vec<Option<Reason>>,
    short: Option<u16>,
}

impl<'a> Walk<'a> {
    fn new(draw: &'a Draw, lots: Lots, heads: Vec<u64>) -> Self {
        let mut walk = Self {
            draw,
            order: Order::new(heads),
            lots,
            seats: draw.seats.clone(),
            chosen: Vec::new(),
            accepted: Vec::new(),
            standing: vec![Standing::Free; draw.pids.len()],
            unit_taken: vec![false; draw.unit_groups.len()],
            unit_groups: draw.unit_groups.clone(),
            passed: Vec::new(),
            short: None,
        };
        walk.go_on();
        walk
    }

    /// Takes an answer, and chooses whoever comes next when somebody leaves.
    ///
    /// # Errors
    /// [`AnswerRefusal`]; nothing changes then.
    pub fn answer(&mut self, response: Response) -> Result<(), AnswerRefusal> {
        if self.short.is_some() {
            return Err(AnswerRefusal::Ended);
        }
        let at = self.draw.find(&response.pid, &self.chosen).ok_or(AnswerRefusal::NotChosen)?;
        let accepted = self.accepted.contains(&at);
        match response.answer {
            Answer::Accepted | Answer::Declined if accepted => Err(AnswerRefusal::Repeated),
            Answer::Accepted => {
                self.accepted.push(at);
                Ok(())
            }
            Answer::Declined | Answer::Unreachable | Answer::Conflict => {
                self.leave(at);
                self.go_on();
                Ok(())
            }
        }
    }

    /// The committee as it stands. Who has not answered is in it.
    pub fn committee(&self) -> Committee {
        let mut chosen: Vec<(Hash, u32)> = self.chosen.iter().map(|at| (self.lot(*at), *at)).collect();
        chosen.sort_unstable_by_key(|(lot, at)| (*lot, self.draw.pids[*at as usize]));
        let masks: Vec<u16> = chosen.iter().map(|(_, at)| self.draw.groups[*at as usize]).collect();
        // The walk keeps (a) true, so everybody gets a group.
        let groups = assign(&self.draw.needs, &masks).unwrap_or_default();
        let seats = chosen.iter().zip(groups).map(|((lot, at), group)| {
            let pid = self.draw.pids[*at as usize];
            Seat { group, pid, lot: *lot }
        });
        Committee {
            outcome: if self.complete() { Outcome::Seated } else { Outcome::CannotBeMet },
            short: self.short.map(group_numbers).unwrap_or_default(),
            seats: seats.collect(),
        }
    }

    /// Whether every seat has a person.
    pub fn complete(&self) -> bool {
        self.seats.chosen() == self.seats.wanted()
    }

    /// Whether this person is chosen and has accepted.
    pub fn has_accepted(&self, pid: &Hash) -> bool {
        self.draw.find(pid, &self.accepted).is_some()
    }

    /// Everybody whom the walk has passed over, in lot order, with the reason at the time. Whoever was chosen, or left
    /// after being chosen, is not among them.
    pub fn passed_over(&self) -> Vec<PassedOver> {
        let at_positions = self.passed.iter().enumerate();
        at_positions
            .filter_map(|(position, reason)| {
                let at = self.order.settled(position)?;
                Some(PassedOver { pid: self.draw.pids[at as usize], lot: self.lot(at), reason: (*reason)? })
            })
            .collect()
    }

    fn lot(&self, at: u32) -> Hash {
        self.lots.lot(&self.draw.pids[at as usize])
    }

    /// Walks from the lowest lot until every seat has a person, or ends the draw.
    fn go_on(&mut self) {
        self.short = self.seats.short();
        if self.short.is_some() {
            return;
        }
        let draw = self.draw;
        let mut position = 0;
        while self.seats.chosen() < self.seats.wanted() {
            let Some(at) = self.order.at(position, &self.lots, &draw.pids) else {
                break;
            };
            if self.passed.len() <= position {
                self.passed.push(None);
            }
            if self.standing[at as usize] == Standing::Free {
                self.passed[position] = self.consider(at);
            }
            position += 1;
        }
    }

    /// Chooses a candidate, or says why not.
    fn consider(&mut self, at: u32) -> Option<Reason> {
        let unit = self.draw.units[at as usize];
        if self.unit_taken[unit as usize] {
            return Some(Reason::Unit);
        }
        let groups = self.draw.groups[at as usize];
        let unit_groups = self.unit_groups[unit as usize];
        if !self.seats.admits(groups, unit_groups) {
            return Some(Reason::Seats);
        }
        self.seats.choose(groups, unit_groups);
        self.unit_taken[unit as usize] = true;
        self.standing[at as usize] = Standing::Chosen;
        self.chosen.push(at);
        None
    }

    /// Takes a chosen person out of the committee and of the candidates.
    fn leave(&mut self, at: u32) {
        let unit = self.draw.units[at as usize];
        self.chosen.retain(|other| *other != at);
        self.accepted.retain(|other| *other != at);
        self.standing[at as usize] = Standing::Left;
        self.unit_taken[unit as usize] = false;
        let members = self.draw.units.iter().zip(&self.standing).zip(&self.draw.groups);
        let there = members.filter(|((of, standing), _)| **of == unit && **standing != Standing::Left);
        let groups = there.fold(0, |mask, (_, groups)| mask | groups);
        self.unit_groups[unit as usize] = groups;
        self.seats.release(self.draw.groups[at as usize], (groups != 0).then_some(groups));
    }
}

#[cfg(test)]
pub(crate) mod tests;
