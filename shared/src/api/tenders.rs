//! The desk of tenders: notices for everybody ([`notices`]), what waits for whom ([`today`]), tenders and lots while they
//! are written ([`drafts`]), key holders ([`holders`]). Publication, in which all of it ends, is here.

use crate::endpoint;
use crate::id::LotKey;
use crate::journal::Hash;
use serde::{Deserialize, Serialize};

pub mod amendments;
pub mod drafts;
pub mod holders;
pub mod notices;
pub mod today;

pub use amendments::*;
pub use drafts::*;
pub use holders::*;
pub use notices::*;
pub use today::*;

/// Publishes the notice: from here on plan, dates, documents and holders are locked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PublishNotice {
    /// The lot.
    pub lot: LotKey,
    /// The version that was read.
    pub version: i64,
}
endpoint!(PublishNotice, Change, "/api/tenders/publish-notice", lot, signs => Published);

/// A published notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// SHA-256 of the notice.
    pub notice: Hash,
    /// The deadline, milliseconds.
    pub deadline_ms: i64,
}
