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

/// A long text that a person wrote.
fn statement(field: &str, text: &str) -> Result<String, Fault> {
    super::written(field, text, TEXT_CHARS_MAX)
}
