//! Wraps: one share for one holder, by HPKE base mode (RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and
//! AES-256-GCM, and an ephemeral key pair that follows from the seed, so that the whole header can be rebuilt.

use std::convert::Infallible;

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::bytes::{B64, Hex};
use super::canonical_field_element;
use super::secret::{HolderSecret, Share};

/// A holder's X25519 public key (解密责任人公钥), in JSON as b64u.
pub type HolderKey = B64<32>;

/// One share, encrypted for one holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wrap {
    /// The ephemeral X25519 public key.
    pub enc: Hex<32>,
    /// The 32 bytes of the share and the 16 of the tag.
    pub ct: Hex<48>,
}

/// A wrap could not be made: the holder's key is unusable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unwrappable;

/// DeriveKeyPair (RFC 9180, 7.1.3): a holder's key pair from 32 random bytes.
#[must_use]
pub fn holder_pair(ikm: &[u8; 32]) -> (HolderSecret, HolderKey) {
    let (secret, public) = X25519HkdfSha256::derive_keypair(ikm);
    let mut bytes = [0; 32];
    secret.write_exact(&mut bytes);
    let pair = (HolderSecret::new(bytes), B64(public.to_bytes().into()));
    bytes.zeroize();
    pair
}

/// The public key of a holder's private key.
#[must_use]
pub fn holder_key_of(secret: &HolderSecret) -> Option<HolderKey> {
    let secret = private_key(secret)?;
    Some(B64(X25519HkdfSha256::sk_to_pk(&secret).to_bytes().into()))
}

/// Whether `key` may stand on a key sheet: spelled canonically, and not of low order (with such a key every shared
/// secret is zero, so the wrap would be open to everybody).
#[must_use]
pub fn is_usable(key: &HolderKey) -> bool {
    // Any clamped scalar is a multiple of the cofactor, so one trial encapsulation tells: HPKE refuses a zero result.
    canonical_field_element(&key.0) && seal(key, &[0x42; 32], b"", &Share::new([0; 32])).is_ok()
}

/// Whether the private half opens what is sealed to the public one: a fresh test value goes there and back. `ephemeral` and
/// `test` are fresh random bytes.
#[must_use]
pub fn proves(secret: &HolderSecret, key: &HolderKey, ephemeral: &[u8; 32], test: [u8; 32]) -> bool {
    const INFO: &[u8] = b"bidroom/test/1";
    let sealed = seal(key, ephemeral, INFO, &Share::new(test));
    sealed.is_ok_and(|wrap| open(secret, INFO, &wrap).is_some_and(|opened| *opened.expose() == test))
}

/// Encrypts `share` to `key`; the ephemeral pair is DeriveKeyPair(`ephemeral`).
pub(super) fn seal(key: &HolderKey, ephemeral: &[u8; 32], info: &[u8], share: &Share) -> Result<Wrap, Unwrappable> {
    let key = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&key.0).map_err(|_| Unwrappable)?;
    let mut input = OneInput::new(ephemeral);
    let (enc, ct) = hpke::single_shot_seal_with_rng::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &key,
        info,
        share.expose(),
        b"",
        &mut input,
    )
    .map_err(|_| Unwrappable)?;
    // The library must have asked once, for exactly the 32 bytes of DeriveKeyPair's input.
    if !input.is_spent_exactly() {
        return Err(Unwrappable);
    }
    Ok(Wrap { enc: Hex(enc.to_bytes().into()), ct: Hex(ct.try_into().map_err(|_| Unwrappable)?) })
}

/// Decrypts a wrap; `None` when it is not one for this key and info.
pub(super) fn open(secret: &HolderSecret, info: &[u8], wrap: &Wrap) -> Option<Share> {
    let secret = private_key(secret)?;
    let enc = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(&wrap.enc.0).ok()?;
    let plain = hpke::single_shot_open::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &secret,
        &enc,
        info,
        &wrap.ct.0,
        b"",
    );
    let plain = Zeroizing::new(plain.ok()?);
    Some(Share::new(plain.as_slice().try_into().ok()?))
}

fn private_key(secret: &HolderSecret) -> Option<<X25519HkdfSha256 as Kem>::PrivateKey> {
    <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(secret.expose()).ok()
}

/// Stands where the HPKE library wants a source of randomness, and gives it one derived value, once. It counts what was
/// asked, because the trait leaves no way to refuse.
struct OneInput {
    bytes: Zeroizing<[u8; 32]>,
    right_requests: u32,
    wrong_requests: u32,
}

impl OneInput {
    fn new(bytes: &[u8; 32]) -> Self {
        Self { bytes: Zeroizing::new(*bytes), right_requests: 0, wrong_requests: 0 }
    }

    fn is_spent_exactly(&self) -> bool {
        self.right_requests == 1 && self.wrong_requests == 0
    }
}

impl TryRng for OneInput {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.wrong_requests += 1;
        Ok(0)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.wrong_requests += 1;
        Ok(0)
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        if dst.len() == self.bytes.len() && self.right_requests == 0 {
            dst.copy_from_slice(self.bytes.as_slice());
            self.right_requests += 1;
        } else {
            dst.fill(0);
            self.wrong_requests += 1;
        }
        Ok(())
    }
}

impl TryCryptoRng for OneInput {}

#[cfg(test)]
mod tests;
