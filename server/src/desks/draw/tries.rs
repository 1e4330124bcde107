//! Tries to reach experts: by the registrar's telephone, or by machine with a timer for each call.

use super::settle::{add_answer, settle, standing};
use super::{open, open_at};
use crate::act::{self, Caller};
use crate::clock::machine_ms;
use crate::fault::Fault;
use crate::gateway::{Gateway, Outgoing};
use crate::house::House;
use crate::http::fault as wire;
use crate::http::mount::Shared;
use crate::work::{Change, Done, Work};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::draw::{CALL_TRIES, CallAutomatically, DrawState, TRY_MS, TryCall, TryOutcome};
use shared::api::{Endpoint, Mount, Ok as Nothing};
use shared::draw::{Answer, Purpose};
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::journal::Hash;
use shared::policy::Action;
use shared::refusal::{Code, Refusal};
use std::sync::Arc;
use store::AnyConnection;
use store::draw::{Draw, Try};

/// How long until a call that the gateway did not take is tried again, milliseconds.
const UNDELIVERED_MS: i64 = 60_000;

fn event(draw: &Draw, tried: &Try) -> Result<Event, Fault> {
    let data = json!({
        "draw": draw.id, "ctx": super::context(draw)?.ctx(), "pid": tried.pid, "n": tried.n,
        "by": if tried.token.is_some() { "gateway" } else { "telephone" }, "outcome": tried.outcome.as_str(),
    });
    Ok(Event::of_lot(Kind::CallTried, &draw.key, data))
}

/// The tries to reach somebody.
pub(super) async fn of(conn: &mut AnyConnection, draw: &str, pid: &Hash) -> Result<Vec<Try>, Fault> {
    let all = store::draw::tries(conn, draw).await?;
    Ok(all.into_iter().filter(|tried| tried.pid == *pid).collect())
}

/// "Not reached" is said after enough tries, unless somebody who had accepted does not come.
pub(super) async fn check_tried(work: &mut Work<'_>, draw: &Draw, pid: &Hash) -> Result<(), Fault> {
    let accepted = standing(work, draw).await?.is_some_and(|(_, accepted)| accepted.contains(pid));
    let tried = of(work.conn(), &draw.id, pid).await?.len();
    if accepted || tried >= CALL_TRIES as usize {
        return Ok(());
    }
    Err(Refusal::new(Code::TooFewTries).with("tries", tried).with("needed", CALL_TRIES).into())
}

/// Whether the person is to be called: chosen, without an answer.
async fn is_open(work: &mut Work<'_>, draw: &Draw, pid: &Hash) -> Result<bool, Fault> {
    let answers = store::draw::answers(work.conn(), &draw.id).await?;
    let waits = answers.iter().any(|answer| answer.pid == *pid && answer.applied.is_none());
    let chosen = standing(work, draw).await?.is_some_and(|(committee, accepted)| {
        committee.seats.iter().any(|seat| seat.pid == *pid) && !accepted.contains(pid)
    });
    Ok(chosen && !waits)
}

impl Change for TryCall {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let draw = open_at(work, Purpose::Committee, &[DrawState::Calling]).await?;
        if !is_open(work, &draw, &self.pid).await? {
            return Err(Code::NotFound.into());
        }
        let before = of(work.conn(), &draw.id, &self.pid).await?;
        let now_ms = work.now_ms();
        let tried = Try {
            draw: draw.id.clone(),
            pid: self.pid,
            n: before.len() as i64 + 1,
            at_ms: now_ms,
            until_ms: now_ms + TRY_MS,
            by: work.account()?.to_owned(),
            token: None,
            outcome: TryOutcome::Silent,
        };
        store::draw::add_try(work.conn(), &tried).await?;
        Ok(Done::new(Nothing {}, event(&draw, &tried)?))
    }
}

impl Change for CallAutomatically {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let draw = open_at(work, Purpose::Committee, &[DrawState::Calling]).await?;
        if work.house().gateway.is_none() {
            return Err(Code::NoGateway.into());
        }
        store::draw::set_automatic(work.conn(), &draw.id, self.on).await?;
        let data = json!({ "draw": draw.id, "on": self.on });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::CallsSwitched, &draw.key, data)))
    }
}

/// What is due for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// A try.
    Try,
    /// Nobody answered as often as is tried.
    GiveUp,
    /// To wait.
    Nothing,
}

/// What is due after these tries.
pub(super) fn due(tries: &[Try], now_ms: i64) -> Due {
    match tries.last() {
        None => Due::Try,
        Some(last) if last.until_ms > now_ms => Due::Nothing,
        Some(_) if tries.len() >= CALL_TRIES as usize => Due::GiveUp,
        Some(_) => Due::Try,
    }
}

/// A step of the automatic caller.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Step {
    /// The next try: what goes out comes back.
    Next { token: String },
    /// The gateway did not take it.
    Undelivered,
    /// Nobody answered: the supervisor countersigns it like any other.
    GiveUp,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Automatic {
    lot: LotKey,
    pid: Hash,
    step: Step,
}

impl Endpoint for Automatic {
    const MOUNT: Mount = Mount::Change;
    const PATH: &'static str = "(call)";
    const ACTION: Action = Action::RecordCall;
    type Reply = Option<Outgoing>;

    fn lot(&self) -> Option<&LotKey> {
        Some(&self.lot)
    }
}

impl Change for Automatic {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Option<Outgoing>>, Fault> {
        let mut draw = open_at(work, Purpose::Committee, &[DrawState::Calling]).await?;
        let now_ms = work.now_ms();
        let before = of(work.conn(), &draw.id, &self.pid).await?;
        if !is_open(work, &draw, &self.pid).await? {
            return Err(Code::AlreadyDone.into());
        }
        match &self.step {
            Step::Next { token } if due(&before, now_ms) == Due::Try => {
                next(work, &draw, self.pid, token, &before).await
            }
            Step::Undelivered => {
                let mut last = before.last().cloned().ok_or(Code::NotFound)?;
                (last.outcome, last.until_ms) = (TryOutcome::Undelivered, now_ms + UNDELIVERED_MS);
                store::draw::end_try(work.conn(), &last).await?;
                Ok(Done::new(None, event(&draw, &last)?))
            }
            Step::GiveUp if due(&before, now_ms) == Due::GiveUp => {
                let note = format!("自动呼叫 {} 次未应答", before.len());
                let (_, answered) = add_answer(work, &draw, self.pid, Answer::Unreachable, &note).await?;
                Ok(Done::new(None, answered).and_all(settle(work, &mut draw).await?))
            }
            Step::Next { .. } | Step::GiveUp => Err(Code::AlreadyDone.into()),
        }
    }
}

async fn next(
    work: &mut Work<'_>,
    draw: &Draw,
    pid: Hash,
    token: &str,
    before: &[Try],
) -> Result<Done<Option<Outgoing>>, Fault> {
    let now_ms = work.now_ms();
    let lost = || Fault::internal(format!("nobody is behind {pid}"));
    let person = store::draw::person_of(work.conn(), &draw.id, &pid).await?.ok_or_else(lost)?;
    let expert = store::pool::find(work.conn(), &person.expert).await?.ok_or_else(lost)?;
    let tried = Try {
        draw: draw.id.clone(),
        pid,
        n: before.len() as i64 + 1,
        at_ms: now_ms,
        until_ms: now_ms + TRY_MS,
        by: work.actor().journal_name().to_owned(),
        token: Some(token.to_owned()),
        outcome: TryOutcome::Open,
    };
    store::draw::add_try(work.conn(), &tried).await?;
    let n = u32::try_from(tried.n).map_err(Fault::internal)?;
    let place = work.lot()?.place.clone();
    let out = Outgoing::new(token.to_owned(), expert.phone, &place, draw.meet_ms, n, tried.until_ms);
    Ok(Done::new(Some(out), event(draw, &tried)?))
}

/// Who is to be called now, and what is due.
async fn all_due(house: &Arc<House>) -> Result<Vec<(LotKey, Hash, Due)>, Fault> {
    let mut conn = house.db.connection().await?;
    let now_ms = house.clock.now_ms();
    let mut out = Vec::new();
    for draw in store::draw::automatic(&mut conn).await? {
        let Some(seed) = draw.seed else { continue };
        let answers = store::draw::answers(&mut conn, &draw.id).await?;
        let tries = store::draw::tries(&mut conn, &draw.id).await?;
        let request = super::seats(&mut conn, &draw).await?;
        let mut walk = request.walk(&seed);
        for response in store::draw::applied(&answers) {
            walk.answer(response).map_err(Fault::internal)?;
        }
        for seat in walk.committee().seats {
            let waits = answers.iter().any(|answer| answer.pid == seat.pid && answer.applied.is_none());
            if waits || walk.has_accepted(&seat.pid) {
                continue;
            }
            let own: Vec<Try> = tries.iter().filter(|tried| tried.pid == seat.pid).cloned().collect();
            match due(&own, now_ms) {
                Due::Nothing => {}
                due => out.push((draw.key.clone(), seat.pid, due)),
            }
        }
    }
    Ok(out)
}

/// Calls whom it is time to call.
///
/// # Errors
/// A fault of the database.
pub async fn job(house: &Arc<House>) -> Result<(), Fault> {
    let Some(gateway) = house.gateway.clone() else { return Ok(()) };
    for (lot, pid, due) in all_due(house).await? {
        let step = match due {
            Due::Try => Step::Next { token: crate::random::uuid()? },
            Due::GiveUp => Step::GiveUp,
            Due::Nothing => continue,
        };
        match act::change_quietly(house, &Caller::system()?, &Automatic { lot: lot.clone(), pid, step }).await {
            Ok(acted) => {
                if let Some(call) = acted.reply {
                    send(house, &gateway, lot, pid, call);
                }
            }
            // Somebody was quicker: the next look sees it.
            Err(Fault::Refused(_)) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(())
}

/// Hands a call over without keeping the jobs waiting.
fn send(house: &Arc<House>, gateway: &Gateway, lot: LotKey, pid: Hash, call: Outgoing) {
    let (house, gateway) = (Arc::clone(house), gateway.clone());
    tokio::spawn(async move {
        let Err(why) = gateway.send(&house, &call).await else { return };
        tracing::warn!(%pid, %why, "the gateway did not take a call");
        let told = async {
            let undelivered = Automatic { lot, pid, step: Step::Undelivered };
            act::change_quietly(&house, &Caller::system()?, &undelivered).await
        };
        if let Err(fault) = told.await {
            tracing::warn!(%fault, "that a call was not delivered could not be written down");
        }
    });
}

/// What a gateway answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reply {
    /// The call's id.
    pub id: String,
    /// What the person said; `unreachable` when nobody took the call.
    pub answer: Answer,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct TakeReply {
    lot: LotKey,
    reply: Reply,
}

impl Endpoint for TakeReply {
    const MOUNT: Mount = Mount::Change;
    const PATH: &'static str = "(take-reply)";
    const ACTION: Action = Action::RecordCall;
    type Reply = Nothing;

    fn lot(&self) -> Option<&LotKey> {
        Some(&self.lot)
    }
}

impl Change for TakeReply {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let (_, mut tried) = store::draw::try_of(work.conn(), &self.reply.id).await?.ok_or(Code::NotFound)?;
        let mut draw = open(work, Purpose::Committee).await?;
        if tried.outcome != TryOutcome::Open || draw.id != tried.draw || !is_open(work, &draw, &tried.pid).await? {
            return Err(Code::AlreadyDone.into());
        }
        if self.reply.answer == Answer::Unreachable {
            tried.outcome = TryOutcome::Silent;
            store::draw::end_try(work.conn(), &tried).await?;
            return Ok(Done::new(Nothing {}, event(&draw, &tried)?));
        }
        tried.outcome = TryOutcome::Answered;
        store::draw::end_try(work.conn(), &tried).await?;
        let (answered, said) = add_answer(work, &draw, tried.pid, self.reply.answer, "自动呼叫的答复").await?;
        let done = Done::new(Nothing {}, event(&draw, &tried)?).and(said);
        match answered.applied {
            Some(_) => Ok(done.and_all(settle(work, &mut draw).await?)),
            None => Ok(done),
        }
    }
}

/// Takes an answer that a gateway, or the simulator, brought.
///
/// # Errors
/// [`Code::NotFound`] for a call that nobody made, [`Code::AlreadyDone`] when it is not waited for any more.
pub async fn take_reply(house: &Arc<House>, reply: &Reply) -> Result<(), Fault> {
    let lot = {
        let mut conn = house.db.connection().await?;
        let (draw, _) = store::draw::try_of(&mut conn, &reply.id).await?.ok_or(Code::NotFound)?;
        draw.key
    };
    act::change(house, &Caller::system()?, &TakeReply { lot, reply: reply.clone() }).await?;
    Ok(())
}

/// `POST /api/calls/reply`: the gateway's answer, signed as the call was.
pub(super) async fn reply(State(house): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let result = async {
        let Some(Gateway::Webhook(settings)) = &house.gateway else { return Err(Fault::from(Code::NoGateway)) };
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (id, at, signatures) = (header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"));
        if !settings.verify(id, at, signatures, &body, machine_ms()) {
            return Err(Code::NotPermitted.into());
        }
        let reply: Reply =
            serde_json::from_slice(&body).map_err(|error| Refusal::new(Code::BadRequest).with("detail", error))?;
        take_reply(&house, &reply).await
    };
    match result.await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => wire::response(error, "-"),
    }
}

#[cfg(test)]
mod tests;
