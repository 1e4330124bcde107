//! What the public sees: the list of notices, a notice with all that belongs to it, its documents and its package.

use super::super::Ok;
use crate::amount::Fen;
use crate::endpoint;
use crate::envelope::Envelope;
use crate::id::LotKey;
use crate::journal::Hash;
use crate::lifecycle::{Failure, StageName};
use crate::rules::case::Regime;
use serde::{Deserialize, Serialize};

/// Every published notice, newest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListNotices {}
endpoint!(ListNotices, Query, "/api/tenders/notices" => Notices);

/// The published notices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notices {
    /// The notices, newest first.
    pub rows: Vec<NoticeRow>,
    /// The server's time, milliseconds since 1970 UTC.
    pub now_ms: i64,
}

/// One notice in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeRow {
    /// The lot.
    pub lot: LotKey,
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// The purchaser's name.
    pub purchaser: String,
    /// Goods, services, works.
    pub regime: Regime,
    /// The highest price.
    pub ceiling: Fen,
    /// The deadline of the current version, milliseconds.
    pub deadline_ms: i64,
    /// When it was published, milliseconds.
    pub published_ms: i64,
    /// Where the lot stands.
    pub stage: StageName,
}

/// One notice with all that belongs to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadNotice {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadNotice, Query, "/api/tenders/notice", lot => NoticePage);

/// A notice for anybody: the very bytes, their hash, the key sheets, the documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePage {
    /// The lot.
    pub lot: LotKey,
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// The purchaser's name.
    pub purchaser: String,
    /// Where it is opened.
    pub place: String,
    /// Where the lot stands.
    pub stage: StageName,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
    /// The deadline, milliseconds.
    pub deadline_ms: i64,
    /// When this version was published, milliseconds.
    pub published_ms: i64,
    /// The notice's version.
    pub version: u32,
    /// The canonical text of `notice.json` ([`crate::envelope::Notice`]).
    pub notice: String,
    /// SHA-256 of that text.
    pub notice_sha256: Hash,
    /// Every version, oldest first; the last is the one above.
    pub versions: Vec<VersionText>,
    /// The key sheets.
    pub sheets: Vec<SheetText>,
    /// The documents.
    pub documents: Vec<DocumentRow>,
    /// The server's time, milliseconds.
    pub now_ms: i64,
}

/// A version of a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionText {
    /// When it was published, milliseconds.
    pub published_ms: i64,
    /// The canonical text.
    pub notice: String,
}

/// A key sheet as it lies in the notice package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetText {
    /// The envelope.
    pub envelope: Envelope,
    /// The canonical text ([`crate::envelope::KeySheet`]).
    pub json: String,
    /// SHA-256 of that text.
    pub sha256: Hash,
}

/// A document of a lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRow {
    /// The file's name.
    pub name: String,
    /// The length in bytes.
    pub size: u64,
    /// SHA-256 of the contents.
    pub sha256: Hash,
}

/// A document's bytes: `GET PATH?q=…`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadDocument {
    /// The lot.
    pub lot: LotKey,
    /// The document's name.
    pub name: String,
}
endpoint!(ReadDocument, Stream, "/api/tenders/document", lot => Ok);

/// The same while the lot is written, for those who write it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadDraftDocument {
    /// The lot.
    pub lot: LotKey,
    /// The document's name.
    pub name: String,
}
endpoint!(ReadDraftDocument, Stream, "/api/tenders/draft-document", lot => Ok);

/// The notice package as a ZIP: `notice.json`, `sheets/<envelope>.json`, `documents/<name>`, `checkpoint`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadPackage {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadPackage, Stream, "/api/tenders/package", lot => Ok);
