//! Reports, records and forms as PDF, set with Typst in Noto CJK.
//!
//! Every figure comes in as text that the caller has already formatted: this crate knows how a page looks and nothing
//! of prices or points. Data reaches a template as values, never as markup, so no name or answer can change the
//! page. The same input gives the same bytes: the time on the page and in the file is the caller's.
//!
//! Setting a document takes from a tenth of a second to a few seconds of processor time and some 60 MB while it lasts; a
//! server calls these functions from a blocking thread.

mod error;
mod fonts;
pub mod forms;
mod press;
mod qr;
pub mod sample;
mod text;
mod world;

pub use error::PaperError;
pub use fonts::{Fonts, FontsInHand};
pub use forms::{
    AbnormalReview, Candidate, CheckRow, CheckTable, CommitteeMember, Correction, CriterionRow, Decided, Dissent,
    DrawFacts, EvaluationReport, Exchange, Finding, Head, InvalidBid, Line, ListedBidder, Note, Objection, OpenedBid,
    OpeningRecord, Receipt, Requirement, ScoreColumn, ScoreReason, ScoreRow, ScoreSheet, ScoreTable, SheetRow,
    Signature, SignedList, TenderDocument,
};
pub use sample::{SampleBid, SampleItem, Variant, sample_bid};

use serde::{Deserialize, Serialize};

/// The language of a document's own words; what the data says stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language's code in the document (`zh`, `en`).
    fn code(self) -> &'static str {
        match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }
}

/// The record of a bid opening (开标记录表): Order 87 articles 41 and 42.
///
/// # Errors
/// [`PaperError`] when a font cannot be read, the data is larger than a document may be, or the page cannot be set.
pub fn opening_record(fonts: &Fonts, record: &OpeningRecord, lang: Lang) -> Result<Vec<u8>, PaperError> {
    press::archival(fonts, press::Form::Opening, record, &record.head, lang)
}

/// The evaluation report (评标报告): Order 87 article 58.
///
/// # Errors
/// As [`opening_record`].
pub fn evaluation_report(fonts: &Fonts, report: &EvaluationReport, lang: Lang) -> Result<Vec<u8>, PaperError> {
    press::archival(fonts, press::Form::Report, report, &report.head, lang)
}

/// One member's score sheet (评委评分表) for all bidders of a lot.
///
/// # Errors
/// As [`opening_record`].
pub fn score_sheet(fonts: &Fonts, sheet: &ScoreSheet, lang: Lang) -> Result<Vec<u8>, PaperError> {
    press::archival(fonts, press::Form::Sheet, sheet, &sheet.head, lang)
}

/// A receipt (回执) with an optional QR code.
///
/// # Errors
/// As [`opening_record`], and [`PaperError::QrTooLong`] when [`Receipt::qr`] holds more than a QR code can.
pub fn receipt(fonts: &Fonts, receipt: &Receipt, lang: Lang) -> Result<Vec<u8>, PaperError> {
    let svg = match receipt.qr.as_deref() {
        Some(text) if !text.is_empty() => Some(qr::svg(text)?),
        _ => None,
    };
    press::archival_with(fonts, press::Form::Receipt, receipt, &receipt.head, lang, svg)
}

/// A list that is signed (签字清单): the closed list of bids, a sign-in sheet, a key holders' list.
///
/// # Errors
/// As [`opening_record`].
pub fn signed_list(fonts: &Fonts, list: &SignedList, lang: Lang) -> Result<Vec<u8>, PaperError> {
    press::archival(fonts, press::Form::List, list, &list.head, lang)
}

/// A tender document (招标文件) for a sample project; its standing text is Chinese.
///
/// # Errors
/// As [`opening_record`].
pub fn tender_document(fonts: &Fonts, tender: &TenderDocument) -> Result<Vec<u8>, PaperError> {
    press::archival(fonts, press::Form::Tender, tender, &tender.head, Lang::Zh)
}
