//! A spreadsheet as rows of texts: xlsx, or csv in UTF-8, UTF-16 or GB 18030. Nothing here knows what the columns mean.

use calamine::{DataRef, Reader as _, Xlsx};
use shared::api::pool::{Day, ROWS_MAX};
use shared::refusal::{Code, Refusal};
use std::collections::BTreeSet;
use std::io::Cursor;

/// Columns that are read; more are left alone.
const COLUMNS_MAX: usize = 64;
/// The most bytes that the parts of an xlsx may unpack to: a small file must not fill the memory.
const UNPACKED_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// A row: its number in the spreadsheet, from 1, and its cells from the first column on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The number.
    pub number: u32,
    /// The texts; a day is written `2026-11-22`.
    pub cells: Vec<String>,
    /// Whether a merged cell lies in the row.
    pub merged: bool,
}

/// Gives every row that is not empty to `take`, in order; the first is the header.
///
/// # Errors
/// A refusal when the bytes are no spreadsheet, their encoding is none that is known, or there are more than [`ROWS_MAX`]
/// rows; or what `take` refuses.
pub fn rows(bytes: &[u8], take: &mut dyn FnMut(Row) -> Result<(), Refusal>) -> Result<(), Refusal> {
    let mut count = 0;
    let mut counted = |row: Row| {
        if row.cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        count += 1;
        match count > ROWS_MAX + 1 {
            true => Err(Refusal::new(Code::SheetTooLong).with("limit", ROWS_MAX)),
            false => take(row),
        }
    };
    match bytes {
        [b'P', b'K', 3 | 5, ..] => xlsx(bytes, &mut counted),
        // The container of the old binary format, and of encrypted files.
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(unreadable("xls")),
        _ => csv(bytes, &mut counted),
    }
}

fn unreadable(why: impl std::fmt::Display) -> Refusal {
    Refusal::new(Code::SheetUnreadable).with("detail", why)
}

fn xlsx(bytes: &[u8], take: &mut dyn FnMut(Row) -> Result<(), Refusal>) -> Result<(), Refusal> {
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut unpacked: u64 = 0;
    for at in 0..parts.len() {
        unpacked = unpacked.saturating_add(parts.by_index_raw(at).map_err(unreadable)?.size());
    }
    if unpacked > UNPACKED_BYTES_MAX {
        return Err(Refusal::new(Code::TooLarge).with("limit", "1 GiB"));
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let name = book.sheet_names().into_iter().next().ok_or_else(|| unreadable("no sheet"))?;
    let merged: BTreeSet<u32> = book
        .merge_cells_by_sheet_name(&name)
        .map_err(unreadable)?
        .into_iter()
        .filter(|area| area.end.0 - area.start.0 <= ROWS_MAX as u32)
        .flat_map(|area| area.start.0..=area.end.0)
        .collect();
    let mut cells = book.worksheet_cells_reader(&name).map_err(unreadable)?;
    let mut row = Row { number: 0, cells: Vec::new(), merged: false };
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (at, column) = cell.get_position();
        if at + 1 != row.number {
            let next = Row { number: at + 1, cells: Vec::new(), merged: merged.contains(&at) };
            take(std::mem::replace(&mut row, next))?;
        }
        let column = column as usize;
        if column < COLUMNS_MAX {
            row.cells.resize(row.cells.len().max(column + 1), String::new());
            row.cells[column] = text(cell.get_value());
        }
    }
    take(row)
}

/// What a cell shows. A number that is a whole one has no fraction: a telephone is often kept as a number.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(moment) => {
            let serial = moment.as_f64();
            Day::of_serial(serial.floor() as i64).map_or_else(|| serial.to_string(), |day| day.to_string())
        }
        DataRef::DateTimeIso(text) => text.split('T').next().unwrap_or_default().to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// The text of a csv file: by its byte order mark, else UTF-8 if it is that, else GB 18030 if it is that.
fn decode(bytes: &[u8]) -> Result<String, Refusal> {
    let unknown = || Refusal::new(Code::SheetEncoding);
    let (encoding, bytes) = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None if std::str::from_utf8(bytes).is_ok() => (encoding_rs::UTF_8, bytes),
        None => (encoding_rs::GB18030, bytes),
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(unknown)?;
    // A file of another kind may well decode; a table has no control characters.
    let wild = text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'));
    if wild { Err(unknown()) } else { Ok(text.into_owned()) }
}

fn csv(bytes: &[u8], take: &mut dyn FnMut(Row) -> Result<(), Refusal>) -> Result<(), Refusal> {
    let text = decode(bytes)?;
    let first = text.lines().next().unwrap_or_default();
    let most = [b',', b'\t', b';'].into_iter().max_by_key(|mark| first.bytes().filter(|b| b == mark).count());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(most.unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let (bytes, mut counted, mut line) = (text.as_bytes(), 0, 1);
    while reader.read_record(&mut record).map_err(unreadable)? {
        // Where a record begins: the reader's place may be before the end of the line above, and before empty lines.
        let place = record.position().map_or(0, csv::Position::byte);
        let mut start = usize::try_from(place).unwrap_or(usize::MAX).clamp(counted, bytes.len());
        start += bytes[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        line += bytes[counted..start].iter().filter(|byte| **byte == b'\n').count();
        counted = start;
        let cells = record.iter().take(COLUMNS_MAX).map(|cell| cell.trim().to_owned()).collect();
        take(Row { number: u32::try_from(line).unwrap_or(u32::MAX), cells, merged: false })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
