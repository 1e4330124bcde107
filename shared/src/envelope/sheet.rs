//! The key sheet (密钥责任表): the holders' public keys for one lot and envelope, signed by all of them. Its hash stands
//! in the notice.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::bytes::{B64, Hex};
use super::context::Envelope;
use super::secret::SigningSeed;
use super::sign::{IdentityKey, Label, SignatureError, check_identity, sign_object, verify_object};
use super::wrap::{HolderKey, is_usable};
use crate::id::{LotId, TenderId};
use crate::jcs::{self, JcsError};
use crate::journal::Hash;

/// The most holders that a sheet may have.
pub const MAX_HOLDERS: usize = 16;

/// The longest name of a holder, in bytes.
pub const MAX_NAME_BYTES: usize = 200;

/// A key holder (解密责任人) and their fresh key for this lot and envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// The holder's place in the sharing, from 1.
    pub x: u8,
    /// The person's name, as the notice shows it; 1–200 bytes.
    pub name: String,
    /// The X25519 public key.
    pub key: HolderKey,
    /// The person's identity key.
    pub identity: IdentityKey,
}

/// The holders' keys for one lot and envelope, with all their signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeySheet {
    /// The tender.
    pub tender: TenderId,
    /// The lot.
    pub lot: LotId,
    /// The envelope.
    pub envelope: Envelope,
    /// How many holders open a bid.
    pub m: u8,
    /// All holders, in order of x = 1…n.
    pub holders: Vec<Holder>,
    /// Their signatures over the sheet without this member, in the same order.
    pub sigs: Vec<B64<64>>,
}

/// The sheet as it is signed.
#[derive(Serialize)]
struct Unsigned<'a> {
    tender: &'a TenderId,
    lot: &'a LotId,
    envelope: Envelope,
    m: u8,
    holders: &'a [Holder],
}

/// Why a key sheet is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetError {
    /// Not the canonical JSON of a key sheet.
    Json(JcsError),
    /// m or the number of holders is out of 2 ≤ m ≤ n ≤ 16.
    Quorum {
        /// How many would open.
        m: u8,
        /// How many holders are listed.
        n: usize,
    },
    /// The holders are not numbered 1…n in order.
    Order,
    /// A holder's name is empty, longer than 200 bytes or has control characters.
    Name(u8),
    /// A holder's X25519 key is of low order or not canonical.
    WeakKey(u8),
    /// Two holders with the same X25519 key; the second's x.
    RepeatedKey(u8),
    /// A holder's identity key is no usable Ed25519 key.
    WeakIdentity(u8),
    /// Two holders with the same identity key; the second's x.
    RepeatedIdentity(u8),
    /// The identity key is not enrolled for that person.
    NotEnrolled(u8),
    /// There is not one signature for each holder.
    SignatureCount,
    /// A holder's signature does not verify.
    Signature(u8),
}

impl SheetError {
    /// A stable code for this refusal.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Json(_) => "sheet.json",
            Self::Quorum { .. } => "sheet.quorum",
            Self::Order => "sheet.order",
            Self::Name(_) => "sheet.name",
            Self::WeakKey(_) => "sheet.weak_key",
            Self::RepeatedKey(_) => "sheet.repeated_key",
            Self::WeakIdentity(_) => "sheet.weak_identity",
            Self::RepeatedIdentity(_) => "sheet.repeated_identity",
            Self::NotEnrolled(_) => "sheet.not_enrolled",
            Self::SignatureCount => "sheet.signature_count",
            Self::Signature(_) => "sheet.signature",
        }
    }
}

impl fmt::Display for SheetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        match self {
            Self::Json(why) => write!(f, ": {why}"),
            Self::Quorum { m, n } => write!(f, ": {m} of {n}"),
            Self::Order | Self::SignatureCount => Ok(()),
            Self::Name(x)
            | Self::WeakKey(x)
            | Self::RepeatedKey(x)
            | Self::WeakIdentity(x)
            | Self::RepeatedIdentity(x)
            | Self::NotEnrolled(x)
            | Self::Signature(x) => write!(f, ": holder {x}"),
        }
    }
}

impl std::error::Error for SheetError {}

impl From<JcsError> for SheetError {
    fn from(why: JcsError) -> Self {
        Self::Json(why)
    }
}

impl KeySheet {
    /// Reads canonical bytes and checks all that can be checked without knowing the persons: [`Self::check_keys`] and
    /// [`Self::check_signatures`].
    ///
    /// # Errors
    /// [`SheetError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, SheetError> {
        let sheet: Self = jcs::from_bytes(bytes)?;
        sheet.check_keys()?;
        sheet.check_signatures()?;
        Ok(sheet)
    }

    /// SHA-256 of the canonical sheet with its signatures: what context and notice carry.
    ///
    /// # Errors
    /// [`SheetError::Json`].
    pub fn hash(&self) -> Result<Hash, SheetError> {
        Ok(Hash::of(&jcs::to_bytes(self)?))
    }

    /// The number of holders.
    ///
    /// # Errors
    /// [`SheetError::Quorum`] when there are more than 255.
    pub fn n(&self) -> Result<u8, SheetError> {
        u8::try_from(self.holders.len()).map_err(|_| self.bad_quorum())
    }

    /// One holder's signature over the sheet without `sigs`; it covers every co-holder, m and n.
    ///
    /// # Errors
    /// [`SheetError::Json`].
    pub fn sign(&self, seed: &SigningSeed) -> Result<B64<64>, SheetError> {
        Ok(B64(sign_object(Label::Sheet, &self.unsigned(), seed)?.0))
    }

    /// Checks the quorum, the numbering and the keys; needs no signatures yet.
    ///
    /// # Errors
    /// The first [`SheetError`] found.
    pub fn check_keys(&self) -> Result<(), SheetError> {
        if self.m < 2 || usize::from(self.m) > self.holders.len() || self.holders.len() > MAX_HOLDERS {
            return Err(self.bad_quorum());
        }
        for (before, holder) in self.holders.iter().enumerate() {
            let x = holder.x;
            if usize::from(x) != before + 1 {
                return Err(SheetError::Order);
            }
            let name = &holder.name;
            if name.is_empty() || name.len() > MAX_NAME_BYTES || name.contains(char::is_control) {
                return Err(SheetError::Name(x));
            }
            if !is_usable(&holder.key) {
                return Err(SheetError::WeakKey(x));
            }
            check_identity(&holder.identity).map_err(|_| SheetError::WeakIdentity(x))?;
            let earlier = &self.holders[..before];
            if earlier.iter().any(|other| other.key == holder.key) {
                return Err(SheetError::RepeatedKey(x));
            }
            if earlier.iter().any(|other| other.identity == holder.identity) {
                return Err(SheetError::RepeatedIdentity(x));
            }
        }
        Ok(())
    }

    /// Checks that every holder signed.
    ///
    /// # Errors
    /// [`SheetError::SignatureCount`], [`SheetError::Signature`] with the first x whose signature fails.
    pub fn check_signatures(&self) -> Result<(), SheetError> {
        if self.sigs.len() != self.holders.len() {
            return Err(SheetError::SignatureCount);
        }
        self.holders.iter().zip(&self.sigs).try_for_each(|(holder, sig)| self.check_signature(holder, sig))
    }

    /// Checks one holder's signature over the sheet without `sigs`, while the others' may still be missing.
    ///
    /// # Errors
    /// [`SheetError::Signature`], [`SheetError::WeakIdentity`], [`SheetError::Json`].
    pub fn check_signature(&self, holder: &Holder, sig: &B64<64>) -> Result<(), SheetError> {
        verify_object(Label::Sheet, &self.unsigned(), &holder.identity, &Hex(sig.0)).map_err(|why| match why {
            SignatureError::Object(why) => SheetError::Json(why),
            SignatureError::Key => SheetError::WeakIdentity(holder.x),
            SignatureError::Signature => SheetError::Signature(holder.x),
        })
    }

    /// Checks that every identity is enrolled for its person, as `enrolled` knows it.
    ///
    /// # Errors
    /// [`SheetError::NotEnrolled`] with the first x that is not.
    pub fn check_enrolled(&self, mut enrolled: impl FnMut(&Holder) -> bool) -> Result<(), SheetError> {
        match self.holders.iter().find(|holder| !enrolled(holder)) {
            Some(holder) => Err(SheetError::NotEnrolled(holder.x)),
            None => Ok(()),
        }
    }

    /// The holder at `x`.
    #[must_use]
    pub fn holder(&self, x: u8) -> Option<&Holder> {
        self.holders.iter().find(|holder| holder.x == x)
    }

    fn bad_quorum(&self) -> SheetError {
        SheetError::Quorum { m: self.m, n: self.holders.len() }
    }

    fn unsigned(&self) -> Unsigned<'_> {
        Unsigned { tender: &self.tender, lot: &self.lot, envelope: self.envelope, m: self.m, holders: &self.holders }
    }
}

#[cfg(test)]
mod tests;
