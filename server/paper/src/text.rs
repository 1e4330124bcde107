//! Text that any page can show.
//!
//! A character that the fonts lack, or that is not seen (controls, marks that turn the direction, private use), is printed
//! as its number between brackets, for example `〔U+202E〕`. Nothing is dropped and nothing can hide in a signed record.

use std::borrow::Cow;
use std::fmt::Write as _;

use typst::text::Coverage;

/// The first plane and the ideographic planes after it: no face has more.
const CODES: usize = 0x4_0000;

/// Which characters can be shown: one bit for each.
#[derive(Clone, Default)]
pub(crate) struct Cover(Vec<u64>);

impl Cover {
    /// What a face covers.
    pub(crate) fn of(coverage: &Coverage) -> Cover {
        let mut bits = vec![0u64; CODES / 64];
        for code in coverage.iter() {
            if let Some(word) = bits.get_mut(code as usize / 64) {
                *word |= 1 << (code % 64);
            }
        }
        Cover(bits)
    }

    /// What both cover.
    pub(crate) fn both(&self, other: &Cover) -> Cover {
        Cover(self.0.iter().zip(&other.0).map(|(a, b)| a & b).collect())
    }

    fn has(&self, c: char) -> bool {
        let code = c as usize;
        self.0.get(code / 64).is_some_and(|word| word >> (code % 64) & 1 == 1)
    }

    fn shows(&self, c: char) -> bool {
        match c {
            '\n' | ' ' | '\u{3000}' => true,
            _ => !is_unseen(c) && self.has(c),
        }
    }

    /// `text` with line ends as LF and every character that cannot be shown replaced by its number.
    pub(crate) fn printable<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if text.chars().all(|c| self.shows(c)) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len() + 16);
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\r' => {
                    if chars.peek() != Some(&'\n') {
                        out.push('\n');
                    }
                }
                '\t' => out.push(' '),
                c if self.shows(c) => out.push(c),
                c => {
                    // Writing to a string does not fail.
                    let _ = write!(out, "〔U+{:04X}〕", c as u32);
                }
            }
        }
        Cow::Owned(out)
    }
}

/// Characters without a glyph of their own, which change how others look, or which mean nothing to others.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{E000}'..='\u{F8FF}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFF}')
        || c as u32 >= 0xE_0000
}

#[cfg(test)]
mod tests;
