//! All SQL of the house and nothing but SQL: one text for SQLite and PostgreSQL, through sqlx `Any`.
//!
//! `$n` placeholders; TEXT, BIGINT and BLOB/BYTEA only; flags are 0 or 1; times are milliseconds; sums are cast to BIGINT.
//! One file per desk; functions take a connection, so that the caller's transaction decides.

pub mod accounts;
pub mod bids;
pub mod blind;
pub mod commands;
pub mod db;
pub mod draw;
pub mod error;
pub mod hall;
pub mod journal;
pub mod lots;
pub mod matters;
pub mod measure;
pub mod opening;
pub mod pool;
pub mod random_rows;
pub mod reading;
pub mod review;
pub mod room;
pub mod scoring;
pub mod settings;
mod states;
pub mod tenders;
pub mod uploads;
// ---- summary, award, supervision ----
pub mod after;
pub mod award;
pub mod strays;
pub mod summary;
pub mod supervision;

pub use db::{Db, Engine};
pub use error::StoreError;
pub use sqlx::AnyConnection;

/// What a store function gives back.
pub type Result<T> = std::result::Result<T, StoreError>;
