//! Sealing: plaintext in, payload or whole `*.sealed` file out.

use std::io::{self, Seek, SeekFrom, Write};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use shared::envelope::container;
use shared::envelope::header::Head;
use shared::envelope::payload::{Geometry, PayloadKeys, root, segment_hash};
use shared::envelope::zip::{FILES_PREFIX, Piece, ZipPlan};
use shared::envelope::{SealPlan, SigningSeed};
use shared::journal::Hash;

use crate::{Progress, RingCipher, SealFileError, Sources, pipeline};

/// What is to be sealed, read by ranges from several threads.
pub trait Plaintext: Sync {
    /// The length in bytes.
    fn bytes(&self) -> u64;

    /// Appends the bytes of `range` to `buffer`.
    ///
    /// # Errors
    /// As the source's.
    fn append(&self, range: Range<u64>, buffer: &mut Vec<u8>) -> io::Result<()>;
}

impl Plaintext for [u8] {
    fn bytes(&self) -> u64 {
        self.len() as u64
    }

    fn append(&self, range: Range<u64>, buffer: &mut Vec<u8>) -> io::Result<()> {
        let bytes = self.get(range.start as usize..range.end as usize);
        buffer.extend_from_slice(bytes.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

/// A bid's ZIP that is never held as a whole: the plan and the files behind it.
pub struct ZipPlaintext<'a, S: ?Sized> {
    zip: &'a ZipPlan,
    sources: &'a S,
    /// The checksum of every part of a file that was read: file, offset, checksum. A file that changes after the plan
    /// was made would make the bid invalid, and the bidder could not know.
    read: Mutex<Vec<(usize, u64, crc32fast::Hasher)>>,
}

impl<'a, S: Sources + ?Sized> ZipPlaintext<'a, S> {
    /// The ZIP of `zip` with the files of `sources`, in the same order.
    #[must_use]
    pub fn new(zip: &'a ZipPlan, sources: &'a S) -> Self {
        Self { zip, sources, read: Mutex::new(Vec::new()) }
    }

    /// Checks, after everything was read once, that every file was what its plan says.
    ///
    /// # Errors
    /// [`SealFileError::FileChanged`].
    pub fn check_unchanged(&self) -> Result<(), SealFileError> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.sort_by_key(|(file, offset, _)| (*file, *offset));
        let entries = self.zip.entries();
        let files = entries.get(1..entries.len().saturating_sub(1));
        for (number, entry) in files.unwrap_or_default().iter().enumerate() {
            let mut crc = crc32fast::Hasher::new();
            for (_, _, part) in read.iter().filter(|(file, _, _)| *file == number) {
                crc.combine(part);
            }
            if crc.finalize() != entry.crc32 {
                let name = entry.name.strip_prefix(FILES_PREFIX);
                let name = name.unwrap_or(&entry.name).to_owned();
                return Err(SealFileError::FileChanged(name));
            }
        }
        Ok(())
    }
}

impl<S: Sources + ?Sized> Plaintext for ZipPlaintext<'_, S> {
    fn bytes(&self) -> u64 {
        self.zip.bytes()
    }

    fn append(&self, range: Range<u64>, buffer: &mut Vec<u8>) -> io::Result<()> {
        for piece in self.zip.pieces(range) {
            match piece {
                Piece::Literal(bytes) => buffer.extend_from_slice(bytes),
                Piece::Zeros(bytes) => buffer.resize(buffer.len() + bytes as usize, 0),
                Piece::File { file, offset, bytes } => {
                    let at = buffer.len();
                    buffer.resize(at + bytes as usize, 0);
                    self.sources.read_at(file, offset, &mut buffer[at..])?;
                    let mut crc = crc32fast::Hasher::new();
                    crc.update(&buffer[at..]);
                    let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
                    read.push((file, offset, crc));
                }
            }
        }
        Ok(())
    }
}

/// A payload that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedPayload {
    /// Its length in bytes.
    pub length: u64,
    /// Its root.
    pub root: Hash,
    /// The leaf hashes of its segments.
    pub leaves: Vec<Hash>,
}

/// Encrypts and hashes `plaintext` on `threads` threads, and writes the payload in order.
///
/// # Errors
/// [`SealFileError::Payload`], [`SealFileError::Io`].
pub fn seal_payload<P: Plaintext + ?Sized, W: Write>(
    keys: &PayloadKeys,
    plaintext: &P,
    threads: usize,
    out: &mut W,
    progress: &mut Progress<'_>,
) -> Result<SealedPayload, SealFileError> {
    let geometry = Geometry::of_plain(plaintext.bytes())?;
    let cipher = RingCipher::new(keys.segment_key()).map_err(|_| io::Error::from(io::ErrorKind::Unsupported))?;
    let length = geometry.cipher_bytes();
    let mut leaves = Vec::with_capacity(geometry.segments() as usize);
    let mut written = 0;
    let work = |segment, buffer: &mut Vec<u8>| {
        plaintext.append(geometry.plain_range(segment), buffer)?;
        keys.seal_segment(&cipher, &geometry, segment, buffer)?;
        Ok(segment_hash(buffer))
    };
    pipeline::run(threads, geometry.segments(), work, |_, leaf, buffer| {
        out.write_all(buffer)?;
        leaves.push(leaf);
        written += buffer.len() as u64;
        progress(written, length);
        Ok::<(), SealFileError>(())
    })?;
    Ok(SealedPayload { length, root: root(&leaves), leaves })
}

/// What a `*.sealed` file is made from.
pub struct Job<'a, S: ?Sized> {
    /// The seal.
    pub plan: &'a SealPlan,
    /// The layout of the plaintext.
    pub zip: &'a ZipPlan,
    /// The files of the layout.
    pub sources: &'a S,
    /// The bidder's signing key.
    pub bidder: &'a SigningSeed,
    /// How many threads encrypt and hash.
    pub threads: usize,
}

/// A `*.sealed` file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedFile {
    /// The signed head.
    pub head: Head,
    /// The head's bytes.
    pub head_bytes: Vec<u8>,
    /// The payload.
    pub payload: SealedPayload,
}

/// Writes a whole `*.sealed` file. The head's length is known before its contents: room is left, and the head goes in
/// last, so an interrupted file is never taken for a bid.
///
/// # Errors
/// [`SealFileError`].
pub fn seal_file<S: Sources + ?Sized, W: Write + Seek>(
    job: &Job<'_, S>,
    out: &mut W,
    progress: &mut Progress<'_>,
) -> Result<SealedFile, SealFileError> {
    let plaintext = ZipPlaintext::new(job.zip, job.sources);
    let length = Geometry::of_plain(job.zip.bytes())?.cipher_bytes();
    let blank = job.plan.finish(length, Hash([0; 32]), job.bidder)?;
    let room = container::encode(&blank.to_bytes()?)?.len();
    let begin = out.stream_position()?;
    out.write_all(&vec![0; room])?;
    let keys = job.plan.payload_keys();
    let payload = seal_payload(keys, &plaintext, job.threads, out, progress)?;
    plaintext.check_unchanged()?;
    let end = out.stream_position()?;
    let head = job.plan.finish(payload.length, payload.root, job.bidder)?;
    let head_bytes = head.to_bytes()?;
    let preamble = container::encode(&head_bytes)?;
    if preamble.len() != room {
        return Err(io::Error::other("the head has another length than was reserved").into());
    }
    out.seek(SeekFrom::Start(begin))?;
    out.write_all(&preamble)?;
    out.seek(SeekFrom::Start(end))?;
    out.flush()?;
    Ok(SealedFile { head, head_bytes, payload })
}

#[cfg(test)]
mod tests;
