//! The decryption window of policy 2, bidders' halves, interruptions, and the recovery files that bidders supply.

use crate::Result;
use crate::bids::{envelope, envelope_name};
use shared::envelope::Envelope;
use shared::id::LotKey;
use sqlx::{AnyConnection, Row};

/// A decryption window, times in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// When it opened.
    pub opened_ms: i64,
    /// When it ends.
    pub ends_ms: i64,
    /// When it was closed.
    pub closed_ms: Option<i64>,
}

/// Opens the window of a lot; a second one is [`crate::StoreError::Taken`].
///
/// # Errors
/// What the database says.
pub async fn open_window(conn: &mut AnyConnection, lot: &LotKey, opened_ms: i64, ends_ms: i64) -> Result<()> {
    sqlx::query("INSERT INTO windows (tender, lot, opened_ms, ends_ms) VALUES ($1, $2, $3, $4)")
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .bind(opened_ms)
        .bind(ends_ms)
        .execute(conn)
        .await?;
    Ok(())
}

/// The window of a lot.
///
/// # Errors
/// What the database says.
pub async fn window(conn: &mut AnyConnection, lot: &LotKey) -> Result<Option<Window>> {
    let row = sqlx::query("SELECT opened_ms, ends_ms, closed_ms FROM windows WHERE tender = $1 AND lot = $2")
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .fetch_optional(conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Window { opened_ms: row.try_get(0)?, ends_ms: row.try_get(1)?, closed_ms: row.try_get(2)? }))
}

/// Closes the window; says whether it was open.
///
/// # Errors
/// What the database says.
pub async fn close_window(conn: &mut AnyConnection, lot: &LotKey, at_ms: i64) -> Result<bool> {
    let done = sqlx::query("UPDATE windows SET closed_ms = $1 WHERE tender = $2 AND lot = $3 AND closed_ms IS NULL")
        .bind(at_ms)
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Sets another end for the window that is open; says whether it was.
///
/// # Errors
/// What the database says.
pub async fn extend_window(conn: &mut AnyConnection, lot: &LotKey, ends_ms: i64) -> Result<bool> {
    let done = sqlx::query("UPDATE windows SET ends_ms = $1 WHERE tender = $2 AND lot = $3 AND closed_ms IS NULL")
        .bind(ends_ms)
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Moves every time limit of an opening that is not over by `by_ms`: the window and the last call for recovery files.
///
/// # Errors
/// What the database says.
pub async fn shift_window(conn: &mut AnyConnection, lot: &LotKey, from_ms: i64, by_ms: i64) -> Result<()> {
    sqlx::query(
        "UPDATE windows SET ends_ms = ends_ms + $1 WHERE tender = $2 AND lot = $3 AND closed_ms IS NULL AND ends_ms >= $4",
    )
    .bind(by_ms)
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(from_ms)
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "UPDATE interruptions SET until_ms = until_ms + $1 WHERE tender = $2 AND lot = $3 AND kind = 'recovery' \
         AND until_ms >= $4",
    )
    .bind(by_ms)
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(from_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// A bidder's half.
#[derive(Clone, PartialEq, Eq)]
pub struct Half {
    /// The envelope.
    pub envelope: Envelope,
    /// The bidder.
    pub bidder: String,
    /// `shared::envelope::HalfRelease`, canonical JSON.
    pub json: String,
    /// The signature, hex.
    pub signature: String,
    /// When, milliseconds.
    pub at_ms: i64,
}

/// Keeps a half for good; a second one is [`crate::StoreError::Taken`].
///
/// # Errors
/// What the database says.
pub async fn keep_half(conn: &mut AnyConnection, lot: &LotKey, half: &Half) -> Result<()> {
    sqlx::query(
        "INSERT INTO halves (tender, lot, envelope, bidder, json, signature, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(envelope_name(half.envelope))
    .bind(&half.bidder)
    .bind(&half.json)
    .bind(&half.signature)
    .bind(half.at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// The halves of a lot, for the job that opens; others look only at who and when.
///
/// # Errors
/// What the database says.
pub async fn halves(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<Half>> {
    sqlx::query(
        "SELECT envelope, bidder, json, signature, at_ms FROM halves WHERE tender = $1 AND lot = $2 ORDER BY bidder, envelope",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| {
        Ok(Half {
            envelope: envelope(&row.try_get::<String, _>(0)?)?,
            bidder: row.try_get(1)?,
            json: row.try_get(2)?,
            signature: row.try_get(3)?,
            at_ms: row.try_get(4)?,
        })
    })
    .collect()
}

/// What interrupted an opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interrupted {
    /// `extended`, `suspended`, `resumed` or `recovery`.
    pub kind: String,
    /// The envelope that was being opened.
    pub envelope: Envelope,
    /// Why.
    pub reason: String,
    /// Until when, milliseconds.
    pub until_ms: Option<i64>,
    /// Who.
    pub by: String,
    /// When, milliseconds.
    pub at_ms: i64,
}

/// Writes an interruption after those that are there.
///
/// # Errors
/// What the database says.
pub async fn interrupt(conn: &mut AnyConnection, lot: &LotKey, row: &Interrupted) -> Result<()> {
    let n = interruptions(conn, lot).await?.len();
    sqlx::query(
        "INSERT INTO interruptions (tender, lot, n, kind, envelope, reason, until_ms, by_account, at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(i64::try_from(n).map_err(crate::StoreError::corrupt)? + 1)
    .bind(&row.kind)
    .bind(envelope_name(row.envelope))
    .bind(&row.reason)
    .bind(row.until_ms)
    .bind(&row.by)
    .bind(row.at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// The interruptions of a lot's opening, oldest first.
///
/// # Errors
/// What the database says.
pub async fn interruptions(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<Interrupted>> {
    sqlx::query(
        "SELECT kind, envelope, reason, until_ms, by_account, at_ms FROM interruptions WHERE tender = $1 AND lot = $2 \
         ORDER BY n",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| {
        Ok(Interrupted {
            kind: row.try_get(0)?,
            envelope: envelope(&row.try_get::<String, _>(1)?)?,
            reason: row.try_get(2)?,
            until_ms: row.try_get(3)?,
            by: row.try_get(4)?,
            at_ms: row.try_get(5)?,
        })
    })
    .collect()
}

/// A recovery file that a bidder supplied.
#[derive(Clone, PartialEq, Eq)]
pub struct Recovered {
    /// The bidder.
    pub bidder: String,
    /// `shared::envelope::Recovery`, canonical JSON.
    pub file: String,
    /// When, milliseconds.
    pub at_ms: i64,
}

/// Keeps a recovery file; a second one is [`crate::StoreError::Taken`].
///
/// # Errors
/// What the database says.
pub async fn keep_recovery(conn: &mut AnyConnection, lot: &LotKey, which: Envelope, row: &Recovered) -> Result<()> {
    sqlx::query("INSERT INTO recoveries (tender, lot, envelope, bidder, file, at_ms) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .bind(envelope_name(which))
        .bind(&row.bidder)
        .bind(&row.file)
        .bind(row.at_ms)
        .execute(conn)
        .await?;
    Ok(())
}

/// The recovery files of an envelope.
///
/// # Errors
/// What the database says.
pub async fn recoveries(conn: &mut AnyConnection, lot: &LotKey, which: Envelope) -> Result<Vec<Recovered>> {
    sqlx::query(
        "SELECT bidder, file, at_ms FROM recoveries WHERE tender = $1 AND lot = $2 AND envelope = $3 ORDER BY bidder",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(envelope_name(which))
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| Ok(Recovered { bidder: row.try_get(0)?, file: row.try_get(1)?, at_ms: row.try_get(2)? }))
    .collect()
}
