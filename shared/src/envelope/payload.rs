//! The payload: Google Tink's AES256-GCM-HKDF streaming AEAD, with 1 MiB ciphertext segments and ctx as associated data.
//! This module cuts, names nonces and derives the key; the bulk AES-GCM itself comes from outside through
//! [`SegmentCipher`] (ring), or is done by the caller with WebCrypto from the same parts.

use std::fmt;
use std::ops::Range;

use sha2::{Digest as _, Sha256};

use super::derive::segment_key;
use super::secret::{PayloadKey, SegmentKey};
use crate::jcs::MAX_INTEGER;
use crate::journal::Hash;
use crate::journal::tree::{self, leaf_hash};

/// The length of every ciphertext segment but the last, in bytes; the first includes the payload's header.
pub const SEGMENT_BYTES: u64 = 1 << 20;

/// The length of the payload's header: one length byte, 32 of salt, 7 of nonce prefix.
pub const HEADER_BYTES: usize = 40;

/// The length of AES-GCM's tag.
pub const TAG_BYTES: usize = 16;

const HEADER: u64 = HEADER_BYTES as u64;
const TAG: u64 = TAG_BYTES as u64;

/// A plaintext or payload that has no place in the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayloadError {
    /// The length (bytes) is not one that a payload can have.
    Length(u64),
    /// A segment has another length than its place demands.
    SegmentLength(u32),
    /// The payload's header is not the derived one.
    Header,
    /// A segment's tag does not verify under key, nonce and place.
    Tag(u32),
}

impl fmt::Display for PayloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(bytes) => write!(f, "no payload has {bytes} bytes"),
            Self::SegmentLength(i) => write!(f, "segment {i} has the wrong length"),
            Self::Header => f.write_str("the payload's header is not the derived one"),
            Self::Tag(i) => write!(f, "segment {i} does not decrypt"),
        }
    }
}

impl std::error::Error for PayloadError {}

/// How a payload is cut: lengths in bytes, segments from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Geometry {
    plain_bytes: u64,
    segments: u32,
}

impl Geometry {
    /// The cut of a plaintext of `bytes` bytes.
    ///
    /// # Errors
    /// [`PayloadError::Length`] when the payload would be longer than 2⁵³−1 bytes or have more than 2³² segments.
    pub fn of_plain(bytes: u64) -> Result<Self, PayloadError> {
        let bad = PayloadError::Length(bytes);
        let first = SEGMENT_BYTES - HEADER - TAG;
        // A full first segment is the last one as long as nothing is left over: the final segment is never empty.
        let rest = bytes.saturating_sub(first).div_ceil(SEGMENT_BYTES - TAG);
        let segments = u32::try_from(rest + 1).map_err(|_| bad)?;
        let cut = Self { plain_bytes: bytes, segments };
        (cut.cipher_bytes() <= MAX_INTEGER).then_some(cut).ok_or(bad)
    }

    /// The cut of a payload of `bytes` bytes.
    ///
    /// # Errors
    /// [`PayloadError::Length`] when no plaintext has a payload of this length.
    pub fn of_cipher(bytes: u64) -> Result<Self, PayloadError> {
        let bad = PayloadError::Length(bytes);
        if bytes > MAX_INTEGER {
            return Err(bad);
        }
        let segments = bytes.div_ceil(SEGMENT_BYTES);
        let overhead = HEADER + segments.saturating_mul(TAG);
        let cut = Self::of_plain(bytes.checked_sub(overhead).ok_or(bad)?).map_err(|_| bad)?;
        (cut.cipher_bytes() == bytes).then_some(cut).ok_or(bad)
    }

    /// The length of the plaintext.
    #[must_use]
    pub fn plain_bytes(&self) -> u64 {
        self.plain_bytes
    }

    /// The length of the payload: header, ciphertext and tags.
    #[must_use]
    pub fn cipher_bytes(&self) -> u64 {
        HEADER + self.plain_bytes + u64::from(self.segments) * TAG
    }

    /// The number of segments, at least 1.
    #[must_use]
    pub fn segments(&self) -> u32 {
        self.segments
    }

    /// Whether `segment` is the last one.
    #[must_use]
    pub fn is_last(&self, segment: u32) -> bool {
        segment + 1 == self.segments
    }

    /// Where the plaintext of `segment` lies in the plaintext. Empty beyond the end.
    #[must_use]
    pub fn plain_range(&self, segment: u32) -> Range<u64> {
        let at = |i: u64| (i * (SEGMENT_BYTES - TAG)).saturating_sub(HEADER);
        let i = u64::from(segment);
        at(i).min(self.plain_bytes)..at(i + 1).min(self.plain_bytes)
    }

    /// Where `segment` lies in the payload; the first begins with the payload's 40-byte header. Empty beyond the end.
    #[must_use]
    pub fn cipher_range(&self, segment: u32) -> Range<u64> {
        let (i, end) = (u64::from(segment), self.cipher_bytes());
        (i * SEGMENT_BYTES).min(end)..((i + 1) * SEGMENT_BYTES).min(end)
    }
}

/// What a payload is encrypted with: its header, the AES key, the nonces.
#[derive(Debug, Clone)]
pub struct PayloadKeys {
    salt: [u8; 32],
    prefix: [u8; 7],
    segment_key: SegmentKey,
    payload_key: PayloadKey,
}

impl PayloadKeys {
    /// Derives the AES key from Tink's input key, salt and associated data (ctx).
    pub(super) fn new(key: &PayloadKey, salt: [u8; 32], prefix: [u8; 7], associated_data: &[u8; 32]) -> Self {
        Self {
            segment_key: SegmentKey::new(*segment_key(key, &salt, associated_data)),
            payload_key: key.clone(),
            salt,
            prefix,
        }
    }

    /// The keys of a payload that another tool made (Google Tink), from its first 40 bytes; none when they are no such header. A
    /// bid's own header is never read like this: it is derived and compared.
    #[must_use]
    pub fn of_foreign(key: &PayloadKey, header: &[u8; HEADER_BYTES], associated_data: &[u8; 32]) -> Option<Self> {
        let (salt, prefix) = header.get(1..)?.split_at_checked(32)?;
        let (salt, prefix) = (salt.try_into().ok()?, prefix.try_into().ok()?);
        (header[0] == HEADER_BYTES as u8).then(|| Self::new(key, salt, prefix, associated_data))
    }

    /// The salt, bytes 1–32 of the payload.
    #[must_use]
    pub fn salt(&self) -> &[u8; 32] {
        &self.salt
    }

    /// The nonce prefix, bytes 33–39 of the payload.
    #[must_use]
    pub fn prefix(&self) -> &[u8; 7] {
        &self.prefix
    }

    /// Tink's input key: `key` of the derivation table, for opening the payload with other people's tools.
    #[must_use]
    pub fn payload_key(&self) -> &PayloadKey {
        &self.payload_key
    }

    /// The AES-256-GCM key of all segments.
    #[must_use]
    pub fn segment_key(&self) -> &SegmentKey {
        &self.segment_key
    }

    /// The payload's first 40 bytes.
    #[must_use]
    pub fn header_bytes(&self) -> [u8; HEADER_BYTES] {
        payload_header(&self.salt, &self.prefix)
    }

    /// The nonce of a segment: prefix, number (big-endian), and 1 for the last.
    #[must_use]
    pub fn nonce(&self, segment: u32, is_last: bool) -> [u8; 12] {
        let mut nonce = [0; 12];
        nonce[..7].copy_from_slice(&self.prefix);
        nonce[7..11].copy_from_slice(&segment.to_be_bytes());
        nonce[11] = u8::from(is_last);
        nonce
    }

    /// Encrypts one segment. `buffer` holds its plaintext and afterwards the whole ciphertext segment, the first one
    /// with the payload's header.
    ///
    /// # Errors
    /// [`PayloadError::SegmentLength`] when the plaintext has not the length of its place; [`PayloadError::Tag`] when
    /// the cipher fails.
    pub fn seal_segment<C: SegmentCipher + ?Sized>(
        &self,
        cipher: &C,
        geometry: &Geometry,
        segment: u32,
        buffer: &mut Vec<u8>,
    ) -> Result<(), PayloadError> {
        if buffer.len() as u64 != length(&geometry.plain_range(segment)) || segment >= geometry.segments() {
            return Err(PayloadError::SegmentLength(segment));
        }
        let header = if segment == 0 { HEADER_BYTES } else { 0 };
        if header > 0 {
            buffer.splice(0..0, self.header_bytes());
        }
        let nonce = self.nonce(segment, geometry.is_last(segment));
        let tag = cipher.seal(&nonce, &mut buffer[header..]).map_err(|CipherFailed| PayloadError::Tag(segment))?;
        buffer.extend_from_slice(&tag);
        Ok(())
    }

    /// Decrypts one ciphertext segment in place; `buffer` holds its plaintext afterwards.
    ///
    /// # Errors
    /// [`PayloadError::SegmentLength`], [`PayloadError::Header`] or [`PayloadError::Tag`]; `buffer` is emptied.
    pub fn open_segment<C: SegmentCipher + ?Sized>(
        &self,
        cipher: &C,
        geometry: &Geometry,
        segment: u32,
        buffer: &mut Vec<u8>,
    ) -> Result<(), PayloadError> {
        let opened = self.open_in_place(cipher, geometry, segment, buffer);
        match &opened {
            Ok(plain) => {
                buffer.truncate(plain.end);
                buffer.drain(..plain.start);
            }
            Err(_) => buffer.clear(),
        }
        opened.map(|_| ())
    }

    fn open_in_place<C: SegmentCipher + ?Sized>(
        &self,
        cipher: &C,
        geometry: &Geometry,
        segment: u32,
        buffer: &mut [u8],
    ) -> Result<Range<usize>, PayloadError> {
        if buffer.len() as u64 != length(&geometry.cipher_range(segment)) || segment >= geometry.segments() {
            return Err(PayloadError::SegmentLength(segment));
        }
        let header = if segment == 0 { HEADER_BYTES } else { 0 };
        if header > 0 && buffer[..header] != self.header_bytes() {
            return Err(PayloadError::Header);
        }
        let tag_at = buffer.len() - TAG_BYTES;
        let (body, tag) = buffer.split_at_mut(tag_at);
        let tag: &[u8; TAG_BYTES] = tag[..].try_into().map_err(|_| PayloadError::SegmentLength(segment))?;
        let nonce = self.nonce(segment, geometry.is_last(segment));
        cipher.open(&nonce, &mut body[header..], tag).map_err(|CipherFailed| PayloadError::Tag(segment))?;
        Ok(header..tag_at)
    }
}

fn length(range: &Range<u64>) -> u64 {
    range.end - range.start
}

/// The cipher refused: a tag that does not verify.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CipherFailed;

/// AES-256-GCM under one payload's segment key, with no associated data. Implemented natively with ring.
pub trait SegmentCipher {
    /// Encrypts `body` in place and gives the tag.
    ///
    /// # Errors
    /// [`CipherFailed`].
    fn seal(&self, nonce: &[u8; 12], body: &mut [u8]) -> Result<[u8; TAG_BYTES], CipherFailed>;

    /// Verifies the tag and decrypts `body` in place.
    ///
    /// # Errors
    /// [`CipherFailed`] when the tag does not verify; `body` is then worthless.
    fn open(&self, nonce: &[u8; 12], body: &mut [u8], tag: &[u8; TAG_BYTES]) -> Result<(), CipherFailed>;
}

pub(super) fn payload_header(salt: &[u8; 32], prefix: &[u8; 7]) -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    header[0] = HEADER_BYTES as u8;
    header[1..33].copy_from_slice(salt);
    header[33..].copy_from_slice(prefix);
    header
}

/// The leaf hash of one ciphertext segment (RFC 6962); the first segment with the payload's header.
#[must_use]
pub fn segment_hash(segment: &[u8]) -> Hash {
    leaf_hash(segment)
}

/// The payload's root, from the leaf hashes of all segments in order.
#[must_use]
pub fn root(leaves: &[Hash]) -> Hash {
    tree::root(leaves)
}

/// Hashes a payload that arrives in pieces of any size, segment by segment: at each segment's end its leaf hash is known,
/// so an upload that is resumed there needs nothing but the leaves so far.
#[derive(Debug, Clone, Default)]
pub struct LeafHasher {
    hash: Sha256,
    filled: u64,
}

impl LeafHasher {
    /// At the beginning of a segment.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next piece, and gives the leaf hash of every segment that it completes.
    pub fn push(&mut self, mut piece: &[u8]) -> Vec<Hash> {
        let mut leaves = Vec::new();
        while !piece.is_empty() {
            if self.filled == 0 {
                self.hash.update([0]); // RFC 6962: a leaf's prefix
            }
            let room = (SEGMENT_BYTES - self.filled).min(piece.len() as u64);
            let (now, rest) = piece.split_at(room as usize);
            self.hash.update(now);
            self.filled += room;
            piece = rest;
            if self.filled == SEGMENT_BYTES {
                leaves.extend(self.finish());
            }
        }
        leaves
    }

    /// The leaf hash of the last segment when it is shorter than a full one, which only the payload's last may be.
    pub fn finish(&mut self) -> Option<Hash> {
        let open = std::mem::take(self);
        (open.filled > 0).then(|| Hash(open.hash.finalize().into()))
    }
}

#[cfg(test)]
mod tests;
