//! Sealing a bid in the browser: the head in wasm, the bulk by WebCrypto, a few segments at a time. What is sealed is
//! handed to the browser piece by piece, so that 500 MB need little memory here.

use futures_util::stream::{self, StreamExt as _};
use js_sys::{Array, Uint8Array};
use shared::envelope::payload::{HEADER_BYTES, root};
use shared::envelope::zip::{Crc32, FileEntry, Piece, ZipPlan};
use shared::envelope::{Geometry, Head, OpeningForm, PayloadKeys, SealPlan, SigningSeed, container, head_hash};
use shared::journal::Hash;
use web_sys::{Blob, File};

use super::files::{bytes, join, length, name_in_bid, slice};
use super::subtle::{AesKey, sha256};
use crate::api::Failure;

/// Segments under way at a time: WebCrypto works in threads of its own.
const TOGETHER: usize = 4;
/// Read at a time while checksums are made, bytes.
const READ_BYTES: u64 = 4 << 20;

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

/// What is sealed: a plaintext that is read range by range.
trait Plain {
    /// These bytes of it.
    async fn range(&self, range: std::ops::Range<u64>) -> Result<Uint8Array, Failure>;
}

/// Bytes in memory: the published vectors.
struct Held<'a>(&'a [u8]);

impl Plain for Held<'_> {
    async fn range(&self, range: std::ops::Range<u64>) -> Result<Uint8Array, Failure> {
        let (from, to) = (narrow(range.start)? as usize, narrow(range.end)? as usize);
        self.0.get(from..to).map(Uint8Array::from).ok_or_else(|| Failure::own("range"))
    }
}

/// Seals bytes as they are, without a ZIP, by the same way as a bid; the head and the payload come back. For the published
/// vectors.
///
/// # Errors
/// [`Failure::Own`].
pub async fn seal_bytes(plan: &SealPlan, plain: &[u8], bidder: &SigningSeed) -> Result<(Head, Blob), Failure> {
    let geometry = Geometry::of_plain(plain.len() as u64).map_err(Failure::own)?;
    let (segments, leaves) = payload(plan.payload_keys(), geometry, &Held(plain), |_| {}).await?;
    let head = plan.finish(geometry.cipher_bytes(), root(&leaves), bidder).map_err(Failure::own)?;
    Ok((head, join(&segments)?))
}

/// A bid's ZIP over the picked files.
struct Contents<'a> {
    zip: ZipPlan,
    files: &'a [File],
}

/// Seals a bid: `form` and `files` under `plan`, signed by the bidder's identity key. `progress` is told bytes done and in
/// all; reading for the checksums counts as well.
///
/// # Errors
/// [`Failure::Own`]: a name or form that the format refuses (with its code), a file that cannot be read any more.
pub async fn seal(
    plan: &SealPlan,
    form: &OpeningForm,
    files: &[File],
    bidder: &SigningSeed,
    progress: impl Fn(u64, u64),
) -> Result<Sealed, Failure> {
    let picked: u64 = files.iter().map(|file| length(file)).sum();
    // The padding and the directory are not known yet; they add little.
    let entries = checksums(files, |done| progress(done, picked * 2)).await?;
    let names = entries.iter().map(|entry| entry.name.as_str());
    form.check(plan.context().envelope, names).map_err(Failure::own)?;
    let zip = ZipPlan::new(form.to_bytes().map_err(Failure::own)?, &entries).map_err(Failure::own)?;
    let geometry = Geometry::of_plain(zip.bytes()).map_err(Failure::own)?;
    let contents = Contents { zip, files };
    let all = picked + geometry.plain_bytes();
    let (segments, leaves) =
        payload(plan.payload_keys(), geometry, &contents, |done| progress(picked + done, all)).await?;
    let head = plan.finish(geometry.cipher_bytes(), root(&leaves), bidder).map_err(Failure::own)?;
    let head_bytes = head.to_bytes().map_err(Failure::own)?;
    let front = container::encode(&head_bytes).map_err(Failure::own)?;
    segments.unshift(&Uint8Array::from(front.as_slice()));
    let file = join(&segments)?;
    Ok(Sealed { bytes: length(&file), file, head_hash: head_hash(&head_bytes), head })
}

/// Name, length and CRC-32 of each file.
async fn checksums(files: &[File], progress: impl Fn(u64)) -> Result<Vec<FileEntry>, Failure> {
    let mut entries = Vec::with_capacity(files.len());
    let mut done = 0;
    for file in files {
        let name = name_in_bid(file).ok_or_else(|| Failure::own(format!("zip.name: {}", file.name())))?;
        let whole = length(file);
        let mut crc = Crc32::new();
        let mut at = 0;
        while at < whole {
            let to = whole.min(at + READ_BYTES);
            crc.update(&bytes(&slice(file, at, to)?).await?.to_vec());
            done += to - at;
            at = to;
            progress(done);
        }
        entries.push(FileEntry { name, bytes: whole, crc32: crc.value() });
    }
    Ok(entries)
}

/// The payload's segments as blobs, in order, and their leaf hashes.
async fn payload(
    keys: &PayloadKeys,
    geometry: Geometry,
    contents: &impl Plain,
    progress: impl Fn(u64),
) -> Result<(Array, Vec<Hash>), Failure> {
    let key = &AesKey::import(keys.segment_key().expose()).await?;
    let blobs = Array::new();
    let mut leaves = Vec::with_capacity(geometry.segments() as usize);
    let mut sealed = stream::iter(0..geometry.segments())
        .map(|segment| async move { segment_of(keys, key, geometry, contents, segment).await })
        .buffered(TOGETHER);
    let mut segment = 0;
    while let Some(next) = sealed.next().await {
        let (blob, leaf) = next?;
        blobs.push(&blob);
        leaves.push(leaf);
        progress(geometry.plain_range(segment).end);
        segment += 1;
    }
    Ok((blobs, leaves))
}

/// One ciphertext segment and its leaf hash (RFC 6962: SHA-256 of a zero byte and the segment).
async fn segment_of(
    keys: &PayloadKeys,
    key: &AesKey,
    geometry: Geometry,
    contents: &impl Plain,
    segment: u32,
) -> Result<(Blob, Hash), Failure> {
    let plain = contents.range(geometry.plain_range(segment)).await?;
    let nonce = keys.nonce(segment, geometry.is_last(segment));
    let cipher = key.encrypt(&nonce, &plain).await?;
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

impl Plain for Contents<'_> {
    async fn range(&self, range: std::ops::Range<u64>) -> Result<Uint8Array, Failure> {
        let out = Uint8Array::new_with_length(narrow(range.end - range.start)?);
        let mut at = 0;
        for piece in self.zip.pieces(range) {
            match piece {
                Piece::Literal(literal) => {
                    out.set(&Uint8Array::from(literal), at);
                    at += narrow(literal.len() as u64)?;
                }
                Piece::File { file, offset, bytes: count } => {
                    let file = self.files.get(file).ok_or_else(|| Failure::own("zip.order"))?;
                    let part = bytes(&slice(file, offset, offset + count)?).await?;
                    if u64::from(part.length()) != count {
                        return Err(Failure::own(format!("zip.truncated: {}", file.name())));
                    }
                    out.set(&part, at);
                    at += part.length();
                }
                Piece::Zeros(count) => at += narrow(count)?,
            }
        }
        Ok(out)
    }
}

fn narrow(bytes: u64) -> Result<u32, Failure> {
    u32::try_from(bytes).map_err(Failure::own)
}
