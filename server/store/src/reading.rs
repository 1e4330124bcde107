//! What reading the bids left behind: what each file is made of, the search through the pages, bookmarks and notes.

use crate::{Result, StoreError};
use shared::id::LotKey;
use sqlx::any::AnyRow;
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

/// A page that matches a search.
#[derive(Debug, Clone)]
pub struct Found {
    /// The file's number.
    pub file: u32,
    /// The page, from 1.
    pub page: u32,
    /// Its text.
    pub text: String,
}

fn number(row: &AnyRow, at: usize) -> Result<u32> {
    u32::try_from(row.try_get::<i64, _>(at)?).map_err(StoreError::corrupt)
}

fn found(row: &AnyRow) -> Result<Found> {
    Ok(Found { file: number(row, 0)?, page: number(row, 1)?, text: row.try_get(2)? })
}

/// The pages of one bid whose folded text holds `wanted`, by file and page, at most `limit`.
///
/// # Errors
/// What the database says.
pub async fn pages_with(
    conn: &mut AnyConnection,
    key: &LotKey,
    bidder: &str,
    wanted: &str,
    limit: usize,
) -> Result<Vec<Found>> {
    let escaped: String =
        wanted.chars().flat_map(|c| matches!(c, '!' | '%' | '_').then_some('!').into_iter().chain([c])).collect();
    let rows = sqlx::query(
        "SELECT f.n, p.page, p.text FROM bid_files f JOIN page_texts p ON p.sha256 = f.sha256 \
         WHERE f.tender = $1 AND f.lot = $2 AND f.bidder = $3 AND p.page > 0 AND p.folded LIKE $4 ESCAPE '!' \
         ORDER BY f.n, p.page LIMIT $5",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(bidder)
    .bind(format!("%{escaped}%"))
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await?;
    rows.iter().map(found).collect()
}

/// Every page of one bid that has text, by file and page.
///
/// # Errors
/// What the database says.
pub async fn pages_of(conn: &mut AnyConnection, key: &LotKey, bidder: &str) -> Result<Vec<Found>> {
    let rows = sqlx::query(
        "SELECT f.n, p.page, p.text FROM bid_files f JOIN page_texts p ON p.sha256 = f.sha256 \
         WHERE f.tender = $1 AND f.lot = $2 AND f.bidder = $3 AND p.page > 0 AND p.text <> '' ORDER BY f.n, p.page",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(bidder)
    .fetch_all(conn)
    .await?;
    rows.iter().map(found).collect()
}

/// How many files of a bid are not read to their end.
///
/// # Errors
/// What the database says.
pub async fn unread_files(conn: &mut AnyConnection, key: &LotKey, bidder: &str) -> Result<u32> {
    let row = sqlx::query(
        "SELECT COUNT(*) FROM bid_files f WHERE f.tender = $1 AND f.lot = $2 AND f.bidder = $3 AND NOT EXISTS \
         (SELECT 1 FROM page_texts p WHERE p.sha256 = f.sha256 AND p.page = 0)",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(bidder)
    .fetch_one(conn)
    .await?;
    number(&row, 0)
}

/// A member's bookmark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Whose.
    pub member: String,
    /// The bidder.
    pub bidder: String,
    /// The file's number.
    pub file: u32,
    /// The page, from 1.
    pub page: u32,
    /// The note.
    pub note: String,
}

/// All bookmarks of a lot, by member, bidder, file and page.
///
/// # Errors
/// What the database says.
pub async fn marks(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<Mark>> {
    let rows = sqlx::query(
        "SELECT file, page, note, member, bidder FROM marks WHERE tender = $1 AND lot = $2 \
         ORDER BY member, bidder, file, page",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let Found { file, page, text } = found(row)?;
            Ok(Mark { member: row.try_get(3)?, bidder: row.try_get(4)?, file, page, note: text })
        })
        .collect()
}

/// Writes a bookmark over what was there.
///
/// # Errors
/// What the database says.
pub async fn save_mark(conn: &mut AnyConnection, key: &LotKey, mark: &Mark, at_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO marks (tender, lot, member, bidder, file, page, note, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (tender, lot, member, bidder, file, page) DO UPDATE SET note = excluded.note, at_ms = excluded.at_ms",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(&mark.member)
    .bind(&mark.bidder)
    .bind(i64::from(mark.file))
    .bind(i64::from(mark.page))
    .bind(&mark.note)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes a bookmark away; `false` when there is none.
///
/// # Errors
/// What the database says.
pub async fn remove_mark(conn: &mut AnyConnection, key: &LotKey, mark: &Mark) -> Result<bool> {
    let done = sqlx::query(
        "DELETE FROM marks WHERE tender = $1 AND lot = $2 AND member = $3 AND bidder = $4 AND file = $5 AND page = $6",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(&mark.member)
    .bind(&mark.bidder)
    .bind(i64::from(mark.file))
    .bind(i64::from(mark.page))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Whether text may not be shown at the terminals of a room.
///
/// # Errors
/// What the database says.
pub async fn forbids_copying(conn: &mut AnyConnection, room: &str) -> Result<bool> {
    let row = sqlx::query("SELECT no_copy FROM rooms WHERE id = $1").bind(room).fetch_optional(conn).await?;
    Ok(row.map(|row| row.try_get::<i64, _>(0)).transpose()?.is_some_and(|flag| flag == 1))
}

/// Forbids it or allows it; `false` when there is no such room.
///
/// # Errors
/// What the database says.
pub async fn forbid_copying(conn: &mut AnyConnection, room: &str, forbid: bool) -> Result<bool> {
    let done = sqlx::query("UPDATE rooms SET no_copy = $1 WHERE id = $2")
        .bind(i64::from(forbid))
        .bind(room)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() > 0)
}
