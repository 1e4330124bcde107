//! From standard input to an open document.

use std::fs::File;
use std::io::Read;
use std::os::fd::AsFd;
use std::sync::Arc;

use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use crate::error::Fault;

/// PDF readers accept the header anywhere in the first 1024 bytes (ISO 32000-2, annex I).
const HEADER_WITHIN: usize = 1024;

/// Reads the document that standard input is connected to.
pub(crate) fn read_stdin(limit_bytes: u64) -> Result<Vec<u8>, Fault> {
    let handle = std::io::stdin().as_fd().try_clone_to_owned().map_err(|_| Fault::Setup)?;
    let file = File::from(handle);
    // One allocation of the right size: growing a vector by doubling could cost twice the limit.
    let length = file.metadata().map_or(0, |m| m.len());
    if length > limit_bytes {
        return Err(Fault::TooLarge);
    }
    let mut data = Vec::new();
    let capacity = usize::try_from(length).map_err(|_| Fault::TooLarge)?;
    data.try_reserve_exact(capacity + 1).map_err(|_| Fault::TooLarge)?;
    file.take(limit_bytes + 1).read_to_end(&mut data).map_err(|_| Fault::Setup)?;
    if data.len() as u64 > limit_bytes {
        return Err(Fault::TooLarge);
    }
    Ok(data)
}

/// Opens the document and checks that it has pages, and not too many.
pub(crate) fn open(data: Arc<Vec<u8>>, pages: u32) -> Result<Pdf, Fault> {
    if data.is_empty() {
        return Err(Fault::Empty);
    }
    let head = &data[..data.len().min(HEADER_WITHIN)];
    if !head.windows(5).any(|w| w == b"%PDF-") {
        return Err(Fault::NotPdf);
    }
    let pdf = Pdf::new(data).map_err(|e| match e {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Fault::Encrypted,
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => Fault::Encrypted,
        LoadPdfError::Decryption(_) | LoadPdfError::Invalid => Fault::NotPdf,
    })?;
    match pdf.pages().len() {
        0 => Err(Fault::Empty),
        count if count > pages as usize => Err(Fault::TooManyPages),
        _ => Ok(pdf),
    }
}
