//! The leaf hashes of a payload's segments, kept as the parts of its file land, so that a complete upload is judged without
//! reading it again.

use crate::fault::Fault;
use sealing::ReadAt;
use shared::envelope::Measure;
use shared::envelope::container::HeadReader;
use shared::envelope::payload::{LeafHasher, SEGMENT_BYTES, root};
use shared::journal::Hash;
use std::io;
use store::uploads::Part;

/// Magic and head length, bytes.
const PREAMBLE: u64 = 12;

/// How far a `*.sealed` file was hashed.
#[derive(Debug, Clone)]
pub struct Leaves {
    at: u64,
    reading: Reading,
}

#[derive(Debug, Clone)]
enum Reading {
    Head(HeadReader),
    Payload(LeafHasher),
    /// What came is no sealed bid; it has no payload, and will be told so when it is judged.
    Nothing,
}

impl Default for Leaves {
    fn default() -> Self {
        Self { at: 0, reading: Reading::Head(HeadReader::new()) }
    }
}

impl Leaves {
    /// How many bytes of the file were taken.
    #[must_use]
    pub const fn at(&self) -> u64 {
        self.at
    }

    /// Takes the next bytes; gives the leaf hash of every segment that ends in them. `last` says that nothing follows.
    pub fn push(&mut self, bytes: &[u8], last: bool) -> Vec<Hash> {
        self.at += bytes.len() as u64;
        let mut rest = bytes;
        if let Reading::Head(head) = &mut self.reading {
            match head.push(rest) {
                Ok(None) => return Vec::new(),
                Ok(Some(read)) => {
                    rest = &rest[read.consumed..];
                    self.reading = Reading::Payload(LeafHasher::new());
                }
                Err(_) => self.reading = Reading::Nothing,
            }
        }
        let Reading::Payload(hasher) = &mut self.reading else { return Vec::new() };
        let mut leaves = hasher.push(rest);
        if last {
            leaves.extend(hasher.finish());
        }
        leaves
    }

    /// Goes on behind parts that are durable, from what lies in the vault: at most a segment and a head are read. Blocking.
    ///
    /// # Errors
    /// As the vault's.
    pub fn resume<R: ReadAt + ?Sized>(parts: &[Part], file: &R) -> io::Result<Self> {
        let end = parts.last().map_or(0, |part| part.offset + part.bytes);
        let known = parts.iter().map(|part| part.leaves.len() as u64).sum::<u64>();
        let mut leaves = Self::default();
        if known > 0 {
            // Whole segments are behind; the next begins after them.
            leaves =
                Self { at: payload_begin(file)? + known * SEGMENT_BYTES, reading: Reading::Payload(LeafHasher::new()) };
        }
        let mut buffer = vec![0; SEGMENT_BYTES as usize];
        while leaves.at < end {
            let count = (end - leaves.at).min(SEGMENT_BYTES) as usize;
            file.read_at(leaves.at, &mut buffer[..count])?;
            leaves.push(&buffer[..count], false);
        }
        Ok(leaves)
    }
}

fn payload_begin<R: ReadAt + ?Sized>(file: &R) -> io::Result<u64> {
    let mut preamble = [0; PREAMBLE as usize];
    file.read_at(0, &mut preamble)?;
    Ok(PREAMBLE + u64::from(u32::from_be_bytes([preamble[8], preamble[9], preamble[10], preamble[11]])))
}

/// The measure of a payload of `length` bytes by the hashes that were kept; none when they are not all there.
#[must_use]
pub fn kept(parts: &[Part], length: u64) -> Option<Measure> {
    let leaves: Vec<Hash> = parts.iter().flat_map(|part| part.leaves.iter().copied()).collect();
    (leaves.len() as u64 == length.div_ceil(SEGMENT_BYTES)).then(|| Measure { length, root: root(&leaves) })
}

/// As [`Leaves::resume`], from an upload's rows.
///
/// # Errors
/// A fault of vault or database.
pub async fn recall(house: &crate::house::House, upload: &str) -> Result<Leaves, Fault> {
    let parts = {
        let mut conn = house.db.connection().await?;
        store::uploads::parts(&mut conn, upload).await?
    };
    let (vault, id) = (house.vault.clone(), upload.to_owned());
    let read = move || Ok::<_, Fault>(Leaves::resume(&parts, &vault.open_parts(&id, &parts)?)?);
    tokio::task::spawn_blocking(read).await.map_err(Fault::internal)?
}

#[cfg(test)]
mod tests;
