//! The opening form (开标一览表), `form.json` of a bid: the price in figures and words, delivery, validity, the claims, and
//! the bidder's index of criteria to pages.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::VERSION;
use super::context::{Context, Envelope};
use super::zip::{FILES_PREFIX, ZipContents};
use crate::amount::{Decimal, Fen};
use crate::id::{CriterionId, LotId, TenderId};
use crate::jcs::{self, JcsError, MAX_INTEGER};

/// The longest text of a form's field, in bytes of UTF-8.
pub const MAX_TEXT_BYTES: usize = 600;

/// The most entries of the index.
pub const MAX_INDEX: usize = 2_000;

/// The longest delivery or validity, in days.
pub const MAX_DAYS: u32 = 36_500;

/// The size of the bidder's enterprise, as it claims (企业规模).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClaimedSize {
    /// 大型.
    Large,
    /// 中型.
    Medium,
    /// 小型.
    Small,
    /// 微型.
    Micro,
}

/// Where the bid answers a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexEntry {
    /// The criterion of the notice.
    pub criterion: CriterionId,
    /// The file's name, without `files/`.
    pub file: String,
    /// The page, from 1.
    pub page: u32,
}

/// The opening form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpeningForm {
    /// The format's version, 1.
    pub v: u32,
    /// The tender.
    pub tender: TenderId,
    /// The lot.
    pub lot: LotId,
    /// The bidder's name as it is announced.
    pub bidder: String,
    /// The price in fen; nothing in a technical envelope, which must not tell it.
    pub price_fen: Option<Fen>,
    /// The price in words (大写金额), as the bidder wrote it; nothing in a technical envelope.
    pub price_words: Option<String>,
    /// Delivery or completion, in days from the contract.
    pub delivery_days: u32,
    /// How long the bid is valid, in days from the opening.
    pub validity_days: u32,
    /// The size of the bidder's enterprise.
    pub size: ClaimedSize,
    /// The share of small and micro enterprises in a consortium or subcontract, a decimal from 0 to 1.
    pub consortium_small_share: String,
    /// Whether the product is claimed to be domestic (本国产品).
    pub domestic: bool,
    /// The brand of the core product, where the lot compares brands.
    pub brand: Option<String>,
    /// Where the bid answers which criterion.
    pub index: Vec<IndexEntry>,
}

/// Why an opening form is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormError {
    /// Not the canonical JSON of an opening form.
    Json(JcsError),
    /// Another version than 1.
    Version,
    /// Another tender or lot than the context's.
    OtherLot,
    /// No bidder's name, or one that is too long.
    Bidder,
    /// No price where one is due.
    PriceMissing,
    /// A price in a technical envelope.
    PriceNotAllowed,
    /// A price that is not above 0.
    PriceRange,
    /// The price in words is empty or too long.
    PriceWords,
    /// Delivery or validity out of its range; the field's name.
    Days(&'static str),
    /// The share is not a decimal from 0 to 1.
    Share,
    /// An empty or too long brand.
    Brand,
    /// More than 2,000 entries in the index.
    IndexTooLong,
    /// An entry of the index names a file that is not in the bid, or page 0; its place, from 0.
    Index(usize),
}

impl FormError {
    /// A stable code for this refusal.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Json(_) => "form.json",
            Self::Version => "form.version",
            Self::OtherLot => "form.other_lot",
            Self::Bidder => "form.bidder",
            Self::PriceMissing => "form.price_missing",
            Self::PriceNotAllowed => "form.price_not_allowed",
            Self::PriceRange => "form.price_range",
            Self::PriceWords => "form.price_words",
            Self::Days(_) => "form.days",
            Self::Share => "form.share",
            Self::Brand => "form.brand",
            Self::IndexTooLong => "form.index_too_long",
            Self::Index(_) => "form.index",
        }
    }
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        match self {
            Self::Json(why) => write!(f, ": {why}"),
            Self::Days(field) => write!(f, ": {field}"),
            Self::Index(place) => write!(f, ": {place}"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for FormError {}

impl From<JcsError> for FormError {
    fn from(why: JcsError) -> Self {
        Self::Json(why)
    }
}

impl OpeningForm {
    /// Reads canonical bytes; [`Self::check`] is still to be done.
    ///
    /// # Errors
    /// [`FormError::Json`].
    pub fn parse(bytes: &[u8]) -> Result<Self, FormError> {
        Ok(jcs::from_bytes(bytes)?)
    }

    /// The canonical bytes.
    ///
    /// # Errors
    /// [`FormError::Json`] for a number below 0 or above 2⁵³−1.
    pub fn to_bytes(&self) -> Result<Vec<u8>, FormError> {
        Ok(jcs::to_bytes(self)?)
    }

    /// Checks every field, for a bid in this envelope with files of these names (without `files/`).
    ///
    /// # Errors
    /// The first [`FormError`].
    pub fn check<'a>(
        &self,
        envelope: Envelope,
        files: impl IntoIterator<Item = &'a str> + Clone,
    ) -> Result<(), FormError> {
        if self.v != VERSION {
            return Err(FormError::Version);
        }
        if !is_text(&self.bidder) {
            return Err(FormError::Bidder);
        }
        self.check_price(envelope)?;
        if self.delivery_days > MAX_DAYS {
            return Err(FormError::Days("delivery_days"));
        }
        if !(1..=MAX_DAYS).contains(&self.validity_days) {
            return Err(FormError::Days("validity_days"));
        }
        if self.small_share().is_none() {
            return Err(FormError::Share);
        }
        if self.brand.as_deref().is_some_and(|brand| !is_text(brand)) {
            return Err(FormError::Brand);
        }
        if self.index.len() > MAX_INDEX {
            return Err(FormError::IndexTooLong);
        }
        let known = |entry: &IndexEntry| files.clone().into_iter().any(|name| name == entry.file);
        let bad = |entry: &IndexEntry| entry.page == 0 || !known(entry);
        match self.index.iter().position(bad) {
            Some(place) => Err(FormError::Index(place)),
            None => Ok(()),
        }
    }

    /// The consortium's share of small enterprises as a number, when it is a decimal from 0 to 1.
    #[must_use]
    pub fn small_share(&self) -> Option<Decimal> {
        let share: Decimal = self.consortium_small_share.parse().ok()?;
        (Decimal::zero()..=Decimal::one()).contains(&share).then_some(share)
    }

    fn check_price(&self, envelope: Envelope) -> Result<(), FormError> {
        match (envelope, self.price_fen, &self.price_words) {
            (Envelope::Technical, None, None) => Ok(()),
            (Envelope::Technical, _, _) => Err(FormError::PriceNotAllowed),
            (_, None, _) | (_, _, None) => Err(FormError::PriceMissing),
            (_, Some(price), Some(words)) => {
                let fen = u64::try_from(price.0).unwrap_or(0);
                if !(1..=MAX_INTEGER).contains(&fen) {
                    Err(FormError::PriceRange)
                } else if !is_text(words) {
                    Err(FormError::PriceWords)
                } else {
                    Ok(())
                }
            }
        }
    }
}

/// Reads and checks the form of an opened bid: it must be for the context's lot, and its index must name the ZIP's files.
///
/// # Errors
/// The first [`FormError`].
pub fn of_opened(contents: &ZipContents, context: &Context) -> Result<OpeningForm, FormError> {
    let form = OpeningForm::parse(&contents.form)?;
    if form.tender != context.tender || form.lot != context.lot {
        return Err(FormError::OtherLot);
    }
    let names = contents.files().iter();
    let names = names.filter_map(|entry| entry.name.strip_prefix(FILES_PREFIX));
    form.check(context.envelope, names)?;
    Ok(form)
}

fn is_text(text: &str) -> bool {
    let length = text.len();
    !text.trim().is_empty() && length <= MAX_TEXT_BYTES && !text.contains(char::is_control)
}

#[cfg(test)]
mod tests;
