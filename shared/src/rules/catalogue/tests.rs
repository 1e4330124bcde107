//! The catalogue answers by regime and by day.

use time::macros::date;

use super::*;

#[test]
fn every_rule_in_force_is_found() {
    for rule in RULES {
        assert!(!rule.article.is_empty() && !rule.source.is_empty() && !rule.regimes.is_empty(), "{rule:?}");
        assert!(rule.until.is_none_or(|until| rule.from <= until), "{rule:?}");
        if let (Some(low), Some(high)) = (rule.low, rule.high) {
            assert!(rule.topic == Topic::LargeCommittee || low.value() <= high.value(), "{rule:?}");
        }
        for &regime in rule.regimes {
            let later = RULES
                .iter()
                .filter(|other| other.topic == rule.topic && other.regimes.contains(&regime) && other.until.is_none());
            assert_eq!(later.count(), 1, "{:?} {regime:?} has one rule in force", rule.topic);
        }
    }
}

#[test]
fn the_day_of_the_notice_decides() {
    let rate = |day| Law::on(day).rule(Topic::SmallDeduction, Regime::Goods).map(|rule| rule.low_value().to_string());
    assert_eq!(rate(date!(2020 - 12 - 31)), None);
    assert_eq!(rate(date!(2022 - 06 - 30)).as_deref(), Some("0.06"));
    assert_eq!(rate(date!(2022 - 07 - 01)).as_deref(), Some("0.1"));
    assert_eq!(rate(date!(2026 - 11 - 22)).as_deref(), Some("0.1"));
}

#[test]
fn where_the_law_is_silent_the_documents_bind() {
    assert!(rule(Topic::PriceWeight, Regime::Works).is_none());
    assert_eq!(article(Topic::PriceWeight, Regime::Works), "招标文件");
    assert_eq!(article(Topic::PriceWeight, Regime::Services), "财政部令第87号第五十五条");
}
