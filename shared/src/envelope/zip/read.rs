//! Reading: one pass over the bytes in order, in pieces of any size; memory grows with the number of entries only.

use std::collections::HashSet;

use super::record::{self, CENTRAL_BYTES, CENTRAL_SIGNATURE, DATE, FLAGS, LIMIT, LOCAL_BYTES, LOCAL_SIGNATURE};
use super::{
    BLOCK_BYTES, Crc32, Entry, FORM_NAME, MAX_ENTRIES, MAX_FORM_BYTES, MAX_NAME_BYTES, PADDING_NAME, ZipError,
    check_place,
};
use crate::jcs::MAX_INTEGER;

/// What a strict reader tells on its way. Nothing of it counts before [`StrictReader::finish`] has agreed.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// The data of this entry begins.
    Begin(&'a Entry),
    /// The next bytes of the entry's data (not for `padding`).
    Data(&'a [u8]),
    /// The entry's data is complete and its checksum right.
    End(&'a Entry),
}

/// What a ZIP of the profile holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZipContents {
    /// The bytes of `form.json`.
    pub form: Vec<u8>,
    /// All entries, `form.json` first and `padding` last, with their places in the ZIP.
    pub entries: Vec<Entry>,
}

impl ZipContents {
    /// The entries of the bid's files, without form and padding.
    #[must_use]
    pub fn files(&self) -> &[Entry] {
        let end = self.entries.len().saturating_sub(1);
        self.entries.get(1..end).unwrap_or_default()
    }
}

/// Reads a ZIP that lies in memory.
///
/// # Errors
/// The first [`ZipError`].
pub fn read(zip: &[u8]) -> Result<ZipContents, ZipError> {
    let mut reader = StrictReader::new();
    reader.push(zip, &mut |_| {})?;
    reader.finish()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// A signature: local header, or central one after the padding.
    Signature,
    /// A local header's fixed part, then the whole.
    Local,
    LocalWhole,
    /// So many bytes of data are left.
    Data(u64),
    /// The central record of the entry with this number: fixed part, then the whole.
    Central(usize),
    CentralWhole(usize),
    End,
    Done,
}

/// A reader that refuses every departure from the profile.
#[derive(Debug)]
pub struct StrictReader {
    state: State,
    /// The bytes of the record at hand, and how many it will have.
    buffer: Vec<u8>,
    need: usize,
    /// How many bytes came before the record or data at hand.
    at: u64,
    entries: Vec<Entry>,
    names: HashSet<String>,
    crc: Crc32,
    form: Vec<u8>,
    directory_at: u64,
    failed: Option<ZipError>,
}

impl Default for StrictReader {
    fn default() -> Self {
        Self {
            state: State::Signature,
            buffer: Vec::new(),
            need: 4,
            at: 0,
            entries: Vec::new(),
            names: HashSet::new(),
            crc: Crc32::new(),
            form: Vec::new(),
            directory_at: 0,
            failed: None,
        }
    }
}

impl StrictReader {
    /// A reader at the beginning of a ZIP.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next piece and tells `sink` what it holds.
    ///
    /// # Errors
    /// The first [`ZipError`]; every later call gives it again.
    pub fn push(&mut self, piece: &[u8], sink: &mut impl FnMut(Event<'_>)) -> Result<(), ZipError> {
        if let Some(why) = &self.failed {
            return Err(why.clone());
        }
        let taken = self.take(piece, sink);
        self.failed = taken.clone().err();
        taken
    }

    /// The contents, when the last piece has come.
    ///
    /// # Errors
    /// The error of an earlier [`Self::push`]; [`ZipError::Truncated`]; [`ZipError::Length`].
    pub fn finish(self) -> Result<ZipContents, ZipError> {
        if let Some(why) = self.failed {
            return Err(why);
        }
        if self.state != State::Done {
            return Err(ZipError::Truncated);
        }
        if !self.at.is_multiple_of(BLOCK_BYTES) {
            return Err(ZipError::Length(self.at));
        }
        Ok(ZipContents { form: self.form, entries: self.entries })
    }

    fn take(&mut self, mut piece: &[u8], sink: &mut impl FnMut(Event<'_>)) -> Result<(), ZipError> {
        loop {
            if let State::Data(left) = self.state {
                let bytes = left.min(piece.len() as u64) as usize;
                let (data, rest) = piece.split_at(bytes);
                self.data(data, sink)?;
                piece = rest;
                self.at += bytes as u64;
                self.state = State::Data(left - bytes as u64);
                if left > bytes as u64 {
                    return Ok(());
                }
                self.end_of_data(sink)?;
                continue;
            }
            if self.state == State::Done {
                return match piece.is_empty() {
                    true => Ok(()),
                    false => Err(ZipError::Suffix),
                };
            }
            let missing = (self.need - self.buffer.len()).min(piece.len());
            let (head, rest) = piece.split_at(missing);
            self.buffer.extend_from_slice(head);
            piece = rest;
            if self.buffer.len() < self.need {
                return Ok(());
            }
            self.record(sink)?;
        }
    }

    /// Goes on to `state`, which needs `need` bytes of the record at hand, or of the next one.
    fn go_on(&mut self, state: State, need: usize) {
        self.state = state;
        self.need = need;
    }

    fn end_record(&mut self) {
        self.at += self.buffer.len() as u64;
        self.buffer.clear();
    }

    /// Handles what `buffer` holds, now that it is as long as was needed.
    fn record(&mut self, sink: &mut impl FnMut(Event<'_>)) -> Result<(), ZipError> {
        match self.state {
            State::Signature => self.signature()?,
            State::Local => {
                let (name, extra) = (self.u16(26), self.u16(28));
                // Before anything is kept for it: no name is longer, and no extra field of the profile.
                if name > MAX_NAME_BYTES {
                    return Err(ZipError::Name);
                }
                if extra > 20 {
                    return Err(ZipError::Extra(String::new()));
                }
                self.go_on(State::LocalWhole, LOCAL_BYTES + name + extra);
            }
            State::LocalWhole => {
                let entry = self.local()?;
                self.end_record();
                self.crc = Crc32::new();
                sink(Event::Begin(&entry));
                self.state = State::Data(entry.bytes);
                self.entries.push(entry);
            }
            State::Central(i) => self.central_fixed(i)?,
            State::CentralWhole(i) => {
                self.central_whole(i)?;
                self.end_record();
                match i + 1 == self.entries.len() {
                    true => self.go_on(State::End, self.end_bytes().len()),
                    false => self.go_on(State::Central(i + 1), CENTRAL_BYTES),
                }
            }
            State::End => {
                self.end()?;
                self.end_record();
                self.state = State::Done;
            }
            State::Data(_) | State::Done => {}
        }
        Ok(())
    }

    fn padded(&self) -> bool {
        self.entries.last().is_some_and(|e| e.name == PADDING_NAME)
    }

    fn signature(&mut self) -> Result<(), ZipError> {
        if self.buffer == LOCAL_SIGNATURE {
            if self.entries.len() == MAX_ENTRIES {
                return Err(ZipError::TooManyEntries);
            }
            self.go_on(State::Local, LOCAL_BYTES);
            Ok(())
        } else if self.buffer == CENTRAL_SIGNATURE {
            if !self.padded() {
                return Err(ZipError::Order);
            }
            self.directory_at = self.at;
            self.go_on(State::Central(0), CENTRAL_BYTES);
            Ok(())
        } else {
            Err(ZipError::Signature)
        }
    }

    /// Reads the local header in the buffer. The fields are looked at one by one only to name the departure; at the end
    /// the bytes must be those that the writer would have written.
    fn local(&mut self) -> Result<Entry, ZipError> {
        let name_end = LOCAL_BYTES + self.u16(26);
        let name = std::str::from_utf8(&self.buffer[LOCAL_BYTES..name_end]).map_err(|_| ZipError::Name)?.to_owned();
        check_place(&name, self.entries.len(), self.padded())?;
        let extra = &self.buffer[name_end..];
        let bytes = match (self.u32(22), extra.len()) {
            (short, 0) => u64::from(short),
            (u32::MAX, 20) => little_endian(&extra[4..12]),
            _ => return Err(ZipError::Extra(name)),
        };
        let entry =
            Entry { name, bytes, crc32: self.u32(14), header_at: self.at, data_at: self.at + self.buffer.len() as u64 };
        let name = || entry.name.clone();
        if self.u16(6) != usize::from(FLAGS) {
            return Err(ZipError::Flags(name()));
        }
        if self.u16(8) != 0 {
            return Err(ZipError::Method(name()));
        }
        if self.u16(4) != usize::from(entry.version()) {
            return Err(ZipError::Version(name()));
        }
        if self.u16(10) != 0 || self.u16(12) != usize::from(DATE) {
            return Err(ZipError::Time(name()));
        }
        if self.u32(18) != self.u32(22) {
            return Err(ZipError::Sizes(name()));
        }
        if self.buffer != entry.local() || (bytes >= LIMIT) == extra.is_empty() {
            return Err(ZipError::Extra(name()));
        }
        if entry.name == FORM_NAME && bytes > MAX_FORM_BYTES {
            return Err(ZipError::FormTooLong);
        }
        if bytes > MAX_INTEGER || entry.data_at + bytes > MAX_INTEGER {
            return Err(ZipError::TooLong);
        }
        if !self.names.insert(name()) {
            return Err(ZipError::Repeated(name()));
        }
        Ok(entry)
    }

    fn data(&mut self, data: &[u8], sink: &mut impl FnMut(Event<'_>)) -> Result<(), ZipError> {
        self.crc.update(data);
        if self.padded() {
            return match data.iter().all(|byte| *byte == 0) {
                true => Ok(()),
                false => Err(ZipError::Padding),
            };
        }
        if self.entries.len() == 1 {
            self.form.extend_from_slice(data);
        }
        if !data.is_empty() {
            sink(Event::Data(data));
        }
        Ok(())
    }

    fn end_of_data(&mut self, sink: &mut impl FnMut(Event<'_>)) -> Result<(), ZipError> {
        if let Some(entry) = self.entries.last() {
            if entry.crc32 != self.crc.value() {
                return Err(ZipError::Crc(entry.name.clone()));
            }
            sink(Event::End(entry));
        }
        self.go_on(State::Signature, 4);
        Ok(())
    }

    fn central_fixed(&mut self, i: usize) -> Result<(), ZipError> {
        let entry = &self.entries[i];
        let whole = entry.central().len();
        let (name, extra, comment) = (self.u16(28), self.u16(30), self.u16(32));
        if self.buffer[..4] != CENTRAL_SIGNATURE || CENTRAL_BYTES + name + extra + comment != whole {
            return Err(ZipError::Directory(entry.name.clone()));
        }
        self.go_on(State::CentralWhole(i), whole);
        Ok(())
    }

    fn central_whole(&mut self, i: usize) -> Result<(), ZipError> {
        let entry = &self.entries[i];
        let bad = || ZipError::Directory(entry.name.clone());
        // DOS attribute "folder", and the Unix file type: none, or a regular file.
        let attributes = self.u32(38);
        if attributes & 0x10 != 0 || !matches!(attributes >> 28, 0 | 8) {
            return Err(bad());
        }
        let mut read = self.buffer.clone();
        let mut expected = entry.central();
        for record in [&mut read, &mut expected] {
            record[4..6].fill(0); // version made by
            record[38..42].fill(0); // external attributes
        }
        if read == expected { Ok(()) } else { Err(bad()) }
    }

    fn end_bytes(&self) -> Vec<u8> {
        let bytes = self.at - self.directory_at;
        record::end(self.entries.len() as u16, bytes, self.directory_at)
    }

    fn end(&mut self) -> Result<(), ZipError> {
        let mut expected = self.end_bytes();
        let mut read = self.buffer.clone();
        if self.directory_at >= LIMIT {
            for record in [&mut read, &mut expected] {
                record[12..14].fill(0); // version made by
            }
        }
        if read == expected { Ok(()) } else { Err(ZipError::End) }
    }

    fn u16(&self, at: usize) -> usize {
        little_endian(&self.buffer[at..at + 2]) as usize
    }

    fn u32(&self, at: usize) -> u32 {
        little_endian(&self.buffer[at..at + 4]) as u32
    }
}

fn little_endian(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}
