//! The registrar calls: time and place, never project or bidders; what cannot be checked is countersigned.

use super::settle::{add_answer, check_answer, settle, standing};
use super::{open, open_at, tries};
use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::draw::{
    AnswerCall, Call, CallList, CallSheet, CountersignAnswer, DrawState, ListCalls, ReadCallSheet, TryView,
};
use shared::draw::{Answer, Purpose};
use shared::event::{Event, Kind};
use shared::id::ExpertNo;
use shared::refusal::{Code, Refusal};
use store::draw::Try;

/// The longest note to an answer, characters.
const NOTE_MAX: usize = 500;

impl Query for ListCalls {
    async fn run(&self, work: &mut Work<'_>) -> Result<Vec<CallList>, Fault> {
        let mut out = Vec::new();
        for (draw, place) in store::draw::calling(work.conn()).await? {
            let Some((committee, accepted)) = standing(work, &draw).await? else { continue };
            let open = committee.seats.iter().filter(|seat| !accepted.contains(&seat.pid)).count();
            out.push(CallList {
                lot: draw.key,
                place,
                meet_ms: draw.meet_ms,
                open: u32::try_from(open).map_err(Fault::internal)?,
                seats: u32::try_from(committee.seats.len()).map_err(Fault::internal)?,
            });
        }
        Ok(out)
    }
}

impl Query for ReadCallSheet {
    async fn run(&self, work: &mut Work<'_>) -> Result<CallSheet, Fault> {
        let draw = open(work, Purpose::Committee).await?;
        let answers = store::draw::answers(work.conn(), &draw.id).await?;
        let tries = store::draw::tries(work.conn(), &draw.id).await?;
        let mut calls = Vec::new();
        if let Some((committee, accepted)) = standing(work, &draw).await? {
            for seat in &committee.seats {
                let person =
                    store::draw::person_of(work.conn(), &draw.id, &seat.pid).await?.ok_or_else(|| lost(&seat.pid))?;
                let expert = store::pool::find(work.conn(), &person.expert).await?.ok_or_else(|| lost(&seat.pid))?;
                let waiting = answers.iter().find(|answer| answer.pid == seat.pid && answer.applied.is_none());
                calls.push(Call {
                    pid: seat.pid,
                    no: ExpertNo::new(expert.no).map_err(Fault::internal)?,
                    name: expert.name,
                    phone: expert.phone,
                    accepted: accepted.contains(&seat.pid),
                    waiting: waiting.map(|answer| answer.answer),
                    tries: tries
                        .iter()
                        .filter(|tried| tried.pid == seat.pid)
                        .map(shown)
                        .collect::<Result<_, Fault>>()?,
                });
            }
        }
        let place = work.lot()?.place.clone();
        let automatic = store::draw::is_automatic(work.conn(), &draw.id).await?;
        let gateway = work.house().gateway.is_some();
        Ok(CallSheet { place, meet_ms: draw.meet_ms, state: draw.state, gateway, automatic, calls })
    }
}

fn shown(tried: &Try) -> Result<TryView, Fault> {
    Ok(TryView {
        n: u32::try_from(tried.n).map_err(Fault::internal)?,
        at_ms: tried.at_ms,
        until_ms: tried.until_ms,
        automatic: tried.token.is_some(),
        outcome: tried.outcome,
    })
}

fn lost(pid: &shared::journal::Hash) -> Fault {
    Fault::internal(format!("nobody is behind {pid}"))
}

impl Change for AnswerCall {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let mut draw = open_at(work, Purpose::Committee, &[DrawState::Calling, DrawState::Seated]).await?;
        let note = self.note.trim();
        if matches!(self.answer, Answer::Unreachable | Answer::Conflict) && note.is_empty() {
            return Err(Refusal::new(Code::FieldMissing).with("field", "note").into());
        }
        if note.chars().count() > NOTE_MAX {
            return Err(Refusal::new(Code::FieldInvalid).with("field", "note").with("detail", "≤ 500").into());
        }
        if self.answer == Answer::Unreachable {
            tries::check_tried(work, &draw, &self.pid).await?;
        }
        let (answered, event) = add_answer(work, &draw, self.pid, self.answer, note).await?;
        let done = Done::new(Nothing {}, event);
        match answered.applied {
            Some(_) => Ok(done.and_all(settle(work, &mut draw).await?)),
            None => Ok(done),
        }
    }
}

impl Change for CountersignAnswer {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let mut draw = open_at(work, Purpose::Committee, &[DrawState::Calling, DrawState::Seated]).await?;
        let answers = store::draw::answers(work.conn(), &draw.id).await?;
        let answer = answers.iter().find(|answer| answer.n == i64::from(self.n)).ok_or(Code::NotFound)?;
        if answer.applied.is_some() {
            return Err(Code::AlreadyDone.into());
        }
        check_answer(work, &draw, &answers, answer.pid, answer.answer).await?;
        let place = answers.iter().filter(|answer| answer.applied.is_some()).count() as i64 + 1;
        let account = work.account()?.to_owned();
        store::draw::countersign(work.conn(), &draw.id, answer.n, &account, place).await?;
        let ctx = super::context(&draw)?.ctx();
        let data = json!({
            "draw": draw.id, "ctx": ctx, "n": answer.n, "pid": answer.pid, "answer": answer.answer.word(),
        });
        let event = Event::of_lot(Kind::AnswerCountersigned, &draw.key, data);
        Ok(Done::new(Nothing {}, event).and_all(settle(work, &mut draw).await?))
    }
}
