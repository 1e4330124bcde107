//! Uploads: what of a sealed file is durable, part by part.

use crate::bids::{Slot, envelope, envelope_name, stored, whole};
pub use crate::states::UploadState;
use crate::{Result, StoreError};
use shared::id::LotKey;
use shared::journal::Hash;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// An upload.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Its id.
    pub id: String,
    /// The slot that it is for.
    pub slot: Slot,
    /// The account that made it.
    pub account: String,
    /// The announced length, bytes.
    pub length: u64,
    /// What is durable, bytes.
    pub received: u64,
    /// Where it stands.
    pub state: UploadState,
    /// Why it was not taken (`shared::refusal::Refusal`), JSON.
    pub refusal: Option<String>,
    /// When the last byte was durable, milliseconds.
    pub last_byte_ms: Option<i64>,
    /// What the client said of it (`Upload-Metadata`), as it said it.
    pub metadata: String,
    /// When it was made or the last part came, milliseconds.
    pub active_ms: i64,
}

const UPLOAD: &str = "SELECT id, tender, lot, envelope, bidder, account, length, received, state, refusal, last_byte_ms, metadata, \
     active_ms FROM uploads";

fn upload(row: &AnyRow) -> Result<Upload> {
    let key = LotKey::new(&row.try_get::<String, _>(1)?, &row.try_get::<String, _>(2)?);
    Ok(Upload {
        id: row.try_get(0)?,
        slot: Slot {
            lot: key.map_err(StoreError::corrupt)?,
            envelope: envelope(&row.try_get::<String, _>(3)?)?,
            bidder: row.try_get(4)?,
        },
        account: row.try_get(5)?,
        length: whole(row.try_get(6)?)?,
        received: whole(row.try_get(7)?)?,
        state: UploadState::parse(&row.try_get::<String, _>(8)?)?,
        refusal: row.try_get(9)?,
        last_byte_ms: row.try_get(10)?,
        metadata: row.try_get(11)?,
        active_ms: row.try_get(12)?,
    })
}

/// Begins an upload.
///
/// # Errors
/// What the database says.
pub async fn create(
    conn: &mut AnyConnection,
    id: &str,
    slot: &Slot,
    account: &str,
    (length, metadata): (u64, &str),
    now_ms: i64,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO uploads (id, tender, lot, envelope, bidder, account, length, received, state, created_ms, metadata, \
         active_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 'receiving', $8, $9, $8)",
    )
    .bind(id)
    .bind(slot.lot.tender.as_str())
    .bind(slot.lot.lot.as_str())
    .bind(envelope_name(slot.envelope))
    .bind(&slot.bidder)
    .bind(account)
    .bind(stored(length)?)
    .bind(now_ms)
    .bind(metadata)
    .execute(conn)
    .await?;
    Ok(())
}

/// One upload.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut AnyConnection, id: &str) -> Result<Option<Upload>> {
    let sql = format!("{UPLOAD} WHERE id = $1");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(conn).await?.as_ref().map(upload).transpose()
}

/// The uploads of a slot, newest first.
///
/// # Errors
/// What the database says.
pub async fn of_slot(conn: &mut AnyConnection, slot: &Slot) -> Result<Vec<Upload>> {
    let sql = format!(
        "{UPLOAD} WHERE tender = $1 AND lot = $2 AND envelope = $3 AND bidder = $4 ORDER BY created_ms DESC, id LIMIT 200"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(slot.lot.tender.as_str())
        .bind(slot.lot.lot.as_str())
        .bind(envelope_name(slot.envelope))
        .bind(&slot.bidder)
        .fetch_all(conn)
        .await?
        .iter()
        .map(upload)
        .collect()
}

/// Every upload in a state, oldest last byte first; of one lot where one is named.
///
/// # Errors
/// What the database says.
pub async fn in_state(conn: &mut AnyConnection, state: UploadState, lot: Option<&LotKey>) -> Result<Vec<Upload>> {
    let more = if lot.is_some() { " AND tender = $2 AND lot = $3" } else { "" };
    let sql = format!("{UPLOAD} WHERE state = $1{more} ORDER BY last_byte_ms, id LIMIT 10000");
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(state.as_str());
    if let Some(lot) = lot {
        query = query.bind(lot.tender.as_str()).bind(lot.lot.as_str());
    }
    query.fetch_all(conn).await?.iter().map(upload).collect()
}

/// The uploads that wait for bytes and got none since `before_ms`.
///
/// # Errors
/// What the database says.
pub async fn idle(conn: &mut AnyConnection, before_ms: i64) -> Result<Vec<Upload>> {
    let sql = format!("{UPLOAD} WHERE state = 'receiving' AND active_ms < $1 ORDER BY active_ms, id LIMIT 1000");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(before_ms).fetch_all(conn).await?.iter().map(upload).collect()
}

/// A part of an upload: one object in the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Where it begins in the whole, bytes.
    pub offset: u64,
    /// How long it is, bytes.
    pub bytes: u64,
    /// The object's name among the upload's.
    pub name: String,
    /// The leaf hashes of the payload's segments that end in it, in order.
    pub leaves: Vec<Hash>,
}

/// Adds a durable part if it begins where the last one ended; says whether it did.
///
/// # Errors
/// What the database says.
pub async fn append_part(conn: &mut AnyConnection, id: &str, part: &Part, at_ms: i64) -> Result<bool> {
    let (offset, bytes) = (stored(part.offset)?, stored(part.bytes)?);
    let moved = sqlx::query(
        "UPDATE uploads SET received = received + $1, \
         state = CASE WHEN received + $1 = length THEN 'complete' ELSE state END, \
         last_byte_ms = CASE WHEN received + $1 = length THEN $2 ELSE last_byte_ms END, active_ms = $2 \
         WHERE id = $3 AND received = $4 AND state = 'receiving' AND received + $1 <= length",
    )
    .bind(bytes)
    .bind(at_ms)
    .bind(id)
    .bind(offset)
    .execute(&mut *conn)
    .await?;
    if moved.rows_affected() != 1 {
        return Ok(false);
    }
    let leaves: Vec<u8> = part.leaves.iter().flat_map(|leaf| leaf.0).collect();
    sqlx::query(
        "INSERT INTO upload_parts (upload, offset_bytes, bytes, name, at_ms, leaves) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(id)
    .bind(offset)
    .bind(bytes)
    .bind(&part.name)
    .bind(at_ms)
    .bind(leaves)
    .execute(conn)
    .await?;
    Ok(true)
}

/// The parts of an upload in order.
///
/// # Errors
/// What the database says.
pub async fn parts(conn: &mut AnyConnection, id: &str) -> Result<Vec<Part>> {
    sqlx::query("SELECT offset_bytes, bytes, name, leaves FROM upload_parts WHERE upload = $1 ORDER BY offset_bytes")
        .bind(id)
        .fetch_all(conn)
        .await?
        .iter()
        .map(|row| {
            let (leaves, rest) = row.try_get::<&[u8], _>(3)?.as_chunks::<32>();
            if !rest.is_empty() {
                return Err(StoreError::corrupt("leaf hashes"));
            }
            Ok(Part {
                offset: whole(row.try_get(0)?)?,
                bytes: whole(row.try_get(1)?)?,
                name: row.try_get(2)?,
                leaves: leaves.iter().copied().map(Hash).collect(),
            })
        })
        .collect()
}

/// Moves an upload to a state, with the refusal if it was not taken.
///
/// # Errors
/// What the database says.
pub async fn set_state(conn: &mut AnyConnection, id: &str, state: UploadState, refusal: Option<&str>) -> Result<()> {
    sqlx::query("UPDATE uploads SET state = $1, refusal = COALESCE($2, refusal) WHERE id = $3")
        .bind(state.as_str())
        .bind(refusal)
        .bind(id)
        .execute(conn)
        .await?;
    Ok(())
}
