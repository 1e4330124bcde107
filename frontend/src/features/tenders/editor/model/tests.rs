use super::*;
use shared::lifecycle::StageName;
use shared::rules::case::{Benchmark, Formula};
use shared::rules::criteria::WorksPrice;
use shared::tender::{LotCode, starting_plan};

fn page() -> LotPage {
    let mut plan = starting_plan(Regime::Goods, Method::Comprehensive, Fen(120_000_000));
    plan.criteria.push(PlanCriterion {
        id: "tech".into(),
        title: "技术".into(),
        standard: "优 70 分".into(),
        kind: CriterionKind::Objective,
        max: 70.into(),
        min: 0.into(),
        step: Some("0.5".parse().unwrap()),
    });
    LotPage {
        lot: shared::id::LotKey::new("T-1", "1").unwrap(),
        tender_title: "设备".into(),
        title: "第一包".into(),
        purchaser: String::new(),
        officer: String::new(),
        supervisor: String::new(),
        place: String::new(),
        stage: StageName::Draft,
        version: 1,
        plan,
        deadline_ms: None,
        documents: Vec::new(),
        m: None,
        holders: Vec::new(),
        findings: Vec::new(),
        may_edit: true,
        notice: None,
        now_ms: 0,
    }
}

#[test]
fn what_is_read_is_what_was_shown() {
    let page = page();
    let form = Form::of(&page);
    assert_eq!(form.plan().unwrap(), page.plan);
    assert_eq!(form.points(), 100.into());
    assert_eq!(form.findings(0).unwrap(), []);
}

#[test]
fn every_field_that_cannot_be_read_is_named() {
    let mut form = Form::of(&page());
    form.budget = "一百万".into();
    form.small = "10%".into();
    form.experts = "4.5".into();
    form.criteria[0].max = String::new();
    form.criteria[0].step = "x".into();
    let fields: Vec<_> = form.plan().unwrap_err().into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["budget", "criteria[0].max", "criteria[0].step", "deductions.small", "committee_experts"]);
}

#[test]
fn the_rules_speak_while_it_is_written() {
    let mut form = Form::of(&page());
    form.criteria[0].max = "69.5".into();
    let findings = form.findings(0).unwrap();
    assert_eq!(findings[0].code, LotCode::Plan(shared::rules::codes::PlanCode::WeightSum));
    form.deadline_ms = Some(1);
    let findings = form.findings(86_400_000).unwrap();
    assert_eq!(findings[1].field, "deadline_ms");
}

#[test]
fn a_new_criterion_has_an_id_of_its_own() {
    assert_eq!(Row::fresh(&[]).id, "c1");
    assert_eq!(Row::fresh(&["c1".into(), "c3".into()]).id, "c2");
}

#[test]
fn fields_have_ids_that_links_can_name() {
    assert_eq!(field_id("criteria[12].max"), "criteria-12-max");
    assert_eq!(field_id("deductions.small"), "deductions-small");
    assert_eq!(field_id("price_weight"), "price_weight");
}

/// A works lot with this formula and these coefficients to draw from.
fn works(formula: Formula, drawn: &[&str]) -> LotPage {
    let mut page = page();
    page.plan = starting_plan(Regime::Works, Method::Comprehensive, Fen(120_000_000));
    let drawn = drawn.iter().map(|one| one.parse().unwrap()).collect();
    page.plan.works = Some(WorksPrice { formula, drawn });
    page
}

#[test]
fn a_formula_of_works_is_read_as_it_was_shown() {
    let number = |text: &str| -> Decimal { text.parse().unwrap() };
    for step in [true, false] {
        let benchmarks = [
            (Benchmark::Mean, &[][..]),
            (Benchmark::MeanDrop { drop: number("0.02") }, &["0.02", "0.03", "0.05"]),
            (Benchmark::Composite { of_ceiling: number("0.4") }, &[]),
            (Benchmark::WithoutOutliers { limit: number("0.25"), times: number("0.9") }, &["0.9", "0.95"]),
        ];
        for (benchmark, drawn) in benchmarks {
            let (above, below, floor) = (number("1.5"), number("0.7"), number("3"));
            let page = works(Formula::Deviation { benchmark, above, below, step, floor }, drawn);
            assert_eq!(Form::of(&page).plan().unwrap(), page.plan);
        }
    }
    let page = works(Formula::Symmetric { benchmark: Benchmark::Mean, floor: number("3") }, &[]);
    assert_eq!(Form::of(&page).plan().unwrap(), page.plan);
}

#[test]
fn a_part_of_a_per_cent_counts_as_the_field_says() {
    let mut form = Form::of(&page());
    (form.regime, form.price.formula) = ("works".into(), "deviation".into());
    let says = |form: &Form| match form.plan().unwrap().works.unwrap().formula {
        Formula::Deviation { step, .. } => step,
        other => panic!("{other:?}"),
    };
    assert!(!says(&form), "a new formula counts in proportion");
    form.price.part = "whole".into();
    assert!(says(&form));
}

#[test]
fn coefficients_that_are_none_are_named() {
    let mut form = Form::of(&page());
    (form.regime, form.price.formula) = ("works".into(), "deviation".into());
    form.price.benchmark = "mean_drop".into();
    for nonsense in ["", "，", "三成", "0.1, x"] {
        form.price.coefficients = nonsense.into();
        let fields: Vec<_> = form.plan().unwrap_err().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["works.drawn"], "{nonsense}");
    }
    form.price.coefficients = "0.01，0.02、0.03 0.04".into();
    assert_eq!(form.plan().unwrap().works.unwrap().drawn.len(), 4);
}
