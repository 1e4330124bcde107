//! Why a document could not be read, and how a worker tells it to its supervisor.

use std::fmt;

/// Why a document, a page or a picture could not be had.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The file is not a PDF, or too damaged to find any page in it.
    NotPdf,
    /// The file needs a password.
    Encrypted,
    /// The file has no bytes, or no pages.
    Empty,
    /// The document has more pages than the limit.
    TooManyPages,
    /// The file is longer than the limit.
    TooLarge,
    /// There is no page of this number (pages count from 1).
    PageOutOfRange,
    /// The document is readable, this page is not.
    PageUnreadable,
    /// The worker used up its time and was ended.
    TimedOut,
    /// The worker died (out of memory, stack overflow …) or said something that it should not.
    Crashed,
    /// The worker could not be started; the server's installation is at fault, not the document.
    WorkerMissing(std::io::Error),
    /// The font for the watermark cannot be read; the server's installation is at fault.
    FontMissing(String),
    /// The file or the cache could not be read or written.
    Io(std::io::Error),
}

impl ReadError {
    /// Whether the document itself is at fault, so that asking again will give the same answer.
    pub fn is_verdict(&self) -> bool {
        matches!(
            self,
            Self::NotPdf
                | Self::Encrypted
                | Self::Empty
                | Self::TooManyPages
                | Self::TooLarge
                | Self::PageOutOfRange
                | Self::PageUnreadable
        )
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotPdf => f.write_str("the file is not a readable PDF"),
            Self::Encrypted => f.write_str("the PDF needs a password"),
            Self::Empty => f.write_str("the file is empty or has no pages"),
            Self::TooManyPages => f.write_str("the PDF has too many pages"),
            Self::TooLarge => f.write_str("the file is too large"),
            Self::PageOutOfRange => f.write_str("there is no such page"),
            Self::PageUnreadable => f.write_str("the page cannot be read"),
            Self::TimedOut => f.write_str("reading took too long and was stopped"),
            Self::Crashed => f.write_str("the reading process ended unexpectedly"),
            Self::WorkerMissing(e) => write!(f, "the reading process cannot be started: {e}"),
            Self::FontMissing(e) => write!(f, "the watermark's font cannot be read: {e}"),
            Self::Io(e) => write!(f, "file error while reading: {e}"),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::WorkerMissing(e) | Self::Io(e) => Some(e),
            _ => None,
        }
    }
}

impl From<std::io::Error> for ReadError {
    fn from(e: std::io::Error) -> Self {
        Self::Io(e)
    }
}

/// What a worker can say with its exit status. The numbers are a private agreement of the two sides of one
/// executable; everything else that ends a worker (a signal, a panic's 101) counts as a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// See [`ReadError::NotPdf`].
    NotPdf,
    /// See [`ReadError::Encrypted`].
    Encrypted,
    /// See [`ReadError::Empty`].
    Empty,
    /// See [`ReadError::TooManyPages`].
    TooManyPages,
    /// See [`ReadError::TooLarge`].
    TooLarge,
    /// See [`ReadError::PageOutOfRange`].
    PageOutOfRange,
    /// See [`ReadError::PageUnreadable`].
    PageUnreadable,
    /// The arguments make no sense, a limit could not be set, or the pipe broke.
    Setup,
}

const FAULTS: [(Fault, u8); 8] = [
    (Fault::NotPdf, 41),
    (Fault::Encrypted, 42),
    (Fault::Empty, 43),
    (Fault::TooManyPages, 44),
    (Fault::TooLarge, 45),
    (Fault::PageOutOfRange, 46),
    (Fault::PageUnreadable, 47),
    (Fault::Setup, 48),
];

impl Fault {
    /// The exit status that tells this fault.
    pub(crate) fn exit_code(self) -> u8 {
        FAULTS.iter().find(|(fault, _)| *fault == self).map_or(48, |(_, code)| *code)
    }

    /// The fault that an exit status tells, if it is one of ours.
    pub(crate) fn from_exit_code(code: i32) -> Option<Self> {
        FAULTS.iter().find(|(_, known)| i32::from(*known) == code).map(|(fault, _)| *fault)
    }
}

impl From<Fault> for ReadError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::NotPdf => Self::NotPdf,
            Fault::Encrypted => Self::Encrypted,
            Fault::Empty => Self::Empty,
            Fault::TooManyPages => Self::TooManyPages,
            Fault::TooLarge => Self::TooLarge,
            Fault::PageOutOfRange => Self::PageOutOfRange,
            Fault::PageUnreadable => Self::PageUnreadable,
            Fault::Setup => Self::Crashed,
        }
    }
}
