//! Opening a bid in the browser, for the rehearsal: the seed from shares, the whole check, every segment decrypted by WebCrypto,
//! the ZIP read strictly. The same checks as at the opening.

use js_sys::{Array, Uint8Array};
use sha2::{Digest as _, Sha256};
use shared::envelope::container::MAGIC;
use shared::envelope::form::of_opened;
use shared::envelope::payload::{HEADER_BYTES, root};
use shared::envelope::zip::{Event, StrictReader};
use shared::envelope::{
    Context, Expected, Geometry, Head, HolderSecret, KeySheet, Measure, OpeningForm, Seed, check_opening,
    check_submission, head_hash, open_share, recover,
};
use shared::journal::Hash;
use web_sys::Blob;

use super::files::{bytes, length, slice};
use super::subtle::{AesKey, sha256};
use crate::api::Failure;

/// A sealed file, taken apart: the head's bytes and where the payload begins.
pub struct SealedFile<'b> {
    file: &'b Blob,
    head: Vec<u8>,
    offset: u64,
}

impl<'b> SealedFile<'b> {
    /// Reads the head of a `.sealed` file.
    ///
    /// # Errors
    /// [`Failure::Own`] when it is none.
    pub async fn read(file: &'b Blob) -> Result<Self, Failure> {
        const PREAMBLE: u64 = 12;
        let front = bytes(&slice(file, 0, PREAMBLE)?).await?.to_vec();
        if front.len() < 12 || front[..8] != MAGIC[..] {
            return Err(Failure::own("sealed.magic"));
        }
        let count = u64::from(u32::from_be_bytes([front[8], front[9], front[10], front[11]]));
        let head = bytes(&slice(file, PREAMBLE, PREAMBLE + count)?).await?.to_vec();
        Ok(Self { file, head, offset: PREAMBLE + count })
    }

    async fn segment(&self, geometry: Geometry, segment: u32) -> Result<Uint8Array, Failure> {
        let range = geometry.cipher_range(segment);
        bytes(&slice(self.file, self.offset + range.start, self.offset + range.end)?).await
    }

    fn geometry(&self) -> Result<Geometry, Failure> {
        Geometry::of_cipher(length(self.file).saturating_sub(self.offset)).map_err(Failure::own)
    }

    /// The payload's length and root, as the server measures it.
    ///
    /// # Errors
    /// [`Failure::Own`].
    pub async fn measure(&self) -> Result<Measure, Failure> {
        let geometry = self.geometry()?;
        let mut leaves = Vec::with_capacity(geometry.segments() as usize);
        for segment in 0..geometry.segments() {
            let cipher = self.segment(geometry, segment).await?;
            let leaf = Uint8Array::new_with_length(1 + cipher.length());
            leaf.set(&cipher, 1);
            leaves.push(sha256(&leaf).await?);
        }
        Ok(Measure { length: geometry.cipher_bytes(), root: root(&leaves) })
    }

    /// The check that the server makes before it issues a receipt.
    ///
    /// # Errors
    /// [`Failure::Own`] with the fault's code.
    pub fn check_submission(&self, expected: &Context, measure: &Measure) -> Result<Head, Failure> {
        check_submission(&self.head, expected, measure).map_err(|why| Failure::own(format!("{why:?}")))
    }

    /// The seed that these holders' keys give back.
    ///
    /// # Errors
    /// [`Failure::Own`] when they do not.
    pub fn recover(&self, keys: &[(u8, HolderSecret)]) -> Result<Seed, Failure> {
        let head = Head::parse(&self.head).map_err(Failure::own)?;
        let share = |(x, secret): &(u8, HolderSecret)| Some((*x, open_share(&head.header, *x, secret)?));
        let shares: Vec<_> = keys.iter().filter_map(share).collect();
        recover(&head.header, &shares, None).map_err(|why| Failure::own(format!("{why:?}")))
    }

    /// The whole check under a seed, decryption and the strict ZIP; the form and the SHA-256 of each file come back.
    ///
    /// # Errors
    /// [`Failure::Own`] with the verdict.
    pub async fn open(
        &self,
        seed: &Seed,
        context: &Context,
        sheet: &KeySheet,
        measure: &Measure,
    ) -> Result<(OpeningForm, Vec<Hash>), Failure> {
        let expected = Expected { context, sheet, head: head_hash(&self.head), payload: *measure };
        let keys = check_opening(seed, &self.head, &expected, measure).map_err(Failure::own)?;
        let (geometry, key) = (self.geometry()?, AesKey::import_to_open(keys.segment_key().expose()).await?);
        let (mut reader, mut digest, mut hashes) = (StrictReader::new(), Sha256::new(), Vec::new());
        for segment in 0..geometry.segments() {
            let cipher = self.segment(geometry, segment).await?;
            let header = if segment == 0 { HEADER_BYTES as u32 } else { 0 };
            let sealed = cipher.subarray(header, cipher.length());
            let plain = key.decrypt(&keys.nonce(segment, geometry.is_last(segment)), &sealed).await?;
            let mut take = |event: Event<'_>| match event {
                Event::Begin(_) => digest = Sha256::new(),
                Event::Data(bytes) => digest.update(bytes),
                Event::End(entry) if entry.file_name().is_some() => {
                    hashes.push(Hash(std::mem::take(&mut digest).finalize().into()));
                }
                Event::End(_) => {}
            };
            reader.push(&plain.to_vec(), &mut take).map_err(Failure::own)?;
        }
        let contents = reader.finish().map_err(Failure::own)?;
        let form = of_opened(&contents, context).map_err(Failure::own)?;
        Ok((form, hashes))
    }
}

/// SHA-256 of a blob, left with the browser.
///
/// # Errors
/// [`Failure::Own`].
pub async fn hash_of(blob: &Blob) -> Result<Hash, Failure> {
    sha256(&bytes(blob).await?).await
}

/// One blob of bytes, as a file that a person picks.
///
/// # Errors
/// [`Failure::Own`].
pub fn blob_of(content: &[u8]) -> Result<Blob, Failure> {
    super::files::join(&Array::of1(&Uint8Array::from(content)))
}
