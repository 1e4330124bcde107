use super::chance::Chance;
use super::chapters::{self, numeral};
use super::company::Company;
use super::phrase::{Names, say};
use super::price::{fen, split};
use super::words::Topic;
use super::*;

fn items(quantities: &[u64]) -> Vec<SampleItem> {
    quantities.iter().map(|&quantity| SampleItem { quantity, ..SampleItem::default() }).collect()
}

#[test]
fn the_lines_of_the_price_list_sum_to_the_price() {
    let mut chance = Chance::new(5, "test");
    for seed in 0..500 {
        let total = Chance::new(seed, "total").between(1, 9_000_000_000);
        let quantities: Vec<u64> = (0..1 + seed % 7).map(|_| chance.between(0, 30)).collect();
        let lines = split(total, &items(&quantities), &mut chance).unwrap();
        let sum: u64 = lines.iter().map(|line| line.unit_fen * line.quantity).sum();
        assert_eq!(sum, total, "seed {seed}");
    }
}

#[test]
fn a_price_is_read_exactly_or_not_at_all() {
    for (text, value) in [
        ("1256800.00", Some(125_680_000)),
        ("0.5", Some(50)),
        ("7", Some(700)),
        ("1.234", None),
        ("1,000.00", None),
        ("", None),
        (".5", None),
        ("-1", None),
        ("99999999999999999999", None),
        ("１", None),
    ] {
        assert_eq!(fen(text), value, "{text}");
    }
}

#[test]
fn sentences_make_their_choices_and_leave_no_braces() {
    let company = Company::new(3, "甲公司");
    let names = Names { company: &company, project: "项目", purchaser: "医院", topic: "培训" };
    let mut chance = Chance::new(1, "x");
    for _ in 0..50 {
        let said = say("{we}在{3-5}日内{到达|赶到}{proj}，{topic}由{buyer}确认", &names, &mut chance);
        assert!(said.contains("项目，培训由医院确认"), "{said}");
        assert!(["3日", "4日", "5日"].iter().any(|n| said.contains(n)), "{said}");
        assert!(!said.contains(['{', '}', '|']), "{said}");
    }
    assert_eq!(say("没有{结束", &names, &mut chance), "没有{结束");
}

#[test]
fn every_phrase_of_the_banks_resolves() {
    let bid = SampleBid {
        bidder: "甲公司".to_owned(),
        criteria: ["培训", "业绩", "证书", "人员", "售后", "安全", "质量", "技术", "方案"]
            .map(|name| CriterionRow { id: name.to_owned(), name: name.to_owned(), ..CriterionRow::default() })
            .to_vec(),
        ..SampleBid::default()
    };
    for seed in 0..40 {
        let json = serde_json::to_string(&chapters::bid_data(&SampleBid { seed, ..bid.clone() }, 9).blocks).unwrap();
        // The data's own braces are next to quotation marks or brackets.
        let loose = json.replace("{\"", "").replace("},", "").replace("}]", "").replace('}', "\u{1}");
        assert!(!loose.contains(['{', '\u{1}', '|']), "seed {seed}");
    }
}

#[test]
fn a_criterion_shows_its_topic() {
    for (name, standard, topic) in [
        ("培训方案", "", Topic::Training),
        ("售后服务方案", "", Topic::AfterSales),
        ("类似项目业绩", "", Topic::Record),
        ("项目团队", "", Topic::Staff),
        ("技术参数响应", "", Topic::Technical),
        ("实施方案", "", Topic::Plan),
        ("其他", "按认证证书数量评分", Topic::Certificates),
        ("其他", "", Topic::Plan),
    ] {
        assert_eq!(Topic::of(name, standard), topic, "{name} {standard}");
    }
}

#[test]
fn numerals_are_chinese_up_to_ninety_nine() {
    let said: Vec<String> = [0, 1, 10, 11, 19, 20, 21, 40, 99, 100].map(numeral).to_vec();
    assert_eq!(said, ["〇", "一", "十", "十一", "十九", "二十", "二十一", "四十", "九十九", "100"]);
}

#[test]
fn bidders_of_one_seed_have_nothing_in_common_but_the_project() {
    let one = Company::new(1, "甲公司");
    let two = Company::new(1, "乙公司");
    assert_ne!(one.phone, two.phone);
    assert_ne!(one.code, two.code);
    assert_ne!(one.address, two.address);
}
