//! The context of a seal: which tender, lot, envelope, bidder and revision it belongs to, under which notice and key
//! sheet. Its hash enters every derivation, so a bid that is replayed anywhere else does not open.

use serde::{Deserialize, Serialize};

use super::sheet::{KeySheet, SheetError};
use super::sign::IdentityKey;
use super::{SUITE, VERSION};
use crate::id::{LotId, OrgId, TenderId};
use crate::jcs::{self, JcsError, MAX_INTEGER};
use crate::journal::Hash;

/// Which of a lot's envelopes a seal is (投标文件的部分).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Envelope {
    /// The only one of its lot.
    Single,
    /// The technical and business part of a two-envelope lot (商务技术文件).
    Technical,
    /// The price part of a two-envelope lot (报价文件).
    Price,
}

/// What opens a bid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Policy {
    /// 1: the quorum alone.
    Quorum,
    /// 2: the quorum and the bidder's half (双重加密).
    QuorumAndBidder,
}

impl TryFrom<u8> for Policy {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        match number {
            1 => Ok(Self::Quorum),
            2 => Ok(Self::QuorumAndBidder),
            _ => Err("a policy is 1 or 2"),
        }
    }
}

impl From<Policy> for u8 {
    fn from(policy: Policy) -> Self {
        match policy {
            Policy::Quorum => 1,
            Policy::QuorumAndBidder => 2,
        }
    }
}

/// What a seal is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// The format's version, 1.
    pub v: u32,
    /// The suite of algorithms, 1.
    pub suite: u32,
    /// The tender.
    pub tender: TenderId,
    /// The lot.
    pub lot: LotId,
    /// The envelope.
    pub envelope: Envelope,
    /// The bidder.
    pub bidder: OrgId,
    /// The bidder's identity key, which signs the header.
    pub bidder_key: IdentityKey,
    /// 1 for the first bid, one more for every later one.
    pub revision: u64,
    /// The deadline in milliseconds since 1970 (UTC).
    pub deadline_ms: u64,
    /// SHA-256 of the notice.
    pub notice: Hash,
    /// SHA-256 of the key sheet with its signatures.
    pub sheet: Hash,
    /// What opens it.
    pub policy: Policy,
    /// How many holders open it, 2 ≤ m ≤ n.
    pub m: u8,
    /// How many holders there are, n ≤ 16.
    pub n: u8,
}

/// A field of the context: the one that is out of range, or that is not as the notice, the key sheet or the account has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // named as the fields of `Context`
pub enum ContextField {
    Version,
    Suite,
    Tender,
    Lot,
    Envelope,
    Bidder,
    BidderKey,
    Revision,
    Deadline,
    Notice,
    Sheet,
    Policy,
    M,
    N,
}

impl ContextField {
    /// The member's name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Version => "v",
            Self::Suite => "suite",
            Self::Tender => "tender",
            Self::Lot => "lot",
            Self::Envelope => "envelope",
            Self::Bidder => "bidder",
            Self::BidderKey => "bidder_key",
            Self::Revision => "revision",
            Self::Deadline => "deadline_ms",
            Self::Notice => "notice",
            Self::Sheet => "sheet",
            Self::Policy => "policy",
            Self::M => "m",
            Self::N => "n",
        }
    }
}

/// What a bid is bound to beside its key sheet: the arguments of [`Context::new`].
#[derive(Debug, Clone)]
pub struct Binding {
    /// The bidder.
    pub bidder: OrgId,
    /// The bidder's identity key.
    pub bidder_key: IdentityKey,
    /// The revision, from 1.
    pub revision: u64,
    /// The deadline of the notice, in milliseconds since 1970 (UTC).
    pub deadline_ms: u64,
    /// SHA-256 of the notice.
    pub notice: Hash,
    /// The policy that the notice sets for this envelope.
    pub policy: Policy,
}

impl Context {
    /// The context of a bid under `sheet`.
    ///
    /// # Errors
    /// [`SheetError`] when the sheet is out of range or has no canonical form.
    pub fn new(binding: Binding, sheet: &KeySheet) -> Result<Self, SheetError> {
        Ok(Self {
            v: VERSION,
            suite: SUITE,
            tender: sheet.tender.clone(),
            lot: sheet.lot.clone(),
            envelope: sheet.envelope,
            bidder: binding.bidder,
            bidder_key: binding.bidder_key,
            revision: binding.revision,
            deadline_ms: binding.deadline_ms,
            notice: binding.notice,
            sheet: sheet.hash()?,
            policy: binding.policy,
            m: sheet.m,
            n: sheet.n()?,
        })
    }

    /// `ctx`, the 32 bytes that stand for this context in every derivation: SHA-256 of its canonical form.
    ///
    /// # Errors
    /// [`JcsError`] when an integer is above 2⁵³−1.
    pub fn ctx(&self) -> Result<[u8; 32], JcsError> {
        Ok(Hash::of(&jcs::to_bytes(self)?).0)
    }

    /// Checks the ranges: version and suite 1, revision from 1, integers below 2⁵³, 2 ≤ m ≤ n ≤ 16.
    ///
    /// # Errors
    /// The first field that is out of its range.
    pub fn check_ranges(&self) -> Result<(), ContextField> {
        let checks = [
            (self.v == VERSION, ContextField::Version),
            (self.suite == SUITE, ContextField::Suite),
            ((1..=MAX_INTEGER).contains(&self.revision), ContextField::Revision),
            (self.deadline_ms <= MAX_INTEGER, ContextField::Deadline),
            (self.m >= 2 && self.m <= self.n, ContextField::M),
            (self.n <= 16, ContextField::N),
        ];
        first_failure(&checks)
    }

    /// Compares with the context that follows from the notice, the key sheet and the account.
    ///
    /// # Errors
    /// The first field that differs.
    pub fn check_against(&self, expected: &Self) -> Result<(), ContextField> {
        let checks = [
            (self.v == expected.v, ContextField::Version),
            (self.suite == expected.suite, ContextField::Suite),
            (self.tender == expected.tender, ContextField::Tender),
            (self.lot == expected.lot, ContextField::Lot),
            (self.envelope == expected.envelope, ContextField::Envelope),
            (self.bidder == expected.bidder, ContextField::Bidder),
            (self.bidder_key == expected.bidder_key, ContextField::BidderKey),
            (self.revision == expected.revision, ContextField::Revision),
            (self.deadline_ms == expected.deadline_ms, ContextField::Deadline),
            (self.notice == expected.notice, ContextField::Notice),
            (self.sheet == expected.sheet, ContextField::Sheet),
            (self.policy == expected.policy, ContextField::Policy),
            (self.m == expected.m, ContextField::M),
            (self.n == expected.n, ContextField::N),
        ];
        first_failure(&checks)
    }

    /// Compares the fields that follow from the key sheet: tender, lot, envelope, m, n and the sheet's hash.
    ///
    /// # Errors
    /// The first field that differs; [`ContextField::Sheet`] also when the sheet has no canonical form.
    pub fn check_sheet(&self, sheet: &KeySheet) -> Result<(), ContextField> {
        let checks = [
            (self.tender == sheet.tender, ContextField::Tender),
            (self.lot == sheet.lot, ContextField::Lot),
            (self.envelope == sheet.envelope, ContextField::Envelope),
            (self.m == sheet.m, ContextField::M),
            (sheet.n() == Ok(self.n), ContextField::N),
            (sheet.hash() == Ok(self.sheet), ContextField::Sheet),
        ];
        first_failure(&checks)
    }
}

fn first_failure(checks: &[(bool, ContextField)]) -> Result<(), ContextField> {
    match checks.iter().find(|(holds, _)| !holds) {
        Some((_, field)) => Err(*field),
        None => Ok(()),
    }
}

#[cfg(test)]
pub(in crate::envelope) mod tests;
