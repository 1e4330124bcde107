//! Parts of uploads: each a file that is durable before its row is written.

use super::Vault;
use crate::fault::Fault;
use sealing::ReadAt;
use std::fs::File;
use std::io::{self, Write as _};
use std::os::unix::fs::FileExt as _;
use store::uploads::Part;

impl Vault {
    /// Writes a part durably; gives the name of its file. Blocking.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn keep_part(&self, upload: &str, bytes: &[u8]) -> Result<String, Fault> {
        let folder = self.upload(upload);
        if !folder.exists() {
            std::fs::create_dir_all(&folder)?;
            File::open(self.root.join("uploads"))?.sync_all()?;
        }
        let name = crate::random::token()?;
        let mut file = File::create_new(folder.join(&name))?;
        file.write_all(bytes)?;
        file.sync_all()?;
        File::open(&folder)?.sync_all()?;
        Ok(name)
    }

    /// Deletes a part that lost its place. Blocking.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn drop_part(&self, upload: &str, name: &str) -> Result<(), Fault> {
        Ok(std::fs::remove_file(self.upload(upload).join(name))?)
    }

    /// Deletes all parts of an upload; one that has none is no error. Blocking.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn drop_upload(&self, upload: &str) -> Result<(), Fault> {
        match std::fs::remove_dir_all(self.upload(upload)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(File::open(self.root.join("uploads"))?.sync_all()?),
        }
    }

    /// Opens the parts of an upload as one file.
    ///
    /// # Errors
    /// When a part is missing.
    pub fn open_parts(&self, upload: &str, parts: &[Part]) -> Result<Parts, Fault> {
        let mut opened = Parts { parts: Vec::with_capacity(parts.len()), length: 0 };
        for part in parts {
            if part.offset != opened.length {
                return Err(Fault::internal(format!("the parts of upload {upload} have a gap")));
            }
            let file = File::open(self.upload(upload).join(&part.name))?;
            opened.length = part.offset + part.bytes;
            opened.parts.push(Opened { offset: part.offset, end: opened.length, file });
        }
        Ok(opened)
    }
}

/// The parts of an upload, read as one file at any place.
#[derive(Debug)]
pub struct Parts {
    parts: Vec<Opened>,
    length: u64,
}

#[derive(Debug)]
struct Opened {
    offset: u64,
    end: u64,
    file: File,
}

impl ReadAt for Parts {
    fn length(&self) -> io::Result<u64> {
        Ok(self.length)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let mut at = offset;
        let mut rest = buffer;
        let first = self.parts.partition_point(|part| part.end <= offset);
        for part in &self.parts[first..] {
            if rest.is_empty() {
                break;
            }
            let here = usize::try_from(part.end - at).unwrap_or(usize::MAX).min(rest.len());
            let (now, later) = rest.split_at_mut(here);
            part.file.read_exact_at(now, at - part.offset)?;
            at += here as u64;
            rest = later;
        }
        if rest.is_empty() { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

#[cfg(test)]
mod tests;
