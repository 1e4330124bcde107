//! A plain ZIP of stored files, written front to back: the notice package (招标文件包) that a bidder downloads. It keeps the
//! strict profile of a bid's ZIP but for the names, so that every unpacker reads it.

use super::{Entry, MAX_ENTRIES, MAX_NAME_BYTES, ZipError, has_clean_parts, record};

/// A ZIP in the making: what was written so far.
#[derive(Debug, Default)]
pub struct Package {
    entries: Vec<Entry>,
    end: u64,
}

impl Package {
    /// An empty ZIP.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins the next file and gives the bytes to write before its `bytes` bytes, whose CRC-32 is `crc32`.
    ///
    /// # Errors
    /// [`ZipError::Name`], [`ZipError::Repeated`], [`ZipError::TooManyEntries`], [`ZipError::TooLong`].
    pub fn file(&mut self, name: &str, bytes: u64, crc32: u32) -> Result<Vec<u8>, ZipError> {
        if name.is_empty() || name.len() > MAX_NAME_BYTES || !has_clean_parts(name) {
            return Err(ZipError::Name);
        }
        if self.entries.iter().any(|entry| entry.name == name) {
            return Err(ZipError::Repeated(name.to_owned()));
        }
        if self.entries.len() >= MAX_ENTRIES {
            return Err(ZipError::TooManyEntries);
        }
        let mut entry = Entry { name: name.to_owned(), bytes, crc32, header_at: self.end, data_at: 0 };
        let header = entry.local();
        entry.data_at = self.end.checked_add(header.len() as u64).ok_or(ZipError::TooLong)?;
        self.end = entry.data_at.checked_add(bytes).ok_or(ZipError::TooLong)?;
        self.entries.push(entry);
        Ok(header)
    }

    /// Ends the ZIP: the directory, to write after the last file.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        let mut out: Vec<u8> = self.entries.iter().flat_map(Entry::central).collect();
        let bytes = out.len() as u64;
        // MAX_ENTRIES is below u16's end.
        out.extend(record::end(self.entries.len() as u16, bytes, self.end));
        out
    }

    /// How long the whole ZIP will be, in bytes, when nothing is added.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let directory: u64 = self.entries.iter().map(|entry| entry.central().len() as u64).sum();
        let end = record::end(self.entries.len() as u16, directory, self.end).len() as u64;
        self.end.saturating_add(directory).saturating_add(end)
    }
}
