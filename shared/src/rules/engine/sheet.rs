//! Step 5: the members' scores, what is wrong with them, and the points they give.

use std::collections::BTreeMap;

use super::super::case::{Case, Criterion, CriterionKind, ExpertScores};
use super::super::catalogue::{self, Topic};
use super::super::codes::FindingCode;
use super::price::trimmed;
use super::{Findings, mean};
use crate::amount::{Decimal, TwoPlaces};

/// Notes what is wrong with the valid bids' scores; says whether that blocks the ranking.
pub(super) fn review(case: &Case, valid: &[bool], findings: &mut Findings<'_>) -> bool {
    let mut blocked = false;
    for (bid, _) in valid.iter().enumerate().filter(|(_, valid)| **valid) {
        for (index, criterion) in case.criteria.iter().enumerate() {
            let scores = scores(case, bid, criterion);
            blocked |=
                review_each(criterion, &scores, |code, member| findings.of_score(code, bid, index, Some(member)));
            if criterion.kind == CriterionKind::Objective && differ(&scores) {
                findings.of_score(FindingCode::ObjectiveDiffers, bid, index, None);
                blocked = true;
            }
            if criterion.kind == CriterionKind::Subjective {
                for member in outliers(case, criterion, &scores) {
                    findings.of_score(FindingCode::Outlier, bid, index, Some(member));
                }
            }
        }
    }
    blocked
}

/// One entry per member; none where the sheet, the criterion or the score is absent.
fn scores<'a>(case: &'a Case, bid: usize, criterion: &Criterion) -> Vec<Option<&'a Decimal>> {
    let sheet = case.bids.get(bid).and_then(|bid| case.scores.get(&bid.id));
    let row = sheet.and_then(|sheet| sheet.get(&criterion.id));
    (0..case.members.len()).map(|member| row.and_then(|row| row.get(member)).and_then(Option::as_ref)).collect()
}

fn review_each(criterion: &Criterion, scores: &[Option<&Decimal>], mut note: impl FnMut(FindingCode, usize)) -> bool {
    let mut blocked = false;
    for (member, score) in scores.iter().enumerate() {
        let code = match score {
            None => FindingCode::MissingScore,
            Some(score) if !criterion.allows(score) => FindingCode::OutOfRange,
            Some(_) => continue,
        };
        note(code, member);
        blocked = true;
    }
    blocked
}

fn differ(scores: &[Option<&Decimal>]) -> bool {
    let mut given = scores.iter().flatten();
    given.next().is_some_and(|first| given.any(|score| score != first))
}

/// The members whose score is far from the mean of the others' scores.
fn outliers(case: &Case, criterion: &Criterion, scores: &[Option<&Decimal>]) -> Vec<usize> {
    let share = catalogue::rule(Topic::OutlierScore, case.regime).map_or_else(Decimal::one, |rule| rule.low_value());
    let bound = &criterion.max * &share;
    let given: Vec<&Decimal> = scores.iter().copied().flatten().collect();
    let sum: Decimal = given.iter().copied().sum();
    let Some(others) = i64::try_from(given.len()).ok().map(|count| Decimal::from(count - 1)) else {
        return Vec::new();
    };
    // |score − mean of the others| > bound, all multiplied by the number of the others.
    let is_far = |score: &Decimal| {
        let distance = &(score * &others) - &(&sum - score);
        others.is_positive() && distance.abs() > &bound * &others
    };
    let members = scores.iter().enumerate();
    members.filter(|(_, score)| score.is_some_and(is_far)).map(|(member, _)| member).collect()
}

/// The points per criterion of a bid whose scores nothing blocks.
pub(super) fn points(case: &Case, bid: usize) -> BTreeMap<String, TwoPlaces> {
    let of = |criterion: &Criterion| {
        let mut given: Vec<&Decimal> = scores(case, bid, criterion).into_iter().flatten().collect();
        let points = match (criterion.kind, case.expert_scores) {
            (CriterionKind::Objective, _) => given.first().map(|score| score.to_ratio()).unwrap_or_default(),
            (CriterionKind::Subjective, ExpertScores::Mean) => mean(given.into_iter()),
            (CriterionKind::Subjective, ExpertScores::Trimmed) => {
                given.sort_unstable();
                mean(trimmed(&given).iter().copied())
            }
        };
        (criterion.id.clone(), TwoPlaces::round(&points))
    };
    case.criteria.iter().map(of).collect()
}
