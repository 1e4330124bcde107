//! What followed from the committee's decisions: invalid bids, corrected prices, claims that do not count.

use crate::Result;
use shared::id::LotKey;
use sqlx::{AnyConnection, Row};

/// A bid that the committee found invalid.
#[derive(Debug, Clone)]
pub struct InvalidBid {
    /// The bidder.
    pub bidder: String,
    /// Why.
    pub reason: String,
    /// The article.
    pub article: String,
    /// By which matter.
    pub matter: i64,
}

/// The bids that the committee found invalid, by bidder.
///
/// # Errors
/// What the database says.
pub async fn invalid(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<InvalidBid>> {
    let rows = sqlx::query(
        "SELECT bidder, reason, article, matter FROM invalid_bids WHERE tender = $1 AND lot = $2 ORDER BY bidder",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let (bidder, reason) = (row.try_get(0)?, row.try_get(1)?);
            Ok(InvalidBid { bidder, reason, article: row.try_get(2)?, matter: row.try_get(3)? })
        })
        .collect()
}

/// A bid is invalid from now on; what was said first stays.
///
/// # Errors
/// What the database says.
pub async fn invalidate(conn: &mut AnyConnection, lot: &LotKey, bid: &InvalidBid, at_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO invalid_bids (tender, lot, bidder, reason, article, matter, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (tender, lot, bidder) DO NOTHING",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(&bid.bidder)
    .bind(&bid.reason)
    .bind(&bid.article)
    .bind(bid.matter)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// The corrected and confirmed prices, by bidder, in fen.
///
/// # Errors
/// What the database says.
pub async fn corrected(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<(String, i64)>> {
    let rows =
        sqlx::query("SELECT bidder, price_fen FROM corrected_prices WHERE tender = $1 AND lot = $2 ORDER BY bidder")
            .bind(lot.tender.as_str())
            .bind(lot.lot.as_str())
            .fetch_all(conn)
            .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// A bidder has confirmed its corrected price.
///
/// # Errors
/// What the database says.
pub async fn correct(
    conn: &mut AnyConnection,
    lot: &LotKey,
    (bidder, price_fen): (&str, i64),
    matter: i64,
    at_ms: i64,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO corrected_prices (tender, lot, bidder, price_fen, matter, at_ms) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (tender, lot, bidder) DO UPDATE SET price_fen = excluded.price_fen, matter = excluded.matter, \
         at_ms = excluded.at_ms",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(bidder)
    .bind(price_fen)
    .bind(matter)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// The claims that do not count, as bidder and claim.
///
/// # Errors
/// What the database says.
pub async fn denied(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<(String, String)>> {
    let rows =
        sqlx::query("SELECT bidder, claim FROM denied_claims WHERE tender = $1 AND lot = $2 ORDER BY bidder, claim")
            .bind(lot.tender.as_str())
            .bind(lot.lot.as_str())
            .fetch_all(conn)
            .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// A claim does not count from now on.
///
/// # Errors
/// What the database says.
pub async fn deny(
    conn: &mut AnyConnection,
    lot: &LotKey,
    (bidder, claim): (&str, &str),
    matter: i64,
    at_ms: i64,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO denied_claims (tender, lot, bidder, claim, matter, at_ms) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (tender, lot, bidder, claim) DO NOTHING",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(bidder)
    .bind(claim)
    .bind(matter)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}
