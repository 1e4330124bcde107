//! What the committee asked a bidder in writing, and what came back (87号令 art. 51).

use super::{InquiryKind, Ok};
use crate::endpoint;
use crate::id::{LotKey, OrgId};
use crate::journal::Hash;
use serde::{Deserialize, Serialize};

/// A question to a bidder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryRow {
    /// Its number.
    pub n: u32,
    /// Whom.
    pub bidder: OrgId,
    /// The bidder's name.
    pub name: String,
    /// What for.
    pub kind: InquiryKind,
    /// The question.
    pub question: String,
    /// When it was asked, milliseconds.
    pub asked_ms: i64,
    /// Until when an answer is taken, milliseconds.
    pub due_ms: i64,
    /// Where it stands.
    pub state: InquiryState,
    /// The answer, once all members may read it.
    pub answer: Option<AnswerRow>,
}

/// Where a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InquiryState {
    /// The bidder may answer.
    Open,
    /// It was answered; nobody reads the answer while another question of the lot is open.
    Sealed,
    /// It was answered, and the committee reads it.
    Answered,
    /// No answer came in time.
    Lapsed,
}

/// A bidder's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerRow {
    /// In words.
    pub text: String,
    /// Whether the corrected price is confirmed; none for other questions.
    pub accept: Option<bool>,
    /// The files.
    pub files: Vec<AnswerFile>,
    /// When, milliseconds.
    pub at_ms: i64,
}

/// A file with an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerFile {
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    pub size: u64,
    /// SHA-256.
    pub sha256: Hash,
}

/// Every question to the bidder who asks, over all lots, newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MyInquiries {}
endpoint!(MyInquiries, Query, "/api/matters/mine" => Vec<MyInquiry>);

/// A question to the bidder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyInquiry {
    /// The lot.
    pub lot: LotKey,
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// The question's number.
    pub n: u32,
    /// What for.
    pub kind: InquiryKind,
    /// The question.
    pub question: String,
    /// When it was asked, milliseconds.
    pub asked_ms: i64,
    /// Until when an answer is taken, milliseconds.
    pub due_ms: i64,
    /// Whether an answer is still taken.
    pub open: bool,
    /// The files that lie ready for the answer, or went with it.
    pub files: Vec<AnswerFile>,
    /// The own answer.
    pub answer: Option<AnswerRow>,
}

/// The bidder answers, once, in writing, signed by its authorised person (87号令 art. 51). The answer may not leave the
/// bid's scope nor change its substance.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AnswerInquiry {
    /// The lot.
    pub lot: LotKey,
    /// The question.
    pub n: u32,
    /// In words, 1 to [`TEXT_CHARS_MAX`] characters.
    pub text: String,
    /// Whether the corrected price is confirmed; needed for a correction, else none.
    #[serde(default)]
    pub accept: Option<bool>,
}
endpoint!(AnswerInquiry, Change, "/api/matters/answer", lot, signs => Ok);

/// Adds a PDF to the answer: `POST PATH?q=<this as JSON>`, the file as body.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddAnswerFile {
    /// The lot.
    pub lot: LotKey,
    /// The question.
    pub n: u32,
    /// The file's name.
    pub name: String,
}
endpoint!(AddAnswerFile, Stream, "/api/matters/answer-file", lot => AnswerFile);

/// A file of an answer that the committee may read: `GET PATH?q=<this as JSON>`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadAnswerFile {
    /// The lot.
    pub lot: LotKey,
    /// The question.
    pub n: u32,
    /// The file's name.
    pub name: String,
}
endpoint!(ReadAnswerFile, Stream, "/api/matters/read-answer-file", lot => Ok);
