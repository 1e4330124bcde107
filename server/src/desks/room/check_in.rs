//! The check-in desk: an expert's name opens here and not before; the seat is drawn by lot.

use super::code_hash;
use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::room::{
    CheckIn, CheckInList, CheckedIn, Expected, MemberKind, Missing, NameRepresentative, ReadCheckIn, Recusal,
};
use shared::draw::shuffle::{Use, permutation};
use shared::event::{Event, Kind};
use shared::id::{LotKey, MemberId, RoomId};
use shared::lifecycle::StageName;
use shared::people::Seat;
use shared::refusal::{Code, Refusal};
use shared::rules::criteria::LotPlan;
use std::collections::BTreeSet;
use store::room::Member;

impl Change for NameRepresentative {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let key = work.key()?;
        let plan: LotPlan = serde_json::from_str(&work.lot()?.plan_json)?;
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control) {
            return Err(Refusal::new(Code::FieldMissing).with("field", "name").into());
        }
        if !(1..=plan.committee_purchaser).contains(&self.n) {
            let detail = format!("1–{}", plan.committee_purchaser);
            return Err(Refusal::new(Code::FieldInvalid).with("field", "n").with("detail", detail).into());
        }
        let number = i64::from(self.n);
        let members = store::room::members(work.conn(), &key).await?;
        let sitting = members.iter().find(|member| !member.out && member.representative == Some(number));
        if sitting.is_some_and(|member| member.checked_in_ms.is_some()) {
            return Err(Code::AlreadyDone.into());
        }
        let (now_ms, account) = (work.now_ms(), work.account()?.to_owned());
        store::room::name_representative(work.conn(), &key, number, name, &account, now_ms).await?;
        if let Some(mut member) = sitting.cloned() {
            member.name = Some(name.to_owned());
            store::room::update_member(work.conn(), &member).await?;
        } else if work.lot()?.stage.name() == StageName::Seated {
            // The one who was named before fell out at the recusal: another one takes the place.
            replace(work, &key, &members, number, name).await?;
        }
        let data = json!({ "n": self.n, "name": name });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::RepresentativeNamed, &key, data)))
    }
}

async fn replace(work: &mut Work<'_>, key: &LotKey, members: &[Member], number: i64, name: &str) -> Result<(), Fault> {
    let n = members.iter().map(|member| member.n).max().unwrap_or(0) + 1;
    let member = Member {
        key: key.clone(),
        id: MemberId::new(format!("m{n}")).map_err(Fault::internal)?,
        n,
        kind: MemberKind::Purchaser,
        account: None,
        pid: None,
        representative: Some(number),
        name: Some(name.to_owned()),
        seat: None,
        checked_in_ms: None,
        recusal: Recusal::Open,
        head: false,
        out: false,
    };
    Ok(store::room::insert_member(work.conn(), &member).await?)
}

/// What stands in the way of convening.
pub(super) fn missing(members: &[Member], committee: u32) -> Vec<Missing> {
    let sitting: Vec<&Member> = members.iter().filter(|member| !member.out).collect();
    let lacks = |what: &dyn Fn(&Member) -> bool| sitting.iter().any(|member| what(member));
    let all = [
        (Missing::Members, sitting.len() != committee as usize),
        (Missing::CheckIn, lacks(&|member| member.checked_in_ms.is_none())),
        (Missing::Seat, lacks(&|member| member.account.is_none())),
        (Missing::Recusal, lacks(&|member| member.recusal != Recusal::None)),
        (Missing::Head, !lacks(&|member| member.head)),
    ];
    all.into_iter().filter(|(_, is_missing)| *is_missing).map(|(what, _)| what).collect()
}

impl Query for ReadCheckIn {
    async fn run(&self, work: &mut Work<'_>) -> Result<CheckInList, Fault> {
        let lot = work.lot()?.clone();
        let plan: LotPlan = serde_json::from_str(&lot.plan_json)?;
        let mut members = store::room::members(work.conn(), &lot.key).await?;
        let missing = missing(&members, plan.committee());
        let now_ms = work.now_ms();
        let meet_ms = store::draw::newest(work.conn(), &lot.key).await?.map(|draw| draw.meet_ms);
        members.sort_by_key(|member| (member.out, member.n));
        let rooms = store::room::rooms(work.conn()).await?;
        let expected = |member: Member| Expected {
            // An expert's name is in the row only from check-in on.
            name: member.name,
            id: member.id,
            kind: member.kind,
            pid: member.pid,
            checked_in_ms: member.checked_in_ms,
            seat: member.seat,
            seated: member.account.is_some(),
            recusal: member.recusal,
            head: member.head,
            out: member.out,
        };
        Ok(CheckInList {
            title: lot.title,
            tender_title: lot.tender_title,
            stage: lot.stage.name(),
            committee: plan.committee(),
            members: members.into_iter().map(expected).collect(),
            rooms: rooms.into_iter().map(|room| (room.id, room.name)).collect(),
            missing,
            late: meet_ms.is_some_and(|meet_ms| meet_ms < now_ms),
            meet_ms,
        })
    }
}

/// Finds the member whom the desk means, and the name.
async fn expected(work: &mut Work<'_>, key: &LotKey, who: &str) -> Result<(Member, String), Fault> {
    let not_expected = || Fault::from(Refusal::new(Code::NotExpected).with("who", who));
    let members = store::room::members(work.conn(), key).await?;
    let sitting = members.into_iter().filter(|member| !member.out);
    if let Some(rest) = who.strip_prefix("representative") {
        let number = match rest {
            "" => 1,
            rest => rest.strip_prefix('-').and_then(|n| n.parse::<i64>().ok()).ok_or_else(not_expected)?,
        };
        let member =
            sitting.into_iter().find(|member| member.representative == Some(number)).ok_or_else(not_expected)?;
        let name = member.name.clone().ok_or(Code::RepresentativeNotNamed)?;
        return Ok((member, name));
    }
    let draw = store::draw::newest(work.conn(), key).await?.ok_or_else(not_expected)?;
    let pid = store::draw::pid_of(work.conn(), &draw.id, who).await?.ok_or_else(not_expected)?;
    let member = sitting.into_iter().find(|member| member.pid == Some(pid)).ok_or_else(not_expected)?;
    let expert = store::pool::find(work.conn(), who).await?.ok_or_else(not_expected)?;
    Ok((member, expert.name))
}

/// The seat of a member: the seats of the room with an active terminal, in the order that the committee's seed gives
/// them; the member's own place in it, or the next that is free.
async fn draw_seat(work: &mut Work<'_>, member: &Member, room: &RoomId) -> Result<Seat, Fault> {
    let draw = store::draw::newest(work.conn(), &member.key).await?.ok_or(Code::NoDraw)?;
    let seed = draw.seed.ok_or(Code::NoDraw)?;
    let terminals = store::room::terminals(work.conn()).await?;
    let seats: Vec<Seat> =
        terminals.into_iter().filter(|t| t.active && t.seat.room == *room).map(|terminal| terminal.seat).collect();
    let taken: BTreeSet<Seat> = store::room::taken_seats(work.conn()).await?.into_iter().collect();
    let order = permutation(&seed.0, Use::Seats, seats.len());
    let first = usize::try_from(member.n - 1).unwrap_or(0).checked_rem(seats.len()).unwrap_or(0);
    let mut places = order[first..].iter().chain(&order[..first]).map(|at| &seats[*at]);
    let free = places.find(|seat| !taken.contains(seat));
    Ok(free.cloned().ok_or_else(|| Refusal::new(Code::NoFreeSeat).with("room", room))?)
}

impl Change for CheckIn {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<CheckedIn>, Fault> {
        let key = work.key()?;
        let (mut member, name) = expected(work, &key, self.who.trim()).await?;
        let again = member.checked_in_ms.is_some();
        if !again && work.lot()?.stage.name() != StageName::Seated {
            let stage = work.lot()?.stage.name();
            return Err(Refusal::new(Code::WrongStage).with("stage", stage.as_str()).into());
        }
        let seat = match member.seat.clone().filter(|seat| again && seat.room == self.room) {
            Some(seat) => seat,
            None => draw_seat(work, &member, &self.room).await?,
        };
        let code = crate::random::code()?;
        let now_ms = work.now_ms();
        member.name = Some(name.clone());
        member.seat = Some(seat.clone());
        member.checked_in_ms = member.checked_in_ms.or(Some(now_ms));
        store::room::update_member(work.conn(), &member).await?;
        store::room::set_code(work.conn(), &member, Some(&code_hash(&code))).await?;
        let data = json!({
            "member": member.id, "pid": member.pid, "room": seat.room, "seat": seat.seat, "again": again,
        });
        let event = Event::of_lot(Kind::MemberCheckedIn, &key, data);
        Ok(Done::new(CheckedIn { id: member.id, name, seat, code }, event))
    }
}
