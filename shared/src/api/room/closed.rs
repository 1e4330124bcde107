//! The closed room (封闭评标室): sealing, pausing, ending; the network range; freezing and locking of seats; the heartbeat.

use crate::api::Ok;
use crate::endpoint;
use crate::id::RoomId;
use crate::people::Seat;
use crate::refusal::{Code, Refusal};
use serde::{Deserialize, Serialize};

/// How far a room is. Members work in a sealed room alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoomState {
    /// Open: members come and take their seats.
    #[default]
    Open,
    /// Sealed (封闭): the committee works.
    Sealed,
    /// Paused: nobody works; every terminal is covered.
    Paused,
    /// Ended: the evaluation in it is over.
    Ended,
}

/// What the staff does with a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoomMove {
    /// Seals it.
    Seal,
    /// Pauses it.
    Pause,
    /// Goes on after a pause.
    Resume,
    /// Ends it.
    End,
}

impl RoomMove {
    /// Every move.
    pub const ALL: [Self; 4] = [Self::Seal, Self::Pause, Self::Resume, Self::End];
}

impl RoomState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::Sealed, Self::Paused, Self::Ended];

    /// The name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Sealed => "sealed",
            Self::Paused => "paused",
            Self::Ended => "ended",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// What a move makes of it.
    ///
    /// # Errors
    /// [`Code::WrongRoomState`], naming the present state.
    pub fn step(self, what: RoomMove) -> Result<Self, Refusal> {
        match (self, what) {
            (Self::Open | Self::Ended, RoomMove::Seal) | (Self::Paused, RoomMove::Resume) => Result::Ok(Self::Sealed),
            (Self::Sealed, RoomMove::Pause) => Result::Ok(Self::Paused),
            (Self::Sealed | Self::Paused, RoomMove::End) => Result::Ok(Self::Ended),
            _ => Err(Refusal::new(Code::WrongRoomState).with("state", self.as_str())),
        }
    }

    /// Whether members may work.
    ///
    /// # Errors
    /// [`Code::RoomNotSealed`], [`Code::RoomPaused`], [`Code::RoomEnded`].
    pub fn works(self) -> Result<(), Refusal> {
        match self {
            Self::Sealed => Result::Ok(()),
            Self::Open => Err(Code::RoomNotSealed.into()),
            Self::Paused => Err(Code::RoomPaused.into()),
            Self::Ended => Err(Code::RoomEnded.into()),
        }
    }
}

/// Seals, pauses, resumes or ends a room.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MoveRoom {
    /// The room.
    pub room: RoomId,
    /// What is done.
    pub what: RoomMove,
    /// Why, at most 200 characters; needed for a pause.
    pub why: String,
}
endpoint!(MoveRoom, Change, "/api/room/move" => Ok);

/// Sets the addresses from which the room's terminals may come.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SetNetwork {
    /// The room.
    pub room: RoomId,
    /// Ranges in CIDR notation (RFC 4632, RFC 4291), separated by spaces or commas; empty for any address.
    pub network: String,
}
endpoint!(SetNetwork, Change, "/api/room/set-network" => Ok);

/// Frees a seat that was frozen.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReleaseSeat {
    /// The seat.
    pub seat: Seat,
    /// Why: what was found and done, 1 to 200 characters.
    pub why: String,
}
endpoint!(ReleaseSeat, Change, "/api/room/release-seat" => Ok);

/// The terminal says that it lives, and asks how the room is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Beat {}
endpoint!(Beat, Change, "/api/room/beat" => Pulse);

/// How the room and the seat are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pulse {
    /// The seat.
    pub seat: Seat,
    /// What the room is called.
    pub room_name: String,
    /// How far the room is.
    pub state: RoomState,
    /// Why it is in that state.
    pub why: String,
    /// Who brought it there.
    pub by: String,
    /// Why the seat is frozen; none while it is not.
    pub frozen: Option<String>,
    /// Whether the seat is locked until the member says the PIN.
    pub locked: bool,
    /// After so long without a key or a click the page locks the seat, seconds; 0 for never.
    pub idle_s: u32,
    /// Addresses that must not be reachable from here.
    pub egress: Vec<String>,
}

/// A terminal beats this often, milliseconds.
pub const BEAT_MS: u32 = 15_000;
/// After so long without a beat a terminal counts as offline, milliseconds.
pub const OFFLINE_MS: i64 = 45_000;

/// The terminal found that it can reach what it must not: the seat is frozen and the supervisor told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReportEgress {
    /// The address that answered.
    pub address: String,
}
endpoint!(ReportEgress, Change, "/api/room/report-egress" => Ok);

/// Locks the own seat: the member has left it, or nobody has touched it for long.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct LockSeat {
    /// Whether the page did it by itself.
    pub idle: bool,
}
endpoint!(LockSeat, Change, "/api/room/lock-seat" => Ok);

/// The member is back and says the PIN.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct UnlockSeat {}
endpoint!(UnlockSeat, Change, "/api/room/unlock-seat", signs => Ok);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_move() {
        let mut allowed = Vec::new();
        for state in RoomState::ALL {
            assert_eq!(RoomState::parse(state.as_str()), Some(state));
            for what in RoomMove::ALL {
                match state.step(what) {
                    Result::Ok(next) => allowed.push((state, what, next)),
                    Err(refusal) => assert_eq!(refusal.code, Code::WrongRoomState),
                }
            }
        }
        use RoomMove as M;
        use RoomState as S;
        assert_eq!(
            allowed,
            [
                (S::Open, M::Seal, S::Sealed),
                (S::Sealed, M::Pause, S::Paused),
                (S::Sealed, M::End, S::Ended),
                (S::Paused, M::Resume, S::Sealed),
                (S::Paused, M::End, S::Ended),
                (S::Ended, M::Seal, S::Sealed),
            ]
        );
        let works: Vec<_> = RoomState::ALL.into_iter().filter(|state| state.works().is_ok()).collect();
        assert_eq!(works, [S::Sealed]);
    }
}
