//! Where bytes come from: files on disk and memory, read at any place from several threads.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use shared::envelope::zip::is_file_name;
use unicode_normalization::UnicodeNormalization as _;

use crate::SealFileError;

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

/// Where bytes go: a file on disk, or memory, written at any place from several threads.
pub trait WriteAt: Sync {
    /// Writes all of `bytes` from `offset` on.
    ///
    /// # Errors
    /// As the target's.
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()>;
}

impl WriteAt for File {
    #[cfg(unix)]
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::write_all_at(self, bytes, offset)
    }

    #[cfg(windows)]
    fn write_at(&self, mut offset: u64, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let written = std::os::windows::fs::FileExt::seek_write(self, bytes, offset)?;
            if written == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            bytes = &bytes[written..];
            offset += written as u64;
        }
        Ok(())
    }
}

impl WriteAt for Mutex<Vec<u8>> {
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let from = usize::try_from(offset).map_err(|_| io::ErrorKind::FileTooLarge)?;
        let to = from.checked_add(bytes.len()).ok_or(io::ErrorKind::FileTooLarge)?;
        let mut held = self.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() < to {
            held.resize(to, 0);
        }
        held[from..to].copy_from_slice(bytes);
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

/// A file of a bid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BidFile {
    /// Its name in the bid, without a folder.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
}

/// Files on disk that are to be sealed.
#[derive(Debug)]
pub struct BidFiles {
    /// Names and lengths.
    pub list: Vec<BidFile>,
    files: Vec<File>,
}

impl Sources for BidFiles {
    fn read_at(&self, file: usize, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.files.as_slice().read_at(file, offset, buffer)
    }
}

impl BidFiles {
    /// Opens every file. A file is named in the bid as on disk, in NFC.
    ///
    /// # Errors
    /// [`SealFileError::FileName`], [`SealFileError::File`].
    pub fn open(paths: &[PathBuf]) -> Result<Self, SealFileError> {
        let (mut list, mut files) = (Vec::new(), Vec::new());
        for path in paths {
            let file = File::open(path).map_err(at(path))?;
            let metadata = file.metadata().map_err(at(path))?;
            if !metadata.is_file() {
                return Err(at(path)(io::ErrorKind::InvalidInput.into()));
            }
            list.push(BidFile { name: bid_name(path)?, bytes: metadata.len() });
            files.push(file);
        }
        Ok(Self { list, files })
    }
}

fn bid_name(path: &Path) -> Result<String, SealFileError> {
    let bad_name = || SealFileError::FileName(path.display().to_string());
    let name = path.file_name().and_then(|name| name.to_str());
    let name: String = name.ok_or_else(bad_name)?.nfc().collect();
    if is_file_name(&name) { Ok(name) } else { Err(bad_name()) }
}

fn at(path: &Path) -> impl Fn(io::Error) -> SealFileError {
    let path = path.display().to_string();
    move |why| SealFileError::File(path.clone(), why)
}
