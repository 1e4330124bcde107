//! The server's keys, outside the database: checkpoints, receipts (journal.md), challenges. They are never mixed.

use crate::fault::Fault;
use crate::random;
use shared::journal::note::NoteSigner;
use shared::journal::{origin, receipt_name};
use std::path::Path;

/// The server's keys.
pub struct Keys {
    /// Signs checkpoints; its name is the journal's origin.
    pub checkpoint: NoteSigner,
    /// Signs receipts.
    pub receipt: NoteSigner,
    /// Tags the challenges that terminals sign.
    pub challenge: ring::hmac::Key,
}

impl Keys {
    /// Reads the keys of `dir`, making those that are missing.
    ///
    /// # Errors
    /// When the folder cannot be written, a file is not a key, or `centre` is not `[a-z0-9-]+`.
    pub fn open(dir: &Path, centre: &str) -> Result<Self, Fault> {
        std::fs::create_dir_all(dir)?;
        let bad_name = || Fault::internal(format!("--centre {centre:?}: use small letters, digits and hyphens"));
        let origin = origin(centre).ok_or_else(bad_name)?;
        let receipt = receipt_name(centre).ok_or_else(bad_name)?;
        Ok(Self {
            checkpoint: signer(dir, "checkpoint", &origin)?,
            receipt: signer(dir, "receipt", &receipt)?,
            challenge: ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &seed(dir, "challenge")?),
        })
    }
}

fn signer(dir: &Path, file: &str, name: &str) -> Result<NoteSigner, Fault> {
    let seed = seed(dir, file)?;
    NoteSigner::from_seed(name, &seed).map_err(|error| Fault::internal(format!("key {name}: {error}")))
}

/// The 32 bytes of a key file, made when there is none.
fn seed(dir: &Path, file: &str) -> Result<[u8; 32], Fault> {
    let path = dir.join(format!("{file}.key"));
    if !path.exists() {
        write_secret(&path, &random::token()?)?;
    }
    let text = std::fs::read_to_string(&path)?;
    let bytes = hex::decode(text.trim()).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes.ok_or_else(|| {
        Fault::internal(format!("keys/{file}.key is not a key (64 hex digits); restore it from the backup"))
    })
}

/// Writes a file that only its owner may read, durably.
fn write_secret(path: &Path, text: &str) -> Result<(), Fault> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    if let Some(dir) = path.parent() {
        std::fs::File::open(dir)?.sync_all()?;
    }
    Ok(())
}
