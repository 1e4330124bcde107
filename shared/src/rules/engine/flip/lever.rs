//! What one member's score moves: the points of its criterion, in hundredths.

use num_traits::ToPrimitive;

use super::super::super::case::{Case, Criterion, ExpertScores};
use super::super::row::rounded;
use super::Span;
use crate::amount::{Decimal, Ratio};

/// The scores that a subjective criterion may have, in hundredths.
pub(super) struct Grid<'a> {
    id: &'a str,
    /// Its place in the input.
    pub(super) index: usize,
    min: i64,
    max: i64,
    /// The distance of neighbouring scores.
    step: i64,
    /// How many scores the mean is of.
    count: i64,
    trimmed: bool,
}

impl<'a> Grid<'a> {
    /// None for bounds that no checked case has.
    pub(super) fn of(case: &Case, index: usize, criterion: &'a Criterion) -> Option<Self> {
        let hundredth = |value: &Decimal| value.to_ratio() * Ratio::from_integer(100.into());
        let trimmed = case.expert_scores == ExpertScores::Trimmed && case.members.len() > 2;
        let members = case.members.len().to_i64()?;
        // Scores that differ by whole steps and by whole hundredths differ by whole multiples of the least number that
        // is both: the numerator of the step in hundredths. One beyond every score is as good as none.
        let step = criterion.step.as_ref().map_or(Some(1), |step| hundredth(step).numer().to_i64()).unwrap_or(i64::MAX);
        Some(Self {
            id: &criterion.id,
            index,
            min: hundredth(&criterion.min).ceil().to_i64()?,
            max: hundredth(&criterion.max).floor().to_i64()?,
            step,
            count: if trimmed { members - 2 } else { members.max(1) },
            trimmed,
        })
    }

    /// No change of a score changes the points by more.
    pub(super) const fn reach(&self) -> i64 {
        (self.max - self.min) / self.count + 1
    }
}

/// One bid's scores for one subjective criterion, in hundredths; all of them are on its grid.
pub(super) struct Row<'a> {
    grid: &'a Grid<'a>,
    scores: Vec<i64>,
}

impl<'a> Row<'a> {
    /// None when a score is missing, or one of another kind than a checked ranking has.
    pub(super) fn of(case: &Case, bid: usize, grid: &'a Grid<'a>) -> Option<Self> {
        let row = case.scores.get(&case.bids.get(bid)?.id)?.get(grid.id)?;
        let scores = row.iter().map(|score| score.as_ref()?.small(2)).collect::<Option<_>>()?;
        Some(Self { grid, scores })
    }

    /// For each member the lever down and the lever up.
    pub(super) fn levers(&self) -> impl Iterator<Item = [(Lever, bool); 2]> + '_ {
        let sum: i64 = self.scores.iter().sum();
        let mut sorted = self.scores.clone();
        sorted.sort_unstable();
        let at = |index: usize| sorted.get(index).copied().unwrap_or_default();
        let count = sorted.len();
        let ends = [at(0), at(1), at(count.saturating_sub(2)), at(count.saturating_sub(1))];
        self.scores.iter().map(move |&score| {
            let [lowest, second, second_last, highest] = ends;
            let (low, high) = if self.grid.trimmed {
                (if score == lowest { second } else { lowest }, if score == highest { second_last } else { highest })
            } else {
                (i64::MIN, i64::MAX)
            };
            let inner = sum - score - if self.grid.trimmed { low + high } else { 0 };
            let Grid { min, max, step, count, .. } = *self.grid;
            let up = Lever { score, low, high, inner, most: max, count, step };
            [(up.mirrored(min), true), (up, false)]
        })
    }
}

/// One member's score `s` in a mean: the points are the rounded mean of what is inside and of `s` held between `low` and
/// `high`, the ends that the others leave where the highest and the lowest score are left out.
#[derive(Clone, Copy)]
pub(super) struct Lever {
    score: i64,
    low: i64,
    high: i64,
    inner: i64,
    most: i64,
    count: i64,
    step: i64,
}

impl Lever {
    /// The lever for the other direction: with every sign turned, up is down. Rounding is the same either way.
    fn mirrored(self, min: i64) -> Self {
        Self {
            score: -self.score,
            low: self.high.checked_neg().unwrap_or(i64::MAX),
            high: self.low.checked_neg().unwrap_or(i64::MAX),
            inner: -self.inner,
            most: -min,
            ..self
        }
    }

    fn points(self, score: i64) -> i64 {
        rounded(&(score.clamp(self.low, self.high) + self.inner), &self.count)
    }

    /// The size of the smallest move up after which the points have changed into one of the spans; only one below `best`.
    /// `turned`: the lever is mirrored, and the spans are not.
    pub(super) fn least(self, spans: &[Span], turned: bool, best: Option<i64>) -> Option<i64> {
        let now = self.points(self.score);
        let count = spans.len();
        for index in 0..count {
            let (begin, end) = if turned {
                spans.get(count - 1 - index).map(|(begin, end)| (-end, -begin))?
            } else {
                *spans.get(index)?
            };
            if end < 1 {
                continue;
            }
            let needed = self.sum_for(now + begin.max(1)) - self.inner;
            if needed > self.high {
                return None;
            }
            let size = whole_steps(needed - self.score, self.step)?;
            if size > self.most - self.score || best.is_some_and(|best| size >= best) {
                return None;
            }
            if self.points(self.score + size) - now <= end {
                return Some(size);
            }
        }
        None
    }

    /// The least sum of scores whose rounded mean reaches `points`.
    const fn sum_for(self, points: i64) -> i64 {
        let edge = 2 * self.count * points - self.count;
        if points > 0 { -(-edge).div_euclid(2) } else { edge.div_euclid(2) + 1 }
    }

    /// The scores before and after a move of this size.
    pub(super) const fn scores(self, size: i64, turned: bool) -> (i64, i64) {
        let sign = if turned { -1 } else { 1 };
        (sign * self.score, sign * (self.score + size))
    }
}

/// The least multiple of `step` that is not below `distance`.
fn whole_steps(distance: i64, step: i64) -> Option<i64> {
    let steps = distance.max(1).checked_add(step - 1)? / step;
    steps.checked_mul(step)
}
