//! The tus extension `checksum`: what a request announces of its body.

use super::{bad, text};
use crate::fault::Fault;
use axum::http::{HeaderMap, HeaderName};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA512};

/// What may be announced; tus asks for SHA-1 at least. It guards against accidents only: what counts is the seal.
pub(super) const ALGORITHMS: &str = "sha256,sha1,sha512";

static CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");

/// A digest that is being made, and what it must come to.
pub(super) struct Checksum {
    digest: Context,
    expected: Vec<u8>,
}

impl Checksum {
    /// The one that a request announces, if any.
    ///
    /// # Errors
    /// `bad-request` for an algorithm that is not among [`ALGORITHMS`], or a value that is no base64.
    pub fn announced(headers: &HeaderMap) -> Result<Option<Self>, Fault> {
        let Some(announced) = text(headers, &CHECKSUM) else { return Ok(None) };
        let (algorithm, value) = announced.split_once(' ').ok_or_else(|| bad("Upload-Checksum"))?;
        let algorithm = match algorithm {
            "sha256" => &SHA256,
            "sha1" => &SHA1_FOR_LEGACY_USE_ONLY,
            "sha512" => &SHA512,
            _ => return Err(bad(&format!("Upload-Checksum: {ALGORITHMS}"))),
        };
        let expected = STANDARD.decode(value.trim()).map_err(|_| bad("Upload-Checksum"))?;
        Ok(Some(Self { digest: Context::new(algorithm), expected }))
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.digest.update(bytes);
    }

    /// Whether the bytes were those announced.
    pub fn holds(self) -> bool {
        self.digest.finish().as_ref() == self.expected
    }
}
