//! The vault: ciphertext as it arrives in parts, and files by their hash, as objects of a store. Everything is durable before
//! it counts. What is being written, and local copies of a remote store's files, lie in folders of this server.

mod copies;
mod fresh;
mod objects;
mod parts;

pub use fresh::Fresh;
pub use parts::{Growing, Parts};
pub mod intake;

use crate::fault::Fault;
use copies::Copies;
use futures_util::stream::BoxStream;
use objects::Objects;
use shared::journal::Hash;
use std::io;
use std::path::{Path, PathBuf};

/// Objects: `uploads/<id>/<part>` and `files/<first two hex digits>/<sha256>`.
#[derive(Debug, Clone)]
pub struct Vault {
    objects: Objects,
    copies: Copies,
    /// Files that are being written; nothing in it counts.
    scratch: PathBuf,
}

/// Nobody writes at a file of the scratch folder for so long, milliseconds: it is what a crash left.
const SCRATCH_MS: i64 = 24 * 3_600_000;

/// Deletes what a crash left half written; other servers may share the folder.
fn clear(scratch: &Path) -> Result<(), Fault> {
    for entry in std::fs::read_dir(scratch)? {
        let entry = entry?;
        let since = entry.metadata()?.modified()?.duration_since(std::time::UNIX_EPOCH).map_err(Fault::internal)?;
        let since_ms = i64::try_from(since.as_millis()).map_err(Fault::internal)?;
        if since_ms.saturating_add(SCRATCH_MS) < crate::clock::machine_ms() {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// The key of the file with this hash.
fn key(sha256: &Hash) -> String {
    let hex = sha256.to_hex();
    format!("files/{}/{hex}", &hex[..2])
}

impl Vault {
    /// Opens the vault of a data directory: its objects lie in `vault` there, or where `objects` says (see `--objects`).
    /// Call it on the runtime.
    ///
    /// # Errors
    /// When a folder cannot be written, or the place of the objects cannot be understood.
    pub fn open(data: &Path, objects: Option<&str>) -> Result<Self, Fault> {
        let objects = match objects {
            Some(place) => Objects::at(place)?,
            None => Objects::local(&data.join("vault"))?,
        };
        // In a local store's own directory, so that a finished file is moved and not copied.
        let scratch = objects.path("fresh").unwrap_or_else(|| data.join("fresh"));
        std::fs::create_dir_all(&scratch)?;
        clear(&scratch)?;
        let copies = Copies::open(&data.join("copies"))?;
        Ok(Self { objects, copies, scratch })
    }

    /// The file with this hash as a file of this machine, for programs that read files: of a remote store a local copy.
    ///
    /// # Errors
    /// When it is not there, or a copy is not what its name says.
    pub async fn local(&self, sha256: &Hash) -> Result<PathBuf, Fault> {
        match self.objects.path(&key(sha256)) {
            Some(path) => Ok(path),
            None => self.copies.of(sha256, self).await,
        }
    }

    /// The file with this hash, piece by piece.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn stream(&self, sha256: &Hash) -> io::Result<BoxStream<'static, io::Result<bytes::Bytes>>> {
        self.objects.stream(&key(sha256)).await
    }

    /// Keeps `bytes` durably under their hash. Blocking: call it outside a command, on a thread for such work.
    ///
    /// # Errors
    /// When the store does not take them.
    pub fn keep(&self, bytes: &[u8]) -> Result<Hash, Fault> {
        let hash = Hash::of(bytes);
        self.objects.wait(async {
            let key = key(&hash);
            if !self.objects.has(&key).await? {
                self.objects.put(&key, bytes::Bytes::copy_from_slice(bytes)).await?;
            }
            Ok::<_, Fault>(())
        })?;
        Ok(hash)
    }

    /// Reads the file with this hash. Blocking.
    ///
    /// # Errors
    /// When it is not there, or is not what its name says.
    pub fn read(&self, sha256: &Hash) -> Result<Vec<u8>, Fault> {
        let bytes = self.objects.wait(self.objects.get(&key(sha256)))?;
        if Hash::of(&bytes) != *sha256 {
            return Err(Fault::internal(format!(
                "the file {} in the vault is damaged; restore it from the backup",
                sha256.to_hex()
            )));
        }
        Ok(bytes)
    }

    /// Makes a finished file of the scratch folder, which is fsynced already, an object under its hash.
    async fn adopt(&self, fresh: &Path, sha256: &Hash) -> Result<(), Fault> {
        let Some(path) = self.objects.path(&key(sha256)) else {
            self.objects.put_file(&key(sha256), fresh).await?;
            // Whoever has just brought it will read it next.
            return self.copies.adopt(fresh, sha256);
        };
        let folder = path.parent().ok_or_else(|| Fault::internal("a file without a folder"))?.to_owned();
        let fresh = fresh.to_owned();
        let moved = move || -> io::Result<()> {
            if !folder.exists() {
                std::fs::create_dir_all(&folder)?;
                if let Some(above) = folder.parent() {
                    std::fs::File::open(above)?.sync_all()?;
                }
            }
            std::fs::rename(&fresh, &path)?;
            std::fs::File::open(&folder)?.sync_all()
        };
        Ok(tokio::task::spawn_blocking(moved).await.map_err(Fault::internal)??)
    }
}

#[cfg(test)]
mod tests;
