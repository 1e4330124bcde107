//! Parts of uploads: each an object that is durable before its row is written.

use super::{Objects, Vault};
use crate::fault::Fault;
use sealing::ReadAt;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use store::uploads::Part;

/// The key of a part.
fn key(upload: &str, name: &str) -> String {
    format!("uploads/{upload}/{name}")
}

impl Vault {
    /// Writes a part durably; gives the name of its object.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn keep_part(&self, upload: &str, bytes: bytes::Bytes) -> Result<String, Fault> {
        let name = crate::random::token()?;
        self.objects.put(&key(upload, &name), bytes).await?;
        Ok(name)
    }

    /// Deletes a part that lost its place.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn drop_part(&self, upload: &str, name: &str) -> Result<(), Fault> {
        self.objects.delete(&key(upload, name)).await
    }

    /// Deletes all parts of an upload, those too that never got a row; one that has none is no error.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn drop_upload(&self, upload: &str) -> Result<(), Fault> {
        self.objects.delete_all(&format!("uploads/{upload}")).await
    }

    /// Opens the parts of an upload as one file. Blocking, and so is reading from it.
    ///
    /// # Errors
    /// When a part is missing; of a remote store that is found out when it is read.
    pub fn open_parts(&self, upload: &str, parts: &[Part]) -> Result<Parts, Fault> {
        let mut opened = Parts { objects: self.objects.clone(), parts: Vec::with_capacity(parts.len()), length: 0 };
        for part in parts {
            if part.offset != opened.length {
                return Err(Fault::internal(format!("the parts of upload {upload} have a gap")));
            }
            let key = key(upload, &part.name);
            let source = match self.objects.path(&key) {
                Some(path) => Source::File(File::open(path)?),
                None => Source::Object(key),
            };
            opened.length = part.offset + part.bytes;
            opened.parts.push(Opened { offset: part.offset, end: opened.length, source });
        }
        Ok(opened)
    }
}

/// The parts of an upload, read as one file at any place.
#[derive(Debug)]
pub struct Parts {
    objects: Objects,
    parts: Vec<Opened>,
    length: u64,
}

#[derive(Debug)]
struct Opened {
    offset: u64,
    end: u64,
    source: Source,
}

/// A part of a local store is read as the file that it is.
#[derive(Debug)]
enum Source {
    File(File),
    Object(String),
}

impl Parts {
    fn read(&self, part: &Opened, at: u64, buffer: &mut [u8]) -> io::Result<()> {
        let from = at - part.offset;
        match &part.source {
            Source::File(file) => file.read_exact_at(buffer, from),
            Source::Object(key) => self.objects.read_range(key, from..from + buffer.len() as u64, buffer),
        }
    }
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
            self.read(part, at, now)?;
            at += here as u64;
            rest = later;
        }
        if rest.is_empty() { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

#[cfg(test)]
mod tests;
