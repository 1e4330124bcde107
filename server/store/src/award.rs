//! The award of a lot.

use crate::{Result, StoreError};
use shared::id::LotKey;
use shared::lifecycle::Stage;
use sqlx::{AnyConnection, Row};

/// The purchaser's decision.
#[derive(Debug, Clone)]
pub struct Award {
    /// The winner's organisation.
    pub winner: String,
    /// Who confirmed it.
    pub confirmed_by: String,
    /// When, milliseconds.
    pub confirmed_ms: i64,
    /// When the result was published, milliseconds.
    pub published_ms: Option<i64>,
    /// Why it is not the first candidate.
    pub reason: Option<String>,
}

/// The award, once confirmed.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut AnyConnection, lot: &LotKey) -> Result<Option<Award>> {
    let row = sqlx::query(
        "SELECT winner, confirmed_by, confirmed_ms, published_ms, reason FROM awards WHERE tender = $1 AND lot = $2",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Award {
        winner: row.try_get(0)?,
        confirmed_by: row.try_get(1)?,
        confirmed_ms: row.try_get(2)?,
        published_ms: row.try_get(3)?,
        reason: row.try_get(4)?,
    }))
}

/// Keeps the decision.
///
/// # Errors
/// What the database says; taken when there is one.
pub async fn keep(conn: &mut AnyConnection, lot: &LotKey, award: &Award) -> Result<()> {
    sqlx::query(
        "INSERT INTO awards (tender, lot, winner, confirmed_by, confirmed_ms, published_ms, reason) \
         VALUES ($1, $2, $3, $4, $5, NULL, $6)",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(&award.winner)
    .bind(&award.confirmed_by)
    .bind(award.confirmed_ms)
    .bind(award.reason.clone())
    .execute(conn)
    .await?;
    Ok(())
}

/// The result is published.
///
/// # Errors
/// What the database says.
pub async fn publish(conn: &mut AnyConnection, lot: &LotKey, at_ms: i64) -> Result<()> {
    sqlx::query("UPDATE awards SET published_ms = $1 WHERE tender = $2 AND lot = $3")
        .bind(at_ms)
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .execute(conn)
        .await?;
    Ok(())
}

/// A lot that has come to its end.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The lot.
    pub lot: LotKey,
    /// Its title.
    pub title: String,
    /// The tender's title.
    pub tender_title: String,
    /// The purchaser's name.
    pub purchaser: String,
    /// Concluded or failed.
    pub stage: Stage,
    /// The winner's name.
    pub winner: Option<String>,
    /// The winner's price, fen.
    pub price_fen: Option<i64>,
    /// When the result was published or the lot failed, milliseconds.
    pub ended_ms: Option<i64>,
}

/// The lots that have come to their end, newest first; their drafts never.
///
/// # Errors
/// What the database says.
pub async fn ended(conn: &mut AnyConnection) -> Result<Vec<Ended>> {
    let rows = sqlx::query(
        "SELECT l.tender, l.lot, l.title, t.title, p.name, l.stage_json, o.name, v.price_fen, \
         COALESCE(a.published_ms, (SELECT MAX(j.at_ms) FROM journal j WHERE j.tender = l.tender AND j.lot = l.lot \
         AND j.kind = 'lot.failed')) \
         FROM lots l JOIN tenders t ON t.id = l.tender JOIN orgs p ON p.id = t.purchaser \
         LEFT JOIN awards a ON a.tender = l.tender AND a.lot = l.lot LEFT JOIN orgs o ON o.id = a.winner \
         LEFT JOIN verdicts v ON v.tender = l.tender AND v.lot = l.lot AND v.bidder = a.winner AND v.envelope <> 'technical' \
         WHERE l.stage IN ('concluded', 'failed') ORDER BY 9 DESC, l.tender, l.lot LIMIT 500",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Ended {
                lot: LotKey::new(&row.try_get::<String, _>(0)?, &row.try_get::<String, _>(1)?)
                    .map_err(StoreError::corrupt)?,
                title: row.try_get(2)?,
                tender_title: row.try_get(3)?,
                purchaser: row.try_get(4)?,
                stage: serde_json::from_str(&row.try_get::<String, _>(5)?)?,
                winner: row.try_get(6)?,
                price_fen: row.try_get(7)?,
                ended_ms: row.try_get(8)?,
            })
        })
        .collect()
}
