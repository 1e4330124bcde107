//! `bidroom bench evaluate`: the scoring engine on a lot as large as any, after parsing, with and without the flip.

use super::super::Outcome;
use super::{median, ms, now};
use shared::amount::Decimal;
use shared::journal::hash::Hash;
use shared::rules::{
    AbnormallyLow, Bid, Case, Criterion, CriterionKind, Deductions, EnterpriseSize, ExpertScores, Formula, Method,
    Price, Regime, TieBreak, evaluate, evaluate_with_flip,
};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::Duration;

const MEMBERS: usize = 9;
/// How often each figure is taken; the median is shown.
const ROUNDS: usize = 15;

/// The sizes that are measured, bids and criteria; the last is the largest.
const SIZES: [(usize, usize); 5] = [(25, 50), (50, 50), (50, 100), (100, 100), (100, 200)];

/// Prints the table.
pub fn run() -> Outcome {
    if cfg!(debug_assertions) {
        println!("this binary was built without optimisation: measure a release build");
    }
    println!("evaluation of a parsed case, {MEMBERS} members, every criterion subjective, median of {ROUNDS}:");
    println!(
        "  bids  criteria   cells   without flip          with flip             raw: sum of the scores   raw: SHA-256 of the JSON"
    );
    for (bids, criteria) in SIZES {
        let case = sample(bids, criteria);
        case.check().map_err(|refusal| refusal.to_string())?;
        let json = serde_json::to_vec(&case).map_err(|error| error.to_string())?;
        let cells = bids * criteria * MEMBERS;
        let plain = timed(|| drop(black_box(evaluate(black_box(&case)))));
        let flip = timed(|| drop(black_box(evaluate_with_flip(black_box(&case)))));
        let sum = timed(|| drop(black_box(total(black_box(&case)))));
        let hash = timed(|| {
            black_box(Hash::of(black_box(&json)));
        });
        let per_cell = |ms: f64| ms * 1_000_000.0 / cells as f64;
        println!(
            "  {bids:>4}  {criteria:>8}  {cells:>6}   {plain:6.2} ms {:4.0} ns/cell   {flip:6.2} ms {:4.0} ns/cell   \
             {sum:6.2} ms {:4.0} ns/cell     {hash:6.2} ms of {:.1} MB",
            per_cell(plain),
            per_cell(flip),
            per_cell(sum),
            json.len() as f64 / 1e6,
        );
        if (bids, criteria) == SIZES[SIZES.len() - 1] {
            match evaluate_with_flip(&case).flip {
                Some(flip) => println!(
                    "  its flip: {} by {} on {}, from {} to {}",
                    flip.bid, flip.member, flip.criterion, flip.from, flip.to
                ),
                None => println!("  it has no flip"),
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn timed(work: impl Fn()) -> f64 {
    let once = || {
        let began = now();
        work();
        began.elapsed()
    };
    let times: Vec<Duration> = (0..ROUNDS).map(|_| once()).collect();
    ms(median(times))
}

/// Every score of the case added up, as the exact decimals that they are.
fn total(case: &Case) -> Decimal {
    case.scores.values().flat_map(BTreeMap::values).flatten().flatten().sum()
}

/// A close race: all bids at nearly one price and with nearly the same scores, so that many bids are within one score's
/// reach of the first place. Its figures come from a fixed sequence.
fn sample(bids: usize, criteria: usize) -> Case {
    let mut state = 1_u64;
    let mut below = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let hundredths = |value: u64| Decimal::new(i64::try_from(value).unwrap_or(0), 2);
    let max = 7_000 / criteria as u64;
    let criterion = |index: usize| Criterion {
        id: format!("criterion-{index}"),
        kind: CriterionKind::Subjective,
        max: hundredths(max),
        min: Decimal::zero(),
        step: None,
    };
    let bid = |index: usize, fen: u64| Bid {
        id: format!("bid-{index}"),
        price: hundredths(fen),
        size: if index.is_multiple_of(3) { EnterpriseSize::Small } else { EnterpriseSize::Large },
        consortium_small_share: Decimal::zero(),
        domestic: true,
        brand: None,
        qualified: true,
        compliant: true,
        invalid: None,
    };
    let bids: Vec<Bid> = (0..bids).map(|index| bid(index, 100_000_000 + below(10_000))).collect();
    let criteria: Vec<Criterion> = (0..criteria).map(criterion).collect();
    let mut scores = BTreeMap::new();
    for bid in &bids {
        let mut sheet = BTreeMap::new();
        for (index, criterion) in criteria.iter().enumerate() {
            let apart = if index < 10 { 2 } else { 1 };
            let row = (0..MEMBERS).map(|_| Some(hundredths(max - max / 4 + below(apart)))).collect();
            sheet.insert(criterion.id.clone(), row);
        }
        scores.insert(bid.id.clone(), sheet);
    }
    let rate = |percent: i64| Decimal::new(percent, 2);
    Case {
        v: 1,
        regime: Regime::Goods,
        method: Method::Comprehensive,
        ceiling: Decimal::from(1_200_000),
        members: (1..=MEMBERS).map(|seat| format!("member-{seat}")).collect(),
        criteria,
        price: Price { weight: Decimal::from(30), formula: Formula::LowFirst },
        deductions: Deductions { small: Decimal::zero(), consortium: Decimal::zero(), domestic: Decimal::zero() },
        abnormally_low: AbnormallyLow { of_mean: rate(50), of_next: rate(50), of_ceiling: rate(45) },
        expert_scores: ExpertScores::Mean,
        tie_break: vec![TieBreak::Price],
        draw_seed: None,
        candidates: 3,
        bids,
        scores,
    }
}
