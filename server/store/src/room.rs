//! Rooms, terminals, the members of committees, the votes for their head.

mod members;

pub use members::{
    Member, forget_votes, insert_member, keep_account, member_of_code, members, memberships, name_representative,
    representatives, set_code, set_recusal, update_member, vote, votes,
};

use crate::{Result, StoreError};
use shared::id::RoomId;
use shared::people::Seat;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// A room.
#[derive(Debug, Clone)]
pub struct Room {
    /// The id.
    pub id: RoomId,
    /// What it is called.
    pub name: String,
    /// How many seats.
    pub seats: u32,
    /// Whether text of bids may not be shown there.
    pub no_copy: bool,
}

fn number(row: &AnyRow, at: usize) -> Result<u32> {
    u32::try_from(row.try_get::<i64, _>(at)?).map_err(StoreError::corrupt)
}

/// The rooms, by id.
///
/// # Errors
/// What the database says.
pub async fn rooms(conn: &mut AnyConnection) -> Result<Vec<Room>> {
    let rows = sqlx::query("SELECT id, name, seats, no_copy FROM rooms ORDER BY id LIMIT 1000").fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            Ok(Room {
                id: RoomId::new(row.try_get::<String, _>(0)?).map_err(StoreError::corrupt)?,
                name: row.try_get(1)?,
                seats: number(row, 2)?,
                no_copy: row.try_get::<i64, _>(3)? == 1,
            })
        })
        .collect()
}

/// Makes a room; an existing id is [`StoreError::Taken`].
///
/// # Errors
/// What the database says.
pub async fn insert_room(conn: &mut AnyConnection, room: &Room) -> Result<()> {
    sqlx::query("INSERT INTO rooms (id, name, seats) VALUES ($1, $2, $3)")
        .bind(room.id.as_str())
        .bind(&room.name)
        .bind(i64::from(room.seats))
        .execute(conn)
        .await?;
    Ok(())
}

/// A terminal.
#[derive(Debug, Clone)]
pub struct Terminal {
    /// Its seat.
    pub seat: Seat,
    /// Whether it is bound to the seat.
    pub active: bool,
    /// When it was enrolled, milliseconds.
    pub enrolled_ms: i64,
}

fn seat(room: String, seat: i64) -> Result<Seat> {
    Ok(Seat {
        room: RoomId::new(room).map_err(StoreError::corrupt)?,
        seat: u32::try_from(seat).map_err(StoreError::corrupt)?,
    })
}

/// The terminals, by room and seat.
///
/// # Errors
/// What the database says.
pub async fn terminals(conn: &mut AnyConnection) -> Result<Vec<Terminal>> {
    let rows = sqlx::query(
        "SELECT room, seat, CAST(CASE WHEN key_hash IS NULL THEN 0 ELSE 1 END AS BIGINT), enrolled_ms FROM terminals ORDER BY room, seat",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Terminal {
                seat: seat(row.try_get(0)?, row.try_get(1)?)?,
                active: row.try_get::<i64, _>(2)? == 1,
                enrolled_ms: row.try_get(3)?,
            })
        })
        .collect()
}

/// Gives a seat an activation code; its former terminal is unbound.
///
/// # Errors
/// What the database says.
pub async fn enrol_terminal(conn: &mut AnyConnection, seat: &Seat, code_hash: &str, at_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO terminals (room, seat, key_hash, activation_hash, enrolled_ms) VALUES ($1, $2, NULL, $3, $4) \
         ON CONFLICT (room, seat) DO UPDATE SET key_hash = NULL, activation_hash = excluded.activation_hash, \
         enrolled_ms = excluded.enrolled_ms",
    )
    .bind(seat.room.as_str())
    .bind(i64::from(seat.seat))
    .bind(code_hash)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Binds the terminal with this activation code under its key; none when no seat waits for the code.
///
/// # Errors
/// What the database says.
pub async fn activate_terminal(conn: &mut AnyConnection, code_hash: &str, key_hash: &str) -> Result<Option<Seat>> {
    let row = sqlx::query("SELECT room, seat FROM terminals WHERE activation_hash = $1")
        .bind(code_hash)
        .fetch_optional(&mut *conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let seat = seat(row.try_get(0)?, row.try_get(1)?)?;
    sqlx::query("UPDATE terminals SET key_hash = $1, activation_hash = NULL WHERE room = $2 AND seat = $3")
        .bind(key_hash)
        .bind(seat.room.as_str())
        .bind(i64::from(seat.seat))
        .execute(conn)
        .await?;
    Ok(Some(seat))
}

/// The seats that members of sitting committees have.
///
/// # Errors
/// What the database says.
pub async fn taken_seats(conn: &mut AnyConnection) -> Result<Vec<Seat>> {
    let rows = sqlx::query(
        "SELECT m.room, m.seat FROM members m JOIN lots l ON l.tender = m.tender AND l.lot = m.lot \
         WHERE m.room IS NOT NULL AND m.is_out = 0 AND l.stage IN ('drawing', 'seated', 'reviewing', 'scoring', 'ranked', 'reporting')",
    )
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| seat(row.try_get(0)?, row.try_get(1)?)).collect()
}
