//! What a case refuses: each edit of a good case is refused at its place, with its code and an article.

use serde_json::{Value, json};

use super::super::{Case, CaseCode};

mod law;

fn good() -> Value {
    let row = json!(["10", "10", "10", "10", "10"]);
    let bid = |id: &str, price: &str| {
        json!({
            "id": id, "price": price, "size": "large", "consortium_small_share": "0", "domestic": true,
            "brand": null, "qualified": true, "compliant": true, "invalid": null,
        })
    };
    json!({
        "v": 1, "regime": "goods", "method": "comprehensive", "ceiling": "1200000.00",
        "members": ["m1", "m2", "m3", "m4", "m5"],
        "criteria": [{"id": "tech-1", "kind": "objective", "max": "70", "min": "0"}],
        "price": {"weight": "30", "formula": {"kind": "low_first"}},
        "deductions": {"small": "0.10", "consortium": "0.04", "domestic": "0.20"},
        "abnormally_low": {"of_mean": "0.50", "of_next": "0.50", "of_ceiling": "0.45"},
        "expert_scores": "mean", "tie_break": ["price", "draw"], "draw_seed": null, "candidates": 3,
        "bids": [bid("A", "1000000.00"), bid("B", "950000.00"), bid("C", "1100000.00")],
        "scores": {"A": {"tech-1": row}, "B": {"tech-1": row}, "C": {"tech-1": row}},
    })
}

/// The good case with the value at a JSON pointer (RFC 6901) replaced or added.
fn with(pointer: &str, value: Value) -> Value {
    let mut case = good();
    set(&mut case, pointer, value);
    case
}

fn set(case: &mut Value, pointer: &str, value: Value) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match case.pointer_mut(parent).unwrap() {
        Value::Object(members) => drop(members.insert(name.to_owned(), value)),
        Value::Array(items) => match name.parse::<usize>() {
            Ok(index) => items[index] = value,
            Err(_) => items.push(value),
        },
        other => panic!("{pointer} leads into {other}"),
    }
}

fn works() -> Value {
    let mut case = with("/regime", json!("works"));
    set(&mut case, "/deductions", json!({"small": "0.05", "consortium": "0", "domestic": "0"}));
    let benchmark = json!({"kind": "without_outliers", "limit": "0.30", "times": "0.9"});
    let formula = json!({"kind": "deviation", "benchmark": benchmark, "above": "1", "below": "0.5"});
    set(&mut case, "/price/formula", formula);
    case
}

fn refused(case: &Value, path: &str, code: CaseCode) {
    let refusal = Case::from_json(&case.to_string()).expect_err(path);
    assert_eq!((refusal.path.as_str(), refusal.code), (path, code), "{case}");
    assert!(!refusal.article.is_empty());
}

#[test]
fn the_good_cases_are_good() {
    for case in [good(), works(), with("/draw_seed", json!("Ab".repeat(32))), with("/tie_break", json!([]))] {
        let read = Case::from_json(&case.to_string()).unwrap();
        let written = serde_json::to_string(&read).unwrap();
        assert_eq!(Case::from_json(&written).unwrap(), read);
    }
}

#[test]
fn text_that_is_no_case_is_refused_at_the_root() {
    for text in ["", "{", "nul", "[]", "1", "{\"v\":1}x", "\u{feff}{}", "{\"a\":\"\\ud800\"}", &"[".repeat(100_000)] {
        let refusal = Case::from_json(text).unwrap_err();
        assert_eq!(refusal.path, "$", "{text:.20}");
    }
    assert_eq!(Case::from_json("{}").unwrap_err().path, "$.v");
}

#[test]
fn repeated_keys_are_refused_wherever_they_are() {
    let good = good().to_string();
    for (old, new, path) in [
        ("\"v\":1", "\"v\":1,\"v\":1", "$.v"),
        ("\"price\":\"950000.00\"", "\"price\":\"950000.00\",\"price\":\"1\"", "$.bids[1].price"),
        ("\"kind\":\"low_first\"", "\"kind\":\"low_first\",\"kind\":\"qcbs\"", "$.price.formula.kind"),
        ("\"tech-1\":[", "\"tech-1\":[],\"tech-1\":[", "$.scores.A['tech-1']"),
        ("\"v\":1", "\"v\":1,\"x\":{\"y\":1,\"\\u0079\":2}", "$.x.y"),
    ] {
        assert!(good.contains(old), "{old}");
        let refusal = Case::from_json(&good.replacen(old, new, 1)).unwrap_err();
        assert_eq!((refusal.path.as_str(), refusal.code), (path, CaseCode::RepeatedKey));
    }
}

#[test]
fn unknown_fields_are_refused_everywhere() {
    for (pointer, path) in [
        ("/flip", "$.flip"),
        ("/criteria/0/weight", "$.criteria[0].weight"),
        ("/price/floor", "$.price.floor"),
        ("/price/formula/floor", "$.price.formula.floor"),
        ("/deductions/green", "$.deductions.green"),
        ("/abnormally_low/of_budget", "$.abnormally_low.of_budget"),
        ("/bids/0/co lour", "$.bids[0]['co lour']"),
    ] {
        refused(&with(pointer, json!("0")), path, CaseCode::UnknownField);
    }
    let mut case = works();
    set(&mut case, "/price/formula/benchmark/drop", json!("0"));
    refused(&case, "$.price.formula.benchmark.drop", CaseCode::UnknownField);
    set(&mut case, "/price/formula", json!({"kind": "symmetric", "benchmark": {"kind": "mean"}, "step": false}));
    refused(&case, "$.price.formula.step", CaseCode::UnknownField);
}

#[test]
fn every_field_is_required() {
    for pointer in [
        "/v",
        "/regime",
        "/method",
        "/ceiling",
        "/members",
        "/criteria",
        "/price",
        "/deductions",
        "/abnormally_low",
        "/expert_scores",
        "/tie_break",
        "/draw_seed",
        "/candidates",
        "/bids",
        "/scores",
        "/price/weight",
        "/price/formula",
        "/price/formula/kind",
        "/deductions/domestic",
        "/abnormally_low/of_next",
        "/criteria/0/min",
        "/bids/2/brand",
        "/bids/2/invalid",
        "/bids/2/consortium_small_share",
    ] {
        let mut case = good();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        case.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
        let path = format!("${}", pointer.replace("/0", "[0]").replace("/2", "[2]").replace('/', "."));
        refused(&case, &path, CaseCode::MissingField);
    }
}

#[test]
fn notation_is_strict() {
    use CaseCode::{NotADecimal, UnknownValue, WrongType, WrongVersion};
    for (pointer, value, path, code) in [
        ("/bids/0/price", json!(1_000_000), "$.bids[0].price", NotADecimal),
        ("/ceiling", json!("1e6"), "$.ceiling", NotADecimal),
        ("/criteria/0/step", json!(null), "$.criteria[0].step", NotADecimal),
        ("/scores/A/tech-1/3", json!(10), "$.scores.A['tech-1'][3]", NotADecimal),
        ("/price/weight", json!("030"), "$.price.weight", NotADecimal),
        ("/v", json!(2), "$.v", WrongVersion),
        ("/v", json!("1"), "$.v", WrongType),
        ("/candidates", json!("3"), "$.candidates", WrongType),
        ("/candidates", json!(1.5), "$.candidates", WrongType),
        ("/bids/0/domestic", json!("true"), "$.bids[0].domestic", WrongType),
        ("/bids/0/invalid", json!(false), "$.bids[0].invalid", WrongType),
        ("/members/1", json!(null), "$.members[1]", WrongType),
        ("/members", json!("m1"), "$.members", WrongType),
        ("/scores", json!([]), "$.scores", WrongType),
        ("/scores/A", json!([]), "$.scores.A", WrongType),
        ("/price/formula", json!("low_first"), "$.price.formula", WrongType),
        ("/price/formula/kind", json!("lowest"), "$.price.formula.kind", UnknownValue),
        ("/regime", json!("Goods"), "$.regime", UnknownValue),
        ("/bids/1/size", json!("tiny"), "$.bids[1].size", UnknownValue),
        ("/draw_seed", json!("00"), "$.draw_seed", UnknownValue),
        ("/draw_seed", json!("zz".repeat(32)), "$.draw_seed", UnknownValue),
        ("/tie_break/0", json!("coin"), "$.tie_break[0]", UnknownValue),
    ] {
        refused(&with(pointer, value), path, code);
    }
}

#[test]
fn values_out_of_their_ranges_are_refused() {
    use CaseCode::{MinAboveMax, NotPositive, OutOfRange, TooManyDecimals};
    for (pointer, value, path, code) in [
        ("/ceiling", "0", "$.ceiling", NotPositive),
        ("/bids/1/price", "-5", "$.bids[1].price", NotPositive),
        ("/bids/1/price", "1.001", "$.bids[1].price", TooManyDecimals),
        ("/bids/0/consortium_small_share", "1.01", "$.bids[0].consortium_small_share", OutOfRange),
        ("/criteria/0/step", "0", "$.criteria[0].step", NotPositive),
        ("/criteria/0/min", "71", "$.criteria[0].min", MinAboveMax),
        ("/criteria/0/min", "-10000.01", "$.criteria[0].min", OutOfRange),
        ("/criteria/0/max", "10000.01", "$.criteria[0].max", OutOfRange),
        ("/price/weight", "-1", "$.price.weight", OutOfRange),
        ("/price/weight", "100.01", "$.price.weight", OutOfRange),
    ] {
        refused(&with(pointer, json!(value)), path, code);
    }
    refused(&with("/candidates", json!(0)), "$.candidates", OutOfRange);
    Case::from_json(&with("/bids/1/price", json!("1.1000")).to_string()).unwrap();
    for (pointer, value, code) in [
        ("/above", "-1", OutOfRange),
        ("/below", "-0.1", OutOfRange),
        ("/floor", "-1", OutOfRange),
        ("/benchmark/limit", "-1", OutOfRange),
        ("/benchmark/times", "0", NotPositive),
    ] {
        let mut case = works();
        set(&mut case, &format!("/price/formula{pointer}"), json!(value));
        refused(&case, &format!("$.price.formula{}", pointer.replace('/', ".")), code);
    }
    for (benchmark, path) in [
        (json!({"kind": "mean_drop", "drop": "1"}), "drop"),
        (json!({"kind": "mean_drop", "drop": "-0.01"}), "drop"),
        (json!({"kind": "composite", "of_ceiling": "1.1"}), "of_ceiling"),
    ] {
        let mut case = works();
        set(&mut case, "/price/formula/benchmark", benchmark);
        refused(&case, &format!("$.price.formula.benchmark.{path}"), OutOfRange);
    }
}

#[test]
fn ids_are_unique_and_known() {
    use CaseCode::{RepeatedId, RepeatedTieBreak, UnknownId, WrongLength};
    let criterion = json!({"id": "tech-1", "kind": "objective", "max": "0", "min": "0"});
    for (pointer, value, path, code) in [
        ("/members/4", json!("m1"), "$.members[4]", RepeatedId),
        ("/criteria/-", criterion, "$.criteria[1].id", RepeatedId),
        ("/bids/2/id", json!("A"), "$.bids[2].id", RepeatedId),
        ("/scores/Z", json!({}), "$.scores.Z", UnknownId),
        ("/scores/A/x", json!([]), "$.scores.A.x", UnknownId),
        ("/scores/A/tech-1", json!(["10"]), "$.scores.A['tech-1']", WrongLength),
        ("/tie_break", json!(["draw", "draw"]), "$.tie_break[1]", RepeatedTieBreak),
    ] {
        refused(&with(pointer, value), path, code);
    }
}
