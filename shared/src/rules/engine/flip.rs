//! How near the result is: the smallest change of one member's one subjective score after which another bid comes first.

mod lever;

use std::collections::HashMap;

use super::super::case::{Case, CriterionKind, Formula};
use super::super::outcome::Flip;
use super::ranking;
use super::{Scored, price};
use crate::amount::{Decimal, TwoPlaces};
use lever::{Grid, Row};

/// The flip of a ranking whose first bid is `leader`; none when no single score decides.
pub(super) fn flip(case: &Case, scored: &[Scored], leader: usize) -> Option<Flip> {
    let mut race = Race::new(case, scored, leader)?;
    let subjective = case.criteria.iter().enumerate().filter(|(_, it)| it.kind == CriterionKind::Subjective);
    let grids: Vec<Grid<'_>> =
        subjective.map(|(index, criterion)| Grid::of(case, index, criterion)).collect::<Option<_>>()?;
    let reach = grids.iter().map(Grid::reach).max()?;
    let mut best: Option<Move> = None;
    for (at, scored) in scored.iter().enumerate() {
        let spans = race.spans(at, reach);
        if spans.is_empty() {
            continue;
        }
        for grid in &grids {
            let Some(row) = Row::of(case, scored.bid, grid) else { continue };
            for (member, levers) in row.levers().enumerate() {
                // The lower value first: of two equally small moves of one score it counts.
                for (lever, down) in levers {
                    let Some(size) = lever.least(&spans, down, best.as_ref().map(|best| best.size)) else { continue };
                    let (from, to) = lever.scores(size, down);
                    best = Some(Move { size, bid: scored.bid, criterion: grid.index, member, from, to });
                }
            }
        }
    }
    best.and_then(|best| best.named(case))
}

/// A change of one score, by places in the input; scores in hundredths.
struct Move {
    size: i64,
    bid: usize,
    criterion: usize,
    member: usize,
    from: i64,
    to: i64,
}

impl Move {
    fn named(&self, case: &Case) -> Option<Flip> {
        Some(Flip {
            bid: case.bids.get(self.bid)?.id.clone(),
            member: case.members.get(self.member)?.clone(),
            criterion: case.criteria.get(self.criterion)?.id.clone(),
            from: Decimal::new(self.from, 2),
            to: Decimal::new(self.to, 2),
        })
    }
}

/// Changes of a bid's sum of criteria, in hundredths, from the first to the second, both included.
pub(super) type Span = (i64, i64);

/// A valid bid and what of it does not change.
struct Runner {
    price_points: Decimal,
    /// Its sum of criteria in hundredths.
    sum: i64,
    /// Its place among equal totals.
    tie: usize,
}

/// Who comes first when one bid's sum of criteria changes.
struct Race<'a> {
    case: &'a Case,
    runners: Vec<Runner>,
    leader: usize,
    /// The two highest sums, the highest with its runner.
    high: (i64, usize, i64),
    /// By T_high: the two that come first when nobody's sum changes.
    first_two: HashMap<i64, Vec<(Decimal, usize)>>,
}

impl<'a> Race<'a> {
    /// None when there is nobody to come first instead.
    fn new(case: &'a Case, scored: &[Scored], leader: usize) -> Option<Self> {
        let ties = ranking::tie_places(case, scored);
        let mut runners = Vec::with_capacity(scored.len());
        for (at, bid) in scored.iter().enumerate() {
            let price_points = bid.price_points.as_ref()?.value().clone();
            runners.push(Runner { price_points, sum: bid.sum.small(2)?, tie: *ties.get(at)? });
        }
        let leader = scored.iter().position(|bid| bid.bid == leader)?;
        let mut sums: Vec<(i64, usize)> = runners.iter().enumerate().map(|(at, runner)| (runner.sum, at)).collect();
        sums.sort_unstable_by(|a, b| b.cmp(a));
        let (first, second) = (*sums.first()?, *sums.get(1)?);
        Some(Self { case, runners, leader, high: (first.0, first.1, second.0), first_two: HashMap::new() })
    }

    /// Only in this formula one bid's sum changes another's points.
    fn shares_high(&self) -> bool {
        self.case.price.formula == Formula::Rated
    }

    /// T_high of the bids but one.
    const fn high_without(&self, runner: usize) -> i64 {
        if self.high.1 == runner { self.high.2 } else { self.high.0 }
    }

    fn total(&self, runner: &Runner, sum: i64, high: i64) -> Decimal {
        let sum = Decimal::new(sum, 2);
        let side = price::technical_points(self.case, &sum, &Decimal::new(high, 2));
        &runner.price_points + side.as_ref().map_or(&sum, TwoPlaces::value)
    }

    /// Whether another bid than the leader comes first when the runner's sum changes by `change`.
    fn flips(&mut self, at: usize, change: i64) -> bool {
        let Some(runner) = self.runners.get(at) else { return false };
        let sum = runner.sum + change;
        let high = if self.shares_high() { self.high_without(at).max(sum) } else { 0 };
        let own = (self.total(runner, sum, high), runner.tie);
        if !self.first_two.contains_key(&high) {
            let mut all: Vec<(Decimal, usize)> = Vec::with_capacity(self.runners.len());
            all.extend(self.runners.iter().enumerate().map(|(at, other)| (self.total(other, other.sum, high), at)));
            all.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| self.tie(a.1).cmp(&self.tie(b.1))));
            all.truncate(2);
            self.first_two.insert(high, all);
        }
        let mut others = self.first_two.get(&high).into_iter().flatten();
        let Some((total, other)) = others.find(|(_, other)| *other != at) else { return false };
        let ahead = own.0 > *total || own.0 == *total && own.1 < self.tie(*other);
        (if ahead { at } else { *other }) != self.leader
    }

    fn tie(&self, at: usize) -> usize {
        self.runners.get(at).map_or(usize::MAX, |runner| runner.tie)
    }

    /// The changes of a bid's sum, up to `reach` either way, after which another bid comes first; ascending, apart.
    fn spans(&mut self, at: usize, reach: i64) -> Vec<Span> {
        let Some(sum) = self.runners.get(at).map(|runner| runner.sum) else { return Vec::new() };
        // Up to the others' T_high a bid's place follows its own sum; beyond, all others' points change with it.
        let alone = if self.shares_high() { (self.high_without(at) - sum).min(reach) } else { reach };
        let mut spans = Vec::new();
        if alone >= -reach {
            spans.extend(self.one_turn(at, (-reach, alone)));
        }
        let mut open: Option<i64> = None;
        for change in alone.max(-reach - 1) + 1..=reach {
            match (self.flips(at, change), open) {
                (true, None) => open = Some(change),
                (false, Some(begin)) => {
                    spans.push((begin, change - 1));
                    open = None;
                }
                _ => {}
            }
        }
        spans.extend(open.map(|begin| (begin, reach)));
        spans
    }

    /// The part of a span that flips, where it is its beginning or its end.
    fn one_turn(&mut self, at: usize, (mut low, mut high): Span) -> Option<Span> {
        let (begin, end) = (low, high);
        let (first, last) = (self.flips(at, low), self.flips(at, high));
        if first == last {
            return first.then_some((begin, end));
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.flips(at, middle) == first { low = middle } else { high = middle }
        }
        Some(if first { (begin, low) } else { (high, end) })
    }
}
