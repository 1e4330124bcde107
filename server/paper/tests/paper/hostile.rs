//! Names and answers are written by strangers: whatever they hold, the page stands and hides nothing.

use paper::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::fixtures::*;
use super::{FONTS, assert_says, pages};

/// The same document with every text replaced.
fn poisoned<T: Serialize + DeserializeOwned>(document: &T, text: &str) -> T {
    fn walk(value: &mut Value, text: &str) {
        match value {
            Value::String(s) => *s = text.to_owned(),
            Value::Array(items) => items.iter_mut().for_each(|item| walk(item, text)),
            Value::Object(fields) => fields.values_mut().for_each(|field| walk(field, text)),
            _ => {}
        }
    }
    let mut json = serde_json::to_value(document).unwrap();
    walk(&mut json, text);
    serde_json::from_value(json).unwrap()
}

fn every_form(text: &str) -> Vec<Result<Vec<u8>, PaperError>> {
    let mut short_qr = poisoned(&slip(), text);
    short_qr.qr = Some(s("https://example.org"));
    vec![
        opening_record(&FONTS, &poisoned(&opening(), text), Lang::Zh),
        evaluation_report(&FONTS, &poisoned(&report(), text), Lang::En),
        evaluation_report(&FONTS, &poisoned(&report(), text), Lang::Zh),
        score_sheet(&FONTS, &poisoned(&sheet(), text), Lang::Zh),
        receipt(&FONTS, &short_qr, Lang::Zh),
        signed_list(&FONTS, &poisoned(&list(), text), Lang::Zh),
        tender_document(&FONTS, &poisoned(&tender(), text)),
    ]
}

#[test]
fn markup_in_data_is_text() {
    let text = "#panic(\"x\") $a$ *b* _c_ @d <e> `f` \\ [g] //h /* #include \"/base.typ\"";
    for pdf in every_form(text) {
        assert_says(&pdf.unwrap(), &["#panic(\"x\")$a$*b*_c_@d<e>`f`\\[g]//h/*#include"]);
    }
}

#[test]
fn unseen_and_unknown_characters_are_printed_as_numbers() {
    for (text, shown) in [
        ("乙\u{202e}司公甲", "乙〔U+202E〕司公甲"),
        ("😀公司", "〔U+1F600〕公司"),
        ("a\0b\u{7}", "a〔U+0000〕b〔U+0007〕"),
        ("\u{feff}\u{200d}\u{e001}\u{fffe}", "〔U+FEFF〕〔U+200D〕〔U+E001〕〔U+FFFE〕"),
    ] {
        for pdf in every_form(text) {
            assert_says(&pdf.unwrap(), &[shown]);
        }
    }
}

#[test]
fn other_scripts_marks_and_line_ends_do_not_break_a_page() {
    for text in [
        "مناقصة עברית ไทย हिन्दी",
        "Z\u{300}\u{301}\u{302}\u{303}algo e\u{301}",
        "第一行\r\n\r\n第二行\n\n\n第三行",
        " ",
        "\u{a0}\u{3000}\u{2003}",
        "한국어 ЖЩ ﬁ ½ ㎡ ①",
    ] {
        for pdf in every_form(text) {
            assert!(!pdf.unwrap().is_empty());
        }
    }
}

#[test]
fn long_texts_without_a_place_to_break_stay_on_the_page() {
    for unit in ["W", "é", "W\u{a0}", "很长的名称", "ab-"] {
        let text = unit.repeat(300 / unit.chars().count());
        for pdf in every_form(&text) {
            assert!(!pdf.unwrap().is_empty());
        }
    }
    // A cell that is longer than a page goes on over pages, to its last character.
    let mut long = report();
    long.invalid[0].reason = format!("{}到此为止", "理由很长。".repeat(4_000));
    long.dissents = vec![Dissent { member: s("周慧敏"), text: format!("{}最后一句", "x".repeat(20_000)) }];
    let pdf = evaluation_report(&FONTS, &long, Lang::Zh).unwrap();
    assert_says(&pdf, &["到此为止", "最后一句"]);
}

#[test]
fn many_rows_are_all_printed_with_the_head_repeated() {
    let mut many = opening();
    let bid = many.bids[0].clone();
    many.bids = (0..120).map(|i| OpenedBid { bidder: format!("第{i}号投标人"), ..bid.clone() }).collect();
    let pages = pages(&opening_record(&FONTS, &many, Lang::Zh).unwrap());
    let with_rows = pages.iter().filter(|page| page.contains("号投标人") && page.contains("合同签订后45日历天"));
    for page in with_rows {
        assert!(page.contains("解密结果"), "{page}");
    }
    let text = pages.concat();
    assert!((0..120).all(|i| text.contains(&format!("第{i}号投标人"))));
}

#[test]
fn data_that_no_document_can_have_is_refused() {
    let mut large = report();
    large.narrative = vec!["长".repeat(3 << 20)];
    assert!(matches!(evaluation_report(&FONTS, &large, Lang::Zh), Err(PaperError::TooLarge { .. })));
    let long = Receipt { qr: Some("x".repeat(1_001)), ..slip() };
    assert!(matches!(receipt(&FONTS, &long, Lang::Zh), Err(PaperError::QrTooLong)));
    for ms in [i64::MIN, i64::MAX, -62_135_596_800_001 - 86_400_000] {
        let mut bad = slip();
        bad.head.issued_ms = ms;
        assert!(matches!(receipt(&FONTS, &bad, Lang::Zh), Err(PaperError::BadTime(_))));
    }
}

#[test]
fn a_qr_code_of_the_longest_text_is_set() {
    let long = Receipt { qr: Some("x".repeat(1_000)), ..slip() };
    assert!(receipt(&FONTS, &long, Lang::Zh).is_ok());
}
