//! Who takes part in a bid beside the bidder: members of consortia (联合体成员) and subcontractors (分包供应商).

use super::super::Ok;
use crate::endpoint;
use crate::id::{LotKey, OrgId};
use serde::{Deserialize, Serialize};

/// Somebody who takes part in a bid beside the bidder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartRole {
    /// A member of the bidder's consortium (联合体成员).
    Consortium,
    /// A subcontractor whom the bid names (分包供应商).
    Subcontractor,
}

impl PartRole {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Consortium, Self::Subcontractor];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Consortium => "consortium",
            Self::Subcontractor => "subcontractor",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// A member of a consortium or a subcontractor, as a bid names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BidPart {
    /// Whose bid.
    pub bidder: OrgId,
    /// The organisation: its unified social credit code.
    pub org: OrgId,
    /// What it is called.
    pub name: String,
    /// As what it takes part.
    pub role: PartRole,
}

/// The officer names the members of consortia and the subcontractors of the opened bids, all at once: nobody who has to do
/// with them may be drawn, and the members of the committee declare on them too. Before a draw is requested.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NameParts {
    /// The lot.
    pub lot: LotKey,
    /// All of them; replaces those named before.
    pub parts: Vec<BidPart>,
}
endpoint!(NameParts, Change, "/api/draw/name-parts", lot => Ok);

/// The most that are named.
pub const PARTS_MAX: usize = 200;
