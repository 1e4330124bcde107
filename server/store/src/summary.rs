//! The summary of a lot: what its case is made of, its result, the cells that were returned, the report and its signatures.

use crate::{Result, StoreError};
use shared::id::LotKey;
use shared::journal::Hash;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

mod people;
mod report;

pub use people::{Facts, Member, Review, facts, members, reviews};
pub use report::{
    DrawRow, PaperRow, PaperSignature, clear_report_request, draw, keep_paper, newest_paper, paper_signatures,
    report_requested, reports_due, request_report, sign_paper, slips_due,
};

/// An opened bid, or why it could not be opened.
#[derive(Debug, Clone)]
pub struct BidRow {
    /// The bidder's organisation.
    pub bidder: String,
    /// What it is called.
    pub name: String,
    /// `opened`, `bidder-fault`, `centre-fault` or `unknown`.
    pub outcome: String,
    /// Why it could not be opened.
    pub reason: Option<String>,
    /// The announced price, fen; none while, or where, a price envelope is sealed.
    pub price_fen: Option<i64>,
    /// The opening form, JSON.
    pub form_json: Option<String>,
    /// When it was complete, milliseconds.
    pub received_ms: Option<i64>,
}

impl BidRow {
    /// Whether it was opened.
    #[must_use]
    pub fn is_opened(&self) -> bool {
        self.outcome == "opened"
    }
}

/// The bids of a lot that have their verdict, by bidder.
///
/// # Errors
/// What the database says.
pub async fn bids(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<BidRow>> {
    let rows = sqlx::query(
        "SELECT v.bidder, COALESCE(o.name, v.bidder), v.outcome, v.reason, COALESCE(p.price_fen, v.price_fen), v.form_json, \
         (SELECT MAX(b.received_ms) FROM bids b WHERE b.tender = v.tender AND b.lot = v.lot \
         AND b.envelope = v.envelope AND b.bidder = v.bidder AND b.state = 'listed') \
         FROM verdicts v LEFT JOIN orgs o ON o.id = v.bidder \
         LEFT JOIN verdicts p ON p.tender = v.tender AND p.lot = v.lot AND p.bidder = v.bidder AND p.envelope = 'price' \
         AND p.files_json IS NULL \
         WHERE v.tender = $1 AND v.lot = $2 AND v.envelope <> 'price' ORDER BY v.bidder LIMIT 1000",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(BidRow {
                bidder: row.try_get(0)?,
                name: row.try_get(1)?,
                outcome: row.try_get(2)?,
                reason: row.try_get(3)?,
                price_fen: row.try_get(4)?,
                form_json: row.try_get(5)?,
                received_ms: row.try_get(6)?,
            })
        })
        .collect()
}

/// One member's score for one bid and criterion.
#[derive(Debug, Clone)]
pub struct CellRow {
    /// The member.
    pub member: String,
    /// The bidder.
    pub bidder: String,
    /// The criterion.
    pub criterion: String,
    /// The points, a decimal.
    pub points: Option<String>,
    /// The reason that the member gave.
    pub reason: String,
    /// Whether it was returned and is unlocked.
    pub returned: bool,
}

/// The cells of a lot.
///
/// # Errors
/// What the database says.
pub async fn cells(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<CellRow>> {
    let rows = sqlx::query(
        "SELECT member, bidder, criterion, points, reason, returned FROM cells WHERE tender = $1 AND lot = $2 \
         ORDER BY bidder, criterion, member",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(CellRow {
                member: row.try_get(0)?,
                bidder: row.try_get(1)?,
                criterion: row.try_get(2)?,
                points: row.try_get(3)?,
                reason: row.try_get(4)?,
                returned: row.try_get::<i64, _>(5)? == 1,
            })
        })
        .collect()
}

/// A member's signature under the own sheet.
#[derive(Debug, Clone)]
pub struct SheetSignature {
    /// The member.
    pub member: String,
    /// SHA-256 of the sheet, hex.
    pub sha256: String,
    /// When, milliseconds.
    pub at_ms: i64,
}

/// The signatures under the sheets.
///
/// # Errors
/// What the database says.
pub async fn sheet_signatures(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<SheetSignature>> {
    let rows = sqlx::query(
        "SELECT member, sha256, at_ms FROM sheet_signatures WHERE tender = $1 AND lot = $2 ORDER BY member",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok(SheetSignature { member: row.try_get(0)?, sha256: row.try_get(1)?, at_ms: row.try_get(2)? }))
        .collect()
}

/// The result of a lot.
#[derive(Debug, Clone)]
pub struct ResultRow {
    /// The case, JSON.
    pub case_json: String,
    /// The outcome, JSON.
    pub outcome_json: String,
    /// When it was aggregated, milliseconds.
    pub at_ms: i64,
}

impl ResultRow {
    /// What identifies this very result: SHA-256 of case and outcome.
    #[must_use]
    pub fn basis(&self) -> Hash {
        Hash::of_parts(&[self.case_json.as_bytes(), b"\n", self.outcome_json.as_bytes()])
    }
}

async fn one_result(conn: &mut AnyConnection, sql: &'static str, lot: &LotKey) -> Result<Option<ResultRow>> {
    let row = sqlx::query(sql).bind(lot.tender.as_str()).bind(lot.lot.as_str()).fetch_optional(conn).await?;
    let read = |row: AnyRow| {
        Ok(ResultRow { case_json: row.try_get(0)?, outcome_json: row.try_get(1)?, at_ms: row.try_get(2)? })
    };
    row.map(read).transpose()
}

/// The result, once ranked.
///
/// # Errors
/// What the database says.
pub async fn result(conn: &mut AnyConnection, lot: &LotKey) -> Result<Option<ResultRow>> {
    one_result(conn, "SELECT case_json, outcome_json, at_ms FROM results WHERE tender = $1 AND lot = $2", lot).await
}

/// The last aggregation that did not come to a ranking.
///
/// # Errors
/// What the database says.
pub async fn aggregation(conn: &mut AnyConnection, lot: &LotKey) -> Result<Option<ResultRow>> {
    one_result(conn, "SELECT '', outcome_json, at_ms FROM aggregations WHERE tender = $1 AND lot = $2", lot).await
}

/// Keeps the result and forgets what stood in its way.
///
/// # Errors
/// What the database says.
pub async fn keep_result(conn: &mut AnyConnection, lot: &LotKey, result: &ResultRow) -> Result<()> {
    let (tender, number) = (lot.tender.as_str(), lot.lot.as_str());
    sqlx::query("INSERT INTO results (tender, lot, case_json, outcome_json, at_ms) VALUES ($1, $2, $3, $4, $5)")
        .bind(tender)
        .bind(number)
        .bind(&result.case_json)
        .bind(&result.outcome_json)
        .bind(result.at_ms)
        .execute(&mut *conn)
        .await?;
    sqlx::query("DELETE FROM aggregations WHERE tender = $1 AND lot = $2")
        .bind(tender)
        .bind(number)
        .execute(conn)
        .await?;
    Ok(())
}

/// Keeps what an aggregation that did not come to a ranking found.
///
/// # Errors
/// What the database says.
pub async fn keep_aggregation(conn: &mut AnyConnection, lot: &LotKey, outcome_json: &str, at_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO aggregations (tender, lot, outcome_json, at_ms) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (tender, lot) DO UPDATE SET outcome_json = excluded.outcome_json, at_ms = excluded.at_ms",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(outcome_json)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets the result: cells go back for correction.
///
/// # Errors
/// What the database says.
pub async fn forget_result(conn: &mut AnyConnection, lot: &LotKey) -> Result<()> {
    let (tender, number) = (lot.tender.as_str(), lot.lot.as_str());
    for sql in [
        "DELETE FROM results WHERE tender = $1 AND lot = $2",
        "DELETE FROM report_requests WHERE tender = $1 AND lot = $2",
    ] {
        sqlx::query(sql).bind(tender).bind(number).execute(&mut *conn).await?;
    }
    Ok(())
}

/// A cell that was returned for correction (87号令 art. 64).
#[derive(Debug, Clone)]
pub struct Return {
    /// The member whose score it is.
    pub member: String,
    /// The bidder.
    pub bidder: String,
    /// The criterion.
    pub criterion: String,
    /// The points before.
    pub points: Option<String>,
    /// The ground of the article.
    pub ground: String,
    /// The reason.
    pub reason: String,
    /// The head who returned it.
    pub by_member: String,
    /// When, milliseconds.
    pub at_ms: i64,
}

/// Every return of a lot, in order.
///
/// # Errors
/// What the database says.
pub async fn returns(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<Return>> {
    let rows = sqlx::query(
        "SELECT member, bidder, criterion, points, ground, reason, by_member, at_ms FROM returns \
         WHERE tender = $1 AND lot = $2 ORDER BY n",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Return {
                member: row.try_get(0)?,
                bidder: row.try_get(1)?,
                criterion: row.try_get(2)?,
                points: row.try_get(3)?,
                ground: row.try_get(4)?,
                reason: row.try_get(5)?,
                by_member: row.try_get(6)?,
                at_ms: row.try_get(7)?,
            })
        })
        .collect()
}

/// Unlocks one cell and notes why; the old value stays beside the new one.
///
/// # Errors
/// What the database says; corrupt when there is no such cell.
pub async fn return_cell(conn: &mut AnyConnection, lot: &LotKey, back: &Return) -> Result<()> {
    let (tender, number) = (lot.tender.as_str(), lot.lot.as_str());
    let done = sqlx::query(
        "UPDATE cells SET returned = 1, returned_points = points, returned_reason = $1 \
         WHERE tender = $2 AND lot = $3 AND member = $4 AND bidder = $5 AND criterion = $6",
    )
    .bind(&back.reason)
    .bind(tender)
    .bind(number)
    .bind(&back.member)
    .bind(&back.bidder)
    .bind(&back.criterion)
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() != 1 {
        return Err(StoreError::corrupt("a cell to return is not there"));
    }
    sqlx::query(
        "INSERT INTO returns (tender, lot, n, member, bidder, criterion, points, ground, reason, by_member, at_ms) \
         VALUES ($1, $2, (SELECT COALESCE(MAX(n), 0) + 1 FROM returns WHERE tender = $1 AND lot = $2), \
         $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(tender)
    .bind(number)
    .bind(&back.member)
    .bind(&back.bidder)
    .bind(&back.criterion)
    .bind(back.points.clone())
    .bind(&back.ground)
    .bind(&back.reason)
    .bind(&back.by_member)
    .bind(back.at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Opens a member's signed sheet for the returned cells: the signature goes, and what was unlocked before is locked.
///
/// # Errors
/// What the database says.
pub async fn reopen_sheet(conn: &mut AnyConnection, lot: &LotKey, member: &str) -> Result<()> {
    for sql in [
        "DELETE FROM sheet_signatures WHERE tender = $1 AND lot = $2 AND member = $3",
        "UPDATE cells SET returned = 0 WHERE tender = $1 AND lot = $2 AND member = $3",
    ] {
        sqlx::query(sql).bind(lot.tender.as_str()).bind(lot.lot.as_str()).bind(member).execute(&mut *conn).await?;
    }
    Ok(())
}
