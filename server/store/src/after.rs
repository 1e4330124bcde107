//! After the report: re-evaluations, bonds, contract, challenges, the legal calendar.

use crate::{Result, StoreError};
use shared::amount::Fen;
use shared::api::after::{Bond, BondForm, ContractRow};
use shared::id::LotKey;
use sqlx::{AnyConnection, Row};

/// A re-evaluation after the report was signed (87号令 art. 64).
#[derive(Debug, Clone)]
pub struct Reevaluation {
    /// On what ground.
    pub ground: String,
    /// What was found.
    pub reason: String,
    /// Who asked for it: `officer` or `purchaser`.
    pub role: String,
    /// SHA-256 of the report that was signed before, hex.
    pub report_sha256: String,
    /// The outcome before, JSON.
    pub outcome_json: String,
    /// When, milliseconds.
    pub at_ms: i64,
}

/// The re-evaluations of a lot, in order.
///
/// # Errors
/// What the database says.
pub async fn reevaluations(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<Reevaluation>> {
    let rows = sqlx::query(
        "SELECT ground, reason, role, report_sha256, outcome_json, at_ms FROM reevaluations \
         WHERE tender = $1 AND lot = $2 ORDER BY n",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Reevaluation {
                ground: row.try_get(0)?,
                reason: row.try_get(1)?,
                role: row.try_get(2)?,
                report_sha256: row.try_get(3)?,
                outcome_json: row.try_get(4)?,
                at_ms: row.try_get(5)?,
            })
        })
        .collect()
}

/// Keeps a re-evaluation.
///
/// # Errors
/// What the database says.
pub async fn reevaluate(conn: &mut AnyConnection, lot: &LotKey, again: &Reevaluation, account: &str) -> Result<()> {
    sqlx::query(
        "INSERT INTO reevaluations (tender, lot, n, ground, reason, role, account, report_sha256, outcome_json, at_ms) \
         VALUES ($1, $2, (SELECT COALESCE(MAX(n), 0) + 1 FROM reevaluations WHERE tender = $1 AND lot = $2), \
         $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(&again.ground)
    .bind(&again.reason)
    .bind(&again.role)
    .bind(account)
    .bind(&again.report_sha256)
    .bind(&again.outcome_json)
    .bind(again.at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// A bidder with its bond.
#[derive(Debug, Clone)]
pub struct BondLine {
    /// The bidder.
    pub bidder: String,
    /// The bond.
    pub bond: Bond,
    /// When it was refunded, milliseconds.
    pub refunded_ms: Option<i64>,
}

/// The bonds of a lot, by bidder.
///
/// # Errors
/// What the database says.
pub async fn bonds(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<BondLine>> {
    let rows = sqlx::query(
        "SELECT bidder, amount_fen, form, arrived_ms, source, refunded_ms FROM bonds WHERE tender = $1 AND lot = $2 \
         ORDER BY bidder",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let form: String = row.try_get(2)?;
            let bond = Bond {
                amount: Fen(row.try_get(1)?),
                form: BondForm::parse(&form).ok_or_else(|| StoreError::corrupt("a bond of no form"))?,
                arrived_ms: row.try_get(3)?,
                source: row.try_get(4)?,
            };
            Ok(BondLine { bidder: row.try_get(0)?, bond, refunded_ms: row.try_get(5)? })
        })
        .collect()
}

/// Notes a bond in place of what was noted for the bidder before.
///
/// # Errors
/// What the database says.
pub async fn save_bond(conn: &mut AnyConnection, lot: &LotKey, bidder: &str, bond: &Bond) -> Result<()> {
    sqlx::query(
        "INSERT INTO bonds (tender, lot, bidder, amount_fen, form, arrived_ms, source) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (tender, lot, bidder) DO UPDATE SET amount_fen = excluded.amount_fen, form = excluded.form, \
         arrived_ms = excluded.arrived_ms, source = excluded.source",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(bidder)
    .bind(bond.amount.0)
    .bind(bond.form.as_str())
    .bind(bond.arrived_ms)
    .bind(&bond.source)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that a bond was refunded; says whether there was one that was not.
///
/// # Errors
/// What the database says.
pub async fn refund_bond(conn: &mut AnyConnection, lot: &LotKey, bidder: &str, at_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE bonds SET refunded_ms = $1 WHERE tender = $2 AND lot = $3 AND bidder = $4 AND refunded_ms IS NULL",
    )
    .bind(at_ms)
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(bidder)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The contract of a lot.
///
/// # Errors
/// What the database says.
pub async fn contract(conn: &mut AnyConnection, lot: &LotKey) -> Result<Option<ContractRow>> {
    let row =
        sqlx::query("SELECT number, signed_ms, amount_fen, published_ms FROM contracts WHERE tender = $1 AND lot = $2")
            .bind(lot.tender.as_str())
            .bind(lot.lot.as_str())
            .fetch_optional(conn)
            .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(ContractRow {
        number: row.try_get(0)?,
        signed_ms: row.try_get(1)?,
        amount: Fen(row.try_get(2)?),
        published_ms: row.try_get(3)?,
    }))
}

/// Notes the contract.
///
/// # Errors
/// What the database says; taken when there is one.
pub async fn save_contract(
    conn: &mut AnyConnection,
    lot: &LotKey,
    contract: &ContractRow,
    account: &str,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO contracts (tender, lot, number, signed_ms, amount_fen, noted_by) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(&contract.number)
    .bind(contract.signed_ms)
    .bind(contract.amount.0)
    .bind(account)
    .execute(conn)
    .await?;
    Ok(())
}

/// The contract is announced; says whether there was one that was not.
///
/// # Errors
/// What the database says.
pub async fn publish_contract(conn: &mut AnyConnection, lot: &LotKey, at_ms: i64) -> Result<bool> {
    let done =
        sqlx::query("UPDATE contracts SET published_ms = $1 WHERE tender = $2 AND lot = $3 AND published_ms IS NULL")
            .bind(at_ms)
            .bind(lot.tender.as_str())
            .bind(lot.lot.as_str())
            .execute(conn)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// A challenge.
#[derive(Debug, Clone)]
pub struct Challenge {
    /// Its number, from 1.
    pub n: i64,
    /// Who challenges.
    pub bidder: String,
    /// The bidder's name.
    pub name: String,
    /// What.
    pub text: String,
    /// When, milliseconds.
    pub raised_ms: i64,
    /// The answer.
    pub answer: Option<String>,
    /// When it was answered, milliseconds.
    pub answered_ms: Option<i64>,
}

/// The challenges of a lot, in order.
///
/// # Errors
/// What the database says.
pub async fn challenges(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<Challenge>> {
    let rows = sqlx::query(
        "SELECT c.n, c.bidder, o.name, c.text, c.raised_ms, c.answer, c.answered_ms FROM challenges c \
         JOIN orgs o ON o.id = c.bidder WHERE c.tender = $1 AND c.lot = $2 ORDER BY c.n LIMIT 1000",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Challenge {
                n: row.try_get(0)?,
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

/// Keeps a challenge under its number.
///
/// # Errors
/// What the database says; taken when another got the number.
pub async fn raise(conn: &mut AnyConnection, lot: &LotKey, challenge: &Challenge) -> Result<()> {
    sqlx::query("INSERT INTO challenges (tender, lot, n, bidder, text, raised_ms) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .bind(challenge.n)
        .bind(&challenge.bidder)
        .bind(&challenge.text)
        .bind(challenge.raised_ms)
        .execute(conn)
        .await?;
    Ok(())
}

/// Keeps the answer to a challenge; says whether it was open.
///
/// # Errors
/// What the database says.
pub async fn answer(conn: &mut AnyConnection, lot: &LotKey, n: i64, answer: &str, at_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE challenges SET answer = $1, answered_ms = $2 WHERE tender = $3 AND lot = $4 AND n = $5 AND answer IS NULL",
    )
    .bind(answer)
    .bind(at_ms)
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(n)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The legal calendar as an administrator has kept it: version and JSON.
///
/// # Errors
/// What the database says.
pub async fn calendar(conn: &mut AnyConnection) -> Result<Option<(i64, String)>> {
    let row =
        sqlx::query("SELECT version, json FROM calendars ORDER BY version DESC LIMIT 1").fetch_optional(conn).await?;
    row.map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).transpose()
}

/// Keeps a new version of the legal calendar; the old ones stay.
///
/// # Errors
/// What the database says; taken when another got the version.
pub async fn save_calendar(
    conn: &mut AnyConnection,
    version: i64,
    json: &str,
    account: &str,
    at_ms: i64,
) -> Result<()> {
    sqlx::query("INSERT INTO calendars (version, json, by_account, at_ms) VALUES ($1, $2, $3, $4)")
        .bind(version)
        .bind(json)
        .bind(account)
        .bind(at_ms)
        .execute(conn)
        .await?;
    Ok(())
}

/// When the lot's report was signed by all, milliseconds.
///
/// # Errors
/// What the database says.
pub async fn reported_ms(conn: &mut AnyConnection, lot: &LotKey) -> Result<Option<i64>> {
    let row = sqlx::query(
        "SELECT MAX(s.at_ms) FROM paper_signatures s WHERE s.tender = $1 AND s.lot = $2 AND s.kind = 'report'",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_one(conn)
    .await?;
    Ok(row.try_get(0)?)
}
