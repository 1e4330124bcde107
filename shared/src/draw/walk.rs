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

/// A request with its candidates, before the seed is known.
#[derive(Debug, Clone)]
pub struct Draw {
    needs: Vec<u32>,
    candidates: Vec<Candidate>,
    /// For each candidate, the number of its unit.
    unit_of: Vec<u32>,
    /// For each unit, where its members begin in `members`; one more at the end.
    unit_start: Vec<u32>,
    /// Candidates by unit.
    members: Vec<u32>,
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
        let fits = (1..=super::context::MAX_GROUPS).contains(&needs.len())
            && needs.iter().all(|need| (1..=super::context::MAX_NEED).contains(need));
        if !fits || u32::try_from(candidates.len()).is_err() {
            return Err(FormError::new(0, "1 to 16 groups with 1 to 10000 seats each were expected"));
        }
        let all = ((1u32 << needs.len()) - 1) as u16;
        if let Some(at) = candidates.iter().position(|c| c.groups == 0 || c.groups & !all != 0) {
            return Err(FormError::new(at + 1, "no group, or one that the request does not have"));
        }
        let (unit_of, unit_start, members) = by_unit(&candidates);
        let mut unit_groups = vec![0; unit_start.len() - 1];
        for (candidate, unit) in candidates.iter().zip(&unit_of) {
            unit_groups[*unit as usize] |= candidate.groups;
        }
        let seats = Seats::new(&needs, unit_groups.iter().copied());
        Ok(Self { needs, candidates, unit_of, unit_start, members, unit_groups, seats })
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
        let count = |g| self.candidates.iter().filter(|c| c.groups >> g & 1 == 1).count() as u64;
        (0..self.needs.len()).map(count).collect()
    }

    /// The candidates, sorted as they were given.
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// Walks under `seed`, before any answer.
    pub fn walk(&self, seed: &Hash) -> Walk<'_> {
        Walk::new(self, seed)
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
        chosen.iter().copied().find(|at| self.candidates[*at as usize].pid == *pid)
    }
}

/// For each candidate its unit; for each unit the range of its members; the members. Units are numbered in the order of
/// their bytes, so nothing here depends on the order of the input.
fn by_unit(candidates: &[Candidate]) -> (Vec<u32>, Vec<u32>, Vec<u32>) {
    // Sorted by the beginnings of the units, which stay in the cache; the whole unit decides where those are equal.
    let key = |(at, candidate): (usize, &Candidate)| (candidate.unit.head(), at as u32);
    let mut keys: Vec<(u64, u32)> = candidates.iter().enumerate().map(key).collect();
    let unit = |at: u32| &candidates[at as usize].unit;
    keys.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| unit(a.1).cmp(unit(b.1))));
    let members: Vec<u32> = keys.into_iter().map(|(_, at)| at).collect();
    let mut unit_of = vec![0u32; candidates.len()];
    let mut unit_start = Vec::new();
    for (position, at) in members.iter().enumerate() {
        if position == 0 || unit(members[position - 1]) != unit(*at) {
            unit_start.push(position as u32);
        }
        unit_of[*at as usize] = unit_start.len() as u32 - 1;
    }
    unit_start.push(candidates.len() as u32);
    (unit_of, unit_start, members)
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
    fn new(draw: &'a Draw, seed: &Hash) -> Self {
        let lots = Lots::new(seed);
        let mut walk = Self {
            draw,
            order: Order::new(&lots, &draw.candidates),
            lots,
            seats: draw.seats.clone(),
            chosen: Vec::new(),
            accepted: Vec::new(),
            standing: vec![Standing::Free; draw.candidates.len()],
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
        chosen.sort_unstable_by_key(|(lot, at)| (*lot, self.draw.candidates[*at as usize].pid));
        let masks: Vec<u16> = chosen.iter().map(|(_, at)| self.draw.candidates[*at as usize].groups).collect();
        // The walk keeps (a) true, so everybody gets a group.
        let groups = assign(&self.draw.needs, &masks).unwrap_or_default();
        let seats = chosen.iter().zip(groups).map(|((lot, at), group)| {
            let pid = self.draw.candidates[*at as usize].pid;
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
                Some(PassedOver { pid: self.draw.candidates[at as usize].pid, lot: self.lot(at), reason: (*reason)? })
            })
            .collect()
    }

    fn lot(&self, at: u32) -> Hash {
        self.lots.lot(&self.draw.candidates[at as usize].pid)
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
            let Some(at) = self.order.at(position, &self.lots, &draw.candidates) else {
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
        let unit = self.draw.unit_of[at as usize];
        if self.unit_taken[unit as usize] {
            return Some(Reason::Unit);
        }
        let groups = self.draw.candidates[at as usize].groups;
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
        let unit = self.draw.unit_of[at as usize];
        self.chosen.retain(|other| *other != at);
        self.accepted.retain(|other| *other != at);
        self.standing[at as usize] = Standing::Left;
        self.unit_taken[unit as usize] = false;
        let range = &self.draw.unit_start[unit as usize..][..2];
        let members = &self.draw.members[range[0] as usize..range[1] as usize];
        let there = members.iter().filter(|member| self.standing[**member as usize] != Standing::Left);
        let groups = there.fold(0, |mask, member| mask | self.draw.candidates[*member as usize].groups);
        self.unit_groups[unit as usize] = groups;
        self.seats.release(self.draw.candidates[at as usize].groups, (groups != 0).then_some(groups));
    }
}

#[cfg(test)]
pub(crate) mod tests;
