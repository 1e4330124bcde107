//! The closed room: sealing, pausing, ending, the network range; frozen and locked seats; the heartbeat.

use super::terminals::is_online;
use crate::clock::machine_ms;
use crate::fault::Fault;
use crate::work::{Change, Done, Work};
use ipnet::IpNet;
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::room::{
    Beat, LockSeat, MoveRoom, Pulse, ReleaseSeat, ReportEgress, RoomMove, RoomState, SetNetwork, UnlockSeat,
};
use shared::event::{Event, Kind};
use shared::id::RoomId;
use shared::people::Seat;
use shared::refusal::{Code, Refusal};
use std::net::IpAddr;
use store::room::Room;

/// The longest reason, characters.
const WHY_MAX: usize = 200;
/// The most ranges of one room.
const RANGES_MAX: usize = 20;
/// A beat is written when the last one is older, milliseconds.
const BEAT_WRITE_MS: i64 = 10_000;

/// The ranges as they are kept: CIDR notation, separated by spaces.
///
/// # Errors
/// [`Code::NetworkInvalid`] names what is no range.
pub(super) fn ranges(text: &str) -> Result<String, Fault> {
    let parts: Vec<&str> =
        text.split([' ', ',', ';', '，', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() > RANGES_MAX {
        return Err(Refusal::new(Code::TooMany).with("limit", RANGES_MAX).into());
    }
    let range = |part: &&str| {
        let single = part.parse::<IpAddr>().map(IpNet::from);
        let range = part.parse::<IpNet>().ok().or(single.ok()).map(|range| range.trunc().to_string());
        range.ok_or_else(|| Refusal::new(Code::NetworkInvalid).with("value", part))
    };
    Ok(parts.iter().map(range).collect::<Result<Vec<_>, _>>()?.join(" "))
}

/// Whether an address lies in the kept ranges; any does when there are none. An IPv4 address in IPv6 clothes (RFC 4291,
/// 2.5.5.2) counts as what it is.
#[must_use]
pub fn is_inside(ranges: &str, address: IpAddr) -> bool {
    let address = address.to_canonical();
    let mut all = ranges.split(' ').filter_map(|part| part.parse::<IpNet>().ok()).peekable();
    all.peek().is_none() || all.any(|range| range.contains(&address))
}

async fn room(work: &mut Work<'_>, id: &RoomId) -> Result<Room, Fault> {
    Ok(store::room::find_room(work.conn(), id).await?.ok_or(Code::NotFound)?)
}

fn why(text: &str, needed: bool) -> Result<String, Fault> {
    let why = text.trim();
    if needed && why.is_empty() {
        return Err(Refusal::new(Code::FieldMissing).with("field", "why").into());
    }
    if why.chars().count() > WHY_MAX {
        let detail = format!("≤ {WHY_MAX}");
        return Err(Refusal::new(Code::FieldInvalid).with("field", "why").with("detail", detail).into());
    }
    Ok(why.to_owned())
}

/// Moves a room; gives the event.
///
/// # Errors
/// [`Code::WrongRoomState`].
pub(super) async fn step(work: &mut Work<'_>, mut room: Room, what: RoomMove, why: String) -> Result<Event, Fault> {
    let before = room.state;
    room.state = before.step(what)?;
    room.why = why;
    room.by.clone_from(&work.actor().name);
    let now_ms = work.now_ms();
    store::room::set_state(work.conn(), &room, now_ms).await?;
    let data = json!({ "room": room.id, "from": before.as_str(), "to": room.state.as_str(), "why": room.why });
    Ok(Event::of_house(Kind::RoomMoved, data))
}

impl Change for MoveRoom {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let why = why(&self.why, self.what == RoomMove::Pause)?;
        let room = room(work, &self.room).await?;
        if self.what == RoomMove::End
            && let Some(lot) = store::room::working_in(work.conn(), &room.id).await?.first()
        {
            return Err(Refusal::new(Code::RoomInUse).with("lot", lot).into());
        }
        let event = step(work, room, self.what, why).await?;
        Ok(Done::new(Nothing {}, event))
    }
}

/// Seals the rooms in which a committee sits, where they are not: the committee is convened.
pub(super) async fn seal(work: &mut Work<'_>, rooms: impl IntoIterator<Item = RoomId>) -> Result<Vec<Event>, Fault> {
    let mut events = Vec::new();
    for id in rooms {
        let room = room(work, &id).await?;
        if matches!(room.state, RoomState::Open | RoomState::Ended) {
            events.push(step(work, room, RoomMove::Seal, String::new()).await?);
        }
    }
    Ok(events)
}

impl Change for SetNetwork {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let network = ranges(&self.network)?;
        let room = room(work, &self.room).await?;
        store::room::set_network(work.conn(), &room.id, &network).await?;
        let data = json!({ "room": room.id, "network": network, "before": room.network });
        Ok(Done::new(Nothing {}, Event::of_house(Kind::NetworkSet, data)))
    }
}

impl Change for ReleaseSeat {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let why = why(&self.why, true)?;
        let terminal = store::room::terminal(work.conn(), &self.seat).await?.ok_or(Code::NotFound)?;
        if terminal.frozen.is_none() {
            return Err(Code::AlreadyDone.into());
        }
        store::room::release(work.conn(), &self.seat).await?;
        let data = json!({ "room": self.seat.room, "seat": self.seat.seat, "why": why, "was": terminal.frozen });
        Ok(Done::new(Nothing {}, Event::of_house(Kind::SeatReleased, data)))
    }
}

fn here(work: &Work<'_>) -> Result<Seat, Fault> {
    Ok(work.actor().seat.clone().ok_or(Code::NotATerminal)?)
}

impl Change for Beat {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Pulse>, Fault> {
        let seat = here(work)?;
        let terminal = store::room::terminal(work.conn(), &seat).await?.ok_or(Code::NotATerminal)?;
        let now_ms = machine_ms();
        if terminal.seen_ms.is_none_or(|seen_ms| now_ms - seen_ms >= BEAT_WRITE_MS) || !is_online(&terminal) {
            store::room::beat(work.conn(), &seat, now_ms).await?;
        }
        let room = room(work, &seat.room).await?;
        let settings = &work.house().settings;
        Ok(Done::exempt(Pulse {
            seat,
            room_name: room.name,
            state: room.state,
            why: room.why,
            by: room.by,
            frozen: terminal.frozen,
            locked: terminal.locked,
            idle_s: settings.idle_s,
            egress: settings.egress.clone(),
        }))
    }
}

impl Change for ReportEgress {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let seat = here(work)?;
        // Only what the centre asked about: a terminal cannot be made to tell stories.
        if !work.house().settings.egress.contains(&self.address) {
            return Err(Code::NotFound.into());
        }
        let terminal = store::room::terminal(work.conn(), &seat).await?.ok_or(Code::NotATerminal)?;
        if terminal.frozen.is_some() {
            return Err(Code::AlreadyDone.into());
        }
        let now_ms = work.now_ms();
        store::room::freeze(work.conn(), &seat, &self.address, now_ms).await?;
        let data = json!({ "room": seat.room, "seat": seat.seat, "address": self.address });
        Ok(Done::new(Nothing {}, Event::of_house(Kind::SeatFrozen, data)))
    }
}

/// The seat of a member who acts on the own seat.
async fn own_seat(work: &mut Work<'_>) -> Result<Seat, Fault> {
    let seat = here(work)?;
    let account = work.account()?.to_owned();
    let mine = store::room::memberships(work.conn(), &account).await?;
    match mine.iter().any(|member| member.seat.as_ref() == Some(&seat)) {
        true => Ok(seat),
        false => Err(Code::NotPermitted.into()),
    }
}

impl Change for LockSeat {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let seat = own_seat(work).await?;
        store::room::lock(work.conn(), &seat, true).await?;
        let data = json!({ "room": seat.room, "seat": seat.seat, "idle": self.idle });
        Ok(Done::new(Nothing {}, Event::of_house(Kind::SeatLocked, data)))
    }
}

impl Change for UnlockSeat {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let seat = own_seat(work).await?;
        store::room::lock(work.conn(), &seat, false).await?;
        let data = json!({ "room": seat.room, "seat": seat.seat });
        Ok(Done::new(Nothing {}, Event::of_house(Kind::SeatUnlocked, data)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_they_are_written() {
        assert_eq!(ranges(" 10.20.3.7/24, 192.168.1.9\nfd00::/8 ").unwrap(), "10.20.3.0/24 192.168.1.9/32 fd00::/8");
        assert_eq!(ranges("").unwrap(), "");
        for wrong in ["10.20.3", "10.0.0.0/33", "room 3", "::1/129"] {
            assert!(
                matches!(ranges(wrong), Err(Fault::Refused(refusal)) if refusal.code == Code::NetworkInvalid),
                "{wrong}"
            );
        }
    }

    #[test]
    fn an_address_is_inside_or_not() {
        let inside = |ranges: &str, address: &str| is_inside(ranges, address.parse().unwrap());
        assert!(inside("", "203.0.113.9"));
        assert!(inside("10.20.3.0/24 fd00::/8", "10.20.3.255"));
        assert!(inside("10.20.3.0/24", "::ffff:10.20.3.1"));
        assert!(inside("10.20.3.0/24 fd00::/8", "fd12::1"));
        assert!(!inside("10.20.3.0/24", "10.20.4.1"));
        assert!(!inside("10.20.3.0/24", "::1"));
    }
}
