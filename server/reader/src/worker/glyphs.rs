//! Text from the renderer's glyph stream: every glyph with its place on the page.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, TransformExt, interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::content::ops::TypedInstruction;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Point, Rect, Shape, Vec2};

use super::fonts::{FontMaps, has_font_in_unknown_codes};

/// Glyph space: an outline glyph's em is this many units.
const UNITS_PER_EM: f64 = 1000.0;

/// Operations of a page that are looked at to tell an empty page from one whose fonts cannot be loaded.
const OPERATIONS_MAX: usize = 10_000;

/// Stands for a glyph whose character is not known.
pub(crate) const UNKNOWN: char = '\u{FFFD}';

/// What the glyph stream of one page tells.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct GlyphPage {
    /// The text in the order of the stream, broken into words and lines by the glyphs' places.
    pub(crate) text: String,
    /// How much of the page is covered by images, 0 to 1 (overlaps count twice, up to 1).
    pub(crate) image_share: f64,
    /// Whether the page shows text that is lost or a guess: no glyph came of it, or one of the page's fonts has codes that
    /// nobody can read and the renderer took them for Latin letters.
    pub(crate) unread: bool,
}

/// Reads the glyph streams of one document, with the fonts kept from page to page.
pub(crate) struct GlyphReader<'a> {
    cache: InterpreterCache<'a>,
    fonts: FontMaps<'a>,
    settings: InterpreterSettings,
    limit_chars: usize,
}

impl<'a> GlyphReader<'a> {
    /// `limit_chars`: where a page's text stops growing.
    pub(crate) fn new(pdf: &'a Pdf, limit_chars: usize) -> Self {
        let settings = InterpreterSettings::default();
        Self { cache: InterpreterCache::new(), fonts: FontMaps::new(pdf), settings, limit_chars }
    }

    /// Reads a page; `None` if the renderer fails on it.
    pub(crate) fn page(&mut self, pdf: &'a Pdf, page: &'a Page<'a>) -> Option<GlyphPage> {
        let read = catch_unwind(AssertUnwindSafe(|| {
            let (width, height) = page.render_dimensions();
            let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
            let start = page.initial_transform(true).to_kurbo();
            let mut context = Context::new(start, area, &self.cache, pdf.xref(), self.settings.clone());
            let mut collector = Collector::new(area, self.limit_chars, &mut self.fonts);
            interpret_page(page, &mut context, &mut collector);
            let mut read = collector.finish();
            read.unread = (read.text.is_empty() || has_font_in_unknown_codes(page)) && shows_text(page);
            read
        }));
        if read.is_err() {
            // Whatever the panic left half done is not carried into the next page.
            self.cache = InterpreterCache::new();
        }
        read.ok()
    }
}

/// The end of the glyph before: where the next one would stand if the word went on.
#[derive(Clone, Copy, Debug)]
struct Pen {
    end: Point,
    /// Unit vector of the writing direction.
    along: Vec2,
    /// Font size on the page, in points.
    em: f64,
    last: char,
}

struct Collector<'m, 'a> {
    area: Rect,
    fonts: &'m mut FontMaps<'a>,
    text: String,
    chars: usize,
    limit_chars: usize,
    image_area: f64,
    pen: Option<Pen>,
    /// Start and length of the run that was filled last: text that is filled and stroked comes twice.
    filled: Option<(Point, usize)>,
}

impl<'m, 'a> Collector<'m, 'a> {
    fn new(area: Rect, limit_chars: usize, fonts: &'m mut FontMaps<'a>) -> Self {
        Self { area, fonts, text: String::new(), chars: 0, limit_chars, image_area: 0.0, pen: None, filled: None }
    }

    fn characters(&mut self, glyph: &Glyph<'_>) -> String {
        let known = glyph.as_unicode().or_else(|| {
            let Glyph::Outline(outline) = glyph else { return None };
            self.fonts.character(&outline.font_data()?.postscript_name?, glyph.char_code())
        });
        match known {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(s)) => s,
            None => UNKNOWN.to_string(),
        }
    }

    fn finish(self) -> GlyphPage {
        let share = self.image_area / self.area.area().max(1.0);
        GlyphPage { text: self.text, image_share: share.clamp(0.0, 1.0), unread: false }
    }

    fn push(&mut self, c: char) {
        if self.chars < self.limit_chars {
            self.text.push(c);
            self.chars += 1;
        }
    }

    /// Adds one glyph's characters at a place.
    fn place(&mut self, characters: &str, place: &Place) {
        let Some(first) = characters.chars().next() else {
            return;
        };
        if let Some(pen) = self.pen
            && let Some(separator) = separator(&pen, place, first)
        {
            self.push(separator);
        }
        let mut last = first;
        for c in characters.chars() {
            self.push(c);
            last = c;
        }
        self.pen = Some(Pen { end: place.start + place.along * place.advance, along: place.along, em: place.em, last });
    }
}

/// Where a glyph stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    start: Point,
    along: Vec2,
    em: f64,
    /// How far the next glyph stands, in points.
    advance: f64,
}

impl Place {
    fn new(transform: Affine, advance_units: Option<f32>, vertical: bool) -> Self {
        let [a, b, c, d, _, _] = transform.as_coeffs();
        // Vertical text runs down the page: against the y axis of glyph space.
        let (direction, across) =
            if vertical { (Vec2::new(-c, -d), Vec2::new(a, b)) } else { (Vec2::new(a, b), Vec2::new(c, d)) };
        let unit = direction.hypot();
        let along = if unit > 0.0 { direction / unit } else { Vec2::new(1.0, 0.0) };
        let advance_units = if vertical { UNITS_PER_EM } else { f64::from(advance_units.unwrap_or(500.0)) };
        Self {
            start: transform * Point::ZERO,
            along,
            em: (across.hypot() * UNITS_PER_EM).max(0.1),
            advance: advance_units * unit,
        }
    }
}

/// What stands between two glyphs, judged by the gap between them.
fn separator(pen: &Pen, place: &Place, next: char) -> Option<char> {
    if pen.last.is_whitespace() && pen.last != ' ' {
        return None;
    }
    let em = pen.em.max(place.em);
    let gap = place.start - pen.end;
    let forward = gap.dot(pen.along);
    let sideways = gap.cross(pen.along).abs();
    let turned = pen.along.dot(place.along) < 0.7;
    if turned || sideways > em * 0.6 {
        return Some('\n');
    }
    // Chinese is set without spaces, and justified lines stretch every gap.
    let wide = if is_wide(pen.last) && is_wide(next) { 0.6 } else { 0.18 };
    let spaced = pen.last == ' ' || next == ' ';
    ((forward > em * wide || forward < -em * 1.5) && !spaced).then_some(' ')
}

fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0xFF00..=0xFF60 | 0x20000..=0x3FFFF)
}

/// Whether the page's own content shows a string that is not empty.
fn shows_text(page: &Page<'_>) -> bool {
    let mut operations = page.typed_operations();
    for _ in 0..OPERATIONS_MAX {
        match operations.next() {
            None => return false,
            Some(TypedInstruction::ShowText(shown)) if shown.0.as_bytes().is_empty() => {}
            Some(
                TypedInstruction::ShowText(_)
                | TypedInstruction::ShowTexts(_)
                | TypedInstruction::NextLineAndShowText(_),
            ) => return true,
            Some(_) => {}
        }
    }
    false
}

fn advance_units(glyph: &Glyph<'_>) -> Option<f32> {
    match glyph {
        Glyph::Outline(outline) => outline.advance_width(),
        Glyph::Type3(drawn) => drawn.advance_width(),
    }
}

impl<'a> Device<'a> for Collector<'_, 'a> {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let vertical = run.writing_mode() == WritingMode::Vertical;
        let Some(first) = run.glyphs().first() else {
            return;
        };
        let mark = (props.transform * first.transform() * Point::ZERO, run.glyphs().len());
        if matches!(mode, DrawMode::Stroke(_)) && self.filled == Some(mark) {
            return;
        }
        self.filled = Some(mark);
        for glyph in run.glyphs() {
            let place = Place::new(props.transform * glyph.transform(), advance_units(glyph), vertical);
            let characters = self.characters(glyph);
            self.place(&characters, &place);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let size = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let covered = props.transform.transform_rect_bbox(size.bounding_box());
        let seen = covered.intersect(self.area);
        self.image_area += seen.width().max(0.0) * seen.height().max(0.0);
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
