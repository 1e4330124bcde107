//! The desk of the expert pool (评审专家库): search, one expert, specialties, spreadsheets. For the registrar alone.

mod day;
mod import;
mod load;

pub use day::Day;
pub use import::{
    COLUMNS, Column, ExportPool, FILE_BYTES_MAX, ImportExperts, ImportProgress, ImportReport, ImportSpecialties,
    Imported, PreviewImport, Progressed, ROWS_MAX, RowError, SheetFormat, SpecialtiesImported,
};
pub use load::{
    CentreRating, DutyRow, NOTE_BELOW, OwnDuty, RATING_DAYS, RATING_NOTE_MAX, RateCentre, RateMember, Rating, Ratings,
    ReadCentreRatings, ReadOwnDuty, ReadRatings, ReadWorkload, SCORES, StateDuty, WORKLOAD_PAGE, Workload, WorkloadRow,
};

use crate::endpoint;
use crate::id::{ExpertNo, OrgId};
use serde::{Deserialize, Serialize};

/// Whether an expert may be drawn (专家状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpertStatus {
    /// May be drawn (在库).
    #[default]
    Active,
    /// May not be drawn for the time being (暂停).
    Suspended,
    /// Has left the pool (出库).
    Retired,
}

impl ExpertStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Active, Self::Suspended, Self::Retired];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Retired => "retired",
        }
    }

    /// The status of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// Why an expert may not sit when an organisation takes part (回避关系; IR art. 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// Was employed there within the last three years (三年内曾任职).
    PastEmployer,
    /// Is or was its director, supervisor, controlling shareholder or actual controller (任董事、监事或为控股股东、实际控制人).
    Control,
    /// Is a close relative of its head or legal representative (与负责人有近亲属关系).
    Family,
    /// Any other relation that may affect fairness (其他可能影响公正的关系).
    Other,
}

impl RelationKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::PastEmployer, Self::Control, Self::Family, Self::Other];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PastEmployer => "past_employer",
            Self::Control => "control",
            Self::Family => "family",
            Self::Other => "other",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A relation of an expert to an organisation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ExpertRelation {
    /// Which.
    pub kind: RelationKind,
    /// The organisation: its unified social credit code.
    pub org: OrgId,
    /// Since when, where it is known.
    #[serde(default)]
    pub from: Option<Day>,
    /// Until when, the day included; none while it lasts.
    #[serde(default)]
    pub until: Option<Day>,
}

impl ExpertRelation {
    /// Whether the relation keeps the expert out of a procurement on `day`: employment and control for three years after
    /// they ended (IR art. 9, items 1–3), everything else while it lasts.
    #[must_use]
    pub fn counts_on(&self, day: Day) -> bool {
        let last = match self.kind {
            RelationKind::PastEmployer | RelationKind::Control => day.years_before(3),
            RelationKind::Family | RelationKind::Other => day,
        };
        self.until.is_none_or(|until| until >= last)
    }
}

/// Experts on one page of a search, at most.
pub const PAGE_MAX: u32 = 200;

/// Searches the pool.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchPool {
    /// A part of number, name, telephone or employer.
    #[serde(default)]
    pub text: String,
    /// The code of a specialty; experts of those under it are found too.
    #[serde(default)]
    pub specialty: Option<String>,
    /// The region.
    #[serde(default)]
    pub region: Option<String>,
    /// The status.
    #[serde(default)]
    pub status: Option<ExpertStatus>,
    /// The page, from 0.
    #[serde(default)]
    pub page: u32,
    /// Rows of a page, 1 to [`PAGE_MAX`]; 0 takes 50.
    #[serde(default)]
    pub size: u32,
}
endpoint!(SearchPool, Query, "/api/pool/search" => PoolPage);

/// One page of a search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolPage {
    /// How many experts the search finds.
    pub total: u64,
    /// How many experts are in the pool, and how many of them may be drawn.
    pub pool: u64,
    /// How many of the pool may be drawn.
    pub active: u64,
    /// The regions of the pool.
    pub regions: Vec<String>,
    /// The experts of this page, by number.
    pub rows: Vec<ExpertRow>,
}

/// One expert in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpertRow {
    /// The number in the pool.
    pub no: ExpertNo,
    /// The name.
    pub name: String,
    /// The telephone.
    pub phone: String,
    /// The employer's name.
    pub employer_name: String,
    /// The region.
    pub region: String,
    /// The status.
    pub status: ExpertStatus,
    /// The codes of the specialties, ascending.
    pub specialties: Vec<String>,
}

/// Reads one expert.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadExpert {
    /// The number.
    pub no: ExpertNo,
}
endpoint!(ReadExpert, Query, "/api/pool/expert" => ExpertRecord);

/// One expert in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpertRecord {
    /// The number in the pool.
    pub no: ExpertNo,
    /// What is known of the person.
    pub data: ExpertData,
    /// When the record was last changed, milliseconds.
    pub changed_ms: i64,
    /// What was changed when, newest first.
    pub history: Vec<ExpertChange>,
}

/// One change of an expert's record. The journal has `change`, not the record: nobody learns from it who was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpertChange {
    /// When, milliseconds.
    pub at_ms: i64,
    /// The account that changed it.
    pub by: String,
    /// The status after it.
    pub status: ExpertStatus,
    /// SHA-256 of salt and record, as the journal has it (or the tree over those of an import).
    pub change: crate::journal::Hash,
}

/// What the pool knows of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpertData {
    /// The name.
    pub name: String,
    /// The telephone: 11 digits.
    pub phone: String,
    /// The employer: its unified social credit code.
    pub employer: OrgId,
    /// The employer's name.
    pub employer_name: String,
    /// The region.
    pub region: String,
    /// Whether the person may be drawn.
    pub status: ExpertStatus,
    /// Why not; needed unless active.
    #[serde(default)]
    pub status_reason: String,
    /// Since when the status holds, where it is known.
    #[serde(default)]
    pub status_from: Option<Day>,
    /// The codes of the specialties, 1 to 12.
    pub specialties: Vec<String>,
    /// Former employers of the last three years and declared relations.
    #[serde(default)]
    pub relations: Vec<ExpertRelation>,
}

/// Adds an expert, or changes one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SaveExpert {
    /// The number; none adds an expert under the next free one.
    pub no: Option<ExpertNo>,
    /// What is known.
    pub data: ExpertData,
}
endpoint!(SaveExpert, Change, "/api/pool/save-expert" => SavedExpert);

/// The number of the expert that was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedExpert {
    /// The number.
    pub no: ExpertNo,
}

/// The tree of specialties (评审专业).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ListSpecialties {}
endpoint!(ListSpecialties, Query, "/api/pool/specialties" => Vec<Specialty>);

/// One specialty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Specialty {
    /// The code.
    pub code: String,
    /// The code of the one above.
    pub parent: Option<String>,
    /// What it is called in Chinese.
    pub zh: String,
    /// What it is called in English.
    pub en: String,
    /// How many active experts have it, or one under it.
    pub experts: u64,
}

#[cfg(test)]
mod tests;
