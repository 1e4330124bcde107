//! The answers of commands that were carried out, so that a repeat gets the first answer.

use crate::{Result, StoreError};
use sqlx::{AnyConnection, Row};

/// A command that was carried out.
#[derive(Debug, Clone)]
pub struct Answered {
    /// Its path.
    pub endpoint: String,
    /// SHA-256 of its body, hex.
    pub body_sha256: String,
    /// The reply, JSON.
    pub reply: String,
}

/// The answer that `actor` got for `key`.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut AnyConnection, actor: &str, key: &str) -> Result<Option<Answered>> {
    let row = sqlx::query("SELECT endpoint, body_sha256, reply FROM commands WHERE actor = $1 AND key = $2")
        .bind(actor)
        .bind(key)
        .fetch_optional(conn)
        .await?;
    row.map(|row| Ok(Answered { endpoint: row.try_get(0)?, body_sha256: row.try_get(1)?, reply: row.try_get(2)? }))
        .transpose()
}

/// Keeps the answer.
///
/// # Errors
/// [`StoreError::Conflict`] when the same command was carried out meanwhile: the caller looks again. What the database says.
pub async fn keep(conn: &mut AnyConnection, actor: &str, key: &str, answer: &Answered, at_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO commands (key, actor, endpoint, body_sha256, reply, at_ms) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(key)
    .bind(actor)
    .bind(&answer.endpoint)
    .bind(&answer.body_sha256)
    .bind(&answer.reply)
    .bind(at_ms)
    .execute(conn)
    .await
    .map_err(|error| match StoreError::from(error) {
        StoreError::Taken(_) => StoreError::Conflict,
        other => other,
    })?;
    Ok(())
}
