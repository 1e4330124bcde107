//! The text of all pages, each written as soon as it is known.

use std::io::Write;

use hayro::hayro_syntax::Pdf;
use serde::{Deserialize, Serialize};

use super::choose::{PAGE_CHARS, choose};
use super::extract::Extractor;
use super::glyphs::GlyphReader;
use crate::error::Fault;
use crate::model::Engines;

/// The first line of the answer; the pages follow, one line each, in order.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct TextHead {
    /// How many pages the document has.
    pub(crate) page_count: u32,
}

/// Writes the head and then the pages from `from` on, one JSON line each. If a page kills this process, the ones
/// before it have already been said.
pub(crate) fn write_pages(
    pdf: &Pdf,
    data: &[u8],
    from: u32,
    engines: Engines,
    out: &mut impl Write,
) -> Result<(), Fault> {
    let pages = pdf.pages();
    let page_count = u32::try_from(pages.len()).map_err(|_| Fault::TooManyPages)?;
    write_line(out, &TextHead { page_count })?;
    let extractor = if engines == Engines::Glyphs { None } else { Extractor::load(data, pages.len()) };
    let mut reader = GlyphReader::new(pdf, PAGE_CHARS + 1);
    for (page, number) in pages.iter().zip(1u32..).skip(from.saturating_sub(1) as usize) {
        let glyphs = if engines == Engines::Extract { None } else { reader.page(pdf, page) };
        let extracted = extractor.as_ref().and_then(|e| e.page(number));
        write_line(out, &choose(number, glyphs, extracted))?;
    }
    Ok(())
}

fn write_line(out: &mut impl Write, value: &impl Serialize) -> Result<(), Fault> {
    serde_json::to_writer(&mut *out, value).map_err(|_| Fault::Setup)?;
    out.write_all(b"\n").map_err(|_| Fault::Setup)?;
    out.flush().map_err(|_| Fault::Setup)
}
