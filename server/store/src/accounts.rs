//! Accounts, organisations, identity keys, sessions, terminals.

pub mod keys;

use crate::{Result, StoreError};
use shared::people::Role;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// An account as it lies in the database.
#[derive(Debug, Clone)]
pub struct Account {
    /// The id.
    pub id: String,
    /// The role.
    pub role: Role,
    /// The person's name.
    pub name: String,
    /// The organisation.
    pub org: Option<String>,
    /// The organisation's name.
    pub org_name: Option<String>,
    /// Argon2id, PHC string.
    pub password_hash: String,
    /// The identity key that is enrolled and not revoked.
    pub identity: Option<String>,
}

const SELECT: &str = "SELECT a.id, a.role, a.name, a.org, o.name, a.password_hash, \
     (SELECT MAX(k.public_key) FROM identity_keys k WHERE k.account = a.id AND k.revoked_ms IS NULL) \
     FROM accounts a LEFT JOIN orgs o ON o.id = a.org";

fn account(row: &AnyRow) -> Result<Account> {
    let role: String = row.try_get(1)?;
    Ok(Account {
        id: row.try_get(0)?,
        role: Role::parse(&role).ok_or_else(|| StoreError::corrupt(format!("role {role}")))?,
        name: row.try_get(2)?,
        org: row.try_get(3)?,
        org_name: row.try_get(4)?,
        password_hash: row.try_get(5)?,
        identity: row.try_get(6)?,
    })
}

/// One enabled account.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut AnyConnection, id: &str) -> Result<Option<Account>> {
    let sql = format!("{SELECT} WHERE a.id = $1 AND a.disabled = 0");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(conn).await?.as_ref().map(account).transpose()
}

/// Every enabled account.
///
/// # Errors
/// What the database says.
pub async fn all(conn: &mut AnyConnection) -> Result<Vec<Account>> {
    let sql = format!("{SELECT} WHERE a.disabled = 0 ORDER BY a.id LIMIT 10000");
    sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(conn).await?.iter().map(account).collect()
}

/// Makes an account; an existing id is [`StoreError::Taken`].
///
/// # Errors
/// What the database says.
pub async fn insert(conn: &mut AnyConnection, account: &Account, at_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO accounts (id, role, name, org, password_hash, created_ms) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&account.id)
    .bind(account.role.as_str())
    .bind(&account.name)
    .bind(account.org.clone())
    .bind(&account.password_hash)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Sets an account's password hash and name.
///
/// # Errors
/// What the database says.
pub async fn set_password(conn: &mut AnyConnection, id: &str, hash: &str) -> Result<()> {
    sqlx::query("UPDATE accounts SET password_hash = $1 WHERE id = $2").bind(hash).bind(id).execute(conn).await?;
    Ok(())
}

/// Makes an organisation; an existing id is [`StoreError::Taken`].
///
/// # Errors
/// What the database says.
pub async fn insert_org(conn: &mut AnyConnection, id: &str, kind: &str, name: &str, at_ms: i64) -> Result<()> {
    sqlx::query("INSERT INTO orgs (id, kind, name, created_ms) VALUES ($1, $2, $3, $4)")
        .bind(id)
        .bind(kind)
        .bind(name)
        .bind(at_ms)
        .execute(conn)
        .await?;
    Ok(())
}

/// The name of an organisation.
///
/// # Errors
/// What the database says.
pub async fn org_name(conn: &mut AnyConnection, id: &str) -> Result<Option<String>> {
    let row = sqlx::query("SELECT name FROM orgs WHERE id = $1").bind(id).fetch_optional(conn).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// The organisations of a kind (`purchaser`, `bidder`), id and name.
///
/// # Errors
/// What the database says.
pub async fn orgs(conn: &mut AnyConnection, kind: &str) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query("SELECT id, name FROM orgs WHERE kind = $1 ORDER BY name LIMIT 10000")
        .bind(kind)
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// A session.
#[derive(Debug, Clone)]
pub struct Session {
    /// The account.
    pub account: String,
    /// When it was opened, machine time.
    pub created_ms: i64,
    /// When it was last used, machine time.
    pub seen_ms: i64,
}

/// Opens a session.
///
/// # Errors
/// What the database says.
pub async fn open_session(conn: &mut AnyConnection, token_hash: &str, account: &str, now_ms: i64) -> Result<()> {
    sqlx::query("INSERT INTO sessions (token_hash, account, created_ms, seen_ms) VALUES ($1, $2, $3, $3)")
        .bind(token_hash)
        .bind(account)
        .bind(now_ms)
        .execute(conn)
        .await?;
    Ok(())
}

/// The session of a token.
///
/// # Errors
/// What the database says.
pub async fn session(conn: &mut AnyConnection, token_hash: &str) -> Result<Option<Session>> {
    let row = sqlx::query("SELECT account, created_ms, seen_ms FROM sessions WHERE token_hash = $1")
        .bind(token_hash)
        .fetch_optional(conn)
        .await?;
    row.map(|row| Ok(Session { account: row.try_get(0)?, created_ms: row.try_get(1)?, seen_ms: row.try_get(2)? }))
        .transpose()
}

/// Says that a session was used.
///
/// # Errors
/// What the database says.
pub async fn touch_session(conn: &mut AnyConnection, token_hash: &str, now_ms: i64) -> Result<()> {
    sqlx::query("UPDATE sessions SET seen_ms = $1 WHERE token_hash = $2")
        .bind(now_ms)
        .bind(token_hash)
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// What the database says.
pub async fn close_session(conn: &mut AnyConnection, token_hash: &str) -> Result<()> {
    sqlx::query("DELETE FROM sessions WHERE token_hash = $1").bind(token_hash).execute(conn).await?;
    Ok(())
}

/// Counts failures of `who` since `since_ms`, after forgetting older ones.
///
/// # Errors
/// What the database says.
pub async fn failures(conn: &mut AnyConnection, who: &str, since_ms: i64) -> Result<i64> {
    let row = sqlx::query("SELECT CAST(COUNT(*) AS BIGINT) FROM login_failures WHERE who = $1 AND at_ms > $2")
        .bind(who)
        .bind(since_ms)
        .fetch_one(conn)
        .await?;
    Ok(row.try_get(0)?)
}

/// Notes a failed log-in.
///
/// # Errors
/// What the database says.
pub async fn note_failure(conn: &mut AnyConnection, who: &str, at_ms: i64) -> Result<()> {
    sqlx::query("INSERT INTO login_failures (who, at_ms) VALUES ($1, $2)").bind(who).bind(at_ms).execute(conn).await?;
    Ok(())
}
