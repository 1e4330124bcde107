//! Sealing a bid in the browser: the head in wasm, the bulk by WebCrypto, a few segments at a time. What is sealed is
//! handed to the browser piece by piece, so that 500 MB need little memory here.

use futures_util::stream::{self, StreamExt as _};
use js_sys::{Array, Uint8Array};
use shared::envelope::payload::{HEADER_BYTES, root};
use shared::envelope::zip::{Crc32, FileEntry, Piece, ZipPlan};
use shared::envelope::{Geometry, Head, OpeningForm, PayloadKeys, SealPlan, SigningSeed, container, head_hash};
use shared::journal::Hash;
use wasm_bindgen::JsValue;
use web_sys::{Blob, File};

use super::files::{bytes, join, length, name_in_bid, slice};
use super::subtle::{AesKey, sha256};
use crate::api::Failure;

/// Segments under way at a time: WebCrypto works in threads of its own.
const TOGETHER: usize = 4;

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
    let keys = plan.payload_keys();
    let key = AesKey::import(keys.segment_key().expose()).await?;
    let (segments, mut leaves) = (Array::new(), Vec::new());
    for segment in 0..geometry.segments() {
        let range = geometry.plain_range(segment);
        let (from, to) = (narrow(range.start)? as usize, narrow(range.end)? as usize);
        let bytes = plain.get(from..to).map(Uint8Array::from).ok_or_else(|| Failure::own("range"))?;
        let (blob, leaf) = segment_of(keys, &key, geometry, &bytes, segment).await?;
        segments.push(&blob);
        leaves.push(leaf);
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
    let keys = plan.payload_keys();
    let job = Job { keys, key: AesKey::import(keys.segment_key().expose()).await?, geometry };
    let mut pass = job.contents(&draft, |done| progress(done, geometry.plain_bytes())).await?;
    let contents = Contents { zip: zip(&|file| pass.crcs[file].value())?, files };
    job.headers(&contents, &mut pass).await?;
    let head = plan.finish(geometry.cipher_bytes(), root(&pass.leaves), bidder).map_err(Failure::own)?;
    let head_bytes = head.to_bytes().map_err(Failure::own)?;
    let front = container::encode(&head_bytes).map_err(Failure::own)?;
    pass.segments.unshift(&Uint8Array::from(front.as_slice()));
    let file = join(&pass.segments)?;
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

/// The plaintext of one segment.
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
}

/// What the pass over the files gave.
struct Pass {
    /// The segments as blobs, and their leaf hashes; of those that wait something in their place.
    segments: Array,
    leaves: Vec<Hash>,
    /// The segments that wait, each with the checksums of its parts.
    waiting: Vec<(u32, Vec<u32>)>,
    /// The files' checksums.
    crcs: Vec<Crc32>,
}

impl Job<'_> {
    async fn segment(&self, segment: u32, plain: &Uint8Array) -> Result<(Blob, Hash), Failure> {
        segment_of(self.keys, &self.key, self.geometry, plain, segment).await
    }

    /// Reads everything, and seals every segment that holds nothing but contents, a few at a time.
    async fn contents(&self, draft: &Contents<'_>, progress: impl Fn(u64)) -> Result<Pass, Failure> {
        let mut pass = Pass {
            segments: Array::new(),
            leaves: Vec::with_capacity(self.geometry.segments() as usize),
            waiting: Vec::new(),
            crcs: vec![Crc32::new(); draft.files.len()],
        };
        let mut read = stream::iter(0..self.geometry.segments())
            .map(|segment| async move {
                let filled = draft.fill(self.geometry.plain_range(segment)).await?;
                let sealed = if filled.waits { None } else { Some(self.segment(segment, &filled.plain).await?) };
                Ok::<_, Failure>((segment, filled.parts, sealed))
            })
            .buffered(TOGETHER);
        while let Some(next) = read.next().await {
            let (segment, parts, sealed) = next?;
            let mut known = Vec::new();
            for (file, part) in parts {
                let part = part.to_vec();
                pass.crcs[file].update(&part);
                if sealed.is_none() {
                    known.push(checksum(&part));
                }
            }
            let (blob, leaf) = match sealed {
                Some((blob, leaf)) => (JsValue::from(blob), leaf),
                None => {
                    pass.waiting.push((segment, known));
                    (JsValue::NULL, Hash([0; 32]))
                }
            };
            pass.segments.push(&blob);
            pass.leaves.push(leaf);
            progress(self.geometry.plain_range(segment).end);
        }
        Ok(pass)
    }

    /// Seals the segments that waited. What they hold of the files must be what it was when the checksums were made.
    async fn headers(&self, contents: &Contents<'_>, pass: &mut Pass) -> Result<(), Failure> {
        for (segment, known) in std::mem::take(&mut pass.waiting) {
            let filled = contents.fill(self.geometry.plain_range(segment)).await?;
            for ((file, part), known) in filled.parts.iter().zip(known) {
                if checksum(&part.to_vec()) != known {
                    return Err(named("zip.crc", &contents.files[*file]));
                }
            }
            let (blob, leaf) = self.segment(segment, &filled.plain).await?;
            pass.segments.set(segment, blob.into());
            pass.leaves[segment as usize] = leaf;
        }
        Ok(())
    }
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = Crc32::new();
    crc.update(bytes);
    crc.value()
}

/// One ciphertext segment and its leaf hash (RFC 6962: SHA-256 of a zero byte and the segment).
async fn segment_of(
    keys: &PayloadKeys,
    key: &AesKey,
    geometry: Geometry,
    plain: &Uint8Array,
    segment: u32,
) -> Result<(Blob, Hash), Failure> {
    let nonce = keys.nonce(segment, geometry.is_last(segment));
    let cipher = key.encrypt(&nonce, plain).await?;
    let header = if segment == 0 { HEADER_BYTES } else { 0 };
    let leaf = Uint8Array::new_with_length(narrow(1 + header as u64)? + cipher.length());
    if header > 0 {
        leaf.set(&Uint8Array::from(keys.header_bytes().as_slice()), 1);
    }
    leaf.set(&cipher, narrow(1 + header as u64)?);
    let hash = sha256(&leaf).await?;
    let blob = join(&Array::of1(&leaf.subarray(1, leaf.length())))?;
    Ok((blob, hash))
}

impl Contents<'_> {
    async fn fill(&self, range: std::ops::Range<u64>) -> Result<Filled, Failure> {
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
