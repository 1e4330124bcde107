//! Which static faces a font file holds, by PostScript name, from its tables alone.
//!
//! A CJK collection has 20 MB of outlines; its names are in the first pages. Fields are big-endian (ISO/IEC 14496-22).

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

const FACES_MAX: u32 = 64;
const TABLES_MAX: u16 = 64;
const NAME_TABLE_MAX: u32 = 1 << 20;
const POSTSCRIPT_NAME: u16 = 6;

/// The faces of a file that are not variable: index in the collection and PostScript name.
///
/// # Errors
/// When the file cannot be read or is no OpenType font.
pub(super) fn static_faces(path: &Path) -> io::Result<Vec<(u32, String)>> {
    let mut file = File::open(path)?;
    let mut faces = Vec::new();
    for (index, offset) in (0..).zip(face_offsets(&mut file)?) {
        if let Some(name) = static_name(&mut file, offset)? {
            faces.push((index, name));
        }
    }
    Ok(faces)
}

fn face_offsets(file: &mut File) -> io::Result<Vec<u32>> {
    let head = bytes(file, 0, 12)?;
    if !head.starts_with(b"ttcf") {
        return Ok(vec![0]);
    }
    let count = be32(&head, 8).min(FACES_MAX);
    let list = bytes(file, 12, count * 4)?;
    Ok((0..count as usize).map(|i| be32(&list, i * 4)).collect())
}

/// The PostScript name of the face at `offset`; none when it is variable or has no name.
fn static_name(file: &mut File, offset: u32) -> io::Result<Option<String>> {
    let head = bytes(file, offset, 12)?;
    if !matches!(&head[..4], [0, 1, 0, 0] | b"OTTO" | b"true") {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "not an OpenType font"));
    }
    let tables = be16(&head, 4).min(TABLES_MAX);
    let directory = bytes(file, offset.saturating_add(12), u32::from(tables) * 16)?;
    let records: Vec<&[u8]> = directory.chunks_exact(16).collect();
    if records.iter().any(|record| record.starts_with(b"fvar")) {
        return Ok(None);
    }
    let Some(record) = records.iter().find(|record| record.starts_with(b"name")) else {
        return Ok(None);
    };
    let table = bytes(file, be32(record, 8), be32(record, 12).min(NAME_TABLE_MAX))?;
    Ok(postscript_name(&table))
}

fn postscript_name(table: &[u8]) -> Option<String> {
    let texts = usize::from(be16(table, 4));
    for record in table.get(6..)?.chunks_exact(12).take(usize::from(be16(table, 2))) {
        if be16(record, 6) != POSTSCRIPT_NAME {
            continue;
        }
        let start = texts + usize::from(be16(record, 10));
        let raw = table.get(start..start + usize::from(be16(record, 8)))?;
        // The name is ASCII; on the Unicode platforms (0 and 3) each letter has a zero byte before it.
        let ascii: Vec<u8> = raw.iter().copied().filter(|byte| *byte != 0).collect();
        return String::from_utf8(ascii).ok();
    }
    None
}

fn bytes(file: &mut File, offset: u32, count: u32) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(u64::from(offset)))?;
    let mut buffer = vec![0; count as usize];
    file.read_exact(&mut buffer)?;
    Ok(buffer)
}

fn be16(bytes: &[u8], at: usize) -> u16 {
    match bytes.get(at..at + 2) {
        Some(&[a, b]) => u16::from_be_bytes([a, b]),
        _ => 0,
    }
}

fn be32(bytes: &[u8], at: usize) -> u32 {
    match bytes.get(at..at + 4) {
        Some(&[a, b, c, d]) => u32::from_be_bytes([a, b, c, d]),
        _ => 0,
    }
}
