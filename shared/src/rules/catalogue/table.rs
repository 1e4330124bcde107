//! The table: one line per rule.

use time::Date;
use time::macros::date;

use super::super::case::Regime;
use super::{Figure, Rule, Standing, Topic};

/// What binds where the law is silent.
pub(super) const DOCUMENTS: &str = "招标文件";
/// The form of a case is our own.
const CASE_FORM: &str = "评标算例格式 v1";

const ALL: &[Regime] = &[Regime::Goods, Regime::Services, Regime::Works, Regime::International];
const BOUGHT: &[Regime] = &[Regime::Goods, Regime::Services];
const GOODS: &[Regime] = &[Regime::Goods];
const SERVICES: &[Regime] = &[Regime::Services];
const WORKS: &[Regime] = &[Regime::Works];
const ABROAD: &[Regime] = &[Regime::International];
const NOT_WORKS: &[Regime] = &[Regime::Goods, Regime::Services, Regime::International];

/// A text: the copy that was read, and the first day on which it was in force.
#[derive(Clone, Copy)]
struct Source(&'static str, Date);

const O87: Source = Source("财政部令第87号 (bid-toolkit, rfp/laws/财政部87号令.txt)", date!(2017 - 10 - 01));
const TBL: Source = Source("招标投标法 2017 (LawRefBook/Laws, 民法商法)", date!(2000 - 01 - 01));
const TBR: Source = Source("招标投标法实施条例 2019 (LawRefBook/Laws, 行政法规)", date!(2012 - 02 - 01));
const GPL: Source = Source("政府采购法 2014 (LawRefBook/Laws, 经济法)", date!(2003 - 01 - 01));
const SME: Source = Source("财库〔2020〕46号 (compliance-wiki, law-wiki/raw/sources)", date!(2021 - 01 - 01));
const SME_RAISED: Source = Source("财库〔2022〕19号 (news of its issue)", date!(2022 - 07 - 01));
const DOMESTIC: Source = Source("国办发〔2025〕34号 (news, and a tender file that quotes it)", date!(2026 - 01 - 01));
const ABNORMAL: Source = Source("财库〔2026〕2号 (summary, and a tender file that quotes it)", date!(2026 - 02 - 01));
/// What is ours binds whatever the day of the notice.
const FORM: Source = Source("our reading, or the tender documents", date!(2000 - 01 - 01));

const fn points(units: i64) -> Option<Figure> {
    Some(Figure { units, places: 0 })
}

const fn percent(units: i64) -> Option<Figure> {
    Some(Figure { units, places: 2 })
}

const fn row(
    topic: Topic,
    regimes: &'static [Regime],
    figures: [Option<Figure>; 2],
    article: &'static str,
    source: Source,
) -> Rule {
    let [low, high] = figures;
    Rule {
        topic,
        regimes,
        low,
        high,
        article,
        source: source.0,
        standing: Standing::Verified,
        from: source.1,
        until: None,
    }
}

const fn quoted(mut rule: Rule) -> Rule {
    rule.standing = Standing::Quoted;
    rule
}

const fn read_as(mut rule: Rule) -> Rule {
    rule.standing = Standing::Interpretation;
    rule
}

const fn until(mut rule: Rule, until: Date) -> Rule {
    rule.until = Some(until);
    rule
}

const NONE: [Option<Figure>; 2] = [None, None];

/// Every rule. Of two for one topic and regime the later stands further down.
#[rustfmt::skip]
pub static RULES: &[Rule] = &[
    row(Topic::CaseForm, ALL, NONE, CASE_FORM, FORM),
    // Price
    row(Topic::PriceWeight, GOODS, [points(30), None], "财政部令第87号第五十五条", O87),
    row(Topic::PriceWeight, SERVICES, [points(10), None], "财政部令第87号第五十五条", O87),
    row(Topic::HundredPoints, BOUGHT, [points(100), None], "财政部令第87号第五十五条", O87),
    read_as(row(Topic::HundredPoints, WORKS, [points(100), None], DOCUMENTS, FORM)),
    read_as(row(Topic::HundredPoints, ABROAD, [points(100), None], DOCUMENTS, FORM)),
    row(Topic::PriceFormula, BOUGHT, NONE, "财政部令第87号第五十五条", O87),
    row(Topic::Ceiling, BOUGHT, NONE, "财政部令第87号第六十三条", O87),
    row(Topic::Ceiling, WORKS, NONE, "招标投标法实施条例第五十一条", TBR),
    row(Topic::CeilingWithinBudget, BOUGHT, NONE, "财政部令第87号第十二条", O87),
    row(Topic::CeilingWithinBudget, WORKS, NONE, "招标投标法实施条例第二十七条", TBR),
    // Deductions
    until(row(Topic::SmallDeduction, NOT_WORKS, [percent(6), percent(10)], "财库〔2020〕46号第九条", SME), date!(2022 - 06 - 30)),
    quoted(row(Topic::SmallDeduction, NOT_WORKS, [percent(10), percent(20)], "财库〔2022〕19号", SME_RAISED)),
    row(Topic::SmallDeduction, WORKS, [percent(3), percent(5)], "财库〔2020〕46号第九条", SME),
    until(row(Topic::ConsortiumDeduction, NOT_WORKS, [percent(2), percent(3)], "财库〔2020〕46号第九条", SME), date!(2022 - 06 - 30)),
    quoted(row(Topic::ConsortiumDeduction, NOT_WORKS, [percent(4), percent(6)], "财库〔2022〕19号", SME_RAISED)),
    row(Topic::ConsortiumDeduction, WORKS, [percent(1), percent(2)], "财库〔2020〕46号第九条", SME),
    row(Topic::ConsortiumShare, ALL, [percent(30), None], "财库〔2020〕46号第九条", SME),
    quoted(row(Topic::DomesticDeduction, NOT_WORKS, [percent(20), percent(20)], "国办发〔2025〕34号", DOMESTIC)),
    quoted(row(Topic::DomesticDeduction, WORKS, [percent(0), percent(0)], "国办发〔2025〕34号", DOMESTIC)),
    // Abnormally low prices
    quoted(row(Topic::AbnormalOfMean, ALL, [percent(50), percent(65)], "财库〔2026〕2", ABNORMAL)),
    quoted(row(Topic::AbnormalOfNext, ALL, [percent(50), percent(65)], "财库〔2026〕2", ABNORMAL)),
    quoted(row(Topic::AbnormalOfCeiling, ALL, [percent(45), percent(65)], "财库〔2026〕2", ABNORMAL)),
    quoted(row(Topic::ExplanationMinutes, ALL, [points(30), None], "财库〔2026〕2", ABNORMAL)),
    // Bidders
    row(Topic::MinimumBids, BOUGHT, [points(3), None], "财政部令第87号第四十三条", O87),
    row(Topic::MinimumBids, WORKS, [points(3), None], "招标投标法第二十八条", TBL),
    read_as(row(Topic::MinimumBids, ABROAD, [points(1), None], DOCUMENTS, FORM)),
    row(Topic::SameBrand, BOUGHT, NONE, "财政部令第87号第三十一条", O87),
    // Committee
    row(Topic::CommitteeSize, BOUGHT, [points(5), None], "财政部令第87号第四十七条", O87),
    row(Topic::CommitteeSize, WORKS, [points(5), None], "招标投标法第三十七条", TBL),
    row(Topic::CommitteeExperts, BOUGHT, [points(2), None], "财政部令第87号第四十七条", O87),
    row(Topic::CommitteeExperts, WORKS, [points(2), None], "招标投标法第三十七条", TBL),
    row(Topic::LargeCommittee, BOUGHT, [points(10_000_000), points(7)], "财政部令第87号第四十七条", O87),
    // Scores
    read_as(row(Topic::ExpertScores, BOUGHT, NONE, "财政部令第87号第五十五条", O87)),
    row(Topic::QuantifiedFactors, BOUGHT, NONE, "财政部令第87号第五十五条", O87),
    row(Topic::MissingScore, BOUGHT, NONE, "财政部令第87号第五十五条", O87),
    row(Topic::ScoreRange, BOUGHT, NONE, "财政部令第87号第六十四条第（二）项", O87),
    row(Topic::ObjectiveScores, BOUGHT, NONE, "财政部令第87号第六十四条第（三）项", O87),
    read_as(row(Topic::OutlierScore, BOUGHT, [percent(30), None], "财政部令第87号第六十四条第（四）项", O87)),
    read_as(row(Topic::OutlierScore, WORKS, [percent(30), None], DOCUMENTS, FORM)),
    read_as(row(Topic::OutlierScore, ABROAD, [percent(30), None], DOCUMENTS, FORM)),
    row(Topic::Candidates, WORKS, [points(1), points(3)], "招标投标法实施条例第五十三条", TBR),
    // Periods
    row(Topic::IssueToDeadline, BOUGHT, [points(20), None], "政府采购法第三十五条", GPL),
    row(Topic::IssueToDeadline, WORKS, [points(20), None], "招标投标法第二十四条", TBL),
    row(Topic::Announcement, BOUGHT, [points(5), None], "财政部令第87号第十六条", O87),
    row(Topic::DocumentsAvailable, BOUGHT, [points(5), None], "财政部令第87号第十八条", O87),
    row(Topic::Clarification, BOUGHT, [points(15), None], "财政部令第87号第二十七条", O87),
    row(Topic::Clarification, WORKS, [points(15), None], "招标投标法第二十三条", TBL),
    row(Topic::DayCounting, BOUGHT, NONE, "财政部令第87号第八十五条", O87),
];
