//! What goes into each document. Every figure is text, formatted by the caller; an empty text is printed as a dash, and
//! an empty list as "none" where the law asks for the matter. All types have a `Default`, so that a caller names what
//! it has.

mod opening;
mod report;
mod sheet;
mod slips;
mod tender;

pub use opening::{Objection, OpenedBid, OpeningRecord};
pub use report::{
    AbnormalReview, Candidate, CheckRow, CheckTable, CommitteeMember, Correction, Decided, Dissent, DrawFacts,
    EvaluationReport, Exchange, Finding, InvalidBid, ListedBidder, ScoreColumn, ScoreRow, ScoreTable,
};
pub use sheet::{ScoreReason, ScoreSheet, SheetRow};
pub use slips::{Line, Receipt, SignedList};
pub use tender::{Requirement, TenderDocument};

use serde::{Deserialize, Serialize};

/// What every page says of its document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The procurement centre's name.
    pub centre: String,
    /// The project's name, in the running header.
    pub project: String,
    /// The project's number (项目编号).
    pub tender_id: String,
    /// The lot (采购包), number and name.
    pub lot: String,
    /// SHA-256 of the data behind the document, in hex; stands in every footer. A file cannot hold its own hash.
    pub content_hash: String,
    /// A short code by which a reader finds the record to check this paper against (核验码).
    pub verify_code: String,
    /// When the document was issued: milliseconds since 1970, UTC. The only time in the file that is not text.
    pub issued_ms: i64,
}

/// A signature, made or still to be made: without a time, the page has room to sign by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// In what capacity, for example 监督人员.
    pub role: String,
    /// Who.
    pub name: String,
    /// When, as text; empty when not signed yet.
    pub time: String,
    /// SHA-256, in hex, of what was signed.
    pub sha256: String,
    /// The fingerprint of the key, when a key was used.
    pub key: String,
}

/// A scoring criterion (评审因素) as documents print it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionRow {
    /// Its id, for example `tech-1`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Objective, subjective or price, in the document's language.
    pub kind: String,
    /// The most points.
    pub max: String,
    /// The standard in full.
    pub standard: String,
}

/// Something that happened, with its time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// When, as text.
    pub time: String,
    /// What.
    pub text: String,
}
