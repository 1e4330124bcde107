//! Every mistake that a registrar's spreadsheet has, by its row.

use super::*;
use crate::desks::pool::{import::written, samples};
use shared::api::pool::SheetFormat;

const HEADER: &str = "专家编号,姓名,手机号,工作单位,单位代码,地区,专业代码,状态,状态日期,状态原因,三年内任职,利害关系";
const GOOD: &str = "E00001,周建华,13800000000,杭州大学,91330000123456789X,杭州,A01;C02,在库,,,91330000123456780Y 2024-01-02~2025-03-04,亲属:91330000123456781Z";

fn known() -> BTreeSet<String> {
    ["A01", "C02"].map(str::to_owned).into()
}

fn parse(text: &str) -> Parsed {
    experts(text.as_bytes(), &known(), &|_| {}).unwrap()
}

/// The code of the refusal of a row in which `from` was replaced by `to`.
fn refused(from: &str, to: &str) -> (u32, &'static str, String) {
    assert!(GOOD.contains(from), "{from}");
    let parsed = parse(&format!("{HEADER}\n{GOOD}\n{}", GOOD.replace("E00001", "E00002").replacen(from, to, 1)));
    assert_eq!((parsed.experts.len(), parsed.wrong), (1, 1), "{from} -> {to}");
    let error = &parsed.errors[0];
    (error.row, error.refusal.code.as_str(), format!("{:?}", error.refusal.fields))
}

#[test]
fn a_good_row_is_an_expert_with_dated_relations() {
    let parsed = parse(&format!("{HEADER}\n{GOOD}"));
    let (no, data) = &parsed.experts[0];
    assert_eq!(no.as_ref().map(ExpertNo::as_str), Some("E00001"));
    let relations: Vec<_> = data.relations.iter().map(|r| (r.kind, r.from.map(|d| d.to_string()), r.until)).collect();
    assert_eq!(relations[0], (RelationKind::PastEmployer, Some("2024-01-02".into()), Day::new(2025, 3, 4)));
    assert_eq!(relations[1], (RelationKind::Family, None, None));
    assert_eq!(parsed.wrong, 0);
}

#[test]
fn each_mistake_is_told_with_its_row_and_column() {
    let cases = [
        ("13800000000", "2380000000", "field-invalid", "手机号"),
        ("91330000123456789X", "9133", "field-invalid", "单位代码"),
        ("A01;C02", "A01;Z99", "specialty-unknown", "Z99"),
        ("A01;C02", "", "field-invalid", "专业代码"),
        ("在库,,", "在职,,", "row-word", "在职"),
        ("在库,,", "暂停,,", "field-missing", "状态原因"),
        ("在库,,", "在库,2026年13月1日,", "row-day", "2026年13月1日"),
        ("2024-01-02~2025-03-04", "去年~今年", "row-day", "三年内任职"),
        ("2024-01-02~2025-03-04", "2025-03-04~2024-01-02", "row-day", "三年内任职"),
        ("亲属:", "朋友:", "row-word", "朋友"),
        ("亲属:", "亲属 ", "row-word", "亲属"),
        ("周建华", "", "field-missing", "姓名"),
        ("周建华", "周\u{fffd}华", "row-garbled", ""),
        ("周建华", "=cmd()", "field-invalid", "姓名"),
        ("E00002", "E 2/1", "row-word", "专家编号"),
    ];
    for (from, to, code, says) in cases {
        let from = if from == "E00002" { "E00001" } else { from };
        let (row, found, fields) = match from {
            "E00001" => {
                let parsed = parse(&format!("{HEADER}\n{GOOD}\n{}", GOOD.replace("E00001", to)));
                let error = &parsed.errors[0];
                (error.row, error.refusal.code.as_str(), format!("{:?}", error.refusal.fields))
            }
            _ => refused(from, to),
        };
        assert_eq!((row, found), (3, code), "{to}");
        assert!(fields.contains(says), "{to}: {fields}");
    }
}

#[test]
fn a_merged_row_and_a_real_date_in_an_xlsx_are_told_or_read() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in [HEADER, GOOD, &GOOD.replace("E00001", "E00002")].into_iter().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            sheet.write_string(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), cell).unwrap();
        }
    }
    let day = ExcelDateTime::from_ymd(2026, 11, 2).unwrap();
    sheet.write_datetime_with_format(1, 8, &day, &Format::new().set_num_format("yyyy/m/d")).unwrap();
    sheet.merge_range(2, 9, 2, 10, "合并", &Format::new()).unwrap();
    let parsed = experts(&book.save_to_buffer().unwrap(), &known(), &|_| {}).unwrap();
    assert_eq!(parsed.experts[0].1.status_from, Day::new(2026, 11, 2), "a date is a date, whatever it looks like");
    let error = &parsed.errors[0];
    assert_eq!((parsed.experts.len(), error.row, error.refusal.code), (1, 3, Code::RowMerged));
    // Dates as people type them are texts.
    for (typed, day) in [
        ("2026-11-02", Day::new(2026, 11, 2)),
        ("2026/11/2", Day::new(2026, 11, 2)),
        ("2026年11月2日", Day::new(2026, 11, 2)),
    ] {
        let parsed = parse(&format!("{HEADER}\n{}", GOOD.replace("在库,,", &format!("在库,{typed},"))));
        assert_eq!(parsed.experts.first().and_then(|(_, data)| data.status_from), day, "{typed}");
    }
}

#[test]
fn a_number_that_stands_twice_is_told_with_its_first_row() {
    let parsed = parse(&format!("{HEADER}\n{GOOD}\n\n{GOOD}"));
    let error = &parsed.errors[0];
    assert_eq!((error.row, error.refusal.code), (4, Code::RowDuplicate));
    assert_eq!(error.refusal.fields["first"], "2");
}

#[test]
fn a_header_must_have_the_columns_once() {
    let refused = |header: &str| experts(header.as_bytes(), &known(), &|_| {}).unwrap_err();
    assert!(refused("姓名,手机号").fields["columns"].contains("工作单位"));
    assert_eq!(refused("").code, Code::SheetColumns);
    assert!(refused(&format!("{HEADER},姓名")).fields["columns"].contains("姓名"));
    // English headers, another order and columns of others are fine.
    let other = "notes,name,phone,employer_name,employer,region,specialties,status\n,周建华,13800000000,杭州大学,91330000123456789X,杭州,A01,active";
    let parsed = parse(other);
    assert_eq!((parsed.experts.len(), parsed.experts[0].0.clone()), (1, None));
}

#[test]
fn what_is_exported_is_imported_as_the_same_records() {
    let pool = samples(3, 300).unwrap();
    let codes: BTreeSet<String> = pool.iter().flat_map(|(_, data)| data.specialties.clone()).collect();
    let lines: Vec<Vec<String>> = pool.iter().map(|(no, data)| cells(no, data)).collect();
    for format in [SheetFormat::Xlsx, SheetFormat::Csv, SheetFormat::CsvGb18030] {
        let bytes = written(format, &lines).unwrap();
        let parsed = experts(&bytes, &codes, &|_| {}).unwrap();
        assert_eq!(parsed.errors, [], "{format:?}");
        let back: Vec<_> = parsed.experts.into_iter().map(|(no, data)| (no.unwrap(), data)).collect();
        assert_eq!(back, pool, "{format:?}");
    }
}
