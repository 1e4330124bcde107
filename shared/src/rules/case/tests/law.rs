//! What the law refuses, regime by regime.

use serde_json::{Value, json};
use time::macros::date;

use super::super::super::{Case, CaseCode, Law, Regime, evaluate, evaluate_under};
use super::{good, refused, set, with, works};

#[test]
fn the_law_refuses_with_its_article() {
    use CaseCode::{
        AbnormalRate, CommitteeSize, DeductionRange, FormulaNotAllowed, NoMembers, PriceWeight, TrimmedNotAllowed,
        WeightSum,
    };
    let lowest = |case: Value| {
        let mut case = case;
        set(&mut case, "/method", json!("lowest"));
        case
    };
    for (case, path, code, article) in [
        (with("/price/weight", json!("29.99")), "$.price.weight", PriceWeight, "财政部令第87号第五十五条"),
        (with("/criteria/0/max", json!("71")), "$.criteria", WeightSum, "财政部令第87号第五十五条"),
        (with("/members", json!([])), "$.members", NoMembers, "财政部令第87号第四十七条"),
        (with("/members", json!(["a", "b", "c"])), "$.members", CommitteeSize, "财政部令第87号第四十七条"),
        (
            with("/price/formula/kind", json!("qcbs")),
            "$.price.formula.kind",
            FormulaNotAllowed,
            "财政部令第87号第五十五条",
        ),
        (with("/deductions/small", json!("0.09")), "$.deductions.small", DeductionRange, "财库〔2022〕19号"),
        (with("/deductions/consortium", json!("0.07")), "$.deductions.consortium", DeductionRange, "财库〔2022〕19号"),
        (with("/deductions/domestic", json!("0.10")), "$.deductions.domestic", DeductionRange, "国办发〔2025〕34号"),
        (with("/abnormally_low/of_mean", json!("0.49")), "$.abnormally_low.of_mean", AbnormalRate, "财库〔2026〕2"),
        (
            with("/abnormally_low/of_ceiling", json!("0.66")),
            "$.abnormally_low.of_ceiling",
            AbnormalRate,
            "财库〔2026〕2",
        ),
        (
            lowest(with("/expert_scores", json!("trimmed"))),
            "$.expert_scores",
            TrimmedNotAllowed,
            "财政部令第87号第五十五条",
        ),
    ] {
        refused(&case, path, code);
        assert_eq!(Case::from_json(&case.to_string()).unwrap_err().article, article, "{path}");
    }
    Case::from_json(&lowest(with("/price/weight", json!("0"))).to_string()).unwrap();
}

#[test]
fn each_regime_has_its_own_formulas_and_rates() {
    let of = |regime: Regime, formula: Value, small: &str| {
        let mut case = works();
        set(&mut case, "/regime", serde_json::to_value(regime).unwrap());
        set(&mut case, "/price/formula", formula);
        set(&mut case, "/deductions/small", json!(small));
        Case::from_json(&case.to_string()).map_err(|refusal| refusal.path)
    };
    let symmetric = || json!({"kind": "symmetric", "benchmark": {"kind": "mean"}});
    assert!(of(Regime::Works, symmetric(), "0.03").is_ok());
    assert_eq!(of(Regime::Works, symmetric(), "0.10"), Err("$.deductions.small".to_owned()));
    for regime in [Regime::Goods, Regime::Services, Regime::International] {
        assert_eq!(of(regime, symmetric(), "0.10"), Err("$.price.formula.kind".to_owned()));
        assert_eq!(of(regime, json!({"kind": "low_first"}), "0.05"), Err("$.deductions.small".to_owned()));
    }
    assert_eq!(of(Regime::Works, json!({"kind": "rated"}), "0"), Err("$.price.formula.kind".to_owned()));
    let mut case = works();
    set(&mut case, "/criteria/0/max", json!("100"));
    set(&mut case, "/price/formula", json!({"kind": "rated"}));
    refused(&case, "$.price.formula.kind", CaseCode::FormulaNotAllowed);
    set(&mut case, "/regime", json!("international"));
    set(&mut case, "/deductions/small", json!("0"));
    set(&mut case, "/members", json!(["m1", "m2", "m3", "m4"]));
    for bid in ["A", "B", "C"] {
        set(&mut case, &format!("/scores/{bid}/tech-1"), json!(["1", "1", "1", null]));
    }
    Case::from_json(&case.to_string()).unwrap();
}

/// A lot is judged by the law of its notice, whatever came after.
#[test]
fn the_law_of_the_notice_binds() {
    let on = |day| Law::on(day);
    let mut case = Case::from_json(&with("/deductions/domestic", json!("0.20")).to_string()).unwrap();
    let refusal = case.check_under(on(date!(2025 - 12 - 31))).unwrap_err();
    assert_eq!((refusal.path.as_str(), refusal.code), ("$.deductions.domestic", CaseCode::DeductionRange));
    assert_eq!(case.check_under(on(date!(2026 - 01 - 01))), Ok(()));
    case.deductions.domestic = "0".parse().unwrap();
    case.deductions.consortium = "0".parse().unwrap();
    case.deductions.small = "0.06".parse().unwrap();
    assert_eq!(case.check_under(on(date!(2022 - 06 - 30))), Ok(()));
    let refusal = case.check_under(on(date!(2022 - 07 - 01))).unwrap_err();
    assert_eq!((refusal.path.as_str(), refusal.article), ("$.deductions.small", "财库〔2022〕19号"));
    case.deductions.small = "0".parse().unwrap();
    case.abnormally_low.of_mean = "0.40".parse().unwrap();
    assert_eq!(case.check_under(on(date!(2026 - 01 - 31))), Ok(()), "no rate was set before Caiku[2026]2");
    assert_eq!(case.check_under(on(date!(2026 - 02 - 01))).unwrap_err().path, "$.abnormally_low.of_mean");
}

#[test]
fn a_case_without_a_date_is_evaluated_by_the_newest_law() {
    let case = Case::from_json(&good().to_string()).unwrap();
    assert_eq!(evaluate(&case), evaluate_under(&case, Law::NEWEST));
    assert_eq!(evaluate(&case), evaluate_under(&case, Law::on(date!(2026 - 11 - 22))));
    // Before the rule on consortia there was nothing to deduct by.
    let mut case = case;
    for bid in &mut case.bids {
        bid.consortium_small_share = "0.30".parse().unwrap();
    }
    let price = |law| evaluate_under(&case, law).bid("A").unwrap().evaluated_price.clone().unwrap().to_string();
    assert_eq!((price(Law::NEWEST), price(Law::on(date!(2020 - 12 - 31)))), ("960000.00".into(), "1000000.00".into()));
}
