//! Private keys at rest: a file that a passphrase opens (Argon2id, AES-256-GCM).

use std::fmt;

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{AeadInOut as _, KeyInit as _};
use argon2::{Algorithm, Argon2, Params};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::VERSION;
use super::bytes::B64;
use super::secret::{HolderSecret, SigningSeed};
use super::sign::identity_of;
use super::wrap::holder_key_of;
use crate::jcs::{self, JcsError};

/// The longest key file, in bytes.
pub const MAX_FILE_BYTES: usize = 8_192;

/// The longest name in a key file, in bytes.
pub const MAX_NAME_BYTES: usize = 200;

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyKind {
    /// A person's or bidder's identity key (Ed25519).
    Identity,
    /// A holder's key of one lot and envelope (X25519).
    Holder,
    /// A party's key of a draw (Ed25519).
    Party,
    /// A witness's key of the journal (Ed25519).
    Witness,
}

/// A private key of any kind: the X25519 private key of a holder, the Ed25519 seed of the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrivateKey {
    /// Ed25519.
    Signing(SigningSeed),
    /// X25519.
    Holder(HolderSecret),
}

impl PrivateKey {
    fn of_kind(kind: KeyKind, bytes: [u8; 32]) -> Self {
        match kind {
            KeyKind::Holder => Self::Holder(HolderSecret::new(bytes)),
            _ => Self::Signing(SigningSeed::new(bytes)),
        }
    }

    fn expose(&self) -> &[u8; 32] {
        match self {
            Self::Signing(seed) => seed.expose(),
            Self::Holder(secret) => secret.expose(),
        }
    }

    fn fits(&self, kind: KeyKind) -> bool {
        matches!(self, Self::Holder(_)) == (kind == KeyKind::Holder)
    }

    /// The public key.
    #[must_use]
    pub fn public(&self) -> Option<B64<32>> {
        match self {
            Self::Signing(seed) => Some(identity_of(seed)),
            Self::Holder(secret) => holder_key_of(secret),
        }
    }
}

/// How a passphrase becomes a key (RFC 9106).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kdf {
    /// Always `argon2id`.
    pub alg: KdfName,
    /// Memory in KiB.
    pub m_kib: u32,
    /// Passes.
    pub t: u32,
    /// Lanes.
    pub p: u32,
    /// The salt.
    pub salt: B64<16>,
}

/// The one derivation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KdfName {
    /// Argon2id, version 0x13.
    Argon2id,
}

impl Kdf {
    /// The default cost: 64 MiB, three passes, one lane.
    #[must_use]
    pub const fn with_salt(salt: [u8; 16]) -> Self {
        Self { alg: KdfName::Argon2id, m_kib: 64 * 1024, t: 3, p: 1, salt: B64(salt) }
    }

    /// The AES key. The cost is bounded, because the file may come from anyone.
    fn derive(&self, passphrase: &str) -> Result<Zeroizing<[u8; 32]>, KeyFileError> {
        let in_range = (8..=1 << 20).contains(&self.m_kib) && (1..=16).contains(&self.t) && (1..=8).contains(&self.p);
        if !in_range {
            return Err(KeyFileError::Cost);
        }
        let params = Params::new(self.m_kib, self.t, self.p, Some(32));
        let params = params.map_err(|_| KeyFileError::Cost)?;
        // Input methods differ in how they compose characters; the passphrase is the same.
        let passphrase: Zeroizing<String> = Zeroizing::new(passphrase.nfc().collect());
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, argon2::Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), &self.salt.0, key.as_mut_slice())
            .map_err(|_| KeyFileError::Cost)?;
        Ok(key)
    }
}

/// A private key, encrypted under a passphrase (密钥文件).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFile {
    /// The format's version, 1.
    pub v: u32,
    /// What the key is for.
    pub kind: KeyKind,
    /// Whose key it is, for people; 1–200 bytes.
    pub name: String,
    /// The public key.
    pub public: B64<32>,
    /// How the passphrase becomes the AES key.
    pub kdf: Kdf,
    /// The nonce.
    pub nonce: B64<12>,
    /// The private key and the tag; the rest of the file is associated data.
    #[serde(rename = "box")]
    pub boxed: B64<48>,
}

/// What the encryption authenticates beside the key.
#[derive(Serialize)]
struct Associated<'a> {
    v: u32,
    kind: KeyKind,
    name: &'a str,
    public: &'a B64<32>,
    kdf: &'a Kdf,
    nonce: &'a B64<12>,
}

/// Why a key file does not open, or cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyFileError {
    /// Not a key file at all.
    NotAKeyFile(JcsError),
    /// Another version than 1.
    Version,
    /// The name is empty, too long or has control characters.
    Name,
    /// A key of another kind than is asked for here.
    WrongKind {
        /// What is asked for.
        expected: KeyKind,
        /// What the file holds.
        found: KeyKind,
    },
    /// Another key than is asked for here: the wrong file.
    WrongKey {
        /// The public key that is asked for.
        expected: B64<32>,
        /// The public key that the file names.
        found: B64<32>,
    },
    /// The parameters of Argon2id are out of range.
    Cost,
    /// The passphrase is wrong (or the file was damaged).
    WrongPassphrase,
    /// It opened, but the private key does not belong to the public one.
    Mismatch,
}

impl KeyFileError {
    /// A stable code for this refusal.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAKeyFile(_) => "key_file.not_a_key_file",
            Self::Version => "key_file.version",
            Self::Name => "key_file.name",
            Self::WrongKind { .. } => "key_file.wrong_kind",
            Self::WrongKey { .. } => "key_file.wrong_key",
            Self::Cost => "key_file.cost",
            Self::WrongPassphrase => "key_file.wrong_passphrase",
            Self::Mismatch => "key_file.mismatch",
        }
    }
}

impl fmt::Display for KeyFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        match self {
            Self::NotAKeyFile(why) => write!(f, ": {why}"),
            Self::WrongKind { expected, found } => write!(f, ": {found:?} instead of {expected:?}"),
            Self::WrongKey { expected, found } => write!(f, ": {found} instead of {expected}"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for KeyFileError {}

impl From<JcsError> for KeyFileError {
    fn from(why: JcsError) -> Self {
        Self::NotAKeyFile(why)
    }
}

impl KeyFile {
    /// Encrypts `key`. Salt (in `kdf`) and nonce must be fresh random bytes.
    ///
    /// # Errors
    /// [`KeyFileError::Name`], [`KeyFileError::Cost`], [`KeyFileError::Mismatch`] when the key is not of `kind`.
    pub fn seal(
        kind: KeyKind,
        name: &str,
        key: &PrivateKey,
        passphrase: &str,
        kdf: Kdf,
        nonce: [u8; 12],
    ) -> Result<Self, KeyFileError> {
        let public = key.public().filter(|_| key.fits(kind));
        let mut file = Self {
            v: VERSION,
            kind,
            name: name.to_owned(),
            public: public.ok_or(KeyFileError::Mismatch)?,
            kdf,
            nonce: B64(nonce),
            boxed: B64([0; 48]),
        };
        file.check()?;
        let cipher = Aes256Gcm::new((&*kdf.derive(passphrase)?).into());
        let mut body = Zeroizing::new(*key.expose());
        let tag = cipher
            .encrypt_inout_detached((&nonce).into(), &file.associated()?, body.as_mut_slice().into())
            .map_err(|_| KeyFileError::Cost)?;
        file.boxed.0[..32].copy_from_slice(body.as_slice());
        file.boxed.0[32..].copy_from_slice(&tag);
        Ok(file)
    }

    /// Reads a key file; it stays closed.
    ///
    /// # Errors
    /// [`KeyFileError::NotAKeyFile`], [`KeyFileError::Version`], [`KeyFileError::Name`].
    pub fn parse(bytes: &[u8]) -> Result<Self, KeyFileError> {
        if bytes.len() > MAX_FILE_BYTES {
            return Err(KeyFileError::NotAKeyFile(JcsError::Shape("too long".to_owned())));
        }
        let file: Self = jcs::from_bytes(bytes)?;
        file.check()?;
        Ok(file)
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// [`KeyFileError::NotAKeyFile`] when it has no canonical form.
    pub fn to_bytes(&self) -> Result<Vec<u8>, KeyFileError> {
        Ok(jcs::to_bytes(self)?)
    }

    /// Checks, before any passphrase is asked for, that this is the file for this purpose; `public` where it is known
    /// which key it must be (for instance the holder's on the key sheet).
    ///
    /// # Errors
    /// [`KeyFileError::WrongKind`], [`KeyFileError::WrongKey`].
    pub fn expect(&self, kind: KeyKind, public: Option<&B64<32>>) -> Result<(), KeyFileError> {
        if self.kind != kind {
            return Err(KeyFileError::WrongKind { expected: kind, found: self.kind });
        }
        match public {
            Some(expected) if *expected != self.public => {
                Err(KeyFileError::WrongKey { expected: *expected, found: self.public })
            }
            _ => Ok(()),
        }
    }

    /// Decrypts the private key and checks that it belongs to the file's public key. Costs what `kdf` says: by default
    /// 64 MiB and some tenths of a second.
    ///
    /// # Errors
    /// [`KeyFileError::Cost`], [`KeyFileError::WrongPassphrase`], [`KeyFileError::Mismatch`].
    pub fn open(&self, passphrase: &str) -> Result<PrivateKey, KeyFileError> {
        let cipher = Aes256Gcm::new((&*self.kdf.derive(passphrase)?).into());
        let (mut body, mut tag) = (Zeroizing::new([0; 32]), [0; 16]);
        body.copy_from_slice(&self.boxed.0[..32]);
        tag.copy_from_slice(&self.boxed.0[32..]);
        cipher
            .decrypt_inout_detached(
                (&self.nonce.0).into(),
                &self.associated()?,
                body.as_mut_slice().into(),
                (&tag).into(),
            )
            .map_err(|_| KeyFileError::WrongPassphrase)?;
        let key = PrivateKey::of_kind(self.kind, *body);
        match key.public() == Some(self.public) {
            true => Ok(key),
            false => Err(KeyFileError::Mismatch),
        }
    }

    fn check(&self) -> Result<(), KeyFileError> {
        if self.v != VERSION {
            return Err(KeyFileError::Version);
        }
        let name = &self.name;
        let fits = (1..=MAX_NAME_BYTES).contains(&name.len()) && !name.contains(char::is_control);
        match fits {
            true => Ok(()),
            false => Err(KeyFileError::Name),
        }
    }

    fn associated(&self) -> Result<Vec<u8>, JcsError> {
        jcs::to_bytes(&Associated {
            v: self.v,
            kind: self.kind,
            name: &self.name,
            public: &self.public,
            kdf: &self.kdf,
            nonce: &self.nonce,
        })
    }
}

#[cfg(test)]
mod tests;
