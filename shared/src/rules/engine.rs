//! The scoring engine (评审计算): from a case to its outcome, exactly, each figure rounded once.
//!
//! The order of work is the format's: valid bids, abnormally low prices, evaluated prices, price points, criteria, total
//! and rank, candidates; the lowest method leaves the points out.

mod price;
mod ranking;
mod sheet;
#[cfg(test)]
mod tests;
mod validity;

use std::collections::BTreeMap;

use super::case::{Case, Method};
use super::catalogue::{self, Topic};
use super::codes::FindingCode;
use super::outcome::{BidOutcome, Finding, Outcome, Reason, Verdict};
use crate::amount::{Decimal, Ratio, TwoPlaces};
use ranking::Place;

/// Evaluates a case. The case must have passed [`Case::check`]; a case that has not gives an outcome without meaning.
#[must_use]
pub fn evaluate(case: &Case) -> Outcome {
    let mut findings = Findings { case, rows: Vec::new() };
    let mut valid = validity::valid(case, &mut findings);
    validity::abnormally_low(case, &mut findings);
    if validity::too_few(case, &valid) {
        return unranked(case, &valid, findings, Verdict::Failed, None);
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
    technical_points: Option<TwoPlaces>,
    total: Option<TwoPlaces>,
}

fn lowest(case: &Case, valid: &[bool], findings: Findings<'_>) -> Outcome {
    let evaluated = price::evaluated(case, valid);
    let benchmark = evaluated.iter().map(|(_, price)| price).min().map(Decimal::to_ratio);
    let scored = evaluated.into_iter().map(|(bid, evaluated)| Scored {
        bid,
        evaluated,
        price_points: None,
        criteria: BTreeMap::new(),
        technical_points: None,
        total: None,
    });
    ranked(case, valid, scored.collect(), benchmark, findings)
}

fn comprehensive(case: &Case, valid: &[bool], mut findings: Findings<'_>) -> Outcome {
    let evaluated = price::evaluated(case, valid);
    let benchmark = price::benchmark(case, &evaluated);
    if sheet::review(case, valid, &mut findings) {
        return unranked(case, valid, findings, Verdict::Blocked, Some(&benchmark));
    }
    let mut scored: Vec<Scored> = evaluated
        .into_iter()
        .map(|(bid, evaluated)| Scored {
            bid,
            price_points: Some(price::points(case, bid, &evaluated, &benchmark)),
            evaluated,
            criteria: sheet::points(case, bid),
            technical_points: None,
            total: None,
        })
        .collect();
    totals(case, &mut scored);
    ranked(case, valid, scored, Some(benchmark), findings)
}

fn totals(case: &Case, scored: &mut [Scored]) {
    let sums: Vec<Decimal> = scored.iter().map(|bid| bid.criteria.values().map(TwoPlaces::value).sum()).collect();
    let highest = sums.iter().max().cloned().unwrap_or_default();
    for (bid, sum) in scored.iter_mut().zip(&sums) {
        bid.technical_points = price::technical_points(case, sum, &highest);
        let beside_price = bid.technical_points.as_ref().map_or(sum, TwoPlaces::value);
        let price = bid.price_points.as_ref().map(TwoPlaces::value).cloned().unwrap_or_default();
        bid.total = Some(TwoPlaces::round(&(&price + beside_price).to_ratio()));
    }
}

fn ranked(
    case: &Case,
    valid: &[bool],
    scored: Vec<Scored>,
    benchmark: Option<Ratio>,
    mut findings: Findings<'_>,
) -> Outcome {
    let places = ranking::rank(case, &scored);
    let candidates = ranking::candidates(case, &places, &mut findings);
    let mut bids = Vec::with_capacity(case.bids.len());
    let mut scored: BTreeMap<usize, Scored> = scored.into_iter().map(|bid| (bid.bid, bid)).collect();
    for Place { bid, rank } in &places {
        let (Some(scored), Some(entry)) = (scored.remove(bid), case.bids.get(*bid)) else {
            continue;
        };
        bids.push(BidOutcome {
            id: entry.id.clone(),
            valid: true,
            evaluated_price: Some(TwoPlaces::round(&scored.evaluated.to_ratio())),
            price_points: scored.price_points,
            criteria: scored.criteria,
            technical_points: scored.technical_points,
            total: scored.total,
            rank: Some(*rank),
            candidate: candidates.contains(bid),
        });
    }
    bids.extend(without_rank(case, valid, |valid| !valid));
    let names = candidates.iter().filter_map(|&bid| case.bids.get(bid)).map(|bid| bid.id.clone());
    Outcome {
        outcome: Verdict::Ranked,
        reason: None,
        benchmark: benchmark.as_ref().map(TwoPlaces::round),
        bids,
        candidates: names.collect(),
        findings: findings.sorted(),
    }
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
        let case = self.case;
        let finding = |row: Row| Finding {
            code: row.code,
            rule: catalogue::article(topic(row.code), case.regime).to_owned(),
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
