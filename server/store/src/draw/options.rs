//! Draws among options: what an evaluation needs decided by lot, and what was drawn.
//!
//! Whoever evaluates says with [`want`] that bids are tied or that a coefficient must be drawn; the officer then requests the
//! draw, the three parties carry it out, and [`draw_result`] has the seed and the options in the order of their lots.

use super::newest_of;
use crate::{Result, StoreError};
use shared::api::draw::DrawState;
use shared::draw::{Purpose, options};
use shared::id::LotKey;
use shared::journal::Hash;
use sqlx::{AnyConnection, Row};

/// A finished draw among options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnOptions {
    /// The uuid of the draw.
    pub draw: String,
    /// The seed: what case.md calls `draw_seed` for a tie.
    pub seed: Hash,
    /// The options in lot order, each with its lot: a tie's bids in their order, a coefficient is the first.
    pub options: Vec<(String, Hash)>,
}

/// Says that a lot needs a draw: of the order of these bids ([`Purpose::Tie`], bid ids as case.md has them), or of one of
/// these decimals ([`Purpose::Coefficient`]). Replaces what was wanted before; what was drawn for other options no longer
/// counts.
///
/// # Errors
/// What the database says.
pub async fn want(
    conn: &mut AnyConnection,
    key: &LotKey,
    purpose: Purpose,
    options: &[String],
    at_ms: i64,
) -> Result<()> {
    let mut sorted = options.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    sqlx::query(
        "INSERT INTO draw_wants (tender, lot, purpose, options_json, at_ms) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (tender, lot, purpose) DO UPDATE SET options_json = excluded.options_json, at_ms = excluded.at_ms",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(purpose.word())
    .bind(serde_json::to_string(&sorted).map_err(StoreError::corrupt)?)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// The options that a lot needs a draw among, sorted; none when nothing is to be drawn.
///
/// # Errors
/// What the database says.
pub async fn wanted(conn: &mut AnyConnection, key: &LotKey, purpose: Purpose) -> Result<Option<Vec<String>>> {
    let row = sqlx::query("SELECT options_json FROM draw_wants WHERE tender = $1 AND lot = $2 AND purpose = $3")
        .bind(key.tender.as_str())
        .bind(key.lot.as_str())
        .bind(purpose.word())
        .fetch_optional(conn)
        .await?;
    let json: Option<String> = row.map(|row| row.try_get(0)).transpose()?;
    json.map(|json| serde_json::from_str(&json).map_err(StoreError::corrupt)).transpose()
}

/// What was drawn for the options that are wanted now; none while there is no seed for exactly these.
///
/// # Errors
/// What the database says.
pub async fn draw_result(conn: &mut AnyConnection, key: &LotKey, purpose: Purpose) -> Result<Option<DrawnOptions>> {
    let Some(wanted) = wanted(conn, key, purpose).await? else { return Ok(None) };
    let Some(draw) = newest_of(conn, key, purpose).await? else { return Ok(None) };
    let (Some(seed), DrawState::Drawn) = (draw.seed, draw.state) else { return Ok(None) };
    let json = draw.options_json.unwrap_or_default();
    let drawn: Vec<String> = serde_json::from_str(&json).map_err(StoreError::corrupt)?;
    if drawn != wanted {
        return Ok(None);
    }
    let names = drawn.iter().map(String::as_str);
    let ordered = match purpose {
        Purpose::Tie => options::tie_order(&seed, names),
        Purpose::Committee | Purpose::Coefficient => options::option_order(&seed, names),
    };
    let options = ordered.into_iter().map(|(option, lot)| (option.to_owned(), lot)).collect();
    Ok(Some(DrawnOptions { draw: draw.id, seed, options }))
}
