//! The draw (抽取), version 1: a committee drawn by lot, so that nobody can bias or predict it and anyone can run it again.
//!
//! The order of work: [`filter`] says who of the pool may be drawn, [`context`] fixes what is drawn from, [`ceremony`] makes
//! the seed, [`walk`] takes the candidates in the order of their lots and applies the answers, and [`record`] re-runs what was
//! published. [`proof`] shows an expert where they stood, [`statistics`] that the lots favour nobody. [`options`] draws ties
//! and coefficients, [`shuffle`] blind numbers and seats. Times, keys and random bytes are arguments.

pub mod bytes;
pub mod ceremony;
pub mod context;
pub mod drand;
pub mod filter;
pub mod list;
pub mod options;
pub mod proof;
pub mod record;
pub mod seats;
pub mod shuffle;
pub mod statistics;
pub mod walk;

use std::fmt;

pub use context::{Context, Purpose};
pub use list::{Candidate, Excluded};
pub use record::{Record, Report};
pub use walk::{Answer, Committee, Draw, Outcome, Response, Seat, Walk};

/// A file of the draw that is not of its form: where, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormError {
    /// The line, from 1; 0 when the file as a whole is meant.
    pub line: usize,
    /// What is wrong, in English, for the technical reader.
    pub what: String,
}

impl FormError {
    pub(crate) fn new(line: usize, what: impl Into<String>) -> Self {
        Self { line, what: what.into() }
    }
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.what),
            line => write!(f, "line {line}: {}", self.what),
        }
    }
}

impl std::error::Error for FormError {}

#[cfg(test)]
pub(crate) mod tests;
