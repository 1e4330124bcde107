//! Writing: a plan of the whole ZIP from names, lengths and checksums, from which any range of bytes can be produced
//! without holding the rest.

use std::collections::HashSet;
use std::ops::Range;

use super::record::{self, LIMIT};
use super::{
    BLOCK_BYTES, Crc32, Entry, FILES_PREFIX, FORM_NAME, MAX_ENTRIES, MAX_FORM_BYTES, PADDING_NAME, ZipError,
    check_place,
};
use crate::jcs::MAX_INTEGER;

/// A file that goes into a bid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// The name without `files/`; see [`super::is_file_name`].
    pub name: String,
    /// The length in bytes.
    pub bytes: u64,
    /// The CRC-32 of the contents ([`Crc32`]).
    pub crc32: u32,
}

/// Where bytes of the ZIP come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// These bytes.
    Literal(&'a [u8]),
    /// `bytes` bytes of the file with number `file` (in the order given to [`ZipPlan::new`]), from `offset` on.
    File {
        /// The file's number, from 0.
        file: usize,
        /// Where in the file.
        offset: u64,
        /// How many bytes.
        bytes: u64,
    },
    /// This many zero bytes.
    Zeros(u64),
}

#[derive(Debug, Clone)]
enum Source {
    Literal(Vec<u8>),
    File(usize),
    Zeros,
}

/// The layout of a bid's ZIP.
#[derive(Debug, Clone)]
pub struct ZipPlan {
    /// Each region's end in the ZIP, and where its bytes come from.
    regions: Vec<(u64, Source)>,
    entries: Vec<Entry>,
}

impl ZipPlan {
    /// Lays out `form.json` (canonical bytes), the files in order, and as much padding as fills the last MiB.
    ///
    /// # Errors
    /// [`ZipError::Name`], [`ZipError::Repeated`], [`ZipError::TooManyEntries`], [`ZipError::FormTooLong`] or
    /// [`ZipError::TooLong`].
    pub fn new(form: Vec<u8>, files: &[FileEntry]) -> Result<Self, ZipError> {
        if form.len() as u64 > MAX_FORM_BYTES {
            return Err(ZipError::FormTooLong);
        }
        if files.len() + 2 > MAX_ENTRIES {
            return Err(ZipError::TooManyEntries);
        }
        let mut layout = Layout::default();
        let mut crc = Crc32::new();
        crc.update(&form);
        let bytes = form.len() as u64;
        layout.entry(FORM_NAME, bytes, crc.value(), Source::Literal(form))?;
        for (i, file) in files.iter().enumerate() {
            let name = format!("{FILES_PREFIX}{}", file.name);
            layout.entry(&name, file.bytes, file.crc32, Source::File(i))?;
        }
        layout.finish()
    }

    /// The length of the ZIP in bytes, a multiple of [`BLOCK_BYTES`].
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.regions.last().map_or(0, |(end, _)| *end)
    }

    /// The entries in order, `form.json` first and `padding` last.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What the bytes of `range` are made of, in order. Beyond the end there are none.
    #[must_use]
    pub fn pieces(&self, range: Range<u64>) -> Vec<Piece<'_>> {
        let first = self.regions.partition_point(|(end, _)| *end <= range.start);
        let mut begin = match first.checked_sub(1) {
            Some(before) => self.regions[before].0,
            None => 0,
        };
        let mut out = Vec::new();
        for (end, source) in &self.regions[first..] {
            if begin >= range.end {
                break;
            }
            let from = range.start.max(begin) - begin;
            let to = range.end.min(*end) - begin;
            out.push(match source {
                Source::Literal(bytes) => Piece::Literal(&bytes[from as usize..to as usize]),
                Source::File(file) => Piece::File { file: *file, offset: from, bytes: to - from },
                Source::Zeros => Piece::Zeros(to - from),
            });
            begin = *end;
        }
        out
    }
}

#[derive(Default)]
struct Layout {
    regions: Vec<(u64, Source)>,
    entries: Vec<Entry>,
    names: HashSet<String>,
    end: u64,
}

impl Layout {
    fn push(&mut self, bytes: u64, source: Source) -> Result<(), ZipError> {
        let end = self.end.checked_add(bytes).ok_or(ZipError::TooLong)?;
        if end > MAX_INTEGER {
            return Err(ZipError::TooLong);
        }
        if bytes > 0 {
            self.regions.push((end, source));
        }
        self.end = end;
        Ok(())
    }

    fn literal(&mut self, bytes: Vec<u8>) -> Result<(), ZipError> {
        self.push(bytes.len() as u64, Source::Literal(bytes))
    }

    fn entry(&mut self, name: &str, bytes: u64, crc32: u32, source: Source) -> Result<(), ZipError> {
        check_place(name, self.entries.len(), false)?;
        if !self.names.insert(name.to_owned()) {
            return Err(ZipError::Repeated(name.to_owned()));
        }
        let mut entry = Entry { name: name.to_owned(), bytes, crc32, header_at: self.end, data_at: 0 };
        self.literal(entry.local())?;
        entry.data_at = self.end;
        self.push(bytes, source)?;
        self.entries.push(entry);
        Ok(())
    }

    /// Padding, directory and end.
    fn finish(mut self) -> Result<ZipPlan, ZipError> {
        let padding = self.padding();
        let mut crc = Crc32::new();
        crc.update(&vec![0; padding as usize]);
        self.entry(PADDING_NAME, padding, crc.value(), Source::Zeros)?;
        let at = self.end;
        let directory: Vec<u8> = self.entries.iter().flat_map(Entry::central).collect();
        let bytes = directory.len() as u64;
        self.literal(directory)?;
        self.literal(record::end(self.entries.len() as u16, bytes, at))?;
        Ok(ZipPlan { regions: self.regions, entries: self.entries })
    }

    /// The least padding that makes the whole a multiple of the block.
    fn padding(&self) -> u64 {
        let empty = Entry { name: PADDING_NAME.to_owned(), bytes: 0, crc32: 0, header_at: self.end, data_at: 0 };
        let central = self.entries.iter().chain([&empty]);
        let directory: u64 = central.map(|entry| entry.central().len() as u64).sum();
        let at = self.end + empty.local().len() as u64;
        let fill = |end: &[u8]| {
            let bare = at + directory + end.len() as u64;
            bare.next_multiple_of(BLOCK_BYTES) - bare
        };
        // Whether the end needs ZIP64 depends on where the padding ends, and the padding on the end's length. Where
        // neither answer fits itself, one block more makes the long one fit.
        let (short, long) = (record::end(0, 0, 0), record::end(0, 0, LIMIT));
        match (fill(&short), fill(&long)) {
            (padding, _) if at + padding < LIMIT => padding,
            (_, padding) if at + padding >= LIMIT => padding,
            (_, padding) => padding + BLOCK_BYTES,
        }
    }
}
