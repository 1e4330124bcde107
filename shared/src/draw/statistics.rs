//! Whether the lots favour anybody: how often each expert is seated, comes first, and is seated with each other one, over
//! many seeds, against what equal chances would give (Pearson's χ²).
//!
//! The seeds are SHA-256 of a label and a number, so that anybody gets the same figures. Seats are drawn without
//! replacement, so counts depend on each other; each χ² is divided by the variance that belongs to it, and has the degrees
//! of freedom that are left. With all k-subsets of n experts alike, the counts of single experts vary as
//! p(1−p)·n/(n−1), p = k/n; what the counts of pairs add to those of single experts varies as p₂ − 2p₃ + p₄, where pⱼ is the
//! chance that j given experts are all seated (the eigenspaces of the Johnson scheme).

use std::collections::HashMap;

use super::FormError;
use super::bytes;
use super::list::Candidate;
use super::walk::Draw;
use crate::journal::Hash;

/// A pool and a request that is drawn again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// 40 experts, each of another employer, for 5 seats.
    Alike,
    /// 10 employers with 4 experts each, for 5 seats: at most one of each.
    Employers,
    /// 15 experts for group 0, 15 for group 1, 10 for both, for 2 and 3 seats: the walk passes people over.
    Groups,
}

/// Experts of every sample.
const EXPERTS: usize = 40;
/// Seats of every sample.
const SEATS: usize = 5;
/// Experts of an employer in [`Sample::Employers`].
const COLLEAGUES: usize = 4;
/// Classes of experts who are alike, in [`Sample::Groups`]: where they begin and end, and their groups.
const CLASSES: [(usize, usize, u16); 3] = [(0, 15, 1), (15, 30, 2), (30, 40, 3)];

impl Sample {
    /// Every sample.
    pub const ALL: [Self; 3] = [Self::Alike, Self::Employers, Self::Groups];

    /// In words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alike => "40 experts of 40 employers, 5 seats",
            Self::Employers => "10 employers with 4 experts each, 5 seats",
            Self::Groups => "15 + 15 experts of two groups and 10 of both, 2 + 3 seats",
        }
    }

    fn candidates(self) -> Vec<Candidate> {
        let draw = "00000000-0000-4000-8000-000000000000";
        // Other pids in each sample, so that no figure repeats another's.
        let salt = bytes::tagged("bidroom/draw/1/statistics", &[self.name().as_bytes()]).0;
        let candidate = |at: usize| {
            let employer = if self == Self::Employers { at / COLLEAGUES } else { at };
            let class = CLASSES.into_iter().find(|class| (class.0..class.1).contains(&at));
            let groups = if self == Self::Groups { class.map_or(1, |class| class.2) } else { 1 };
            let pid = bytes::pid(draw, &at.to_string(), &salt);
            Candidate { pid, unit: bytes::unit(draw, &employer.to_string(), &salt), groups }
        };
        (0..EXPERTS).map(candidate).collect()
    }
}

/// What was counted over some seeds. Parts may be counted apart, on several threads, and merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    seeds: u64,
    seated: Vec<u64>,
    first: Vec<u64>,
    /// For experts a < b, at a·n + b: how often both were seated.
    pairs: Vec<u64>,
}

impl Tally {
    fn new(experts: usize) -> Self {
        Self { seeds: 0, seated: vec![0; experts], first: vec![0; experts], pairs: vec![0; experts * experts] }
    }

    /// Draws `sample` under the seeds with the numbers from `from`, `count` of them.
    ///
    /// # Errors
    /// None that a sample of this file can cause: the request is well-formed.
    pub fn count(sample: Sample, from: u64, count: u64) -> Result<Self, FormError> {
        let candidates = sample.candidates();
        let at: HashMap<Hash, usize> = candidates.iter().enumerate().map(|(at, c)| (c.pid, at)).collect();
        let needs = if sample == Sample::Groups { vec![2, 3] } else { vec![SEATS as u32] };
        let draw = Draw::from_parts(needs, candidates)?;
        let mut tally = Self::new(EXPERTS);
        for number in from..from.saturating_add(count) {
            let seed = bytes::tagged("bidroom/draw/1/statistics", &[&number.to_be_bytes()]);
            let seats = draw.walk(&seed).committee().seats;
            let experts: Vec<usize> = seats.iter().filter_map(|seat| at.get(&seat.pid).copied()).collect();
            tally.add(&experts);
        }
        Ok(tally)
    }

    /// Adds one committee: its experts in lot order.
    fn add(&mut self, experts: &[usize]) {
        let n = self.seated.len();
        self.seeds += 1;
        for (place, a) in experts.iter().enumerate() {
            self.seated[*a] += 1;
            self.first[*a] += u64::from(place == 0);
            for b in &experts[place + 1..] {
                self.pairs[a.min(b) * n + a.max(b)] += 1;
            }
        }
    }

    /// Adds what another part has counted.
    pub fn merge(&mut self, other: &Self) {
        self.seeds += other.seeds;
        let add = |own: &mut [u64], other: &[u64]| own.iter_mut().zip(other).for_each(|(own, other)| *own += other);
        add(&mut self.seated, &other.seated);
        add(&mut self.first, &other.first);
        add(&mut self.pairs, &other.pairs);
    }

    /// How many seeds were drawn.
    #[must_use]
    pub fn seeds(&self) -> u64 {
        self.seeds
    }

    /// How often the expert was seated who was seated least, and most.
    #[must_use]
    pub fn extremes(&self) -> (u64, u64) {
        (self.seated.iter().min().copied().unwrap_or(0), self.seated.iter().max().copied().unwrap_or(0))
    }

    /// The same counts with groups of `size` neighbours as one: employers in place of experts.
    fn by_employer(&self, size: usize) -> Self {
        let n = self.seated.len();
        let mut tally = Self::new(n / size);
        tally.seeds = self.seeds;
        for a in 0..n {
            tally.seated[a / size] += self.seated[a];
            tally.first[a / size] += self.first[a];
            for b in a + 1..n {
                tally.pairs[(a / size) * (n / size) + b / size] += self.pairs[a * n + b];
            }
        }
        tally
    }

    fn pair(&self, a: usize, b: usize) -> u64 {
        self.pairs[a.min(b) * self.seated.len() + a.max(b)]
    }
}

/// A χ² beside its bounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What was compared.
    pub what: &'static str,
    /// χ².
    pub chi2: f64,
    /// The degrees of freedom.
    pub freedom: usize,
}

/// The standard normal's quantile at 99.95 %: of 1000 fair draws one is outside of [`Finding::bounds`].
const QUANTILE: f64 = 3.2905;

impl Finding {
    /// The bounds between which χ² falls with 99.9 % of all fair draws (Wilson and Hilferty's approximation). Below them
    /// the counts would be too even for lots.
    #[must_use]
    pub fn bounds(&self) -> (f64, f64) {
        let k = self.freedom as f64;
        let at = |z: f64| k * (1.0 - 2.0 / (9.0 * k) + z * (2.0 / (9.0 * k)).sqrt()).powi(3);
        (at(-QUANTILE).max(0.0), at(QUANTILE))
    }

    /// Whether χ² is within the bounds.
    #[must_use]
    pub fn holds(&self) -> bool {
        let (low, high) = self.bounds();
        (low..=high).contains(&self.chi2)
    }
}

/// Everything that is compared in a sample.
#[must_use]
pub fn findings(sample: Sample, tally: &Tally) -> Vec<Finding> {
    match sample {
        Sample::Alike => vec![
            seated("seated", tally, SEATS),
            first("first place", tally, &[(0, EXPERTS)]),
            pairs("pairs, beyond single experts", tally, SEATS),
        ],
        Sample::Employers => {
            let employers = tally.by_employer(COLLEAGUES);
            let colleagues: Vec<(usize, usize)> =
                (0..EXPERTS).step_by(COLLEAGUES).map(|from| (from, from + COLLEAGUES)).collect();
            vec![
                seated("employers seated", &employers, SEATS),
                equal("seated, among colleagues", &tally.seated, &colleagues),
                first("first place", tally, &[(0, EXPERTS)]),
                pairs("pairs of employers, beyond single ones", &employers, SEATS),
            ]
        }
        Sample::Groups => {
            let classes = CLASSES.map(|class| (class.0, class.1));
            vec![
                seated_alike("seated, among experts alike", tally, &classes),
                first("first place, likewise", tally, &classes),
            ]
        }
    }
}

fn squares(counts: &[u64], expected: f64) -> f64 {
    counts.iter().map(|count| (*count as f64 - expected).powi(2)).sum()
}

/// Counts of which exactly one rises at a time: among those of each class, all alike.
fn equal(what: &'static str, counts: &[u64], classes: &[(usize, usize)]) -> Finding {
    let mut finding = Finding { what, chi2: 0.0, freedom: 0 };
    for (from, to) in classes {
        let counts = &counts[*from..*to];
        let expected = counts.iter().sum::<u64>() as f64 / counts.len() as f64;
        finding.chi2 += squares(counts, expected) / expected;
        finding.freedom += counts.len() - 1;
    }
    finding
}

fn first(what: &'static str, tally: &Tally, classes: &[(usize, usize)]) -> Finding {
    equal(what, &tally.first, classes)
}

/// Single experts, when all `seats`-subsets are alike.
fn seated(what: &'static str, tally: &Tally, seats: usize) -> Finding {
    let (n, seeds) = (tally.seated.len() as f64, tally.seeds as f64);
    let p = seats as f64 / n;
    let variance = seeds * p * (1.0 - p) * n / (n - 1.0);
    Finding { what, chi2: squares(&tally.seated, seeds * p) / variance, freedom: tally.seated.len() - 1 }
}

/// Single experts within classes of experts who are alike; their chance, and that of two of them together, is estimated
/// from the class: counts that are exchangeable vary around their mean as p − p₂.
fn seated_alike(what: &'static str, tally: &Tally, classes: &[(usize, usize)]) -> Finding {
    let mut finding = Finding { what, chi2: 0.0, freedom: 0 };
    for (from, to) in classes {
        let counts = &tally.seated[*from..*to];
        let mean = counts.iter().sum::<u64>() as f64 / counts.len() as f64;
        let both: u64 = (*from..*to).flat_map(|a| (a + 1..*to).map(move |b| tally.pair(a, b))).sum();
        let mean_both = both as f64 / (counts.len() * (counts.len() - 1) / 2) as f64;
        finding.chi2 += squares(counts, mean) / (mean - mean_both);
        finding.freedom += counts.len() - 1;
    }
    finding
}

/// Pairs, when all `seats`-subsets are alike, without what the counts of single experts already say.
fn pairs(what: &'static str, tally: &Tally, seats: usize) -> Finding {
    let (n, k, seeds) = (tally.seated.len(), seats as f64, tally.seeds as f64);
    // The chance that j given experts are all seated.
    let chance = |j: usize| (0..j).map(|i| (k - i as f64) / (n as f64 - i as f64)).product::<f64>();
    let single: Vec<f64> = tally.seated.iter().map(|count| *count as f64 - seeds * chance(1)).collect();
    let mut sum = 0.0;
    for a in 0..n {
        for b in a + 1..n {
            // An expert's deviation is in k−1 pairs at a time.
            let explained = (single[a] + single[b]) * (k - 1.0) / (n as f64 - 2.0);
            sum += (tally.pair(a, b) as f64 - seeds * chance(2) - explained).powi(2);
        }
    }
    let variance = seeds * (chance(2) - 2.0 * chance(3) + chance(4));
    Finding { what, chi2: sum / variance, freedom: n * (n - 3) / 2 }
}

#[cfg(test)]
mod tests;
