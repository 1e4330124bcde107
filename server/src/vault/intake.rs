//! Taking a file in as it arrives: never more than a few pieces of it in memory.

use super::{Fresh, Vault};
use crate::fault::Fault;
use shared::journal::Hash;

/// Bytes that are written to disk at once.
const BUFFER_BYTES: usize = 1 << 20;

/// A file that is arriving. Dropped without [`Intake::finish`] it leaves nothing.
pub struct Intake {
    fresh: Option<Fresh>,
    buffer: Vec<u8>,
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
        let vault = self.clone();
        let fresh = tokio::task::spawn_blocking(move || vault.fresh()).await.map_err(Fault::internal)??;
        Ok(Intake { fresh: Some(fresh), buffer: Vec::new(), bytes: 0 })
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
        self.buffer.extend_from_slice(piece);
        self.bytes += piece.len() as u64;
        if self.buffer.len() >= BUFFER_BYTES {
            self.flush().await?;
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), Fault> {
        let mut fresh = self.fresh.take().ok_or_else(|| Fault::internal("a file went on after its end"))?;
        let buffer = std::mem::take(&mut self.buffer);
        let written = tokio::task::spawn_blocking(move || fresh.write(&buffer).map(|()| fresh));
        self.fresh = Some(written.await.map_err(Fault::internal)??);
        Ok(())
    }

    /// Puts the file, durably, under its hash.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn finish(mut self) -> Result<Taken, Fault> {
        self.flush().await?;
        let fresh = self.fresh.take().ok_or_else(|| Fault::internal("a file was finished twice"))?;
        let (bytes, crc32) = (fresh.bytes(), fresh.crc32());
        let sha256 = tokio::task::spawn_blocking(move || fresh.keep()).await.map_err(Fault::internal)??;
        Ok(Taken { sha256, bytes, crc32 })
    }
}
