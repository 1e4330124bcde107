//! The report's tables: reviews, invalid bids, scores.

use crate::desks::summary::{Material, Standing, standing};
use paper::{CheckRow, CheckTable, InvalidBid, ScoreColumn, ScoreRow, ScoreTable};
use shared::amount::{Decimal, Fen, TwoPlaces};
use shared::rules::{FindingCode, Method, Outcome};
use std::collections::BTreeSet;
use store::summary::{BidRow, Facts, Member, Review};

/// What a reviewer found, in one cell.
fn verdict(review: Option<&Review>) -> String {
    match review {
        None => String::new(),
        Some(review) if review.pass => "通过".into(),
        Some(review) => format!("不通过：{}（{}第 {} 页）{}", review.clause, review.file, review.page, review.reason),
    }
}

fn rows<'a>(
    material: &Material,
    bids: impl Iterator<Item = &'a BidRow>,
    kind: &str,
    reviewers: &[&str],
    passed: fn(Standing) -> bool,
    words: [&str; 2],
) -> Vec<CheckRow> {
    bids.map(|bid| {
        let of = |reviewer: &&str| {
            let mut reviews = material.reviews.iter();
            reviews.find(|one| one.kind == kind && one.reviewer == **reviewer && one.bidder == bid.bidder)
        };
        let [yes, no] = words;
        CheckRow {
            bidder: bid.name.clone(),
            results: reviewers.iter().map(|reviewer| verdict(of(reviewer))).collect(),
            outcome: if passed(standing(&material.reviews, &bid.bidder)) { yes } else { no }.to_owned(),
        }
    })
    .collect()
}

/// The qualification review (资格审查).
pub(super) fn qualification(material: &Material, facts: &Facts) -> CheckTable {
    let opened = material.bids.iter().filter(|bid| bid.is_opened());
    let passed = |standing: Standing| standing.qualified;
    CheckTable {
        items: vec!["采购代理机构".into(), "采购人".into()],
        rows: rows(material, opened, "qualification", &["officer", "purchaser"], passed, ["合格", "不合格"]),
        by: format!("{}、{}", facts.officer, facts.purchaser),
    }
}

/// The compliance review (符合性审查), one column for each member.
pub(super) fn compliance(material: &Material) -> CheckTable {
    let qualified = material.bids.iter().filter(|bid| standing(&material.reviews, &bid.bidder).qualified);
    let ids: Vec<&str> = material.members.iter().map(|member| member.id.as_str()).collect();
    let passed = |standing: Standing| standing.compliant;
    CheckTable {
        items: material.members.iter().map(Member::called).collect(),
        rows: rows(material, qualified, "compliance", &ids, passed, ["通过", "不通过"]),
        by: "评标委员会".into(),
    }
}

/// The bids that do not count, with reasons (87号令 art. 58).
pub(super) fn invalid(material: &Material, outcome: &Outcome) -> Vec<InvalidBid> {
    let mut invalid = Vec::new();
    for bid in &material.bids {
        let mut add = |stage: &str, reason: String, article: &str| {
            let (bidder, stage, article) = (bid.name.clone(), stage.to_owned(), article.to_owned());
            invalid.push(InvalidBid { bidder, stage, reason, article });
        };
        let reasons = |kind: &str| {
            let failed = material.reviews.iter().filter(|one| one.kind == kind && one.bidder == bid.bidder);
            let failed = failed.filter(|one| !one.pass && !one.void);
            // Members who found the same say it once.
            let said: BTreeSet<String> = failed.map(|one| format!("{}：{}", one.clause, one.reason)).collect();
            said.into_iter().collect::<Vec<_>>().join("；")
        };
        let standing = standing(&material.reviews, &bid.bidder);
        let found = |code| outcome.findings.iter().find(|one| one.bid == bid.bidder && one.code == code);
        if !bid.is_opened() {
            add("开标", bid.reason.clone().unwrap_or_default(), "招标文件关于解密失败的规定");
        } else if !standing.qualified {
            add("资格审查", reasons("qualification"), "财政部令第87号第六十三条第（三）项");
        } else if !standing.compliant {
            add("符合性审查", reasons("compliance"), "财政部令第87号第六十三条");
        } else if let Some(decided) = material.invalid.iter().find(|row| row.bidder == bid.bidder) {
            add("评审", decided.reason.clone(), &decided.article);
        } else if material.price_is_sealed(bid) {
            add("评审", "商务技术评审未通过或报价信封未能解密，报价未开启".into(), "招标文件关于双信封开标的规定");
        } else if let Some(over) = found(FindingCode::OverCeiling) {
            add("评审", format!("报价 {} 元超过最高限价", price(bid)), &over.rule);
        } else if let Some(brand) = found(FindingCode::SameBrand).filter(|_| material.plan.method == Method::Lowest) {
            add("评审", "同品牌投标人中报价较高".into(), &brand.rule);
        }
    }
    invalid
}

fn price(bid: &BidRow) -> String {
    bid.price_fen.map(|fen| Fen(fen).grouped()).unwrap_or_default()
}

/// A figure in yuan with thousands separators.
fn money(figure: &Option<TwoPlaces>) -> String {
    let fen = figure.as_ref().and_then(|figure| Fen::try_from(figure.value()).ok());
    fen.map(Fen::grouped).unwrap_or_default()
}

/// The sum of the scores.
pub(super) fn scores(material: &Material, outcome: &Outcome) -> ScoreTable {
    let text = |figure: &Option<TwoPlaces>| figure.as_ref().map(ToString::to_string).unwrap_or_default();
    let comprehensive = material.plan.method == Method::Comprehensive;
    let criteria = if comprehensive { material.plan.criteria.as_slice() } else { &[] };
    // A quality- and cost-based selection weighs the technical side before it is added.
    let weighed = material.plan.formula().has_technical_side();
    let share = || (&Decimal::from(100) - &material.plan.price_weight).to_string();
    let row = |bid: &shared::rules::BidOutcome| ScoreRow {
        bidder: material.bidder_name(&bid.id),
        scores: criteria
            .iter()
            .map(|criterion| text(&bid.criteria.get(&criterion.id).cloned()))
            .chain(weighed.then(|| text(&bid.technical_points)))
            .collect(),
        evaluated_price: money(&bid.evaluated_price),
        price_points: text(&bid.price_points),
        total: text(&bid.total),
        rank: bid.rank.map(|rank| rank.to_string()).unwrap_or_default(),
    };
    ScoreTable {
        columns: criteria
            .iter()
            .map(|criterion| ScoreColumn { name: criterion.title.clone(), max: criterion.max.to_string() })
            .chain(weighed.then(|| ScoreColumn { name: "技术分折算".into(), max: share() }))
            .collect(),
        price_max: if comprehensive { material.plan.price_weight.to_string() } else { String::new() },
        rows: outcome.bids.iter().filter(|bid| bid.rank.is_some()).map(row).collect(),
        remark: format!("评标基准价 {} 元。", money(&outcome.benchmark)),
    }
}
