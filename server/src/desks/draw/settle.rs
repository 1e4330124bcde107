//! After every answer that applies: who is chosen now, who leaves, whether the committee is complete or the draw ends.

use super::{open, seats};
use crate::fault::Fault;
use crate::work::Work;
use serde_json::json;
use shared::api::draw::DrawState;
use shared::api::room::{MemberKind, Recusal};
use shared::draw::{Answer, Committee, Purpose};
use shared::event::{Event, Kind};
use shared::id::MemberId;
use shared::journal::Hash;
use shared::lifecycle::{Move, StageName};
use shared::refusal::{Code, Refusal};
use shared::rules::criteria::LotPlan;
use std::collections::BTreeSet;
use store::draw::{Answered, Draw, applied};
use store::room::Member;

/// The committee after the answers that apply, and who has accepted.
pub(super) async fn standing(work: &mut Work<'_>, draw: &Draw) -> Result<Option<(Committee, BTreeSet<Hash>)>, Fault> {
    let Some(seed) = draw.seed else { return Ok(None) };
    let request = seats(work.conn(), draw).await?;
    let answers = store::draw::answers(work.conn(), &draw.id).await?;
    let mut walk = request.walk(&seed);
    for response in applied(&answers) {
        walk.answer(response).map_err(Fault::internal)?;
    }
    let committee = walk.committee();
    let accepted = committee.seats.iter().map(|seat| seat.pid).filter(|pid| walk.has_accepted(pid)).collect();
    Ok(Some((committee, accepted)))
}

/// Brings the committee, the lot's stage and the draw's state up to what the answers say.
pub(super) async fn settle(work: &mut Work<'_>, draw: &mut Draw) -> Result<Vec<Event>, Fault> {
    let Some((committee, accepted)) = standing(work, draw).await? else { return Ok(Vec::new()) };
    let chosen: BTreeSet<Hash> = committee.seats.iter().map(|seat| seat.pid).collect();
    let voided = remove(work, draw, &chosen).await?;
    let complete = committee.short.is_empty() && chosen.iter().all(|pid| accepted.contains(pid));
    if !complete && work.lot()?.stage.name() != StageName::Drawing {
        work.step(Move::Reseat).await?;
    }
    if !committee.short.is_empty() {
        return Ok(voided.into_iter().chain([end(work, draw, &committee).await?]).collect());
    }
    draw.state = if complete { DrawState::Seated } else { DrawState::Calling };
    store::draw::update(work.conn(), draw).await?;
    match complete && work.lot()?.stage.name() == StageName::Drawing {
        true => Ok(voided.into_iter().chain([seat(work, draw, &committee).await?]).collect()),
        false => Ok(voided.into_iter().collect()),
    }
}

/// Members who are no longer chosen fall out of the committee.
async fn remove(work: &mut Work<'_>, draw: &Draw, chosen: &BTreeSet<Hash>) -> Result<Option<Event>, Fault> {
    let mut out = Vec::new();
    for mut member in store::room::members(work.conn(), &draw.key).await? {
        let stays = member.pid.is_none_or(|pid| chosen.contains(&pid));
        if !stays && (!member.out || member.head) {
            (member.out, member.head) = (true, false);
            store::room::update_member(work.conn(), &member).await?;
            store::room::forget_votes(work.conn(), &draw.key, member.id.as_str()).await?;
            out.push(member.id.to_string());
        }
    }
    if out.is_empty() { Ok(None) } else { crate::desks::matters::void(work, &out).await }
}

async fn end(work: &mut Work<'_>, draw: &mut Draw, committee: &Committee) -> Result<Event, Fault> {
    draw.state = DrawState::Ended;
    draw.short = Some(serde_json::to_string(&committee.short)?);
    store::draw::update(work.conn(), draw).await?;
    let data = json!({ "draw": draw.id, "outcome": "cannot-be-met", "short": committee.short });
    Ok(Event::of_lot(Kind::DrawEnded, &draw.key, data))
}

/// Everybody has accepted: the members' rows, the representatives', and the lot's next stage.
async fn seat(work: &mut Work<'_>, draw: &Draw, committee: &Committee) -> Result<Event, Fault> {
    let plan: LotPlan = serde_json::from_str(&work.lot()?.plan_json)?;
    let members = store::room::members(work.conn(), &draw.key).await?;
    let names = store::room::representatives(work.conn(), &draw.key).await?;
    let mut n = members.iter().map(|member| member.n).max().unwrap_or(0);
    let sits = |pid: &Hash| members.iter().any(|member| !member.out && member.pid == Some(*pid));
    let mut fresh = Vec::new();
    for chosen in committee.seats.iter().filter(|chosen| !sits(&chosen.pid)) {
        n += 1;
        fresh.push(new_member(draw, n, MemberKind::Expert, Some(chosen.pid), None)?);
    }
    for number in 1..=i64::from(plan.committee_purchaser) {
        if !members.iter().any(|member| !member.out && member.representative == Some(number)) {
            n += 1;
            let mut member = new_member(draw, n, MemberKind::Purchaser, None, Some(number))?;
            member.name = names.iter().find(|(named, _)| *named == number).map(|(_, name)| name.clone());
            fresh.push(member);
        }
    }
    for member in &fresh {
        store::room::insert_member(work.conn(), member).await?;
    }
    work.step(Move::Seat).await?;
    let ids: Vec<&str> = fresh.iter().map(|member| member.id.as_str()).collect();
    let pids: Vec<Hash> = committee.seats.iter().map(|seat| seat.pid).collect();
    let data = json!({ "draw": draw.id, "pids": pids, "new": ids });
    Ok(Event::of_lot(Kind::CommitteeSeated, &draw.key, data))
}

fn new_member(
    draw: &Draw,
    n: i64,
    kind: MemberKind,
    pid: Option<Hash>,
    representative: Option<i64>,
) -> Result<Member, Fault> {
    Ok(Member {
        key: draw.key.clone(),
        id: MemberId::new(format!("m{n}")).map_err(Fault::internal)?,
        n,
        kind,
        account: None,
        pid,
        representative,
        name: None,
        seat: None,
        checked_in_ms: None,
        recusal: Recusal::Open,
        head: false,
        out: false,
    })
}

/// Writes an answer down; it applies at once, or waits for the supervisor when it needs a countersignature.
pub(super) async fn add_answer(
    work: &mut Work<'_>,
    draw: &Draw,
    pid: Hash,
    answer: Answer,
    note: &str,
) -> Result<(Answered, Event), Fault> {
    let answers = store::draw::answers(work.conn(), &draw.id).await?;
    if answers.iter().any(|waiting| waiting.pid == pid && waiting.applied.is_none()) {
        return Err(Code::AnswerWaits.into());
    }
    check_answer(work, draw, &answers, pid, answer).await?;
    let waits = matches!(answer, Answer::Unreachable | Answer::Conflict);
    let next = applied(&answers).len() as i64 + 1;
    let answered = Answered {
        n: answers.len() as i64 + 1,
        pid,
        answer,
        note: note.to_owned(),
        by: work.actor().journal_name().to_owned(),
        applied: (!waits).then_some(next),
        at_ms: work.now_ms(),
    };
    store::draw::add_answer(work.conn(), &draw.id, &answered).await?;
    let ctx = super::context(draw)?.ctx();
    let data = json!({
        "draw": draw.id, "ctx": ctx, "n": answered.n, "pid": pid, "answer": answer.word(), "waits": waits,
    });
    Ok((answered, Event::of_lot(Kind::CallAnswered, &draw.key, data)))
}

/// Whether the walk would take the answer now.
pub(super) async fn check_answer(
    work: &mut Work<'_>,
    draw: &Draw,
    answers: &[Answered],
    pid: Hash,
    answer: Answer,
) -> Result<(), Fault> {
    let seed = draw.seed.ok_or_else(|| Refusal::new(Code::DrawNotThere).with("state", draw.state.as_str()))?;
    let request = seats(work.conn(), draw).await?;
    let mut walk = request.walk(&seed);
    for response in applied(answers) {
        walk.answer(response).map_err(Fault::internal)?;
    }
    let refused = |why| Fault::from(Refusal::new(Code::AnswerRefused).with("detail", why));
    walk.answer(shared::draw::Response { pid, answer }).map_err(refused)
}

/// A seated member has declared a relation: the conflict waits for the supervisor like any other.
pub(crate) async fn declare_conflict(work: &mut Work<'_>, member: &Member) -> Result<Vec<Event>, Fault> {
    let Some(pid) = member.pid else { return Ok(Vec::new()) };
    let draw = open(work, Purpose::Committee).await?;
    let (_, event) = add_answer(work, &draw, pid, Answer::Conflict, "declared at the recusal").await?;
    Ok(vec![event])
}

/// A drawn expert is absent or cannot go on: it waits for the supervisor like any other "not reached".
pub(crate) async fn declare_absence(work: &mut Work<'_>, member: &Member, reason: &str) -> Result<Event, Fault> {
    let pid = member.pid.ok_or(Code::NotAbsent)?;
    let draw = open(work, Purpose::Committee).await?;
    let (_, event) = add_answer(work, &draw, pid, Answer::Unreachable, reason).await?;
    Ok(event)
}
