//! What the supervisor sees, and the witnesses' keys.

use crate::{Result, StoreError};
use shared::id::LotKey;
use sqlx::{AnyConnection, Row};

/// A witness's key.
#[derive(Debug, Clone)]
pub struct Witness {
    /// The name in the signature line.
    pub name: String,
    /// Whose it is.
    pub account: String,
    /// The public key, base64url.
    pub public_key: String,
    /// When it was enrolled, milliseconds.
    pub enrolled_ms: i64,
}

/// The witnesses' keys, oldest first.
///
/// # Errors
/// What the database says.
pub async fn witnesses(conn: &mut AnyConnection) -> Result<Vec<Witness>> {
    let rows = sqlx::query(
        "SELECT name, account, public_key, enrolled_ms FROM witnesses ORDER BY enrolled_ms, name LIMIT 100",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Witness {
                name: row.try_get(0)?,
                account: row.try_get(1)?,
                public_key: row.try_get(2)?,
                enrolled_ms: row.try_get(3)?,
            })
        })
        .collect()
}

/// Enrols a witness's key.
///
/// # Errors
/// What the database says; taken when the name has a key already.
pub async fn enrol(conn: &mut AnyConnection, witness: &Witness) -> Result<()> {
    sqlx::query("INSERT INTO witnesses (name, account, public_key, enrolled_ms) VALUES ($1, $2, $3, $4)")
        .bind(&witness.name)
        .bind(&witness.account)
        .bind(&witness.public_key)
        .bind(witness.enrolled_ms)
        .execute(conn)
        .await?;
    Ok(())
}

/// When a checkpoint was cosigned, milliseconds.
///
/// # Errors
/// What the database says.
pub async fn cosigned_at(conn: &mut AnyConnection, size: i64) -> Result<Option<i64>> {
    let row =
        sqlx::query("SELECT cosigned_ms FROM checkpoints WHERE size = $1").bind(size).fetch_optional(conn).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?.flatten())
}

fn key(row: &sqlx::any::AnyRow) -> Result<LotKey> {
    LotKey::new(&row.try_get::<String, _>(0)?, &row.try_get::<String, _>(1)?).map_err(StoreError::corrupt)
}

async fn keys(conn: &mut AnyConnection, sql: &'static str, supervisor: &str) -> Result<Vec<LotKey>> {
    sqlx::query(sql).bind(supervisor).fetch_all(conn).await?.iter().map(key).collect()
}

/// The supervisor's lots whose closed list lacks the supervisor's signature.
///
/// # Errors
/// What the database says.
pub async fn lists_to_sign(conn: &mut AnyConnection, supervisor: &str) -> Result<Vec<LotKey>> {
    keys(
        conn,
        "SELECT DISTINCT l.tender, l.lot FROM lists l JOIN lots o ON o.tender = l.tender AND o.lot = l.lot \
         JOIN tenders t ON t.id = l.tender WHERE ((o.stage = 'closed' AND l.round = 1) OR (o.stage = 'price_closed' AND l.round = 2)) \
         AND t.supervisor = $1 AND NOT EXISTS (SELECT 1 FROM list_signatures s WHERE s.tender = l.tender \
         AND s.lot = l.lot AND s.envelope = l.envelope AND s.round = l.round AND s.role = 'supervisor')",
        supervisor,
    )
    .await
}

/// The supervisor's lots whose opening record lacks the supervisor's signature.
///
/// # Errors
/// What the database says.
pub async fn records_to_sign(conn: &mut AnyConnection, supervisor: &str) -> Result<Vec<LotKey>> {
    keys(
        conn,
        "SELECT DISTINCT p.tender, p.lot FROM papers p JOIN lots o ON o.tender = p.tender AND o.lot = p.lot \
         JOIN tenders t ON t.id = p.tender WHERE ((p.kind = 'opening-record' AND o.stage = 'announced') OR (p.kind = 'price-record' AND o.stage = 'price_announced')) \
         AND t.supervisor = $1 AND NOT EXISTS (SELECT 1 FROM paper_signatures s WHERE s.tender = p.tender \
         AND s.lot = p.lot AND s.kind = p.kind AND s.sha256 = p.sha256 AND s.role = 'supervisor')",
        supervisor,
    )
    .await
}

/// The supervisor's lots with answers of called experts that wait for the countersignature.
///
/// # Errors
/// What the database says.
pub async fn answers_to_countersign(conn: &mut AnyConnection, supervisor: &str) -> Result<Vec<LotKey>> {
    keys(
        conn,
        "SELECT DISTINCT d.tender, d.lot FROM draw_answers a JOIN draws d ON d.id = a.draw \
         JOIN tenders t ON t.id = d.tender WHERE a.applied IS NULL AND a.countersigned IS NULL AND t.supervisor = $1",
        supervisor,
    )
    .await
}

/// Scores given, and members × bids × criteria is for the caller to compute: cells with points, of members who are in.
///
/// # Errors
/// What the database says.
pub async fn scores_given(conn: &mut AnyConnection, lot: &LotKey) -> Result<i64> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM cells c JOIN members m ON m.tender = c.tender AND m.lot = c.lot \
         AND m.id = c.member WHERE c.tender = $1 AND c.lot = $2 AND m.is_out = 0 AND c.points IS NOT NULL",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_one(conn)
    .await?;
    Ok(row.try_get(0)?)
}

/// The lots whose committees sit, by room, with the number of their seated members.
///
/// # Errors
/// What the database says.
pub async fn sitting(conn: &mut AnyConnection) -> Result<Vec<(LotKey, String, i64)>> {
    let rows = sqlx::query(
        "SELECT m.tender, m.lot, m.room, CAST(COUNT(*) AS BIGINT) FROM members m JOIN lots l ON l.tender = m.tender \
         AND l.lot = m.lot WHERE m.is_out = 0 AND m.room IS NOT NULL AND l.stage IN \
         ('drawing', 'seated', 'reviewing', 'scoring', 'ranked', 'reporting') \
         GROUP BY m.tender, m.lot, m.room ORDER BY m.room, m.tender, m.lot",
    )
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((key(row)?, row.try_get(2)?, row.try_get(3)?))).collect()
}

/// Numbered refusals since a time, newest first.
///
/// # Errors
/// What the database says.
pub async fn refusals(conn: &mut AnyConnection, since_ms: i64, most: i64) -> Result<Vec<(i64, i64, String)>> {
    let rows = sqlx::query(
        "SELECT seq, at_ms, body FROM journal WHERE kind = 'request.refused' AND seq IS NOT NULL AND at_ms >= $1 \
         ORDER BY seq DESC LIMIT $2",
    )
    .bind(since_ms)
    .bind(most)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))).collect()
}

/// What somebody has taken note of: until when it was seen, who, the note, when.
#[derive(Debug, Clone)]
pub struct AlertNote {
    /// What it is about.
    pub alert: String,
    /// The index of the journal or the moment up to which it was seen.
    pub until: i64,
    /// Who.
    pub by: String,
    /// What was found.
    pub note: String,
    /// When, milliseconds.
    pub at_ms: i64,
}

/// The newest notes.
///
/// # Errors
/// What the database says.
pub async fn alert_notes(conn: &mut AnyConnection, since_ms: i64) -> Result<Vec<AlertNote>> {
    let rows = sqlx::query(
        "SELECT n.alert, n.until, COALESCE(a.name, n.by_account), n.note, n.at_ms FROM alert_notes n \
         LEFT JOIN accounts a ON a.id = n.by_account WHERE n.at_ms >= $1 ORDER BY n.at_ms DESC LIMIT 1000",
    )
    .bind(since_ms)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(AlertNote {
                alert: row.try_get(0)?,
                until: row.try_get(1)?,
                by: row.try_get(2)?,
                note: row.try_get(3)?,
                at_ms: row.try_get(4)?,
            })
        })
        .collect()
}

/// Keeps a note; a former one of the same alert is replaced.
///
/// # Errors
/// What the database says.
pub async fn keep_alert_note(conn: &mut AnyConnection, note: &AlertNote) -> Result<()> {
    sqlx::query(
        "INSERT INTO alert_notes (alert, until, by_account, note, at_ms) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (alert) DO UPDATE SET until = excluded.until, by_account = excluded.by_account, note = excluded.note, \
         at_ms = excluded.at_ms",
    )
    .bind(&note.alert)
    .bind(note.until)
    .bind(&note.by)
    .bind(&note.note)
    .bind(note.at_ms)
    .execute(conn)
    .await?;
    Ok(())
}
