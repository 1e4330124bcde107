//! Step 5: the members' scores, what is wrong with them, and the points they give.

use std::collections::BTreeMap;

use num_bigint::BigInt;

use super::super::case::{Case, Criterion};
use super::super::catalogue::{Law, Topic};
use super::super::codes::FindingCode;
use super::Findings;
use super::row::{Marks, Units};
use crate::amount::{Decimal, TwoPlaces};

/// What the members' scores of the valid bids come to.
pub(super) struct Sheets {
    /// Whether something blocks the ranking; then the points mean nothing.
    pub(super) blocked: bool,
    /// The points of each valid bid, in input order.
    pub(super) points: Vec<Points>,
}

/// The points of one bid.
pub(super) struct Points {
    pub(super) criteria: BTreeMap<String, TwoPlaces>,
    /// Their sum.
    pub(super) sum: Decimal,
}

/// Notes what is wrong with the valid bids' scores and counts their points.
pub(super) fn review(case: &Case, law: Law, valid: &[bool], findings: &mut Findings<'_>) -> Sheets {
    let share = law.rule(Topic::OutlierScore, case.regime).map_or_else(Decimal::one, |rule| rule.low_value());
    let mut columns: Vec<Column<'_>> = case.criteria.iter().enumerate().map(|at| Column::of(at, &share)).collect();
    // The sheets are ordered by criterion, so in this order each row follows the one before.
    columns.sort_unstable_by(|a, b| a.criterion.id.cmp(&b.criterion.id));
    let mut sheets = Sheets { blocked: false, points: Vec::new() };
    let mut given = Vec::with_capacity(case.members.len());
    for (bid, entry) in case.bids.iter().enumerate().filter(|(bid, _)| valid.get(*bid) == Some(&true)) {
        let mut rows = case.scores.get(&entry.id).map(|sheet| sheet.iter().peekable());
        let mut sum = Sum::default();
        let mut criteria = Vec::with_capacity(columns.len());
        for column in &columns {
            let row = rows.as_mut().and_then(|rows| {
                while rows.next_if(|(id, _)| **id < column.criterion.id).is_some() {}
                rows.next_if(|(id, _)| **id == column.criterion.id).map(|(_, row)| row.as_slice())
            });
            let row = row.unwrap_or_default();
            let row = row.get(..case.members.len()).unwrap_or(row);
            let mut note = |code, member| findings.of_score(code, bid, column.index, member);
            sheets.blocked |= missing(row, case.members.len(), |member| note(FindingCode::MissingScore, Some(member)));
            let (blocked, points) = column.points(case, row, &mut given, note);
            sheets.blocked |= blocked;
            sum.add(&points);
            criteria.push((column.criterion.id.clone(), points));
        }
        sheets.points.push(Points { criteria: criteria.into_iter().collect(), sum: sum.total() });
    }
    sheets
}

fn missing(row: &[Option<Decimal>], members: usize, mut note: impl FnMut(usize)) -> bool {
    let mut any = false;
    for member in (0..members).filter(|member| row.get(*member).is_none_or(Option::is_none)) {
        note(member);
        any = true;
    }
    any
}

/// A criterion with what is the same for all bids.
struct Column<'a> {
    criterion: &'a Criterion,
    index: usize,
    far: Decimal,
    marks: Option<Marks<i64>>,
}

impl<'a> Column<'a> {
    fn of((index, criterion): (usize, &'a Criterion), share: &Decimal) -> Self {
        let far = &criterion.max * share;
        Self { criterion, index, marks: Marks::small(criterion, &far), far }
    }

    /// Whether the row blocks, and its points.
    fn points(
        &self,
        case: &Case,
        row: &[Option<Decimal>],
        given: &mut Vec<(usize, i64)>,
        note: impl FnMut(FindingCode, Option<usize>),
    ) -> (bool, TwoPlaces) {
        if let Some(marks) = self.marks.as_ref().filter(|marks| marks.read(row, given)) {
            return (marks.review(given, note), marks.points(given, case.expert_scores).hundredths());
        }
        let (marks, given) = Marks::<BigInt>::any(self.criterion, &self.far, row);
        (marks.review(&given, note), marks.points(&given, case.expert_scores).hundredths())
    }
}

/// A sum of hundredths, in an `i64` as long as it fits.
#[derive(Default)]
struct Sum {
    small: i64,
    large: Decimal,
}

impl Sum {
    fn add(&mut self, points: &TwoPlaces) {
        match points.value().small(2).and_then(|units| self.small.checked_add(units)) {
            Some(sum) => self.small = sum,
            None => self.large = &self.large + points.value(),
        }
    }

    fn total(&self) -> Decimal {
        &Decimal::new(self.small, 2) + &self.large
    }
}
