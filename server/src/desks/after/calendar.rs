//! The legal calendar: the administrator's newest, or the built-in one.

use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::after::{CalendarReply, DAYS_MAX, ReadCalendar, SaveCalendar};
use shared::event::{Event, Kind};
use shared::journal::Hash;
use shared::refusal::{Code, Refusal};
use shared::rules::Calendar;
use store::AnyConnection;

/// The days by which the house counts.
///
/// # Errors
/// A fault of the database.
pub async fn legal_calendar(conn: &mut AnyConnection) -> Result<Calendar, Fault> {
    Ok(newest(conn).await?.calendar)
}

async fn newest(conn: &mut AnyConnection) -> Result<CalendarReply, Fault> {
    let (version, calendar) = match store::after::calendar(conn).await? {
        Some((version, json)) => (version, serde_json::from_str(&json)?),
        None => (0, Calendar::default()),
    };
    let sha256 = Hash::of(&shared::jcs::to_bytes(&calendar).map_err(Fault::internal)?);
    Ok(CalendarReply { calendar, version, sha256 })
}

impl Query for ReadCalendar {
    async fn run(&self, work: &mut Work<'_>) -> Result<CalendarReply, Fault> {
        newest(work.conn()).await
    }
}

impl Change for SaveCalendar {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<CalendarReply>, Fault> {
        let days = self.calendar.holidays.len() + self.calendar.extra_workdays.len();
        if days > DAYS_MAX {
            return Err(Refusal::new(Code::TooMany).with("limit", DAYS_MAX).into());
        }
        if let Some(day) = self.calendar.holidays.intersection(&self.calendar.extra_workdays).next() {
            return Err(Refusal::new(Code::DayTwice).with("day", day).into());
        }
        let before = newest(work.conn()).await?;
        if before.version != self.version {
            return Err(Refusal::new(Code::VersionConflict).with("version", before.version).into());
        }
        let account = work.account()?.to_owned();
        let at_ms = work.now_ms();
        let version = before.version.saturating_add(1);
        let json = serde_json::to_string(&self.calendar)?;
        store::after::save_calendar(work.conn(), version, &json, &account, at_ms).await?;
        let reply = newest(work.conn()).await?;
        let data = json!({ "version": version, "sha256": reply.sha256, "days": days });
        Ok(Done::new(reply, Event::of_house(Kind::CalendarSaved, data)))
    }
}
