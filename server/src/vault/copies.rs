//! Local copies of a remote store's files, for what reads files (the PDF worker): made when asked for, checked by hash, the
//! oldest deleted first. Of a local store there are none.

use super::Vault;
use crate::fault::Fault;
use futures_util::StreamExt as _;
use shared::journal::Hash;
use std::io;
use std::path::{Path, PathBuf};

/// The copies take at most about this much disk, bytes.
const BYTES_MAX: u64 = 4 << 30;

/// The folder of copies.
#[derive(Debug, Clone)]
pub(super) struct Copies {
    folder: PathBuf,
}

impl Copies {
    /// Opens the folder; it is made when the first copy is.
    pub fn open(folder: &Path) -> Result<Self, Fault> {
        Ok(Self { folder: folder.to_owned() })
    }

    fn path(&self, sha256: &Hash) -> PathBuf {
        self.folder.join(sha256.to_hex())
    }

    /// The copy of a file, fetched if it is not there.
    pub async fn of(&self, sha256: &Hash, vault: &Vault) -> Result<PathBuf, Fault> {
        let path = self.path(sha256);
        if path.exists() {
            return Ok(path);
        }
        let mut pieces = vault.stream(sha256).await?;
        let mut fresh = vault.fresh()?;
        while let Some(piece) = pieces.next().await {
            fresh.write(&piece?)?;
        }
        let (scratch, found) = fresh.finish()?;
        if found != *sha256 {
            std::fs::remove_file(&scratch)?;
            return Err(Fault::internal(format!(
                "the file {} in the object store is damaged; restore it from the backup",
                sha256.to_hex()
            )));
        }
        self.adopt(&scratch, sha256)?;
        Ok(path)
    }

    /// Takes a finished file over as a copy.
    pub fn adopt(&self, scratch: &Path, sha256: &Hash) -> Result<(), Fault> {
        std::fs::create_dir_all(&self.folder)?;
        std::fs::rename(scratch, self.path(sha256))?;
        Ok(self.shrink(BYTES_MAX)?)
    }

    /// Deletes the oldest copies until the rest fits.
    pub fn shrink(&self, most: u64) -> io::Result<()> {
        let mut all = Vec::new();
        for entry in std::fs::read_dir(&self.folder)? {
            let entry = entry?;
            let known = entry.metadata()?;
            all.push((known.modified()?, known.len(), entry.path()));
        }
        let mut total: u64 = all.iter().map(|(_, bytes, _)| bytes).sum();
        all.sort();
        for (_, bytes, path) in all {
            if total <= most {
                break;
            }
            std::fs::remove_file(path)?;
            total -= bytes;
        }
        Ok(())
    }
}
