//! The journal (日志): one append-only Merkle log of every act, in formats that other people's tools read.
//!
//! The tree is RFC 6962/9162 with SHA-256; checkpoints, cosignatures, proofs and tiles are C2SP's
//! (`signed-note`, `tlog-checkpoint`, `tlog-cosignature`, `tlog-proof`, `tlog-tiles`). What is our own is only the
//! content of an entry ([`entry`]) and of a receipt ([`receipt`]).

pub mod checkpoint;
pub mod entry;
pub mod hash;
pub mod note;
pub mod proof;
pub mod receipt;
pub mod tiles;
pub mod tree;
pub mod withdrawal;
pub mod witness;

pub use hash::Hash;

/// The origin and key name of a centre's journal: `bidroom-<centre>`; `None` unless `centre` matches `[a-z0-9-]+`.
pub fn origin(centre: &str) -> Option<String> {
    is_centre(centre).then(|| format!("bidroom-{centre}"))
}

/// The key name of a centre's receipts: `bidroom-<centre>-receipt`; `None` unless `centre` matches `[a-z0-9-]+`.
pub fn receipt_name(centre: &str) -> Option<String> {
    is_centre(centre).then(|| format!("bidroom-{centre}-receipt"))
}

fn is_centre(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// A decimal number in ASCII without sign or leading zeros, or `None`.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let canonical = text == "0" || !text.starts_with('0');
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if canonical && digits { text.parse().ok() } else { None }
}

/// Whether `text` is an id, code or version as every page of the design writes them: `[A-Za-z0-9._-]{1,64}`.
pub(crate) fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}
