//! Identity keys: enrolled, replaced, revoked, countersigned.

use crate::{Result, StoreError};
use shared::envelope::identity::IdentityAct;
use shared::people::Role;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// Enrols an identity key and revokes the account's former one.
///
/// # Errors
/// What the database says.
pub async fn enrol(conn: &mut AnyConnection, account: &str, key: &str, at_ms: i64) -> Result<()> {
    sqlx::query("UPDATE identity_keys SET revoked_ms = $1 WHERE account = $2 AND revoked_ms IS NULL")
        .bind(at_ms)
        .bind(account)
        .execute(&mut *conn)
        .await?;
    sqlx::query("INSERT INTO identity_keys (public_key, account, enrolled_ms) VALUES ($1, $2, $3)")
        .bind(key)
        .bind(account)
        .bind(at_ms)
        .execute(conn)
        .await?;
    Ok(())
}

/// Revokes a key that is in force.
///
/// # Errors
/// What the database says.
pub async fn revoke(conn: &mut AnyConnection, key: &str, why: &str, at_ms: i64) -> Result<()> {
    sqlx::query(
        "UPDATE identity_keys SET revoked_ms = $1, revoked_why = $2 WHERE public_key = $3 AND revoked_ms IS NULL",
    )
    .bind(at_ms)
    .bind(why)
    .bind(key)
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps a supervisor's countersignature.
///
/// # Errors
/// What the database says.
pub async fn countersign(conn: &mut AnyConnection, key: &str, by: &str, signature: &str, at_ms: i64) -> Result<()> {
    sqlx::query(
        "UPDATE identity_keys SET countersigned_ms = $1, countersigned_by = $2, countersignature = $3 WHERE public_key = $4",
    )
    .bind(at_ms)
    .bind(by)
    .bind(signature)
    .bind(key)
    .execute(conn)
    .await?;
    Ok(())
}

/// An identity key of an account.
#[derive(Debug, Clone)]
pub struct IdentityKey {
    /// The account.
    pub account: String,
    /// The public key, base64url.
    pub public_key: String,
    /// When it was enrolled, milliseconds.
    pub enrolled_ms: i64,
    /// When it was replaced or revoked, milliseconds.
    pub revoked_ms: Option<i64>,
    /// Why it was revoked; nothing when it was replaced.
    pub revoked_why: Option<String>,
    /// When a supervisor countersigned it, milliseconds.
    pub countersigned_ms: Option<i64>,
}

const KEY: &str = "SELECT k.account, k.public_key, k.enrolled_ms, k.revoked_ms, k.revoked_why, k.countersigned_ms \
     FROM identity_keys k";

fn identity_key(row: &AnyRow) -> Result<IdentityKey> {
    Ok(IdentityKey {
        account: row.try_get(0)?,
        public_key: row.try_get(1)?,
        enrolled_ms: row.try_get(2)?,
        revoked_ms: row.try_get(3)?,
        revoked_why: row.try_get(4)?,
        countersigned_ms: row.try_get(5)?,
    })
}

/// The identity keys of an account, newest first.
///
/// # Errors
/// What the database says.
pub async fn of_account(conn: &mut AnyConnection, account: &str) -> Result<Vec<IdentityKey>> {
    let sql = format!("{KEY} WHERE k.account = $1 ORDER BY k.enrolled_ms DESC LIMIT 100");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(account).fetch_all(conn).await?.iter().map(identity_key).collect()
}

/// The identity key of an account that is in force.
///
/// # Errors
/// What the database says.
pub async fn in_force(conn: &mut AnyConnection, account: &str) -> Result<Option<IdentityKey>> {
    Ok(of_account(conn, account).await?.into_iter().find(|key| key.revoked_ms.is_none()))
}

/// Every identity key in force with its person's role and name.
///
/// # Errors
/// What the database says.
pub async fn all_in_force(conn: &mut AnyConnection) -> Result<Vec<(IdentityKey, Role, String)>> {
    let sql = "SELECT k.account, k.public_key, k.enrolled_ms, k.revoked_ms, k.revoked_why, k.countersigned_ms, a.role, \
         a.name FROM identity_keys k JOIN accounts a ON a.id = k.account WHERE k.revoked_ms IS NULL AND a.disabled = 0 \
         ORDER BY a.id LIMIT 10000";
    let rows = sqlx::query(sql).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let role: String = row.try_get(6)?;
            let role = Role::parse(&role).ok_or_else(|| StoreError::corrupt(format!("role {role}")))?;
            Ok((identity_key(row)?, role, row.try_get(7)?))
        })
        .collect()
}

/// Whose identity key this is or was.
///
/// # Errors
/// What the database says.
pub async fn owner(conn: &mut AnyConnection, public_key: &str) -> Result<Option<IdentityKey>> {
    let sql = format!("{KEY} WHERE k.public_key = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(public_key).fetch_optional(conn).await?;
    row.as_ref().map(identity_key).transpose()
}

/// What the journal says of an account's keys, in order: index and act.
///
/// # Errors
/// What the database says.
pub async fn journalled(conn: &mut AnyConnection, account: &str) -> Result<Vec<(u64, IdentityAct)>> {
    // The pattern only narrows the search: what is read is held against the account.
    let rows = sqlx::query(
        "SELECT seq, kind, body FROM journal WHERE kind IN ('identity.enrolled', 'identity.revoked', 'identity.countersigned') \
         AND seq IS NOT NULL AND body LIKE $1 ORDER BY seq",
    )
    .bind(format!("%\"account\":\"{account}\"%"))
    .fetch_all(conn)
    .await?;
    let mut acts = Vec::with_capacity(rows.len());
    for row in &rows {
        let body: serde_json::Value = serde_json::from_str(&row.try_get::<String, _>(2)?)?;
        let read = IdentityAct::read(&row.try_get::<String, _>(1)?, &body["data"]);
        if let Some((_, act)) = read.filter(|(whose, _)| whose == account) {
            acts.push((crate::bids::whole(row.try_get(0)?)?, act));
        }
    }
    Ok(acts)
}
