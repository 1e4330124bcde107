//! The reader's side of the evaluation (阅标): pages suggested for a criterion, bookmarks and notes, and whether text may be
//! copied in a room.

use super::Ok;
use super::scoring::Hit;
use crate::endpoint;
use crate::id::{LotKey, MemberId, OrgId, RoomId};
use serde::{Deserialize, Serialize};

/// Where a bid may answer a criterion: found by search, for bids whose own index does not say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SuggestPages {
    /// The lot.
    pub lot: LotKey,
    /// The bidder.
    pub bidder: OrgId,
    /// The criterion's id.
    pub criterion: String,
}
endpoint!(SuggestPages, Query, "/api/reading/suggest", lot => Suggestions);

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestions {
    /// Pages, the likeliest first, at most [`SUGGESTIONS_MAX`].
    pub pages: Vec<Hit>,
    /// Files whose text is not read yet.
    pub unread: u32,
}

/// The most pages that are suggested.
pub const SUGGESTIONS_MAX: usize = 5;
/// The longest note, in characters.
pub const NOTE_CHARS_MAX: usize = 500;
/// The most bookmarks of one member in one lot.
pub const MARKS_MAX: usize = 2_000;

/// The own bookmarks, and those of the others who have signed their sheets, once the asking member has signed too.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadMarks {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadMarks, Query, "/api/reading/marks", lot => MarksReply);

/// Bookmarks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarksReply {
    /// The own ones, by bidder, file and page.
    pub own: Vec<Mark>,
    /// The others', by member; empty before both have signed.
    pub others: Vec<OthersMark>,
    /// Whether text may be read and copied here: a room can forbid it.
    pub copying: bool,
    /// Whether bookmarks can still be changed: not after the own signature.
    pub open: bool,
}

/// A bookmark (书签) with its note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The bidder.
    pub bidder: OrgId,
    /// The file's number.
    pub file: u32,
    /// The page, from 1.
    pub page: u32,
    /// The note, empty for a bare bookmark.
    pub note: String,
}

/// A bookmark of another member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OthersMark {
    /// Whose.
    pub member: MemberId,
    /// The member's name.
    pub name: Option<String>,
    /// The bookmark.
    pub mark: Mark,
}

/// Puts a bookmark on a page, or changes its note.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SaveMark {
    /// The lot.
    pub lot: LotKey,
    /// The bookmark; the note has at most [`NOTE_CHARS_MAX`] characters.
    pub mark: Mark,
}
endpoint!(SaveMark, Change, "/api/reading/save-mark", lot => Ok);

/// Takes a bookmark away.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RemoveMark {
    /// The lot.
    pub lot: LotKey,
    /// The bidder.
    pub bidder: OrgId,
    /// The file's number.
    pub file: u32,
    /// The page.
    pub page: u32,
}
endpoint!(RemoveMark, Change, "/api/reading/remove-mark", lot => Ok);

/// Forbids or allows that the text of bids is shown, and so copied, at the terminals of a room.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ForbidCopying {
    /// The room.
    pub room: RoomId,
    /// Whether it is forbidden.
    pub forbid: bool,
}
endpoint!(ForbidCopying, Change, "/api/reading/forbid-copying" => Ok);
