//! From JSON text to a case: names, types and notation; what the values mean is checked in [`super::check`].

use std::collections::BTreeMap;

use super::super::codes::CaseCode;
use super::super::json::{self, Fields, Node, count, decimal, flag, nullable, nullable_text, text, word};
use super::{
    AbnormallyLow, Benchmark, Bid, Case, CaseRefusal, Criterion, CriterionKind, Deductions, DrawSeed, EnterpriseSize,
    ExpertScores, Formula, Method, Price, Regime, Scores, TieBreak,
};
use crate::amount::Decimal;

type Read<T> = Result<T, CaseRefusal>;

pub(super) fn case(text: &str) -> Read<Case> {
    let node = json::parse(text)?;
    let known = [
        "v",
        "regime",
        "method",
        "ceiling",
        "members",
        "criteria",
        "price",
        "deductions",
        "abnormally_low",
        "expert_scores",
        "tie_break",
        "draw_seed",
        "candidates",
        "bids",
        "scores",
    ];
    let fields = Fields::open(&node, "$", &known)?;
    Ok(Case {
        v: fields.get("v", version)?,
        regime: fields.get("regime", regime)?,
        method: fields.get("method", method)?,
        ceiling: fields.get("ceiling", decimal)?,
        members: fields.get("members", |node, path| json::list(node, path, self::text))?,
        criteria: fields.get("criteria", |node, path| json::list(node, path, criterion))?,
        price: fields.get("price", price)?,
        deductions: fields.get("deductions", deductions)?,
        abnormally_low: fields.get("abnormally_low", abnormally_low)?,
        expert_scores: fields.get("expert_scores", expert_scores)?,
        tie_break: fields.get("tie_break", |node, path| json::list(node, path, tie_break))?,
        draw_seed: fields.get("draw_seed", |node, path| nullable(node, path, draw_seed))?,
        candidates: fields.get("candidates", count)?,
        bids: fields.get("bids", |node, path| json::list(node, path, bid))?,
        scores: fields.get("scores", scores)?,
    })
}

fn version(node: &Node, path: &str) -> Read<u64> {
    match count(node, path)? {
        1 => Ok(1),
        _ => Err(CaseRefusal::form(CaseCode::WrongVersion, path)),
    }
}

fn regime(node: &Node, path: &str) -> Read<Regime> {
    let words = [
        ("goods", Regime::Goods),
        ("services", Regime::Services),
        ("works", Regime::Works),
        ("international", Regime::International),
    ];
    word(node, path, &words)
}

fn method(node: &Node, path: &str) -> Read<Method> {
    word(node, path, &[("comprehensive", Method::Comprehensive), ("lowest", Method::Lowest)])
}

fn expert_scores(node: &Node, path: &str) -> Read<ExpertScores> {
    word(node, path, &[("mean", ExpertScores::Mean), ("trimmed", ExpertScores::Trimmed)])
}

fn tie_break(node: &Node, path: &str) -> Read<TieBreak> {
    word(node, path, &[("price", TieBreak::Price), ("draw", TieBreak::Draw)])
}

fn draw_seed(node: &Node, path: &str) -> Read<DrawSeed> {
    DrawSeed::from_hex(&text(node, path)?).ok_or_else(|| CaseRefusal::form(CaseCode::UnknownValue, path))
}

fn criterion(node: &Node, path: &str) -> Read<Criterion> {
    let fields = Fields::open(node, path, &["id", "kind", "max", "min", "step"])?;
    Ok(Criterion {
        id: fields.get("id", text)?,
        kind: fields.get("kind", |node, path| {
            word(node, path, &[("objective", CriterionKind::Objective), ("subjective", CriterionKind::Subjective)])
        })?,
        max: fields.get("max", decimal)?,
        min: fields.get("min", decimal)?,
        step: fields.get_optional("step", decimal)?,
    })
}

fn price(node: &Node, path: &str) -> Read<Price> {
    let fields = Fields::open(node, path, &["weight", "formula"])?;
    Ok(Price { weight: fields.get("weight", decimal)?, formula: fields.get("formula", formula)? })
}

/// The value of the member `kind`, before the other members are known to be allowed.
fn kind_of(node: &Node, path: &str) -> Read<(String, String)> {
    let Node::Object(members) = node else {
        return Err(CaseRefusal::form(CaseCode::WrongType, path));
    };
    let path = json::member(path, "kind");
    match members.iter().find(|(key, _)| key == "kind") {
        Some((_, kind)) => Ok((text(kind, &path)?, path)),
        None => Err(CaseRefusal::form(CaseCode::MissingField, path)),
    }
}

fn formula(node: &Node, path: &str) -> Read<Formula> {
    let (kind, kind_path) = kind_of(node, path)?;
    let floor = |fields: &Fields<'_>| Ok(fields.get_optional("floor", decimal)?.unwrap_or_else(Decimal::zero));
    match kind.as_str() {
        "deviation" => {
            let fields = Fields::open(node, path, &["kind", "benchmark", "above", "below", "step", "floor"])?;
            Ok(Formula::Deviation {
                benchmark: fields.get("benchmark", benchmark)?,
                above: fields.get("above", decimal)?,
                below: fields.get("below", decimal)?,
                step: fields.get_optional("step", flag)?.unwrap_or(false),
                floor: floor(&fields)?,
            })
        }
        "symmetric" => {
            let fields = Fields::open(node, path, &["kind", "benchmark", "floor"])?;
            Ok(Formula::Symmetric { benchmark: fields.get("benchmark", benchmark)?, floor: floor(&fields)? })
        }
        "low_first" => Fields::open(node, path, &["kind"]).map(|_| Formula::LowFirst),
        "qcbs" => Fields::open(node, path, &["kind"]).map(|_| Formula::Qcbs),
        "rated" => Fields::open(node, path, &["kind"]).map(|_| Formula::Rated),
        _ => Err(CaseRefusal::form(CaseCode::UnknownValue, kind_path)),
    }
}

fn benchmark(node: &Node, path: &str) -> Read<Benchmark> {
    let (kind, kind_path) = kind_of(node, path)?;
    match kind.as_str() {
        "mean" => Fields::open(node, path, &["kind"]).map(|_| Benchmark::Mean),
        "mean_drop" => {
            let fields = Fields::open(node, path, &["kind", "drop"])?;
            Ok(Benchmark::MeanDrop { drop: fields.get("drop", decimal)? })
        }
        "composite" => {
            let fields = Fields::open(node, path, &["kind", "of_ceiling"])?;
            Ok(Benchmark::Composite { of_ceiling: fields.get("of_ceiling", decimal)? })
        }
        "without_outliers" => {
            let fields = Fields::open(node, path, &["kind", "limit", "times"])?;
            Ok(Benchmark::WithoutOutliers {
                limit: fields.get("limit", decimal)?,
                times: fields.get("times", decimal)?,
            })
        }
        _ => Err(CaseRefusal::form(CaseCode::UnknownValue, kind_path)),
    }
}

fn deductions(node: &Node, path: &str) -> Read<Deductions> {
    let fields = Fields::open(node, path, &["small", "consortium", "domestic"])?;
    Ok(Deductions {
        small: fields.get("small", decimal)?,
        consortium: fields.get("consortium", decimal)?,
        domestic: fields.get("domestic", decimal)?,
    })
}

fn abnormally_low(node: &Node, path: &str) -> Read<AbnormallyLow> {
    let fields = Fields::open(node, path, &["of_mean", "of_next", "of_ceiling"])?;
    Ok(AbnormallyLow {
        of_mean: fields.get("of_mean", decimal)?,
        of_next: fields.get("of_next", decimal)?,
        of_ceiling: fields.get("of_ceiling", decimal)?,
    })
}

fn bid(node: &Node, path: &str) -> Read<Bid> {
    let known =
        ["id", "price", "size", "consortium_small_share", "domestic", "brand", "qualified", "compliant", "invalid"];
    let fields = Fields::open(node, path, &known)?;
    Ok(Bid {
        id: fields.get("id", text)?,
        price: fields.get("price", decimal)?,
        size: fields.get("size", size)?,
        consortium_small_share: fields.get("consortium_small_share", decimal)?,
        domestic: fields.get("domestic", flag)?,
        brand: fields.get("brand", nullable_text)?,
        qualified: fields.get("qualified", flag)?,
        compliant: fields.get("compliant", flag)?,
        invalid: fields.get("invalid", nullable_text)?,
    })
}

fn size(node: &Node, path: &str) -> Read<EnterpriseSize> {
    let words = [
        ("large", EnterpriseSize::Large),
        ("medium", EnterpriseSize::Medium),
        ("small", EnterpriseSize::Small),
        ("micro", EnterpriseSize::Micro),
    ];
    word(node, path, &words)
}

fn scores(node: &Node, path: &str) -> Read<Scores> {
    by_id(node, path, |node, path| {
        by_id(node, path, |node, path| json::list(node, path, |node, path| nullable(node, path, decimal)))
    })
}

fn by_id<T>(node: &Node, path: &str, read: fn(&Node, &str) -> Read<T>) -> Read<BTreeMap<String, T>> {
    let Node::Object(members) = node else {
        return Err(CaseRefusal::form(CaseCode::WrongType, path));
    };
    members.iter().map(|(id, node)| Ok((id.clone(), read(node, &json::member(path, id))?))).collect()
}
