//! Key files in the browser: made here, kept by the person, opened here; the private key never leaves the page.

use gloo_timers::future::TimeoutFuture;
use shared::envelope::keyfile::MAX_FILE_BYTES;
use shared::envelope::{
    B64, HolderSecret, Kdf, KeyFile, KeyFileError, KeyKind, PrivateKey, Seed, SigningSeed, holder_pair,
};
use shared::text::seal;
use web_sys::File;

use super::files::{read, save};
use super::subtle::random;
use crate::api::Failure;

/// Lets the browser paint "busy" before Argon2 takes the thread for a moment, milliseconds.
const PAINT_MS: u32 = 50;

/// A fresh seed for one seal. Never use one twice.
///
/// # Errors
/// [`Failure::Own`] without randomness.
pub fn new_seed() -> Result<Seed, Failure> {
    Ok(Seed::new(random()?))
}

/// A fresh private key of that kind.
///
/// # Errors
/// [`Failure::Own`] without randomness.
pub fn new_key(kind: KeyKind) -> Result<PrivateKey, Failure> {
    Ok(match kind {
        KeyKind::Holder => {
            let (secret, _): (HolderSecret, _) = holder_pair(&random()?);
            PrivateKey::Holder(secret)
        }
        _ => PrivateKey::Signing(SigningSeed::new(random()?)),
    })
}

/// Closes a key under a passphrase. Takes a second or two.
///
/// # Errors
/// [`Failure`] with the key file's code.
pub async fn close(kind: KeyKind, name: &str, key: &PrivateKey, passphrase: &str) -> Result<KeyFile, Failure> {
    TimeoutFuture::new(PAINT_MS).await;
    KeyFile::seal(kind, name, key, passphrase, Kdf::with_salt(random()?), random()?).map_err(refused)
}

/// Offers a key file to the person.
///
/// # Errors
/// [`Failure::Own`] when the browser refuses.
pub fn keep(file: &KeyFile, stem: &str) -> Result<(), Failure> {
    save(&format!("{stem}.key.json"), &file.to_bytes().map_err(refused)?, "application/json")
}

/// Reads a key file and checks that it is the one for this purpose: of that kind, and of that public key where it is known
/// which one it must be. It stays closed.
///
/// # Errors
/// [`Failure`] with the key file's code.
pub async fn load(file: &File, kind: KeyKind, public: Option<&B64<32>>) -> Result<KeyFile, Failure> {
    #[expect(clippy::cast_precision_loss, reason = "8 KiB")]
    let bytes = read(file, MAX_FILE_BYTES as f64).await?;
    parse(&bytes, kind, public)
}

/// As [`load`], for bytes that are already here (a sample key).
///
/// # Errors
/// [`Failure`] with the key file's code.
pub fn parse(bytes: &[u8], kind: KeyKind, public: Option<&B64<32>>) -> Result<KeyFile, Failure> {
    let key = KeyFile::parse(bytes).map_err(refused)?;
    key.expect(kind, public).map_err(refused)?;
    Ok(key)
}

/// Opens a key file. Takes a second or two.
///
/// # Errors
/// [`Failure`] with the key file's code: the passphrase is wrong, or the file is damaged.
pub async fn open(file: &KeyFile, passphrase: &str) -> Result<PrivateKey, Failure> {
    TimeoutFuture::new(PAINT_MS).await;
    file.open(passphrase).map_err(refused)
}

/// The signing seed of an opened identity, party or witness key.
///
/// # Errors
/// [`Failure`] for a holder's key.
pub fn signing(key: PrivateKey) -> Result<SigningSeed, Failure> {
    match key {
        PrivateKey::Signing(seed) => Ok(seed),
        PrivateKey::Holder(_) => Err(refused(KeyFileError::Mismatch)),
    }
}

/// The secret of an opened holder's key.
///
/// # Errors
/// [`Failure`] for any other key.
pub fn holder(key: PrivateKey) -> Result<HolderSecret, Failure> {
    match key {
        PrivateKey::Holder(secret) => Ok(secret),
        PrivateKey::Signing(_) => Err(refused(KeyFileError::Mismatch)),
    }
}

fn refused(why: KeyFileError) -> Failure {
    Failure::Local { code: why.code(), text: seal::key_file(&why) }
}
