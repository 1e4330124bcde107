//! Tenders and lots while they are written, their documents and notices. Key holders are in [`holders`].

use crate::{Result, StoreError};
use shared::id::LotKey;
use shared::lifecycle::Stage;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

pub mod holders;
pub mod today;
pub mod versions;

/// A tender with the names of its people.
#[derive(Debug, Clone)]
pub struct Tender {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// The purchaser's organisation.
    pub purchaser: String,
    /// The purchaser's name.
    pub purchaser_name: String,
    /// The officer's account.
    pub officer: String,
    /// The officer's name.
    pub officer_name: String,
    /// The supervisor's account.
    pub supervisor: String,
    /// The supervisor's name.
    pub supervisor_name: String,
    /// Where it is opened.
    pub place: String,
}

const TENDER: &str = "SELECT t.id, t.title, t.purchaser, p.name, t.officer, o.name, t.supervisor, s.name, t.place \
     FROM tenders t JOIN orgs p ON p.id = t.purchaser JOIN accounts o ON o.id = t.officer \
     JOIN accounts s ON s.id = t.supervisor";

fn tender(row: &AnyRow) -> Result<Tender> {
    Ok(Tender {
        id: row.try_get(0)?,
        title: row.try_get(1)?,
        purchaser: row.try_get(2)?,
        purchaser_name: row.try_get(3)?,
        officer: row.try_get(4)?,
        officer_name: row.try_get(5)?,
        supervisor: row.try_get(6)?,
        supervisor_name: row.try_get(7)?,
        place: row.try_get(8)?,
    })
}

/// One tender.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut AnyConnection, id: &str) -> Result<Option<Tender>> {
    let sql = format!("{TENDER} WHERE t.id = $1");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(conn).await?.as_ref().map(tender).transpose()
}

/// Every tender, newest first.
///
/// # Errors
/// What the database says.
pub async fn all(conn: &mut AnyConnection) -> Result<Vec<Tender>> {
    let sql = format!("{TENDER} ORDER BY t.created_ms DESC, t.id LIMIT 1000");
    sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(conn).await?.iter().map(tender).collect()
}

/// Makes a tender (the names are not written); an existing id is [`StoreError::Taken`].
///
/// # Errors
/// What the database says.
pub async fn insert(conn: &mut AnyConnection, tender: &Tender, at_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO tenders (id, title, purchaser, officer, supervisor, place, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&tender.id)
    .bind(&tender.title)
    .bind(&tender.purchaser)
    .bind(&tender.officer)
    .bind(&tender.supervisor)
    .bind(&tender.place)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Makes a lot at the stage of a draft; an existing key is [`StoreError::Taken`].
///
/// # Errors
/// What the database says.
pub async fn insert_lot(
    conn: &mut AnyConnection,
    key: &LotKey,
    title: &str,
    plan_json: &str,
    at_ms: i64,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO lots (tender, lot, title, stage, stage_json, plan_json, version, created_ms) VALUES ($1, $2, $3, $4, $5, $6, 1, $7)",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(title)
    .bind(Stage::Draft.name().as_str())
    .bind(serde_json::to_string(&Stage::Draft)?)
    .bind(plan_json)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Title, plan and deadline of a draft, as they are saved.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// The title.
    pub title: &'a str,
    /// The plan, JSON.
    pub plan_json: &'a str,
    /// The deadline, milliseconds.
    pub deadline_ms: Option<i64>,
}

/// Saves a draft over version `version`; says whether that was still the present one.
///
/// # Errors
/// What the database says.
pub async fn save_plan(conn: &mut AnyConnection, key: &LotKey, version: i64, plan: Plan<'_>) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE lots SET title = $1, plan_json = $2, deadline_ms = $3, version = version + 1 WHERE tender = $4 AND lot = $5 AND version = $6",
    )
    .bind(plan.title)
    .bind(plan.plan_json)
    .bind(plan.deadline_ms)
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(version)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A document of a lot; its bytes lie in the vault.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file's name.
    pub name: String,
    /// The length in bytes.
    pub size: i64,
    /// SHA-256 of the contents, hex.
    pub sha256: String,
    /// CRC-32 of the contents, for the notice package.
    pub crc32: i64,
    /// The version of the notice with which it goes out, from 1.
    pub notice: i64,
}

fn document(row: &AnyRow) -> Result<Document> {
    Ok(Document {
        name: row.try_get(0)?,
        size: row.try_get(1)?,
        sha256: row.try_get(2)?,
        crc32: row.try_get(3)?,
        notice: row.try_get(4)?,
    })
}

/// The documents of a lot, by name, with those that wait for the next version of its notice.
///
/// # Errors
/// What the database says.
pub async fn documents(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<Document>> {
    sqlx::query("SELECT name, size, sha256, crc32, notice FROM documents WHERE tender = $1 AND lot = $2 ORDER BY name")
        .bind(key.tender.as_str())
        .bind(key.lot.as_str())
        .fetch_all(conn)
        .await?
        .iter()
        .map(document)
        .collect()
}

/// Adds a document, or replaces the one of that name.
///
/// # Errors
/// What the database says.
pub async fn put_document(conn: &mut AnyConnection, key: &LotKey, document: &Document, at_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO documents (tender, lot, name, size, sha256, crc32, added_ms, notice) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (tender, lot, name) DO UPDATE SET size = excluded.size, sha256 = excluded.sha256, \
         crc32 = excluded.crc32, added_ms = excluded.added_ms",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(&document.name)
    .bind(document.size)
    .bind(&document.sha256)
    .bind(document.crc32)
    .bind(at_ms)
    .bind(document.notice)
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes a document away; says whether it was there.
///
/// # Errors
/// What the database says.
pub async fn remove_document(conn: &mut AnyConnection, key: &LotKey, name: &str) -> Result<bool> {
    let done = sqlx::query("DELETE FROM documents WHERE tender = $1 AND lot = $2 AND name = $3")
        .bind(key.tender.as_str())
        .bind(key.lot.as_str())
        .bind(name)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// One version of a lot's notice.
#[derive(Debug, Clone)]
pub struct Notice {
    /// The lot.
    pub key: LotKey,
    /// The version, from 1.
    pub version: i64,
    /// The canonical text of `notice.json`.
    pub json: String,
    /// Its SHA-256, hex.
    pub sha256: String,
    /// When it was published, milliseconds.
    pub published_ms: i64,
    /// What becomes of earlier bids: `stand` or `reseal`.
    pub earlier_bids: String,
}

fn notice(row: &AnyRow) -> Result<Notice> {
    Ok(Notice {
        key: LotKey::new(&row.try_get::<String, _>(0)?, &row.try_get::<String, _>(1)?).map_err(StoreError::corrupt)?,
        version: row.try_get(2)?,
        json: row.try_get(3)?,
        sha256: row.try_get(4)?,
        published_ms: row.try_get(5)?,
        earlier_bids: row.try_get(6)?,
    })
}

/// The current version of a lot's notice.
///
/// # Errors
/// What the database says.
pub async fn current_notice(conn: &mut AnyConnection, key: &LotKey) -> Result<Option<Notice>> {
    sqlx::query(
        "SELECT tender, lot, version, json, sha256, published_ms, earlier_bids FROM notices WHERE tender = $1 AND lot = $2 \
         ORDER BY version DESC LIMIT 1",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .fetch_optional(conn)
    .await?
    .as_ref()
    .map(notice)
    .transpose()
}

/// When a lot's first notice went out, milliseconds: the day whose law binds it. None before.
///
/// # Errors
/// What the database says.
pub async fn announced_ms(conn: &mut AnyConnection, key: &LotKey) -> Result<Option<i64>> {
    let row = sqlx::query("SELECT published_ms FROM notices WHERE tender = $1 AND lot = $2 ORDER BY version LIMIT 1")
        .bind(key.tender.as_str())
        .bind(key.lot.as_str())
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// When each published lot's first notice went out, newest first.
///
/// # Errors
/// What the database says.
pub async fn published(conn: &mut AnyConnection) -> Result<Vec<(LotKey, i64)>> {
    let rows = sqlx::query(
        "SELECT tender, lot, published_ms FROM notices WHERE version = 1 ORDER BY published_ms DESC, tender, lot LIMIT 1000",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let (tender, lot): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            Ok((LotKey::new(&tender, &lot).map_err(StoreError::corrupt)?, row.try_get(2)?))
        })
        .collect()
}

/// Keeps a version of a lot's notice; an existing version is [`StoreError::Taken`].
///
/// # Errors
/// What the database says.
pub async fn insert_notice(conn: &mut AnyConnection, notice: &Notice) -> Result<()> {
    sqlx::query(
        "INSERT INTO notices (tender, lot, version, json, sha256, published_ms, earlier_bids) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(notice.key.tender.as_str())
    .bind(notice.key.lot.as_str())
    .bind(notice.version)
    .bind(&notice.json)
    .bind(&notice.sha256)
    .bind(notice.published_ms)
    .bind(&notice.earlier_bids)
    .execute(conn)
    .await?;
    Ok(())
}
