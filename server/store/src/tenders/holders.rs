//! Key holders of a lot's envelope, and the key sheets that come of them.

use crate::{Result, StoreError};
use shared::id::LotKey;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// A key holder.
#[derive(Debug, Clone)]
pub struct Holder {
    /// The lot.
    pub key: LotKey,
    /// The envelope.
    pub envelope: String,
    /// The number, from 1.
    pub x: i64,
    /// How many open a bid.
    pub m: i64,
    /// The account.
    pub account: String,
    /// The person's name.
    pub name: String,
    /// The X25519 public key, base64url, once made.
    pub public_key: Option<String>,
    /// The identity key under which it was made, base64url.
    pub identity: Option<String>,
    /// The signature over the key sheet, base64url.
    pub sheet_sig: Option<String>,
    /// The identity key that is enrolled now.
    pub enrolled: Option<String>,
}

const SELECT: &str = "SELECT h.tender, h.lot, h.envelope, h.x, h.m, h.account, a.name, h.public_key, h.identity, \
     h.sheet_sig, (SELECT MAX(k.public_key) FROM identity_keys k WHERE k.account = a.id AND k.revoked_ms IS NULL) \
     FROM holders h JOIN accounts a ON a.id = h.account";

fn holder(row: &AnyRow) -> Result<Holder> {
    Ok(Holder {
        key: LotKey::new(&row.try_get::<String, _>(0)?, &row.try_get::<String, _>(1)?).map_err(StoreError::corrupt)?,
        envelope: row.try_get(2)?,
        x: row.try_get(3)?,
        m: row.try_get(4)?,
        account: row.try_get(5)?,
        name: row.try_get(6)?,
        public_key: row.try_get(7)?,
        identity: row.try_get(8)?,
        sheet_sig: row.try_get(9)?,
        enrolled: row.try_get(10)?,
    })
}

/// The holders of a lot's envelope, in order of x.
///
/// # Errors
/// What the database says.
pub async fn of_lot(conn: &mut AnyConnection, key: &LotKey, envelope: &str) -> Result<Vec<Holder>> {
    let sql = format!("{SELECT} WHERE h.tender = $1 AND h.lot = $2 AND h.envelope = $3 ORDER BY h.x");
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(key.tender.as_str())
        .bind(key.lot.as_str())
        .bind(envelope)
        .fetch_all(conn)
        .await?
        .iter()
        .map(holder)
        .collect()
}

/// Where an account is a holder, newest lot first.
///
/// # Errors
/// What the database says.
pub async fn of_account(conn: &mut AnyConnection, account: &str) -> Result<Vec<Holder>> {
    let sql = format!(
        "{SELECT} JOIN lots l ON l.tender = h.tender AND l.lot = h.lot WHERE h.account = $1 \
         ORDER BY l.created_ms DESC, h.tender, h.lot, h.envelope LIMIT 1000"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(account).fetch_all(conn).await?.iter().map(holder).collect()
}

/// Names the holders of an envelope, in order of x, in place of any former ones.
///
/// # Errors
/// What the database says.
pub async fn name(conn: &mut AnyConnection, key: &LotKey, envelope: &str, m: i64, accounts: &[&str]) -> Result<()> {
    sqlx::query("DELETE FROM holders WHERE tender = $1 AND lot = $2 AND envelope = $3")
        .bind(key.tender.as_str())
        .bind(key.lot.as_str())
        .bind(envelope)
        .execute(&mut *conn)
        .await?;
    for (x, account) in (1_i64..).zip(accounts) {
        sqlx::query("INSERT INTO holders (tender, lot, envelope, x, account, m) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(key.tender.as_str())
            .bind(key.lot.as_str())
            .bind(envelope)
            .bind(x)
            .bind(*account)
            .bind(m)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// Forgets the holders of every envelope of a lot.
///
/// # Errors
/// What the database says.
pub async fn clear(conn: &mut AnyConnection, key: &LotKey) -> Result<()> {
    sqlx::query("DELETE FROM holders WHERE tender = $1 AND lot = $2")
        .bind(key.tender.as_str())
        .bind(key.lot.as_str())
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether a public key stands on any sheet, of whatever lot.
///
/// # Errors
/// What the database says.
pub async fn key_is_used(conn: &mut AnyConnection, public_key: &str) -> Result<bool> {
    let row = sqlx::query("SELECT 1 FROM holders WHERE public_key = $1 LIMIT 1")
        .bind(public_key)
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// Sets a holder's key; every signature over the former sheet is void.
///
/// # Errors
/// What the database says.
pub async fn set_key(conn: &mut AnyConnection, holder: &Holder, public_key: &str, identity: &str) -> Result<()> {
    sqlx::query("UPDATE holders SET sheet_sig = NULL WHERE tender = $1 AND lot = $2 AND envelope = $3")
        .bind(holder.key.tender.as_str())
        .bind(holder.key.lot.as_str())
        .bind(&holder.envelope)
        .execute(&mut *conn)
        .await?;
    sqlx::query(
        "UPDATE holders SET public_key = $1, identity = $2 WHERE tender = $3 AND lot = $4 AND envelope = $5 AND x = $6",
    )
    .bind(public_key)
    .bind(identity)
    .bind(holder.key.tender.as_str())
    .bind(holder.key.lot.as_str())
    .bind(&holder.envelope)
    .bind(holder.x)
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps a holder's signature over the key sheet.
///
/// # Errors
/// What the database says.
pub async fn set_signature(conn: &mut AnyConnection, holder: &Holder, sig: &str) -> Result<()> {
    sqlx::query("UPDATE holders SET sheet_sig = $1 WHERE tender = $2 AND lot = $3 AND envelope = $4 AND x = $5")
        .bind(sig)
        .bind(holder.key.tender.as_str())
        .bind(holder.key.lot.as_str())
        .bind(&holder.envelope)
        .bind(holder.x)
        .execute(conn)
        .await?;
    Ok(())
}

/// A complete key sheet.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The envelope.
    pub envelope: String,
    /// The canonical text.
    pub json: String,
    /// Its SHA-256, hex.
    pub sha256: String,
}

/// The key sheets of a lot, by envelope.
///
/// # Errors
/// What the database says.
pub async fn sheets(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<Sheet>> {
    let rows = sqlx::query(
        "SELECT envelope, json, sha256 FROM key_sheets WHERE tender = $1 AND lot = $2 ORDER BY envelope DESC",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok(Sheet { envelope: row.try_get(0)?, json: row.try_get(1)?, sha256: row.try_get(2)? }))
        .collect()
}

/// Keeps a complete key sheet; an existing one is [`StoreError::Taken`].
///
/// # Errors
/// What the database says.
pub async fn insert_sheet(conn: &mut AnyConnection, key: &LotKey, sheet: &Sheet) -> Result<()> {
    sqlx::query("INSERT INTO key_sheets (tender, lot, envelope, json, sha256) VALUES ($1, $2, $3, $4, $5)")
        .bind(key.tender.as_str())
        .bind(key.lot.as_str())
        .bind(&sheet.envelope)
        .bind(&sheet.json)
        .bind(&sheet.sha256)
        .execute(conn)
        .await?;
    Ok(())
}
