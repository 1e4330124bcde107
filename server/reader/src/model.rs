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

/// Which engines read a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engines {
    /// Both, and the better text of each page.
    #[default]
    Both,
    /// The renderer's glyph stream alone.
    Glyphs,
    /// The text extractor alone.
    Extract,
}

impl Engines {
    /// The word for it, as the worker's argument and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Glyphs => "glyphs",
            Self::Extract => "extract",
        }
    }

    /// From its word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Both, Self::Glyphs, Self::Extract].into_iter().find(|engines| engines.as_str() == word)
    }
}

/// What a document is made of: compared between bidders later (串通投标). Nothing in it is verified; whoever made the
/// document chose it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The document's own account of itself.
    pub properties: Properties,
    /// Its fonts, at most 5,000, without repetition, by name.
    pub fonts: Vec<Font>,
    /// Its images, at most 5,000, in the order of the file.
    pub images: Vec<Picture>,
    /// Files inside it, at most 5,000.
    pub attachments: Vec<Attachment>,
    /// Whether a list was cut.
    pub cut: bool,
}

/// The information dictionary (ISO 32000-2, 14.3.3). Texts have at most 500 characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Properties {
    /// Title.
    pub title: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Subject.
    pub subject: Option<String>,
    /// Keywords.
    pub keywords: Option<String>,
    /// The program in which it was written.
    pub creator: Option<String>,
    /// The program that made the PDF.
    pub producer: Option<String>,
    /// When it was made, ISO 8601.
    pub created: Option<String>,
    /// When it was changed last, ISO 8601.
    pub modified: Option<String>,
    /// The version of the format, `1.7`.
    pub version: String,
}

/// A font of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Font {
    /// The PostScript name without the tag of a subset.
    pub name: String,
    /// `Type0`, `TrueType`, `Type1`, `Type3` …
    pub kind: String,
    /// The encoding's name, when it has one.
    pub encoding: Option<String>,
    /// Whether its glyphs are in the document.
    pub embedded: bool,
    /// Whether only those that are used are.
    pub subset: bool,
}

/// An image of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Pixels; 0 when the document does not say.
    pub width: u32,
    /// Pixels; 0 when the document does not say.
    pub height: u32,
    /// Its length as it lies in the file.
    pub bytes: u64,
    /// SHA-256 of these bytes, in hex.
    pub sha256: String,
}

/// A file inside a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its length as it lies in the file, compressed or not.
    pub bytes: u64,
    /// SHA-256 of these bytes, in hex.
    pub sha256: String,
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
