//! Sealing a bid in the browser: the head in wasm, the bulk by WebCrypto, a few segments at a time. What is sealed is
//! handed to the browser piece by piece, so that 500 MB need little memory here.

use std::cell::RefCell;
use std::ops::Range;

use futures_util::future::try_join_all;
use futures_util::stream::{self, StreamExt as _};
use js_sys::{Array, Uint8Array};
use shared::envelope::payload::{SEGMENT_BYTES, root};
use shared::envelope::zip::{Crc32, FileEntry, Piece, ZipPlan};
use shared::envelope::{Geometry, Head, OpeningForm, PayloadKeys, SealPlan, SigningSeed, container, head_hash};
use shared::journal::Hash;
use wasm_bindgen::JsValue;
use web_sys::{Blob, File};

use super::files::{bytes, join, length, name_in_bid, slice};
use super::release::Release;
use super::subtle::{AesKey, sha256};
use crate::api::Failure;

/// Segments that are read at once: four are read in half the time of four by themselves.
const BATCH: u32 = 4;
/// Batches under way at a time: while one is read others are sealed. WebCrypto works in threads of its own.
const TOGETHER: usize = 3;
/// How much of a file is copied into wasm at a time for its checksum, bytes.
const CHECKED: u32 = 64 << 10;

/// A bid that is ready to be sent.
pub struct Sealed {
    /// The whole `.sealed` file.
    pub file: Blob,
    /// Its length, bytes.
    pub bytes: u64,
    /// The signed head.
    pub head: Head,
    /// SHA-256 of the head: the bid's number.
    pub head_hash: Hash,
}

/// Seals bytes as they are, without a ZIP, by the same way as a bid; the head and the payload come back. For the published
/// vectors.
///
/// # Errors
/// [`Failure::Own`].
pub async fn seal_bytes(plan: &SealPlan, plain: &[u8], bidder: &SigningSeed) -> Result<(Head, Blob), Failure> {
    let geometry = Geometry::of_plain(plain.len() as u64).map_err(Failure::own)?;
    let job = Job::new(plan, geometry).await?;
    let (segments, mut leaves) = (Array::new(), Vec::new());
    for segment in 0..geometry.segments() {
        let range = geometry.plain_range(segment);
        let (from, to) = (narrow(range.start)? as usize, narrow(range.end)? as usize);
        let bytes = plain.get(from..to).map(Uint8Array::from).ok_or_else(|| Failure::own("range"))?;
        let (blob, leaf) = job.batch(segment..segment + 1, &bytes).await?;
        segments.push(&blob);
        leaves.extend(leaf);
    }
    let head = plan.finish(geometry.cipher_bytes(), root(&leaves), bidder).map_err(Failure::own)?;
    Ok((head, join(&segments)?))
}

/// Seals a bid: `form` and `files` under `plan`, signed by the bidder's identity key. `progress` is told bytes done and in all.
///
/// Each file is read once. Its checksum stands before its contents in the ZIP, so the segments that hold headers are sealed
/// last, when the checksums are known.
///
/// # Errors
/// [`Failure::Own`]: a name or form that the format refuses (with its code), a file that cannot be read any more, or that
/// changed meanwhile.
pub async fn seal(
    plan: &SealPlan,
    form: &OpeningForm,
    files: &[File],
    bidder: &SigningSeed,
    progress: impl Fn(u64, u64),
) -> Result<Sealed, Failure> {
    let names = files.iter().map(|file| name_in_bid(file).ok_or_else(|| named("zip.name", file)));
    let names: Vec<String> = names.collect::<Result<_, _>>()?;
    form.check(plan.context().envelope, names.iter().map(String::as_str)).map_err(Failure::own)?;
    let form = form.to_bytes().map_err(Failure::own)?;
    let zip = |crc32: &dyn Fn(usize) -> u32| {
        let entry =
            |(n, name): (usize, &String)| FileEntry { name: name.clone(), bytes: length(&files[n]), crc32: crc32(n) };
        let entries: Vec<FileEntry> = names.iter().enumerate().map(entry).collect();
        ZipPlan::new(form.clone(), &entries).map_err(Failure::own)
    };
    let draft = Contents { zip: zip(&|_| 0)?, files };
    let geometry = Geometry::of_plain(draft.zip.bytes()).map_err(Failure::own)?;
    let job = Job::new(plan, geometry).await?;
    let mut pass = job.contents(&draft, |done| progress(done, geometry.plain_bytes())).await?;
    let contents = Contents { zip: zip(&|file| pass.crcs[file].value())?, files };
    job.headers(&contents, &mut pass).await?;
    let head = plan.finish(geometry.cipher_bytes(), root(&pass.leaves), bidder).map_err(Failure::own)?;
    let head_bytes = head.to_bytes().map_err(Failure::own)?;
    let front = container::encode(&head_bytes).map_err(Failure::own)?;
    pass.blobs.unshift(&Uint8Array::from(front.as_slice()));
    let file = join(&pass.blobs)?;
    Ok(Sealed { bytes: length(&file), file, head_hash: head_hash(&head_bytes), head })
}

fn named(code: &str, file: &File) -> Failure {
    Failure::own(format!("{code}: {}", file.name()))
}

/// A bid's ZIP over the picked files.
struct Contents<'a> {
    zip: ZipPlan,
    files: &'a [File],
}

/// The plaintext of a batch of segments.
struct Filled {
    plain: Uint8Array,
    /// What of it comes from files: the file's number and the bytes.
    parts: Vec<(usize, Uint8Array)>,
    /// Whether it holds headers, which hold checksums.
    waits: bool,
}

/// What the segments of a bid are sealed with.
struct Job<'a> {
    keys: &'a PayloadKeys,
    key: AesKey,
    geometry: Geometry,
    /// Where segments were hashed, for the next ones: a zero byte and room for a segment.
    leaves: RefCell<Vec<Uint8Array>>,
    release: Release,
}

/// What the pass over the files gave.
struct Pass {
    /// The segments as blobs of a batch each, and their leaf hashes; of those that wait something in their place.
    blobs: Array,
    leaves: Vec<Hash>,
    /// The segments that wait, each with the number of its blob and the checksums of its parts.
    waiting: Vec<(u32, u32, Vec<u32>)>,
    /// The files' checksums.
    crcs: Vec<Crc32>,
}

impl<'a> Job<'a> {
    async fn new(plan: &'a SealPlan, geometry: Geometry) -> Result<Self, Failure> {
        let keys = plan.payload_keys();
        let key = AesKey::import(keys.segment_key().expose()).await?;
        Ok(Self { keys, key, geometry, leaves: RefCell::default(), release: Release::new() })
    }

    /// Reads everything, and seals every segment that holds nothing but contents, a few batches at a time.
    async fn contents(&self, draft: &Contents<'_>, progress: impl Fn(u64)) -> Result<Pass, Failure> {
        let mut pass = Pass {
            blobs: Array::new(),
            leaves: Vec::with_capacity(self.geometry.segments() as usize),
            waiting: Vec::new(),
            crcs: vec![Crc32::new(); draft.files.len()],
        };
        let mut read = stream::iter(draft.batches(self.geometry))
            .map(|batch| async move {
                let filled = draft.fill(plain_range(self.geometry, &batch)).await?;
                let sealed = if filled.waits { None } else { Some(self.batch(batch.clone(), &filled.plain).await?) };
                Ok::<_, Failure>((batch, filled, sealed))
            })
            .buffered(TOGETHER);
        while let Some(next) = read.next().await {
            let (batch, filled, sealed) = next?;
            for (file, part) in &filled.parts {
                check(&mut pass.crcs[*file], part);
            }
            match sealed {
                Some((blob, leaves)) => {
                    pass.blobs.push(&blob);
                    pass.leaves.extend(leaves);
                }
                // What waits is in no batch with others.
                None => {
                    let known = filled.parts.iter().map(|(_, part)| checksum(part)).collect();
                    pass.waiting.push((batch.start, pass.blobs.length(), known));
                    pass.blobs.push(&JsValue::NULL);
                    pass.leaves.push(Hash([0; 32]));
                }
            }
            self.let_go(&filled);
            progress(plain_range(self.geometry, &batch).end);
        }
        Ok(pass)
    }

    /// Seals the segments that waited. What they hold of the files must be what it was when the checksums were made.
    async fn headers(&self, contents: &Contents<'_>, pass: &mut Pass) -> Result<(), Failure> {
        for (segment, blob_at, known) in std::mem::take(&mut pass.waiting) {
            let filled = contents.fill(self.geometry.plain_range(segment)).await?;
            for ((file, part), known) in filled.parts.iter().zip(known) {
                if checksum(part) != known {
                    return Err(named("zip.crc", &contents.files[*file]));
                }
            }
            let (blob, leaves) = self.batch(segment..segment + 1, &filled.plain).await?;
            pass.blobs.set(blob_at, blob.into());
            if let (Some(place), [leaf]) = (pass.leaves.get_mut(segment as usize), &leaves[..]) {
                *place = *leaf;
            }
            self.let_go(&filled);
        }
        Ok(())
    }

    /// One blob of these segments, the payload's header before the first of all, and their leaf hashes.
    async fn batch(&self, batch: Range<u32>, plain: &Uint8Array) -> Result<(Blob, Vec<Hash>), Failure> {
        let begin = self.geometry.plain_range(batch.start).start;
        let each = batch.clone().map(|segment| async move {
            let range = self.geometry.plain_range(segment);
            let part = plain.subarray(narrow(range.start - begin)?, narrow(range.end - begin)?);
            self.segment(segment, &part).await
        });
        let (parts, mut leaves) = (Array::new(), Vec::new());
        if batch.start == 0 {
            parts.push(&Uint8Array::from(self.keys.header_bytes().as_slice()));
        }
        let sealed = try_join_all(each).await?;
        for (cipher, leaf) in &sealed {
            parts.push(cipher);
            leaves.push(*leaf);
        }
        let blob = join(&parts)?;
        for (cipher, _) in &sealed {
            self.release.bytes(cipher);
        }
        Ok((blob, leaves))
    }

    /// One segment's ciphertext and its leaf hash (RFC 6962: SHA-256 of a zero byte and the segment, which begins with the
    /// payload's header when it is the first).
    async fn segment(&self, segment: u32, plain: &Uint8Array) -> Result<(Uint8Array, Hash), Failure> {
        let nonce = self.keys.nonce(segment, self.geometry.is_last(segment));
        let cipher = self.key.encrypt(&nonce, plain).await?;
        let room = narrow(1 + SEGMENT_BYTES)?;
        let leaf = self.leaves.borrow_mut().pop().unwrap_or_else(|| Uint8Array::new_with_length(room));
        let mut end = 1;
        if segment == 0 {
            let header = Uint8Array::from(self.keys.header_bytes().as_slice());
            leaf.set(&header, end);
            end += header.length();
        }
        leaf.set(&cipher, end);
        let hash = sha256(&leaf.subarray(0, end + cipher.length())).await?;
        self.leaves.borrow_mut().push(leaf);
        Ok((cipher, hash))
    }

    fn let_go(&self, filled: &Filled) {
        for (_, part) in &filled.parts {
            self.release.bytes(part);
        }
        self.release.bytes(&filled.plain);
    }
}

/// Where the plaintext of these segments lies in the plaintext.
fn plain_range(geometry: Geometry, batch: &Range<u32>) -> Range<u64> {
    geometry.plain_range(batch.start).start..geometry.plain_range(batch.end.saturating_sub(1)).end
}

fn checksum(bytes: &Uint8Array) -> u32 {
    let mut crc = Crc32::new();
    check(&mut crc, bytes);
    crc.value()
}

/// Takes bytes into a checksum, a little at a time.
fn check(crc: &mut Crc32, bytes: &Uint8Array) {
    let mut room = vec![0; CHECKED.min(bytes.length()) as usize];
    let mut at = 0;
    while at < bytes.length() {
        let piece = bytes.subarray(at, at.saturating_add(CHECKED));
        at += piece.length();
        let room = &mut room[..piece.length() as usize];
        piece.copy_to(room);
        crc.update(room);
    }
}

impl Contents<'_> {
    /// All segments, in ranges to be read at once: several where they hold nothing but one file, else each by itself.
    fn batches(&self, geometry: Geometry) -> Vec<Range<u32>> {
        let mut batches: Vec<(Option<usize>, Range<u32>)> = Vec::new();
        for segment in 0..geometry.segments() {
            let only = match self.zip.pieces(geometry.plain_range(segment))[..] {
                [Piece::File { file, .. }] => Some(file),
                _ => None,
            };
            match batches.last_mut() {
                Some((file, batch)) if only.is_some() && *file == only && batch.end - batch.start < BATCH => {
                    batch.end += 1;
                }
                _ => batches.push((only, segment..segment + 1)),
            }
        }
        batches.into_iter().map(|(_, batch)| batch).collect()
    }

    async fn fill(&self, range: Range<u64>) -> Result<Filled, Failure> {
        let pieces = self.zip.pieces(range.clone());
        let waits = pieces.iter().any(|piece| matches!(piece, Piece::Literal(_)));
        if let [Piece::File { file, offset, bytes }] = pieces[..] {
            let plain = self.part(file, offset, bytes).await?;
            return Ok(Filled { parts: vec![(file, plain.clone())], plain, waits });
        }
        let plain = Uint8Array::new_with_length(narrow(range.end - range.start)?);
        let (mut at, mut parts) = (0, Vec::new());
        for piece in pieces {
            match piece {
                Piece::Literal(literal) => {
                    plain.set(&Uint8Array::from(literal), at);
                    at += narrow(literal.len() as u64)?;
                }
                Piece::File { file, offset, bytes } => {
                    let part = self.part(file, offset, bytes).await?;
                    plain.set(&part, at);
                    at += part.length();
                    parts.push((file, part));
                }
                Piece::Zeros(count) => at += narrow(count)?,
            }
        }
        Ok(Filled { plain, parts, waits })
    }

    async fn part(&self, file: usize, offset: u64, count: u64) -> Result<Uint8Array, Failure> {
        let file = self.files.get(file).ok_or_else(|| Failure::own("zip.order"))?;
        let part = bytes(&slice(file, offset, offset + count)?).await?;
        if u64::from(part.length()) == count { Ok(part) } else { Err(named("zip.truncated", file)) }
    }
}

fn narrow(bytes: u64) -> Result<u32, Failure> {
    u32::try_from(bytes).map_err(Failure::own)
}

#[cfg(test)]
mod tests;
