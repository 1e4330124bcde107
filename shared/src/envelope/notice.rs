//! The notice (采购公告/招标公告), `notice.json`: what every seal of a lot is bound to. An amendment is a new version that
//! names the hash of the one before.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::VERSION;
use super::context::{Envelope, Policy};
use crate::id::{LotId, TenderId};
use crate::jcs::{self, JcsError};
use crate::journal::Hash;

/// One envelope of the lot, and the quorum that opens it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeEnvelope {
    /// Which envelope.
    pub envelope: Envelope,
    /// What opens it.
    pub policy: Policy,
    /// How many holders open it.
    pub m: u8,
    /// How many holders there are.
    pub n: u8,
    /// The hash of the key sheet.
    pub sheet: Hash,
}

/// One document that belongs to the notice (采购文件).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeDocument {
    /// The file's name.
    pub name: String,
    /// The length in bytes.
    pub size: u64,
    /// SHA-256 of the contents.
    pub sha256: Hash,
}

/// Whether bids under an earlier version still count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EarlierBids {
    /// They stand.
    Stand,
    /// They must be sealed again, and are retired with a receipt.
    Reseal,
}

/// A version of a lot's notice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// The format's version, 1.
    pub v: u32,
    /// The tender.
    pub tender: TenderId,
    /// The lot.
    pub lot: LotId,
    /// The notice's version, from 1.
    pub version: u32,
    /// The hash of the version before, or nothing for the first.
    pub previous: Option<Hash>,
    /// The title.
    pub title: String,
    /// The purchaser's name (采购人).
    pub purchaser: String,
    /// The regime, as in an evaluation case.
    pub regime: String,
    /// The method, as in an evaluation case.
    pub method: String,
    /// The deadline for bids, in milliseconds since 1970 (UTC).
    pub deadline_ms: u64,
    /// Where and how the opening takes place.
    pub opening: Value,
    /// The envelopes: `single`, or `technical` then `price`.
    pub envelopes: Vec<NoticeEnvelope>,
    /// The criteria, as in an evaluation case.
    pub criteria: Vec<Value>,
    /// The price rule, as in an evaluation case.
    pub price: Value,
    /// The fields of the opening form that the lot asks for.
    pub form: Vec<String>,
    /// The documents.
    pub documents: Vec<NoticeDocument>,
    /// What becomes of bids under an earlier version.
    pub earlier_bids: EarlierBids,
    /// Further members that the lot's editor wrote.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// Why a notice is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeError {
    /// Not the canonical JSON of a notice.
    Json(JcsError),
    /// Another format version than 1.
    Version,
    /// The envelopes are neither `single` nor `technical` and `price`, or a quorum is out of 2 ≤ m ≤ n ≤ 16.
    Envelopes,
    /// The first version names a previous one, or a later one none.
    Previous,
    /// It does not follow the version that it should.
    DoesNotFollow,
}

impl NoticeError {
    /// A stable code for this refusal.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Json(_) => "notice.json",
            Self::Version => "notice.version",
            Self::Envelopes => "notice.envelopes",
            Self::Previous => "notice.previous",
            Self::DoesNotFollow => "notice.does_not_follow",
        }
    }
}

impl fmt::Display for NoticeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(why) => write!(f, "{}: {why}", self.code()),
            _ => f.write_str(self.code()),
        }
    }
}

impl std::error::Error for NoticeError {}

impl From<JcsError> for NoticeError {
    fn from(why: JcsError) -> Self {
        Self::Json(why)
    }
}

impl Notice {
    /// Reads canonical bytes and checks version, envelopes and the link to the version before.
    ///
    /// # Errors
    /// [`NoticeError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, NoticeError> {
        let notice: Self = jcs::from_bytes(bytes)?;
        notice.check()?;
        Ok(notice)
    }

    /// Checks version, envelopes and that exactly the later versions name a previous one.
    ///
    /// # Errors
    /// [`NoticeError`].
    pub fn check(&self) -> Result<(), NoticeError> {
        if self.v != VERSION || self.version == 0 {
            return Err(NoticeError::Version);
        }
        if (self.version == 1) != self.previous.is_none() {
            return Err(NoticeError::Previous);
        }
        let names: Vec<Envelope> = self.envelopes.iter().map(|e| e.envelope).collect();
        let known = names == [Envelope::Single] || names == [Envelope::Technical, Envelope::Price];
        let quorum = |e: &NoticeEnvelope| e.m >= 2 && e.m <= e.n && e.n <= 16;
        match known && self.envelopes.iter().all(quorum) {
            true => Ok(()),
            false => Err(NoticeError::Envelopes),
        }
    }

    /// The canonical bytes of `notice.json`.
    ///
    /// # Errors
    /// [`NoticeError::Json`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, NoticeError> {
        Ok(jcs::to_bytes(self)?)
    }

    /// SHA-256 of the canonical bytes: what every context carries.
    ///
    /// # Errors
    /// [`NoticeError::Json`].
    pub fn hash(&self) -> Result<Hash, NoticeError> {
        Ok(Hash::of(&self.to_bytes()?))
    }

    /// What the notice says of an envelope.
    #[must_use]
    pub fn envelope(&self, envelope: Envelope) -> Option<&NoticeEnvelope> {
        self.envelopes.iter().find(|e| e.envelope == envelope)
    }

    /// Checks that this is the version after `before`.
    ///
    /// # Errors
    /// [`NoticeError::DoesNotFollow`]; [`NoticeError::Json`].
    pub fn check_follows(&self, before: &Self) -> Result<(), NoticeError> {
        let same_lot = self.tender == before.tender && self.lot == before.lot;
        let next = before.version.checked_add(1) == Some(self.version);
        match same_lot && next && self.previous == Some(before.hash()?) {
            true => Ok(()),
            false => Err(NoticeError::DoesNotFollow),
        }
    }
}

#[cfg(test)]
mod tests;
