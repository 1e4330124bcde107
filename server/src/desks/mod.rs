//! The desks: use cases, one file per desk, in the order in which a lot meets them. They know no HTTP.

pub mod account;
pub mod bids;
pub mod draw;
pub mod opening;
pub mod pool;
pub mod review;
pub mod room;
pub mod scoring;
pub mod tenders;
// ---- summary, award, supervision, journal ----
pub mod after;
pub mod award;
pub mod journal;
pub mod matters;
pub mod summary;
pub mod supervision;

use crate::fault::Fault;
use shared::refusal::{Code, Refusal};

/// A text that a person wrote and that may be empty: trimmed, of at most `limit` characters.
fn limited(field: &str, text: &str, limit: usize) -> Result<String, Fault> {
    let text = text.trim();
    if text.chars().count() > limit {
        return Err(Refusal::new(Code::TooLarge).with("field", field).with("limit", limit).into());
    }
    Ok(text.to_owned())
}

/// A text that a person wrote and that must be there.
fn written(field: &str, text: &str, limit: usize) -> Result<String, Fault> {
    let text = limited(field, text, limit)?;
    if text.is_empty() { Err(Refusal::new(Code::FieldMissing).with("field", field).into()) } else { Ok(text) }
}
