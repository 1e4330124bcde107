//! Why a bid was not sealed, or not opened.

use std::{fmt, io};

use shared::envelope::container::ContainerError;
use shared::envelope::payload::PayloadError;
use shared::envelope::zip::ZipError;
use shared::envelope::{HeadError, SealError, Verdict};

/// Why a bid was not sealed.
#[derive(Debug)]
pub enum SealFileError {
    /// Reading or writing failed.
    Io(io::Error),
    /// A file could not be read; its path or name.
    File(String, io::Error),
    /// A file has no name that a bid may carry; its path.
    FileName(String),
    /// A file changed while it was being sealed; its name.
    FileChanged(String),
    /// The files make no ZIP of the profile.
    Zip(ZipError),
    /// The seal itself was refused.
    Seal(SealError),
    /// The plaintext has no place in the format.
    Payload(PayloadError),
    /// The head would be too long.
    Head(HeadError),
    /// The head would not fit its container.
    Container(ContainerError),
}

impl SealFileError {
    /// A stable code for this refusal.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "seal.io",
            Self::File(..) => "seal.file",
            Self::FileName(_) => "seal.file_name",
            Self::FileChanged(_) => "seal.file_changed",
            Self::Zip(why) => why.code(),
            Self::Seal(why) => why.code(),
            Self::Payload(_) => "seal.payload",
            Self::Head(why) => why.code(),
            Self::Container(why) => why.code(),
        }
    }
}

impl fmt::Display for SealFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(why) => write!(f, "{why}"),
            Self::File(path, why) => write!(f, "{path}: {why}"),
            Self::FileName(path) => write!(f, "{path}: no bid may carry a file of this name"),
            Self::FileChanged(name) => write!(f, "{name}: changed while it was being sealed"),
            Self::Zip(why) => write!(f, "{why}"),
            Self::Seal(why) => write!(f, "{why}"),
            Self::Payload(why) => write!(f, "{why}"),
            Self::Head(why) => write!(f, "{why}"),
            Self::Container(why) => write!(f, "{why}"),
        }
    }
}

impl std::error::Error for SealFileError {}

/// Why a bid was not opened.
#[derive(Debug)]
pub enum OpenError {
    /// Reading or writing failed: this says nothing about the bid.
    Io(io::Error),
    /// The bid's verdict.
    Verdict(Verdict),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(why) => write!(f, "{why}"),
            Self::Verdict(verdict) => write!(f, "{verdict}"),
        }
    }
}

impl std::error::Error for OpenError {}

macro_rules! from {
    ($($error:ident::$variant:ident($inner:ty)),* $(,)?) => {$(
        impl From<$inner> for $error {
            fn from(why: $inner) -> Self {
                Self::$variant(why)
            }
        }
    )*};
}

from! {
    SealFileError::Io(io::Error),
    SealFileError::Zip(ZipError),
    SealFileError::Seal(SealError),
    SealFileError::Payload(PayloadError),
    SealFileError::Head(HeadError),
    SealFileError::Container(ContainerError),
    OpenError::Io(io::Error),
    OpenError::Verdict(Verdict),
}
