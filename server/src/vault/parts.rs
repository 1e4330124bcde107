//! Parts of uploads: each an object that is durable before its row is written.

use super::{Objects, Vault};
use crate::fault::Fault;
use object_store::{MultipartUpload, PutPayload};
use sealing::ReadAt;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use store::uploads::Part;

/// The key of a part.
fn key(upload: &str, name: &str) -> String {
    format!("uploads/{upload}/{name}")
}

/// A part that is being written. Dropped before it is finished, it never was.
#[derive(Debug)]
pub struct Growing {
    upload: String,
    name: String,
    place: Place,
}

/// A local store takes a part piece by piece; another one (S3 asks for 5 MiB at least) takes it whole.
#[derive(Debug)]
enum Place {
    File(Box<dyn MultipartUpload>),
    Memory(Objects, Vec<bytes::Bytes>),
}

impl Growing {
    /// Writes the next bytes.
    ///
    /// # Errors
    /// When the store does not take them.
    pub async fn write(&mut self, bytes: bytes::Bytes) -> Result<(), Fault> {
        match &mut self.place {
            Place::File(file) => file.put_part(bytes.into()).await?,
            Place::Memory(_, pieces) => pieces.push(bytes),
        }
        Ok(())
    }

    /// Makes the part durable; gives the name of its object.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn finish(self) -> Result<String, Fault> {
        match self.place {
            Place::File(mut file) => {
                file.complete().await?;
            }
            Place::Memory(objects, pieces) => {
                objects.put(&key(&self.upload, &self.name), PutPayload::from_iter(pieces)).await?;
            }
        }
        Ok(self.name)
    }
}

impl Vault {
    /// Whether a part that is being written lies in memory.
    #[must_use]
    pub const fn holds_parts(&self) -> bool {
        self.objects.is_remote()
    }

    /// Begins a part of an upload.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn begin_part(&self, upload: &str) -> Result<Growing, Fault> {
        let name = crate::random::token()?;
        let place = if self.holds_parts() {
            Place::Memory(self.objects.clone(), Vec::new())
        } else {
            Place::File(self.objects.begin(&key(upload, &name)).await?)
        };
        Ok(Growing { upload: upload.to_owned(), name, place })
    }

    /// Deletes a part that lost its place.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn drop_part(&self, upload: &str, name: &str) -> Result<(), Fault> {
        self.objects.delete(&key(upload, name)).await
    }

    /// Deletes all parts of an upload, those too that never got a row or were never finished; one that has none is no error.
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
