//! The desk of the rooms (评标室): rooms and terminals, check-in, taking a seat, recusal, the election of the head.

use super::Ok;
use super::account::Me;
use crate::endpoint;
use crate::id::{LotKey, MemberId, RoomId};
use crate::journal::Hash;
use crate::lifecycle::StageName;
use crate::people::Seat;
use serde::{Deserialize, Serialize};

mod closed;
mod committee;
mod terminal;

pub use closed::{
    BEAT_MS, Beat, LockSeat, MoveRoom, OFFLINE_MS, Pulse, ReleaseSeat, ReportEgress, RoomMove, RoomState, SetNetwork,
    UnlockSeat,
};
pub use committee::{
    Convene, DeclareRecusal, DissolveCommittee, MemberView, ReadRoom, RecusalAnswer, RecusalReply, ReportAbsence,
    RoomReply, VoteHead, Voted,
};
pub use terminal::{
    ActivateTerminal, Challenge, PROOF_MS, ProveTerminal, ReadChallenge, TerminalKey, TerminalSignature, signed_text,
};

/// Seats of one room, at most.
pub const SEATS_MAX: u32 = 40;
/// The shortest PIN that a member may choose, characters.
pub const PIN_MIN: usize = 6;

/// The rooms with their terminals.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ListRooms {}
endpoint!(ListRooms, Query, "/api/room/list" => Vec<RoomView>);

/// One room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomView {
    /// The id.
    pub id: RoomId,
    /// What it is called.
    pub name: String,
    /// The addresses of its terminals, in CIDR notation; empty for any.
    pub network: String,
    /// How far it is.
    pub state: RoomState,
    /// Why it is in that state, and who brought it there.
    pub why: String,
    /// Who brought it there.
    pub by: String,
    /// Its seats, from 1.
    pub seats: Vec<SeatTerminal>,
    /// Whether text of bids may not be shown, and so copied, at its terminals.
    #[serde(default)]
    pub no_copy: bool,
}

/// One seat of a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatTerminal {
    /// The number, from 1.
    pub seat: u32,
    /// How far its terminal is.
    pub terminal: TerminalState,
    /// When the terminal was enrolled, milliseconds.
    pub enrolled_ms: Option<i64>,
    /// Whether a member of a sitting committee has this seat.
    pub taken: bool,
    /// When the terminal was heard last, milliseconds of the server's machine; none for never.
    pub seen_ms: Option<i64>,
    /// Whether it was heard lately.
    pub online: bool,
    /// Why the seat is frozen.
    pub frozen: Option<String>,
    /// Whether the seat is locked.
    pub locked: bool,
}

/// How far a terminal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TerminalState {
    /// None is bound to the seat.
    None,
    /// A code was given out and waits at the terminal.
    Enrolled,
    /// The terminal is bound to the seat.
    Active,
}

/// Makes a room.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CreateRoom {
    /// The id.
    pub id: RoomId,
    /// What it is called.
    pub name: String,
    /// How many seats, 1 to [`SEATS_MAX`].
    pub seats: u32,
    /// The addresses of its terminals, in CIDR notation; empty for any.
    #[serde(default)]
    pub network: String,
}
endpoint!(CreateRoom, Change, "/api/room/create" => Ok);

/// Gives out an activation code for the terminal of a seat; a former terminal of that seat is unbound.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EnrolTerminal {
    /// The room.
    pub room: RoomId,
    /// The seat, from 1.
    pub seat: u32,
}
endpoint!(EnrolTerminal, Change, "/api/room/enrol-terminal" => OneTimeCode);

/// A code of eight digits that works once; it is shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneTimeCode {
    /// The digits.
    pub code: String,
    /// For which seat.
    pub seat: Seat,
}

/// Which seat is this terminal bound to?
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ReadTerminal {}
endpoint!(ReadTerminal, Query, "/api/room/terminal" => TerminalReply);

/// The seat of a terminal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TerminalReply {
    /// The seat, when the terminal is bound to one.
    pub seat: Option<Seat>,
    /// What the room is called.
    pub room_name: Option<String>,
}

const fn first() -> u32 {
    1
}

/// The purchaser names the person who sits as its representative (采购人代表评委).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NameRepresentative {
    /// The lot.
    pub lot: LotKey,
    /// Which of the representatives, from 1.
    #[serde(default = "first")]
    pub n: u32,
    /// The name.
    pub name: String,
}
endpoint!(NameRepresentative, Change, "/api/room/name-representative", lot => Ok);

/// Who is expected at the check-in desk, and who has come.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadCheckIn {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadCheckIn, Query, "/api/room/check-in-list", lot => CheckInList);

/// The check-in desk's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckInList {
    /// The lot's title.
    pub title: String,
    /// The tender's title.
    pub tender_title: String,
    /// Where the lot stands.
    pub stage: StageName,
    /// How many members the committee must have.
    pub committee: u32,
    /// The members, in order; those who fell out last.
    pub members: Vec<Expected>,
    /// The rooms.
    pub rooms: Vec<(RoomId, String)>,
    /// What still stands in the way of convening.
    pub missing: Vec<Missing>,
    /// When the members are to come, milliseconds.
    pub meet_ms: Option<i64>,
    /// Whether that time is over.
    pub late: bool,
}

/// What stands in the way of convening the committee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// A seat has no person.
    Members,
    /// Somebody has not checked in.
    CheckIn,
    /// Somebody has not taken the seat.
    Seat,
    /// Somebody has not declared on recusal.
    Recusal,
    /// No head is elected.
    Head,
}

/// Which side a member comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MemberKind {
    /// Drawn from the pool (评审专家).
    Expert,
    /// Sent by the purchaser (采购人代表).
    Purchaser,
}

impl MemberKind {
    /// The name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Expert => "expert",
            Self::Purchaser => "purchaser",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Expert, Self::Purchaser].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// How far a member's declaration on recusal is (回避声明).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Recusal {
    /// Not declared.
    Open,
    /// No relation to any bidder: cleared.
    None,
    /// A relation: the member leaves.
    Related,
}

impl Recusal {
    /// The name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::None => "none",
            Self::Related => "related",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Open, Self::None, Self::Related].into_iter().find(|state| state.as_str() == text)
    }
}

/// One member at the check-in desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// The member.
    pub id: MemberId,
    /// Which side.
    pub kind: MemberKind,
    /// Who, within the draw; none for the purchaser's representative.
    pub pid: Option<Hash>,
    /// The name: of an expert only after check-in.
    pub name: Option<String>,
    /// When the member checked in, milliseconds.
    pub checked_in_ms: Option<i64>,
    /// The seat.
    pub seat: Option<Seat>,
    /// Whether the member has taken the seat.
    pub seated: bool,
    /// The declaration.
    pub recusal: Recusal,
    /// Whether this is the head.
    pub head: bool,
    /// Whether the member fell out.
    pub out: bool,
}

/// Checks a member in: the desk has checked the identity document. It may be done again to give out a new code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CheckIn {
    /// The lot.
    pub lot: LotKey,
    /// The expert's number in the pool, or `representative` (`representative-2` for the second).
    pub who: String,
    /// The room.
    pub room: RoomId,
}
endpoint!(CheckIn, Change, "/api/room/check-in", lot => CheckedIn);

/// What the desk hands to the member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedIn {
    /// The member.
    pub id: MemberId,
    /// The name.
    pub name: String,
    /// The seat, drawn by lot.
    pub seat: Seat,
    /// The code of eight digits for taking the seat; it works once.
    pub code: String,
}

/// A member takes the seat at its terminal and chooses a PIN; the session's cookie comes with the reply.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeSeat {
    /// The code from the desk.
    pub code: String,
    /// The PIN, at least [`PIN_MIN`] characters; with it the member signs.
    pub pin: String,
}
endpoint!(TakeSeat, Change, "/api/room/take-seat" => Me);

/// The committees in which the person sits.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MyRooms {}
endpoint!(MyRooms, Query, "/api/room/mine" => Vec<MyRoom>);

/// One committee in which the person sits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyRoom {
    /// The lot.
    pub lot: LotKey,
    /// The lot's title.
    pub title: String,
    /// The tender's title.
    pub tender_title: String,
    /// Where the lot stands.
    pub stage: StageName,
    /// The seat.
    pub seat: Option<Seat>,
    /// The declaration on recusal.
    pub recusal: Recusal,
    /// Whether the person is the head.
    pub head: bool,
}
