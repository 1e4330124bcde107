//! Permutations from a secret: blind bidder numbers (暗标编号) and seats in rooms. ChaCha20 and Fisher–Yates as the
//! design writes them out, and never a library's distributions, which may change between versions.

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

use crate::journal::Hash;

/// What a permutation is for; each use has its own key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Blind bidder numbers, from a fresh secret that was committed to before.
    Blind,
    /// Seats in rooms; the committee's seed will do.
    Seats,
}

impl Use {
    fn word(self) -> &'static str {
        match self {
            Self::Blind => "blind",
            Self::Seats => "seats",
        }
    }
}

/// The numbers of a use: ChaCha20 under HMAC-SHA256(secret, "bidroom/draw/1/use" ‖ use), nonce 0, counter 0, read as
/// little-endian 64-bit integers.
pub struct Stream(ChaCha20Rng);

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stream")
    }
}

impl Stream {
    /// The numbers of `purpose` under a seed or secret.
    pub fn new(secret: &[u8; 32], purpose: Use) -> Self {
        let key = Hash::hmac(secret, &[b"bidroom/draw/1/use", purpose.word().as_bytes()]);
        Self(ChaCha20Rng::from_seed(key.0))
    }

    /// A number below `n`, each as likely as the others; 0 when `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        if n == 0 {
            return 0;
        }
        // 2⁶⁴ mod n numbers at the top are thrown away, so that the rest divides evenly.
        let surplus = (u64::MAX % n + 1) % n;
        loop {
            let x = self.0.next_u64();
            if surplus == 0 || x < 0u64.wrapping_sub(surplus) {
                return x % n;
            }
        }
    }

    /// A permutation of 0…n−1, each as likely as the others.
    pub fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut out: Vec<usize> = (0..n).collect();
        for i in (1..n).rev() {
            let j = self.below(i as u64 + 1) as usize;
            out.swap(i, j);
        }
        out
    }
}

/// The permutation of 0…n−1 for a use: the thing numbered i gets the number at place i.
pub fn permutation(secret: &[u8; 32], purpose: Use, n: usize) -> Vec<usize> {
    Stream::new(secret, purpose).permutation(n)
}

/// What is journalled of a secret before anybody reads: SHA-256 over its label and the secret, each with its length.
pub fn blind_commitment(secret: &[u8; 32]) -> Hash {
    super::bytes::tagged("bidroom/draw/1/blind", &[secret])
}

/// The codes of `n` bidders in the order of their ids: the number of each is what the permutation has at its place, from 1.
pub fn blind_codes(secret: &[u8; 32], n: usize) -> Vec<String> {
    permutation(secret, Use::Blind, n).into_iter().map(|number| format!("BLIND-{:02}", number + 1)).collect()
}

/// What a person reads of a code.
pub fn blind_label(code: &str) -> String {
    code.replacen("BLIND-", "暗标", 1)
}

#[cfg(test)]
mod tests;
