use serde::{Deserialize, Serialize};

use super::{Head, Signature};

/// One member's score sheet (评委个人评分表).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreSheet {
    /// Header and footer.
    pub head: Head,
    /// The member.
    pub member: String,
    /// Expert or purchaser's representative, in the document's language.
    pub kind: String,
    /// The room and the seat.
    pub seat: String,
    /// When the sheet was closed.
    pub scored_at: String,
    /// The bidders, one column each.
    pub bidders: Vec<String>,
    /// The criteria, one row each.
    pub rows: Vec<SheetRow>,
    /// The sums, one for each bidder.
    pub totals: Vec<String>,
    /// The reasons that the member gave.
    pub reasons: Vec<ScoreReason>,
    /// The hash of the sheet that was signed, in hex.
    pub sheet_hash: String,
    /// The member's signature.
    pub signature: Signature,
}

/// A criterion's row on a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRow {
    /// The criterion's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Objective or subjective, in the document's language.
    pub kind: String,
    /// The most points.
    pub max: String,
    /// The standard in full.
    pub standard: String,
    /// The points, one for each bidder.
    pub scores: Vec<String>,
}

/// The reason for a score.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreReason {
    /// The bidder.
    pub bidder: String,
    /// The criterion.
    pub criterion: String,
    /// The points.
    pub score: String,
    /// The reason.
    pub text: String,
}
