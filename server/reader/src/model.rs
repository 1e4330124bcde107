//! What is known of a document: its pages, their text, their pictures.

use serde::{Deserialize, Serialize};

/// A document's pages, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Info {
    /// One size for each page; never empty.
    pub pages: Vec<PageSize>,
}

impl Info {
    /// The number of pages, at least 1.
    pub fn page_count(&self) -> u32 {
        u32::try_from(self.pages.len()).unwrap_or(u32::MAX)
    }
}

/// The size of a page as it is seen, its rotation applied.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageSize {
    /// Width in points (1/72 inch).
    pub width_pt: f32,
    /// Height in points (1/72 inch).
    pub height_pt: f32,
}

/// Which engine a page's text came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// The renderer's glyph stream (`hayro`).
    Glyphs,
    /// The text extractor (`pdf-extract`).
    Extract,
    /// Neither gave anything.
    None,
}

/// What a reader of the text should know about a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageFlag {
    /// A picture of a page (扫描件): there is an image and no text to search.
    Scan,
    /// Nothing on the page has text, and no image covers it.
    Blank,
    /// The engines disagree, or much of the text has no known characters: do not trust a search on this page.
    Suspect,
    /// The page could not be read.
    Failed,
    /// The text was longer than the limit and was cut.
    Cut,
}

/// The text of one page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageText {
    /// The page, counted from 1.
    pub number: u32,
    /// The text in reading order as far as it is known, lines ended by `\n`, compatibility radicals (⺠ ⻆ …) folded.
    pub text: String,
    /// Where the text came from.
    pub engine: Engine,
    /// Warnings, without repetition.
    pub flags: Vec<PageFlag>,
}

impl PageText {
    /// A page that could not be read.
    pub(crate) fn failed(number: u32) -> Self {
        Self { number, text: String::new(), engine: Engine::None, flags: vec![PageFlag::Failed] }
    }
}

/// A picture of a page with the watermark burnt in.
#[derive(Clone, PartialEq, Eq)]
pub struct PageImage {
    /// The encoded file.
    pub bytes: Vec<u8>,
    /// `image/png` for pages of text, `image/jpeg` for pages that are photographs.
    pub content_type: &'static str,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

impl std::fmt::Debug for PageImage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PageImage")
            .field("bytes_len", &self.bytes.len())
            .field("content_type", &self.content_type)
            .field("width", &self.width)
            .field("height", &self.height)
            .finish()
    }
}
