//! Spreadsheets as people save them, and files that are none.

use super::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

fn read(bytes: &[u8]) -> Result<Vec<Row>, Refusal> {
    let mut all = Vec::new();
    rows(bytes, &mut |row| {
        all.push(row);
        Ok(())
    })?;
    Ok(all)
}

fn code(bytes: &[u8]) -> Code {
    read(bytes).unwrap_err().code
}

#[test]
fn a_csv_is_read_in_the_encodings_that_spreadsheets_save() {
    let text = "编号,姓名\r\nE1,王𠮷\r\n\r\nE2,\"张, 三\"\r\n";
    let utf16 = |bytes: [u8; 2], of: fn(u16) -> [u8; 2]| {
        bytes.into_iter().chain(text.encode_utf16().flat_map(of)).collect::<Vec<u8>>()
    };
    let files = [
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat(),
        encoding_rs::GB18030.encode(text).0.into_owned(),
        utf16([0xff, 0xfe], u16::to_le_bytes),
        utf16([0xfe, 0xff], u16::to_be_bytes),
        text.replace(',', "\t").replace("张\t", "张,").into_bytes(),
    ];
    for bytes in files {
        let rows = read(&bytes).unwrap();
        let cells: Vec<Vec<&str>> = rows.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect();
        assert_eq!(cells, [["编号", "姓名"], ["E1", "王𠮷"], ["E2", "张, 三"]]);
        assert_eq!(rows[2].number, 4, "the row is the one of the file");
    }
}

#[test]
fn what_is_no_spreadsheet_is_refused_with_what_to_do() {
    assert_eq!(code(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1]), Code::SheetUnreadable, "the old binary format");
    assert_eq!(code(b"PK\x03\x04 not a zip"), Code::SheetUnreadable);
    assert_eq!(code(&[0x80, 0xff, 0x2c, 0x41]), Code::SheetEncoding, "neither UTF-8 nor GB 18030");
    assert_eq!(code(b"%PDF-1.7\n\x00\x01\x02"), Code::SheetEncoding, "control characters are no text");
    let latin = encoding_rs::WINDOWS_1252.encode("No,Name\nE1,Caf\u{e9}").0.into_owned();
    assert_eq!(code(&latin), Code::SheetEncoding, "a cut-off two-byte character");
}

#[test]
fn an_xlsx_gives_what_its_cells_show() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "编号").unwrap();
    sheet.write_number(1, 0, 13_800_000_001.0).unwrap();
    let day = ExcelDateTime::from_ymd(2026, 11, 2).unwrap();
    sheet.write_datetime_with_format(1, 2, &day, &Format::new().set_num_format("yyyy/m/d")).unwrap();
    sheet.write_number(4, 1, 0.5).unwrap();
    sheet.merge_range(5, 0, 6, 1, "合并", &Format::new()).unwrap();
    let rows = read(&book.save_to_buffer().unwrap()).unwrap();
    let cells: Vec<(u32, Vec<&str>, bool)> =
        rows.iter().map(|row| (row.number, row.cells.iter().map(String::as_str).collect(), row.merged)).collect();
    assert_eq!(cells[0], (1, vec!["编号"], false));
    assert_eq!(cells[1], (2, vec!["13800000001", "", "2026-11-02"], false));
    assert_eq!(cells[2], (5, vec!["", "0.5"], false));
    assert!(cells[3].2 && cells[3].0 == 6, "the merged row is marked: {cells:?}");
}

#[test]
fn more_rows_than_the_limit_are_refused() {
    let text = "编号\n".to_owned() + &"E1\n".repeat(ROWS_MAX + 1);
    assert_eq!(code(text.as_bytes()), Code::SheetTooLong);
}
