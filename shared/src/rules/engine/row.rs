//! One bid's scores for one criterion, as whole numbers of a common unit: checked, compared and averaged without fractions.

#[cfg(test)]
mod tests;

use num_bigint::BigInt;
use num_traits::{Num, Signed, ToPrimitive};

use super::super::case::{Criterion, CriterionKind, ExpertScores};
use super::super::codes::FindingCode;
use crate::amount::{Decimal, Ratio, TwoPlaces};

/// Whole numbers of a unit; `i64` where the products of a row fit, [`BigInt`] anywhere.
pub(super) trait Units: Num + Signed + Ord + Clone + From<i64> {
    /// That many hundredths as a printed figure.
    fn hundredths(self) -> TwoPlaces;
}

impl Units for i64 {
    fn hundredths(self) -> TwoPlaces {
        TwoPlaces::from_hundredths(self)
    }
}

impl Units for BigInt {
    fn hundredths(self) -> TwoPlaces {
        TwoPlaces::round(&Ratio::new(self, BigInt::from(100)))
    }
}

/// Up to here a number of units, of members, and the product of a few of them fit into an `i64`.
const UNITS_MOST: i64 = 1_000_000_000_000;
const MEMBERS_MOST: usize = 10_000;

/// A criterion's bounds in units of ten to the power of minus `places`, which is at least a hundredth.
pub(super) struct Marks<N> {
    places: u32,
    min: N,
    max: N,
    step: Option<N>,
    /// How far a score may be from the mean of the others' before somebody must look.
    far: N,
    /// A hundredth.
    hundredth: N,
    kind: CriterionKind,
}

/// The fewest places at which all of a criterion's bounds are whole.
fn places(criterion: &Criterion, far: &Decimal) -> u32 {
    let step = criterion.step.as_ref().map_or(0, Decimal::places);
    [2, criterion.min.places(), criterion.max.places(), step, far.places()].into_iter().max().unwrap_or(2)
}

fn small(value: &Decimal, places: u32) -> Option<i64> {
    value.small(places).filter(|units| units.abs() <= UNITS_MOST)
}

impl Marks<i64> {
    /// The bounds where they are small, as they always are but for odd cases.
    pub(super) fn small(criterion: &Criterion, far: &Decimal) -> Option<Self> {
        let places = places(criterion, far);
        let step = criterion.step.as_ref().map(|step| small(step, places));
        if step == Some(None) || places > 6 {
            return None;
        }
        Some(Self {
            places,
            min: small(&criterion.min, places)?,
            max: small(&criterion.max, places)?,
            step: step.flatten(),
            far: small(far, places)?,
            hundredth: 10_i64.pow(places - 2),
            kind: criterion.kind,
        })
    }

    /// The scores that were given, with their members, into `given`; `false` when one is not small.
    pub(super) fn read(&self, row: &[Option<Decimal>], given: &mut Vec<(usize, i64)>) -> bool {
        given.clear();
        for (member, score) in row.iter().enumerate() {
            let Some(score) = score else { continue };
            let Some(units) = small(score, self.places) else { return false };
            given.push((member, units));
        }
        row.len() <= MEMBERS_MOST
    }
}

impl Marks<BigInt> {
    /// The bounds and the scores whatever they are.
    pub(super) fn any(criterion: &Criterion, far: &Decimal, row: &[Option<Decimal>]) -> (Self, Vec<(usize, BigInt)>) {
        let scores = row.iter().flatten().map(Decimal::places).max().unwrap_or(0);
        let places = places(criterion, far).max(scores);
        let units = |value: &Decimal| value.scaled(places).unwrap_or_default();
        let marks = Self {
            places,
            min: units(&criterion.min),
            max: units(&criterion.max),
            step: criterion.step.as_ref().map(units),
            far: units(far),
            hundredth: BigInt::from(10).pow(places - 2),
            kind: criterion.kind,
        };
        let given = row.iter().enumerate().filter_map(|(member, score)| Some((member, units(score.as_ref()?))));
        (marks, given.collect())
    }
}

impl<N: Units> Marks<N> {
    /// Notes what is wrong with a row; says whether that blocks the ranking. A finding of no member is one of the row.
    pub(super) fn review(&self, given: &[(usize, N)], mut note: impl FnMut(FindingCode, Option<usize>)) -> bool {
        let mut blocked = false;
        for (member, score) in given {
            if !self.allows(score) {
                note(FindingCode::OutOfRange, Some(*member));
                blocked = true;
            }
        }
        match self.kind {
            CriterionKind::Objective => {
                if given.iter().any(|(_, score)| given.first().is_some_and(|(_, first)| first != score)) {
                    note(FindingCode::ObjectiveDiffers, None);
                    blocked = true;
                }
            }
            CriterionKind::Subjective => self.outliers(given, |member| note(FindingCode::Outlier, Some(member))),
        }
        blocked
    }

    /// As [`Criterion::allows`].
    fn allows(&self, score: &N) -> bool {
        self.min <= *score
            && *score <= self.max
            && (score.clone() % self.hundredth.clone()).is_zero()
            && self.step.as_ref().is_none_or(|step| ((score.clone() - self.min.clone()) % step.clone()).is_zero())
    }

    /// The members whose score is far from the mean of the others': |score − mean| > far, all times the number of others.
    fn outliers(&self, given: &[(usize, N)], mut note: impl FnMut(usize)) {
        let others = count::<N>(given.len()) - N::one();
        if !others.is_positive() {
            return;
        }
        let sum = given.iter().fold(N::zero(), |sum, (_, score)| sum + score.clone());
        let bound = self.far.clone() * others.clone();
        for (member, score) in given {
            let rest = sum.clone() - score.clone();
            if (score.clone() * others.clone() - rest).abs() > bound {
                note(*member);
            }
        }
    }

    /// The points of a row that nothing blocks: the common value, or the mean rounded once.
    pub(super) fn points(&self, given: &[(usize, N)], how: ExpertScores) -> N {
        let mut sum = match self.kind {
            CriterionKind::Objective => given.first().map_or_else(N::zero, |(_, score)| score.clone()),
            CriterionKind::Subjective => given.iter().fold(N::zero(), |sum, (_, score)| sum + score.clone()),
        };
        let mut counted = if self.kind == CriterionKind::Objective { 1 } else { given.len() };
        if self.kind == CriterionKind::Subjective && how == ExpertScores::Trimmed && given.len() > 2 {
            let scores = || given.iter().map(|(_, score)| score);
            let (lowest, highest) = (scores().min().cloned(), scores().max().cloned());
            sum = sum - lowest.unwrap_or_else(N::zero) - highest.unwrap_or_else(N::zero);
            counted -= 2;
        }
        rounded(&sum, &(count::<N>(counted) * self.hundredth.clone()))
    }
}

fn count<N: Units>(number: usize) -> N {
    N::from(number.to_i64().unwrap_or(i64::MAX))
}

/// The quotient as a whole number, halves away from zero; 0 where the divisor is 0.
pub(super) fn rounded<N: Units>(dividend: &N, divisor: &N) -> N {
    if divisor.is_zero() {
        return N::zero();
    }
    let two = N::from(2);
    let away = (dividend.abs() * two.clone() + divisor.clone()) / (divisor.clone() * two);
    if dividend.is_negative() { -away } else { away }
}
