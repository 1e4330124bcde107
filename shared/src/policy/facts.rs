//! What the policy knows when permission is asked, and what a rule asks for.

use crate::api::room::RoomState;
use crate::lifecycle::StageName;
use crate::people::{Role, Seat};

/// What is known about the lot and the actor's relation to it when permission is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The server's time, milliseconds since 1970 UTC.
    pub now_ms: i64,
    /// The lot's stage; none when the action is not about a lot.
    pub stage: Option<StageName>,
    /// The deadline of the current notice.
    pub deadline_ms: Option<i64>,
    /// Whether the actor is the officer of this tender.
    pub is_officer: bool,
    /// Whether the actor belongs to the purchaser of this tender.
    pub is_purchaser: bool,
    /// Whether the actor is the supervisor of this tender.
    pub is_supervisor: bool,
    /// The actor's number among the key holders of this lot, from 1.
    pub holder: Option<u8>,
    /// Whether the actor's organisation stands on the opening list of this lot.
    pub on_list: bool,
    /// The actor's place in this lot's committee.
    pub member: Option<MemberFacts>,
}

/// What is known about a member of the committee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberFacts {
    /// Whether this is the purchaser's representative, who may not be head (87号令 art. 45).
    pub purchaser_side: bool,
    /// Whether this member is the head (评审组长).
    pub head: bool,
    /// Whether this member has declared no relation to any bidder.
    pub cleared: bool,
    /// Whether this member has fallen out (recused, replaced).
    pub out: bool,
    /// The seat assigned at check-in.
    pub seat: Option<Seat>,
    /// How far the room of the seat is.
    pub room: RoomState,
    /// Whether the seat is frozen.
    pub frozen: bool,
    /// Whether the seat is locked until the member says the PIN.
    pub locked: bool,
}

/// The relation to the lot that an action asks for, beyond the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// None.
    Any,
    /// The tender's own officer, purchaser or supervisor (whichever the actor's role is).
    Assigned,
    /// One of the lot's key holders.
    Holder,
    /// A bidder on the opening list.
    OnList,
    /// A member of the committee, wherever they sit.
    Committee,
    /// A member of the committee at the assigned seat, present but perhaps not yet cleared.
    Present,
    /// A member of the committee at the assigned seat who has declared no relation.
    Member,
    /// The head of the committee, at the assigned seat.
    Head,
}

/// The rule for one action.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The roles that may.
    pub roles: &'static [Role],
    /// The stages in which they may; empty means the action is not about a lot, or any stage.
    pub stages: &'static [StageName],
    /// What else must hold.
    pub relation: Relation,
}
