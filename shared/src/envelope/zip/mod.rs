//! The bid's ZIP, in one strict profile, so that two readers can never see two different bids in the same bytes: stored
//! entries in directory order with nothing between, before or after them (PKWARE APPNOTE 6.3.10).
//!
//! Two fields that the profile leaves open are free: "version made by", and the permission bits of the external
//! attributes (a regular file's only: neither folder nor link).

mod package;
mod plan;
mod read;
mod record;

use std::fmt;

use unicode_normalization::is_nfc;

pub use package::Package;
pub use plan::{FileEntry, Piece, ZipPlan};
pub use read::{Event, StrictReader, ZipContents, read};

/// The whole ZIP's length is a multiple of this many bytes.
pub const BLOCK_BYTES: u64 = 1 << 20;

/// The name of the opening form.
pub const FORM_NAME: &str = "form.json";

/// What every file's name begins with.
pub const FILES_PREFIX: &str = "files/";

/// The name of the last entry, all zero bytes.
pub const PADDING_NAME: &str = "padding";

/// The longest name of an entry, in bytes of UTF-8.
pub const MAX_NAME_BYTES: usize = 200;

/// The longest `form.json`, in bytes.
pub const MAX_FORM_BYTES: u64 = 1 << 20;

/// The most entries: with one more, the directory would need ZIP64 for their number.
pub const MAX_ENTRIES: usize = 65_534;

/// One entry of a ZIP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name: `form.json`, `files/<name>` or `padding`.
    pub name: String,
    /// The length of its data in bytes.
    pub bytes: u64,
    /// The CRC-32 of its data.
    pub crc32: u32,
    /// Where its local header begins in the ZIP.
    pub header_at: u64,
    /// Where its data begins in the ZIP.
    pub data_at: u64,
}

impl Entry {
    /// Whether this is the padding.
    #[must_use]
    pub fn is_padding(&self) -> bool {
        self.name == PADDING_NAME
    }

    /// The name of a bid's file without `files/`; nothing for form and padding.
    #[must_use]
    pub fn file_name(&self) -> Option<&str> {
        self.name.strip_prefix(FILES_PREFIX)
    }
}

/// A departure from the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ZipError {
    /// There is no header where one must begin: not a ZIP, or bytes between entries.
    Signature,
    /// The ZIP ends early.
    Truncated,
    /// Bytes after the end.
    Suffix,
    /// The length is not a multiple of 1,048,576 bytes.
    Length(u64),
    /// The flags are not 0x0800 (an encrypted entry or a data descriptor among them).
    Flags(String),
    /// The method is not 0 (stored).
    Method(String),
    /// The version needed is not 20, or 45 with ZIP64.
    Version(String),
    /// Date and time are not 0x0021 and 0.
    Time(String),
    /// An extra field other than the ZIP64 field that the sizes need.
    Extra(String),
    /// Compressed and uncompressed size differ.
    Sizes(String),
    /// A name that is empty, too long, not UTF-8 in NFC, or has `\`, control characters, or empty, `.` or `..` parts.
    Name,
    /// A name that stands twice.
    Repeated(String),
    /// Not `form.json` first, then `files/…`, then `padding`.
    Order,
    /// More than 65,534 entries.
    TooManyEntries,
    /// The opening form is longer than 1 MiB.
    FormTooLong,
    /// The data of this entry has another CRC-32.
    Crc(String),
    /// The padding is not all zero bytes.
    Padding,
    /// The central directory's record of this entry is not as its local header says.
    Directory(String),
    /// The end records are not as the directory demands.
    End,
    /// The whole is longer than 2⁵³−1 bytes.
    TooLong,
}

impl ZipError {
    /// A stable code for this departure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Signature => "zip.signature",
            Self::Truncated => "zip.truncated",
            Self::Suffix => "zip.suffix",
            Self::Length(_) => "zip.length",
            Self::Flags(_) => "zip.flags",
            Self::Method(_) => "zip.method",
            Self::Version(_) => "zip.version",
            Self::Time(_) => "zip.time",
            Self::Extra(_) => "zip.extra",
            Self::Sizes(_) => "zip.sizes",
            Self::Name => "zip.name",
            Self::Repeated(_) => "zip.repeated",
            Self::Order => "zip.order",
            Self::TooManyEntries => "zip.too_many_entries",
            Self::FormTooLong => "zip.form_too_long",
            Self::Crc(_) => "zip.crc",
            Self::Padding => "zip.padding",
            Self::Directory(_) => "zip.directory",
            Self::End => "zip.end",
            Self::TooLong => "zip.too_long",
        }
    }
}

impl fmt::Display for ZipError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        match self {
            Self::Length(bytes) => write!(f, ": {bytes}"),
            Self::Flags(name)
            | Self::Method(name)
            | Self::Version(name)
            | Self::Time(name)
            | Self::Extra(name)
            | Self::Sizes(name)
            | Self::Repeated(name)
            | Self::Crc(name)
            | Self::Directory(name) => write!(f, ": {name:?}"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for ZipError {}

/// The CRC-32 (ISO-HDLC) of data that comes in pieces, for whoever prepares a [`FileEntry`].
#[derive(Debug, Clone, Default)]
pub struct Crc32(crc32fast::Hasher);

impl Crc32 {
    /// Over no data yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The checksum so far.
    #[must_use]
    pub fn value(&self) -> u32 {
        self.0.clone().finalize()
    }
}

/// Whether `name` (without `files/`) may name a file of a bid.
#[must_use]
pub fn is_file_name(name: &str) -> bool {
    FILES_PREFIX.len() + name.len() <= MAX_NAME_BYTES && has_clean_parts(name)
}

fn has_clean_parts(name: &str) -> bool {
    let bad = |c: char| c == '\\' || c.is_control();
    let mut parts = name.split('/');
    !name.contains(bad) && is_nfc(name) && parts.all(|part| !matches!(part, "" | "." | ".."))
}

/// Checks a name's place: `index` among the entries, and whether `padding` came already.
fn check_place(name: &str, index: usize, padded: bool) -> Result<(), ZipError> {
    if name.is_empty() || name.len() > MAX_NAME_BYTES || !has_clean_parts(name) {
        return Err(ZipError::Name);
    }
    let fits = match name {
        FORM_NAME => index == 0,
        PADDING_NAME => index > 0,
        _ => index > 0 && name.starts_with(FILES_PREFIX),
    };
    if fits && !padded { Ok(()) } else { Err(ZipError::Order) }
}

#[cfg(test)]
mod tests;
