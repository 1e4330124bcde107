//! A page as pixels, and the two forms in which it is kept and sent.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::{ColorType, ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, Limits};

use crate::model::PageImage;

/// Widths that may be asked for, in pixels.
const WIDTHS: std::ops::RangeInclusive<u32> = 64..=4096;

/// No side of a picture is longer, in pixels.
const SIDE_LIMIT: f64 = 8192.0;

/// No picture has more pixels.
const PIXEL_LIMIT: f64 = 24_000_000.0;

/// JPEG quality of photographed pages: compression cannot be seen at reading size.
const JPEG_QUALITY: u8 = 85;

/// The size of the picture of a page: as wide as asked, unless the page's shape would make it enormous.
pub(crate) fn fit(page_width: f32, page_height: f32, width: u32) -> Option<(u16, u16)> {
    let (page_width, page_height) = (f64::from(page_width), f64::from(page_height));
    let sane = |side: f64| side.is_finite() && side > 0.0;
    if !sane(page_width) || !sane(page_height) {
        return None;
    }
    let width = f64::from(width.clamp(*WIDTHS.start(), *WIDTHS.end()));
    let height = width * page_height / page_width;
    let shrink = (SIDE_LIMIT / height).min((PIXEL_LIMIT / (width * height)).sqrt()).min(1.0);
    let pixels = |side: f64| (side * shrink).round().clamp(1.0, SIDE_LIMIT) as u16;
    Some((pixels(width), pixels(height)))
}

/// The width in pixels that is really used for a width that is asked.
pub(crate) fn clamp_width(width: u32) -> u32 {
    width.clamp(*WIDTHS.start(), *WIDTHS.end())
}

/// An opaque picture, grey where the page is (three times less to store, to mark and to send).
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// 1 (grey) or 3 (red, green, blue) bytes for each pixel.
    pub(crate) channels: usize,
    pub(crate) data: Vec<u8>,
}

impl Picture {
    /// Takes opaque RGBA pixels.
    pub(crate) fn from_opaque_rgba(width: u32, height: u32, rgba: &[u8]) -> Self {
        let grey = rgba.chunks_exact(4).all(|p| p[0] == p[1] && p[1] == p[2]);
        let data = if grey {
            rgba.chunks_exact(4).map(|p| p[0]).collect()
        } else {
            rgba.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect()
        };
        Self { width, height, channels: if grey { 1 } else { 3 }, data }
    }

    fn color(&self) -> ExtendedColorType {
        if self.channels == 1 { ExtendedColorType::L8 } else { ExtendedColorType::Rgb8 }
    }

    /// Encodes without loss, quickly. Pages of text are mostly runs of one colour, on which the filters of PNG only get
    /// in the way: level 2 without a filter made them half as large as the encoder's fast mode, and smaller than JPEG,
    /// in some 3 ms (grey) to 12 ms (colour).
    pub(crate) fn to_png(&self) -> Result<Vec<u8>, ImageError> {
        let mut bytes = Vec::new();
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Level(2), FilterType::NoFilter).write_image(
            &self.data,
            self.width,
            self.height,
            self.color(),
        )?;
        Ok(bytes)
    }

    fn to_jpeg(&self) -> Result<Vec<u8>, ImageError> {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).write_image(
            &self.data,
            self.width,
            self.height,
            self.color(),
        )?;
        Ok(bytes)
    }

    /// Reads what [`Picture::to_png`] wrote; anything else is refused.
    pub(crate) fn from_png(bytes: &[u8]) -> Option<Self> {
        let mut limits = Limits::default();
        limits.max_image_width = Some(SIDE_LIMIT as u32);
        limits.max_image_height = Some(SIDE_LIMIT as u32);
        limits.max_alloc = Some(4 * PIXEL_LIMIT as u64);
        let decoder = PngDecoder::with_limits(Cursor::new(bytes), limits).ok()?;
        let (width, height) = decoder.dimensions();
        let channels = match decoder.color_type() {
            ColorType::L8 => 1,
            ColorType::Rgb8 => 3,
            _ => return None,
        };
        if f64::from(width) * f64::from(height) > PIXEL_LIMIT * 1.01 {
            return None;
        }
        let mut data = vec![0; usize::try_from(decoder.total_bytes()).ok()?];
        decoder.read_image(&mut data).ok()?;
        Some(Self { width, height, channels, data })
    }

    /// Encodes for a reader's screen. `stored_bytes` is the length of the same page as PNG: a page on which PNG gains
    /// little is a photograph, and goes as JPEG.
    pub(crate) fn to_page_image(&self, stored_bytes: usize) -> Result<PageImage, ImageError> {
        let photograph = stored_bytes > self.data.len() / 4;
        let (bytes, content_type) =
            if photograph { (self.to_jpeg()?, "image/jpeg") } else { (self.to_png()?, "image/png") };
        Ok(PageImage { bytes, content_type, width: self.width, height: self.height })
    }
}

#[cfg(test)]
mod tests;
