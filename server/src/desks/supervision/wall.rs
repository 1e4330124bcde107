//! Rooms, seats and alerts on the supervisor's wall; the timeline of a seat; taking note of an alert.

use crate::clock::machine_ms;
use crate::desks::room::is_online;
use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::room::{OFFLINE_MS, RoomState};
use shared::api::supervision::{
    AcknowledgeAlert, Acknowledged, Alert, AlertKey, ReadSeat, RoomOnWall, SeatAct, SeatAlert, SeatOnWall,
    SeatTimeline, SeatTrouble, TIMELINE_MAX,
};
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::journal::entry::Body;
use shared::people::Seat;
use shared::refusal::{Code, Refusal};
use store::AnyConnection;
use store::room::Terminal;
use store::supervision::AlertNote;

/// Alerts reach back this far, milliseconds.
const ALERTS_MS: i64 = 24 * 3_600_000;
/// Refusals that are looked at, at most.
const REFUSALS_MAX: i64 = 2000;
/// Alerts that are shown, at most.
const ALERTS_MAX: usize = 50;
/// The longest note, characters.
const NOTE_MAX: usize = 200;

fn on_wall(number: u32, taken: bool, terminal: Option<&Terminal>) -> SeatOnWall {
    SeatOnWall {
        seat: number,
        taken,
        online: terminal.is_some_and(is_online),
        seen_ms: terminal.and_then(|terminal| terminal.seen_ms),
        frozen: terminal.and_then(|terminal| terminal.frozen.clone()),
        locked: terminal.is_some_and(|terminal| terminal.locked),
    }
}

/// The rooms with their seats.
pub(super) async fn rooms(conn: &mut AnyConnection) -> Result<Vec<RoomOnWall>, Fault> {
    let sitting = store::supervision::sitting(conn).await?;
    let terminals = store::room::terminals(conn).await?;
    let taken = store::room::taken_seats(conn).await?;
    let count = |number: i64| u32::try_from(number).map_err(Fault::internal);
    let rooms = store::room::rooms(conn).await?;
    rooms
        .into_iter()
        .map(|room| {
            let here = || sitting.iter().filter(|(_, at, _)| at == room.id.as_str());
            let at = (1..=room.seats).filter_map(|number| {
                let seat = Seat { room: room.id.clone(), seat: number };
                let terminal = terminals.iter().find(|terminal| terminal.seat == seat);
                let taken = taken.contains(&seat);
                (taken || terminal.is_some()).then(|| on_wall(number, taken, terminal))
            });
            Ok(RoomOnWall {
                at: at.collect(),
                terminals: count(
                    i64::try_from(terminals.iter().filter(|t| t.active && t.seat.room == room.id).count()).unwrap_or(0),
                )?,
                lots: here().map(|(lot, _, _)| lot.clone()).collect(),
                members: count(here().map(|(_, _, members)| members).sum())?,
                room: room.id,
                name: room.name,
                seats: room.seats,
                state: room.state,
                why: room.why,
                by: room.by,
            })
        })
        .collect()
}

fn acknowledged(note: &AlertNote) -> Acknowledged {
    Acknowledged { by: note.by.clone(), at_ms: note.at_ms, note: note.note.clone() }
}

/// How a note names its alert.
fn name(alert: &AlertKey, attempt: Option<&Alert>) -> String {
    match (alert, attempt) {
        (AlertKey::Seat { seat, what, .. }, _) => format!("seat {}/{} {what:?}", seat.room, seat.seat),
        (AlertKey::Attempt { .. }, Some(alert)) => {
            let lot = alert.lot.as_ref().map(ToString::to_string).unwrap_or_default();
            let terminal = alert.terminal.as_deref().unwrap_or_default();
            format!("attempt {} {} {} {lot} {terminal}", alert.actor, alert.action, alert.code)
        }
        (AlertKey::Attempt { seq }, None) => format!("attempt {seq}"),
    }
}

/// Seats that need somebody.
pub(super) async fn seats(conn: &mut AnyConnection, now_ms: i64) -> Result<Vec<SeatAlert>, Fault> {
    let notes = store::supervision::alert_notes(conn, now_ms - ALERTS_MS).await?;
    let rooms = store::room::rooms(conn).await?;
    let taken = store::room::taken_seats(conn).await?;
    // The terminals speak the machine's time, the wall the house's: a sample centre's clock may be ahead.
    let ahead_ms = now_ms - machine_ms();
    let mut alerts = Vec::new();
    for terminal in store::room::terminals(conn).await? {
        let sealed = rooms.iter().any(|room| room.id == terminal.seat.room && room.state == RoomState::Sealed);
        if let (Some(detail), Some(since_ms)) = (terminal.frozen.clone(), terminal.frozen_ms) {
            alerts.push((terminal.seat.clone(), SeatTrouble::Frozen, detail, since_ms));
        }
        if sealed
            && taken.contains(&terminal.seat)
            && !is_online(&terminal)
            && let Some(seen_ms) = terminal.seen_ms
        {
            alerts.push((terminal.seat, SeatTrouble::Offline, String::new(), seen_ms + OFFLINE_MS + ahead_ms));
        }
    }
    let alert = |(seat, what, detail, since_ms): (Seat, SeatTrouble, String, i64)| {
        let key = name(&AlertKey::Seat { seat: seat.clone(), what, since_ms }, None);
        let note = notes.iter().find(|note| note.alert == key && note.until >= since_ms);
        SeatAlert { seat, what, detail, since_ms, acknowledged: note.map(acknowledged) }
    };
    Ok(alerts.into_iter().map(alert).collect())
}

fn attempt(seq: i64, at_ms: i64, body: &str) -> Result<Alert, Fault> {
    let body = Body::parse(body.as_bytes()).map_err(Fault::internal)?;
    let text = |name: &str| body.data.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let lot = match (&body.tender, &body.lot) {
        (Some(tender), Some(lot)) => Some(LotKey::new(tender, lot).map_err(Fault::internal)?),
        _ => None,
    };
    Ok(Alert {
        actor: body.actor.clone().unwrap_or_default(),
        action: text("action"),
        code: text("code"),
        lot,
        terminal: body.terminal.clone(),
        count: 1,
        last_ms: at_ms,
        seq: u64::try_from(seq).map_err(Fault::internal)?,
        acknowledged: None,
    })
}

/// Refused attempts, one line for each person, act and reason.
pub(super) async fn alerts(conn: &mut AnyConnection, now_ms: i64) -> Result<Vec<Alert>, Fault> {
    let since_ms = now_ms - ALERTS_MS;
    let notes = store::supervision::alert_notes(conn, since_ms).await?;
    let mut alerts: Vec<Alert> = Vec::new();
    for (seq, at_ms, body) in store::supervision::refusals(conn, since_ms, REFUSALS_MAX).await? {
        let mut alert = attempt(seq, at_ms, &body)?;
        let same = |other: &&mut Alert| {
            other.actor == alert.actor
                && other.action == alert.action
                && other.code == alert.code
                && other.lot == alert.lot
                && other.terminal == alert.terminal
        };
        if let Some(known) = alerts.iter_mut().find(same) {
            known.count += 1;
        } else if alerts.len() < ALERTS_MAX {
            let key = name(&AlertKey::Attempt { seq: alert.seq }, Some(&alert));
            let note = notes.iter().find(|note| note.alert == key && note.until >= seq);
            alert.acknowledged = note.map(acknowledged);
            alerts.push(alert);
        }
    }
    Ok(alerts)
}

impl Change for AcknowledgeAlert {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let note = self.note.trim().to_owned();
        if note.chars().count() > NOTE_MAX {
            let detail = format!("≤ {NOTE_MAX}");
            return Err(Refusal::new(Code::FieldInvalid).with("field", "note").with("detail", detail).into());
        }
        let (by, at_ms) = (work.account()?.to_owned(), work.now_ms());
        let (alert, until) = match &self.alert {
            AlertKey::Seat { since_ms, .. } => (name(&self.alert, None), *since_ms),
            AlertKey::Attempt { seq } => {
                let index = i64::try_from(*seq).map_err(|_| Code::NotFound)?;
                let found = store::supervision::refusals(work.conn(), at_ms - ALERTS_MS, REFUSALS_MAX).await?;
                let (_, last_ms, body) = found.into_iter().find(|(at, ..)| *at == index).ok_or(Code::NotFound)?;
                (name(&self.alert, Some(&attempt(index, last_ms, &body)?)), index)
            }
        };
        let data = json!({ "alert": alert, "until": until, "note": note });
        let kept = AlertNote { alert, until, by, note, at_ms };
        store::supervision::keep_alert_note(work.conn(), &kept).await?;
        Ok(Done::new(Nothing {}, Event::of_house(Kind::AlertAcknowledged, data)))
    }
}

impl Query for ReadSeat {
    async fn run(&self, work: &mut Work<'_>) -> Result<SeatTimeline, Fault> {
        let room = store::room::find_room(work.conn(), &self.seat.room).await?.ok_or(Code::NotFound)?;
        let terminal = store::room::terminal(work.conn(), &self.seat).await?;
        let taken = store::room::taken_seats(work.conn()).await?.contains(&self.seat);
        let place = format!("{}/{}", self.seat.room, self.seat.seat);
        let before = self.before.map_or(Ok(i64::MAX), i64::try_from).map_err(|_| Code::NotFound)?;
        let most = i64::try_from(TIMELINE_MAX).map_err(Fault::internal)?;
        let acts = store::journal::at_terminal(work.conn(), &place, before, most).await?;
        let act = |act: store::journal::Act| {
            let refused = match Kind::parse(&act.kind) {
                Some(Kind::RequestRefused) => {
                    let alert = attempt(act.seq.unwrap_or(0), act.at_ms, &act.body)?;
                    Some((alert.action, alert.code))
                }
                _ => None,
            };
            Ok(SeatAct {
                seq: act.seq.and_then(|seq| u64::try_from(seq).ok()).unwrap_or(0),
                at_ms: act.at_ms,
                kind: act.kind,
                actor: act.actor,
                lot: act.lot,
                refused,
            })
        };
        Ok(SeatTimeline {
            room_name: room.name,
            now: on_wall(self.seat.seat, taken, terminal.as_ref()),
            more: acts.len() == TIMELINE_MAX,
            acts: acts.into_iter().map(act).collect::<Result<_, Fault>>()?,
        })
    }
}
