//! What is said and signed in the hall: objections, papers and their signatures.

use crate::{Result, StoreError};
use shared::id::LotKey;
use sqlx::{AnyConnection, Row};

/// An objection raised at the opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// Its number, from 1.
    pub n: u32,
    /// Who raised it.
    pub bidder: String,
    /// Their name.
    pub name: String,
    /// What they said.
    pub text: String,
    /// When, milliseconds.
    pub raised_ms: i64,
    /// The answer.
    pub answer: Option<String>,
    /// When it was answered, milliseconds.
    pub answered_ms: Option<i64>,
}

/// The objections of a lot.
///
/// # Errors
/// What the database says.
pub async fn objections(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<Objection>> {
    sqlx::query(
        "SELECT j.n, j.bidder, o.name, j.text, j.raised_ms, j.answer, j.answered_ms FROM objections j \
         JOIN orgs o ON o.id = j.bidder WHERE j.tender = $1 AND j.lot = $2 ORDER BY j.n",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| {
        Ok(Objection {
            n: u32::try_from(row.try_get::<i64, _>(0)?).map_err(StoreError::corrupt)?,
            bidder: row.try_get(1)?,
            name: row.try_get(2)?,
            text: row.try_get(3)?,
            raised_ms: row.try_get(4)?,
            answer: row.try_get(5)?,
            answered_ms: row.try_get(6)?,
        })
    })
    .collect()
}

/// Writes an objection; a taken number is [`StoreError::Taken`].
///
/// # Errors
/// What the database says.
pub async fn raise(conn: &mut AnyConnection, lot: &LotKey, n: u32, bidder: &str, text: &str, at_ms: i64) -> Result<()> {
    sqlx::query("INSERT INTO objections (tender, lot, n, bidder, text, raised_ms) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .bind(i64::from(n))
        .bind(bidder)
        .bind(text)
        .bind(at_ms)
        .execute(conn)
        .await?;
    Ok(())
}

/// Answers an objection that has no answer yet; says whether there was one.
///
/// # Errors
/// What the database says.
pub async fn answer(
    conn: &mut AnyConnection,
    lot: &LotKey,
    n: u32,
    (text, by): (&str, &str),
    at_ms: i64,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE objections SET answer = $1, answered_by = $2, answered_ms = $3 \
         WHERE tender = $4 AND lot = $5 AND n = $6 AND answer IS NULL",
    )
    .bind(text)
    .bind(by)
    .bind(at_ms)
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(i64::from(n))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// When an act of this kind last happened in a lot, milliseconds.
///
/// # Errors
/// What the database says.
pub async fn act_time(conn: &mut AnyConnection, lot: &LotKey, kind: &str) -> Result<Option<i64>> {
    let row = sqlx::query("SELECT MAX(at_ms) FROM journal WHERE tender = $1 AND lot = $2 AND kind = $3")
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .bind(kind)
        .fetch_one(conn)
        .await?;
    Ok(row.try_get(0)?)
}

/// The journal's index of the newest numbered act of this kind in a lot.
///
/// # Errors
/// What the database says.
pub async fn act_seq(conn: &mut AnyConnection, lot: &LotKey, kind: &str) -> Result<Option<i64>> {
    let row = sqlx::query("SELECT MAX(seq) FROM journal WHERE tender = $1 AND lot = $2 AND kind = $3")
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .bind(kind)
        .fetch_one(conn)
        .await?;
    Ok(row.try_get(0)?)
}

/// A paper of a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// SHA-256 of the PDF, hex.
    pub sha256: String,
    /// As of when it was made, milliseconds.
    pub made_ms: i64,
}

/// Keeps a paper; the same one again only becomes newer.
///
/// # Errors
/// What the database says.
pub async fn keep_paper(conn: &mut AnyConnection, lot: &LotKey, kind: &str, paper: &Paper) -> Result<()> {
    sqlx::query(
        "INSERT INTO papers (tender, lot, kind, sha256, made_ms) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (tender, lot, kind, sha256) DO UPDATE SET made_ms = excluded.made_ms",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(kind)
    .bind(&paper.sha256)
    .bind(paper.made_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// The newest paper of a kind.
///
/// # Errors
/// What the database says.
pub async fn newest_paper(conn: &mut AnyConnection, lot: &LotKey, kind: &str) -> Result<Option<Paper>> {
    let row = sqlx::query(
        "SELECT sha256, made_ms FROM papers WHERE tender = $1 AND lot = $2 AND kind = $3 ORDER BY made_ms DESC, sha256 LIMIT 1",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(kind)
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Paper { sha256: row.try_get(0)?, made_ms: row.try_get(1)? }))
}

/// Somebody's signature under a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperSignature {
    /// The account, or the member's id.
    pub signer: String,
    /// The role.
    pub role: String,
    /// The person's name.
    pub name: String,
    /// A dissenting opinion, where one was added.
    pub dissent: Option<String>,
    /// When, milliseconds.
    pub at_ms: i64,
}

/// Signs a paper; a second signature of the same person is [`StoreError::Taken`].
///
/// # Errors
/// What the database says.
pub async fn sign_paper(
    conn: &mut AnyConnection,
    lot: &LotKey,
    kind: &str,
    sha256: &str,
    signature: &PaperSignature,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO paper_signatures (tender, lot, kind, sha256, signer, role, name, dissent, at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(kind)
    .bind(sha256)
    .bind(&signature.signer)
    .bind(&signature.role)
    .bind(&signature.name)
    .bind(signature.dissent.clone())
    .bind(signature.at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// The signatures under a paper, in the order of signing.
///
/// # Errors
/// What the database says.
pub async fn paper_signatures(
    conn: &mut AnyConnection,
    lot: &LotKey,
    kind: &str,
    sha256: &str,
) -> Result<Vec<PaperSignature>> {
    sqlx::query(
        "SELECT signer, role, name, dissent, at_ms FROM paper_signatures \
         WHERE tender = $1 AND lot = $2 AND kind = $3 AND sha256 = $4 ORDER BY at_ms, signer",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(kind)
    .bind(sha256)
    .fetch_all(conn)
    .await?
    .iter()
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
