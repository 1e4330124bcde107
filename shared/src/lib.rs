//! The pure part of Bidroom (评标室): formats, rules, permissions, sentences.
//!
//! No IO, no clock, no randomness, no SQL, no HTTP: what this crate decides it decides from its arguments alone, natively
//! and in the browser alike.

pub mod amount;
pub mod api;
pub mod draw;
pub mod envelope;
pub mod event;
pub mod id;
pub mod jcs;
pub mod journal;
pub mod lifecycle;
pub mod people;
pub mod policy;
pub mod refusal;
pub mod rules;
pub mod sheet;
pub mod tender;
pub mod text;

#[cfg(test)]
mod tests_support;
