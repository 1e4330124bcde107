//! The keys of sample people: made here like in a browser, kept in memory, and in the sample centre as key files too.

use super::line::{Failed, Outcome};
use shared::api::account::{SAMPLE_PASSPHRASE, sample_holder_file, sample_key_file};
use shared::envelope::{B64, Envelope, Kdf, KeyFile, KeyKind, PrivateKey, SigningSeed};
use shared::id::{AccountId, LotKey};
use std::path::{Path, PathBuf};

/// The password of every sample account; that of every sample key file is the same.
pub const PASSWORD: &str = SAMPLE_PASSPHRASE;

/// Where the key files of sample people lie; without a folder the keys are in memory alone.
#[derive(Debug, Clone, Default)]
pub struct Keyring {
    folder: Option<PathBuf>,
}

/// Fresh random bytes.
///
/// # Errors
/// When there is no randomness.
pub fn random<const N: usize>() -> Outcome<[u8; N]> {
    crate::random::bytes().map_err(Failed::because)
}

/// A fresh signing key.
///
/// # Errors
/// When there is no randomness.
pub fn signing() -> Outcome<SigningSeed> {
    Ok(SigningSeed::new(random()?))
}

impl Keyring {
    /// Key files go into `folder`.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn in_folder(folder: &Path) -> Outcome<Self> {
        std::fs::create_dir_all(folder).map_err(Failed::because)?;
        Ok(Self { folder: Some(folder.to_owned()) })
    }

    /// Writes the key file of an account, under its name ([`sample_key_file`]). Its passphrase is public and its cost low:
    /// a sample key protects nothing.
    ///
    /// # Errors
    /// When the key is not of that kind, or the disk does not take the file.
    pub fn keep(&self, kind: KeyKind, account: &AccountId, lot: Option<&LotKey>, key: &PrivateKey) -> Outcome<()> {
        let name = lot.map_or_else(|| account.to_string(), |lot| format!("{account} · {lot}"));
        self.write(&sample_key_file(kind, account, lot), &name, kind, key)
    }

    /// The same for the key of one of a lot's envelopes: that of a price envelope has a name of its own.
    ///
    /// # Errors
    /// As [`Keyring::keep`].
    pub fn keep_holder(&self, account: &AccountId, lot: &LotKey, envelope: Envelope, key: &PrivateKey) -> Outcome<()> {
        let name = format!("{account} · {lot} · {}", store::bids::envelope_name(envelope));
        self.write(&sample_holder_file(account, lot, envelope), &name, KeyKind::Holder, key)
    }

    fn write(&self, file: &str, name: &str, kind: KeyKind, key: &PrivateKey) -> Outcome<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let kdf = Kdf { m_kib: 1024, t: 1, ..Kdf::with_salt(random()?) };
        let sealed = KeyFile::seal(kind, name, key, SAMPLE_PASSPHRASE, kdf, random()?).map_err(Failed::because)?;
        let bytes = sealed.to_bytes().map_err(Failed::because)?;
        std::fs::write(folder.join(file), bytes).map_err(Failed::because)
    }
}

impl Keyring {
    /// Reads the signing key of an account back.
    ///
    /// # Errors
    /// When there is no such key file, or it does not open with the samples' passphrase.
    pub fn recall(&self, kind: KeyKind, account: &AccountId) -> Outcome<SigningSeed> {
        let folder = self.folder.as_ref().ok_or_else(|| Failed::because("no folder of keys"))?;
        let bytes = std::fs::read(folder.join(sample_key_file(kind, account, None))).map_err(Failed::because)?;
        match KeyFile::parse(&bytes).and_then(|file| file.open(SAMPLE_PASSPHRASE)).map_err(Failed::because)? {
            PrivateKey::Signing(seed) => Ok(seed),
            PrivateKey::Holder(_) => Err(Failed::because("a holder's key signs nothing")),
        }
    }
}

/// The public half of a signing key.
#[must_use]
pub fn public(seed: &SigningSeed) -> B64<32> {
    shared::envelope::identity_of(seed)
}
