//! One sealed bid as one file (`*.sealed`): `"BIDSEAL1"`, the head's length, the head, the payload.

use std::fmt;

use super::header::MAX_HEAD_BYTES;

/// The first eight bytes of a sealed bid.
pub const MAGIC: &[u8; 8] = b"BIDSEAL1";

/// The length of magic and head length.
const PREAMBLE_BYTES: usize = 12;

/// Why bytes are not the beginning of a sealed bid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContainerError {
    /// It does not begin with `BIDSEAL1`: another type of file.
    Magic,
    /// The head is empty or longer than 65,536 bytes.
    HeadLength(u32),
    /// The file ends within the head.
    Truncated,
}

impl ContainerError {
    /// A stable code for this refusal.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Magic => "sealed.magic",
            Self::HeadLength(_) => "sealed.head_length",
            Self::Truncated => "sealed.truncated",
        }
    }
}

impl fmt::Display for ContainerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HeadLength(bytes) => write!(f, "{}: {bytes}", self.code()),
            Self::Magic | Self::Truncated => f.write_str(self.code()),
        }
    }
}

impl std::error::Error for ContainerError {}

/// All of a sealed bid that stands before its payload.
///
/// # Errors
/// [`ContainerError::HeadLength`].
pub fn encode(head: &[u8]) -> Result<Vec<u8>, ContainerError> {
    let length = u32::try_from(head.len()).unwrap_or(u32::MAX);
    check_length(length)?;
    Ok([&MAGIC[..], &length.to_be_bytes(), head].concat())
}

fn check_length(length: u32) -> Result<usize, ContainerError> {
    let bytes = length as usize;
    if bytes == 0 || bytes > MAX_HEAD_BYTES {
        return Err(ContainerError::HeadLength(length));
    }
    Ok(bytes)
}

/// Reads a sealed bid's head out of a stream, in pieces of any size; never holds more than a head.
#[derive(Debug, Clone, Default)]
pub struct HeadReader {
    buffer: Vec<u8>,
}

/// A head that is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadRead {
    /// The head's bytes.
    pub head: Vec<u8>,
    /// How many bytes of the last piece belong to it; the payload begins there.
    pub consumed: usize,
}

impl HeadReader {
    /// A reader at the beginning of a stream.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next piece; gives the head when it is complete.
    ///
    /// # Errors
    /// [`ContainerError::Magic`], [`ContainerError::HeadLength`].
    pub fn push(&mut self, piece: &[u8]) -> Result<Option<HeadRead>, ContainerError> {
        let mut consumed = self.fill(piece, PREAMBLE_BYTES);
        let known = self.buffer.len().min(MAGIC.len());
        if self.buffer[..known] != MAGIC[..known] {
            return Err(ContainerError::Magic);
        }
        let Some(length) = self.buffer.get(MAGIC.len()..PREAMBLE_BYTES) else {
            return Ok(None);
        };
        let length = length.iter().fold(0, |sum, b| sum << 8 | u32::from(*b));
        let end = PREAMBLE_BYTES + check_length(length)?;
        consumed += self.fill(&piece[consumed..], end);
        if self.buffer.len() < end {
            return Ok(None);
        }
        let head = self.buffer.split_off(PREAMBLE_BYTES);
        self.buffer.clear();
        Ok(Some(HeadRead { head, consumed }))
    }

    /// Fills the buffer up to `end` bytes; tells how many it took.
    fn fill(&mut self, piece: &[u8], end: usize) -> usize {
        let take = end.saturating_sub(self.buffer.len()).min(piece.len());
        self.buffer.extend_from_slice(&piece[..take]);
        take
    }
}

/// Splits a sealed bid that lies in memory into head and payload.
///
/// # Errors
/// [`ContainerError`].
pub fn split(sealed: &[u8]) -> Result<(&[u8], &[u8]), ContainerError> {
    match HeadReader::new().push(sealed)? {
        Some(read) => Ok((&sealed[PREAMBLE_BYTES..read.consumed], &sealed[read.consumed..])),
        None => Err(ContainerError::Truncated),
    }
}

#[cfg(test)]
mod tests;
