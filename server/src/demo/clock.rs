//! The clock of a sample centre: it moves forward to the next thing that happens by the clock, and stays moved.

use crate::clock::machine_ms;
use crate::fault::Fault;
use crate::house::House;
use crate::sequence::{Boxed, Ran, Task};
use serde_json::json;
use shared::event::{Event, Kind};
use shared::lifecycle::StageName;
use std::sync::Arc;
use store::AnyConnection;

/// The name of the setting that keeps how far the clock was moved.
pub const AHEAD: &str = "demo-clock-ahead-ms";
/// A milestone is passed by so much, milliseconds.
const PAST_MS: i64 = 1000;
/// How far the clock moves when nothing is due, milliseconds: a day.
const DAY_MS: i64 = 24 * 3_600_000;

/// What the clock says now, and what was passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The house's time, milliseconds.
    pub now_ms: i64,
    /// The lot whose deadline or meeting was passed.
    pub lot: Option<String>,
}

/// Moves to the next deadline or meeting of a committee, else by a day.
///
/// # Errors
/// A fault of the database.
pub async fn next_milestone(house: &Arc<House>) -> Result<Moved, Fault> {
    let now_ms = house.clock.now_ms();
    let mut due = Vec::new();
    {
        let mut conn = house.db.connection().await?;
        for lot in store::lots::at_stage(&mut conn, StageName::Published).await? {
            due.extend(lot.deadline_ms.map(|deadline_ms| (deadline_ms, lot.key)));
        }
        for stage in [StageName::Drawing, StageName::Seated] {
            for lot in store::lots::at_stage(&mut conn, stage).await? {
                let draw = store::draw::newest(&mut conn, &lot.key).await?;
                due.extend(draw.map(|draw| (draw.meet_ms, lot.key)));
            }
        }
    }
    due.retain(|(at_ms, _)| *at_ms >= now_ms);
    match due.into_iter().min_by_key(|(at_ms, _)| *at_ms) {
        Some((at_ms, lot)) => set_clock(house, at_ms + PAST_MS, Some(lot.to_string())).await,
        None => set_clock(house, now_ms + DAY_MS, None).await,
    }
}

/// Moves the house's clock to `to_ms`, if that lies ahead, durably.
///
/// # Errors
/// A fault of the database.
pub async fn set_clock(house: &Arc<House>, to_ms: i64, lot: Option<String>) -> Result<Moved, Fault> {
    if to_ms > house.clock.now_ms() {
        let ahead_ms = to_ms - machine_ms();
        crate::sequence::run(house, Box::new(Keep { ahead_ms })).await?;
        house.clock.set_ahead_ms(ahead_ms);
        let data = json!({ "to_ms": to_ms });
        crate::act::note(house, Event::of_house(Kind::ClockMoved, data)).await?;
    }
    Ok(Moved { now_ms: house.clock.now_ms(), lot })
}

struct Keep {
    ahead_ms: i64,
}

impl Task for Keep {
    fn run<'a>(&'a self, _: &'a Arc<House>, conn: &'a mut AnyConnection) -> Boxed<'a, Result<Ran, Fault>> {
        Box::pin(async move {
            store::settings::set(conn, AHEAD, &self.ahead_ms.to_string()).await?;
            Ok(Ran { reply: "null".into(), events: Vec::new() })
        })
    }
}
