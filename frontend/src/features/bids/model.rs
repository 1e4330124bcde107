//! What the bid page computes: the opening form of what was entered, or what is wrong with it, field by field.

use std::collections::BTreeMap;

use shared::amount::{Fen, in_words, parse_words};
use shared::envelope::{ClaimedSize, Envelope, FormError, IndexEntry, OpeningForm};
use shared::id::{CriterionId, LotKey};
use shared::refusal::{Code, Refusal};

/// What stands in the fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entered {
    /// The price in yuan.
    pub price: String,
    /// The price in words.
    pub words: String,
    /// Delivery, days.
    pub delivery: String,
    /// Validity, days.
    pub validity: String,
    /// The claimed size: `large`, `medium`, `small`, `micro`.
    pub size: String,
    /// The share of small enterprises.
    pub share: String,
    /// Whether the product is claimed to be domestic.
    pub domestic: bool,
    /// The brand.
    pub brand: String,
    /// Criterion, file, page.
    pub index: Vec<(String, String, String)>,
}

/// What is wrong, by the name of the field.
pub type Wrong = BTreeMap<String, Refusal>;

/// The size of that name.
#[must_use]
pub fn size(name: &str) -> Option<ClaimedSize> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}

/// The words of a price in yuan, when it is one.
#[must_use]
pub fn words_of(price: &str) -> Option<String> {
    Fen::parse(price).ok().filter(|fen| fen.0 > 0).map(in_words)
}

/// The opening form, for a bid with these files.
///
/// # Errors
/// Every field that is wrong.
pub fn form(
    entered: &Entered,
    bidder: &str,
    lot: &LotKey,
    envelope: Envelope,
    files: &[String],
) -> Result<OpeningForm, Wrong> {
    let mut wrong = Wrong::new();
    let mut say = |field: &str, refusal: Refusal| {
        wrong.entry(field.to_owned()).or_insert(refusal);
    };
    let price = Fen::parse(&entered.price).ok().filter(|fen| fen.0 > 0);
    let priced = envelope != Envelope::Technical;
    if priced && price.is_none() {
        say("price", Code::FormNoPrice.into());
    }
    if priced && parse_words(entered.words.trim()).is_err() {
        say("words", Code::FormPriceWords.into());
    }
    let invalid = |detail: &str| Refusal::new(Code::FormInvalid).with("detail", detail);
    let days = |text: &str, least: u32| text.parse::<u32>().ok().filter(|days| (least..=36_500).contains(days));
    let (delivery, validity) = (days(&entered.delivery, 0), days(&entered.validity, 1));
    if delivery.is_none() {
        say("delivery", invalid("0–36500"));
    }
    if validity.is_none() {
        say("validity", invalid("1–36500"));
    }
    let size = size(&entered.size);
    if size.is_none() {
        say("size", invalid("?"));
    }
    let mut index = Vec::new();
    for (criterion, file, page) in &entered.index {
        if file.is_empty() {
            continue;
        }
        let page = page.parse::<u32>().ok().filter(|page| *page > 0);
        match (CriterionId::new(criterion.as_str()), page, files.contains(file)) {
            (Ok(criterion), Some(page), true) => index.push(IndexEntry { criterion, file: file.clone(), page }),
            _ => say(&format!("index-{criterion}"), invalid("≥ 1")),
        }
    }
    let brand = Some(entered.brand.trim().to_owned()).filter(|brand| !brand.is_empty());
    let share = if entered.share.is_empty() { "0".to_owned() } else { entered.share.clone() };
    let form = OpeningForm {
        v: shared::envelope::VERSION,
        tender: lot.tender.clone(),
        lot: lot.lot.clone(),
        bidder: bidder.to_owned(),
        price_fen: price.filter(|_| priced),
        price_words: priced.then(|| entered.words.trim().to_owned()),
        delivery_days: delivery.unwrap_or(0),
        validity_days: validity.unwrap_or(1),
        size: size.unwrap_or(ClaimedSize::Large),
        consortium_small_share: share,
        domestic: entered.domestic,
        brand,
        index,
    };
    match form.check(envelope, files.iter().map(String::as_str)) {
        Err(FormError::Share) => say("share", invalid("0–1")),
        Err(FormError::Brand) => say("brand", invalid("≤ 600")),
        Err(FormError::PriceRange | FormError::PriceMissing) => say("price", Code::FormNoPrice.into()),
        Err(FormError::PriceWords) => say("words", Code::FormPriceWords.into()),
        Err(other) => say("form", invalid(&other.to_string())),
        Ok(()) => {}
    }
    if wrong.is_empty() { Ok(form) } else { Err(wrong) }
}

/// Whether bytes begin like a PDF: the mark stands within the first 1024 bytes (ISO 32000, annex H).
#[must_use]
pub fn is_pdf(first: &[u8]) -> bool {
    first.windows(5).any(|window| window == b"%PDF-")
}

/// Where a PDF says that its table of objects begins, bytes from its beginning (ISO 32000-1, 7.5.5).
#[must_use]
pub fn startxref(last: &[u8]) -> Option<u64> {
    let mark = b"startxref";
    let at = last.windows(mark.len()).rposition(|window| window == mark)?;
    let rest = &last[at + mark.len()..];
    let digits: Vec<u8> =
        rest.iter().copied().skip_while(u8::is_ascii_whitespace).take_while(u8::is_ascii_digit).take(15).collect();
    String::from_utf8(digits).ok()?.parse().ok()
}

/// What is wrong with a PDF by its first bytes, its last ones, and those where its table of objects is said to begin. An
/// encrypted one names its encryption in the trailer, or in the table where that is a stream (7.5.8, 7.6.1).
#[must_use]
pub fn pdf_fault(first: &[u8], last: &[u8], table: &[u8]) -> Option<Code> {
    let encrypted = |bytes: &[u8]| bytes.windows(8).any(|window| window == b"/Encrypt");
    if !is_pdf(first) {
        return Some(Code::FileNotPdf);
    }
    if startxref(last).is_none() {
        return Some(Code::FileDamaged);
    }
    // What stands before the trailer's keyword is content, where the word may be anybody's.
    let trailer = last.windows(7).rposition(|window| window == b"trailer").map_or(&[][..], |at| &last[at..]);
    let dictionary = &table[..table.windows(6).position(|window| window == b"stream").unwrap_or(table.len())];
    (encrypted(trailer) || encrypted(dictionary)).then_some(Code::FileEncrypted)
}

/// Whether a name has parts of a path, or characters that are not seen and turn others around (Unicode UAX #9): what is shown
/// would not be what it is.
#[must_use]
pub fn hides_something(name: &str) -> bool {
    name.contains(['/', '\\']) || name.contains(is_hidden)
}

/// A name with its hidden characters written out.
#[must_use]
pub fn shown_name(name: &str) -> String {
    name.chars().map(|c| if is_hidden(c) { format!("⟨U+{:04X}⟩", u32::from(c)) } else { c.to_string() }).collect()
}

/// Marks of direction, joiners, spaces without width.
const fn is_hidden(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests;
