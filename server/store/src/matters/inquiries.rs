//! Questions to bidders, and their answers.

use super::number;
use crate::{Result, StoreError};
use shared::id::LotKey;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// A question to a bidder.
#[derive(Debug, Clone, Default)]
pub struct Inquiry {
    /// Its number in the lot, from 1.
    pub n: i64,
    /// Whom.
    pub bidder: String,
    /// The bidder's name.
    pub name: String,
    /// What for.
    pub kind: String,
    /// The matter whose adoption asked it.
    pub matter: Option<i64>,
    /// The question.
    pub question: String,
    /// Who asked.
    pub asked_by: String,
    /// When, milliseconds.
    pub asked_ms: i64,
    /// Until when, milliseconds.
    pub due_ms: i64,
    /// The answer.
    pub answer: Option<String>,
    /// Whether a corrected price is confirmed.
    pub accept: Option<bool>,
    /// When it was answered, milliseconds.
    pub answered_ms: Option<i64>,
    /// Since when the committee reads the answer, milliseconds.
    pub opened_ms: Option<i64>,
    /// When it was noted that no answer came, milliseconds.
    pub lapsed_ms: Option<i64>,
}

impl Inquiry {
    /// Whether neither an answer came nor was noted that none did.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.answered_ms.is_none() && self.lapsed_ms.is_none()
    }
}

const INQUIRY: &str = "SELECT i.n, i.bidder, o.name, i.kind, i.matter, i.question, i.asked_by, i.asked_ms, i.due_ms, i.answer, \
     i.accept, i.answered_ms, i.opened_ms, i.lapsed_ms, i.tender, i.lot FROM inquiries i JOIN orgs o ON o.id = i.bidder";

fn inquiry(row: &AnyRow) -> Result<Inquiry> {
    Ok(Inquiry {
        n: row.try_get(0)?,
        bidder: row.try_get(1)?,
        name: row.try_get(2)?,
        kind: row.try_get(3)?,
        matter: row.try_get(4)?,
        question: row.try_get(5)?,
        asked_by: row.try_get(6)?,
        asked_ms: row.try_get(7)?,
        due_ms: row.try_get(8)?,
        answer: row.try_get(9)?,
        accept: row.try_get::<Option<i64>, _>(10)?.map(|accept| accept == 1),
        answered_ms: row.try_get(11)?,
        opened_ms: row.try_get(12)?,
        lapsed_ms: row.try_get(13)?,
    })
}

/// The questions of a lot, in order.
///
/// # Errors
/// What the database says.
pub async fn inquiries(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<Inquiry>> {
    let sql = format!("{INQUIRY} WHERE i.tender = $1 AND i.lot = $2 ORDER BY i.n LIMIT 1000");
    let rows =
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(lot.tender.as_str()).bind(lot.lot.as_str()).fetch_all(conn).await?;
    rows.iter().map(inquiry).collect()
}

/// The questions to a bidder over all lots, newest first.
///
/// # Errors
/// What the database says.
pub async fn inquiries_of(conn: &mut AnyConnection, bidder: &str) -> Result<Vec<(LotKey, Inquiry)>> {
    let sql = format!("{INQUIRY} WHERE i.bidder = $1 ORDER BY i.asked_ms DESC, i.n DESC LIMIT 200");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(bidder).fetch_all(conn).await?;
    rows.iter().map(|row| Ok((key(row, 14)?, inquiry(row)?))).collect()
}

/// The lot whose tender stands in that column and whose number in the next.
fn key(row: &AnyRow, at: usize) -> Result<LotKey> {
    LotKey::new(&row.try_get::<String, _>(at)?, &row.try_get::<String, _>(at + 1)?).map_err(StoreError::corrupt)
}

/// The open questions whose time is over at that moment.
///
/// # Errors
/// What the database says.
pub async fn overdue(conn: &mut AnyConnection, now_ms: i64) -> Result<Vec<(LotKey, i64)>> {
    let rows = sqlx::query(
        "SELECT i.n, i.tender, i.lot FROM inquiries i JOIN lots l ON l.tender = i.tender AND l.lot = i.lot \
         WHERE i.answered_ms IS NULL AND i.lapsed_ms IS NULL AND i.due_ms <= $1 \
         AND l.stage IN ('reviewing', 'scoring', 'priced', 'ranked', 'reporting') ORDER BY i.due_ms LIMIT 100",
    )
    .bind(now_ms)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((key(row, 1)?, row.try_get(0)?))).collect()
}

/// Keeps a new question under its number.
///
/// # Errors
/// What the database says; taken when another got the number.
pub async fn ask(conn: &mut AnyConnection, lot: &LotKey, inquiry: &Inquiry) -> Result<()> {
    sqlx::query(
        "INSERT INTO inquiries (tender, lot, n, bidder, kind, matter, question, asked_by, asked_ms, due_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(inquiry.n)
    .bind(&inquiry.bidder)
    .bind(&inquiry.kind)
    .bind(inquiry.matter)
    .bind(&inquiry.question)
    .bind(&inquiry.asked_by)
    .bind(inquiry.asked_ms)
    .bind(inquiry.due_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps the answer to a question.
///
/// # Errors
/// What the database says.
pub async fn answer(
    conn: &mut AnyConnection,
    lot: &LotKey,
    inquiry: &Inquiry,
    account: &str,
    salt: &[u8],
) -> Result<()> {
    sqlx::query(
        "UPDATE inquiries SET answer = $1, accept = $2, answered_by = $3, answered_ms = $4, salt = $5 \
         WHERE tender = $6 AND lot = $7 AND n = $8",
    )
    .bind(inquiry.answer.clone())
    .bind(inquiry.accept.map(i64::from))
    .bind(account)
    .bind(inquiry.answered_ms)
    .bind(salt.to_vec())
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(inquiry.n)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that no answer came.
///
/// # Errors
/// What the database says.
pub async fn lapse(conn: &mut AnyConnection, lot: &LotKey, n: i64, at_ms: i64) -> Result<()> {
    sqlx::query("UPDATE inquiries SET lapsed_ms = $1 WHERE tender = $2 AND lot = $3 AND n = $4")
        .bind(at_ms)
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .bind(n)
        .execute(conn)
        .await?;
    Ok(())
}

/// Opens every answer of the lot to the committee, unless a question is still open.
///
/// # Errors
/// What the database says.
pub async fn open_answers(conn: &mut AnyConnection, lot: &LotKey, at_ms: i64) -> Result<()> {
    sqlx::query(
        "UPDATE inquiries SET opened_ms = $1 WHERE tender = $2 AND lot = $3 AND answered_ms IS NOT NULL \
         AND opened_ms IS NULL AND NOT EXISTS (SELECT 1 FROM inquiries o WHERE o.tender = $2 AND o.lot = $3 \
         AND o.answered_ms IS NULL AND o.lapsed_ms IS NULL)",
    )
    .bind(at_ms)
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .execute(conn)
    .await?;
    Ok(())
}

/// A file with an answer.
#[derive(Debug, Clone)]
pub struct InquiryFile {
    /// The question.
    pub n: i64,
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256, hex.
    pub sha256: String,
}

/// The files of a lot's answers, by question and name.
///
/// # Errors
/// What the database says.
pub async fn inquiry_files(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<InquiryFile>> {
    let rows = sqlx::query(
        "SELECT n, name, size, sha256 FROM inquiry_files WHERE tender = $1 AND lot = $2 ORDER BY n, name LIMIT 10000",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let (n, name, size) = (row.try_get(0)?, row.try_get(1)?, number(row.try_get(2)?)?);
            Ok(InquiryFile { n, name, size, sha256: row.try_get(3)? })
        })
        .collect()
}

/// Keeps a file for an answer, in place of one of the same name.
///
/// # Errors
/// What the database says.
pub async fn keep_inquiry_file(conn: &mut AnyConnection, lot: &LotKey, file: &InquiryFile, at_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO inquiry_files (tender, lot, n, name, size, sha256, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (tender, lot, n, name) DO UPDATE SET size = excluded.size, sha256 = excluded.sha256, at_ms = excluded.at_ms",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(file.n)
    .bind(&file.name)
    .bind(i64::try_from(file.size).map_err(StoreError::corrupt)?)
    .bind(&file.sha256)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}
