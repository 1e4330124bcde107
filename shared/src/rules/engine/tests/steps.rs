//! Single steps that the vectors leave open.

use serde_json::{Value, json};

use super::super::super::{Case, FindingCode, Verdict, evaluate};
use super::vectors;

fn vector(name: &str) -> Value {
    let (_, vector) = vectors().iter().find(|(path, _)| path.ends_with(name)).unwrap();
    vector["case"].clone()
}

fn case(value: &Value) -> Case {
    Case::from_json(&value.to_string()).unwrap()
}

#[test]
fn an_absent_sheet_lacks_every_members_score() {
    let mut value = vector("whole-evaluation.json");
    value["scores"].as_object_mut().unwrap().remove("Y");
    value["scores"]["Z"].as_object_mut().unwrap().remove("plan");
    let outcome = evaluate(&case(&value));
    assert_eq!(outcome.outcome, Verdict::Blocked);
    let missing: Vec<_> = outcome.findings.iter().filter(|finding| finding.code == FindingCode::MissingScore).collect();
    assert_eq!(missing.len(), 3 * 5 + 5);
    let first = (missing[0].bid.as_str(), missing[0].criterion.as_deref(), missing[0].member.as_deref());
    assert_eq!(first, ("Y", Some("tech"), Some("m1")));
}

#[test]
fn scores_of_invalid_bids_do_not_block() {
    let mut value = vector("over-ceiling-and-invalid.json");
    value["scores"].as_object_mut().unwrap().remove("B");
    assert_eq!(evaluate(&case(&value)).outcome, Verdict::Ranked);
}

#[test]
fn findings_name_their_article() {
    let outcome = evaluate(&case(&vector("abnormally-low.json")));
    assert_eq!(outcome.findings[0].rule, "财库〔2026〕2");
    let outcome = evaluate(&case(&vector("same-brand.json")));
    assert_eq!(outcome.findings[0].rule, "财政部令第87号第三十一条");
}

#[test]
fn failed_comes_before_blocked_and_names_low_prices() {
    let mut value = vector("missing-score.json");
    value["bids"][2]["qualified"] = json!(false);
    value["bids"][1]["price"] = json!("400000");
    let outcome = evaluate(&case(&value));
    assert_eq!(outcome.outcome, Verdict::Failed);
    assert_eq!(outcome.findings.len(), 1);
    assert_eq!(outcome.findings[0].code, FindingCode::AbnormallyLow);
    assert_eq!(outcome.benchmark, None);
}

#[test]
fn of_one_brand_the_cheaper_competes_and_the_lot_decides_between_equals() {
    let mut value = vector("lowest-brands.json");
    value["bids"][1]["price"] = json!("900000");
    assert_eq!(evaluate(&case(&value)).bid("A").unwrap().rank, Some(1), "without a seed the input order decides");
    let winners: std::collections::BTreeSet<String> = (0..20)
        .map(|seed| {
            value["draw_seed"] = json!(format!("{seed:064x}"));
            evaluate(&case(&value)).candidates[0].clone()
        })
        .collect();
    assert_eq!(winners.len(), 2, "with seeds each wins once");
}

#[test]
fn of_a_brand_only_the_first_is_recommended_even_at_a_shared_rank() {
    let mut value = vector("tie-shared-at-the-cut.json");
    value["bids"][0]["brand"] = json!("K");
    value["bids"][1]["brand"] = json!("K");
    let outcome = evaluate(&case(&value));
    assert_eq!(outcome.candidates, ["A", "C"]);
    assert_eq!(outcome.bid("B").unwrap().rank, Some(1));
    assert_eq!(outcome.findings[0].bid, "B");
}

#[test]
fn works_keep_the_price_and_raise_the_points() {
    let mut value = vector("works-symmetric-small-bonus.json");
    let before = evaluate(&case(&value));
    for bid in value["bids"].as_array_mut().unwrap() {
        bid["size"] = json!("large");
    }
    let after = evaluate(&case(&value));
    assert_eq!(before.benchmark, after.benchmark);
    assert!(before.bids.iter().any(|bid| bid.price_points > after.bid(&bid.id).unwrap().price_points));
    assert!(before.bids.iter().all(|bid| bid.evaluated_price == after.bid(&bid.id).unwrap().evaluated_price));
}

#[test]
fn an_international_lot_needs_one_bid() {
    let mut value = vector("rated.json");
    value["bids"].as_array_mut().unwrap().truncate(1);
    value["scores"] = json!({"A": {"t": ["0", "0", "0", "0", "0"]}});
    let outcome = evaluate(&case(&value));
    assert_eq!(outcome.bids[0].technical_points.as_ref().unwrap().to_string(), "0.00");
    assert_eq!(outcome.bids[0].total.as_ref().unwrap().to_string(), "60.00");
}
