//! What reading the bids left behind: what each file is made of.

use crate::Result;
use sqlx::{AnyConnection, Row};

/// Keeps what a file is made of; what is there already stays, because a file never changes.
///
/// # Errors
/// What the database says.
pub async fn keep_facts(conn: &mut AnyConnection, sha256: &str, facts_json: &str) -> Result<()> {
    sqlx::query("INSERT INTO file_facts (sha256, facts_json) VALUES ($1, $2) ON CONFLICT (sha256) DO NOTHING")
        .bind(sha256)
        .bind(facts_json)
        .execute(conn)
        .await?;
    Ok(())
}

/// What a file is made of; none while it is not read, or when it could not be.
///
/// # Errors
/// What the database says.
pub async fn facts(conn: &mut AnyConnection, sha256: &str) -> Result<Option<String>> {
    let row =
        sqlx::query("SELECT facts_json FROM file_facts WHERE sha256 = $1").bind(sha256).fetch_optional(conn).await?;
    row.map(|row| Ok(row.try_get(0)?)).transpose()
}
