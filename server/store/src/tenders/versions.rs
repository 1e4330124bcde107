//! The versions of a lot's notice, who obtained its documents, and what people are told of a new version.

use super::{Document, Notice, documents, notice};
use crate::{Result, StoreError};
use shared::id::LotKey;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// Every version of a lot's notice, oldest first.
///
/// # Errors
/// What the database says.
pub async fn versions(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<Notice>> {
    sqlx::query(
        "SELECT tender, lot, version, json, sha256, published_ms, earlier_bids FROM notices WHERE tender = $1 AND lot = $2 \
         ORDER BY version LIMIT 1000",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .fetch_all(conn)
    .await?
    .iter()
    .map(notice)
    .collect()
}

/// The versions under which a bid counts, newest first: the current one, and those before it as long as earlier bids stand.
///
/// # Errors
/// What the database says.
pub async fn standing(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<Notice>> {
    let mut all = versions(conn, key).await?;
    all.reverse();
    let counted = all.iter().position(|version| version.earlier_bids != "stand").map_or(all.len(), |at| at + 1);
    all.truncate(counted);
    Ok(all)
}

/// The documents that are out with the current version of the notice, by name.
///
/// # Errors
/// What the database says.
pub async fn documents_out(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<Document>> {
    let current = super::current_notice(conn, key).await?.map_or(0, |notice| notice.version);
    Ok(documents(conn, key).await?.into_iter().filter(|document| document.notice <= current).collect())
}

/// Whether an account is known to have obtained a lot's documents.
///
/// # Errors
/// What the database says.
pub async fn has_documents(conn: &mut AnyConnection, key: &LotKey, account: &str) -> Result<bool> {
    let row = sqlx::query("SELECT 1 FROM document_holders WHERE tender = $1 AND lot = $2 AND account = $3")
        .bind(key.tender.as_str())
        .bind(key.lot.as_str())
        .bind(account)
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// Notes that an account has obtained a lot's documents; says whether that is new.
///
/// # Errors
/// What the database says.
pub async fn note_holder(conn: &mut AnyConnection, key: &LotKey, account: &str, at_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO document_holders (tender, lot, account, at_ms) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (tender, lot, account) DO NOTHING",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(account)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whom an amendment of a lot concerns: who obtained its documents, sent a bid or began to.
///
/// # Errors
/// What the database says.
pub async fn concerned(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<String>> {
    sqlx::query(
        "SELECT account FROM document_holders WHERE tender = $1 AND lot = $2 \
         UNION SELECT account FROM bids WHERE tender = $1 AND lot = $2 \
         UNION SELECT account FROM uploads WHERE tender = $1 AND lot = $2",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| Ok(row.try_get(0)?))
    .collect()
}

/// Something that an account is told.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its id.
    pub id: String,
    /// Who is told.
    pub account: String,
    /// The lot.
    pub lot: LotKey,
    /// The version of the notice that is told of.
    pub notice: i64,
    /// When, milliseconds.
    pub at_ms: i64,
    /// How often sending it was tried.
    pub tries: i64,
}

const MESSAGE: &str = "SELECT id, account, tender, lot, notice, at_ms, tries FROM messages";

fn message(row: &AnyRow) -> Result<Message> {
    Ok(Message {
        id: row.try_get(0)?,
        account: row.try_get(1)?,
        lot: LotKey::new(&row.try_get::<String, _>(2)?, &row.try_get::<String, _>(3)?).map_err(StoreError::corrupt)?,
        notice: row.try_get(4)?,
        at_ms: row.try_get(5)?,
        tries: row.try_get(6)?,
    })
}

/// Keeps a message; `sent` says whether a channel is to send it.
///
/// # Errors
/// What the database says.
pub async fn tell(conn: &mut AnyConnection, message: &Message, send: bool) -> Result<()> {
    sqlx::query(
        "INSERT INTO messages (id, account, tender, lot, notice, at_ms, state) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (tender, lot, notice, account) DO NOTHING",
    )
    .bind(&message.id)
    .bind(&message.account)
    .bind(message.lot.tender.as_str())
    .bind(message.lot.lot.as_str())
    .bind(message.notice)
    .bind(message.at_ms)
    .bind(if send { "waiting" } else { "page" })
    .execute(conn)
    .await?;
    Ok(())
}

/// What an account was told, newest first.
///
/// # Errors
/// What the database says.
pub async fn told(conn: &mut AnyConnection, account: &str) -> Result<Vec<Message>> {
    let sql = format!("{MESSAGE} WHERE account = $1 ORDER BY at_ms DESC, id LIMIT 100");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(account).fetch_all(conn).await?.iter().map(message).collect()
}

/// Messages that are due to be sent.
///
/// # Errors
/// What the database says.
pub async fn due(conn: &mut AnyConnection, machine_ms: i64) -> Result<Vec<Message>> {
    let sql = format!("{MESSAGE} WHERE state = 'waiting' AND next_ms <= $1 ORDER BY next_ms, id LIMIT 50");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(machine_ms).fetch_all(conn).await?.iter().map(message).collect()
}

/// What became of an attempt to send a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It was taken, at that moment of the machine's clock, milliseconds.
    Taken(i64),
    /// It is tried again at that moment of the machine's clock, milliseconds.
    Again(i64),
    /// It is given up.
    Failed,
}

/// Notes an attempt.
///
/// # Errors
/// What the database says.
pub async fn attempted(conn: &mut AnyConnection, id: &str, sent: Sent) -> Result<()> {
    let (state, next_ms, sent_ms) = match sent {
        Sent::Taken(at_ms) => ("sent", 0, Some(at_ms)),
        Sent::Again(at_ms) => ("waiting", at_ms, None),
        Sent::Failed => ("failed", 0, None),
    };
    sqlx::query("UPDATE messages SET state = $1, next_ms = $2, sent_ms = $3, tries = tries + 1 WHERE id = $4")
        .bind(state)
        .bind(next_ms)
        .bind(sent_ms)
        .bind(id)
        .execute(conn)
        .await?;
    Ok(())
}
