//! The report: its request, its paper, its signatures; the draw that it names.

use crate::{Result, StoreError};
use shared::id::LotKey;
use shared::journal::Hash;
use sqlx::{AnyConnection, Row};

/// The head asks for the report.
///
/// # Errors
/// What the database says; taken when it was asked for already.
pub async fn request_report(conn: &mut AnyConnection, lot: &LotKey, member: &str, at_ms: i64) -> Result<()> {
    sqlx::query("INSERT INTO report_requests (tender, lot, by_member, at_ms) VALUES ($1, $2, $3, $4)")
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .bind(member)
        .bind(at_ms)
        .execute(conn)
        .await?;
    Ok(())
}

/// When the report was asked for and is not made yet, milliseconds.
///
/// # Errors
/// What the database says.
pub async fn report_requested(conn: &mut AnyConnection, lot: &LotKey) -> Result<Option<i64>> {
    let row = sqlx::query("SELECT at_ms FROM report_requests WHERE tender = $1 AND lot = $2")
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// The report is made, or what was asked for is not wanted any more.
///
/// # Errors
/// What the database says.
pub async fn clear_report_request(conn: &mut AnyConnection, lot: &LotKey) -> Result<()> {
    sqlx::query("DELETE FROM report_requests WHERE tender = $1 AND lot = $2")
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .execute(conn)
        .await?;
    Ok(())
}

/// The ranked lots whose report is asked for and not made.
///
/// # Errors
/// What the database says.
pub async fn reports_due(conn: &mut AnyConnection) -> Result<Vec<LotKey>> {
    let rows = sqlx::query(
        "SELECT r.tender, r.lot FROM report_requests r JOIN lots l ON l.tender = r.tender AND l.lot = r.lot \
         WHERE l.stage = 'ranked' ORDER BY r.at_ms LIMIT 100",
    )
    .fetch_all(conn)
    .await?;
    rows.iter().map(key).collect()
}

/// The lots whose report is signed by all and whose sheet of signatures is not made.
///
/// # Errors
/// What the database says.
pub async fn slips_due(conn: &mut AnyConnection) -> Result<Vec<LotKey>> {
    let rows = sqlx::query(
        "SELECT l.tender, l.lot FROM lots l WHERE l.stage IN ('reported', 'confirmed', 'concluded') AND NOT EXISTS \
         (SELECT 1 FROM papers p WHERE p.tender = l.tender AND p.lot = l.lot AND p.kind = 'report-signatures' AND p.made_ms \
         >= (SELECT MAX(r.made_ms) FROM papers r WHERE r.tender = l.tender AND r.lot = l.lot AND r.kind = 'report')) \
         AND EXISTS (SELECT 1 FROM papers p WHERE p.tender = l.tender AND p.lot = l.lot AND p.kind = 'report') LIMIT 100",
    )
    .fetch_all(conn)
    .await?;
    rows.iter().map(key).collect()
}

fn key(row: &sqlx::any::AnyRow) -> Result<LotKey> {
    LotKey::new(&row.try_get::<String, _>(0)?, &row.try_get::<String, _>(1)?).map_err(StoreError::corrupt)
}

/// A paper in the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaperRow {
    /// SHA-256 of the file.
    pub sha256: Hash,
    /// When it was made, milliseconds.
    pub made_ms: i64,
}

/// Notes a paper that lies in the vault.
///
/// # Errors
/// What the database says.
pub async fn keep_paper(conn: &mut AnyConnection, lot: &LotKey, kind: &str, sha256: &Hash, at_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO papers (tender, lot, kind, sha256, made_ms) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (tender, lot, kind, sha256) DO UPDATE SET made_ms = excluded.made_ms",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(kind)
    .bind(sha256.to_hex())
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// The newest paper of a kind.
///
/// # Errors
/// What the database says.
pub async fn newest_paper(conn: &mut AnyConnection, lot: &LotKey, kind: &str) -> Result<Option<PaperRow>> {
    let row = sqlx::query(
        "SELECT sha256, made_ms FROM papers WHERE tender = $1 AND lot = $2 AND kind = $3 ORDER BY made_ms DESC LIMIT 1",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(kind)
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let sha256 = row.try_get::<String, _>(0)?.parse().map_err(StoreError::corrupt)?;
    Ok(Some(PaperRow { sha256, made_ms: row.try_get(1)? }))
}

/// A signature under a paper.
#[derive(Debug, Clone)]
pub struct PaperSignature {
    /// Who: under a report the member's id.
    pub signer: String,
    /// In what role.
    pub role: String,
    /// The person's name.
    pub name: String,
    /// The written dissent.
    pub dissent: Option<String>,
    /// When, milliseconds.
    pub at_ms: i64,
}

/// The signatures under a paper, in order.
///
/// # Errors
/// What the database says.
pub async fn paper_signatures(
    conn: &mut AnyConnection,
    lot: &LotKey,
    kind: &str,
    sha256: &Hash,
) -> Result<Vec<PaperSignature>> {
    let rows = sqlx::query(
        "SELECT signer, role, name, dissent, at_ms FROM paper_signatures WHERE tender = $1 AND lot = $2 AND kind = $3 \
         AND sha256 = $4 ORDER BY at_ms, signer",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(kind)
    .bind(sha256.to_hex())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(PaperSignature {
                signer: row.try_get(0)?,
                role: row.try_get(1)?,
                name: row.try_get(2)?,
                dissent: row.try_get(3)?,
                at_ms: row.try_get(4)?,
            })
        })
        .collect()
}

/// Signs a paper.
///
/// # Errors
/// What the database says; taken when the signer has signed it already.
pub async fn sign_paper(
    conn: &mut AnyConnection,
    lot: &LotKey,
    kind: &str,
    sha256: &Hash,
    signature: &PaperSignature,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO paper_signatures (tender, lot, kind, sha256, signer, role, name, dissent, at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(kind)
    .bind(sha256.to_hex())
    .bind(&signature.signer)
    .bind(&signature.role)
    .bind(&signature.name)
    .bind(signature.dissent.clone())
    .bind(signature.at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// What a report says of a draw.
#[derive(Debug, Clone)]
pub struct DrawRow {
    /// The draw's id.
    pub id: String,
    /// Attempts so far.
    pub attempt: i64,
    /// The seed, hex, once revealed.
    pub seed: Option<String>,
    /// The context of the newest attempt.
    pub context: Option<String>,
    /// The source of the public value.
    pub beacon: String,
    /// When seats were asked for, milliseconds.
    pub requested_ms: i64,
    /// Experts in the pool who were looked at.
    pub pool: i64,
    /// Of these, those who could be drawn.
    pub eligible: i64,
}

/// The draws of a lot's committee, in order.
///
/// # Errors
/// What the database says.
pub async fn draw(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<DrawRow>> {
    let rows = sqlx::query(
        "SELECT d.id, d.attempt, d.seed, d.context, d.beacon, d.requested_ms, \
         (SELECT CAST(COUNT(*) AS BIGINT) FROM draw_people p WHERE p.draw = d.id), \
         (SELECT CAST(COUNT(*) AS BIGINT) FROM draw_people p WHERE p.draw = d.id AND p.excluded IS NULL) \
         FROM draws d WHERE d.tender = $1 AND d.lot = $2 AND d.purpose = 'committee' ORDER BY d.requested_ms, d.id",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(DrawRow {
                id: row.try_get(0)?,
                attempt: row.try_get(1)?,
                seed: row.try_get(2)?,
                context: row.try_get(3)?,
                beacon: row.try_get(4)?,
                requested_ms: row.try_get(5)?,
                pool: row.try_get(6)?,
                eligible: row.try_get(7)?,
            })
        })
        .collect()
}
