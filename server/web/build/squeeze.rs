//! Names by content, and compression.

use std::io;

use sha2::{Digest, Sha256};

/// Below this a compressed copy saves nothing worth a second file.
const WORTH_IT_BYTES: usize = 256;

/// The first 64 bits of the content's SHA-256 in hex: enough that two versions never share a name.
pub fn mark(bytes: &[u8]) -> String {
    Sha256::digest(bytes)[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One mark of several contents: the mark of their marks, so that where one ends matters.
pub fn mark_of_all<'a>(contents: impl IntoIterator<Item = &'a [u8]>) -> String {
    mark(contents.into_iter().map(mark).collect::<String>().as_bytes())
}

/// The brotli copy, or `None` where it would not be smaller.
///
/// # Errors
/// Those of the compressor.
pub fn brotli(bytes: &[u8], quality: i32) -> io::Result<Option<Vec<u8>>> {
    if bytes.len() < WORTH_IT_BYTES {
        return Ok(None);
    }
    let params = brotli::enc::BrotliEncoderParams { quality, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    let mut small = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut small, &params)?;
    Ok((small.len() < bytes.len()).then_some(small))
}
