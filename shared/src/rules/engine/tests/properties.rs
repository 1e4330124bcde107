//! What must hold for every case, whatever is in it.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::super::{
    AbnormallyLow, Benchmark, Bid, Case, Criterion, CriterionKind, Deductions, DrawSeed, EnterpriseSize, ExpertScores,
    Finding, Formula, Method, Outcome, Price, Regime, TieBreak, Verdict, evaluate,
};
use crate::amount::{Decimal, TwoPlaces};

/// Choices made before the case is built from them.
struct Dice(std::vec::IntoIter<u32>);

impl Dice {
    fn below(&mut self, bound: u32) -> u32 {
        self.0.next().unwrap_or(0) % bound
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u32) as usize].clone()
    }

    fn rate(&mut self, percents: &[i64]) -> Decimal {
        Decimal::new(self.one(percents), 2)
    }
}

fn formula(dice: &mut Dice, regime: Regime) -> Formula {
    let hundredths = |dice: &mut Dice, bound| Decimal::new(dice.below(bound).into(), 2);
    let benchmark = match dice.below(4) {
        0 => Benchmark::Mean,
        1 => Benchmark::MeanDrop { drop: hundredths(dice, 10) },
        2 => Benchmark::Composite { of_ceiling: hundredths(dice, 101) },
        _ => Benchmark::WithoutOutliers { limit: hundredths(dice, 40), times: Decimal::new(9, 1) },
    };
    let floor = Decimal::from(i64::from(dice.below(10)));
    match (regime, dice.below(3)) {
        (Regime::Works, 0) => Formula::Symmetric { benchmark, floor },
        (Regime::Works, 1) => {
            let (above, below) = (hundredths(dice, 300), hundredths(dice, 300));
            Formula::Deviation { benchmark, above, below, step: dice.below(2) == 0, floor }
        }
        (Regime::International, 0) => Formula::Qcbs,
        (Regime::International, 1) => Formula::Rated,
        _ => Formula::LowFirst,
    }
}

fn bid(dice: &mut Dice, index: usize) -> Bid {
    let sizes = [EnterpriseSize::Large, EnterpriseSize::Medium, EnterpriseSize::Small, EnterpriseSize::Micro];
    let coarse = dice.below(2) == 0;
    let fen = if coarse { 5_000_000 + 1_000_000 * dice.below(8) } else { 3_000_000 + dice.below(10_000_000) };
    Bid {
        id: format!("B{index}"),
        price: Decimal::new(fen.into(), 2),
        size: dice.one(&sizes),
        consortium_small_share: dice.rate(&[0, 29, 30, 50, 100]),
        domestic: dice.below(4) > 0,
        brand: dice.one(&[None, None, None, Some("K".to_owned()), Some("L".to_owned())]),
        qualified: dice.below(12) > 0,
        compliant: dice.below(12) > 0,
        invalid: (dice.below(12) == 0).then(|| "串通投标".to_owned()),
    }
}

fn scores(dice: &mut Dice, criterion: &Criterion, members: usize, faulty: bool) -> Vec<Option<Decimal>> {
    let grid = if criterion.step.is_some() { 50 } else { 1 };
    let most = criterion.max.small(2).map_or(0, |max| max as u32) / grid;
    let common = dice.below(most + 1) * grid;
    (0..members)
        .map(|_| {
            let any = dice.below(most + 1) * grid;
            let value = if criterion.kind == CriterionKind::Objective { common } else { any };
            match dice.below(60) {
                0 if faulty => None,
                1 if faulty => Some(Decimal::new(value.into(), 1)),
                _ => Some(Decimal::new(value.into(), 2)),
            }
        })
        .collect()
}

/// A case that passes the check; with a seed and all tie-breaks, so that no order of the input decides anything.
fn build(choices: Vec<u32>) -> Case {
    let dice = &mut Dice(choices.into_iter());
    let regime = dice.one(&[Regime::Goods, Regime::Services, Regime::Works, Regime::International]);
    let works = regime == Regime::Works;
    let formula = formula(dice, regime);
    let kinds = [CriterionKind::Objective, CriterionKind::Subjective];
    let mut criteria: Vec<Criterion> = (0..if formula.has_technical_side() { 2 } else { 1 })
        .map(|index| Criterion {
            id: format!("c{index}"),
            kind: dice.one(&kinds),
            max: Decimal::from(40),
            min: Decimal::zero(),
            step: (dice.below(2) == 0).then(|| Decimal::new(5, 1)),
        })
        .collect();
    criteria.push(Criterion { id: "last".to_owned(), max: Decimal::from(20), ..criteria[0].clone() });
    let members: Vec<String> = (0..dice.one(&[5, 7])).map(|seat| format!("m{seat}")).collect();
    let bids: Vec<Bid> = (0..dice.below(9) as usize).map(|index| bid(dice, index)).collect();
    let faulty = dice.below(4) == 0;
    let mut sheets = BTreeMap::new();
    for bid in &bids {
        let rows = criteria.iter().map(|criterion| {
            let row = scores(dice, criterion, members.len(), faulty);
            (criterion.id.clone(), row)
        });
        sheets.insert(bid.id.clone(), rows.collect());
    }
    Case {
        v: 1,
        regime,
        method: dice.one(&[Method::Comprehensive, Method::Comprehensive, Method::Lowest]),
        ceiling: Decimal::from(120_000),
        members,
        criteria,
        price: Price { weight: Decimal::from(40), formula },
        deductions: Deductions {
            small: dice.rate(if works { &[0, 3, 5] } else { &[0, 10, 15, 20] }),
            consortium: dice.rate(if works { &[0, 1, 2] } else { &[0, 4, 6] }),
            domestic: dice.rate(if works { &[0] } else { &[0, 20] }),
        },
        abnormally_low: AbnormallyLow {
            of_mean: dice.rate(&[50, 60, 65]),
            of_next: dice.rate(&[50, 60, 65]),
            of_ceiling: dice.rate(&[45, 55, 65]),
        },
        expert_scores: if works { dice.one(&[ExpertScores::Mean, ExpertScores::Trimmed]) } else { ExpertScores::Mean },
        tie_break: dice.one(&[vec![TieBreak::Price, TieBreak::Draw], vec![TieBreak::Draw, TieBreak::Price]]),
        draw_seed: Some(DrawSeed([dice.below(256) as u8; 32])),
        candidates: u64::from(1 + dice.below(4)),
        bids,
        scores: sheets,
    }
}

pub(super) fn case() -> impl Strategy<Value = Case> {
    prop::collection::vec(any::<u32>(), 700).prop_map(build)
}

/// The properties say something only of cases that are ranked.
#[test]
fn half_of_the_built_cases_are_ranked() {
    let built = |seed: u32| {
        let numbers =
            (0..700_u32).map(move |index| seed.wrapping_mul(2_654_435_761).wrapping_add(index).wrapping_mul(40_503));
        build(numbers.map(|number| number ^ number >> 15).collect())
    };
    let cases: Vec<Case> = (1..=400).map(built).collect();
    let ranked = |case: &&Case| evaluate(case).outcome == Verdict::Ranked;
    let by_points = cases.iter().filter(|case| case.method == Method::Comprehensive).filter(ranked).count();
    let by_price = cases.iter().filter(|case| case.method == Method::Lowest).filter(ranked).count();
    assert!(by_points > 100 && by_price > 40, "{by_points} and {by_price} of 400");
}

/// The findings without their order.
fn sorted(outcome: &Outcome) -> Vec<Finding> {
    let mut findings = outcome.findings.clone();
    findings.sort_by_key(|finding| format!("{finding:?}"));
    findings
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_built_case_is_sound_and_survives_its_text(case in case()) {
        prop_assert_eq!(case.check(), Ok(()));
        let text = serde_json::to_string(&case).unwrap();
        prop_assert_eq!(Case::from_json(&text).unwrap(), case);
    }

    #[test]
    fn the_order_of_bids_and_members_does_not_matter(case in case(), turn in 0_usize..9, seat in 0_usize..7) {
        let mut other = case.clone();
        other.bids.rotate_left(turn % case.bids.len().max(1));
        other.bids.reverse();
        let seat = seat % case.members.len();
        other.members.rotate_left(seat);
        for row in other.scores.values_mut().flat_map(BTreeMap::values_mut) {
            row.rotate_left(seat);
        }
        let (one, two) = (evaluate(&case), evaluate(&other));
        prop_assert_eq!((one.outcome, &one.benchmark), (two.outcome, &two.benchmark));
        for bid in &one.bids {
            prop_assert_eq!(Some(bid), two.bid(&bid.id));
        }
        let (mut first, mut second) = (one.candidates.clone(), two.candidates.clone());
        if case.method == Method::Lowest {
            first.sort();
            second.sort();
        }
        prop_assert_eq!(first, second);
        prop_assert_eq!(sorted(&one), sorted(&two));
    }

    #[test]
    fn totals_are_the_sums_of_what_is_printed(case in case()) {
        let outcome = evaluate(&case);
        let mut above: Option<&TwoPlaces> = None;
        for (index, bid) in outcome.bids.iter().enumerate() {
            let (Some(rank), Some(total)) = (bid.rank, &bid.total) else { continue };
            let criteria: Decimal = bid.criteria.values().map(TwoPlaces::value).sum();
            let beside = bid.technical_points.as_ref().map_or(&criteria, TwoPlaces::value);
            let price = bid.price_points.as_ref().unwrap().value();
            prop_assert_eq!(total.value(), &(price + beside));
            prop_assert!(above.is_none_or(|above| above >= total) && rank <= index + 1);
            above = Some(total);
        }
    }

    #[test]
    fn only_what_takes_part_is_ranked(case in case()) {
        let outcome = evaluate(&case);
        prop_assert_eq!(outcome.bids.len(), case.bids.len());
        for bid in &outcome.bids {
            let input = case.bids.iter().find(|input| input.id == bid.id).unwrap();
            let stands = input.qualified && input.compliant && input.invalid.is_none() && input.price <= case.ceiling;
            prop_assert!(!bid.valid || stands);
            prop_assert_eq!(bid.rank.is_some(), bid.valid && outcome.outcome == Verdict::Ranked);
            prop_assert_eq!(bid.candidate, outcome.candidates.contains(&bid.id));
            prop_assert!(!bid.candidate || bid.rank.is_some());
        }
        prop_assert_eq!(outcome.outcome == Verdict::Ranked, !outcome.candidates.is_empty());
    }

    #[test]
    fn an_invalid_bid_changes_nothing_but_the_competition(case in case(), which in 0_usize..9) {
        prop_assume!(!case.bids.is_empty());
        let index = which % case.bids.len();
        let mut other = case.clone();
        other.bids[index].invalid = Some("未按要求签章".to_owned());
        let (before, after) = (evaluate(&case), evaluate(&other));
        let id = &case.bids[index].id;
        prop_assert!(!after.bid(id).unwrap().valid && !after.candidates.contains(id));
        let low = |outcome: &Outcome| {
            let findings = outcome.findings.iter().filter(|finding| finding.code.as_str() == "abnormally-low");
            findings.cloned().collect::<Vec<_>>()
        };
        prop_assert_eq!(low(&before), low(&after));
        if case.method == Method::Comprehensive {
            for bid in before.bids.iter().filter(|bid| bid.id != *id) {
                prop_assert_eq!(bid.valid, after.bid(&bid.id).unwrap().valid);
                prop_assert_eq!(&bid.criteria.is_empty(), &bid.rank.is_none());
            }
        }
        // Whether the price is above the ceiling is told for an invalid bid too; not for one that was not compliant.
        let mut gone = other.clone();
        gone.bids[index].compliant = false;
        prop_assert_eq!(evaluate(&gone).candidates, after.candidates);
    }

    #[test]
    fn an_outcome_survives_its_text(case in case()) {
        let outcome = evaluate(&case);
        let text = serde_json::to_string(&outcome).unwrap();
        prop_assert_eq!(serde_json::from_str::<Outcome>(&text).unwrap(), outcome);
    }

    /// A case that nobody checked gives an outcome without meaning, and no panic.
    #[test]
    fn an_unchecked_case_does_not_panic(case in case(), seed in prop::collection::vec(any::<u32>(), 12)) {
        let mut case = case;
        let dice = &mut Dice(seed.into_iter());
        let absurd = [Decimal::zero(), Decimal::from(-7), Decimal::new(i64::MIN, 9)];
        for bid in &mut case.bids {
            bid.price = dice.one(&absurd);
        }
        case.ceiling = dice.one(&absurd);
        case.price.weight = dice.one(&absurd);
        case.deductions.small = Decimal::one();
        case.members.truncate(dice.below(7) as usize);
        case.criteria.truncate(dice.below(3) as usize);
        for row in case.scores.values_mut().flat_map(BTreeMap::values_mut) {
            row.truncate(dice.below(6) as usize);
        }
        case.candidates = 0;
        let _ = evaluate(&case);
    }
}
