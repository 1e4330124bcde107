//! AES-256-GCM by ring.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, Tag, UnboundKey};
use shared::envelope::SegmentKey;
use shared::envelope::payload::{CipherFailed, SegmentCipher, TAG_BYTES};

/// The cipher of one payload's segments. Every nonce is used once: it holds the segment's number.
pub struct RingCipher(LessSafeKey);

impl RingCipher {
    /// The cipher under this key.
    ///
    /// # Errors
    /// [`CipherFailed`] when ring refuses the key, which it does for no key of 32 bytes.
    pub fn new(key: &SegmentKey) -> Result<Self, CipherFailed> {
        let key = UnboundKey::new(&AES_256_GCM, key.expose()).map_err(|_| CipherFailed)?;
        Ok(Self(LessSafeKey::new(key)))
    }
}

impl SegmentCipher for RingCipher {
    fn seal(&self, nonce: &[u8; 12], body: &mut [u8]) -> Result<[u8; TAG_BYTES], CipherFailed> {
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let tag = self.0.seal_in_place_separate_tag(nonce, Aad::empty(), body).map_err(|_| CipherFailed)?;
        tag.as_ref().try_into().map_err(|_| CipherFailed)
    }

    fn open(&self, nonce: &[u8; 12], body: &mut [u8], tag: &[u8; TAG_BYTES]) -> Result<(), CipherFailed> {
        let nonce = Nonce::assume_unique_for_key(*nonce);
        self.0
            .open_in_place_separate_tag(nonce, Aad::empty(), Tag::from(*tag), body, 0..)
            .map(|_| ())
            .map_err(|_| CipherFailed)
    }
}
