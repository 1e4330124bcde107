//! What persons sign: `label ‖ SHA-256(JCS(object))` under Ed25519, with a label of its own for every kind of object.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use serde::Serialize;

use super::bytes::{B64, Hex};
use super::canonical_field_element;
use super::secret::SigningSeed;
use crate::jcs::{self, JcsError};
use crate::journal::Hash;

/// An identity key (身份公钥): a person's or a bidder's long-lived Ed25519 public key, in JSON as b64u.
pub type IdentityKey = B64<32>;

/// An Ed25519 signature, in JSON as hex (in a key sheet as b64u: [`B64<64>`]).
pub type Signature = Hex<64>;

/// What a signature is for. A signature made for one purpose never verifies for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// A key sheet without its `sigs`, by each of its holders.
    Sheet,
    /// A header, by the bidder.
    Sign,
    /// A release of shares, by a holder.
    Release,
    /// A release of the bidder's half, by the bidder.
    Half,
    /// The list of bids to be opened, by officer and supervisor.
    List,
    /// The statement that a holder destroyed their key.
    Destroyed,
    /// The proof that whoever enrols an identity key has its private half: [`Enrolment`].
    Enrol,
    /// The same where it takes the place of another: [`Replacement`].
    Replace,
    /// A supervisor's word that a key is its person's: [`Countersignature`].
    Countersign,
}

/// What is signed when an identity key is enrolled, by that key itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Enrolment<'a> {
    /// The account for which the key is enrolled.
    pub account: &'a str,
    /// The key.
    pub key: &'a IdentityKey,
}

/// What is signed when an identity key takes the place of another, by the new key: it names the one that it replaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Replacement<'a> {
    /// The account.
    pub account: &'a str,
    /// The key that is in force until then.
    pub former: &'a IdentityKey,
    /// The new key.
    pub key: &'a IdentityKey,
}

/// What a supervisor signs to countersign a key (会签), by their own identity key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Countersignature<'a> {
    /// The account of which the key is.
    pub account: &'a str,
    /// The supervisor's account.
    pub by: &'a str,
    /// The key.
    pub key: &'a IdentityKey,
}

impl Label {
    /// The label's ASCII text.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Sheet => "bidroom/seal/1/sheet",
            Self::Sign => "bidroom/seal/1/sign",
            Self::Release => "bidroom/seal/1/release",
            Self::Half => "bidroom/seal/1/half",
            Self::List => "bidroom/seal/1/list",
            Self::Destroyed => "bidroom/seal/1/destroyed",
            Self::Enrol => "bidroom/identity/1/enrol",
            Self::Replace => "bidroom/identity/1/replace",
            Self::Countersign => "bidroom/identity/1/countersign",
        }
    }
}

/// Why a signature does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureError {
    /// The object has no canonical form.
    Object(JcsError),
    /// The public key is no usable Ed25519 key: not a point, not canonical, or of small order.
    Key,
    /// The signature is not one by this key over this object with this label.
    Signature,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object(why) => write!(f, "{why}"),
            Self::Key => f.write_str("not a usable Ed25519 public key"),
            Self::Signature => f.write_str("the signature does not verify"),
        }
    }
}

impl std::error::Error for SignatureError {}

impl From<JcsError> for SignatureError {
    fn from(why: JcsError) -> Self {
        Self::Object(why)
    }
}

/// Signs `object` for the purpose `label`.
///
/// # Errors
/// [`JcsError`] when the object has no canonical form.
pub fn sign_object<T: Serialize + ?Sized>(label: Label, object: &T, seed: &SigningSeed) -> Result<Signature, JcsError> {
    let message = message(label, object)?;
    let key = SigningKey::from_bytes(seed.expose());
    Ok(Hex(key.sign(&message).to_bytes()))
}

/// Checks that `signature` is one by `key` over `object` for the purpose `label` (RFC 8032, strictly: canonical S, no
/// key or nonce of small order, no cofactor).
///
/// # Errors
/// [`SignatureError`].
pub fn verify_object<T: Serialize + ?Sized>(
    label: Label,
    object: &T,
    key: &IdentityKey,
    signature: &Signature,
) -> Result<(), SignatureError> {
    let message = message(label, object)?;
    let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
    verifying_key(key)?.verify_strict(&message, &signature).map_err(|_| SignatureError::Signature)
}

/// The public key of a signing seed.
#[must_use]
pub fn identity_of(seed: &SigningSeed) -> IdentityKey {
    let key = SigningKey::from_bytes(seed.expose());
    B64(key.verifying_key().to_bytes())
}

/// Checks that `key` is a usable identity key: a canonical Ed25519 point that is not of small order.
///
/// # Errors
/// [`SignatureError::Key`].
pub fn check_identity(key: &IdentityKey) -> Result<(), SignatureError> {
    verifying_key(key).map(|_| ())
}

fn verifying_key(key: &IdentityKey) -> Result<VerifyingKey, SignatureError> {
    let mut y = key.0;
    // The top bit is the sign of x; the rest must be below the field's prime, or one key would have two spellings.
    y[31] &= 0x7f;
    if !canonical_field_element(&y) {
        return Err(SignatureError::Key);
    }
    let key = VerifyingKey::from_bytes(&key.0).map_err(|_| SignatureError::Key)?;
    if key.is_weak() {
        return Err(SignatureError::Key);
    }
    Ok(key)
}

fn message<T: Serialize + ?Sized>(label: Label, object: &T) -> Result<Vec<u8>, JcsError> {
    let mut message = label.text().as_bytes().to_vec();
    message.extend_from_slice(Hash::of(&jcs::to_bytes(object)?).as_bytes());
    Ok(message)
}
