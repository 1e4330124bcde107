//! The members among themselves (评标委员会): the own room, the declarations, the election of the head; who falls out.

use super::{MemberKind, Recusal};
use crate::api::Ok;
use crate::endpoint;
use crate::id::{LotKey, MemberId, OrgId};
use crate::lifecycle::StageName;
use crate::people::Seat;
use serde::{Deserialize, Serialize};

/// What a member sees of the own room.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadRoom {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadRoom, Query, "/api/room/read", lot => RoomReply);

/// The member's own room. The discipline is in `shared::text::room`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomReply {
    /// The lot's title.
    pub title: String,
    /// The tender's title.
    pub tender_title: String,
    /// Where the lot stands.
    pub stage: StageName,
    /// Who the reader is in this committee.
    pub me: MemberView,
    /// The seat.
    pub seat: Option<Seat>,
    /// What the room is called.
    pub room_name: Option<String>,
    /// The bidders on the list: organisation and name.
    pub bidders: Vec<(OrgId, String)>,
    /// The reader's declaration.
    pub recusal: Recusal,
    /// Who sits in the committee, as far as they have checked in.
    pub members: Vec<MemberView>,
    /// How many members the committee must have.
    pub committee: u32,
    /// Whom the reader voted for.
    pub my_vote: Option<MemberId>,
    /// Votes per candidate; shown once the reader has voted.
    pub votes: Vec<(MemberId, u32)>,
    /// How many votes elect the head.
    pub majority: u32,
}

/// A member as the others see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView {
    /// The member.
    pub id: MemberId,
    /// Which side.
    pub kind: MemberKind,
    /// The name.
    pub name: String,
    /// Whether the member has declared no relation.
    pub cleared: bool,
    /// Whether this is the head (评审组长).
    pub head: bool,
}

/// A member declares, bidder by bidder, whether there is a relation (回避声明); signed with the PIN.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DeclareRecusal {
    /// The lot.
    pub lot: LotKey,
    /// One answer for every bidder on the list.
    pub answers: Vec<RecusalAnswer>,
}
endpoint!(DeclareRecusal, Change, "/api/room/declare-recusal", lot, signs => RecusalReply);

/// The answer for one bidder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecusalAnswer {
    /// The bidder.
    pub bidder: OrgId,
    /// Whether there is a relation.
    pub related: bool,
    /// Which; needed when there is one.
    pub reason: String,
}

/// What follows from a declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecusalReply {
    /// `none`: the member goes on; `related`: the member leaves the room.
    pub recusal: Recusal,
}

/// A member votes for the head of the committee (推选组长); the vote may be changed until somebody is elected.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VoteHead {
    /// The lot.
    pub lot: LotKey,
    /// For whom; never the purchaser's representative (87号令 art. 45).
    pub candidate: MemberId,
}
endpoint!(VoteHead, Change, "/api/room/vote-head", lot => Voted);

/// What a vote led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voted {
    /// The head, when somebody has a majority of the members now.
    pub head: Option<MemberId>,
}

/// The officer convenes the committee: everybody is present, cleared, and a head is elected.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Convene {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(Convene, Change, "/api/room/convene", lot => Ok);

/// The officer reports that a drawn expert is absent, has left or cannot go on (缺席). The supervisor countersigns it, then the
/// walk goes on; what the former member gave is void (87号令 art. 49).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReportAbsence {
    /// The lot.
    pub lot: LotKey,
    /// Who.
    pub member: MemberId,
    /// What happened.
    pub reason: String,
}
endpoint!(ReportAbsence, Change, "/api/room/report-absence", lot => Ok);

/// The supervisor dissolves the committee: all opinions are void, and another one is drawn in which the former members take
/// no part (87号令 art. 49, 67).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DissolveCommittee {
    /// The lot.
    pub lot: LotKey,
    /// The facts and the ground.
    pub reason: String,
}
endpoint!(DissolveCommittee, Change, "/api/room/dissolve", lot, signs => Ok);
