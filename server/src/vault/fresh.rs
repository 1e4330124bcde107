//! Files that are written piece by piece before their hash is known.

use super::Vault;
use crate::fault::Fault;
use shared::envelope::zip::Crc32;
use shared::journal::Hash;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::PathBuf;

impl Vault {
    /// Begins a file; it counts only once it is kept. Blocking, as all that follows.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn fresh(&self) -> Result<Fresh, Fault> {
        let path = self.scratch.join(crate::random::token()?);
        let file = File::create_new(&path)?;
        let digest = ring::digest::Context::new(&ring::digest::SHA256);
        Ok(Fresh { vault: self.clone(), path, file, digest, crc32: Crc32::new(), bytes: 0, kept: false })
    }
}

/// A file that is being written. Dropped before it is kept, it is deleted.
pub struct Fresh {
    vault: Vault,
    path: PathBuf,
    file: File,
    digest: ring::digest::Context,
    crc32: Crc32,
    bytes: u64,
    kept: bool,
}

impl Fresh {
    /// Writes the next bytes.
    ///
    /// # Errors
    /// When the disk does not take them.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.digest.update(bytes);
        self.crc32.update(bytes);
        self.bytes += bytes.len() as u64;
        self.file.write_all(bytes)
    }

    /// How many bytes were written.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// CRC-32 of what was written.
    #[must_use]
    pub fn crc32(&self) -> u32 {
        self.crc32.value()
    }

    /// Makes what was written durable, in the scratch folder still; gives its path and hash.
    pub(super) fn finish(mut self) -> Result<(PathBuf, Hash), Fault> {
        self.file.sync_all()?;
        let digest = self.digest.clone().finish();
        self.kept = true;
        Ok((self.path.clone(), Hash(digest.as_ref().try_into().map_err(Fault::internal)?)))
    }

    /// Keeps the file durably under its hash.
    ///
    /// # Errors
    /// When the store does not take it.
    pub fn keep(self) -> Result<Hash, Fault> {
        let vault = self.vault.clone();
        let (path, hash) = self.finish()?;
        let adopted = vault.objects.wait(vault.adopt(&path, &hash));
        if adopted.is_err() {
            // Nobody knows of the file; what cannot be removed goes with the next start.
            let _ = std::fs::remove_file(&path);
        }
        adopted.map(|()| hash)
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if !self.kept
            && let Err(error) = std::fs::remove_file(&self.path)
        {
            tracing::warn!(%error, "an unfinished file could not be deleted");
        }
    }
}
