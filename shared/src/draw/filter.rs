//! The filter (资格与回避): who of the pool may be drawn for one lot, and for everybody else the reason why not.
//!
//! Organisations, specialties and regions become numbers when an expert enters [`Experts`], and the rules become one small
//! table for each of these when a [`Filter`] is made. Judging an expert is then a few look-ups, in one pass over rows of 32
//! bytes. One expert per employer is no rule of the filter: the walk keeps it, because it depends on who is chosen.

use std::collections::HashMap;
use std::ops::Range;

pub use crate::api::draw::Exclusion;
use crate::journal::Hash;

/// An expert, as the filter sees them. Organisations are unified social credit codes.
#[derive(Debug, Clone, Copy)]
pub struct Expert<'a> {
    /// Neither suspended nor retired.
    pub active: bool,
    /// The employer.
    pub employer: &'a str,
    /// The region.
    pub region: &'a str,
    /// The codes of the specialties.
    pub specialties: &'a [&'a str],
    /// The employers of the last three years (IR-9).
    pub past_employers: &'a [&'a str],
    /// Organisations to which a relation was declared: control, family, other (IR-9).
    pub relations: &'a [&'a str],
    /// When the expert was last seated on a committee, milliseconds.
    pub last_seat_ms: Option<i64>,
    /// On how many committees the expert was seated in the year that the cap is for.
    pub seats_of_year: u32,
}

/// Numbers for names, from 0, in the order in which they come.
#[derive(Debug, Clone, Default)]
struct Names(HashMap<String, u32>);

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.0.get(name) {
            return *number;
        }
        let next = self.0.len() as u32;
        self.0.insert(name.to_owned(), next);
        next
    }

    /// What `of` says of each name, by number.
    fn table<T: Clone + Default>(&self, of: impl Fn(&str) -> T) -> Vec<T> {
        let mut table = vec![T::default(); self.0.len()];
        for (name, number) in &self.0 {
            table[*number as usize] = of(name);
        }
        table
    }
}

/// Of one expert; specialties and ties lie between the end of the row before and this one's.
#[derive(Debug, Clone, Copy)]
struct Row {
    last_seat_ms: i64,
    employer: u32,
    region: u32,
    specialties_end: u32,
    ties_end: u32,
    seats_of_year: u32,
    active: bool,
}

#[derive(Debug, Clone, Copy)]
struct Tie {
    organisation: u32,
    past: bool,
}

/// The pool as the filter sees it, in the order in which the experts came. Without names of people.
#[derive(Debug, Clone, Default)]
pub struct Experts {
    rows: Vec<Row>,
    organisations: Names,
    specialties: Names,
    regions: Names,
    codes: Vec<u32>,
    ties: Vec<Tie>,
}

impl Experts {
    /// Adds an expert; the first is number 0.
    pub fn push(&mut self, expert: &Expert) {
        let employer = self.organisations.number(expert.employer);
        for code in expert.specialties {
            self.codes.push(self.specialties.number(code));
        }
        for (list, past) in [(expert.past_employers, true), (expert.relations, false)] {
            for name in list {
                self.ties.push(Tie { organisation: self.organisations.number(name), past });
            }
        }
        self.rows.push(Row {
            last_seat_ms: expert.last_seat_ms.unwrap_or(i64::MIN),
            employer,
            region: self.regions.number(expert.region),
            specialties_end: self.codes.len() as u32,
            ties_end: self.ties.len() as u32,
            seats_of_year: expert.seats_of_year,
            active: expert.active,
        });
    }

    /// How many experts there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many organisations are named by employment or relation: the numbers of employers are below it.
    pub fn organisations(&self) -> usize {
        self.organisations.0.len()
    }

    /// For each expert, the number of the employer.
    pub fn employers(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().map(|row| row.employer)
    }
}

/// What a lot holds against the pool. Fixed and public in its version before the ceremony.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// Every bidder, with the members of consortia and the subcontractors that the bids name.
    pub bidders: &'a [&'a str],
    /// The purchaser.
    pub purchaser: &'a str,
    /// The regions from which experts are drawn; empty for all.
    pub regions: &'a [&'a str],
    /// Who was seated at this time or later is left in peace, milliseconds; none for no cool-down.
    pub cool_down_since_ms: Option<i64>,
    /// Who was seated as often as this in the year is left in peace; none for no cap.
    pub yearly_cap: Option<u32>,
}

const BIDDER: u8 = 1;
const PURCHASER: u8 = 2;

/// The rules of one lot, ready for one pool.
#[derive(Debug, Clone)]
pub struct Filter<'a> {
    experts: &'a Experts,
    /// For each organisation, whether it is a bidder or the purchaser.
    concerned: Vec<u8>,
    /// For each specialty, the groups that its holders can fill.
    groups: Vec<u16>,
    /// For each region, whether it is left out.
    outside: Vec<bool>,
    cool_down_since_ms: i64,
    yearly_cap: u32,
}

impl<'a> Filter<'a> {
    /// The filter of `rules`; `groups` gives the bitmask of the groups that a holder of a specialty can fill.
    pub fn new(experts: &'a Experts, rules: &Rules, groups: impl Fn(&str) -> u16) -> Self {
        // By the rules' own names, which are few, and not by those of the pool.
        let mut concerned = vec![0; experts.organisations()];
        let bidders = rules.bidders.iter().map(|name| (*name, BIDDER));
        for (name, what) in bidders.chain([(rules.purchaser, PURCHASER)]) {
            if let Some(number) = experts.organisations.0.get(name) {
                concerned[*number as usize] |= what;
            }
        }
        let outside = |name: &str| !rules.regions.is_empty() && !rules.regions.contains(&name);
        Self {
            experts,
            concerned,
            groups: experts.specialties.table(groups),
            outside: experts.regions.table(outside),
            cool_down_since_ms: rules.cool_down_since_ms.unwrap_or(i64::MAX),
            yearly_cap: rules.yearly_cap.unwrap_or(u32::MAX),
        }
    }

    /// For each expert of `range` (as far as there are any), the groups that they can fill, or why they are taken out: the
    /// first reason in the order of [`Exclusion::ALL`].
    pub fn verdicts(&self, range: Range<usize>) -> impl Iterator<Item = Result<u16, Exclusion>> {
        self.judged(range).map(|(_, verdict)| verdict)
    }

    fn judged(&self, range: Range<usize>) -> impl Iterator<Item = (&Row, Result<u16, Exclusion>)> {
        let rows = &self.experts.rows;
        let range = range.start.min(rows.len())..range.end.min(rows.len());
        let before = range.start.checked_sub(1).map(|at| &rows[at]);
        let mut from = before.map_or((0, 0), |row| (row.specialties_end as usize, row.ties_end as usize));
        rows.get(range).unwrap_or_default().iter().map(move |row| {
            let codes = &self.experts.codes[from.0..row.specialties_end as usize];
            let ties = &self.experts.ties[from.1..row.ties_end as usize];
            from = (row.specialties_end as usize, row.ties_end as usize);
            (row, self.judge(row, codes, ties))
        })
    }

    fn judge(&self, row: &Row, codes: &[u32], ties: &[Tie]) -> Result<u16, Exclusion> {
        let employer = self.concerned[row.employer as usize];
        let tied = |past| ties.iter().any(|tie| tie.past == past && self.concerned[tie.organisation as usize] != 0);
        if !row.active {
            return Err(Exclusion::Status);
        }
        if employer & BIDDER != 0 {
            return Err(Exclusion::BidderEmployee);
        }
        if employer & PURCHASER != 0 {
            return Err(Exclusion::PurchaserEmployee);
        }
        if tied(true) {
            return Err(Exclusion::PastEmployer);
        }
        if tied(false) {
            return Err(Exclusion::Relation);
        }
        if self.outside[row.region as usize] {
            return Err(Exclusion::Region);
        }
        if row.last_seat_ms >= self.cool_down_since_ms {
            return Err(Exclusion::CoolDown);
        }
        if row.seats_of_year >= self.yearly_cap {
            return Err(Exclusion::YearlyCap);
        }
        match codes.iter().fold(0, |mask, code| mask | self.groups[*code as usize]) {
            0 => Err(Exclusion::Specialty),
            groups => Ok(groups),
        }
    }

    /// Filters the part of the pool that begins at expert `from` and has these `pids`: the pids of the eligible come to the
    /// front, in their order, over those of the others. Parts may be filtered apart, on several threads; [`join`] puts them together.
    pub fn keep(&self, from: usize, pids: &mut [Hash]) -> Part {
        let mut part = Part { len: pids.len(), groups: Vec::with_capacity(pids.len()), ..Part::default() };
        part.units.reserve(pids.len());
        for (at, (row, verdict)) in self.judged(from..from.saturating_add(pids.len())).enumerate() {
            match verdict {
                Ok(groups) => {
                    let kept = part.groups.len();
                    if kept != at {
                        pids[kept] = pids[at];
                    }
                    part.groups.push(groups);
                    part.units.push(row.employer);
                }
                Err(reason) => part.excluded.push(((from + at) as u32, reason)),
            }
        }
        part
    }
}

/// What the filter leaves of a part of the pool.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// The length of the part before.
    len: usize,
    /// For each eligible expert, the groups that they can fill.
    pub groups: Vec<u16>,
    /// For each eligible expert, the number of the employer.
    pub units: Vec<u32>,
    /// The others, by their numbers in the pool, with their reasons.
    pub excluded: Vec<(u32, Exclusion)>,
}

/// Puts the `parts` of a pool together, in their order; of `pids`, in which they lie one after the other, only the eligible
/// are left, beside the part's `groups` and `units`.
pub fn join(parts: Vec<Part>, pids: &mut Vec<Hash>) -> Part {
    let mut parts = parts.into_iter();
    let mut all = parts.next().unwrap_or_default();
    for part in parts {
        pids.copy_within(all.len..all.len + part.groups.len(), all.groups.len());
        all.len += part.len;
        all.groups.extend(part.groups);
        all.units.extend(part.units);
        all.excluded.extend(part.excluded);
    }
    pids.truncate(all.groups.len());
    all
}

#[cfg(test)]
mod tests;
