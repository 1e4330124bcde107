//! The desk of scoring (打分): each member's own sheet, the pages of the bids, progress for the staff.

use super::review::{FileRow, SignedAt};
use crate::api::matters::StopRow;
use crate::endpoint;
use crate::id::{LotKey, MemberId, OrgId};
use crate::lifecycle::StageName;
use crate::people::Seat;
use crate::rules::PlanCriterion;
use crate::sheet::CellFinding;
use serde::{Deserialize, Serialize};

/// The member's own sheet. What the others gave is absent from the type, and so are the prices.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadSheet {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadSheet, Query, "/api/scoring/sheet", lot => SheetReply);

/// A member's own sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetReply {
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// Where the lot stands.
    pub stage: StageName,
    /// Who is asking.
    pub member: MemberId,
    /// What is scored, as the notice states it.
    pub criteria: Vec<PlanCriterion>,
    /// The bids that passed the compliance review, in the order of their ids; empty before scoring begins.
    pub bids: Vec<SheetBid>,
    /// The own cells that were ever saved.
    pub cells: Vec<Cell>,
    /// The own signature. A signed sheet is open again in its returned cells alone.
    pub signed: Option<SignedAt>,
    /// Own scores that another terminal kept and could not send before the seat was changed: the member decides on each.
    pub strays: Vec<Stray>,
}

/// A bid to be scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetBid {
    /// The bidder.
    pub bidder: OrgId,
    /// The bidder's name.
    pub name: String,
    /// The files.
    pub files: Vec<FileRow>,
    /// The bidder's own index: where the bid answers which criterion.
    pub index: Vec<Cited>,
}

/// Where a bid answers a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// The criterion.
    pub criterion: String,
    /// The file's number.
    pub file: u32,
    /// The page, from 1.
    pub page: u32,
}

/// One score of the own sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The bidder.
    pub bidder: OrgId,
    /// The criterion.
    pub criterion: String,
    /// The score, a decimal; none when it was taken back.
    pub points: Option<String>,
    /// The reason, empty for none.
    pub reason: String,
    /// The version, from 1.
    pub version: i64,
    /// Whether it came back to be corrected and the sheet was not signed since.
    pub returned: bool,
    /// The score before it came back.
    pub old: Option<String>,
    /// Why it came back.
    pub why: Option<String>,
}

/// Saves one cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveScore {
    /// The lot.
    pub lot: LotKey,
    /// The bidder.
    pub bidder: OrgId,
    /// The criterion.
    pub criterion: String,
    /// The score, a decimal; none takes it back.
    pub points: Option<String>,
    /// The reason, at most 1,000 characters.
    pub reason: String,
    /// The version that the page knows, 0 for none.
    pub version: i64,
}
endpoint!(SaveScore, Change, "/api/scoring/save-score", lot => SaveScoreReply);

/// What was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveScoreReply {
    /// The new version.
    pub version: i64,
    /// The score as it is stored, without trailing zeros.
    pub points: Option<String>,
    /// What is still wrong with it.
    pub findings: Vec<CellFinding>,
}

/// A score that a terminal kept and could not send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrayCell {
    /// The bidder.
    pub bidder: OrgId,
    /// The criterion.
    pub criterion: String,
    /// The score, a decimal; none where it was taken back.
    pub points: Option<String>,
    /// The reason.
    pub reason: String,
    /// The version over which it was given, 0 for none.
    pub version: i64,
}

/// A score that came from another terminal and waits for the member's decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stray {
    /// The score.
    pub cell: StrayCell,
    /// From which seat.
    pub from: Seat,
    /// What that seat's room is called.
    pub room_name: String,
    /// When it was handed over, milliseconds.
    pub at_ms: i64,
}

/// A former terminal of the member hands over what it kept and could not send. Nothing is scored by it: the member is asked
/// at the present seat.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HandOver {
    /// The lot.
    pub lot: LotKey,
    /// The scores, at most [`HAND_OVER_MAX`].
    pub cells: Vec<StrayCell>,
}
endpoint!(HandOver, Change, "/api/scoring/hand-over", lot => crate::api::Ok);

/// The most scores that are handed over at once.
pub const HAND_OVER_MAX: usize = 5000;

/// The member has decided on a score from another terminal: it was given here, or is not wanted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DropStray {
    /// The lot.
    pub lot: LotKey,
    /// The bidder.
    pub bidder: OrgId,
    /// The criterion.
    pub criterion: String,
    /// Whether it was given here.
    pub taken: bool,
}
endpoint!(DropStray, Change, "/api/scoring/drop-stray", lot => crate::api::Ok);

/// Signs the own sheet. It locks every score; only the head can return cells (复核).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignSheet {
    /// The lot.
    pub lot: LotKey,
    /// SHA-256 of the sheet ([`crate::sheet::Sheet::hash`]) as the member saw it.
    pub sha256: String,
}
endpoint!(SignSheet, Change, "/api/scoring/sign-sheet", lot, signs => SignedAt);

/// `GET /api/scoring/page?q=` ([`super::review::PageAsk`]): a page as a picture, the watermark burnt in.
pub const PAGE_PATH: &str = "/api/scoring/page";

/// The text of a page, for screen readers and for copying into a reason.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadPageText {
    /// The lot.
    pub lot: LotKey,
    /// The bidder.
    pub bidder: OrgId,
    /// The file's number.
    pub file: u32,
    /// The page, from 1.
    pub page: u32,
}
endpoint!(ReadPageText, Query, "/api/scoring/page-text", lot => PageTextReply);

/// The text of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageTextReply {
    /// The text; none while the file is being read.
    pub text: Option<String>,
    /// What to know about it: `scan`, `blank`, `suspect`, `failed`, `cut`.
    pub flag: Option<String>,
}

/// Finds words in the bids, ignoring case, width and spaces.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SearchBids {
    /// The lot.
    pub lot: LotKey,
    /// The bidder; none for all.
    pub bidder: Option<OrgId>,
    /// The words, 1 to 100 characters.
    pub text: String,
}
endpoint!(SearchBids, Query, "/api/scoring/search", lot => SearchReply);

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchReply {
    /// The hits, at most [`HITS_MAX`], by bidder, file and page.
    pub hits: Vec<Hit>,
    /// Whether there are more.
    pub more: bool,
    /// Files whose text is not read yet: the search does not cover them.
    pub unread: u32,
}

/// The most hits of one search.
pub const HITS_MAX: usize = 100;

/// A page with the words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The bidder.
    pub bidder: OrgId,
    /// The file's number.
    pub file: u32,
    /// The page, from 1.
    pub page: u32,
    /// The line of the first place on the page; none where the room forbids copying.
    pub line: Option<String>,
    /// The same line as a picture (`data:image/png;base64,…`) with the watermark, where the room forbids copying.
    pub picture: Option<String>,
}

/// How far each member is: counts alone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadProgress {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadProgress, Query, "/api/scoring/progress", lot => Progress);

/// The same for the head of the committee (评审组长): counts alone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadCommitteeProgress {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadCommitteeProgress, Query, "/api/scoring/committee-progress", lot => Progress);

/// How far the committee is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// Where the lot stands.
    pub stage: StageName,
    /// Bids in the review or in scoring.
    pub bids: u32,
    /// Cells that each member has to fill, 0 before scoring.
    pub cells: u32,
    /// The members, in the order of their numbers.
    pub members: Vec<MemberProgress>,
    /// The stop of the evaluation that waits for the officer's answer.
    pub stop: Option<StopRow>,
}

/// How far one member is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberProgress {
    /// The member.
    pub member: MemberId,
    /// The member's name, from check-in on.
    pub name: Option<String>,
    /// The seat.
    pub seat: Option<Seat>,
    /// Bids decided in the compliance review.
    pub reviewed: u32,
    /// Whether the compliance review is signed.
    pub review_signed: bool,
    /// Cells with a score.
    pub scored: u32,
    /// How far the member is with each bid, in the order of the bids.
    pub bids: Vec<BidProgress>,
    /// Whether the terminal of the seat was heard lately.
    pub online: bool,
    /// Whether the seat is frozen or locked.
    pub held: bool,
    /// Cells that came back and are open.
    pub returned: u32,
    /// When the sheet was signed; none while it is open.
    pub signed_ms: Option<i64>,
}

/// How far a member is with one bid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BidProgress {
    /// The bidder's name.
    pub name: String,
    /// Cells with a score.
    pub scored: u32,
    /// Time spent on it, seconds: between saves that are not further apart than five minutes.
    pub seconds: u32,
}
