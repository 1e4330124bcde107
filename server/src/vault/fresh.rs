//! Files that are written piece by piece before their hash is known.

use super::Vault;
use crate::fault::Fault;
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
        let folder = self.root.join("fresh");
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(crate::random::token()?);
        let file = File::create_new(&path)?;
        let digest = ring::digest::Context::new(&ring::digest::SHA256);
        Ok(Fresh { vault: self.clone(), path, file, digest, kept: false })
    }
}

/// A file that is being written. Dropped before it is kept, it is deleted.
pub struct Fresh {
    vault: Vault,
    path: PathBuf,
    file: File,
    digest: ring::digest::Context,
    kept: bool,
}

impl Fresh {
    /// Writes the next bytes.
    ///
    /// # Errors
    /// When the disk does not take them.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.digest.update(bytes);
        self.file.write_all(bytes)
    }

    /// Keeps the file durably under its hash.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn keep(mut self) -> Result<Hash, Fault> {
        self.file.sync_all()?;
        let bytes: [u8; 32] = self.digest.clone().finish().as_ref().try_into().map_err(Fault::internal)?;
        let hash = Hash(bytes);
        let path = self.vault.file(&hash);
        let folder = path.parent().ok_or_else(|| Fault::internal("a file without a folder"))?;
        std::fs::create_dir_all(folder)?;
        std::fs::rename(&self.path, &path)?;
        self.kept = true;
        File::open(folder)?.sync_all()?;
        Ok(hash)
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
