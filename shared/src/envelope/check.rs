//! The whole check of an opened bid: everything that a bid says is rebuilt from its seed, and whatever differs has an
//! author. The verdict does not depend on which quorum opened.

use std::fmt;

use super::context::{Context, ContextField};
use super::derive::Derivation;
use super::form::FormError;
use super::header::{Head, HeadError, Header, head_hash};
use super::opening::Unrecovered;
use super::payload::{PayloadError, PayloadKeys};
use super::plan::SealPlan;
use super::secret::Seed;
use super::sheet::KeySheet;
use super::zip::ZipError;
use crate::journal::Hash;

/// Length and root of a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// The length in bytes.
    pub length: u64,
    /// The RFC 6962 tree hash over the ciphertext segments.
    pub root: Hash,
}

/// What a bid is held against.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The context that follows from notice, key sheet and account.
    pub context: &'a Context,
    /// The key sheet, whose keys and signatures were checked when the notice went out.
    pub sheet: &'a KeySheet,
    /// The head hash on the receipt.
    pub head: Hash,
    /// The payload's measure on the receipt.
    pub payload: Measure,
}

/// The centre's fault: what it holds is not what it gave a receipt for. The bid is withdrawn (撤回).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CentreFault {
    /// The head is not the one of the receipt.
    Head,
    /// The payload has another length than on the receipt.
    PayloadLength,
    /// The payload has another root than on the receipt.
    PayloadRoot,
    /// The key sheet is not the one of the notice.
    Sheet,
}

/// A part of the header that the seed does not give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // named as the fields of `Header`
pub enum HeaderField {
    Commit,
    Half,
    D,
    Shares,
    Wraps,
    Salt,
    Prefix,
    Length,
    Root,
}

impl HeaderField {
    /// The member's name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::Half => "half",
            Self::D => "d",
            Self::Shares => "shares",
            Self::Wraps => "wraps",
            Self::Salt => "salt",
            Self::Prefix => "prefix",
            Self::Length => "length",
            Self::Root => "root",
        }
    }
}

/// The bidder's fault: the bid is revoked (撤销).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BidderFault {
    /// The head is malformed or its signature does not verify.
    Head(HeadError),
    /// A field of the context is not as notice, key sheet or account have it.
    Context(ContextField),
    /// A field of the header does not follow from the seed.
    Rebuilt(HeaderField),
    /// The payload does not decrypt.
    Payload(PayloadError),
    /// What is inside is not a ZIP of the strict profile.
    Zip(ZipError),
    /// The opening form is refused.
    Form(FormError),
    /// The seed is that of another seal of the same bidder, so that opening the one opened the other too.
    SeedReused,
}

/// Why a bid on the list is not opened, and whose fault it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The centre's: withdrawn (撤回).
    Centre(CentreFault),
    /// No seed came back: withdrawn (撤回), unless an officer finds the bidder at fault or its recovery file fails.
    Unrecovered(Unrecovered),
    /// The bidder's: revoked (撤销).
    Bidder(BidderFault),
}

impl Verdict {
    /// Whether the fault is the bidder's (撤销, revoked), and not 撤回 (withdrawn).
    #[must_use]
    pub const fn is_bidders(&self) -> bool {
        matches!(self, Self::Bidder(_))
    }

    /// A stable code for this verdict.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Centre(CentreFault::Head) => "verdict.centre.head",
            Self::Centre(CentreFault::PayloadLength) => "verdict.centre.payload_length",
            Self::Centre(CentreFault::PayloadRoot) => "verdict.centre.payload_root",
            Self::Centre(CentreFault::Sheet) => "verdict.centre.sheet",
            Self::Unrecovered(Unrecovered::TooFewShares { .. }) => "verdict.unrecovered.shares",
            Self::Unrecovered(Unrecovered::NoHalf) => "verdict.unrecovered.half",
            Self::Unrecovered(Unrecovered::Context) => "verdict.unrecovered.context",
            Self::Bidder(BidderFault::Head(_)) => "verdict.bidder.head",
            Self::Bidder(BidderFault::Context(_)) => "verdict.bidder.context",
            Self::Bidder(BidderFault::Rebuilt(_)) => "verdict.bidder.rebuilt",
            Self::Bidder(BidderFault::Payload(_)) => "verdict.bidder.payload",
            Self::Bidder(BidderFault::Zip(_)) => "verdict.bidder.zip",
            Self::Bidder(BidderFault::Form(_)) => "verdict.bidder.form",
            Self::Bidder(BidderFault::SeedReused) => "verdict.bidder.seed_reused",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        match self {
            Self::Centre(_) => Ok(()),
            Self::Unrecovered(Unrecovered::TooFewShares { have, need }) => {
                write!(f, ": {have} of {need}")
            }
            Self::Unrecovered(Unrecovered::NoHalf | Unrecovered::Context) => Ok(()),
            Self::Bidder(BidderFault::Head(why)) => write!(f, ": {why}"),
            Self::Bidder(BidderFault::Context(field)) => write!(f, ": {}", field.name()),
            Self::Bidder(BidderFault::Rebuilt(field)) => write!(f, ": {}", field.name()),
            Self::Bidder(BidderFault::Payload(why)) => write!(f, ": {why}"),
            Self::Bidder(BidderFault::Zip(why)) => write!(f, ": {why}"),
            Self::Bidder(BidderFault::Form(why)) => write!(f, ": {why}"),
            Self::Bidder(BidderFault::SeedReused) => Ok(()),
        }
    }
}

impl std::error::Error for Verdict {}

/// What a server checks before it issues a receipt: head, signature, context, and that the payload is the header's.
///
/// # Errors
/// [`BidderFault`] with the first difference; nothing is received then.
pub fn check_submission(head: &[u8], expected: &Context, stored: &Measure) -> Result<Head, BidderFault> {
    let head = Head::parse(head).map_err(BidderFault::Head)?;
    let context = &head.header.context;
    context.check_against(expected).map_err(BidderFault::Context)?;
    if head.header.length != stored.length {
        return Err(BidderFault::Rebuilt(HeaderField::Length));
    }
    if head.header.root != stored.root {
        return Err(BidderFault::Rebuilt(HeaderField::Root));
    }
    Ok(head)
}

/// Whether a header commits to `seed`: in another context than the one in which the seed was learned, that means that the
/// bidder used it twice, and that this seal keeps nothing secret any more.
#[must_use]
pub fn commits_to(header: &Header, seed: &Seed) -> bool {
    header.context.ctx().is_ok_and(|ctx| Derivation::new(seed, &ctx).commit() == header.commit.0)
}

/// The whole check, up to the decryption: with the keys that it returns, the payload must decrypt to a ZIP of the strict
/// profile ([`BidderFault::Payload`], [`BidderFault::Zip`], [`BidderFault::Form`]). `stored` is the measure of the
/// payload as it lies in the store now.
///
/// # Errors
/// The [`Verdict`].
pub fn check_opening(
    seed: &Seed,
    head: &[u8],
    expected: &Expected<'_>,
    stored: &Measure,
) -> Result<PayloadKeys, Verdict> {
    check_store(head, expected, stored).map_err(Verdict::Centre)?;
    let read = Head::parse(head).map_err(|why| Verdict::Bidder(BidderFault::Head(why)))?;
    let context = &read.header.context;
    context.check_against(expected.context).map_err(|field| Verdict::Bidder(BidderFault::Context(field)))?;
    let plan =
        SealPlan::rebuild(seed, context.clone(), expected.sheet).map_err(|_| Verdict::Centre(CentreFault::Sheet))?;
    let rebuilt = plan.header(stored.length, stored.root);
    match difference(&read.header, &rebuilt) {
        Some(field) => Err(Verdict::Bidder(BidderFault::Rebuilt(field))),
        None => Ok(plan.payload_keys().clone()),
    }
}

fn check_store(head: &[u8], expected: &Expected<'_>, stored: &Measure) -> Result<(), CentreFault> {
    if stored.length != expected.payload.length {
        return Err(CentreFault::PayloadLength);
    }
    if stored.root != expected.payload.root {
        return Err(CentreFault::PayloadRoot);
    }
    if head_hash(head) != expected.head {
        return Err(CentreFault::Head);
    }
    Ok(())
}

/// The first field that differs. The head's bytes are canonical and its context equals the expected one, so equal fields
/// mean equal bytes.
fn difference(read: &Header, rebuilt: &Header) -> Option<HeaderField> {
    let checks = [
        (read.commit == rebuilt.commit, HeaderField::Commit),
        (read.half == rebuilt.half, HeaderField::Half),
        (read.d == rebuilt.d, HeaderField::D),
        (read.shares == rebuilt.shares, HeaderField::Shares),
        (read.wraps == rebuilt.wraps, HeaderField::Wraps),
        (read.salt == rebuilt.salt, HeaderField::Salt),
        (read.prefix == rebuilt.prefix, HeaderField::Prefix),
        (read.length == rebuilt.length, HeaderField::Length),
        (read.root == rebuilt.root, HeaderField::Root),
    ];
    let failed = checks.iter().find(|(same, _)| !same);
    failed.map(|(_, field)| *field)
}

#[cfg(test)]
mod tests;
