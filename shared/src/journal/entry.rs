//! One entry of the journal: what is public (number, time, a salted hash) and the body that lies in the database.
//!
//! An entry says nothing to an outsider: even the mere type of an act would betray how many bids there are. Whoever is
//! shown a body and its salt checks them against the entry.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Hash, is_id, tree};
use crate::jcs::{self, JcsError};

/// The most bytes that an entry may have: a tile's entry bundle writes its length in two bytes.
pub const MAX_ENTRY_BYTES: usize = 65_535;

const BODY_LABEL: &[u8] = b"bidroom/journal/1/body";

/// The 32 random bytes that hide a body behind its hash, fresh for each entry.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Salt(Hash);

impl Salt {
    /// The salt with these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Hash(bytes))
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(hidden)")
    }
}

/// Why an entry or a body is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryError {
    /// Not canonical JSON, or not of the shape of an entry or body.
    Json(JcsError),
    /// A version other than 1.
    Version,
    /// A body's type that is not `noun.verbed`.
    Type,
    /// A tender or lot that is not an id.
    Id,
    /// More bytes than an entry may have.
    TooLong,
    /// The number does not follow the one before.
    Gap,
    /// The time is before the one of the entry before.
    TimeFalls,
    /// The body and salt are not those of the entry.
    BodyDiffers,
}

impl fmt::Display for EntryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(why) => why.fmt(f),
            Self::Version => f.write_str("an entry of another version"),
            Self::Type => f.write_str("the type is not of the form noun.verbed"),
            Self::Id => f.write_str("the tender or lot is not an id"),
            Self::TooLong => f.write_str("the entry is longer than 65535 bytes"),
            Self::Gap => f.write_str("the entry's number does not follow the one before"),
            Self::TimeFalls => f.write_str("the entry's time is before the one of the entry before"),
            Self::BodyDiffers => f.write_str("the body is not the one that the entry commits to"),
        }
    }
}

impl std::error::Error for EntryError {}

impl From<JcsError> for EntryError {
    fn from(why: JcsError) -> Self {
        Self::Json(why)
    }
}

/// What is in the log: canonical JSON of these four members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The version of the format: 1.
    pub v: u8,
    /// The zero-based index of the leaf.
    pub seq: u64,
    /// When, in milliseconds since 1970; it never falls.
    pub at_ms: u64,
    /// The salted hash of the body.
    pub body: Hash,
}

impl Entry {
    /// The entry number `seq` at `at_ms` for a body with the salted hash `body` ([`Body::hash`]).
    pub fn new(seq: u64, at_ms: u64, body: Hash) -> Self {
        Self { v: 1, seq, at_ms, body }
    }

    /// The canonical bytes: the leaf's data.
    ///
    /// # Errors
    /// [`EntryError::Json`] when a number is beyond 2⁵³−1.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EntryError> {
        Ok(jcs::to_bytes(self)?)
    }

    /// Reads an entry from exactly its canonical bytes.
    ///
    /// # Errors
    /// [`EntryError::TooLong`], [`EntryError::Json`] or [`EntryError::Version`].
    pub fn parse(bytes: &[u8]) -> Result<Self, EntryError> {
        if bytes.len() > MAX_ENTRY_BYTES {
            return Err(EntryError::TooLong);
        }
        let entry: Self = jcs::from_bytes(bytes)?;
        if entry.v == 1 { Ok(entry) } else { Err(EntryError::Version) }
    }

    /// The leaf hash: SHA-256(0x00 ‖ entry).
    ///
    /// # Errors
    /// As [`Entry::to_bytes`].
    pub fn leaf(&self) -> Result<Hash, EntryError> {
        Ok(tree::leaf_hash(&self.to_bytes()?))
    }

    /// Checks that this entry follows `before` (`None` for the first): the next number, a time that does not fall.
    ///
    /// # Errors
    /// [`EntryError::Gap`] or [`EntryError::TimeFalls`].
    pub fn check_follows(&self, before: Option<&Self>) -> Result<(), EntryError> {
        let expected = before.map_or(0, |entry| entry.seq.saturating_add(1));
        if self.seq != expected {
            return Err(EntryError::Gap);
        }
        match before {
            Some(before) if self.at_ms < before.at_ms => Err(EntryError::TimeFalls),
            _ => Ok(()),
        }
    }

    /// Opens a body: checks the canonical bytes `body` with their `salt` against this entry, and reads them.
    ///
    /// # Errors
    /// [`EntryError::BodyDiffers`], or what [`Body::parse`] refuses.
    pub fn open(&self, body: &[u8], salt: &Salt) -> Result<Body, EntryError> {
        if hash_body(body, salt) != self.body {
            return Err(EntryError::BodyDiffers);
        }
        Body::parse(body)
    }
}

/// What happened (事件): the part of an entry that is opened only to whoever may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// `noun.verbed`, of the closed list of events.
    #[serde(rename = "type")]
    pub kind: String,
    /// The tender, or null when the act belongs to none.
    pub tender: Option<String>,
    /// The lot, or null.
    pub lot: Option<String>,
    /// Who acted; null for what happens by the clock.
    pub actor: Option<String>,
    /// The terminal on which; null for none.
    pub terminal: Option<String>,
    /// The id of the request; null for what happens by the clock.
    pub request: Option<String>,
    /// What the type asks for.
    pub data: Map<String, Value>,
}

impl Body {
    /// The canonical bytes.
    ///
    /// # Errors
    /// [`EntryError::Json`], [`EntryError::Type`] or [`EntryError::Id`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, EntryError> {
        self.check()?;
        Ok(jcs::to_bytes(self)?)
    }

    /// Reads a body from exactly its canonical bytes.
    ///
    /// # Errors
    /// [`EntryError::Json`], [`EntryError::Type`] or [`EntryError::Id`].
    pub fn parse(bytes: &[u8]) -> Result<Self, EntryError> {
        let body: Self = jcs::from_bytes(bytes)?;
        body.check()?;
        Ok(body)
    }

    /// SHA-256("bidroom/journal/1/body" ‖ salt ‖ canonical bytes).
    ///
    /// # Errors
    /// As [`Body::to_bytes`].
    pub fn hash(&self, salt: &Salt) -> Result<Hash, EntryError> {
        Ok(hash_body(&self.to_bytes()?, salt))
    }

    fn check(&self) -> Result<(), EntryError> {
        let word =
            |word: &str| !word.is_empty() && word.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'));
        if !self.kind.split_once('.').is_some_and(|(noun, verbed)| word(noun) && word(verbed)) {
            return Err(EntryError::Type);
        }
        let ids = [&self.tender, &self.lot];
        if ids.into_iter().flatten().all(|id| is_id(id)) { Ok(()) } else { Err(EntryError::Id) }
    }
}

/// The salted hash of a body's canonical bytes.
pub fn hash_body(body: &[u8], salt: &Salt) -> Hash {
    Hash::of_parts(&[BODY_LABEL, salt.as_bytes(), body])
}

#[cfg(test)]
mod tests;
