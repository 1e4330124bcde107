//! The scoring engine (评审计算): from a case to its outcome, exactly, each figure rounded once.
//!
//! The order of work is the format's: valid bids, abnormally low prices, evaluated prices, price points, criteria, total
//! and rank, candidates; the lowest method leaves the points out.

mod flip;
mod price;
mod ranking;
mod row;
mod sheet;
#[cfg(test)]
mod tests;
mod ties;
mod validity;

use std::collections::BTreeMap;

use super::case::{Case, Method};
use super::catalogue::{Law, Topic};
use super::codes::FindingCode;
use super::outcome::{BidOutcome, Finding, Outcome, Reason, Verdict, WithFlip};
use crate::amount::{Decimal, Ratio, TwoPlaces};
use ranking::Place;
pub use ties::{candidate_order, ties};

/// Evaluates a case under the newest law. The case must have passed [`Case::check`]; a case that has not gives an outcome
/// without meaning.
#[must_use]
pub fn evaluate(case: &Case) -> Outcome {
    evaluate_under(case, Law::NEWEST)
}

/// Evaluates a case under the law of the tender's announcement; the case must have passed [`Case::check_under`] with it.
#[must_use]
pub fn evaluate_under(case: &Case, law: Law) -> Outcome {
    run(case, law).0
}

/// As [`evaluate`], and how near the result is.
#[must_use]
pub fn evaluate_with_flip(case: &Case) -> WithFlip {
    let (outcome, scored) = run(case, Law::NEWEST);
    let first = outcome.candidates.first().and_then(|id| case.bids.iter().position(|bid| bid.id == *id));
    let is_scored = outcome.outcome == Verdict::Ranked && case.method == Method::Comprehensive;
    let flip = first.filter(|_| is_scored).and_then(|first| flip::flip(case, &scored, first));
    WithFlip { outcome, flip }
}

/// The outcome, and what it was ranked by.
fn run(case: &Case, law: Law) -> (Outcome, Vec<Scored>) {
    let mut findings = Findings { case, law, rows: Vec::new() };
    let mut valid = validity::valid(case, &mut findings);
    validity::abnormally_low(case, &mut findings);
    if validity::too_few(case, law, &valid) {
        return (unranked(case, &valid, findings, Verdict::Failed, None), Vec::new());
    }
    match case.method {
        Method::Lowest => {
            ranking::one_of_each_brand(case, &mut valid, &mut findings);
            lowest(case, &valid, findings)
        }
        Method::Comprehensive => comprehensive(case, &valid, findings),
    }
}

/// What is known of a valid bid once it is scored.
struct Scored {
    bid: usize,
    evaluated: Decimal,
    price_points: Option<TwoPlaces>,
    criteria: BTreeMap<String, TwoPlaces>,
    /// The sum of the criteria.
    sum: Decimal,
    technical_points: Option<TwoPlaces>,
    total: Option<TwoPlaces>,
}

fn lowest(case: &Case, valid: &[bool], findings: Findings<'_>) -> (Outcome, Vec<Scored>) {
    let evaluated = price::evaluated(case, findings.law, valid);
    let benchmark = evaluated.iter().map(|(_, price)| price).min().map(Decimal::to_ratio);
    let scored = evaluated.into_iter().map(|(bid, evaluated)| Scored {
        bid,
        evaluated,
        price_points: None,
        criteria: BTreeMap::new(),
        sum: Decimal::zero(),
        technical_points: None,
        total: None,
    });
    ranked(case, valid, scored.collect(), benchmark, findings)
}

fn comprehensive(case: &Case, valid: &[bool], mut findings: Findings<'_>) -> (Outcome, Vec<Scored>) {
    let law = findings.law;
    let evaluated = price::evaluated(case, law, valid);
    let benchmark = price::benchmark(case, &evaluated);
    let sheets = sheet::review(case, law, valid, &mut findings);
    if sheets.blocked {
        return (unranked(case, valid, findings, Verdict::Blocked, Some(&benchmark)), Vec::new());
    }
    let scored = evaluated.into_iter().zip(sheets.points).map(|((bid, evaluated), points)| Scored {
        bid,
        price_points: Some(price::points(case, law, bid, &evaluated, &benchmark)),
        evaluated,
        criteria: points.criteria,
        sum: points.sum,
        technical_points: None,
        total: None,
    });
    let mut scored: Vec<Scored> = scored.collect();
    totals(case, &mut scored);
    ranked(case, valid, scored, Some(benchmark), findings)
}

fn totals(case: &Case, scored: &mut [Scored]) {
    let highest = scored.iter().map(|bid| &bid.sum).max().cloned().unwrap_or_default();
    for bid in scored {
        bid.technical_points = price::technical_points(case, &bid.sum, &highest);
        let beside_price = bid.technical_points.as_ref().map_or(&bid.sum, TwoPlaces::value);
        let price = bid.price_points.as_ref().map(TwoPlaces::value).cloned().unwrap_or_default();
        bid.total = Some(TwoPlaces::round(&(&price + beside_price).to_ratio()));
    }
}

fn ranked(
    case: &Case,
    valid: &[bool],
    mut scored: Vec<Scored>,
    benchmark: Option<Ratio>,
    mut findings: Findings<'_>,
) -> (Outcome, Vec<Scored>) {
    let places = ranking::rank(case, &scored);
    let candidates = ranking::candidates(case, &places, &mut findings);
    let mut bids = Vec::with_capacity(case.bids.len());
    for Place { bid, at, rank } in &places {
        let (Some(scored), Some(entry)) = (scored.get_mut(*at), case.bids.get(*bid)) else {
            continue;
        };
        bids.push(BidOutcome {
            id: entry.id.clone(),
            valid: true,
            evaluated_price: Some(TwoPlaces::round(&scored.evaluated.to_ratio())),
            price_points: scored.price_points.clone(),
            criteria: std::mem::take(&mut scored.criteria),
            technical_points: scored.technical_points.clone(),
            total: scored.total.clone(),
            rank: Some(*rank),
            candidate: candidates.contains(bid),
        });
    }
    bids.extend(without_rank(case, valid, |valid| !valid));
    let names = candidates.iter().filter_map(|&bid| case.bids.get(bid)).map(|bid| bid.id.clone());
    let outcome = Outcome {
        outcome: Verdict::Ranked,
        reason: None,
        benchmark: benchmark.as_ref().map(TwoPlaces::round),
        bids,
        candidates: names.collect(),
        findings: findings.sorted(),
    };
    (outcome, scored)
}

fn unranked(
    case: &Case,
    valid: &[bool],
    findings: Findings<'_>,
    outcome: Verdict,
    benchmark: Option<&Ratio>,
) -> Outcome {
    Outcome {
        outcome,
        reason: (outcome == Verdict::Failed).then_some(Reason::TooFew),
        benchmark: benchmark.map(TwoPlaces::round),
        bids: without_rank(case, valid, |_| true).collect(),
        candidates: Vec::new(),
        findings: findings.sorted(),
    }
}

/// The bids that are `wanted`, in input order, without figures.
fn without_rank(case: &Case, valid: &[bool], wanted: fn(bool) -> bool) -> impl Iterator<Item = BidOutcome> {
    case.bids.iter().zip(valid).filter(move |(_, valid)| wanted(**valid)).map(|(bid, valid)| BidOutcome {
        id: bid.id.clone(),
        valid: *valid,
        evaluated_price: None,
        price_points: None,
        criteria: BTreeMap::new(),
        technical_points: None,
        total: None,
        rank: None,
        candidate: false,
    })
}

/// The findings as they come, by places in the input.
struct Findings<'a> {
    case: &'a Case,
    law: Law,
    rows: Vec<Row>,
}

struct Row {
    code: FindingCode,
    bid: usize,
    criterion: Option<usize>,
    member: Option<usize>,
    detail: Vec<String>,
}

impl Findings<'_> {
    fn of_bid(&mut self, code: FindingCode, bid: usize, detail: Vec<String>) {
        self.rows.push(Row { code, bid, criterion: None, member: None, detail });
    }

    fn of_score(&mut self, code: FindingCode, bid: usize, criterion: usize, member: Option<usize>) {
        self.rows.push(Row { code, bid, criterion: Some(criterion), member, detail: Vec::new() });
    }

    /// By code, then bid, criterion and member in input order, none first.
    fn sorted(mut self) -> Vec<Finding> {
        self.rows.sort_by_key(|row| (row.code.as_str(), row.bid, row.criterion, row.member));
        let (case, law) = (self.case, self.law);
        let finding = |row: Row| Finding {
            code: row.code,
            rule: law.article(topic(row.code), case.regime).to_owned(),
            bid: case.bids.get(row.bid).map(|bid| bid.id.clone()).unwrap_or_default(),
            member: row.member.and_then(|member| case.members.get(member)).cloned(),
            criterion: row.criterion.and_then(|index| case.criteria.get(index)).map(|criterion| criterion.id.clone()),
            detail: row.detail,
        };
        self.rows.into_iter().map(finding).collect()
    }
}

/// The rule behind a finding.
const fn topic(code: FindingCode) -> Topic {
    match code {
        FindingCode::AbnormallyLow => Topic::AbnormalOfMean,
        FindingCode::MissingScore => Topic::MissingScore,
        FindingCode::ObjectiveDiffers => Topic::ObjectiveScores,
        FindingCode::OutOfRange => Topic::ScoreRange,
        FindingCode::Outlier => Topic::OutlierScore,
        FindingCode::OverCeiling => Topic::Ceiling,
        FindingCode::SameBrand => Topic::SameBrand,
    }
}

/// The mean, or 0 of nothing.
fn mean<'a>(values: impl ExactSizeIterator<Item = &'a Decimal>) -> Ratio {
    let count = values.len();
    divide(&values.sum::<Decimal>().to_ratio(), &Ratio::from_integer(count.into()))
}

/// The quotient, or 0 where there is none; a checked case never divides by 0.
fn divide(dividend: &Ratio, divisor: &Ratio) -> Ratio {
    if *divisor.numer() == 0.into() { Ratio::from_integer(0.into()) } else { dividend / divisor }
}
