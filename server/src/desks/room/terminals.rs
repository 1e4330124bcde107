//! Rooms and the terminals that are bound to their seats.

use super::code_hash;
use crate::act::{self, Caller};
use crate::clock::machine_ms;
use crate::fault::Fault;
use crate::http::mount::Shared;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::room::{
    CreateRoom, EnrolTerminal, ListRooms, OFFLINE_MS, OneTimeCode, ReadTerminal, RoomState, RoomView, SEATS_MAX,
    SeatTerminal, TerminalReply, TerminalState,
};
use shared::event::{Event, Kind};
use shared::people::Seat;
use shared::refusal::{Code, Refusal};
use store::room::Room;

impl Query for ListRooms {
    async fn run(&self, work: &mut Work<'_>) -> Result<Vec<RoomView>, Fault> {
        let terminals = store::room::terminals(work.conn()).await?;
        let taken = store::room::taken_seats(work.conn()).await?;
        let rooms = store::room::rooms(work.conn()).await?.into_iter().map(|room| {
            let seats = (1..=room.seats).map(|number| {
                let seat = Seat { room: room.id.clone(), seat: number };
                let terminal = terminals.iter().find(|terminal| terminal.seat == seat);
                SeatTerminal {
                    seat: number,
                    terminal: match terminal {
                        None => TerminalState::None,
                        Some(terminal) if terminal.active => TerminalState::Active,
                        Some(_) => TerminalState::Enrolled,
                    },
                    enrolled_ms: terminal.map(|terminal| terminal.enrolled_ms),
                    taken: taken.contains(&seat),
                    seen_ms: terminal.and_then(|terminal| terminal.seen_ms),
                    online: terminal.is_some_and(is_online),
                    frozen: terminal.and_then(|terminal| terminal.frozen.clone()),
                    locked: terminal.is_some_and(|terminal| terminal.locked),
                }
            });
            let seats = seats.collect();
            let Room { id, name, network, state, why, by, no_copy, .. } = room.clone();
            RoomView { id, name, network, state, why, by, seats, no_copy }
        });
        Ok(rooms.collect())
    }
}

/// Whether a terminal was heard lately.
pub fn is_online(terminal: &store::room::Terminal) -> bool {
    terminal.seen_ms.is_some_and(|seen_ms| machine_ms() - seen_ms < OFFLINE_MS)
}

impl Change for CreateRoom {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > 60 {
            return Err(Refusal::new(Code::FieldMissing).with("field", "name").into());
        }
        if !(1..=SEATS_MAX).contains(&self.seats) {
            return Err(Refusal::new(Code::FieldInvalid).with("field", "seats").with("detail", "1–40").into());
        }
        let room = Room {
            id: self.id.clone(),
            name: name.to_owned(),
            seats: self.seats,
            network: super::closed::ranges(&self.network)?,
            state: RoomState::Open,
            why: String::new(),
            by: String::new(),
            no_copy: false,
        };
        store::room::insert_room(work.conn(), &room).await?;
        let data = json!({ "room": room.id, "name": room.name, "seats": room.seats, "network": room.network });
        Ok(Done::new(Nothing {}, Event::of_house(Kind::RoomCreated, data)))
    }
}

impl Change for EnrolTerminal {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<OneTimeCode>, Fault> {
        let rooms = store::room::rooms(work.conn()).await?;
        let room = rooms.iter().find(|room| room.id == self.room).ok_or(Code::NotFound)?;
        if !(1..=room.seats).contains(&self.seat) {
            return Err(Code::NotFound.into());
        }
        let seat = Seat { room: self.room.clone(), seat: self.seat };
        let code = crate::random::code()?;
        let now_ms = work.now_ms();
        store::room::enrol_terminal(work.conn(), &seat, &code_hash(&code), now_ms).await?;
        let data = json!({ "room": seat.room, "seat": seat.seat });
        Ok(Done::new(OneTimeCode { code, seat }, Event::of_house(Kind::TerminalEnrolled, data)))
    }
}

impl Query for ReadTerminal {
    async fn run(&self, work: &mut Work<'_>) -> Result<TerminalReply, Fault> {
        let seat = work.actor().seat.clone();
        let rooms = store::room::rooms(work.conn()).await?;
        let name = seat.as_ref().and_then(|seat| rooms.into_iter().find(|room| room.id == seat.room));
        Ok(TerminalReply { seat, room_name: name.map(|room| room.name) })
    }
}

/// Wrong codes in a window before everybody has to wait: eight digits must not be guessed.
const FAILURES_MAX: i64 = 20;
/// The window, milliseconds.
const WINDOW_MS: i64 = 5 * 60_000;

/// Runs a change that a code of eight digits permits; wrong codes are counted, under `who`.
pub(super) async fn with_code<C: Change>(
    house: &Shared,
    caller: &Caller,
    who: &str,
    change: &C,
) -> Result<C::Reply, Fault> {
    let now_ms = machine_ms();
    {
        let mut conn = house.db.connection().await?;
        if store::accounts::failures(&mut conn, who, now_ms - WINDOW_MS).await? >= FAILURES_MAX {
            return Err(Refusal::new(Code::Throttled).with("seconds", WINDOW_MS / 1000).into());
        }
    }
    match act::change(house, &Caller { key: None, ..caller.clone() }, change).await {
        Ok(acted) => Ok(acted.reply),
        Err(Fault::Refused(refusal)) => {
            if refusal.code == Code::CodeWrong {
                let task = crate::desks::account::NoteFailure { who: who.to_owned(), at_ms: now_ms };
                crate::sequence::run(house, Box::new(task)).await?;
            }
            Err(Fault::Refused(refusal))
        }
        Err(fault) => Err(fault),
    }
}
