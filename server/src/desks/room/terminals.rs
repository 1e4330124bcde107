//! Rooms and the terminals that are bound to their seats.

use super::code_hash;
use crate::act::{self, Caller};
use crate::clock::machine_ms;
use crate::fault::Fault;
use crate::http::mount::Shared;
use crate::http::{door, fault};
use crate::work::{Change, Done, Query, Work};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::room::{
    ActivateTerminal, CreateRoom, EnrolTerminal, ListRooms, OneTimeCode, ReadTerminal, RoomView, SEATS_MAX,
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
                }
            });
            RoomView { id: room.id.clone(), name: room.name.clone(), seats: seats.collect(), no_copy: room.no_copy }
        });
        Ok(rooms.collect())
    }
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
        let room = Room { id: self.id.clone(), name: name.to_owned(), seats: self.seats, no_copy: false };
        store::room::insert_room(work.conn(), &room).await?;
        let data = json!({ "room": room.id, "name": room.name, "seats": room.seats });
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

/// Binding a terminal: what is left of the activation once the key was made.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Bind {
    code_hash: String,
    key_hash: String,
}

impl shared::api::Endpoint for Bind {
    const MOUNT: shared::api::Mount = shared::api::Mount::Change;
    const PATH: &'static str = "(bind-terminal)";
    const ACTION: shared::policy::Action = shared::policy::Action::ActivateTerminal;
    type Reply = Seat;
}

impl Change for Bind {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Seat>, Fault> {
        let bound = store::room::activate_terminal(work.conn(), &self.code_hash, &self.key_hash).await?;
        let seat = bound.ok_or(Code::CodeWrong)?;
        let data = json!({ "room": seat.room, "seat": seat.seat });
        Ok(Done::new(seat, Event::of_house(Kind::TerminalActivated, data)))
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

/// Binds a terminal with its activation code; gives its seat and the key for its cookie.
///
/// # Errors
/// [`Code::CodeWrong`], or [`Code::Throttled`] after too many wrong codes.
pub async fn activate(house: &Shared, caller: &Caller, code: &str) -> Result<(Seat, String), Fault> {
    let key = crate::random::token()?;
    let bind = Bind { code_hash: code_hash(code), key_hash: door::token_hash(&key) };
    let seat = with_code(house, caller, "(terminal activation)", &bind).await?;
    Ok((seat, key))
}

pub(super) async fn activate_here(State(house): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let caller = match door::caller(&house, &headers, true).await {
        Ok(caller) => caller,
        Err(error) => return fault::response(error, "-"),
    };
    let result = async {
        let ask: ActivateTerminal = serde_json::from_slice(&body)
            .map_err(|error| Fault::from(Refusal::new(Code::BadRequest).with("detail", error)))?;
        let (seat, key) = activate(&house, &caller, &ask.code).await?;
        let mut cookie = door::cookie(door::TERMINAL, key);
        cookie.make_permanent();
        Ok((CookieJar::new().add(cookie), Json(seat)).into_response())
    };
    result.await.unwrap_or_else(|error: Fault| fault::response(error, &caller.request))
}
