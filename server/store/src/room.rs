//! Rooms, terminals, the members of committees, the votes for their head.

mod members;
pub(crate) mod terminals;

pub use members::{
    Member, forget_votes, insert_member, keep_account, member_of_code, members, memberships, name_representative,
    representatives, set_code, set_recusal, update_member, vote, votes,
};

pub use terminals::{
    Proof, Terminal, activate, at_token, beat, enrol_terminal, freeze, known_by, lock, prove, release, terminal,
    terminals,
};

use crate::{Result, StoreError};
use shared::api::room::RoomState;
use shared::id::{LotKey, RoomId};
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
    /// The addresses of its terminals, in CIDR notation; empty for any.
    pub network: String,
    /// How far it is.
    pub state: RoomState,
    /// Why it is in that state.
    pub why: String,
    /// Who brought it there.
    pub by: String,
    /// Whether text of bids may not be shown there.
    pub no_copy: bool,
}

fn number(row: &AnyRow, at: usize) -> Result<u32> {
    u32::try_from(row.try_get::<i64, _>(at)?).map_err(StoreError::corrupt)
}

const ROOM: &str = "SELECT id, name, seats, network, state, state_why, state_by, no_copy FROM rooms";

fn room(row: &AnyRow) -> Result<Room> {
    let state: String = row.try_get(4)?;
    Ok(Room {
        id: RoomId::new(row.try_get::<String, _>(0)?).map_err(StoreError::corrupt)?,
        name: row.try_get(1)?,
        seats: number(row, 2)?,
        network: row.try_get(3)?,
        state: RoomState::parse(&state).ok_or_else(|| StoreError::corrupt(format!("room state {state}")))?,
        why: row.try_get(5)?,
        by: row.try_get(6)?,
        no_copy: row.try_get::<i64, _>(7)? == 1,
    })
}

/// The rooms, by id.
///
/// # Errors
/// What the database says.
pub async fn rooms(conn: &mut AnyConnection) -> Result<Vec<Room>> {
    let sql = format!("{ROOM} ORDER BY id LIMIT 1000");
    sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(conn).await?.iter().map(room).collect()
}

/// One room.
///
/// # Errors
/// What the database says.
pub async fn find_room(conn: &mut AnyConnection, id: &RoomId) -> Result<Option<Room>> {
    let sql = format!("{ROOM} WHERE id = $1");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.as_str()).fetch_optional(conn).await?.as_ref().map(room).transpose()
}

/// Makes a room; an existing id is [`StoreError::Taken`].
///
/// # Errors
/// What the database says.
pub async fn insert_room(conn: &mut AnyConnection, room: &Room) -> Result<()> {
    sqlx::query("INSERT INTO rooms (id, name, seats, network) VALUES ($1, $2, $3, $4)")
        .bind(room.id.as_str())
        .bind(&room.name)
        .bind(i64::from(room.seats))
        .bind(&room.network)
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes a room's network range.
///
/// # Errors
/// What the database says.
pub async fn set_network(conn: &mut AnyConnection, id: &RoomId, network: &str) -> Result<()> {
    sqlx::query("UPDATE rooms SET network = $1 WHERE id = $2").bind(network).bind(id.as_str()).execute(conn).await?;
    Ok(())
}

/// Writes how far a room is, why, and who brought it there.
///
/// # Errors
/// What the database says.
pub async fn set_state(conn: &mut AnyConnection, room: &Room, at_ms: i64) -> Result<()> {
    sqlx::query("UPDATE rooms SET state = $1, state_why = $2, state_by = $3, state_ms = $4 WHERE id = $5")
        .bind(room.state.as_str())
        .bind(&room.why)
        .bind(&room.by)
        .bind(at_ms)
        .bind(room.id.as_str())
        .execute(conn)
        .await?;
    Ok(())
}

/// The lots whose committees work in a room.
///
/// # Errors
/// What the database says.
pub async fn working_in(conn: &mut AnyConnection, id: &RoomId) -> Result<Vec<LotKey>> {
    let rows = sqlx::query(
        "SELECT DISTINCT m.tender, m.lot FROM members m JOIN lots l ON l.tender = m.tender AND l.lot = m.lot \
         WHERE m.room = $1 AND m.is_out = 0 AND l.stage IN ('reviewing', 'scoring', 'ranked', 'reporting')",
    )
    .bind(id.as_str())
    .fetch_all(conn)
    .await?;
    let key = |row: &AnyRow| {
        LotKey::new(&row.try_get::<String, _>(0)?, &row.try_get::<String, _>(1)?).map_err(StoreError::corrupt)
    };
    rows.iter().map(key).collect()
}

/// Whether another person than `account` has this seat in a sitting committee.
///
/// # Errors
/// What the database says.
pub async fn others_at(conn: &mut AnyConnection, seat: &Seat, account: &str) -> Result<bool> {
    let row = sqlx::query(
        "SELECT 1 FROM members m JOIN lots l ON l.tender = m.tender AND l.lot = m.lot WHERE m.room = $1 AND m.seat = $2 \
         AND m.is_out = 0 AND m.account IS NOT NULL AND m.account <> $3 \
         AND l.stage IN ('drawing', 'seated', 'reviewing', 'scoring', 'ranked', 'reporting') LIMIT 1",
    )
    .bind(seat.room.as_str())
    .bind(i64::from(seat.seat))
    .bind(account)
    .fetch_optional(conn)
    .await?;
    Ok(row.is_some())
}

fn seat(room: String, seat: i64) -> Result<Seat> {
    Ok(Seat {
        room: RoomId::new(room).map_err(StoreError::corrupt)?,
        seat: u32::try_from(seat).map_err(StoreError::corrupt)?,
    })
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
