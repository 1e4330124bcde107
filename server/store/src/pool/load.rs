//! On how many committees an expert sat, and when.

use crate::Result;
use sqlx::{AnyConnection, Row};
use std::collections::BTreeMap;

/// The committees of one expert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seats {
    /// When the newest of them met, milliseconds.
    pub last_ms: i64,
    /// How many met since the time that was asked for.
    pub since: u32,
    /// How many there were.
    pub all: u32,
}

/// The committees of every expert who was on one and did not fall out before coming; `since_ms` is where the shorter count
/// begins.
///
/// # Errors
/// What the database says.
pub async fn seats(conn: &mut AnyConnection, since_ms: i64) -> Result<BTreeMap<String, Seats>> {
    let rows = sqlx::query(
        "SELECT p.expert, d.meet_ms FROM members m JOIN draws d ON d.tender = m.tender AND d.lot = m.lot AND \
         d.purpose = 'committee' JOIN draw_people p ON p.draw = d.id AND p.pid = m.pid \
         WHERE m.kind = 'expert' AND (m.is_out = 0 OR m.checked_in_ms IS NOT NULL)",
    )
    .fetch_all(conn)
    .await?;
    let mut all: BTreeMap<String, Seats> = BTreeMap::new();
    for row in rows {
        let met_ms: i64 = row.try_get(1)?;
        let seats = all.entry(row.try_get(0)?).or_insert(Seats { last_ms: i64::MIN, since: 0, all: 0 });
        seats.last_ms = seats.last_ms.max(met_ms);
        seats.all += 1;
        seats.since += u32::from(met_ms >= since_ms);
    }
    Ok(all)
}
