//! A member's score sheet (评分表): which scores a criterion takes, and the exact document that is signed.

use num_bigint::BigInt;
use serde::{Deserialize, Serialize};

use crate::amount::Decimal;
use crate::id::{LotId, LotKey, MemberId, OrgId, TenderId};
use crate::jcs::{self, JcsError};
use crate::journal::Hash;
use crate::refusal::{Code, Refusal};
use crate::rules::{CriterionKind, PlanCriterion};

/// The longest reason for a score, in characters.
pub const REASON_CHARS_MAX: usize = 1000;

/// What is still wrong with a stored cell; it is kept, but the sheet cannot be signed with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellFinding {
    /// The lowest or the highest score of a subjective criterion needs a reason.
    ReasonNeeded,
}

/// Takes `points` as a score of this criterion.
///
/// # Errors
/// [`Code::ScoreNotDecimal`] when it is no decimal, [`Code::ScoreOutOfRange`] and [`Code::ScoreOffStep`] when the
/// criterion does not take it; the field `nearest` names the scores next to it that it does take.
pub fn judge(criterion: &PlanCriterion, points: &str) -> Result<Decimal, Refusal> {
    let facts = |code| Refusal::new(code).with("criterion", &criterion.title).with("value", points);
    let Ok(score) = points.parse::<Decimal>() else {
        return Err(facts(Code::ScoreNotDecimal).with("min", &criterion.min).with("max", &criterion.max));
    };
    if criterion.allows(&score) {
        return Ok(score);
    }
    let near: Vec<_> = nearest(criterion, &score).iter().map(ToString::to_string).collect();
    let near = near.join(" / ");
    let step = criterion.step.clone().unwrap_or_else(|| Decimal::new(1, 2));
    let code = if score < criterion.min || score > criterion.max { Code::ScoreOutOfRange } else { Code::ScoreOffStep };
    let refusal = facts(code).with("nearest", near).with("step", step);
    Err(refusal.with("min", &criterion.min).with("max", &criterion.max))
}

/// The one or two scores that the criterion takes next to `score`, lower first.
#[must_use]
pub fn nearest(criterion: &PlanCriterion, score: &Decimal) -> Vec<Decimal> {
    let step = criterion.step.clone().filter(Decimal::is_positive).unwrap_or_else(|| Decimal::new(1, 2));
    let inside = score.clone().clamp(criterion.min.clone(), criterion.max.clone().max(criterion.min.clone()));
    let above_min = &inside - &criterion.min;
    let places = above_min.places().max(step.places());
    let (Some(distance), Some(unit)) = (above_min.scaled(places), step.scaled(places)) else { return Vec::new() };
    let steps: BigInt = distance / unit;
    let at = |count: BigInt| count.to_string().parse::<Decimal>().map(|count| &criterion.min + &(&count * &step));
    let both = [at(steps.clone()), at(steps + 1)];
    let mut allowed: Vec<_> = both.into_iter().flatten().filter(|score| criterion.allows(score)).collect();
    if inside != *score {
        // Outside the range only the end of it is near.
        allowed.truncate(1);
    }
    allowed
}

/// Whether this score needs a reason: the lowest and the highest of a subjective criterion do.
#[must_use]
pub fn needs_reason(criterion: &PlanCriterion, score: &Decimal) -> bool {
    criterion.kind == CriterionKind::Subjective && (*score == criterion.min || *score == criterion.max)
}

/// What is still wrong with a cell of this score and reason.
#[must_use]
pub fn findings(criterion: &PlanCriterion, score: Option<&Decimal>, reason: &str) -> Vec<CellFinding> {
    let needed = score.is_some_and(|score| needs_reason(criterion, score)) && reason.trim().is_empty();
    if needed { vec![CellFinding::ReasonNeeded] } else { Vec::new() }
}

/// One score as it is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetCell {
    /// The bidder.
    pub bidder: OrgId,
    /// The criterion.
    pub criterion: String,
    /// The score, a decimal without trailing zeros.
    pub points: String,
    /// The reason, empty for none.
    pub reason: String,
}

/// The document that a member signs: every score, bidder by bidder in the order of their ids, criteria in the plan's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// The format's version, 1.
    pub v: u32,
    /// The tender.
    pub tender: TenderId,
    /// The lot.
    pub lot: LotId,
    /// The member.
    pub member: MemberId,
    /// The scores.
    pub cells: Vec<SheetCell>,
}

impl Sheet {
    /// The sheet of a member, its cells put in order.
    #[must_use]
    pub fn new(lot: &LotKey, member: MemberId, criteria: &[PlanCriterion], mut cells: Vec<SheetCell>) -> Self {
        let place = |cell: &SheetCell| criteria.iter().position(|criterion| criterion.id == cell.criterion);
        cells.sort_by(|a, b| a.bidder.cmp(&b.bidder).then_with(|| place(a).cmp(&place(b))));
        Self { v: 1, tender: lot.tender.clone(), lot: lot.lot.clone(), member, cells }
    }

    /// SHA-256 of its canonical JSON (RFC 8785).
    ///
    /// # Errors
    /// [`JcsError`], which no sheet of this type brings about.
    pub fn hash(&self) -> Result<Hash, JcsError> {
        Ok(Hash::of(&jcs::to_bytes(self)?))
    }
}

#[cfg(test)]
mod tests;
