//! The derivation table of a seal: HKDF-SHA256 with salt ctx, one info string for each value.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::context::Policy;
use super::secret::{BidderHalf, PayloadKey, Seed, Share, ShareSecret};
use super::shamir;
use crate::journal::Hash;

/// L, with which every label begins.
const L: &[u8] = b"bidroom/seal/1/";

/// HKDF-SHA256 over `ikm` with `salt` and `info`, `N` bytes (32·255 at most, which every caller's length is far below).
fn hkdf<const N: usize>(ikm: &[u8], salt: &[u8; 32], info: &[&[u8]]) -> Zeroizing<[u8; N]> {
    const { assert!(N <= 32 * 255, "HKDF-SHA256 gives at most 8,160 bytes") };
    let mut out = Zeroizing::new([0; N]);
    let expanded = Hkdf::<Sha256>::new(Some(salt), ikm).expand_multi_info(info, out.as_mut_slice());
    debug_assert!(expanded.is_ok(), "the length is bounded above");
    out
}

/// Tink's derivation of a payload's AES key: HKDF-SHA256(key, salt, info = associated data).
pub(super) fn segment_key(key: &PayloadKey, salt: &[u8; 32], associated_data: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    hkdf(key.expose(), salt, &[associated_data])
}

/// The values that follow from a seed and a context.
pub(super) struct Derivation<'a> {
    seed: &'a Seed,
    ctx: &'a [u8; 32],
}

impl<'a> Derivation<'a> {
    pub(super) fn new(seed: &'a Seed, ctx: &'a [u8; 32]) -> Self {
        Self { seed, ctx }
    }

    fn of_seed<const N: usize>(&self, name: &str) -> Zeroizing<[u8; N]> {
        hkdf(self.seed.expose(), self.ctx, &[L, name.as_bytes()])
    }

    /// K.
    pub(super) fn share_secret(&self) -> ShareSecret {
        ShareSecret::new(*self.of_seed("share-secret"))
    }

    /// B.
    pub(super) fn bidder_half(&self) -> BidderHalf {
        BidderHalf::new(*self.of_seed("bidder-half"))
    }

    /// C, from which coefficients and ephemeral keys come.
    pub(super) fn coins(&self) -> Zeroizing<[u8; 32]> {
        self.of_seed("coins")
    }

    pub(super) fn commit(&self) -> [u8; 32] {
        *self.of_seed("commit")
    }

    pub(super) fn payload_key(&self) -> PayloadKey {
        PayloadKey::new(*self.of_seed("payload"))
    }

    pub(super) fn salt(&self) -> [u8; 32] {
        *self.of_seed("salt")
    }

    pub(super) fn prefix(&self) -> [u8; 7] {
        *self.of_seed("prefix")
    }

    /// The shares y(1)…y(n) of K, any m of which give it back.
    pub(super) fn shares(&self, m: u8, n: u8) -> Vec<Share> {
        // The coefficients are the first 32·(m−1) bytes; HKDF's output for a shorter length is a prefix of a longer one's.
        let all: Zeroizing<[u8; 32 * 15]> = hkdf(self.coins().as_slice(), self.ctx, &[L, b"shamir"]);
        let length = 32 * usize::from(m.saturating_sub(1));
        let coefficients = &all[..length.min(all.len())];
        let secret = self.share_secret();
        (1..=n).map(|x| shamir::share(&secret, coefficients, x)).collect()
    }

    /// e(x), DeriveKeyPair's input for the wrap at `x`.
    pub(super) fn ephemeral(&self, x: u8) -> Zeroizing<[u8; 32]> {
        hkdf(self.coins().as_slice(), self.ctx, &[L, b"hpke-eph", &[x]])
    }
}

/// S ⊕ pad, which is d; and d ⊕ pad, which is S. `half` enters under policy 2.
pub(super) fn pad(
    value: &[u8; 32],
    ctx: &[u8; 32],
    policy: Policy,
    secret: &ShareSecret,
    half: &BidderHalf,
) -> Zeroizing<[u8; 32]> {
    let mut ikm = Zeroizing::new([0; 64]);
    ikm[..32].copy_from_slice(secret.expose());
    ikm[32..].copy_from_slice(half.expose());
    let ikm = match policy {
        Policy::Quorum => &ikm[..32],
        Policy::QuorumAndBidder => &ikm[..],
    };
    let mut out: Zeroizing<[u8; 32]> = hkdf(ikm, ctx, &[L, b"pad"]);
    for (out, value) in out.iter_mut().zip(value) {
        *out ^= value;
    }
    out
}

/// `half`, the commitment to B.
pub(super) fn half_commitment(ctx: &[u8; 32], half: &BidderHalf) -> [u8; 32] {
    Hash::of_parts(&[L, b"half-commit", ctx, half.expose()]).0
}

/// share_hash(x), by which anyone can check a released y(x).
pub(super) fn share_hash(ctx: &[u8; 32], x: u8, share: &Share) -> [u8; 32] {
    Hash::of_parts(&[L, b"share", ctx, &[x], share.expose()]).0
}

/// HPKE's info for the wrap at `x`.
pub(super) fn wrap_info(ctx: &[u8; 32], x: u8) -> Vec<u8> {
    [L, b"wrap", ctx, &[x]].concat()
}
