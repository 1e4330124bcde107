//! Every try to reach somebody who is to be called.

use super::{Draw, SELECT, draw, hash};
use crate::{Result, StoreError};
use shared::api::draw::TryOutcome;
use shared::journal::Hash;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// One try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Try {
    /// The draw.
    pub draw: String,
    /// Whom, within it.
    pub pid: Hash,
    /// Its number, from 1.
    pub n: i64,
    /// When, milliseconds.
    pub at_ms: i64,
    /// Until when an answer is waited for, milliseconds.
    pub until_ms: i64,
    /// Who tried; `system` for the automatic caller.
    pub by: String,
    /// What the gateway's answer names; none for a call by telephone.
    pub token: Option<String>,
    /// How it went.
    pub outcome: TryOutcome,
}

const TRY: &str = "SELECT draw, pid, n, at_ms, until_ms, by_account, token, outcome FROM call_tries";

fn row_to_try(row: &AnyRow) -> Result<Try> {
    let outcome: String = row.try_get(7)?;
    Ok(Try {
        draw: row.try_get(0)?,
        pid: hash(&row.try_get::<String, _>(1)?)?,
        n: row.try_get(2)?,
        at_ms: row.try_get(3)?,
        until_ms: row.try_get(4)?,
        by: row.try_get(5)?,
        token: row.try_get(6)?,
        outcome: TryOutcome::parse(&outcome).ok_or_else(|| StoreError::corrupt(format!("try {outcome}")))?,
    })
}

/// The tries of a draw, by person, in order.
///
/// # Errors
/// What the database says.
pub async fn tries(conn: &mut AnyConnection, draw: &str) -> Result<Vec<Try>> {
    let sql = format!("{TRY} WHERE draw = $1 ORDER BY pid, n");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(draw).fetch_all(conn).await?.iter().map(row_to_try).collect()
}

/// The try that a gateway's answer names, with its draw.
///
/// # Errors
/// What the database says.
pub async fn try_of(conn: &mut AnyConnection, token: &str) -> Result<Option<(Draw, Try)>> {
    let sql = format!("{TRY} WHERE token = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(token).fetch_optional(&mut *conn).await?;
    let Some(found) = row.as_ref().map(row_to_try).transpose()? else { return Ok(None) };
    let sql = format!("{SELECT} WHERE d.id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(&found.draw).fetch_one(conn).await?;
    Ok(Some((draw(&row)?, found)))
}

/// Writes a try.
///
/// # Errors
/// What the database says.
pub async fn add_try(conn: &mut AnyConnection, tried: &Try) -> Result<()> {
    sqlx::query(
        "INSERT INTO call_tries (draw, pid, n, at_ms, until_ms, by_account, token, outcome) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&tried.draw)
    .bind(tried.pid.to_hex())
    .bind(tried.n)
    .bind(tried.at_ms)
    .bind(tried.until_ms)
    .bind(&tried.by)
    .bind(tried.token.clone())
    .bind(tried.outcome.as_str())
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes how a try went, and until when it is waited for.
///
/// # Errors
/// What the database says.
pub async fn end_try(conn: &mut AnyConnection, tried: &Try) -> Result<()> {
    sqlx::query("UPDATE call_tries SET outcome = $1, until_ms = $2 WHERE draw = $3 AND pid = $4 AND n = $5")
        .bind(tried.outcome.as_str())
        .bind(tried.until_ms)
        .bind(&tried.draw)
        .bind(tried.pid.to_hex())
        .bind(tried.n)
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether a draw's experts are called by machine.
///
/// # Errors
/// What the database says.
pub async fn is_automatic(conn: &mut AnyConnection, draw: &str) -> Result<bool> {
    let row = sqlx::query("SELECT automatic FROM draws WHERE id = $1").bind(draw).fetch_optional(conn).await?;
    Ok(row.map(|row| row.try_get::<i64, _>(0)).transpose()? == Some(1))
}

/// Switches the automatic caller of a draw.
///
/// # Errors
/// What the database says.
pub async fn set_automatic(conn: &mut AnyConnection, draw: &str, on: bool) -> Result<()> {
    sqlx::query("UPDATE draws SET automatic = $1 WHERE id = $2").bind(i64::from(on)).bind(draw).execute(conn).await?;
    Ok(())
}

/// The draws whose experts are called by machine now.
///
/// # Errors
/// What the database says.
pub async fn automatic(conn: &mut AnyConnection) -> Result<Vec<Draw>> {
    let sql = format!("{SELECT} WHERE d.state = 'calling' AND d.automatic = 1 ORDER BY d.meet_ms, d.id LIMIT 200");
    sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(conn).await?.iter().map(draw).collect()
}
