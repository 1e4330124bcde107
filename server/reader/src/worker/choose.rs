//! Two engines, one page: the richer and more plausible text wins, and what is doubtful is flagged.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::glyphs::{GlyphPage, UNKNOWN};
use super::radicals::fold_radical;
use crate::model::{Engine, PageFlag, PageText};

/// The most characters of one page's text.
pub(crate) const PAGE_CHARS: usize = 200_000;

/// Two engines that share less than this of their characters disagree.
const AGREEMENT: f64 = 0.9;

/// More unknown characters than this share of a page make it suspect.
const UNKNOWN_SHARE: f64 = 0.1;

/// A page with an image over at least this share of it, and next to no text, is a scan.
const SCAN_SHARE: f64 = 0.3;

/// A scan may carry a page number or a stamp in text; this many characters are still "no text".
const SCAN_CHARS: usize = 8;

/// Decides on a page's text. `None` means that an engine failed on the page or was not asked.
pub(crate) fn choose(number: u32, glyphs: Option<GlyphPage>, extract: Option<String>) -> PageText {
    let image_share = glyphs.as_ref().map_or(0.0, |page| page.image_share);
    let unread = glyphs.as_ref().is_some_and(|page| page.unread);
    let mut seen = glyphs.map(|page| clean(&page.text));
    let mut drawn = extract.map(|text| clean(&text));
    if seen.is_none() && drawn.is_none() {
        return PageText::failed(number);
    }
    let mut flags = Vec::new();
    if let (Some(a), Some(b)) = (&seen, &drawn)
        && !agree(&a.text, &b.text)
    {
        flags.push(PageFlag::Suspect);
    }
    let by_glyphs = seen.as_ref().map_or(i64::MIN, Cleaned::score);
    let by_extract = drawn.as_ref().map_or(i64::MIN, Cleaned::score);
    let (engine, chosen) =
        if by_glyphs >= by_extract { (Engine::Glyphs, seen.take()) } else { (Engine::Extract, drawn.take()) };
    let Some(chosen) = chosen else {
        return PageText::failed(number);
    };
    if unread {
        // The page shows text in fonts that could not be loaded: it is not empty, and what the other engine makes of it is
        // a guess.
        flags.push(PageFlag::Suspect);
        flags.dedup();
    }
    finish(number, engine, chosen, flags, image_share)
}

fn finish(number: u32, engine: Engine, chosen: Cleaned, mut flags: Vec<PageFlag>, image_share: f64) -> PageText {
    let total = chosen.good + chosen.bad;
    if chosen.bad as f64 > total as f64 * UNKNOWN_SHARE && !flags.contains(&PageFlag::Suspect) {
        flags.push(PageFlag::Suspect);
    }
    if total <= SCAN_CHARS && image_share >= SCAN_SHARE {
        flags.push(PageFlag::Scan);
    } else if total == 0 && flags.is_empty() {
        flags.push(PageFlag::Blank);
    }
    if chosen.cut {
        flags.push(PageFlag::Cut);
    }
    PageText { number, engine: if total == 0 { Engine::None } else { engine }, text: chosen.text, flags }
}

/// A text made fit to search, with a count of what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cleaned {
    pub(crate) text: String,
    /// Characters that somebody could read.
    good: usize,
    /// Replacement characters, private use, controls: glyphs whose meaning is lost.
    bad: usize,
    cut: bool,
}

impl Cleaned {
    /// Richer is better, and a lost glyph is worse than none.
    fn score(&self) -> i64 {
        let (good, bad) = (self.good as i64, self.bad as i64);
        good - 2 * bad
    }
}

/// Normalises (NFKC, radicals), drops controls, trims lines, and counts.
pub(crate) fn clean(raw: &str) -> Cleaned {
    let (mut good, mut bad, mut kept, mut cut) = (0, 0, 0, false);
    let mut text = String::with_capacity(raw.len());
    for line in raw.lines() {
        let start = text.len();
        for c in line.trim().nfkc().map(fold_radical) {
            if kept >= PAGE_CHARS {
                cut = true;
                break;
            }
            kept += 1;
            match c {
                c if c.is_whitespace() => text.push(' '),
                c if c.is_control() => bad += 1,
                c if is_lost(c) => {
                    bad += 1;
                    text.push(UNKNOWN);
                }
                c => {
                    good += 1;
                    text.push(c);
                }
            }
        }
        if text.len() > start {
            text.push('\n');
        }
    }
    text.truncate(text.trim_end().len());
    Cleaned { text, good, bad, cut }
}

fn is_lost(c: char) -> bool {
    c == UNKNOWN || matches!(u32::from(c), 0xE000..=0xF8FF | 0xFFFE..=0xFFFF | 0xF0000..=0x10FFFF)
}

/// Whether two texts hold the same characters, whatever their order: the multiset Dice coefficient over what is not
/// space. Short texts always agree: a page number says nothing.
fn agree(a: &str, b: &str) -> bool {
    let count = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let (in_a, in_b) = (count(a), count(b));
    if in_a.max(in_b) < 20 {
        return true;
    }
    let mut held: HashMap<char, i64> = HashMap::new();
    for c in a.chars().filter(|c| !c.is_whitespace()) {
        *held.entry(c).or_default() += 1;
    }
    let mut shared = 0;
    for c in b.chars().filter(|c| !c.is_whitespace()) {
        if let Some(left) = held.get_mut(&c)
            && *left > 0
        {
            *left -= 1;
            shared += 1;
        }
    }
    2.0 * f64::from(shared) / (in_a + in_b) as f64 >= AGREEMENT
}
