//! The header of a sealed bid, and the head: header and signature, as it lies on disk.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::bytes::Hex;
use super::context::{Context, ContextField};
use super::payload::{Geometry, HEADER_BYTES, payload_header};
use super::sign::{Label, Signature, SignatureError, verify_object};
use super::wrap::Wrap;
use crate::jcs::{self, JcsError};
use crate::journal::Hash;

/// The longest head, in bytes.
pub const MAX_HEAD_BYTES: usize = 65_536;

/// What a sealed bid says about itself. All of it but `length` and `root` follows from seed, context and key sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// What the seal is bound to.
    pub context: Context,
    /// The commitment to the seed.
    pub commit: Hex<32>,
    /// The commitment to the bidder's half B.
    pub half: Hex<32>,
    /// The seed, masked by what the quorum (and under policy 2 the bidder) gives back.
    pub d: Hex<32>,
    /// share_hash(1)…share_hash(n).
    pub shares: Vec<Hex<32>>,
    /// The shares for holders 1…n.
    pub wraps: Vec<Wrap>,
    /// The payload's HKDF salt (Tink).
    pub salt: Hex<32>,
    /// The payload's nonce prefix (Tink).
    pub prefix: Hex<7>,
    /// The payload's length in bytes.
    pub length: u64,
    /// The RFC 6962 tree hash over the payload's ciphertext segments.
    pub root: Hash,
}

/// A header and the bidder's signature over it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The header.
    pub header: Header,
    /// The bidder's signature (label `sign`), under the context's `bidder_key`.
    pub sig: Signature,
}

/// Why bytes are not the head of a sealed bid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeadError {
    /// Longer than 65,536 bytes.
    TooLong,
    /// Not the canonical JSON of a head.
    Json(JcsError),
    /// A field of the context is out of its range.
    Context(ContextField),
    /// There is not one share hash and one wrap for each of the n holders.
    Shares,
    /// The length is not one that a payload can have.
    Length,
    /// The bidder's signature does not verify.
    Signature,
}

impl HeadError {
    /// A stable code for this refusal.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong => "head.too_long",
            Self::Json(_) => "head.json",
            Self::Context(_) => "head.context",
            Self::Shares => "head.shares",
            Self::Length => "head.length",
            Self::Signature => "head.signature",
        }
    }
}

impl fmt::Display for HeadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        match self {
            Self::Json(why) => write!(f, ": {why}"),
            Self::Context(field) => write!(f, ": {}", field.name()),
            Self::TooLong | Self::Shares | Self::Length | Self::Signature => Ok(()),
        }
    }
}

impl std::error::Error for HeadError {}

impl From<JcsError> for HeadError {
    fn from(why: JcsError) -> Self {
        Self::Json(why)
    }
}

impl Header {
    /// The first 40 bytes that the payload must have, so that a receiver notices at once what is not this bid's payload.
    #[must_use]
    pub fn payload_header(&self) -> [u8; HEADER_BYTES] {
        payload_header(&self.salt.0, &self.prefix.0)
    }
}

impl Head {
    /// Reads canonical bytes and checks what needs nothing else: ranges, counts, and the signature under the context's
    /// own key. Whether that key is the bidder's, and the rest of the context, is for the caller to compare
    /// ([`Context::check_against`]).
    ///
    /// # Errors
    /// [`HeadError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, HeadError> {
        let head = Self::parse_unverified(bytes)?;
        head.check_signature()?;
        Ok(head)
    }

    /// As [`Self::parse`], but leaves the signature unchecked.
    ///
    /// # Errors
    /// [`HeadError`].
    pub fn parse_unverified(bytes: &[u8]) -> Result<Self, HeadError> {
        if bytes.len() > MAX_HEAD_BYTES {
            return Err(HeadError::TooLong);
        }
        let head: Self = jcs::from_bytes(bytes)?;
        let header = &head.header;
        header.context.check_ranges().map_err(HeadError::Context)?;
        let n = usize::from(header.context.n);
        if header.shares.len() != n || header.wraps.len() != n {
            return Err(HeadError::Shares);
        }
        Geometry::of_cipher(header.length).map_err(|_| HeadError::Length)?;
        Ok(head)
    }

    /// Checks the bidder's signature under the context's `bidder_key`.
    ///
    /// # Errors
    /// [`HeadError::Signature`]; [`HeadError::Json`] when the header has no canonical form.
    pub fn check_signature(&self) -> Result<(), HeadError> {
        let key = &self.header.context.bidder_key;
        match verify_object(Label::Sign, &self.header, key, &self.sig) {
            Ok(()) => Ok(()),
            Err(SignatureError::Object(why)) => Err(HeadError::Json(why)),
            Err(SignatureError::Key | SignatureError::Signature) => Err(HeadError::Signature),
        }
    }

    /// The canonical bytes, as they lie on disk.
    ///
    /// # Errors
    /// [`HeadError::Json`], [`HeadError::TooLong`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, HeadError> {
        let bytes = jcs::to_bytes(self)?;
        if bytes.len() > MAX_HEAD_BYTES {
            return Err(HeadError::TooLong);
        }
        Ok(bytes)
    }
}

/// The head hash of a bid: SHA-256 of the head's bytes.
#[must_use]
pub fn head_hash(head: &[u8]) -> Hash {
    Hash::of(head)
}
