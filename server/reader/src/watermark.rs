//! The watermark (水印): who looked at this page, where and when, in every picture that leaves the server.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use ab_glyph::{Font, FontVec, OutlineCurve, Point, point};
use ab_glyph_rasterizer::Rasterizer;

use crate::error::ReadError;
use crate::font::FontFile;
use crate::line;
use crate::picture::Picture;

/// What is burnt into a page image, such as `王×× · 3室2座 · 2026-11-22 14:05`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watermark {
    text: String,
}

/// The longest watermark, in characters; the rest would not fit across a page.
const TEXT_CHARS: usize = 64;

/// Characters that nearly every watermark has.
const COMMON: &str = "0123456789 ·×:-评标室号席";

/// The most outlines that are kept.
const SHAPES: usize = 4096;

/// Height of the letters as a share of the page's width: 26 px on 1240.
const EM_SHARE: f32 = 0.021;

/// The lines rise by this angle, in radians (about 22°), across the lines of any page, upright or turned.
const ANGLE: f32 = 0.384;

/// How much darker the mark makes a light ground, 0 to 1. White becomes a light grey; black letters stay black.
const ON_LIGHT: f32 = 0.16;

/// How much lighter it makes a dark ground.
const ON_DARK: f32 = 0.14;

impl Watermark {
    /// A mark of one line. Control characters become spaces, and what is beyond 64 characters is cut.
    pub fn new(text: &str) -> Self {
        let text = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(TEXT_CHARS).collect();
        Self { text }
    }

    /// The line as it is drawn.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A letter's outline in ems, y upwards.
pub(crate) struct Shape {
    pub(crate) advance: f32,
    curves: Vec<OutlineCurve>,
}

impl Shape {
    /// Draws the outline, each point moved by `place`.
    pub(crate) fn trace(&self, raster: &mut Rasterizer, place: impl Fn(Point) -> ab_glyph_rasterizer::Point) {
        for curve in &self.curves {
            trace(raster, curve, &place);
        }
    }
}

fn trace(raster: &mut Rasterizer, curve: &OutlineCurve, place: impl Fn(Point) -> ab_glyph_rasterizer::Point) {
    match *curve {
        OutlineCurve::Line(a, b) => raster.draw_line(place(a), place(b)),
        OutlineCurve::Quad(a, b, c) => raster.draw_quad(place(a), place(b), place(c)),
        OutlineCurve::Cubic(a, b, c, d) => raster.draw_cubic(place(a), place(b), place(c), place(d)),
    }
}

/// The letters that were needed so far. The font (some 20 MB) is read when a new one comes and is not kept.
pub(crate) struct Letters {
    font: FontFile,
    shapes: Mutex<HashMap<char, Arc<Shape>>>,
}

impl Letters {
    /// Reads the common letters, which also shows early that the font is there.
    pub(crate) fn load(font: FontFile) -> Result<Self, ReadError> {
        let letters = Self { font, shapes: Mutex::new(HashMap::new()) };
        letters.shapes_of(COMMON)?;
        Ok(letters)
    }

    fn shapes_of(&self, text: &str) -> Result<Vec<Arc<Shape>>, ReadError> {
        let mut held = self.shapes.lock().unwrap_or_else(PoisonError::into_inner);
        if text.chars().any(|c| !held.contains_key(&c)) {
            if held.len() > SHAPES {
                held.clear();
            }
            let missing =
                |e: &dyn std::fmt::Display| ReadError::FontMissing(format!("{}: {e}", self.font.path.display()));
            let bytes = std::fs::read(&self.font.path).map_err(|e| missing(&e))?;
            let font = FontVec::try_from_vec_and_index(bytes, self.font.index).map_err(|e| missing(&e))?;
            for c in text.chars() {
                held.entry(c).or_insert_with(|| Arc::new(shape(&font, c)));
            }
        }
        Ok(text.chars().filter_map(|c| held.get(&c).cloned()).collect())
    }

    /// A line of text, in black on white; what is beyond 120 characters is cut.
    pub(crate) fn line(&self, text: &str) -> Result<Picture, ReadError> {
        let text: String = text.chars().filter(|c| !c.is_control()).take(line::CHARS).collect();
        let shapes = self.shapes_of(&text)?;
        Ok(line::draw(shapes.iter().map(Arc::as_ref)))
    }

    /// Burns the mark into the picture, tiled over all of it.
    pub(crate) fn burn(&self, picture: &mut Picture, mark: &Watermark) -> Result<(), ReadError> {
        let shapes = self.shapes_of(&mark.text)?;
        let em = (picture.width as f32 * EM_SHARE).max(9.0);
        let Some(stamp) = Stamp::new(&shapes, em) else {
            return Ok(());
        };
        let (step_x, step_y) = (stamp.width + 2.5 * em, stamp.height + 1.5 * em);
        let rows = (picture.height as f32 / step_y).ceil() as i32 + 1;
        let columns = (picture.width as f32 / step_x).ceil() as i32 + 1;
        for row in -1..rows {
            let shift = if row % 2 == 0 { 0.0 } else { step_x / 2.0 };
            for column in -1..columns {
                let left = column as f32 * step_x + shift;
                let top = row as f32 * step_y + em;
                stamp.press(picture, left as i32, top as i32);
            }
        }
        Ok(())
    }
}

fn shape(font: &FontVec, c: char) -> Shape {
    let id = font.glyph_id(c);
    let units = font.units_per_em().filter(|units| *units > 0.0).unwrap_or(1000.0);
    let scale = |p: Point| point(p.x / units, p.y / units);
    let curves = font
        .outline(id)
        .map_or_else(Vec::new, |outline| outline.curves.into_iter().map(|curve| map_curve(curve, scale)).collect());
    Shape { advance: font.h_advance_unscaled(id) / units, curves }
}

fn map_curve(curve: OutlineCurve, f: impl Fn(Point) -> Point) -> OutlineCurve {
    match curve {
        OutlineCurve::Line(a, b) => OutlineCurve::Line(f(a), f(b)),
        OutlineCurve::Quad(a, b, c) => OutlineCurve::Quad(f(a), f(b), f(c)),
        OutlineCurve::Cubic(a, b, c, d) => OutlineCurve::Cubic(f(a), f(b), f(c), f(d)),
    }
}

fn points(curve: &OutlineCurve) -> [Point; 4] {
    match *curve {
        OutlineCurve::Line(a, b) => [a, a, b, b],
        OutlineCurve::Quad(a, b, c) => [a, b, b, c],
        OutlineCurve::Cubic(a, b, c, d) => [a, b, c, d],
    }
}

/// The line of text, slanted and drawn once: the pixels that it covers and how much.
struct Stamp {
    width: f32,
    height: f32,
    dots: Vec<(i32, i32, f32)>,
}

impl Stamp {
    fn new(shapes: &[Arc<Shape>], em: f32) -> Option<Self> {
        let (sin, cos) = ANGLE.sin_cos();
        let mut pen = 0.0;
        let mut curves = Vec::new();
        for shape in shapes {
            let slant = |p: Point| {
                let (x, y) = ((pen + p.x) * em, -p.y * em);
                point(x * cos + y * sin, y * cos - x * sin)
            };
            curves.extend(shape.curves.iter().cloned().map(|curve| map_curve(curve, slant)));
            pen += shape.advance;
        }
        let corners = || curves.iter().flat_map(points);
        let left = corners().map(|p| p.x).reduce(f32::min)?.floor();
        let top = corners().map(|p| p.y).reduce(f32::min)?.floor();
        let width = corners().map(|p| p.x).reduce(f32::max)?.ceil() - left + 1.0;
        let height = corners().map(|p| p.y).reduce(f32::max)?.ceil() - top + 1.0;
        let mut raster = Rasterizer::new(width as usize, height as usize);
        for curve in &curves {
            trace(&mut raster, curve, |p| ab_glyph_rasterizer::point(p.x - left, p.y - top));
        }
        let mut dots = Vec::new();
        raster.for_each_pixel_2d(|x, y, covered| {
            if covered > 0.02 {
                dots.push((x as i32, y as i32, covered.min(1.0)));
            }
        });
        Some(Self { width, height, dots })
    }

    fn press(&self, picture: &mut Picture, left: i32, top: i32) {
        let (width, height) = (picture.width as i32, picture.height as i32);
        for (x, y, covered) in &self.dots {
            let (x, y) = (left + x, top + y);
            if x < 0 || y < 0 || x >= width || y >= height {
                continue;
            }
            let at = (y as usize * width as usize + x as usize) * picture.channels;
            if let Some(pixel) = picture.data.get_mut(at..at + picture.channels) {
                tint(pixel, *covered);
            }
        }
    }
}

/// Moves a pixel away from its own lightness, so that the mark shows on every ground.
fn tint(pixel: &mut [u8], covered: f32) {
    let light = pixel.iter().map(|v| u32::from(*v)).sum::<u32>() >= 96 * pixel.len() as u32;
    let (target, strength) = if light { (0.0, ON_LIGHT) } else { (255.0, ON_DARK) };
    for value in pixel {
        let old = f32::from(*value);
        *value = (old + (target - old) * strength * covered).round() as u8;
    }
}

#[cfg(test)]
mod tests;
