//! What the committee decides together, and what followed from it.

mod effects;
mod inquiries;

pub use effects::*;
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
    /// For a stop of the evaluation: whether the agency confirmed it, why, and when in milliseconds.
    pub answer: Option<(bool, String, i64)>,
}

impl Matter {
    /// Whether votes are still to come.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.adopted.is_none() && !self.void
    }

    /// Whether it was decided, either way, and the decision holds.
    #[must_use]
    pub const fn is_decided(&self) -> bool {
        self.adopted.is_some() && !self.void
    }

    /// Whether it was adopted and holds.
    #[must_use]
    pub const fn holds(&self) -> bool {
        matches!(self.adopted, Some(true)) && !self.void
    }
}

const MATTER: &str = "SELECT n, kind, subject_json, proposal_json, reason, evidence_json, by_member, at_ms, adopted, decided_ms, \
     CASE WHEN void_ms IS NULL THEN 0 ELSE 1 END, answered, answer_reason, answered_ms FROM matters WHERE tender = $1 AND lot = $2";

fn matter(row: &AnyRow) -> Result<Matter> {
    let answered: Option<i64> = row.try_get(11)?;
    let answer = match answered {
        Some(confirmed) => Some((confirmed == 1, row.try_get(12)?, row.try_get(13)?)),
        None => None,
    };
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
        answer,
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

/// The matter by which the evaluation of a lot stands still.
///
/// # Errors
/// What the database says.
pub async fn stopping(conn: &mut AnyConnection, lot: &LotKey) -> Result<Option<Matter>> {
    let sql = format!(
        "{MATTER} AND kind = 'stop' AND adopted = 1 AND void_ms IS NULL AND answered IS NULL ORDER BY n LIMIT 1"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(matter).transpose()
}

/// Keeps the agency's answer to a stop.
///
/// # Errors
/// What the database says.
pub async fn answer_stop(
    conn: &mut AnyConnection,
    lot: &LotKey,
    n: i64,
    (confirmed, reason): (bool, &str),
    at_ms: i64,
) -> Result<()> {
    sqlx::query(
        "UPDATE matters SET answered = $1, answer_reason = $2, answered_ms = $3 WHERE tender = $4 AND lot = $5 AND n = $6",
    )
    .bind(i64::from(confirmed))
    .bind(reason)
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
