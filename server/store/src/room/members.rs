//! The members of committees, their declarations, their votes for a head.

use super::seat;
use crate::{Result, StoreError};
use shared::api::room::{MemberKind, Recusal};
use shared::id::{LotKey, MemberId};
use shared::journal::Hash;
use shared::people::Seat;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// A member of a committee.
#[derive(Debug, Clone)]
pub struct Member {
    /// The lot.
    pub key: LotKey,
    /// The id, `m1` and on.
    pub id: MemberId,
    /// The place in the order of the committee, from 1.
    pub n: i64,
    /// Which side.
    pub kind: MemberKind,
    /// The account, once the seat was taken.
    pub account: Option<String>,
    /// Who, within the draw, for an expert.
    pub pid: Option<Hash>,
    /// Which of the representatives, for the purchaser's side.
    pub representative: Option<i64>,
    /// The name: an expert's from check-in on.
    pub name: Option<String>,
    /// The seat.
    pub seat: Option<Seat>,
    /// When checked in, milliseconds.
    pub checked_in_ms: Option<i64>,
    /// The declaration.
    pub recusal: Recusal,
    /// Whether this is the head.
    pub head: bool,
    /// Whether the member fell out.
    pub out: bool,
}

const SELECT: &str = "SELECT tender, lot, id, n, kind, account, pid, representative, name, room, seat, checked_in_ms, \
     recusal, is_head, is_out FROM members";

fn member(row: &AnyRow) -> Result<Member> {
    let kind: String = row.try_get(4)?;
    let recusal: String = row.try_get(12)?;
    let pid: Option<String> = row.try_get(6)?;
    let place = match (row.try_get::<Option<String>, _>(9)?, row.try_get::<Option<i64>, _>(10)?) {
        (Some(room), Some(number)) => Some(seat(room, number)?),
        _ => None,
    };
    Ok(Member {
        key: LotKey::new(&row.try_get::<String, _>(0)?, &row.try_get::<String, _>(1)?).map_err(StoreError::corrupt)?,
        id: MemberId::new(row.try_get::<String, _>(2)?).map_err(StoreError::corrupt)?,
        n: row.try_get(3)?,
        kind: MemberKind::parse(&kind).ok_or_else(|| StoreError::corrupt(format!("member kind {kind}")))?,
        account: row.try_get(5)?,
        pid: pid.map(|pid| pid.parse().map_err(StoreError::corrupt)).transpose()?,
        representative: row.try_get(7)?,
        name: row.try_get(8)?,
        seat: place,
        checked_in_ms: row.try_get(11)?,
        recusal: Recusal::parse(&recusal).ok_or_else(|| StoreError::corrupt(format!("recusal {recusal}")))?,
        head: row.try_get::<i64, _>(13)? == 1,
        out: row.try_get::<i64, _>(14)? == 1,
    })
}

/// The members of a lot in their order, with those who fell out.
///
/// # Errors
/// What the database says.
pub async fn members(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<Member>> {
    let sql = format!("{SELECT} WHERE tender = $1 AND lot = $2 ORDER BY n");
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(key.tender.as_str())
        .bind(key.lot.as_str())
        .fetch_all(conn)
        .await?
        .iter()
        .map(member)
        .collect()
}

/// The committees in which an account sits and has not fallen out, newest first.
///
/// # Errors
/// What the database says.
pub async fn memberships(conn: &mut AnyConnection, account: &str) -> Result<Vec<Member>> {
    let sql = format!("{SELECT} WHERE account = $1 AND is_out = 0 ORDER BY checked_in_ms DESC LIMIT 100");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(account).fetch_all(conn).await?.iter().map(member).collect()
}

/// The member who was given this code.
///
/// # Errors
/// What the database says.
pub async fn member_of_code(conn: &mut AnyConnection, code_hash: &str) -> Result<Option<Member>> {
    let sql = format!("{SELECT} WHERE code_hash = $1 AND is_out = 0");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(code_hash).fetch_optional(conn).await?.as_ref().map(member).transpose()
}

/// Writes a new member.
///
/// # Errors
/// What the database says.
pub async fn insert_member(conn: &mut AnyConnection, member: &Member) -> Result<()> {
    sqlx::query(
        "INSERT INTO members (tender, lot, id, n, kind, pid, representative, name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(member.key.tender.as_str())
    .bind(member.key.lot.as_str())
    .bind(member.id.as_str())
    .bind(member.n)
    .bind(member.kind.as_str())
    .bind(member.pid.map(|pid| pid.to_hex()))
    .bind(member.representative)
    .bind(member.name.clone())
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes what of a member changes: account, name, seat, check-in, head, out.
///
/// # Errors
/// What the database says.
pub async fn update_member(conn: &mut AnyConnection, member: &Member) -> Result<()> {
    sqlx::query(
        "UPDATE members SET account = $1, name = $2, room = $3, seat = $4, checked_in_ms = $5, is_head = $6, is_out = $7 \
         WHERE tender = $8 AND lot = $9 AND id = $10",
    )
    .bind(member.account.clone())
    .bind(member.name.clone())
    .bind(member.seat.as_ref().map(|seat| seat.room.to_string()))
    .bind(member.seat.as_ref().map(|seat| i64::from(seat.seat)))
    .bind(member.checked_in_ms)
    .bind(i64::from(member.head))
    .bind(i64::from(member.out))
    .bind(member.key.tender.as_str())
    .bind(member.key.lot.as_str())
    .bind(member.id.as_str())
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives a member a code for taking the seat, or takes it away.
///
/// # Errors
/// What the database says.
pub async fn set_code(conn: &mut AnyConnection, member: &Member, code_hash: Option<&str>) -> Result<()> {
    sqlx::query("UPDATE members SET code_hash = $1 WHERE tender = $2 AND lot = $3 AND id = $4")
        .bind(code_hash.map(str::to_owned))
        .bind(member.key.tender.as_str())
        .bind(member.key.lot.as_str())
        .bind(member.id.as_str())
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes a member's declaration on recusal.
///
/// # Errors
/// What the database says.
pub async fn set_recusal(conn: &mut AnyConnection, member: &Member, recusal: Recusal, json: &str) -> Result<()> {
    sqlx::query("UPDATE members SET recusal = $1, recusal_json = $2 WHERE tender = $3 AND lot = $4 AND id = $5")
        .bind(recusal.as_str())
        .bind(json)
        .bind(member.key.tender.as_str())
        .bind(member.key.lot.as_str())
        .bind(member.id.as_str())
        .execute(conn)
        .await?;
    Ok(())
}

/// The votes for the head: voter and candidate.
///
/// # Errors
/// What the database says.
pub async fn votes(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query("SELECT voter, candidate FROM head_votes WHERE tender = $1 AND lot = $2 ORDER BY voter")
        .bind(key.tender.as_str())
        .bind(key.lot.as_str())
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// Writes a vote; a former one of the same voter is replaced.
///
/// # Errors
/// What the database says.
pub async fn vote(conn: &mut AnyConnection, key: &LotKey, voter: &str, candidate: &str, at_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO head_votes (tender, lot, voter, candidate, at_ms) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (tender, lot, voter) DO UPDATE SET candidate = excluded.candidate, at_ms = excluded.at_ms",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(voter)
    .bind(candidate)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets the votes by and for a member who fell out.
///
/// # Errors
/// What the database says.
pub async fn forget_votes(conn: &mut AnyConnection, key: &LotKey, member: &str) -> Result<()> {
    sqlx::query("DELETE FROM head_votes WHERE tender = $1 AND lot = $2 AND (voter = $3 OR candidate = $3)")
        .bind(key.tender.as_str())
        .bind(key.lot.as_str())
        .bind(member)
        .execute(conn)
        .await?;
    Ok(())
}

/// The names of the representatives that the purchaser has given, by number.
///
/// # Errors
/// What the database says.
pub async fn representatives(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<(i64, String)>> {
    let rows = sqlx::query("SELECT n, name FROM representatives WHERE tender = $1 AND lot = $2 ORDER BY n")
        .bind(key.tender.as_str())
        .bind(key.lot.as_str())
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// Writes whom the purchaser sends.
///
/// # Errors
/// What the database says.
pub async fn name_representative(
    conn: &mut AnyConnection,
    key: &LotKey,
    n: i64,
    name: &str,
    account: &str,
    at_ms: i64,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO representatives (tender, lot, n, name, named_by, at_ms) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (tender, lot, n) DO UPDATE SET name = excluded.name, named_by = excluded.named_by, at_ms = excluded.at_ms",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(n)
    .bind(name)
    .bind(account)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Sets an account's name and password, making it where it is missing: a member who takes a seat.
///
/// # Errors
/// What the database says.
pub async fn keep_account(
    conn: &mut AnyConnection,
    id: &str,
    name: &str,
    password_hash: &str,
    at_ms: i64,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO accounts (id, role, name, password_hash, created_ms) VALUES ($1, 'expert', $2, $3, $4) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, password_hash = excluded.password_hash",
    )
    .bind(id)
    .bind(name)
    .bind(password_hash)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}
