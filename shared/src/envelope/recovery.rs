//! The bidder's recovery file: the way back to a bid when too few holders release.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::VERSION;
use super::context::{Context, Envelope};
use super::secret::Seed;
use crate::id::{LotId, OrgId, TenderId};
use crate::jcs::{self, JcsError};
use crate::journal::Hash;

/// The longest recovery file, in bytes.
pub const MAX_FILE_BYTES: usize = 8_192;

/// The bidder's recovery file (恢复文件): the seed of one seal, in the clear, and which seal it is. Whoever has it can open
/// that bid; it is for the bidder alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recovery {
    /// The format's version, 1.
    pub v: u32,
    /// Always `recovery`.
    pub kind: RecoveryKind,
    /// The tender.
    pub tender: TenderId,
    /// The lot.
    pub lot: LotId,
    /// The envelope.
    pub envelope: Envelope,
    /// The bidder.
    pub bidder: OrgId,
    /// The revision.
    pub revision: u64,
    /// `ctx`, the hash of the seal's context.
    pub ctx: Hash,
    /// S.
    pub seed: Seed,
}

/// The mark of a recovery file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecoveryKind {
    /// A recovery file.
    Recovery,
}

/// Why a recovery file does not count for a bid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecoveryError {
    /// Not a recovery file.
    NotARecoveryFile(JcsError),
    /// It is for another seal.
    OtherSeal,
}

impl RecoveryError {
    /// A stable code for this refusal.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotARecoveryFile(_) => "recovery.not_a_recovery_file",
            Self::OtherSeal => "recovery.other_seal",
        }
    }
}

impl fmt::Display for RecoveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotARecoveryFile(why) => write!(f, "{}: {why}", self.code()),
            Self::OtherSeal => f.write_str(self.code()),
        }
    }
}

impl std::error::Error for RecoveryError {}

impl From<JcsError> for RecoveryError {
    fn from(why: JcsError) -> Self {
        Self::NotARecoveryFile(why)
    }
}

impl Recovery {
    /// The recovery file of a seal.
    ///
    /// # Errors
    /// [`RecoveryError::NotARecoveryFile`] when the context has no canonical form.
    pub fn new(seed: &Seed, context: &Context) -> Result<Self, RecoveryError> {
        Ok(Self {
            v: VERSION,
            kind: RecoveryKind::Recovery,
            tender: context.tender.clone(),
            lot: context.lot.clone(),
            envelope: context.envelope,
            bidder: context.bidder.clone(),
            revision: context.revision,
            ctx: Hash(context.ctx()?),
            seed: seed.clone(),
        })
    }

    /// Reads a recovery file.
    ///
    /// # Errors
    /// [`RecoveryError::NotARecoveryFile`].
    pub fn parse(bytes: &[u8]) -> Result<Self, RecoveryError> {
        let too_long = bytes.len() > MAX_FILE_BYTES;
        let file: Self = match too_long {
            true => return Err(JcsError::Shape("too long".to_owned()).into()),
            false => jcs::from_bytes(bytes)?,
        };
        match file.v == VERSION {
            true => Ok(file),
            false => Err(JcsError::Shape("another version".to_owned()).into()),
        }
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// [`RecoveryError::NotARecoveryFile`] when it has no canonical form.
    pub fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, RecoveryError> {
        Ok(Zeroizing::new(jcs::to_bytes(self)?))
    }

    /// The seed, when the file is for the seal with this context. It counts only after the whole check.
    ///
    /// # Errors
    /// [`RecoveryError::OtherSeal`].
    pub fn seed_for(&self, context: &Context) -> Result<&Seed, RecoveryError> {
        match context.ctx() == Ok(self.ctx.0) {
            true => Ok(&self.seed),
            false => Err(RecoveryError::OtherSeal),
        }
    }
}

#[cfg(test)]
mod tests;
