//! Blind evaluation (暗标): the secret behind the codes of a lot's bidders.

use crate::{Result, StoreError};
use shared::id::LotKey;
use sqlx::{AnyConnection, Row};

/// The codes of a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blind {
    /// The secret.
    pub secret: [u8; 32],
    /// The bidders, sorted: the one at place i has the number at place i of the secret's permutation, from 0.
    pub bidders: Vec<String>,
    /// When the codes were opened, milliseconds; none while they hold.
    pub opened_ms: Option<i64>,
}

/// Keeps the secret of a lot's codes. A lot has one, whatever becomes of its committee.
///
/// # Errors
/// What the database says.
pub async fn keep(conn: &mut AnyConnection, lot: &LotKey, blind: &Blind, at_ms: i64) -> Result<()> {
    sqlx::query("INSERT INTO blind_secrets (tender, lot, secret, bidders_json, at_ms) VALUES ($1, $2, $3, $4, $5)")
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .bind(blind.secret.to_vec())
        .bind(serde_json::to_string(&blind.bidders).map_err(StoreError::corrupt)?)
        .bind(at_ms)
        .execute(conn)
        .await?;
    Ok(())
}

/// The codes of a lot, if it has any.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut AnyConnection, lot: &LotKey) -> Result<Option<Blind>> {
    let row = sqlx::query("SELECT secret, bidders_json, opened_ms FROM blind_secrets WHERE tender = $1 AND lot = $2")
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .fetch_optional(conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let secret: Vec<u8> = row.try_get(0)?;
    Ok(Some(Blind {
        secret: secret.try_into().map_err(|_| StoreError::corrupt("a secret of another length"))?,
        bidders: serde_json::from_str(&row.try_get::<String, _>(1)?).map_err(StoreError::corrupt)?,
        opened_ms: row.try_get(2)?,
    }))
}

/// Notes that the codes were opened.
///
/// # Errors
/// What the database says.
pub async fn open(conn: &mut AnyConnection, lot: &LotKey, at_ms: i64) -> Result<()> {
    sqlx::query("UPDATE blind_secrets SET opened_ms = $1 WHERE tender = $2 AND lot = $3 AND opened_ms IS NULL")
        .bind(at_ms)
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .execute(conn)
        .await?;
    Ok(())
}
