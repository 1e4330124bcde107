//! The desk of what comes after the report: re-evaluation, clocks, bonds, contract, challenges, the legal calendar.

mod book;
mod calendar;
mod challenge;
pub mod papers;
mod read;
mod reevaluate;
mod register;
mod silence;

pub use calendar::legal_calendar;
pub use silence::job;

use crate::fault::Fault;
use shared::api::after::TEXT_CHARS_MAX;
use shared::refusal::{Code, Refusal};

/// A text that a person wrote: trimmed, not empty, not too long.
fn written(field: &str, text: &str, limit: usize) -> Result<String, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(Code::FieldMissing).with("field", field).into());
    }
    if text.chars().count() > limit {
        return Err(Refusal::new(Code::TooLarge).with("field", field).with("limit", limit).into());
    }
    Ok(text.to_owned())
}

/// A long text that a person wrote.
fn statement(field: &str, text: &str) -> Result<String, Fault> {
    written(field, text, TEXT_CHARS_MAX)
}
