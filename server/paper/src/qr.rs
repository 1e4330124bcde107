//! QR codes as drawings.

use fast_qr::convert::{Builder, Shape, svg::SvgBuilder};
use fast_qr::{ECL, QRBuilder};

use crate::PaperError;

/// The longest text that is put in a QR code, in bytes: more would need modules too small to scan from paper.
const TEXT_MAX_BYTES: usize = 1_000;

/// `text` as a QR code with medium error correction (15 % may be lost) and the quiet zone of four modules.
///
/// # Errors
/// [`PaperError::QrTooLong`] over 1,000 bytes.
pub(crate) fn svg(text: &str) -> Result<String, PaperError> {
    if text.len() > TEXT_MAX_BYTES {
        return Err(PaperError::QrTooLong);
    }
    let code = QRBuilder::new(text).ecl(ECL::M).build().map_err(|_| PaperError::QrTooLong)?;
    Ok(SvgBuilder::default().shape(Shape::Square).margin(4).to_str(&code))
}
