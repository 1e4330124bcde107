//! The bytes that are hashed: length-prefixed parts under a label, and keyed lots.

use crate::journal::Hash;
use crate::journal::hash::keyed;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use super::FormError;

/// The label of a lot, before the pid.
const LOT_LABEL: &[u8] = b"bidroom/draw/1/lot";

/// tagged(t, p…) = SHA-256(LP(t) ‖ LP(p₁) ‖ …), where LP(x) is the length of x in four bytes, big-endian, and x.
pub fn tagged(tag: &str, parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for part in std::iter::once(tag.as_bytes()).chain(parts.iter().copied()) {
        hasher.update(prefix(part));
        hasher.update(part);
    }
    Hash(hasher.finalize().into())
}

/// The four bytes before a length-prefixed part. No part of a draw comes near 4 GiB: the longest is a beacon's value.
fn prefix(part: &[u8]) -> [u8; 4] {
    u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes()
}

/// The name of an expert within one draw: of its uuid (36 characters), the expert's number and a fresh random salt.
pub fn pid(draw: &str, expert_number: &str, salt: &[u8; 32]) -> Hash {
    tagged("bidroom/draw/1/pid", &[draw.as_bytes(), expert_number.as_bytes(), salt])
}

/// The name of an employer within one draw, as [`pid`].
pub fn unit(draw: &str, employer_number: &str, salt: &[u8; 32]) -> Hash {
    tagged("bidroom/draw/1/unit", &[draw.as_bytes(), employer_number.as_bytes(), salt])
}

/// What a party commits to before anybody reveals.
pub fn commitment(ctx: &Hash, party: &str, r: &[u8; 32]) -> Hash {
    tagged("bidroom/draw/1/commit", &[&ctx.0, party.as_bytes(), r])
}

/// seed = HMAC-SHA256(key = ctx, LP(r₁) ‖ … ‖ LP(rₙ) ‖ LP(beacon value, or empty)), reveals in party order.
pub fn seed(ctx: &Hash, reveals: &[[u8; 32]], beacon: &[u8]) -> Hash {
    let mut mac = keyed(&ctx.0);
    for part in reveals.iter().map(<[u8; 32]>::as_slice).chain(std::iter::once(beacon)) {
        mac.update(&prefix(part));
        mac.update(part);
    }
    Hash(mac.finalize().into_bytes().into())
}

/// The lots (签号) under one seed; the key is absorbed once for all of them.
#[derive(Clone)]
pub struct Lots(Hmac<Sha256>);

impl std::fmt::Debug for Lots {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lots")
    }
}

impl Lots {
    /// The lots under `seed`.
    pub fn new(seed: &Hash) -> Self {
        let mut mac = keyed(&seed.0);
        mac.update(LOT_LABEL);
        Self(mac)
    }

    /// HMAC-SHA256(seed, "bidroom/draw/1/lot" ‖ pid).
    pub fn lot(&self, pid: &Hash) -> Hash {
        let mut mac = self.0.clone();
        mac.update(&pid.0);
        Hash(mac.finalize().into_bytes().into())
    }

    /// The first eight bytes of each pid's lot as a big-endian number, which sorts as the lots do. The parts of a long
    /// list may be computed apart, on several threads.
    pub fn heads(&self, pids: &[Hash], heads: &mut [u64]) {
        for (pid, head) in pids.iter().zip(heads) {
            *head = self.lot(pid).head();
        }
    }
}

/// Cuts a file into its lines. Every line ends in LF; there are no control characters but TAB, and no empty lines.
pub(crate) fn lines(bytes: &[u8]) -> Result<Vec<&str>, FormError> {
    let text = std::str::from_utf8(bytes).map_err(|_| FormError::new(0, "the file is not UTF-8"))?;
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let body = text.strip_suffix('\n').ok_or_else(|| FormError::new(0, "the last line does not end in LF"))?;
    let lines: Vec<&str> = body.split('\n').collect();
    let bad = |line: &&str| line.is_empty() || line.bytes().any(|b| b < b' ' && b != b'\t');
    match lines.iter().position(bad) {
        Some(at) => Err(FormError::new(at + 1, "an empty line, or a control character in it")),
        None => Ok(lines),
    }
}

/// Whether `name` is a party's: `[a-z0-9-]+`.
pub(crate) fn is_party_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// Whether `text` is a uuid in its 36-character lower-case form.
pub(crate) fn is_uuid(text: &str) -> bool {
    let dash = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    let fits = |(at, b): (usize, u8)| match dash(at) {
        true => b == b'-',
        false => matches!(b, b'0'..=b'9' | b'a'..=b'f'),
    };
    text.len() == 36 && text.bytes().enumerate().all(fits)
}

#[cfg(test)]
mod tests;
