//! The documents, read back from their PDF.

#![allow(clippy::unwrap_used)]

mod bids;
mod documents;
mod fixtures;
mod hostile;

use std::sync::LazyLock;

use fixtures::HASH;
use paper::Fonts;

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::load(None).unwrap());

/// The text of each page without white space: line breaks fall where the columns are narrow.
fn pages(pdf: &[u8]) -> Vec<String> {
    pdf_extract::extract_text_from_mem_by_pages(pdf)
        .unwrap()
        .into_iter()
        .map(|page| page.chars().filter(|c| !c.is_whitespace()).collect())
        .collect()
}

#[track_caller]
fn assert_says(pdf: &[u8], wanted: &[&str]) {
    let text = pages(pdf).concat();
    for want in wanted {
        let want: String = want.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(text.contains(&want), "{want} is not in {text}");
    }
}

#[track_caller]
fn assert_numbered(pdf: &[u8]) {
    let pages = pages(pdf);
    for (i, page) in pages.iter().enumerate() {
        let foot = format!("第{}页/共{}页", i + 1, pages.len());
        assert!(page.contains(&foot), "{foot} is not on {page}");
        assert!(page.contains("7KQ4-MX2P-93TD") && page.contains(HASH), "page {i}");
    }
}
