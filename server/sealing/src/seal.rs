//! Sealing: plaintext in, payload or whole `*.sealed` file out.

use std::io;

use shared::envelope::container;
use shared::envelope::header::Head;
use shared::envelope::payload::{Geometry, PayloadKeys, root, segment_hash};
use shared::envelope::zip::{FileEntry, Piece, ZipPlan};
use shared::envelope::{SealPlan, SigningSeed};
use shared::journal::Hash;

use crate::{BidFile, Progress, RingCipher, SealFileError, Sources, WriteAt, pipeline};

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

/// What the segments of one payload are sealed with, and where they go.
struct Segments<'a, W: ?Sized> {
    keys: &'a PayloadKeys,
    cipher: RingCipher,
    geometry: Geometry,
    out: &'a W,
    /// Where the payload begins.
    begin: u64,
}

impl<'a, W: WriteAt + ?Sized> Segments<'a, W> {
    fn new(keys: &'a PayloadKeys, plain: u64, out: &'a W, begin: u64) -> Result<Self, SealFileError> {
        let geometry = Geometry::of_plain(plain)?;
        let cipher = RingCipher::new(keys.segment_key()).map_err(|_| io::Error::from(io::ErrorKind::Unsupported))?;
        Ok(Self { keys, cipher, geometry, out, begin })
    }

    /// Encrypts a segment and writes it. Once for each segment and never twice: the nonce holds the segment's number.
    fn seal(&self, segment: u32, buffer: &mut Vec<u8>) -> Result<Hash, SealFileError> {
        self.keys.seal_segment(&self.cipher, &self.geometry, segment, buffer)?;
        self.out.write_at(self.begin + self.geometry.cipher_range(segment).start, buffer)?;
        Ok(segment_hash(buffer))
    }
}

/// Encrypts and hashes `plain` on `threads` threads, and writes the payload.
///
/// # Errors
/// [`SealFileError::Payload`], [`SealFileError::Io`].
pub fn seal_payload<W: WriteAt + ?Sized>(
    keys: &PayloadKeys,
    plain: &[u8],
    threads: usize,
    out: &W,
) -> Result<SealedPayload, SealFileError> {
    let segments = Segments::new(keys, plain.len() as u64, out, 0)?;
    let mut leaves = Vec::with_capacity(segments.geometry.segments() as usize);
    let work = |segment, buffer: &mut Vec<u8>| {
        let range = segments.geometry.plain_range(segment);
        let bytes = plain.get(range.start as usize..range.end as usize);
        buffer.clear();
        buffer.extend_from_slice(bytes.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?);
        segments.seal(segment, buffer)
    };
    pipeline::run(threads, segments.geometry.segments(), work, |_, leaf, _| {
        leaves.push(leaf);
        Ok::<(), SealFileError>(())
    })?;
    Ok(SealedPayload { length: segments.geometry.cipher_bytes(), root: root(&leaves), leaves })
}

/// What a `*.sealed` file is made from.
pub struct Job<'a, S: ?Sized> {
    /// The seal.
    pub plan: &'a SealPlan,
    /// The opening form's canonical bytes.
    pub form: &'a [u8],
    /// The files' names and lengths.
    pub files: &'a [BidFile],
    /// The files, in the same order.
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

/// CRC-32 of the parts of files in one segment: the file's number, and the part's checksum.
type Parts = Vec<(usize, crc32fast::Hasher)>;

/// A segment that waits for the files' checksums, with those of the parts in it.
struct Waiting {
    segment: u32,
    parts: Vec<u32>,
}

impl<S: Sources + ?Sized> Job<'_, S> {
    fn zip(&self, crc32: impl Fn(usize) -> u32) -> Result<ZipPlan, SealFileError> {
        let entry =
            |(n, file): (usize, &BidFile)| FileEntry { name: file.name.clone(), bytes: file.bytes, crc32: crc32(n) };
        let entries: Vec<FileEntry> = self.files.iter().enumerate().map(entry).collect();
        Ok(ZipPlan::new(self.form.to_vec(), &entries)?)
    }

    /// Puts together what a segment is made of. What the buffer held before is overwritten.
    fn fill(&self, pieces: &[Piece<'_>], buffer: &mut Vec<u8>) -> Result<Parts, SealFileError> {
        let bytes = |piece: &Piece<'_>| match piece {
            Piece::Literal(bytes) => bytes.len(),
            Piece::Zeros(bytes) | Piece::File { bytes, .. } => *bytes as usize,
        };
        buffer.resize(pieces.iter().map(bytes).sum(), 0);
        let mut rest = buffer.as_mut_slice();
        let mut parts = Parts::new();
        for piece in pieces {
            let (place, after) = rest.split_at_mut(bytes(piece));
            rest = after;
            match piece {
                Piece::Literal(bytes) => place.copy_from_slice(bytes),
                Piece::Zeros(_) => place.fill(0),
                Piece::File { file, offset, .. } => {
                    self.sources.read_at(*file, *offset, place)?;
                    let mut crc = crc32fast::Hasher::new();
                    crc.update(place);
                    parts.push((*file, crc));
                }
            }
        }
        Ok(parts)
    }

    fn changed(&self, file: usize) -> SealFileError {
        SealFileError::FileChanged(self.files.get(file).map(|file| file.name.clone()).unwrap_or_default())
    }
}

/// Writes a whole `*.sealed` file into `out`, which is empty.
///
/// Each file is read once. Its checksum stands before its contents in the ZIP, so the segments that hold headers are
/// sealed last, when the checksums are known. The head goes in at the very end, so an interrupted file is never taken for
/// a bid.
///
/// # Errors
/// [`SealFileError`].
pub fn seal_file<S: Sources + ?Sized, W: WriteAt + ?Sized>(
    job: &Job<'_, S>,
    out: &W,
    progress: &mut Progress<'_>,
) -> Result<SealedFile, SealFileError> {
    let draft = job.zip(|_| 0)?;
    let length = Geometry::of_plain(draft.bytes())?.cipher_bytes();
    let blank = job.plan.finish(length, Hash([0; 32]), job.bidder)?;
    let room = container::encode(&blank.to_bytes()?)?.len();
    let segments = Segments::new(job.plan.payload_keys(), draft.bytes(), out, room as u64)?;
    let (mut leaves, waiting, crcs) = seal_contents(job, &draft, &segments, progress)?;
    let zip = job.zip(|file| crcs[file])?;
    for (place, leaf) in seal_headers(job, &zip, &segments, &waiting)? {
        leaves[place as usize] = leaf;
    }
    progress(length, length);
    let payload = SealedPayload { length, root: root(&leaves), leaves };
    let head = job.plan.finish(payload.length, payload.root, job.bidder)?;
    let head_bytes = head.to_bytes()?;
    let preamble = container::encode(&head_bytes)?;
    if preamble.len() != room {
        return Err(io::Error::other("the head has another length than was reserved").into());
    }
    out.write_at(0, &preamble)?;
    Ok(SealedFile { head, head_bytes, payload })
}

/// Leaves (of segments that wait: zeros), the segments that wait, and the checksum of each file.
type Contents = (Vec<Hash>, Vec<Waiting>, Vec<u32>);

/// Reads everything, and seals every segment that holds nothing but contents.
fn seal_contents<S: Sources + ?Sized, W: WriteAt + ?Sized>(
    job: &Job<'_, S>,
    draft: &ZipPlan,
    segments: &Segments<'_, W>,
    progress: &mut Progress<'_>,
) -> Result<Contents, SealFileError> {
    let geometry = &segments.geometry;
    let work = |segment, buffer: &mut Vec<u8>| {
        let pieces = draft.pieces(geometry.plain_range(segment));
        let parts = job.fill(&pieces, buffer)?;
        let waits = pieces.iter().any(|piece| matches!(piece, Piece::Literal(_)));
        let leaf = if waits { None } else { Some(segments.seal(segment, buffer)?) };
        Ok((leaf, parts))
    };
    let (mut leaves, mut waiting, mut done) = (Vec::new(), Vec::new(), 0);
    let mut crcs = vec![crc32fast::Hasher::new(); job.files.len()];
    pipeline::run(job.threads, geometry.segments(), work, |segment, (leaf, parts), buffer| {
        for (file, part) in &parts {
            crcs[*file].combine(part);
        }
        match leaf {
            Some(_) => done += buffer.len() as u64,
            None => {
                let parts = parts.into_iter().map(|(_, part)| part.finalize()).collect();
                waiting.push(Waiting { segment, parts });
            }
        }
        leaves.push(leaf.unwrap_or(Hash([0; 32])));
        progress(done, geometry.cipher_bytes());
        Ok::<(), SealFileError>(())
    })?;
    Ok((leaves, waiting, crcs.into_iter().map(crc32fast::Hasher::finalize).collect()))
}

/// Seals the segments that waited. What they hold of the files must be what it was when the checksums were made.
fn seal_headers<S: Sources + ?Sized, W: WriteAt + ?Sized>(
    job: &Job<'_, S>,
    zip: &ZipPlan,
    segments: &Segments<'_, W>,
    waiting: &[Waiting],
) -> Result<Vec<(u32, Hash)>, SealFileError> {
    let work = |n: u32, buffer: &mut Vec<u8>| {
        let Waiting { segment, parts: known } = &waiting[n as usize];
        let parts = job.fill(&zip.pieces(segments.geometry.plain_range(*segment)), buffer)?;
        for ((file, part), known) in parts.into_iter().zip(known) {
            if part.finalize() != *known {
                return Err(job.changed(file));
            }
        }
        Ok((*segment, segments.seal(*segment, buffer)?))
    };
    let mut sealed = Vec::with_capacity(waiting.len());
    let jobs = u32::try_from(waiting.len()).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
    pipeline::run(job.threads, jobs, work, |_, leaf, _| {
        sealed.push(leaf);
        Ok::<(), SealFileError>(())
    })?;
    Ok(sealed)
}

#[cfg(test)]
mod tests;
