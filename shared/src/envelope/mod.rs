//! The sealed bid (加密投标文件), version 1, suite 1: nobody reads it before a quorum of key holders opens it, and afterwards
//! anyone with the seed can rebuild its head byte by byte.
//!
//! From outside in: [`container`] is the file, [`header`] its head, [`context`] and [`sheet`] say what a seal belongs to,
//! [`plan`] derives a seal from its seed, [`payload`] cuts and encrypts the bulk, [`zip`] and [`form`] are what lies
//! inside, [`opening`] and [`check`] are the way back, [`keyfile`] is how private keys rest.

pub mod bytes;
pub mod check;
pub mod container;
pub mod context;
mod derive;
pub mod form;
pub mod header;
pub mod identity;
pub mod keyfile;
pub mod notice;
pub mod opening;
pub mod payload;
pub mod plan;
pub mod recovery;
pub mod secret;
mod shamir;
pub mod sheet;
pub mod sign;
pub mod wrap;
pub mod zip;

pub use bytes::{B64, Hex};
pub use check::{
    BidderFault, CentreFault, Expected, HeaderField, Measure, Verdict, check_opening, check_submission, commits_to,
};
pub use context::{Binding, Context, ContextField, Envelope, Policy};
pub use form::{ClaimedSize, FormError, IndexEntry, OpeningForm};
pub use header::{Head, HeadError, Header, head_hash};
pub use keyfile::{Kdf, KeyFile, KeyFileError, KeyKind, PrivateKey};
pub use notice::{EarlierBids, Notice, NoticeDocument, NoticeEnvelope, NoticeError};
pub use opening::{
    Destroyed, HalfRelease, ListedBid, OpeningList, Release, ReleaseError, ReleasedShare, Unrecovered, check_key,
    open_share, recover,
};
pub use payload::{Geometry, LeafHasher, PayloadKeys, SegmentCipher};
pub use plan::{SealError, SealPlan};
pub use recovery::{Recovery, RecoveryError};
pub use secret::{BidderHalf, HolderSecret, PayloadKey, Seed, SegmentKey, Share, ShareSecret, SigningSeed};
pub use sheet::{Holder, KeySheet, SheetError};
pub use sign::{
    Countersignature, Enrolment, IdentityKey, Label, Replacement, Signature, SignatureError, check_identity,
    identity_of, sign_object, verify_object,
};
pub use wrap::{HolderKey, Wrap, holder_key_of, holder_pair, is_usable, proves};

/// The version of every object of the format.
pub const VERSION: u32 = 1;

/// Suite 1: the algorithms of this module. 2 is reserved for SM2/SM3/SM4, 3 for a post-quantum KEM.
pub const SUITE: u32 = 1;

/// Whether 32 little-endian bytes are below 2²⁵⁵−19, so that a curve coordinate has only this spelling.
fn canonical_field_element(bytes: &[u8; 32]) -> bool {
    let top_is_full = bytes[31] == 0x7f && bytes[1..31].iter().all(|b| *b == 0xff);
    bytes[31] < 0x80 && !(top_is_full && bytes[0] >= 0xed)
}

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod tests;
