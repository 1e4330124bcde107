//! A line of text as a picture, for rooms in which no text may be copied.

use ab_glyph_rasterizer::{Rasterizer, point};

use crate::picture::Picture;
use crate::watermark::Shape;

/// Size of the letters, in pixels.
const EM: f32 = 22.0;
/// From the upper edge to the base line, in ems; descenders take the rest.
const ASCENT: f32 = 1.1;
/// The height of the line, in ems.
const HEIGHT: f32 = 1.5;
/// The longest line, in characters.
pub(crate) const CHARS: usize = 120;

/// Draws the letters in black on white.
pub(crate) fn draw<'a>(shapes: impl Iterator<Item = &'a Shape> + Clone) -> Picture {
    let advance: f32 = shapes.clone().map(|shape| shape.advance).sum();
    let (width, height) = ((advance * EM).ceil().max(1.0) as usize + 2, (HEIGHT * EM) as usize);
    let mut raster = Rasterizer::new(width, height);
    let mut pen = 0.0;
    for shape in shapes {
        shape.trace(&mut raster, |p| point(1.0 + (pen + p.x) * EM, (ASCENT - p.y) * EM));
        pen += shape.advance;
    }
    let mut data = vec![255; width * height];
    raster.for_each_pixel_2d(|x, y, covered| {
        if let Some(pixel) = data.get_mut(y as usize * width + x as usize) {
            *pixel = (255.0 * (1.0 - covered.clamp(0.0, 1.0))).round() as u8;
        }
    });
    Picture { width: width as u32, height: height as u32, channels: 1, data }
}
