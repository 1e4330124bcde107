//! One page as pixels.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use hayro::hayro_interpret::font::{FontData, FontQuery};
use hayro::hayro_interpret::hayro_cmap::CidFamily;
use hayro::hayro_interpret::{InterpreterSettings, TransformExt};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};

use crate::error::Fault;
use crate::font::FontFile;
use crate::picture::{Picture, fit};

/// Draws a page on white, `width` pixels wide. A page whose shape would make the picture enormous comes out smaller,
/// with its proportions kept.
pub(crate) fn draw(page: &Page<'_>, width: u32, font: Option<&FontFile>) -> Result<Picture, Fault> {
    let (page_width, page_height) = page.render_dimensions();
    let (width, height) = fit(page_width, page_height, width).ok_or(Fault::PageUnreadable)?;
    let settings = settings(font.cloned());
    let drawn = catch_unwind(AssertUnwindSafe(|| {
        let mut context = RenderContext::new(width, height);
        let scale = Affine::scale_non_uniform(
            f64::from(width) / f64::from(page_width),
            f64::from(height) / f64::from(page_height),
        );
        render_into(
            page,
            &RenderCache::new(),
            &settings,
            &RenderSettings::default(),
            &mut context,
            scale * page.initial_transform(true).to_kurbo(),
        );
        context.flush();
        let mut pixels = Pixmap::new(width, height);
        context.render_with(
            &mut pixels,
            &mut Resources::default(),
            RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..RasterizerSettings::default() },
        );
        pixels
    }));
    let pixels = drawn.map_err(|_| Fault::PageUnreadable)?;
    Ok(Picture::from_opaque_rgba(u32::from(width), u32::from(height), pixels.data_as_u8_slice()))
}

/// The interpreter's settings: fonts that the document does not contain are replaced, the Chinese ones by ours.
fn settings(font: Option<FontFile>) -> InterpreterSettings {
    let chinese: OnceLock<Option<(FontData, u32)>> = OnceLock::new();
    let resolver = move |query: &FontQuery| match query {
        FontQuery::Standard(standard) => Some(standard.get_font_data()),
        FontQuery::Fallback(wanted) => {
            let cjk = wanted.character_collection.as_ref().is_some_and(|collection| {
                matches!(
                    collection.family,
                    CidFamily::AdobeGB1 | CidFamily::AdobeCNS1 | CidFamily::AdobeJapan1 | CidFamily::AdobeKorea1
                )
            });
            let ours = cjk.then(|| chinese.get_or_init(|| load(font.as_ref())).clone()).flatten();
            ours.or_else(|| Some(wanted.pick_standard_font().get_font_data()))
        }
    };
    InterpreterSettings { font_resolver: Arc::new(resolver), ..InterpreterSettings::default() }
}

fn load(font: Option<&FontFile>) -> Option<(FontData, u32)> {
    let font = font?;
    let bytes = std::fs::read(&font.path).ok()?;
    Some((Arc::new(bytes), font.index))
}
