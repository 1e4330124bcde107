//! Sample bids: Chinese bid documents of thirty pages and more that look like those of real bidders, for the sample centre and for tests.
//!
//! The text is drawn from a seed: the same [`SampleBid`] gives the same bytes, another bidder or seed gives another company
//! with other people, figures, wording and layout. The names, numbers and contracts in it are invented.

mod block;
mod chance;
mod chapters;
mod company;
mod filler;
mod letters;
mod phrase;
mod price;
mod tables;
mod words;

use serde::{Deserialize, Serialize};
use typst::foundations::{Label, Selector};
use typst::introspection::Introspector;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::forms::CriterionRow;
use crate::press::{self, Form};
use crate::{Fonts, Lang, PaperError};

/// What a bid document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// Everything in one file: letters, company, criteria, prices.
    #[default]
    Complete,
    /// The technical part (技术部分).
    Technical,
    /// The business part (商务部分): letters, company, contracts, commercial deviations.
    Business,
    /// The price part (报价部分): bid letter, opening form, itemised prices, declarations.
    Price,
}

/// An item that is bought, for the price list and the deviations.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleItem {
    /// The name.
    pub name: String,
    /// The requirement or specification.
    pub spec: String,
    /// The unit of count.
    pub unit: String,
    /// How many; 0 counts as 1.
    pub quantity: u64,
}

/// What a sample bid is made from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleBid {
    /// The bidder's name.
    pub bidder: String,
    /// The project's name.
    pub project: String,
    /// The project's number.
    pub tender_id: String,
    /// The lot, number and name.
    pub lot: String,
    /// The purchaser.
    pub purchaser: String,
    /// Makes the text; combined with the bidder's name.
    pub seed: u64,
    /// At least so many pages, up to [`PAGES_MAX`].
    pub pages: usize,
    /// Which part of a bid.
    pub variant: Variant,
    /// A chapter each, in this order.
    pub criteria: Vec<CriterionRow>,
    /// What is bought; without any, a few general items are made up.
    pub items: Vec<SampleItem>,
    /// The price in yuan, for example `1256800.00`; the itemised list sums to it.
    pub price: String,
    /// The price in words (大写金额).
    pub price_words: String,
    /// The delivery or service period offered.
    pub delivery: String,
    /// The claimed size of enterprise, for example 小型企业.
    pub size_claim: String,
    /// The date on the letters, as text.
    pub date: String,
    /// The time in the file: milliseconds since 1970, UTC.
    pub issued_ms: i64,
}

/// The most pages that may be asked for.
pub const PAGES_MAX: usize = 400;

/// Which page answers which criterion: (criterion id, page from 1), in the order of the criteria.
pub type PageIndex = Vec<(String, usize)>;

/// Make a bid document. The answer is the PDF and, for every criterion, the page on which its chapter begins; a part
/// that does not answer criteria (the price part) has an empty index.
///
/// # Errors
/// [`PaperError`] as for the other documents; [`PaperError::Data`] for more than [`PAGES_MAX`] pages.
pub fn sample_bid(fonts: &Fonts, bid: &SampleBid) -> Result<(Vec<u8>, PageIndex), PaperError> {
    if bid.pages > PAGES_MAX {
        return Err(PaperError::Data(format!("a sample bid has at most {PAGES_MAX} pages")));
    }
    let options =
        PdfOptions { timestamp: Some(press::beijing(bid.issued_ms)?), tagged: false, ..PdfOptions::default() };
    // How long the chapters are is known when they are set: usually once, a second time when the guess was short.
    let mut fillers = bid.pages.saturating_sub(chapters::expected_pages(bid));
    loop {
        let data = chapters::bid_data(bid, fillers);
        let set = press::set(fonts, Form::Bid, &data, Lang::Zh, None, |document| {
            let have = document.pages().len();
            if have < bid.pages {
                return Ok(Err(bid.pages - have));
            }
            let pdf = typst_pdf::pdf(document, &options).map_err(|f| press::fault(Form::Bid, &f))?;
            Ok(Ok((pdf, page_index(document, bid))))
        })?;
        match set {
            Ok(done) => return Ok(done),
            // A filler takes a page or more, so this ends.
            Err(short) => fillers += short,
        }
    }
}

/// The pages of the headings that the template labels, one for each criterion.
fn page_index(document: &PagedDocument, bid: &SampleBid) -> PageIndex {
    let introspector = document.introspector();
    let page_of = |number: usize| {
        let label = Label::new(PicoStr::intern(&format!("cite-{number}")))?;
        let heading = introspector.query_first(&Selector::Label(label))?;
        introspector.page(heading.location()?).map(|page| page.get())
    };
    (bid.criteria.iter().enumerate())
        .filter_map(|(number, criterion)| Some((criterion.id.clone(), page_of(number)?)))
        .collect()
}

#[cfg(test)]
mod tests;
