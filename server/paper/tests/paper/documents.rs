//! Every document is set, says what it was given, and is the same every time.

use paper::*;

use super::fixtures::*;
use super::{FONTS, assert_numbered, assert_says, pages};

#[test]
fn the_opening_record_says_every_bid_objection_and_signature() {
    let pdf = opening_record(&FONTS, &opening(), Lang::Zh).unwrap();
    for (bidder, price, words) in BIDDERS {
        assert_says(&pdf, &[bidder, price, words]);
    }
    assert_says(
        &pdf,
        &["开标记录表", "KB-2026-0117-1", "请说明解密等待时间", "计入。本次开标", "郑国栋", SEED, "签字："],
    );
    assert_says(&pdf, &["递交4份，解密成功4份", HASH, "JZZC-2026-0117", "江州市公共资源交易中心"]);
    assert_numbered(&pdf);
}

#[test]
fn the_report_says_scores_ranks_reasons_and_the_facts_of_the_draw() {
    let pdf = evaluation_report(&FONTS, &report(), Lang::Zh).unwrap();
    assert_says(
        &pdf,
        &[
            "评标报告",
            "93.80",
            "88.22",
            "83.60",
            "988,920.45",
            "25.02",
            "（组长）",
            "★3.2",
            "第六十三条",
            "outlier",
            "中国政府采购网",
            "0198c1d2-7a4e-7b30-9c11-5f2e6d7a8b90",
            SEED,
            "drand",
            "以第52页的五年为准",
            "授权书可以补正",
            "商务部分.pdf",
            "壹佰零玖万捌仟捌佰元伍角",
        ],
    );
    for section in [
        "投标人名单",
        "评标委员会",
        "评标方法和评标标准",
        "开标记录",
        "资格审查",
        "符合性审查",
        "异常低价审查",
        "评审得分汇总",
        "中标候选人",
        "不同意见",
        "评标委员会签字",
    ] {
        assert_says(&pdf, &[section]);
    }
    for member in ["陈思源", "周慧敏", "吴立新", "徐亚楠", "高卫东"] {
        assert_says(&pdf, &[member]);
    }
    assert_numbered(&pdf);
}

#[test]
fn what_did_not_happen_is_said_to_be_none() {
    let empty = EvaluationReport { head: head(), ..EvaluationReport::default() };
    let text = pages(&evaluation_report(&FONTS, &empty, Lang::Zh).unwrap()).concat();
    assert!(text.matches('无').count() >= 8, "{text}");
    assert!(text.contains("本采购包没有中标候选人"));
}

#[test]
fn a_wide_score_table_goes_on_in_further_tables() {
    let mut wide = report();
    wide.summary.columns = (0..23).map(|i| ScoreColumn { name: format!("因素{i}号"), max: s("4") }).collect();
    for (k, row) in wide.summary.rows.iter_mut().enumerate() {
        row.scores = (0..23).map(|i| format!("{k}.{i:02}")).collect();
    }
    let pdf = evaluation_report(&FONTS, &wide, Lang::Zh).unwrap();
    assert_says(&pdf, &["因素0号", "因素22号", "0.00", "2.22", "93.80"]);
}

#[test]
fn the_sheet_the_receipt_and_the_list_say_what_they_were_given() {
    let pdf = score_sheet(&FONTS, &sheet(), Lang::Zh).unwrap();
    assert_says(&pdf, &["陈思源", "三号评标室2号席", "62.5", "63.5", "57.5", "10.5", "承诺两小时到场", SEED]);
    assert_numbered(&pdf);
    let pdf = receipt(&FONTS, &slip(), Lang::Zh).unwrap();
    assert_says(
        &pdf,
        &["投标文件接收回执", "HZ-2026-0117-1-0003", "09:12:22.418", HASH, SEED, "扫码核验", "请保存本回执"],
    );
    assert_numbered(&pdf);
    let pdf = signed_list(&FONTS, &list(), Lang::Zh).unwrap();
    assert_says(&pdf, &["投标文件接收清单", "HZ-0001", "HZ-0004", "签字："]);
    assert_numbered(&pdf);
}

#[test]
fn the_tender_document_has_its_chapters_and_figures_on_about_ten_pages() {
    let pdf = tender_document(&FONTS, &tender()).unwrap();
    assert_says(
        &pdf,
        &[
            "投标邀请",
            "投标人须知",
            "评分标准",
            "采购需求",
            "合同主要条款",
            "投标文件格式",
            "1,300,000.00元",
            "★",
            "DICOM3.0",
            "tech-1",
            "2026年11月20日10时00分",
        ],
    );
    assert!((9..=14).contains(&pages(&pdf).len()));
}

#[test]
fn english_documents_have_no_chinese_words_of_their_own() {
    let head = Head {
        centre: s("Centre"),
        project: s("Project"),
        tender_id: s("T-1"),
        verify_code: s("AB"),
        content_hash: s(HASH),
        lot: s("Lot 1"),
        ..head()
    };
    let empty = EvaluationReport { head: head.clone(), ..EvaluationReport::default() };
    let all = [
        evaluation_report(&FONTS, &empty, Lang::En).unwrap(),
        opening_record(&FONTS, &OpeningRecord { head: head.clone(), ..OpeningRecord::default() }, Lang::En).unwrap(),
        score_sheet(&FONTS, &ScoreSheet { head: head.clone(), ..ScoreSheet::default() }, Lang::En).unwrap(),
        receipt(&FONTS, &Receipt { head: head.clone(), qr: Some(s("x")), ..Receipt::default() }, Lang::En).unwrap(),
        signed_list(&FONTS, &SignedList { head, ..SignedList::default() }, Lang::En).unwrap(),
    ];
    for pdf in all {
        let text = pages(&pdf).concat();
        assert!(text.contains("Page1of"), "{text}");
        assert!(!text.chars().any(|c| ('\u{3000}'..='\u{9fff}').contains(&c)), "{text}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let elsewhere = Fonts::load(None).unwrap();
    let one = evaluation_report(&FONTS, &report(), Lang::Zh).unwrap();
    assert!(one == evaluation_report(&elsewhere, &report(), Lang::Zh).unwrap());
    let mut later = report();
    later.head.issued_ms += 1_000;
    assert!(one != evaluation_report(&FONTS, &later, Lang::Zh).unwrap());
    let one = receipt(&FONTS, &slip(), Lang::En).unwrap();
    assert!(one == receipt(&elsewhere, &slip(), Lang::En).unwrap());
}

#[test]
fn every_form_is_archival_pdf_and_sound() {
    let list = SignedList { head: head(), ..SignedList::default() };
    let forms = [
        ("record", opening_record(&FONTS, &opening(), Lang::Zh).unwrap()),
        ("report", evaluation_report(&FONTS, &report(), Lang::Zh).unwrap()),
        ("sheet", score_sheet(&FONTS, &ScoreSheet { head: head(), ..ScoreSheet::default() }, Lang::Zh).unwrap()),
        ("receipt", receipt(&FONTS, &slip(), Lang::Zh).unwrap()),
        ("notice", signed_list(&FONTS, &list, Lang::Zh).unwrap()),
    ];
    for (name, pdf) in forms {
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.contains("<pdfaid:part>2</pdfaid:part>"), "{name}");
        assert!(text.contains("<pdfaid:conformance>A</pdfaid:conformance>"), "{name}");
        // Another program reads its structure and every stream (tools/setup.sh installs it).
        let file = std::env::temp_dir().join(format!("bidroom-{}-{name}.pdf", std::process::id()));
        std::fs::write(&file, &pdf).unwrap();
        let run = std::process::Command::new("qpdf").arg("--check").arg(&file).output().expect("qpdf");
        std::fs::remove_file(&file).unwrap();
        let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success() && said.contains("No syntax or stream encoding errors"), "{name}: {said}");
    }
}

#[test]
fn a_letter_has_no_empty_list() {
    let letter = SignedList { head: head(), intro: "贵单位未中标。".into(), ..SignedList::default() };
    let text = pages(&signed_list(&FONTS, &letter, Lang::Zh).unwrap()).concat();
    assert!(text.contains("贵单位未中标。") && !text.contains("无。") && !text.contains("序号"), "{text}");
}
