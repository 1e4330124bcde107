//! What the committee decides together, and what followed from it.

mod inquiries;

pub use inquiries::*;

use crate::{Result, StoreError};
use shared::id::LotKey;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// A matter.
#[derive(Debug, Clone, Default)]
pub struct Matter {
    /// Its number in the lot, from 1.
    pub n: i64,
    /// The kind.
    pub kind: String,
    /// The subject, JSON.
    pub subject_json: String,
    /// What follows from the rules, JSON, for a correction.
    pub proposal_json: Option<String>,
    /// Why.
    pub reason: String,
    /// The pages that show it, JSON.
    pub evidence_json: String,
    /// Who proposed it.
    pub by_member: String,
    /// When, milliseconds.
    pub at_ms: i64,
    /// Adopted or rejected; none while votes are missing.
    pub adopted: Option<bool>,
    /// When it was decided, milliseconds.
    pub decided_ms: Option<i64>,
    /// Whether it is void, because a member who decided fell out (87号令 art. 49).
    pub void: bool,
}

const MATTER: &str = "SELECT n, kind, subject_json, proposal_json, reason, evidence_json, by_member, at_ms, adopted, decided_ms, \
     CASE WHEN void_ms IS NULL THEN 0 ELSE 1 END FROM matters WHERE tender = $1 AND lot = $2";

fn matter(row: &AnyRow) -> Result<Matter> {
    Ok(Matter {
        n: row.try_get(0)?,
        kind: row.try_get(1)?,
        subject_json: row.try_get(2)?,
        proposal_json: row.try_get(3)?,
        reason: row.try_get(4)?,
        evidence_json: row.try_get(5)?,
        by_member: row.try_get(6)?,
        at_ms: row.try_get(7)?,
        adopted: row.try_get::<Option<i64>, _>(8)?.map(|adopted| adopted == 1),
        decided_ms: row.try_get(9)?,
        void: row.try_get::<i64, _>(10)? == 1,
    })
}

/// The matters of a lot, in order.
///
/// # Errors
/// What the database says.
pub async fn all(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<Matter>> {
    let sql = format!("{MATTER} ORDER BY n LIMIT 1000");
    let rows =
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(lot.tender.as_str()).bind(lot.lot.as_str()).fetch_all(conn).await?;
    rows.iter().map(matter).collect()
}

/// Keeps a new matter under its number.
///
/// # Errors
/// What the database says; taken when another got the number.
pub async fn propose(conn: &mut AnyConnection, lot: &LotKey, matter: &Matter) -> Result<()> {
    sqlx::query(
        "INSERT INTO matters (tender, lot, n, kind, subject_json, proposal_json, reason, evidence_json, by_member, at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(matter.n)
    .bind(&matter.kind)
    .bind(&matter.subject_json)
    .bind(matter.proposal_json.clone())
    .bind(&matter.reason)
    .bind(&matter.evidence_json)
    .bind(&matter.by_member)
    .bind(matter.at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// A vote.
#[derive(Debug, Clone)]
pub struct Vote {
    /// The matter.
    pub n: i64,
    /// The member.
    pub member: String,
    /// For it.
    pub agree: bool,
    /// The opinion.
    pub opinion: String,
    /// When, milliseconds.
    pub at_ms: i64,
}

/// The votes of a lot, by matter and member.
///
/// # Errors
/// What the database says.
pub async fn votes(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<Vote>> {
    let rows = sqlx::query(
        "SELECT n, member, agree, opinion, at_ms FROM matter_votes WHERE tender = $1 AND lot = $2 ORDER BY n, at_ms, member",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Vote {
                n: row.try_get(0)?,
                member: row.try_get(1)?,
                agree: row.try_get::<i64, _>(2)? == 1,
                opinion: row.try_get(3)?,
                at_ms: row.try_get(4)?,
            })
        })
        .collect()
}

/// Keeps a vote.
///
/// # Errors
/// What the database says; taken when the member has voted.
pub async fn vote(conn: &mut AnyConnection, lot: &LotKey, vote: &Vote) -> Result<()> {
    sqlx::query(
        "INSERT INTO matter_votes (tender, lot, n, member, agree, opinion, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(vote.n)
    .bind(&vote.member)
    .bind(i64::from(vote.agree))
    .bind(&vote.opinion)
    .bind(vote.at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Decides a matter.
///
/// # Errors
/// What the database says.
pub async fn decide(conn: &mut AnyConnection, lot: &LotKey, n: i64, adopted: bool, at_ms: i64) -> Result<()> {
    sqlx::query("UPDATE matters SET adopted = $1, decided_ms = $2 WHERE tender = $3 AND lot = $4 AND n = $5")
        .bind(i64::from(adopted))
        .bind(at_ms)
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .bind(n)
        .execute(conn)
        .await?;
    Ok(())
}

/// Voids a matter: what followed from it goes, and a confirmation that was asked for it is not waited for any more.
///
/// # Errors
/// What the database says.
pub async fn void(conn: &mut AnyConnection, lot: &LotKey, n: i64, at_ms: i64) -> Result<()> {
    for effect in ["invalid_bids", "corrected_prices", "denied_claims"] {
        let sql = format!("DELETE FROM {effect} WHERE tender = $1 AND lot = $2 AND matter = $3");
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(lot.tender.as_str())
            .bind(lot.lot.as_str())
            .bind(n)
            .execute(&mut *conn)
            .await?;
    }
    for sql in [
        "UPDATE matters SET void_ms = $1 WHERE tender = $2 AND lot = $3 AND n = $4",
        "UPDATE inquiries SET lapsed_ms = $1 WHERE tender = $2 AND lot = $3 AND matter = $4 AND answered_ms IS NULL",
    ] {
        sqlx::query(sql)
            .bind(at_ms)
            .bind(lot.tender.as_str())
            .bind(lot.lot.as_str())
            .bind(n)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// Forgets the scores that a member kept with a reason.
///
/// # Errors
/// What the database says.
pub async fn forget_kept(conn: &mut AnyConnection, lot: &LotKey, member: &str) -> Result<()> {
    sqlx::query("DELETE FROM kept_scores WHERE tender = $1 AND lot = $2 AND member = $3")
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .bind(member)
        .execute(conn)
        .await?;
    Ok(())
}

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

/// A score that its member kept.
#[derive(Debug, Clone)]
pub struct KeptScore {
    /// The member.
    pub member: String,
    /// The bidder.
    pub bidder: String,
    /// The criterion.
    pub criterion: String,
    /// The points for which it holds.
    pub points: String,
    /// Why.
    pub reason: String,
    /// When, milliseconds.
    pub at_ms: i64,
}

/// The scores that were kept with a reason.
///
/// # Errors
/// What the database says.
pub async fn kept_scores(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<KeptScore>> {
    let rows = sqlx::query(
        "SELECT member, bidder, criterion, points, reason, at_ms FROM kept_scores WHERE tender = $1 AND lot = $2 \
         ORDER BY at_ms, member, bidder, criterion",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(KeptScore {
                member: row.try_get(0)?,
                bidder: row.try_get(1)?,
                criterion: row.try_get(2)?,
                points: row.try_get(3)?,
                reason: row.try_get(4)?,
                at_ms: row.try_get(5)?,
            })
        })
        .collect()
}

/// A member keeps a score.
///
/// # Errors
/// What the database says.
pub async fn keep_score(conn: &mut AnyConnection, lot: &LotKey, kept: &KeptScore) -> Result<()> {
    sqlx::query(
        "INSERT INTO kept_scores (tender, lot, member, bidder, criterion, points, reason, at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tender, lot, member, bidder, criterion) DO UPDATE SET \
         points = excluded.points, reason = excluded.reason, at_ms = excluded.at_ms",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(&kept.member)
    .bind(&kept.bidder)
    .bind(&kept.criterion)
    .bind(&kept.points)
    .bind(&kept.reason)
    .bind(kept.at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

fn number(value: i64) -> Result<u64> {
    u64::try_from(value).map_err(StoreError::corrupt)
}
