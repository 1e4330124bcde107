//! Sample bids are long enough, differ from each other, and their index points at the right pages.

use paper::sample::PAGES_MAX;
use paper::*;

use super::fixtures::*;
use super::{FONTS, pages};

#[test]
fn every_part_has_its_pages_and_an_index_that_is_true() {
    for (variant, criteria) in
        [(Variant::Complete, 5), (Variant::Technical, 5), (Variant::Business, 5), (Variant::Price, 0)]
    {
        let asked = SampleBid { variant, ..bid(2) };
        let (pdf, index) = sample_bid(&FONTS, &asked).unwrap();
        let pages = pages(&pdf);
        assert!(pages.len() >= 30, "{variant:?}: {}", pages.len());
        assert!(pages.len() <= 50, "{variant:?}: {}", pages.len());
        assert_eq!(index.len(), criteria, "{variant:?}");
        for ((id, page), criterion) in index.iter().zip(&asked.criteria) {
            assert_eq!(id, &criterion.id);
            let text = &pages[page - 1];
            assert!(*page > 3 && text.contains(&criterion.name), "{id} is not on page {page}: {text}");
            assert!(text.contains("评分标准响应表"), "{id} does not begin on page {page}");
        }
        assert!(index.is_sorted_by_key(|(_, page)| *page));
    }
}

#[test]
fn the_complete_bid_says_bidder_price_and_people() {
    let (pdf, _) = sample_bid(&FONTS, &bid(2)).unwrap();
    let text = pages(&pdf).concat();
    for want in [
        "启明联创（杭州）设备有限公司",
        "1098800.50",
        "壹佰零玖万捌仟捌佰元伍角",
        "授权委托书",
        "中小企业声明函",
        "分项报价表",
        "技术偏离表",
        "拟投入本项目人员一览表",
        "评审因素索引表",
        "江州市第一人民医院",
    ] {
        assert!(text.contains(want), "{want}");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_bidder_another_bid() {
    let one = sample_bid(&FONTS, &bid(0)).unwrap();
    assert!(one == sample_bid(&FONTS, &bid(0)).unwrap());
    let sentences = |pdf: &[u8]| -> std::collections::HashSet<String> {
        pages(pdf).concat().split('。').filter(|s| s.chars().count() > 20).map(str::to_owned).collect()
    };
    let (mine, theirs) = (sentences(&one.0), sentences(&sample_bid(&FONTS, &bid(1)).unwrap().0));
    let common = mine.intersection(&theirs).count();
    assert!(common * 3 < mine.len(), "{common} of {} sentences are the same", mine.len());
}

#[test]
fn a_bid_without_criteria_items_or_a_price_is_still_a_bid() {
    let bare = SampleBid { bidder: s("甲"), pages: 31, price: s("面议"), ..SampleBid::default() };
    let (pdf, index) = sample_bid(&FONTS, &bare).unwrap();
    assert!(pages(&pdf).len() >= 31);
    assert!(index.is_empty());
}

#[test]
fn hostile_names_stay_text() {
    let text = "#panic() $x$ \u{202e}😀 {we|{3-5}} ";
    let mut hostile = bid(1);
    hostile.bidder = text.repeat(20);
    hostile.project = text.repeat(20);
    hostile.criteria[0].name = text.to_owned();
    hostile.criteria[0].id = "x".repeat(300);
    hostile.items[0].spec = text.repeat(50);
    let (pdf, index) = sample_bid(&FONTS, &hostile).unwrap();
    assert!(pages(&pdf).concat().contains("#panic()$x$〔U+202E〕〔U+1F600〕{we|{3-5}}"));
    assert_eq!(index[0].0, hostile.criteria[0].id);
}

#[test]
fn more_pages_than_anybody_needs_are_refused() {
    let asked = SampleBid { pages: PAGES_MAX + 1, ..bid(0) };
    assert!(matches!(sample_bid(&FONTS, &asked), Err(PaperError::Data(_))));
}
