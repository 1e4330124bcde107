//! The committee in its room: discipline and recusal, the head, convening.

use super::blind;
use super::check_in::missing;
use super::myself;
use crate::desks::draw::declare_conflict;
use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::room::{
    Convene, DeclareRecusal, MemberKind, MemberView, ReadRoom, Recusal, RecusalAnswer, RecusalReply, RoomReply,
    VoteHead, Voted,
};
use shared::event::{Event, Kind};
use shared::id::{MemberId, OrgId, RoomId};
use shared::journal::Hash;
use shared::lifecycle::Move;
use shared::refusal::{Code, Refusal};
use shared::rules::criteria::LotPlan;
use std::collections::{BTreeMap, BTreeSet};
use store::room::Member;

fn view(member: &Member) -> MemberView {
    MemberView {
        id: member.id.clone(),
        kind: member.kind,
        name: member.name.clone().unwrap_or_default(),
        cleared: member.recusal == Recusal::None,
        head: member.head,
    }
}

impl Query for ReadRoom {
    async fn run(&self, work: &mut Work<'_>) -> Result<RoomReply, Fault> {
        let lot = work.lot()?.clone();
        let plan: LotPlan = serde_json::from_str(&lot.plan_json)?;
        let members = store::room::members(work.conn(), &lot.key).await?;
        let me = myself(work, &members).await?;
        let votes = store::room::votes(work.conn(), &lot.key).await?;
        let my_vote = votes.iter().find(|(voter, _)| voter == me.id.as_str()).map(|(_, candidate)| candidate.clone());
        let mut counted: BTreeMap<&str, u32> = BTreeMap::new();
        // Nobody sees the others' votes before giving the own one.
        for (_, candidate) in votes.iter().filter(|_| my_vote.is_some()) {
            *counted.entry(candidate).or_default() += 1;
        }
        let counted = counted.into_iter().map(|(id, count)| Ok((member_id(id)?, count)));
        let rooms = store::room::rooms(work.conn()).await?;
        let room = me.seat.as_ref().and_then(|seat| rooms.into_iter().find(|room| room.id == seat.room));
        let bidders = store::draw::concerned(work.conn(), &lot.key).await?;
        let bidders = bidders.into_iter().map(|(org, name)| Ok((OrgId::new(org).map_err(Fault::internal)?, name)));
        let present = members.iter().filter(|member| !member.out && member.checked_in_ms.is_some());
        Ok(RoomReply {
            title: lot.title,
            tender_title: lot.tender_title,
            stage: lot.stage.name(),
            me: view(&me),
            seat: me.seat,
            room_name: room.map(|room| room.name),
            bidders: bidders.collect::<Result<_, Fault>>()?,
            recusal: me.recusal,
            members: present.map(view).collect(),
            committee: plan.committee(),
            my_vote: my_vote.as_deref().map(member_id).transpose()?,
            votes: counted.collect::<Result<_, Fault>>()?,
            majority: plan.committee() / 2 + 1,
        })
    }
}

fn member_id(id: &str) -> Result<MemberId, Fault> {
    MemberId::new(id).map_err(Fault::internal)
}

/// One answer for each bidder on the list, with the relation where there is one.
fn check_answers(answers: &[RecusalAnswer], bidders: &[(String, String)]) -> Result<(), Fault> {
    let asked: BTreeSet<&str> = bidders.iter().map(|(org, _)| org.as_str()).collect();
    let answered: BTreeSet<&str> = answers.iter().map(|answer| answer.bidder.as_str()).collect();
    let told = answers.iter().all(|answer| {
        let length = answer.reason.trim().chars().count();
        length <= 500 && (!answer.related || length > 0)
    });
    match asked == answered && answers.len() == bidders.len() && told {
        true => Ok(()),
        false => Err(Code::AnswersIncomplete.into()),
    }
}

impl Change for DeclareRecusal {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<RecusalReply>, Fault> {
        let key = work.key()?;
        let members = store::room::members(work.conn(), &key).await?;
        let mut me = myself(work, &members).await?;
        if me.recusal != Recusal::Open {
            return Err(Code::AlreadyDone.into());
        }
        check_answers(&self.answers, &store::draw::concerned(work.conn(), &key).await?)?;
        let related = self.answers.iter().any(|answer| answer.related);
        let recusal = if related { Recusal::Related } else { Recusal::None };
        let answers = serde_json::to_string(&self.answers)?;
        store::room::set_recusal(work.conn(), &me, recusal, &answers).await?;
        // What is signed: SHA-256 of the declaration as it is kept.
        let data = json!({
            "member": me.id, "recusal": recusal.as_str(), "sha256": Hash::of(answers.as_bytes()),
            "related": self.answers.iter().filter(|answer| answer.related).map(|answer| answer.bidder.as_str()).collect::<Vec<_>>(),
        });
        let done = Done::new(RecusalReply { recusal }, Event::of_lot(Kind::RecusalDeclared, &key, data));
        if !related {
            return Ok(done);
        }
        (me.out, me.head) = (true, false);
        store::room::update_member(work.conn(), &me).await?;
        store::room::forget_votes(work.conn(), &key, me.id.as_str()).await?;
        Ok(done.and_all(declare_conflict(work, &me).await?))
    }
}

impl Change for VoteHead {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Voted>, Fault> {
        let key = work.key()?;
        let plan: LotPlan = serde_json::from_str(&work.lot()?.plan_json)?;
        let members = store::room::members(work.conn(), &key).await?;
        let me = myself(work, &members).await?;
        if members.iter().any(|member| member.head && !member.out) {
            return Err(Code::AlreadyDone.into());
        }
        let fits = |member: &&Member| {
            member.id == self.candidate
                && !member.out
                && member.kind == MemberKind::Expert
                && member.recusal == Recusal::None
        };
        let mut candidate = members.iter().find(fits).ok_or(Code::NotACandidate)?.clone();
        let now_ms = work.now_ms();
        store::room::vote(work.conn(), &key, me.id.as_str(), candidate.id.as_str(), now_ms).await?;
        let votes = store::room::votes(work.conn(), &key).await?;
        let count = votes.iter().filter(|(_, voted)| voted == candidate.id.as_str()).count();
        let elected = count * 2 > plan.committee() as usize;
        if elected {
            candidate.head = true;
            store::room::update_member(work.conn(), &candidate).await?;
        }
        // Whom a member voted for is not told to the room before the election is over; the journal's body is for the supervisor.
        let data = json!({ "member": me.id, "candidate": candidate.id, "elected": elected });
        let voted = Voted { head: elected.then(|| candidate.id.clone()) };
        Ok(Done::new(voted, Event::of_lot(Kind::HeadVoted, &key, data)))
    }
}

impl Change for Convene {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let key = work.key()?;
        let plan: LotPlan = serde_json::from_str(&work.lot()?.plan_json)?;
        let members = store::room::members(work.conn(), &key).await?;
        let missing = missing(&members, plan.committee());
        if !missing.is_empty() {
            let names: Vec<String> = missing
                .iter()
                .map(|what| {
                    serde_json::to_value(what).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
                })
                .collect();
            return Err(Refusal::new(Code::NotReady).with("missing", names.join(", ")).into());
        }
        work.step(Move::Convene).await?;
        let sitting = members.iter().filter(|member| !member.out);
        let head = members.iter().find(|member| member.head && !member.out).map(|member| member.id.as_str());
        let data = json!({ "members": sitting.map(|member| member.id.as_str()).collect::<Vec<_>>(), "head": head });
        let rooms: BTreeSet<RoomId> = members
            .iter()
            .filter(|member| !member.out)
            .filter_map(|member| Some(member.seat.as_ref()?.room.clone()))
            .collect();
        let sealed = super::closed::seal(work, rooms).await?;
        let blind = blind::commit(work, &plan).await?;
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::CommitteeConvened, &key, data)).and_all(sealed).and_all(blind))
    }
}
