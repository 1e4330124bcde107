//! The price formula of a works lot: what the editor holds as text, and the plan that it says.

use shared::amount::Decimal;
use shared::rules::case::{Benchmark, Formula};
use shared::rules::criteria::WorksPrice;
use shared::text::tenders;

use super::{Form, Reader};
use crate::ui::Label;

const LOW_FIRST: &str = "low_first";
const DEVIATION: &str = "deviation";
const SYMMETRIC: &str = "symmetric";
const PROPORTION: &str = "proportion";
const WHOLE: &str = "whole";
const MEAN: &str = "mean";
const MEAN_DROP: &str = "mean_drop";
const COMPOSITE: &str = "composite";
const WITHOUT_OUTLIERS: &str = "without_outliers";

/// The formulas to choose from.
#[must_use]
pub fn formulas() -> Vec<(String, Label)> {
    [
        (LOW_FIRST, tenders::FORMULA_LOW),
        (DEVIATION, tenders::FORMULA_DEVIATION),
        (SYMMETRIC, tenders::FORMULA_SYMMETRIC),
    ]
    .map(|(word, text)| (word.to_owned(), Label::Text(text)))
    .to_vec()
}

/// The benchmarks to choose from.
#[must_use]
pub fn benchmarks() -> Vec<(String, Label)> {
    [
        (MEAN, tenders::BENCHMARK_MEAN),
        (MEAN_DROP, tenders::BENCHMARK_DROP),
        (COMPOSITE, tenders::BENCHMARK_COMPOSITE),
        (WITHOUT_OUTLIERS, tenders::BENCHMARK_OUTLIERS),
    ]
    .map(|(word, text)| (word.to_owned(), Label::Text(text)))
    .to_vec()
}

/// How a part of a per cent counts.
#[must_use]
pub fn parts() -> Vec<(String, Label)> {
    [(PROPORTION, tenders::PART_IN_PROPORTION), (WHOLE, tenders::PART_AS_WHOLE)]
        .map(|(word, text)| (word.to_owned(), Label::Text(text)))
        .to_vec()
}

/// A formula as it stands in the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PriceForm {
    /// The word of the formula.
    pub formula: String,
    /// The word of the benchmark.
    pub benchmark: String,
    /// The benchmark's coefficient; several, parted by commas, are drawn among.
    pub coefficients: String,
    pub limit: String,
    pub above: String,
    pub below: String,
    /// The word for how a part of a per cent counts.
    pub part: String,
    pub floor: String,
}

impl PriceForm {
    /// The fields that say a plan's formula; for a plan without one what a works lot often has.
    pub fn of(works: Option<&WorksPrice>) -> Self {
        let mut form = Self {
            formula: LOW_FIRST.into(),
            benchmark: MEAN.into(),
            coefficients: String::new(),
            limit: "0.3".into(),
            above: "1".into(),
            below: "0.5".into(),
            part: PROPORTION.into(),
            floor: "0".into(),
        };
        let Some(works) = works else { return form };
        let benchmark = match &works.formula {
            Formula::Deviation { benchmark, above, below, step, floor } => {
                (form.formula, form.above, form.below) = (DEVIATION.into(), above.to_string(), below.to_string());
                (form.part, form.floor) = (if *step { WHOLE } else { PROPORTION }.into(), floor.to_string());
                benchmark
            }
            Formula::Symmetric { benchmark, floor } => {
                (form.formula, form.floor) = (SYMMETRIC.into(), floor.to_string());
                benchmark
            }
            Formula::LowFirst | Formula::Qcbs | Formula::Rated => return form,
        };
        let (word, own) = match benchmark {
            Benchmark::Mean => (MEAN, None),
            Benchmark::MeanDrop { drop } => (MEAN_DROP, Some(drop)),
            Benchmark::Composite { of_ceiling } => (COMPOSITE, Some(of_ceiling)),
            Benchmark::WithoutOutliers { limit, times } => {
                form.limit = limit.to_string();
                (WITHOUT_OUTLIERS, Some(times))
            }
        };
        form.benchmark = word.into();
        let own: Vec<String> = own.map(ToString::to_string).into_iter().collect();
        form.coefficients = if works.drawn.is_empty() { own } else { works.options() }.join(", ");
        form
    }
}

/// The formula that the fields say; none where the lowest price has all points, or outside works.
pub(super) fn plan(form: &Form, reader: &mut Reader) -> Option<WorksPrice> {
    let price = &form.price;
    if form.regime != "works" || form.method != "comprehensive" || price.formula == LOW_FIRST {
        return None;
    }
    let coefficients: Vec<Decimal> = match price.benchmark.as_str() {
        MEAN => Vec::new(),
        _ => {
            let parts = price.coefficients.split([',', '，', '、', ' ']).filter(|part| !part.trim().is_empty());
            let read: Vec<Decimal> = parts.map(|part| reader.number("works.drawn", part)).collect();
            if read.is_empty() { vec![reader.number("works.drawn", "")] } else { read }
        }
    };
    let first = coefficients.first().cloned().unwrap_or_default();
    let benchmark = match price.benchmark.as_str() {
        MEAN_DROP => Benchmark::MeanDrop { drop: first },
        COMPOSITE => Benchmark::Composite { of_ceiling: first },
        WITHOUT_OUTLIERS => {
            Benchmark::WithoutOutliers { limit: reader.number("works.limit", &price.limit), times: first }
        }
        _ => Benchmark::Mean,
    };
    let floor = reader.number("works.floor", &price.floor);
    let formula = if price.formula == SYMMETRIC {
        Formula::Symmetric { benchmark, floor }
    } else {
        let (above, below) = (reader.number("works.above", &price.above), reader.number("works.below", &price.below));
        Formula::Deviation { benchmark, above, below, step: price.part == WHOLE, floor }
    };
    let drawn = if coefficients.len() > 1 { coefficients } else { Vec::new() };
    Some(WorksPrice { formula, drawn })
}
