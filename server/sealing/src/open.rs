//! Opening: measuring a stored payload, and the whole check with decryption in one pass.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use shared::envelope::form::{OpeningForm, of_opened};
use shared::envelope::payload::{Geometry, PayloadError, PayloadKeys, SEGMENT_BYTES, root, segment_hash};
use shared::envelope::zip::{Entry, Event, FILES_PREFIX, StrictReader, ZipContents, ZipError};
use shared::envelope::{BidderFault, CentreFault, Expected, Head, Measure, Seed, Verdict, check_opening};

use crate::{OpenError, Progress, ReadAt, RingCipher, pipeline};

/// Takes what an opened bid holds, in order. Nothing of it counts before the opening has returned without an error.
pub trait BidSink {
    /// The next bytes of the ZIP as it is.
    ///
    /// # Errors
    /// An error ends the opening.
    fn zip(&mut self, _bytes: &[u8]) -> io::Result<()> {
        Ok(())
    }

    /// The next part of an entry.
    ///
    /// # Errors
    /// An error ends the opening.
    fn entry(&mut self, _event: Event<'_>) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps nothing: for a check without extraction.
impl BidSink for () {}

/// Measures a payload as it lies in the store: its length and root.
///
/// # Errors
/// As the source's.
pub fn measure<R: ReadAt + ?Sized>(payload: &R, threads: usize, progress: &mut Progress<'_>) -> io::Result<Measure> {
    let length = payload.length()?;
    let too_long = || io::Error::from(io::ErrorKind::FileTooLarge);
    let segments = u32::try_from(length.div_ceil(SEGMENT_BYTES)).map_err(|_| too_long())?;
    let mut leaves = Vec::with_capacity(segments as usize);
    let work = |segment, buffer: &mut Vec<u8>| {
        let from = u64::from(segment) * SEGMENT_BYTES;
        read_segment(payload, from, SEGMENT_BYTES.min(length - from), buffer)?;
        Ok(segment_hash(buffer))
    };
    let mut done = 0;
    pipeline::run(threads, segments, work, |_, leaf, buffer| {
        leaves.push(leaf);
        done += buffer.len() as u64;
        progress(done, length);
        Ok::<(), io::Error>(())
    })?;
    Ok(Measure { length, root: root(&leaves) })
}

fn read_segment<R: ReadAt + ?Sized>(payload: &R, from: u64, bytes: u64, buffer: &mut Vec<u8>) -> io::Result<()> {
    buffer.resize(bytes as usize, 0);
    payload.read_at(from, buffer)
}

/// What one pass over a payload found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The payload as it lies in the store.
    pub measure: Measure,
    /// The first segment that did not decrypt, if any; `take` got nothing from there on.
    pub broken: Option<PayloadError>,
}

/// Hashes and decrypts a payload on `threads` threads and hands the plaintext in order to `take`. It goes on to hash
/// when a segment does not decrypt, because whose fault that is depends on the root.
///
/// # Errors
/// As the source's, or `take`'s.
pub fn open_payload<R: ReadAt + ?Sized>(
    keys: &PayloadKeys,
    payload: &R,
    threads: usize,
    take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    progress: &mut Progress<'_>,
) -> io::Result<Trace> {
    let length = payload.length()?;
    let geometry = match Geometry::of_cipher(length) {
        Ok(geometry) => geometry,
        Err(broken) => {
            let measure = measure(payload, threads, progress)?;
            return Ok(Trace { measure, broken: Some(broken) });
        }
    };
    let cipher = RingCipher::new(keys.segment_key()).map_err(|_| io::Error::from(io::ErrorKind::Unsupported))?;
    let work = |segment, buffer: &mut Vec<u8>| {
        let range = geometry.cipher_range(segment);
        read_segment(payload, range.start, range.end - range.start, buffer)?;
        let leaf = segment_hash(buffer);
        let opened = keys.open_segment(&cipher, &geometry, segment, buffer);
        Ok((leaf, opened.err()))
    };
    let mut leaves = Vec::with_capacity(geometry.segments() as usize);
    let mut broken = None;
    pipeline::run(threads, geometry.segments(), work, |segment, (leaf, failed), buffer| {
        leaves.push(leaf);
        broken = broken.or(failed);
        if broken.is_none() {
            take(buffer)?;
        }
        progress(geometry.cipher_range(segment).end, length);
        Ok::<(), io::Error>(())
    })?;
    Ok(Trace { measure: Measure { length, root: root(&leaves) }, broken })
}

/// A bid that passed the whole check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The head.
    pub head: Head,
    /// The opening form.
    pub form: OpeningForm,
    /// What the ZIP holds.
    pub contents: ZipContents,
}

/// The whole check of one bid: header, signature, context, payload, decryption, ZIP profile, form, in one pass over the
/// payload. The centre's fault comes before the bidder's, whatever is found first.
///
/// # Errors
/// [`OpenError::Verdict`] when the bid does not open; [`OpenError::Io`] when this machine failed, which is no verdict.
pub fn open_bid<R: ReadAt + ?Sized, S: BidSink + ?Sized>(
    seed: &Seed,
    head: &[u8],
    expected: &Expected<'_>,
    payload: &R,
    threads: usize,
    sink: &mut S,
    progress: &mut Progress<'_>,
) -> Result<Opened, OpenError> {
    let length = payload.length()?;
    if length != expected.payload.length {
        return Err(Verdict::Centre(CentreFault::PayloadLength).into());
    }
    // As if the root were right: it is known only when everything was read, and then it decides.
    let keys = match check_opening(seed, head, expected, &expected.payload) {
        Ok(keys) => keys,
        Err(verdict) => {
            check_root(&measure(payload, threads, progress)?, expected)?;
            return Err(verdict.into());
        }
    };
    let mut reader = StrictReader::new();
    let mut zip_fault: Option<ZipError> = None;
    let trace = open_payload(
        &keys,
        payload,
        threads,
        &mut |plain| {
            if zip_fault.is_some() {
                return Ok(());
            }
            sink.zip(plain)?;
            let mut written = Ok(());
            let read = reader.push(plain, &mut |event| {
                if written.is_ok() {
                    written = sink.entry(event);
                }
            });
            zip_fault = read.err();
            written
        },
        progress,
    )?;
    check_root(&trace.measure, expected)?;
    let fault = |fault| OpenError::Verdict(Verdict::Bidder(fault));
    if let Some(broken) = trace.broken {
        return Err(fault(BidderFault::Payload(broken)));
    }
    let contents = match zip_fault {
        Some(why) => Err(why),
        None => reader.finish(),
    };
    let contents = contents.map_err(|why| fault(BidderFault::Zip(why)))?;
    let head = Head::parse(head).map_err(|why| fault(BidderFault::Head(why)))?;
    let form = of_opened(&contents, &head.header.context);
    let form = form.map_err(|why| fault(BidderFault::Form(why)))?;
    Ok(Opened { head, form, contents })
}

fn check_root(measure: &Measure, expected: &Expected<'_>) -> Result<(), Verdict> {
    match measure.root == expected.payload.root {
        true => Ok(()),
        false => Err(Verdict::Centre(CentreFault::PayloadRoot)),
    }
}

/// Writes an opened bid into a folder: `form.json`, and the files under `files/`.
#[derive(Debug)]
pub struct Extract {
    folder: PathBuf,
    file: Option<File>,
}

impl Extract {
    /// Into `folder`, which is made if it does not exist. Existing files are not overwritten.
    ///
    /// # Errors
    /// As the file system's.
    pub fn into_folder(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned(), file: None })
    }

    fn begin(&mut self, entry: &Entry) -> io::Result<()> {
        // The strict reader has refused `..`, absolute names and backslashes before this is called.
        let name = match entry.name.strip_prefix(FILES_PREFIX) {
            Some(name) => Path::new("files").join(name),
            None => PathBuf::from(&entry.name),
        };
        let path = self.folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        self.file = Some(File::create_new(path)?);
        Ok(())
    }
}

impl BidSink for Extract {
    fn entry(&mut self, event: Event<'_>) -> io::Result<()> {
        match (event, &mut self.file) {
            (Event::Begin(entry), _) if !entry.is_padding() => self.begin(entry),
            (Event::Data(bytes), Some(file)) => file.write_all(bytes),
            (Event::End(_), file) => match file.take() {
                Some(file) => file.sync_all(),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
