//! Taking a file in as it arrives: never more than a piece of it in memory.

use super::Vault;
use crate::fault::Fault;
use shared::envelope::zip::Crc32;
use shared::journal::Hash;
use std::path::PathBuf;
use tokio::io::AsyncWriteExt as _;

/// A file that is arriving. Dropped without [`Intake::finish`] it leaves nothing.
pub struct Intake {
    vault: Vault,
    file: tokio::fs::File,
    fresh: Option<PathBuf>,
    digest: ring::digest::Context,
    crc32: Crc32,
    bytes: u64,
}

/// A file that lies in the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// SHA-256 of its contents.
    pub sha256: Hash,
    /// Its length in bytes.
    pub bytes: u64,
    /// CRC-32 of its contents.
    pub crc32: u32,
}

impl Vault {
    /// Begins to take a file in.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub async fn intake(&self) -> Result<Intake, Fault> {
        let dir = self.root.join("intake");
        tokio::fs::create_dir_all(&dir).await?;
        let fresh = dir.join(crate::random::token()?);
        let file = tokio::fs::File::create(&fresh).await?;
        Ok(Intake {
            vault: self.clone(),
            file,
            fresh: Some(fresh),
            digest: ring::digest::Context::new(&ring::digest::SHA256),
            crc32: Crc32::new(),
            bytes: 0,
        })
    }
}

impl Intake {
    /// How many bytes arrived.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub async fn write(&mut self, piece: &[u8]) -> Result<(), Fault> {
        self.file.write_all(piece).await?;
        self.digest.update(piece);
        self.crc32.update(piece);
        self.bytes += piece.len() as u64;
        Ok(())
    }

    /// Puts the file, durably, under its hash.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub async fn finish(mut self) -> Result<Taken, Fault> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        let digest = self.digest.clone().finish();
        let sha256 = Hash(digest.as_ref().try_into().map_err(Fault::internal)?);
        let path = self.vault.file(&sha256);
        let fresh = self.fresh.take().ok_or_else(|| Fault::internal("a file was finished twice"))?;
        let dir = path.parent().ok_or_else(|| Fault::internal("a file without a folder"))?;
        tokio::fs::create_dir_all(dir).await?;
        tokio::fs::rename(&fresh, &path).await?;
        tokio::fs::File::open(dir).await?.sync_all().await?;
        Ok(Taken { sha256, bytes: self.bytes, crc32: self.crc32.value() })
    }
}

impl Drop for Intake {
    fn drop(&mut self) {
        if let Some(fresh) = self.fresh.take() {
            // Nobody knows of the file; what cannot be removed is garbage, not a fault.
            let _ = std::fs::remove_file(fresh);
        }
    }
}
