//! The checks of a plan.

use proptest::prelude::*;

use super::*;
use crate::rules::case::Benchmark;
use crate::rules::evaluate;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn criterion(id: &str, kind: CriterionKind, max: &str, step: Option<&str>) -> PlanCriterion {
    PlanCriterion {
        id: id.to_owned(),
        title: format!("因素 {id}"),
        standard: "满足得满分，每缺一项扣一分。".to_owned(),
        kind,
        max: decimal(max),
        min: Decimal::zero(),
        step: step.map(decimal),
    }
}

fn plan() -> LotPlan {
    LotPlan {
        regime: Regime::Goods,
        method: Method::Comprehensive,
        budget: Fen(120_000_000),
        ceiling: Fen(120_000_000),
        criteria: vec![
            criterion("tech", CriterionKind::Objective, "40", None),
            criterion("plan", CriterionKind::Subjective, "30", Some("0.5")),
        ],
        price_weight: decimal("30"),
        works: None,
        deductions: Deductions { small: decimal("0.10"), consortium: decimal("0.04"), domestic: decimal("0.20") },
        abnormally_low: AbnormallyLow {
            of_mean: decimal("0.50"),
            of_next: decimal("0.50"),
            of_ceiling: decimal("0.45"),
        },
        candidates: 3,
        committee_experts: 4,
        committee_purchaser: 1,
        opening: OpeningPlan::default(),
    }
}

fn found(edit: impl FnOnce(&mut LotPlan)) -> Vec<(PlanCode, String)> {
    let mut plan = plan();
    edit(&mut plan);
    plan.check().into_iter().map(|finding| (finding.code, finding.field)).collect()
}

#[test]
fn a_good_plan_has_no_findings_and_survives_the_wire() {
    let plan = plan();
    assert_eq!(plan.check(), []);
    let json = serde_json::to_string(&plan).unwrap();
    assert!(json.contains("\"budget\":120000000") && json.contains("\"price_weight\":\"30\""), "{json}");
    assert_eq!(serde_json::from_str::<LotPlan>(&json).unwrap(), plan);
    assert!(serde_json::from_str::<LotPlan>(&json.replacen('{', "{\"x\":1,", 1)).is_err());
    assert!(serde_json::from_str::<LotPlan>(&json.replacen("\"30\"", "30", 1)).is_err());
}

#[test]
fn each_fault_is_found_at_its_field() {
    type Edit = fn(&mut LotPlan);
    let faults: &[(Edit, PlanCode, &str)] = &[
        (
            |plan| {
                plan.opening =
                    OpeningPlan { policy: Policy::QuorumAndBidder, window_minutes: 4, ..OpeningPlan::default() }
            },
            PlanCode::WindowRange,
            "opening.window_minutes",
        ),
        (|plan| plan.opening.technical_min = Some(decimal("70")), PlanCode::TechnicalMin, "opening.technical_min"),
        (|plan| plan.budget = Fen(-1), PlanCode::BudgetNotPositive, "budget"),
        (|plan| plan.ceiling = Fen(0), PlanCode::CeilingNotPositive, "ceiling"),
        (|plan| plan.ceiling = Fen(120_000_001), PlanCode::CeilingAboveBudget, "ceiling"),
        (|plan| plan.criteria.clear(), PlanCode::NoCriteria, "criteria"),
        (|plan| plan.criteria[0].id = " ".to_owned(), PlanCode::EmptyId, "criteria[0].id"),
        (|plan| plan.criteria[1].id = "tech".to_owned(), PlanCode::RepeatedId, "criteria[1].id"),
        (|plan| plan.criteria[1].title.clear(), PlanCode::EmptyTitle, "criteria[1].title"),
        (|plan| plan.criteria[1].standard.clear(), PlanCode::EmptyStandard, "criteria[1].standard"),
        (|plan| plan.criteria[1].max = decimal("0"), PlanCode::MaxNotPositive, "criteria[1].max"),
        (|plan| plan.criteria[1].min = decimal("30.01"), PlanCode::MinAboveMax, "criteria[1].min"),
        (|plan| plan.criteria[1].min = decimal("0.001"), PlanCode::TooManyDecimals, "criteria[1].min"),
        (|plan| plan.criteria[1].min = decimal("-10000.01"), PlanCode::PointsTooLarge, "criteria[1].min"),
        (|plan| plan.criteria[1].step = Some(decimal("0")), PlanCode::StepNotPositive, "criteria[1].step"),
        (|plan| plan.criteria[1].step = Some(decimal("0.125")), PlanCode::TooManyDecimals, "criteria[1].step"),
        (|plan| plan.criteria[1].step = Some(decimal("7")), PlanCode::StepMissesMax, "criteria[1].step"),
        (|plan| plan.criteria[1].max = decimal("29.5"), PlanCode::WeightSum, "criteria"),
        (|plan| plan.price_weight = decimal("29.99"), PlanCode::PriceWeight, "price_weight"),
        (|plan| plan.price_weight = decimal("101"), PlanCode::PriceWeightRange, "price_weight"),
        (|plan| plan.deductions.small = decimal("0.21"), PlanCode::DeductionRange, "deductions.small"),
        (|plan| plan.deductions.domestic = decimal("0.19"), PlanCode::DeductionRange, "deductions.domestic"),
        (|plan| plan.abnormally_low.of_next = decimal("0.66"), PlanCode::AbnormalRate, "abnormally_low.of_next"),
        (|plan| plan.candidates = 0, PlanCode::NoCandidates, "candidates"),
        (|plan| plan.committee_purchaser = 0, PlanCode::CommitteeSize, "committee_experts"),
        (|plan| plan.committee_experts = 2, PlanCode::CommitteeSize, "committee_experts"),
        (|plan| plan.budget = Fen(1_000_000_000), PlanCode::LargeCommittee, "committee_experts"),
    ];
    for (edit, code, field) in faults {
        let found = found(edit);
        assert!(found.contains(&(*code, (*field).to_owned())), "{code:?}: {found:?}");
    }
}

#[test]
fn experts_are_two_thirds() {
    // 5 → 4, 7 → 5, 9 → 6, 11 → 8.
    for (experts, purchaser, enough) in
        [(4, 1, true), (3, 2, false), (5, 2, true), (4, 3, false), (6, 3, true), (8, 3, true), (7, 4, false)]
    {
        let findings = found(|plan| (plan.committee_experts, plan.committee_purchaser) = (experts, purchaser));
        let lacks = findings.iter().any(|(code, _)| *code == PlanCode::CommitteeExperts);
        assert_eq!(lacks, !enough, "{experts} + {purchaser}");
    }
}

#[test]
fn ten_million_counts_as_from_ten_million() {
    let large = |budget, experts| {
        let edit = move |plan: &mut LotPlan| (plan.budget, plan.committee_experts) = (Fen(budget), experts);
        found(edit).iter().any(|(code, _)| *code == PlanCode::LargeCommittee)
    };
    assert!(!large(999_999_999, 4));
    assert!(large(1_000_000_000, 4));
    assert!(!large(1_000_000_000, 6));
}

#[test]
fn services_and_the_lowest_method_have_their_own_weights() {
    let services = found(|plan| {
        plan.regime = Regime::Services;
        plan.price_weight = decimal("10");
        plan.criteria[0].max = decimal("60");
    });
    assert_eq!(services, []);
    let lowest = found(|plan| {
        plan.method = Method::Lowest;
        plan.price_weight = Decimal::zero();
        plan.criteria.clear();
    });
    assert_eq!(lowest, []);
    let works = found(|plan| {
        plan.regime = Regime::Works;
        plan.deductions = Deductions { small: decimal("0.05"), consortium: decimal("0.02"), domestic: decimal("0") };
        plan.candidates = 4;
    });
    assert_eq!(works, [(PlanCode::TooManyCandidates, "candidates".to_owned())]);
}

#[test]
fn warnings_do_not_stop_the_notice() {
    let mut plan = plan();
    plan.criteria[0].standard.clear();
    assert_eq!(plan.check().len(), 1);
    assert!(plan.is_publishable());
    plan.price_weight = decimal("29");
    assert!(!plan.is_publishable());
}

#[test]
fn a_plan_becomes_a_case() {
    let bid = |id: &str, price: &str| Bid {
        id: id.to_owned(),
        price: decimal(price),
        size: crate::rules::EnterpriseSize::Large,
        consortium_small_share: Decimal::zero(),
        domestic: true,
        brand: None,
        qualified: true,
        compliant: true,
        invalid: None,
    };
    let members: Vec<String> = (1..=5).map(|seat| format!("m{seat}")).collect();
    let bids = vec![bid("A", "960000"), bid("B", "900000"), bid("C", "930000.50")];
    let row = |score: &str| vec![Some(decimal(score)); 5];
    let sheet = |tech: &str, plan: &str| [("tech".to_owned(), row(tech)), ("plan".to_owned(), row(plan))].into();
    let scores: Scores = [
        ("A".to_owned(), sheet("40", "29.5")),
        ("B".to_owned(), sheet("30", "20")),
        ("C".to_owned(), sheet("35", "25")),
    ]
    .into();
    let case = plan().to_case(members, bids, scores, None);
    case.check().unwrap();
    let outcome = evaluate(&case);
    assert_eq!(outcome.candidates, ["A", "C", "B"]);
    assert_eq!(outcome.bid("A").and_then(|bid| bid.total.clone()).unwrap().to_string(), "97.63");
    assert!(plan().criteria[1].allows(&decimal("7.5")) && !plan().criteria[1].allows(&decimal("7.4")));
}

/// A works plan whose price is scored by its distance from a lowered mean.
fn works_plan(drawn: &[&str]) -> LotPlan {
    let mut plan = plan();
    plan.regime = Regime::Works;
    plan.deductions = Deductions { small: decimal("0.03"), consortium: Decimal::zero(), domestic: Decimal::zero() };
    let benchmark = Benchmark::MeanDrop { drop: decimal("0.01") };
    plan.works = Some(WorksPrice {
        formula: Formula::Symmetric { benchmark, floor: Decimal::zero() },
        drawn: drawn.iter().map(|one| decimal(one)).collect(),
    });
    plan
}

#[test]
fn a_works_formula_is_for_works_and_its_coefficients_are_all_legal() {
    assert_eq!(works_plan(&[]).check(), []);
    let plan = works_plan(&["0.01", "0.02"]);
    assert_eq!(plan.check(), []);
    let works = plan.works.as_ref().unwrap();
    assert_eq!(works.options(), ["0.01", "0.02"]);
    let Formula::Symmetric { benchmark, .. } = works.with(&decimal("0.02")) else { panic!("another formula") };
    assert_eq!(benchmark, Benchmark::MeanDrop { drop: decimal("0.02") });
    let codes = |plan: &LotPlan| plan.check().into_iter().map(|finding| finding.code).collect::<Vec<_>>();
    for drawn in [&["0.01"][..], &["0.01", "0.01"], &["0.01", "1"], &["0.01", "-0.01"]] {
        assert_eq!(codes(&works_plan(drawn)), [PlanCode::DrawnCoefficients], "{drawn:?}");
    }
    let mut mean = plan.clone();
    mean.works.as_mut().unwrap().formula = Formula::Symmetric { benchmark: Benchmark::Mean, floor: Decimal::zero() };
    assert_eq!(codes(&mean), [PlanCode::DrawnCoefficients], "the mean has no coefficient");
    for other in [Regime::Goods, Regime::Services, Regime::International] {
        let plan = LotPlan { regime: other, ..plan.clone() };
        assert!(codes(&plan).contains(&PlanCode::WorksFormula), "{other:?}");
    }
    let lowest = LotPlan { method: Method::Lowest, ..plan };
    assert!(codes(&lowest).contains(&PlanCode::WorksFormula));
}

#[test]
fn blind_evaluation_needs_two_envelopes() {
    let mut blind = plan();
    blind.opening.blind = true;
    assert_eq!(blind.check()[0].code, PlanCode::BlindEnvelopes);
    blind.opening.two_envelopes = true;
    assert_eq!(blind.check(), []);
    // What was published before there was such a term reads as without it.
    let json = serde_json::to_string(&plan()).unwrap();
    assert!(!json.contains("blind") && !json.contains("works\":{"), "{json}");
    assert_eq!(serde_json::from_str::<LotPlan>(&json).unwrap(), plan());
}

proptest! {
    /// Whatever a plan says, checking it gives findings and no panic; and a plan without errors gives no case that the
    /// engine would refuse for what the plan decides.
    #[test]
    fn the_check_is_as_strict_as_the_engine(
        max in -2_i64..80, min in -2_i64..80, step in 0_i64..9, weight in -1_i64..110, small in 0_i64..30,
        rate in 40_i64..70, candidates in 0_u64..5, experts in 0_u32..12, purchaser in 0_u32..4,
        regime in prop::sample::select(&[Regime::Goods, Regime::Services, Regime::Works, Regime::International][..]),
        lowest in any::<bool>(), drop in -1_i64..120, drawn in prop::collection::vec(-1_i64..120, 0..4),
        formula in any::<bool>(),
    ) {
        let mut plan = plan();
        let benchmark = Benchmark::MeanDrop { drop: Decimal::new(drop, 2) };
        plan.works = formula.then(|| WorksPrice {
            formula: Formula::Symmetric { benchmark, floor: Decimal::zero() },
            drawn: drawn.iter().map(|one| Decimal::new(*one, 2)).collect(),
        });
        plan.regime = regime;
        plan.method = if lowest { Method::Lowest } else { Method::Comprehensive };
        plan.criteria.truncate(1);
        plan.criteria[0].max = Decimal::from(max);
        plan.criteria[0].min = Decimal::from(min);
        plan.criteria[0].step = (step > 0).then(|| Decimal::new(step - 1, 1));
        plan.price_weight = if weight % 3 == 0 { Decimal::from(100 - max) } else { Decimal::from(weight) };
        plan.deductions =
            Deductions { small: Decimal::new(small, 2), consortium: Decimal::zero(), domestic: Decimal::zero() };
        plan.abnormally_low.of_mean = Decimal::new(rate, 2);
        plan.candidates = candidates;
        (plan.committee_experts, plan.committee_purchaser) = (experts, purchaser);
        let members: Vec<String> = (0..plan.committee().max(1)).map(|seat| seat.to_string()).collect();
        let mut case = plan.to_case(members, Vec::new(), Scores::new(), None);
        let mut formulas = vec![case.price.formula.clone()];
        // Whichever coefficient is drawn.
        formulas.extend(plan.works.iter().flat_map(|works| works.drawn.iter().map(|one| works.with(one))));
        for formula in formulas {
            case.price.formula = formula;
            if let Err(refusal) = case.check() {
                prop_assert!(!plan.is_publishable(), "{refusal} escaped the plan's check");
            }
        }
    }
}
