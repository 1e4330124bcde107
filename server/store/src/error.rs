//! What can go wrong in the database, sorted by what the caller does about it.

use shared::refusal::{Code, Refusal};
use std::fmt;

/// An error of the store.
#[derive(Debug)]
pub enum StoreError {
    /// A unique or primary key is taken; the constraint's columns, as `table.column`, or its name.
    Taken(String),
    /// Two transactions met; the caller tries again.
    Conflict,
    /// A row holds what this version cannot read.
    Corrupt(String),
    /// Anything else that the database says.
    Database(sqlx::Error),
    /// A refusal found while reading.
    Refused(Refusal),
}

impl StoreError {
    /// A row that cannot be read.
    pub fn corrupt(what: impl fmt::Display) -> Self {
        Self::Corrupt(what.to_string())
    }

    /// Whether the transaction may be tried again.
    #[must_use]
    pub const fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict)
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(what) => write!(f, "already taken: {what}"),
            Self::Conflict => f.write_str("two transactions met"),
            Self::Corrupt(what) => write!(f, "a row cannot be read: {what}"),
            Self::Database(error) => write!(f, "database: {error}"),
            Self::Refused(refusal) => write!(f, "{refusal}"),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<Refusal> for StoreError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Code> for StoreError {
    fn from(code: Code) -> Self {
        Self::Refused(code.into())
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::corrupt(error)
    }
}

/// Whether the database says that there is no room left. SQLite: full, and a write that failed (`SQLITE_IOERR_WRITE`, `…_FSYNC`,
/// `…_TRUNCATE`, `…_SHMSIZE`); PostgreSQL: class 53, insufficient resources, without too many connections.
fn is_full(code: &str) -> bool {
    matches!(code, "13" | "778" | "1034" | "1546" | "4874" | "53000" | "53100" | "53200")
}

/// Whether the database cannot be reached. PostgreSQL: class 08, and being shut down or started.
fn is_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Tls(_) => true,
        sqlx::Error::Database(database) => {
            let code = database.code().unwrap_or_default();
            code.starts_with("08") || matches!(code.as_ref(), "57P01" | "57P02" | "57P03" | "53300")
        }
        _ => false,
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if is_away(&error) {
            return Self::Refused(Refusal::new(Code::DatabaseAway).with("detail", error));
        }
        let Some(database) = error.as_database_error() else { return Self::Database(error) };
        let code = database.code().unwrap_or_default().into_owned();
        if is_full(&code) {
            return Self::Refused(Refusal::new(Code::StorageFull).with("detail", error));
        }
        // PostgreSQL: serialization failure, deadlock. SQLite: busy, busy snapshot, locked.
        if matches!(code.as_str(), "40001" | "40P01" | "5" | "517" | "6") {
            return Self::Conflict;
        }
        if database.is_unique_violation() || matches!(code.as_str(), "23505" | "2067" | "1555") {
            let name = database.constraint().map_or_else(
                || database.message().rsplit(": ").next().unwrap_or_default().to_owned(),
                ToOwned::to_owned,
            );
            return Self::Taken(name);
        }
        Self::Database(error)
    }
}
