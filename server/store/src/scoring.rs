//! Scores: the members, their cells and signatures, the text of the pages.

use crate::{Result, StoreError};
use shared::id::LotKey;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// A member of the committee who sits.
#[derive(Debug, Clone)]
pub struct Member {
    /// The id in the lot.
    pub id: String,
    /// The account, from check-in on.
    pub account: Option<String>,
    /// The name, from check-in on.
    pub name: Option<String>,
    /// The seat, from check-in on.
    pub seat: Option<(String, u32)>,
}

/// The members who sit (neither recused nor replaced), in the order of their numbers.
///
/// # Errors
/// What the database says.
pub async fn sitting(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<Member>> {
    let rows = sqlx::query(
        "SELECT id, account, name, room, seat FROM members WHERE tender = $1 AND lot = $2 AND is_out = 0 ORDER BY n",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let room: Option<String> = row.try_get(3)?;
            let seat: Option<i64> = row.try_get(4)?;
            let seat = seat.map(u32::try_from).transpose().map_err(StoreError::corrupt)?;
            Ok(Member { id: row.try_get(0)?, account: row.try_get(1)?, name: row.try_get(2)?, seat: room.zip(seat) })
        })
        .collect()
}

/// A score.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// The member.
    pub member: String,
    /// The bidder.
    pub bidder: String,
    /// The criterion.
    pub criterion: String,
    /// The score, a decimal; none when it was taken back.
    pub points: Option<String>,
    /// The reason.
    pub reason: String,
    /// The version, from 1.
    pub version: i64,
    /// Whether it came back and the sheet was not signed since.
    pub returned: bool,
    /// The score before it came back.
    pub returned_points: Option<String>,
    /// Why it came back.
    pub returned_reason: Option<String>,
}

const CELL: &str = "SELECT member, bidder, criterion, points, reason, version, returned, returned_points, returned_reason \
     FROM cells WHERE tender = $1 AND lot = $2";

fn cell(row: &AnyRow) -> Result<Cell> {
    Ok(Cell {
        member: row.try_get(0)?,
        bidder: row.try_get(1)?,
        criterion: row.try_get(2)?,
        points: row.try_get(3)?,
        reason: row.try_get(4)?,
        version: row.try_get(5)?,
        returned: row.try_get::<i64, _>(6)? == 1,
        returned_points: row.try_get(7)?,
        returned_reason: row.try_get(8)?,
    })
}

/// The cells of one member.
///
/// # Errors
/// What the database says.
pub async fn cells_of(conn: &mut AnyConnection, key: &LotKey, member: &str) -> Result<Vec<Cell>> {
    let sql = format!("{CELL} AND member = $3 ORDER BY bidder, criterion");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(key.tender.as_str())
        .bind(key.lot.as_str())
        .bind(member)
        .fetch_all(conn)
        .await?;
    rows.iter().map(cell).collect()
}

/// One cell of one member.
///
/// # Errors
/// What the database says.
pub async fn cell_of(
    conn: &mut AnyConnection,
    key: &LotKey,
    member: &str,
    bidder: &str,
    criterion: &str,
) -> Result<Option<Cell>> {
    let sql = format!("{CELL} AND member = $3 AND bidder = $4 AND criterion = $5");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(key.tender.as_str())
        .bind(key.lot.as_str())
        .bind(member)
        .bind(bidder)
        .bind(criterion)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(cell).transpose()
}

/// Whether some cell of a member came back and the sheet was not signed since.
///
/// # Errors
/// What the database says.
pub async fn any_returned(conn: &mut AnyConnection, key: &LotKey, member: &str) -> Result<bool> {
    let row =
        sqlx::query("SELECT 1 FROM cells WHERE tender = $1 AND lot = $2 AND member = $3 AND returned = 1 LIMIT 1")
            .bind(key.tender.as_str())
            .bind(key.lot.as_str())
            .bind(member)
            .fetch_optional(conn)
            .await?;
    Ok(row.is_some())
}

/// The cells of every member, also of those who are out.
///
/// # Errors
/// What the database says.
pub async fn cells(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<Cell>> {
    let sql = format!("{CELL} ORDER BY member, bidder, criterion");
    let rows =
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(key.tender.as_str()).bind(key.lot.as_str()).fetch_all(conn).await?;
    rows.iter().map(cell).collect()
}

/// Writes a cell (its `returned…` stay as they are) and keeps the value with its salt for good.
///
/// # Errors
/// What the database says.
pub async fn save_cell(conn: &mut AnyConnection, key: &LotKey, cell: &Cell, salt: &[u8], at_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO cells (tender, lot, member, bidder, criterion, points, reason, version, at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
         ON CONFLICT (tender, lot, member, bidder, criterion) DO UPDATE SET points = excluded.points, \
         reason = excluded.reason, version = excluded.version, at_ms = excluded.at_ms",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(&cell.member)
    .bind(&cell.bidder)
    .bind(&cell.criterion)
    .bind(cell.points.clone())
    .bind(&cell.reason)
    .bind(cell.version)
    .bind(at_ms)
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "INSERT INTO cell_versions (tender, lot, member, bidder, criterion, version, points, reason, salt, at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(&cell.member)
    .bind(&cell.bidder)
    .bind(&cell.criterion)
    .bind(cell.version)
    .bind(cell.points.clone())
    .bind(&cell.reason)
    .bind(salt.to_vec())
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// A signature under a sheet.
#[derive(Debug, Clone)]
pub struct SheetSignature {
    /// The member.
    pub member: String,
    /// SHA-256 of the sheet.
    pub sha256: String,
    /// When.
    pub at_ms: i64,
}

/// Who has signed the sheet. A signature whose member has a returned cell no longer counts.
///
/// # Errors
/// What the database says.
pub async fn sheet_signatures(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<SheetSignature>> {
    let rows = sqlx::query(
        "SELECT member, sha256, at_ms FROM sheet_signatures WHERE tender = $1 AND lot = $2 ORDER BY member",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok(SheetSignature { member: row.try_get(0)?, sha256: row.try_get(1)?, at_ms: row.try_get(2)? }))
        .collect()
}

/// Signs a sheet and closes the returned cells of the member; what they were before stays readable.
///
/// # Errors
/// What the database says.
pub async fn sign_sheet(conn: &mut AnyConnection, key: &LotKey, signature: &SheetSignature) -> Result<()> {
    let (tender, lot) = (key.tender.as_str(), key.lot.as_str());
    sqlx::query("UPDATE cells SET returned = 0 WHERE tender = $1 AND lot = $2 AND member = $3")
        .bind(tender)
        .bind(lot)
        .bind(&signature.member)
        .execute(&mut *conn)
        .await?;
    sqlx::query(
        "INSERT INTO sheet_signatures (tender, lot, member, sha256, at_ms) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (tender, lot, member) DO UPDATE SET sha256 = excluded.sha256, at_ms = excluded.at_ms",
    )
    .bind(tender)
    .bind(lot)
    .bind(&signature.member)
    .bind(&signature.sha256)
    .bind(signature.at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// The text of a page with its flag.
///
/// # Errors
/// What the database says.
pub async fn page_text(conn: &mut AnyConnection, sha256: &str, page: u32) -> Result<Option<(String, Option<String>)>> {
    let row = sqlx::query("SELECT text, flag FROM page_texts WHERE sha256 = $1 AND page = $2")
        .bind(sha256)
        .bind(i64::from(page))
        .fetch_optional(conn)
        .await?;
    row.map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).transpose()
}

/// The text of a page as it is kept.
#[derive(Debug, Clone)]
pub struct PageRow {
    /// The page, from 1.
    pub page: u32,
    /// Its text.
    pub text: String,
    /// What to know about it.
    pub flag: Option<&'static str>,
    /// The text as a search compares it.
    pub folded: String,
}

/// Keeps the text of some pages; those that are there already stay.
///
/// # Errors
/// What the database says.
pub async fn keep_texts(conn: &mut AnyConnection, sha256: &str, pages: &[PageRow]) -> Result<()> {
    for PageRow { page, text, flag, folded } in pages {
        sqlx::query(
            "INSERT INTO page_texts (sha256, page, text, flag, folded) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (sha256, page) DO NOTHING",
        )
        .bind(sha256)
        .bind(i64::from(*page))
        .bind(text)
        .bind(*flag)
        .bind(folded)
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// Says that a file is read to its end: page 0, and the number of pages when it has any.
///
/// # Errors
/// What the database says.
pub async fn finish_texts(conn: &mut AnyConnection, sha256: &str, pages: Option<u32>, flag: &str) -> Result<()> {
    sqlx::query("INSERT INTO page_texts (sha256, page, text, flag) VALUES ($1, 0, '', $2) ON CONFLICT (sha256, page) DO NOTHING")
        .bind(sha256)
        .bind(flag)
        .execute(&mut *conn)
        .await?;
    if let Some(pages) = pages {
        sqlx::query("UPDATE bid_files SET pages = $1 WHERE sha256 = $2 AND pages IS NULL")
            .bind(i64::from(pages))
            .bind(sha256)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// A file of an opened bid whose text is not read yet.
///
/// # Errors
/// What the database says.
pub async fn unread_file(conn: &mut AnyConnection) -> Result<Option<String>> {
    let row = sqlx::query(
        "SELECT f.sha256 FROM bid_files f WHERE NOT EXISTS \
         (SELECT 1 FROM page_texts p WHERE p.sha256 = f.sha256 AND p.page = 0) ORDER BY f.tender, f.lot, f.n, f.bidder LIMIT 1",
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| Ok(row.try_get(0)?)).transpose()
}
