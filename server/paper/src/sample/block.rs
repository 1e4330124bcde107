//! The blocks that a bid document is built from, as the template reads them.

use serde::Serialize;

/// A block of a bid document.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum Block {
    /// A chapter's heading; `cite` is the number of the criterion that it answers.
    Chapter {
        text: String,
        cite: Option<usize>,
    },
    Section {
        text: String,
    },
    /// A paragraph.
    Text {
        text: String,
    },
    /// A paragraph without indent.
    Plain {
        text: String,
    },
    /// A numbered list.
    Items {
        items: Vec<String>,
    },
    Table {
        caption: String,
        names: Vec<String>,
        widths: Vec<u32>,
        rows: Vec<Vec<String>>,
    },
    /// A schedule.
    Chart {
        caption: String,
        columns: Vec<String>,
        rows: Vec<Bar>,
    },
    /// A head and those under it.
    Tree {
        caption: String,
        top: String,
        under: Vec<String>,
    },
    /// Signature, date and seal.
    Sign {
        bidder: String,
        role: String,
        name: String,
        date: String,
    },
    /// A new page.
    Break,
}

/// A bar of a schedule; columns counted from 1, both included.
#[derive(Serialize)]
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) first: u64,
    pub(super) last: u64,
}

/// What the template gets.
#[derive(Serialize)]
pub(super) struct BidData {
    pub(super) title: &'static str,
    pub(super) bidder: String,
    pub(super) project: String,
    pub(super) style: Style,
    pub(super) cover: Vec<crate::forms::Line>,
    pub(super) index: Vec<IndexRow>,
    pub(super) blocks: Vec<Block>,
}

/// The bidder's own look.
#[derive(Serialize)]
pub(super) struct Style {
    pub(super) accent: &'static str,
    pub(super) sans: bool,
    pub(super) centred: bool,
    pub(super) band: bool,
    pub(super) total: bool,
    pub(super) chapter_break: bool,
}

/// A row of the index of criteria.
#[derive(Serialize)]
pub(super) struct IndexRow {
    pub(super) number: usize,
    pub(super) name: String,
    pub(super) max: String,
    pub(super) chapter: String,
}

/// A table; widths are relative.
pub(super) fn table(caption: &str, columns: &[(&str, u32)], rows: Vec<Vec<String>>) -> Block {
    Block::Table {
        caption: caption.to_owned(),
        names: columns.iter().map(|(name, _)| (*name).to_owned()).collect(),
        widths: columns.iter().map(|(_, width)| *width).collect(),
        rows,
    }
}

pub(super) fn section(text: impl Into<String>) -> Block {
    Block::Section { text: text.into() }
}

pub(super) fn text(text: impl Into<String>) -> Block {
    Block::Text { text: text.into() }
}
