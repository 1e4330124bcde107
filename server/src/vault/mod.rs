//! The vault: ciphertext as it arrives in parts, and files by their hash. Everything is durable before it counts.

mod fresh;
mod parts;

pub use fresh::Fresh;
pub use parts::Parts;
pub mod intake;

use crate::fault::Fault;
use shared::journal::Hash;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Files on disk: `uploads/<id>/<part>` and `files/<first two hex digits>/<sha256>`.
#[derive(Debug, Clone)]
pub struct Vault {
    root: PathBuf,
}

impl Vault {
    /// Opens the folder, creating it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn open(root: &Path) -> Result<Self, Fault> {
        std::fs::create_dir_all(root.join("uploads"))?;
        std::fs::create_dir_all(root.join("files"))?;
        Ok(Self { root: root.to_owned() })
    }

    /// Where the file with this hash lies (whether or not it exists).
    #[must_use]
    pub fn file(&self, sha256: &Hash) -> PathBuf {
        let hex = sha256.to_hex();
        self.root.join("files").join(&hex[..2]).join(hex)
    }

    /// Keeps `bytes` durably under their hash. Blocking: call it outside a command.
    ///
    /// # Errors
    /// When the disk does not take them.
    pub fn keep(&self, bytes: &[u8]) -> Result<Hash, Fault> {
        let hash = Hash::of(bytes);
        let path = self.file(&hash);
        if !path.exists() {
            let dir = path.parent().ok_or_else(|| Fault::internal("a file without a folder"))?;
            std::fs::create_dir_all(dir)?;
            let fresh = dir.join(format!("{}.{}", hash.to_hex(), crate::random::token()?));
            let mut file = std::fs::File::create(&fresh)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            std::fs::rename(&fresh, &path)?;
            std::fs::File::open(dir)?.sync_all()?;
        }
        Ok(hash)
    }

    /// Reads the file with this hash.
    ///
    /// # Errors
    /// When it is not there, or is not what its name says.
    pub fn read(&self, sha256: &Hash) -> Result<Vec<u8>, Fault> {
        let bytes = std::fs::read(self.file(sha256))?;
        if Hash::of(&bytes) != *sha256 {
            return Err(Fault::internal(format!(
                "the file {} in the vault is damaged; restore it from the backup",
                sha256.to_hex()
            )));
        }
        Ok(bytes)
    }

    /// The folder of an upload's parts.
    #[must_use]
    pub fn upload(&self, id: &str) -> PathBuf {
        self.root.join("uploads").join(id)
    }
}
