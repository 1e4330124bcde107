//! Terminals: the seat of each, its key, its proof of a few minutes, whether it lives, is frozen or locked.

use super::seat;
use crate::Result;
use shared::api::room::RoomState;
use shared::people::Seat;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// A terminal. Its times are the machine's, milliseconds.
#[derive(Debug, Clone)]
pub struct Terminal {
    /// Its seat.
    pub seat: Seat,
    /// Whether it is bound to the seat.
    pub active: bool,
    /// When it was enrolled.
    pub enrolled_ms: i64,
    /// When it was heard last.
    pub seen_ms: Option<i64>,
    /// Why the seat is frozen.
    pub frozen: Option<String>,
    /// Since when it is frozen, the house's time.
    pub frozen_ms: Option<i64>,
    /// Whether the seat is locked until its member says the PIN.
    pub locked: bool,
}

const TERMINAL: &str = "SELECT room, seat, CAST(CASE WHEN public_key IS NULL THEN 0 ELSE 1 END AS BIGINT), enrolled_ms, seen_ms, \
     frozen_why, frozen_ms, locked FROM terminals";

fn row(row: &AnyRow) -> Result<Terminal> {
    Ok(Terminal {
        seat: seat(row.try_get(0)?, row.try_get(1)?)?,
        active: row.try_get::<i64, _>(2)? == 1,
        enrolled_ms: row.try_get(3)?,
        seen_ms: row.try_get(4)?,
        frozen: row.try_get(5)?,
        frozen_ms: row.try_get(6)?,
        locked: row.try_get::<i64, _>(7)? == 1,
    })
}

/// The terminals, by room and seat.
///
/// # Errors
/// What the database says.
pub async fn terminals(conn: &mut AnyConnection) -> Result<Vec<Terminal>> {
    let sql = format!("{TERMINAL} ORDER BY room, seat");
    sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(conn).await?.iter().map(row).collect()
}

/// The terminal of a seat.
///
/// # Errors
/// What the database says.
pub async fn terminal(conn: &mut AnyConnection, seat: &Seat) -> Result<Option<Terminal>> {
    let sql = format!("{TERMINAL} WHERE room = $1 AND seat = $2");
    let found = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(seat.room.as_str())
        .bind(i64::from(seat.seat))
        .fetch_optional(conn)
        .await?;
    found.as_ref().map(row).transpose()
}

/// What a terminal's token stands for.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The seat.
    pub seat: Seat,
    /// Until when it holds, the machine's time.
    pub until_ms: i64,
    /// The addresses of the room, in CIDR notation; empty for any.
    pub network: String,
}

/// What a token stands for: the newest of a terminal, or the one before.
///
/// # Errors
/// What the database says.
pub async fn at_token(conn: &mut AnyConnection, token_hash: &str) -> Result<Option<Proof>> {
    let found = sqlx::query(
        "SELECT t.room, t.seat, t.token_until_ms, r.network FROM terminals t JOIN rooms r ON r.id = t.room \
         WHERE t.token_hash = $1 OR t.prior_hash = $1",
    )
    .bind(token_hash)
    .fetch_optional(conn)
    .await?;
    let Some(found) = found else { return Ok(None) };
    Ok(Some(Proof {
        seat: seat(found.try_get(0)?, found.try_get(1)?)?,
        until_ms: found.try_get(2)?,
        network: found.try_get(3)?,
    }))
}

/// Gives a seat an activation code; its former terminal is unbound.
///
/// # Errors
/// What the database says.
pub async fn enrol_terminal(conn: &mut AnyConnection, seat: &Seat, code_hash: &str, at_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO terminals (room, seat, activation_hash, enrolled_ms) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (room, seat) DO UPDATE SET public_key = NULL, token_hash = NULL, prior_hash = NULL, token_until_ms = 0, \
         activation_hash = excluded.activation_hash, enrolled_ms = excluded.enrolled_ms",
    )
    .bind(seat.room.as_str())
    .bind(i64::from(seat.seat))
    .bind(code_hash)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Binds the terminal with this activation code under its key; none when no seat waits for the code. A machine that was
/// another seat's terminal no longer is.
///
/// # Errors
/// What the database says.
pub async fn activate(conn: &mut AnyConnection, code_hash: &str, public_key: &str) -> Result<Option<Seat>> {
    let found = sqlx::query("SELECT room, seat FROM terminals WHERE activation_hash = $1")
        .bind(code_hash)
        .fetch_optional(&mut *conn)
        .await?;
    let Some(found) = found else { return Ok(None) };
    let place = seat(found.try_get(0)?, found.try_get(1)?)?;
    sqlx::query(
        "UPDATE terminals SET public_key = NULL, token_hash = NULL, prior_hash = NULL, token_until_ms = 0 WHERE public_key = $1",
    )
    .bind(public_key)
    .execute(&mut *conn)
    .await?;
    sqlx::query("UPDATE terminals SET public_key = $1, activation_hash = NULL WHERE room = $2 AND seat = $3")
        .bind(public_key)
        .bind(place.room.as_str())
        .bind(i64::from(place.seat))
        .execute(conn)
        .await?;
    Ok(Some(place))
}

/// The seat of a key, and when it was proved last (the machine's time).
///
/// # Errors
/// What the database says.
pub async fn known_by(conn: &mut AnyConnection, public_key: &str) -> Result<Option<(Seat, i64)>> {
    let found = sqlx::query("SELECT room, seat, proved_ms FROM terminals WHERE public_key = $1")
        .bind(public_key)
        .fetch_optional(conn)
        .await?;
    let Some(found) = found else { return Ok(None) };
    Ok(Some((seat(found.try_get(0)?, found.try_get(1)?)?, found.try_get(2)?)))
}

/// Gives a terminal a new token; the one before counts as long.
///
/// # Errors
/// What the database says.
pub async fn prove(
    conn: &mut AnyConnection,
    seat: &Seat,
    token_hash: &str,
    challenged_ms: i64,
    until_ms: i64,
) -> Result<()> {
    sqlx::query(
        "UPDATE terminals SET prior_hash = token_hash, token_hash = $1, proved_ms = $2, token_until_ms = $3 \
         WHERE room = $4 AND seat = $5",
    )
    .bind(token_hash)
    .bind(challenged_ms)
    .bind(until_ms)
    .bind(seat.room.as_str())
    .bind(i64::from(seat.seat))
    .execute(conn)
    .await?;
    Ok(())
}

/// Says that a terminal lives.
///
/// # Errors
/// What the database says.
pub async fn beat(conn: &mut AnyConnection, seat: &Seat, now_ms: i64) -> Result<()> {
    sqlx::query("UPDATE terminals SET seen_ms = $1 WHERE room = $2 AND seat = $3")
        .bind(now_ms)
        .bind(seat.room.as_str())
        .bind(i64::from(seat.seat))
        .execute(conn)
        .await?;
    Ok(())
}

/// Freezes a seat.
///
/// # Errors
/// What the database says.
pub async fn freeze(conn: &mut AnyConnection, seat: &Seat, why: &str, now_ms: i64) -> Result<()> {
    sqlx::query("UPDATE terminals SET frozen_why = $1, frozen_ms = $2 WHERE room = $3 AND seat = $4")
        .bind(why)
        .bind(now_ms)
        .bind(seat.room.as_str())
        .bind(i64::from(seat.seat))
        .execute(conn)
        .await?;
    Ok(())
}

/// Frees a frozen seat.
///
/// # Errors
/// What the database says.
pub async fn release(conn: &mut AnyConnection, seat: &Seat) -> Result<()> {
    sqlx::query("UPDATE terminals SET frozen_why = NULL, frozen_ms = NULL WHERE room = $1 AND seat = $2")
        .bind(seat.room.as_str())
        .bind(i64::from(seat.seat))
        .execute(conn)
        .await?;
    Ok(())
}

/// Locks a seat, or unlocks it.
///
/// # Errors
/// What the database says.
pub async fn lock(conn: &mut AnyConnection, seat: &Seat, locked: bool) -> Result<()> {
    sqlx::query("UPDATE terminals SET locked = $1 WHERE room = $2 AND seat = $3")
        .bind(i64::from(locked))
        .bind(seat.room.as_str())
        .bind(i64::from(seat.seat))
        .execute(conn)
        .await?;
    Ok(())
}

/// How a member's room and seat are: the room's state, whether the seat is frozen, whether it is locked.
pub(crate) fn held(row: &AnyRow, at: usize) -> Result<(RoomState, bool, bool)> {
    let state: Option<String> = row.try_get(at)?;
    let state = state.and_then(|state| RoomState::parse(&state)).unwrap_or_default();
    let frozen: Option<String> = row.try_get(at + 1)?;
    let locked: Option<i64> = row.try_get(at + 2)?;
    Ok((state, frozen.is_some(), locked == Some(1)))
}
