//! Where bytes come from: files on disk and memory, read at any place from several threads.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use shared::envelope::zip::{Crc32, FileEntry, is_file_name};
use unicode_normalization::UnicodeNormalization as _;

use crate::{Progress, SealFileError};

/// Bytes that several threads read at any place.
pub trait ReadAt: Sync {
    /// How many bytes there are.
    ///
    /// # Errors
    /// As the source's.
    fn length(&self) -> io::Result<u64>;

    /// Fills `buffer` with the bytes from `offset` on.
    ///
    /// # Errors
    /// As the source's; `UnexpectedEof` when there are fewer bytes.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()>;
}

impl ReadAt for [u8] {
    fn length(&self) -> io::Result<u64> {
        Ok(self.len() as u64)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let from = usize::try_from(offset).ok();
        let range = from.and_then(|from| Some(from..from.checked_add(buffer.len())?));
        let bytes = range.and_then(|range| self.get(range));
        buffer.copy_from_slice(bytes.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

impl ReadAt for Vec<u8> {
    fn length(&self) -> io::Result<u64> {
        self.as_slice().length()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.as_slice().read_at(offset, buffer)
    }
}

impl ReadAt for File {
    fn length(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }

    #[cfg(unix)]
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(self, buffer, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, mut offset: u64, mut buffer: &mut [u8]) -> io::Result<()> {
        while !buffer.is_empty() {
            let read = std::os::windows::fs::FileExt::seek_read(self, buffer, offset)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            buffer = &mut buffer[read..];
            offset += read as u64;
        }
        Ok(())
    }
}

/// The end of another source, from `offset` on: a sealed bid's payload behind its head.
#[derive(Debug)]
pub struct Region<R> {
    /// The whole.
    pub whole: R,
    /// Where the region begins.
    pub offset: u64,
}

impl<R: ReadAt> ReadAt for Region<R> {
    fn length(&self) -> io::Result<u64> {
        let rest = self.whole.length()?.checked_sub(self.offset);
        rest.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let offset = self.offset.checked_add(offset);
        let offset = offset.ok_or(io::ErrorKind::UnexpectedEof)?;
        self.whole.read_at(offset, buffer)
    }
}

/// The files of a bid, by number.
pub trait Sources: Sync {
    /// Fills `buffer` with the bytes of file `file` from `offset` on.
    ///
    /// # Errors
    /// As the source's.
    fn read_at(&self, file: usize, offset: u64, buffer: &mut [u8]) -> io::Result<()>;
}

impl<R: ReadAt> Sources for [R] {
    fn read_at(&self, file: usize, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let file = self.get(file).ok_or(io::ErrorKind::NotFound)?;
        file.read_at(offset, buffer)
    }
}

/// Files on disk that were scanned for a bid.
#[derive(Debug)]
pub struct BidFiles {
    /// Names, lengths and checksums, for [`shared::envelope::zip::ZipPlan::new`].
    pub entries: Vec<FileEntry>,
    files: Vec<File>,
}

impl Sources for BidFiles {
    fn read_at(&self, file: usize, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.files.as_slice().read_at(file, offset, buffer)
    }
}

/// Opens and reads every file once, for its length and checksum. A file is named in the bid as on disk, in NFC.
///
/// # Errors
/// [`SealFileError::FileName`], [`SealFileError::File`].
pub fn scan_files(paths: &[PathBuf], progress: &mut Progress<'_>) -> Result<BidFiles, SealFileError> {
    let mut scanned = BidFiles { entries: Vec::new(), files: Vec::new() };
    let (mut total, mut done) = (0, 0);
    for path in paths {
        let file = File::open(path).map_err(at(path))?;
        let metadata = file.metadata().map_err(at(path))?;
        if !metadata.is_file() {
            return Err(at(path)(io::ErrorKind::InvalidInput.into()));
        }
        total += metadata.len();
        scanned.files.push(file);
    }
    for (path, file) in paths.iter().zip(&mut scanned.files) {
        let entry = scan(path, file, &mut |bytes| {
            done += bytes;
            progress(done, total);
        })?;
        scanned.entries.push(entry);
    }
    Ok(scanned)
}

fn scan(path: &Path, file: &mut File, read: &mut dyn FnMut(u64)) -> Result<FileEntry, SealFileError> {
    let bad_name = || SealFileError::FileName(path.display().to_string());
    let name = path.file_name().and_then(|name| name.to_str());
    let name: String = name.ok_or_else(bad_name)?.nfc().collect();
    if !is_file_name(&name) {
        return Err(bad_name());
    }
    let mut crc = Crc32::new();
    let mut bytes = 0;
    let mut buffer = vec![0; 1 << 20];
    loop {
        let count = file.read(&mut buffer).map_err(at(path))?;
        if count == 0 {
            break;
        }
        crc.update(&buffer[..count]);
        bytes += count as u64;
        read(count as u64);
    }
    Ok(FileEntry { name, bytes, crc32: crc.value() })
}

fn at(path: &Path) -> impl Fn(io::Error) -> SealFileError {
    let path = path.display().to_string();
    move |why| SealFileError::File(path.clone(), why)
}
