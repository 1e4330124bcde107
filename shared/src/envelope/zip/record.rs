//! The records of a ZIP, as bytes. Writer and reader share them: the reader holds what it reads against what the writer
//! would have written.

use super::Entry;

pub(super) const LOCAL_SIGNATURE: [u8; 4] = *b"PK\x03\x04";
pub(super) const CENTRAL_SIGNATURE: [u8; 4] = *b"PK\x01\x02";

/// The fixed parts' lengths in bytes.
pub(super) const LOCAL_BYTES: usize = 30;
pub(super) const CENTRAL_BYTES: usize = 46;
const END64_BYTES: u64 = 56;

/// From here on a 32-bit field cannot hold the value, and ZIP64 does.
pub(super) const LIMIT: u64 = 0xffff_ffff;

pub(super) const FLAGS: u16 = 0x0800;
pub(super) const DATE: u16 = 0x0021;
const VERSION: u16 = 20;
const VERSION_64: u16 = 45;

/// Little-endian fields, one after the other.
struct Fields(Vec<u8>);

impl Fields {
    fn new(signature: &[u8]) -> Self {
        Self(signature.to_vec())
    }

    fn u16(mut self, value: u16) -> Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    fn u32(mut self, value: u32) -> Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    fn u64(mut self, value: u64) -> Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }
}

/// The value, or the mark that it stands in a ZIP64 field.
fn short(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// The ZIP64 extra field with these values, or nothing for none.
fn extra64(values: &[u64]) -> Vec<u8> {
    if values.is_empty() {
        return Vec::new();
    }
    let length = 8 * values.len() as u16;
    let head = Fields::new(&[]).u16(1).u16(length);
    values.iter().fold(head, |fields, value| fields.u64(*value)).0
}

impl Entry {
    fn sizes64(&self) -> Vec<u64> {
        match self.bytes >= LIMIT {
            true => vec![self.bytes, self.bytes],
            false => Vec::new(),
        }
    }

    /// The version needed: the same in both headers.
    pub(super) fn version(&self) -> u16 {
        match self.bytes >= LIMIT || self.header_at >= LIMIT {
            true => VERSION_64,
            false => VERSION,
        }
    }

    /// The fields that local and central header have in common, from "version needed" to the name's length.
    fn common(&self, fields: Fields) -> Fields {
        fields
            .u16(self.version())
            .u16(FLAGS)
            .u16(0)
            .u16(0)
            .u16(DATE)
            .u32(self.crc32)
            .u32(short(self.bytes))
            .u32(short(self.bytes))
            .u16(self.name.len() as u16)
    }

    pub(super) fn local(&self) -> Vec<u8> {
        let extra = extra64(&self.sizes64());
        self.common(Fields::new(&LOCAL_SIGNATURE)).u16(extra.len() as u16).bytes(self.name.as_bytes()).bytes(&extra).0
    }

    pub(super) fn central(&self) -> Vec<u8> {
        let mut values = self.sizes64();
        if self.header_at >= LIMIT {
            values.push(self.header_at);
        }
        let extra = extra64(&values);
        self.common(Fields::new(&CENTRAL_SIGNATURE).u16(self.version()))
            .u16(extra.len() as u16)
            .u16(0)
            .u16(0)
            .u16(0)
            .u32(0)
            .u32(short(self.header_at))
            .bytes(self.name.as_bytes())
            .bytes(&extra)
            .0
    }
}

/// The end records for a directory of `count` entries and `bytes` bytes at `at`; the ZIP64 ones only when `at` needs them.
pub(super) fn end(count: u16, bytes: u64, at: u64) -> Vec<u8> {
    let mut out = Fields::new(&[]);
    if at >= LIMIT {
        out = out
            .bytes(b"PK\x06\x06")
            .u64(END64_BYTES - 12)
            .u16(VERSION_64)
            .u16(VERSION_64)
            .u32(0)
            .u32(0)
            .u64(u64::from(count))
            .u64(u64::from(count))
            .u64(bytes)
            .u64(at)
            .bytes(b"PK\x06\x07")
            .u32(0)
            .u64(at + bytes)
            .u32(1);
    }
    out.bytes(b"PK\x05\x06").u16(0).u16(0).u16(count).u16(count).u32(short(bytes)).u32(short(at)).u16(0).0
}
