//! Reviews: what officer, purchaser and members decide on the opened bids, and who has signed.

use crate::{Result, StoreError};
use shared::id::LotKey;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use std::collections::BTreeMap;

/// The kind of the review by officer and purchaser.
pub const QUALIFICATION: &str = "qualification";
/// The kind of the review by the committee.
pub const COMPLIANCE: &str = "compliance";

/// A bid that was opened.
#[derive(Debug, Clone)]
pub struct OpenedBid {
    /// The bidder.
    pub bidder: String,
    /// The bidder's name.
    pub name: String,
    /// The opening form (`shared::envelope::OpeningForm`), JSON.
    pub form_json: Option<String>,
}

/// The opened bids of a lot, by bidder.
///
/// # Errors
/// What the database says.
pub async fn opened(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<OpenedBid>> {
    let rows = sqlx::query(
        "SELECT v.bidder, o.name, MAX(v.form_json) FROM verdicts v JOIN orgs o ON o.id = v.bidder \
         WHERE v.tender = $1 AND v.lot = $2 AND v.outcome = 'opened' AND v.envelope <> 'price' GROUP BY v.bidder, o.name ORDER BY v.bidder",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok(OpenedBid { bidder: row.try_get(0)?, name: row.try_get(1)?, form_json: row.try_get(2)? }))
        .collect()
}

/// A file of an opened bid.
#[derive(Debug, Clone)]
pub struct BidFile {
    /// The bidder.
    pub bidder: String,
    /// Its number in the bid, from 1.
    pub n: u32,
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Where it lies in the vault.
    pub sha256: String,
    /// Its pages, when they are counted.
    pub pages: Option<u32>,
}

fn bid_file(row: &AnyRow) -> Result<BidFile> {
    Ok(BidFile {
        bidder: row.try_get(0)?,
        n: number(row.try_get(1)?)?,
        name: row.try_get(2)?,
        size: u64::try_from(row.try_get::<i64, _>(3)?).map_err(StoreError::corrupt)?,
        sha256: row.try_get(4)?,
        pages: row.try_get::<Option<i64>, _>(5)?.map(number).transpose()?,
    })
}

fn number(value: i64) -> Result<u32> {
    u32::try_from(value).map_err(StoreError::corrupt)
}

/// The files of a lot's opened bids, by bidder and number.
///
/// # Errors
/// What the database says.
pub async fn files(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<BidFile>> {
    let rows = sqlx::query(
        "SELECT bidder, n, name, size, sha256, pages FROM bid_files WHERE tender = $1 AND lot = $2 ORDER BY bidder, n",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter().map(bid_file).collect()
}

/// One file of an opened bid.
///
/// # Errors
/// What the database says.
pub async fn file(conn: &mut AnyConnection, key: &LotKey, bidder: &str, n: u32) -> Result<Option<BidFile>> {
    let row = sqlx::query(
        "SELECT bidder, n, name, size, sha256, pages FROM bid_files \
         WHERE tender = $1 AND lot = $2 AND bidder = $3 AND n = $4",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(bidder)
    .bind(i64::from(n))
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(bid_file).transpose()
}

/// One decision on one bid.
#[derive(Debug, Clone)]
pub struct Review {
    /// `officer`, `purchaser`, or the member's id.
    pub reviewer: String,
    /// The bidder.
    pub bidder: String,
    /// Whether the bid passes.
    pub pass: bool,
    /// The clause that it fails.
    pub clause: String,
    /// The file that shows it.
    pub file: String,
    /// The page that shows it.
    pub page: u32,
    /// Why.
    pub reason: String,
    /// The version, from 1.
    pub version: i64,
}

/// Every decision of a kind.
///
/// # Errors
/// What the database says.
pub async fn reviews(conn: &mut AnyConnection, key: &LotKey, kind: &str) -> Result<Vec<Review>> {
    let rows = sqlx::query(
        "SELECT reviewer, bidder, pass, clause, file, page, reason, version FROM reviews \
         WHERE tender = $1 AND lot = $2 AND kind = $3 ORDER BY bidder, reviewer",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(kind)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Review {
                reviewer: row.try_get(0)?,
                bidder: row.try_get(1)?,
                pass: row.try_get::<i64, _>(2)? == 1,
                clause: row.try_get(3)?,
                file: row.try_get(4)?,
                page: number(row.try_get(5)?)?,
                reason: row.try_get(6)?,
                version: row.try_get(7)?,
            })
        })
        .collect()
}

/// Writes a decision over the reviewer's former one.
///
/// # Errors
/// What the database says.
pub async fn save(conn: &mut AnyConnection, key: &LotKey, kind: &str, review: &Review, at_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO reviews (tender, lot, kind, reviewer, bidder, pass, clause, file, page, reason, version, at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
         ON CONFLICT (tender, lot, kind, reviewer, bidder) DO UPDATE SET pass = excluded.pass, clause = excluded.clause, \
         file = excluded.file, page = excluded.page, reason = excluded.reason, version = excluded.version, \
         at_ms = excluded.at_ms",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(kind)
    .bind(&review.reviewer)
    .bind(&review.bidder)
    .bind(i64::from(review.pass))
    .bind(&review.clause)
    .bind(&review.file)
    .bind(i64::from(review.page))
    .bind(&review.reason)
    .bind(review.version)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// A signature under a review.
#[derive(Debug, Clone)]
pub struct Signature {
    /// `officer`, `purchaser`, or the member's id.
    pub reviewer: String,
    /// SHA-256 of the decisions.
    pub sha256: String,
    /// When.
    pub at_ms: i64,
}

/// Who has signed.
///
/// # Errors
/// What the database says.
pub async fn signatures(conn: &mut AnyConnection, key: &LotKey, kind: &str) -> Result<Vec<Signature>> {
    let rows = sqlx::query(
        "SELECT reviewer, sha256, at_ms FROM review_signatures WHERE tender = $1 AND lot = $2 AND kind = $3 \
         ORDER BY at_ms, reviewer",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(kind)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok(Signature { reviewer: row.try_get(0)?, sha256: row.try_get(1)?, at_ms: row.try_get(2)? }))
        .collect()
}

/// Signs a review; a former signature of the same reviewer is replaced.
///
/// # Errors
/// What the database says.
pub async fn sign(
    conn: &mut AnyConnection,
    key: &LotKey,
    kind: &str,
    signature: &Signature,
    account: &str,
) -> Result<()> {
    unsign(conn, key, kind, &signature.reviewer).await?;
    sqlx::query(
        "INSERT INTO review_signatures (tender, lot, kind, reviewer, account, sha256, at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(kind)
    .bind(&signature.reviewer)
    .bind(account)
    .bind(&signature.sha256)
    .bind(signature.at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes a signature back; says whether there was one.
///
/// # Errors
/// What the database says.
pub async fn unsign(conn: &mut AnyConnection, key: &LotKey, kind: &str, reviewer: &str) -> Result<bool> {
    let done =
        sqlx::query("DELETE FROM review_signatures WHERE tender = $1 AND lot = $2 AND kind = $3 AND reviewer = $4")
            .bind(key.tender.as_str())
            .bind(key.lot.as_str())
            .bind(kind)
            .bind(reviewer)
            .execute(conn)
            .await?;
    Ok(done.rows_affected() > 0)
}

/// The bidders that officer and purchaser both found qualified, in order.
///
/// # Errors
/// What the database says.
pub async fn qualified(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<String>> {
    let rows = sqlx::query(
        "SELECT bidder FROM reviews WHERE tender = $1 AND lot = $2 AND kind = 'qualification' AND pass = 1 \
         AND reviewer IN ('officer', 'purchaser') GROUP BY bidder HAVING COUNT(*) = 2 ORDER BY bidder",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// The qualified bidders, each with whether the majority of the members who sit found it compliant (87号令 art. 61), and
/// the reasons of those who did not, as `clause: reason (file, p. n)`. The opinions of members who are out do not count.
///
/// # Errors
/// What the database says.
pub async fn compliant(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<(String, bool, Vec<String>)>> {
    let mut votes: BTreeMap<String, (usize, Vec<String>)> =
        qualified(conn, key).await?.into_iter().map(|bidder| (bidder, (0, Vec::new()))).collect();
    let sitting = crate::scoring::sitting(conn, key).await?;
    for review in reviews(conn, key, COMPLIANCE).await? {
        let sits = sitting.iter().any(|member| member.id == review.reviewer);
        let Some((passes, failures)) = votes.get_mut(&review.bidder).filter(|_| sits) else { continue };
        if review.pass {
            *passes += 1;
        } else {
            let Review { clause, reason, file, page, .. } = &review;
            failures.push(format!("{clause}: {reason} ({file}, p. {page})"));
        }
    }
    let majority = |(bidder, (passes, failures)): (String, (usize, Vec<String>))| {
        let passed = passes > failures.len();
        (bidder, passed, failures)
    };
    Ok(votes.into_iter().map(majority).collect())
}
