//! Spreadsheets of experts and of specialties: in with a preview, out as a file.
//!
//! A file is sent twice: once for its preview, and once, with the hash that the preview named, to be imported whole. Nothing
//! of it stays between.

use super::super::Ok;
use crate::endpoint;
use crate::journal::Hash;
use crate::refusal::Refusal;
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// The largest file, bytes.
pub const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// The most rows of a file.
pub const ROWS_MAX: usize = 200_000;

/// A column of the spreadsheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// The number in the pool; empty for the next free one.
    No,
    /// The name.
    Name,
    /// The telephone.
    Phone,
    /// The employer's name.
    EmployerName,
    /// The employer's unified social credit code.
    Employer,
    /// The region.
    Region,
    /// Codes of specialties, separated by `;`.
    Specialties,
    /// The status.
    Status,
    /// Since when.
    StatusFrom,
    /// Why not active.
    StatusReason,
    /// Employers of the last three years, separated by `;`: `code from~until`, the days may be left out.
    PastEmployers,
    /// Other relations, separated by `;`: `kind:code from~until`.
    Relations,
}

/// Every column with its name and header, in the order of an export.
pub const COLUMNS: [(Column, &str, Text); 12] = [
    (Column::No, "no", Text::new("专家编号", "Number")),
    (Column::Name, "name", Text::new("姓名", "Name")),
    (Column::Phone, "phone", Text::new("手机号", "Telephone")),
    (Column::EmployerName, "employer_name", Text::new("工作单位", "Employer's name")),
    (Column::Employer, "employer", Text::new("单位代码", "Employer's code")),
    (Column::Region, "region", Text::new("地区", "Region")),
    (Column::Specialties, "specialties", Text::new("专业代码", "Specialties")),
    (Column::Status, "status", Text::new("状态", "Status")),
    (Column::StatusFrom, "status_from", Text::new("状态日期", "Status since")),
    (Column::StatusReason, "status_reason", Text::new("状态原因", "Reason of the status")),
    (Column::PastEmployers, "past_employers", Text::new("三年内任职", "Former employers")),
    (Column::Relations, "relations", Text::new("利害关系", "Relations")),
];

/// Reads a spreadsheet and says what an import would do: `POST PATH?q=<this as JSON>` with the file's bytes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PreviewImport {
    /// A name for [`ImportProgress`], made by the page: 1 to 64 of `[A-Za-z0-9._-]`.
    pub run: String,
}
endpoint!(PreviewImport, Stream, "/api/pool/preview-import" => ImportReport);

/// What a spreadsheet holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// SHA-256 of the file.
    pub sha256: Hash,
    /// Rows with an expert.
    pub rows: u64,
    /// Experts who are not in the pool yet.
    pub new: u64,
    /// Experts whose record would be another.
    pub changed: u64,
    /// Experts whose record stays.
    pub same: u64,
    /// Rows with something wrong; a file with one is not imported.
    pub wrong: u64,
    /// What is wrong, by row: the first 200.
    pub errors: Vec<RowError>,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowError {
    /// The row of the spreadsheet, from 1; 1 is the header.
    pub row: u32,
    /// What is wrong and what to do.
    pub refusal: Refusal,
}

/// Imports a spreadsheet that was previewed, whole or not at all: `POST PATH?q=<this as JSON>` with the same bytes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImportExperts {
    /// The hash that the preview named.
    pub sha256: Hash,
    /// A name for [`ImportProgress`].
    pub run: String,
}
endpoint!(ImportExperts, Stream, "/api/pool/import" => Imported);

/// What was imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Experts who are new.
    pub new: u64,
    /// Experts whose record is another.
    pub changed: u64,
    /// Experts whose record stays.
    pub same: u64,
}

/// How far a preview or import is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImportProgress {
    /// Its name.
    pub run: String,
}
endpoint!(ImportProgress, Query, "/api/pool/import-progress" => Progressed);

/// How far a preview or import is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progressed {
    /// Rows that are read.
    pub read: u64,
    /// Rows that are written.
    pub written: u64,
    /// How many rows there are; 0 while nobody knows.
    pub of: u64,
}

/// What a spreadsheet is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SheetFormat {
    /// Office Open XML.
    #[default]
    Xlsx,
    /// Comma-separated, UTF-8 with a byte order mark.
    Csv,
    /// Comma-separated, GB 18030.
    CsvGb18030,
}

/// The whole pool as a spreadsheet: `GET PATH?q=<this as JSON>`. The journal has who took it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ExportPool {
    /// As what.
    pub format: SheetFormat,
}
endpoint!(ExportPool, Stream, "/api/pool/export" => Ok);

/// Adds specialties to the tree, or changes their names and places, from a spreadsheet with the columns `代码 code`,
/// `上级代码 parent`, `名称 zh`, `英文名称 en`: `POST PATH` with its bytes. Whole or not at all; none is taken away.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ImportSpecialties {}
endpoint!(ImportSpecialties, Stream, "/api/pool/import-specialties" => SpecialtiesImported);

/// What was imported, or what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialtiesImported {
    /// Specialties of the file; 0 when something is wrong.
    pub specialties: u64,
    /// What is wrong, by row: the first 200. Nothing was imported when there is any.
    pub errors: Vec<RowError>,
}
