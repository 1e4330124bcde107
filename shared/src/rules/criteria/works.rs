//! How a plan scores the price in works (工程): by distance from a benchmark, whose coefficient may be drawn by lot once the
//! bids are open.

use serde::{Deserialize, Serialize};

use super::super::case::{Benchmark, Formula};
use crate::amount::Decimal;

/// The fewest coefficients among which one is drawn.
pub const DRAWN_LEAST: usize = 2;
/// The most coefficients among which one is drawn.
pub const DRAWN_MOST: usize = 50;

/// The price formula of a works lot, and the coefficients among which one is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorksPrice {
    /// The formula. Where a coefficient is drawn, its benchmark's coefficient is only in its place until then.
    pub formula: Formula,
    /// The coefficients (抽取系数) among which one is drawn: the benchmark's `drop`, `of_ceiling` or `times`. Empty when
    /// the formula's own counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drawn: Vec<Decimal>,
}

impl WorksPrice {
    /// The options of the draw, as the ceremony names them; empty when nothing is drawn.
    #[must_use]
    pub fn options(&self) -> Vec<String> {
        self.drawn.iter().map(ToString::to_string).collect()
    }

    /// The formula with this coefficient in its benchmark.
    #[must_use]
    pub fn with(&self, coefficient: &Decimal) -> Formula {
        let mut formula = self.formula.clone();
        if let Some(place) = coefficient_of(&mut formula) {
            *place = coefficient.clone();
        }
        formula
    }

    /// Whether the formula has a coefficient that can be drawn.
    #[must_use]
    pub fn has_coefficient(&self) -> bool {
        coefficient_of(&mut self.formula.clone()).is_some()
    }
}

/// The benchmark's coefficient.
fn coefficient_of(formula: &mut Formula) -> Option<&mut Decimal> {
    let (Formula::Deviation { benchmark, .. } | Formula::Symmetric { benchmark, .. }) = formula else { return None };
    match benchmark {
        Benchmark::Mean => None,
        Benchmark::MeanDrop { drop } => Some(drop),
        Benchmark::Composite { of_ceiling } => Some(of_ceiling),
        Benchmark::WithoutOutliers { times, .. } => Some(times),
    }
}
