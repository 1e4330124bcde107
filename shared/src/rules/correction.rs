//! Price correction (报价修正) in the order of 87号令 art. 59: the opening form before the bid's body, words before figures,
//! a misplaced decimal point of a unit price, unit prices before their total. The engine proposes; the committee adopts,
//! the bidder confirms.

use serde::{Deserialize, Serialize};

use crate::amount::{Decimal, Fen, round_half_up};

/// The article that orders the corrections.
pub const ARTICLE: &str = "财政部令第87号第五十九条";
/// The most items of a price that are compared.
pub const ITEMS_MAX: usize = 500;

/// What the committee finds in the bid beside the opening form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoundPrice {
    /// The total that the bid's body states, in figures.
    pub total: Option<Fen>,
    /// The items of the price, at most [`ITEMS_MAX`].
    pub items: Vec<PriceItem>,
}

/// One line of the price (分项报价).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceItem {
    /// What it is.
    pub name: String,
    /// How many, at least 0.
    pub quantity: Decimal,
    /// The unit price in yuan, at least 0.
    pub unit: Decimal,
    /// The line's own total, where the bid states one.
    pub total: Option<Fen>,
}

/// Which of the article's rules, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CorrectionRule {
    /// (1) The opening form prevails over the body.
    FormBeforeBody,
    /// (2) Words prevail over figures.
    WordsBeforeFigures,
    /// (3) The point of a unit price is misplaced: the total prevails, the unit price is corrected.
    MisplacedPoint,
    /// (4) The total differs from the unit prices: these prevail.
    UnitsBeforeTotal,
}

impl CorrectionRule {
    /// Every rule, in the article's order.
    pub const ALL: [Self; 4] =
        [Self::FormBeforeBody, Self::WordsBeforeFigures, Self::MisplacedPoint, Self::UnitsBeforeTotal];
}

/// One step of a correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectionStep {
    /// By which rule.
    pub rule: CorrectionRule,
    /// The item, for a unit price.
    pub item: Option<String>,
    /// The figure before, yuan.
    pub from: String,
    /// The figure after, yuan.
    pub to: String,
}

/// What follows from the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// The price after every step.
    pub price: Fen,
    /// The steps, in the article's order.
    pub steps: Vec<CorrectionStep>,
    /// The items sum up to another price, but rule 1 has decided the total already: the committee says what holds.
    pub ask_committee: Option<Fen>,
}

/// Applies the rules to the opening form's price (`figures`, `words` where they can be read) and what was found in the body.
#[must_use]
pub fn propose(figures: Fen, words: Option<Fen>, found: &FoundPrice) -> Proposal {
    let mut steps = Vec::new();
    let mut step = |rule, item: Option<&PriceItem>, from: String, to: String| {
        steps.push(CorrectionStep { rule, item: item.map(|item| item.name.clone()), from, to });
    };
    let mut price = words.unwrap_or(figures);
    let body_differs = found.total.filter(|total| *total != price && *total != figures);
    if let Some(total) = body_differs {
        step(CorrectionRule::FormBeforeBody, None, total.grouped(), price.grouped());
    }
    if price != figures {
        step(CorrectionRule::WordsBeforeFigures, None, figures.grouped(), price.grouped());
    }
    let mut sum = Decimal::zero();
    for item in &found.items {
        let line = &item.quantity * &item.unit;
        let stated = item.total.or((found.items.len() == 1).then_some(price)).map(Fen::to_decimal);
        match stated.filter(|stated| is_misplaced(&line, stated)) {
            Some(stated) => {
                let unit = round_half_up(&(stated.to_ratio() / item.quantity.to_ratio()), 4);
                step(CorrectionRule::MisplacedPoint, Some(item), item.unit.to_string(), unit.to_string());
                sum = &sum + &stated;
            }
            None => sum = &sum + &line,
        }
    }
    let sum = Fen::try_from(&round_half_up(&sum.to_ratio(), 2)).ok().filter(|_| !found.items.is_empty());
    let mut ask_committee = None;
    match sum.filter(|sum| *sum != price) {
        // What rule 1 has decided is not undone by rule 4.
        Some(sum) if body_differs.is_some() => ask_committee = Some(sum),
        Some(sum) => {
            step(CorrectionRule::UnitsBeforeTotal, None, price.grouped(), sum.grouped());
            price = sum;
        }
        None => {}
    }
    Proposal { price, steps, ask_committee }
}

/// Whether a line is a power of ten away from what is stated, so that its point must be misplaced.
fn is_misplaced(line: &Decimal, stated: &Decimal) -> bool {
    if !line.is_positive() || !stated.is_positive() || line == stated {
        return false;
    }
    let (small, large) = if line < stated { (line, stated) } else { (stated, line) };
    [10, 100, 1_000, 10_000].iter().any(|power| &(small * &Decimal::from(*power)) == large)
}

#[cfg(test)]
mod tests;
