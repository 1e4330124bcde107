//! Pages drawn before, without a watermark, on disk.
//!
//! The files are bid content in the clear, so the folder belongs inside the server's data directory. They are only a
//! convenience: whatever is missing or damaged is drawn again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

/// Names a drawn page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// SHA-256 of the document, in hex.
    pub(crate) digest: String,
    /// From 1.
    pub(crate) page: u32,
    /// In pixels.
    pub(crate) width: u32,
}

pub(crate) struct Cache {
    folder: PathBuf,
    limit_bytes: u64,
    used_bytes: Mutex<u64>,
    writes: AtomicU64,
}

impl Cache {
    /// Opens the folder, made if it is not there, and counts what it holds. Files that were being written when the
    /// server ended are removed.
    pub(crate) fn open(folder: &Path, limit_bytes: u64) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let cache =
            Self { folder: folder.to_owned(), limit_bytes, used_bytes: Mutex::new(0), writes: AtomicU64::new(0) };
        let mut used = 0;
        for entry in cache.entries()? {
            if entry.path.extension().is_some_and(|e| e == "part") {
                fs::remove_file(&entry.path)?;
            } else {
                used += entry.bytes;
            }
        }
        *cache.used_bytes.lock().unwrap_or_else(PoisonError::into_inner) = used;
        Ok(cache)
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(format!("{}-{}-{}.png", key.digest, key.page, key.width))
    }

    /// The stored file, if it is there.
    pub(crate) fn get(&self, key: &Key) -> Option<Vec<u8>> {
        fs::read(self.path(key)).ok()
    }

    /// Stores a file, whole or not at all, and drops the oldest ones beyond the limit.
    pub(crate) fn put(&self, key: &Key, bytes: &[u8]) -> io::Result<()> {
        let number = self.writes.fetch_add(1, Ordering::Relaxed);
        let part = self.folder.join(format!("{}-{number}.part", std::process::id()));
        let stored = fs::write(&part, bytes).and_then(|()| fs::rename(&part, self.path(key)));
        if let Err(e) = stored {
            // A full disk leaves a stump behind; nothing more can be done if it cannot be removed either.
            fs::remove_file(&part).ok();
            return Err(e);
        }
        let mut used = self.used_bytes.lock().unwrap_or_else(PoisonError::into_inner);
        *used += bytes.len() as u64;
        if *used > self.limit_bytes {
            *used = self.sweep()?;
        }
        Ok(())
    }

    /// Removes the oldest files until a fifth of the room is free; returns what is left, in bytes.
    fn sweep(&self) -> io::Result<u64> {
        let mut entries = self.entries()?;
        entries.sort_by_key(|entry| entry.modified);
        let mut used: u64 = entries.iter().map(|entry| entry.bytes).sum();
        for entry in entries {
            if used <= self.limit_bytes / 5 * 4 {
                break;
            }
            fs::remove_file(&entry.path)?;
            used -= entry.bytes;
        }
        Ok(used)
    }

    fn entries(&self) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            // A file may go away between the listing and this question.
            if let Ok(known) = entry.metadata()
                && known.is_file()
            {
                entries.push(Entry { path: entry.path(), bytes: known.len(), modified: known.modified()? });
            }
        }
        Ok(entries)
    }
}

struct Entry {
    path: PathBuf,
    bytes: u64,
    modified: SystemTime,
}

#[cfg(test)]
mod tests;
