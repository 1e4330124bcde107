//! Sealing, all but the bulk: a plan derives everything from seed, context and key sheet; when the payload's length and
//! root are known it becomes a signed head.

use std::fmt;

use super::bytes::Hex;
use super::context::{Context, ContextField};
use super::derive::{Derivation, half_commitment, pad, share_hash, wrap_info};
use super::header::{Head, Header};
use super::payload::PayloadKeys;
use super::secret::{BidderHalf, Seed, SigningSeed};
use super::sheet::{KeySheet, SheetError};
use super::sign::{Label, identity_of, sign_object};
use super::wrap::{self, Wrap};
use crate::jcs::{JcsError, MAX_INTEGER};
use crate::journal::Hash;

/// Everything of one seal that does not depend on the plaintext.
#[derive(Debug)]
pub struct SealPlan {
    context: Context,
    ctx: [u8; 32],
    commit: [u8; 32],
    half: BidderHalf,
    half_commitment: [u8; 32],
    d: [u8; 32],
    shares: Vec<Hex<32>>,
    wraps: Vec<Wrap>,
    keys: PayloadKeys,
}

/// Why a bid cannot be sealed so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealError {
    /// The key sheet is refused.
    Sheet(SheetError),
    /// A field of the context is out of range or not as the key sheet has it.
    Context(ContextField),
    /// The context or header has no canonical form.
    Json(JcsError),
    /// The share of this holder cannot be wrapped.
    Wrap(u8),
    /// The signing key is not the context's `bidder_key`.
    WrongSigningKey,
    /// The payload's length is above 2⁵³−1.
    Length,
}

impl SealError {
    /// A stable code for this refusal.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Sheet(why) => why.code(),
            Self::Context(_) => "seal.context",
            Self::Json(_) => "seal.json",
            Self::Wrap(_) => "seal.wrap",
            Self::WrongSigningKey => "seal.wrong_signing_key",
            Self::Length => "seal.length",
        }
    }
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sheet(why) => write!(f, "{why}"),
            Self::Context(field) => write!(f, "{}: {}", self.code(), field.name()),
            Self::Json(why) => write!(f, "{}: {why}", self.code()),
            Self::Wrap(x) => write!(f, "{}: holder {x}", self.code()),
            Self::WrongSigningKey | Self::Length => f.write_str(self.code()),
        }
    }
}

impl std::error::Error for SealError {}

impl From<SheetError> for SealError {
    fn from(why: SheetError) -> Self {
        Self::Sheet(why)
    }
}

impl From<JcsError> for SealError {
    fn from(why: JcsError) -> Self {
        Self::Json(why)
    }
}

impl SealPlan {
    /// Derives a seal. `seed` must be 32 fresh random bytes for every context: never reuse one across envelopes,
    /// revisions or lots.
    ///
    /// # Errors
    /// [`SealError`] when the sheet is refused or the context does not fit it.
    pub fn new(seed: &Seed, context: Context, sheet: &KeySheet) -> Result<Self, SealError> {
        sheet.check_keys()?;
        sheet.check_signatures()?;
        Self::rebuild(seed, context, sheet)
    }

    /// As [`Self::new`] for a sheet whose keys and signatures were checked before.
    pub(super) fn rebuild(seed: &Seed, context: Context, sheet: &KeySheet) -> Result<Self, SealError> {
        context.check_ranges().map_err(SealError::Context)?;
        context.check_sheet(sheet).map_err(SealError::Context)?;
        let ctx = context.ctx()?;
        let derivation = Derivation::new(seed, &ctx);
        let mut shares = Vec::with_capacity(sheet.holders.len());
        let mut wraps = Vec::with_capacity(sheet.holders.len());
        let secrets = derivation.shares(context.m, context.n);
        for (holder, share) in sheet.holders.iter().zip(&secrets) {
            let (x, info) = (holder.x, wrap_info(&ctx, holder.x));
            let wrapped = wrap::seal(&holder.key, &derivation.ephemeral(x), &info, share);
            wraps.push(wrapped.map_err(|_| SealError::Wrap(x))?);
            shares.push(Hex(share_hash(&ctx, x, share)));
        }
        let half = derivation.bidder_half();
        let secret = derivation.share_secret();
        Ok(Self {
            d: *pad(seed.expose(), &ctx, context.policy, &secret, &half),
            commit: derivation.commit(),
            half_commitment: half_commitment(&ctx, &half),
            half,
            shares,
            wraps,
            keys: PayloadKeys::new(&derivation.payload_key(), derivation.salt(), derivation.prefix(), &ctx),
            ctx,
            context,
        })
    }

    /// The context.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The hash of the context.
    #[must_use]
    pub fn ctx(&self) -> &[u8; 32] {
        &self.ctx
    }

    /// B, which the bidder releases in the decryption window of policy 2.
    #[must_use]
    pub fn bidder_half(&self) -> &BidderHalf {
        &self.half
    }

    /// What the payload is encrypted with.
    #[must_use]
    pub fn payload_keys(&self) -> &PayloadKeys {
        &self.keys
    }

    /// The header for a payload of this length (bytes of ciphertext) and root.
    #[must_use]
    pub fn header(&self, length: u64, root: Hash) -> Header {
        Header {
            context: self.context.clone(),
            commit: Hex(self.commit),
            half: Hex(self.half_commitment),
            d: Hex(self.d),
            shares: self.shares.clone(),
            wraps: self.wraps.clone(),
            salt: Hex(*self.keys.salt()),
            prefix: Hex(*self.keys.prefix()),
            length,
            root,
        }
    }

    /// The signed head for a payload of this length (bytes of ciphertext) and root.
    ///
    /// # Errors
    /// [`SealError::WrongSigningKey`], [`SealError::Length`], [`SealError::Json`].
    pub fn finish(&self, length: u64, root: Hash, bidder: &SigningSeed) -> Result<Head, SealError> {
        if identity_of(bidder) != self.context.bidder_key {
            return Err(SealError::WrongSigningKey);
        }
        if length > MAX_INTEGER {
            return Err(SealError::Length);
        }
        let header = self.header(length, root);
        let sig = sign_object(Label::Sign, &header, bidder)?;
        Ok(Head { header, sig })
    }
}
