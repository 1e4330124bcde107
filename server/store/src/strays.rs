//! Scores that a former terminal of a member kept and could not send, and when a member saved what.

use crate::{Result, StoreError};
use shared::api::scoring::{Stray, StrayCell};
use shared::id::{LotKey, OrgId, RoomId};
use shared::people::Seat;
use sqlx::{AnyConnection, Row};

/// Keeps a score that was handed over; a former one of the same cell is replaced.
///
/// # Errors
/// What the database says.
pub async fn keep(
    conn: &mut AnyConnection,
    lot: &LotKey,
    member: &str,
    cell: &StrayCell,
    from: &Seat,
    at_ms: i64,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO stray_cells (tender, lot, member, bidder, criterion, points, reason, version, room, seat, at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (tender, lot, member, bidder, criterion) DO UPDATE SET \
         points = excluded.points, reason = excluded.reason, version = excluded.version, room = excluded.room, \
         seat = excluded.seat, at_ms = excluded.at_ms",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(member)
    .bind(cell.bidder.as_str())
    .bind(&cell.criterion)
    .bind(cell.points.clone())
    .bind(&cell.reason)
    .bind(cell.version)
    .bind(from.room.as_str())
    .bind(i64::from(from.seat))
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// The scores that wait for the member's decision, by bidder and criterion.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut AnyConnection, lot: &LotKey, member: &str) -> Result<Vec<Stray>> {
    let rows = sqlx::query(
        "SELECT bidder, criterion, points, reason, version, room, seat, at_ms, \
         COALESCE((SELECT name FROM rooms WHERE id = room), room) FROM stray_cells WHERE tender = $1 AND lot = $2 AND member = $3 ORDER BY bidder, criterion",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(member)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Stray {
                cell: StrayCell {
                    bidder: OrgId::new(row.try_get::<String, _>(0)?).map_err(StoreError::corrupt)?,
                    criterion: row.try_get(1)?,
                    points: row.try_get(2)?,
                    reason: row.try_get(3)?,
                    version: row.try_get(4)?,
                },
                from: Seat {
                    room: RoomId::new(row.try_get::<String, _>(5)?).map_err(StoreError::corrupt)?,
                    seat: u32::try_from(row.try_get::<i64, _>(6)?).map_err(StoreError::corrupt)?,
                },
                room_name: row.try_get(8)?,
                at_ms: row.try_get(7)?,
            })
        })
        .collect()
}

/// Forgets a score on which the member has decided; whether there was one.
///
/// # Errors
/// What the database says.
pub async fn forget(
    conn: &mut AnyConnection,
    lot: &LotKey,
    member: &str,
    bidder: &str,
    criterion: &str,
) -> Result<bool> {
    let done = sqlx::query(
        "DELETE FROM stray_cells WHERE tender = $1 AND lot = $2 AND member = $3 AND bidder = $4 AND criterion = $5",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(member)
    .bind(bidder)
    .bind(criterion)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// When the members saved something on which bid: member, bidder, milliseconds; oldest first. No score is read.
///
/// # Errors
/// What the database says.
pub async fn save_times(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<(String, String, i64)>> {
    let rows = sqlx::query(
        "SELECT member, bidder, at_ms FROM cell_versions WHERE tender = $1 AND lot = $2 ORDER BY at_ms LIMIT 200000",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))).collect()
}
