//! Carrying out use cases: from an endpoint to a committed reply.

use crate::fault::Fault;
use crate::house::House;
use crate::sequence::{self, Attributed, Boxed, Ran, Task};
use crate::work::{Change, EXEMPT, Query, Work};
use serde_json::json;
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::journal::Hash;
use shared::people::Actor;
use shared::policy::Action;
use shared::refusal::{Code, Refusal};
use std::sync::Arc;
use store::AnyConnection;
use store::commands::Answered;

/// Who asks, in which request, under which client-made id.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who.
    pub actor: Actor,
    /// The request's number, for log and journal.
    pub request: String,
    /// The client-made id of the command (`Idempotency-Key`), 8 to 64 characters.
    pub key: Option<String>,
}

impl Caller {
    /// The house acting by the clock.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn system() -> Result<Self, Fault> {
        Ok(Self { actor: Actor::system(), request: crate::random::uuid()?, key: None })
    }
}

/// A reply with the journal's indices of its events.
#[derive(Debug, Clone)]
pub struct Acted<R> {
    /// The reply.
    pub reply: R,
    /// The indices; empty for a repeat.
    pub seqs: Vec<i64>,
}

/// Answers a query on a connection of its own.
///
/// # Errors
/// The refusal or fault.
pub async fn query<Q: Query>(house: &Arc<House>, caller: &Caller, query: &Q) -> Result<Q::Reply, Fault> {
    let mut conn = house.db.connection().await?;
    let mut work = Work::open(&mut conn, house, &caller.actor, &caller.request, Q::ACTION, query.lot()).await?;
    query.run(&mut work).await
}

/// Carries out a change; answers when it is durable and numbered. A refusal is journalled.
///
/// # Errors
/// The refusal or fault.
pub async fn change<C: Change>(house: &Arc<House>, caller: &Caller, change: &C) -> Result<Acted<C::Reply>, Fault> {
    let acted = change_quietly(house, caller, change).await;
    if let Err(Fault::Refused(refusal)) = &acted
        && !matches!(refusal.code, Code::StorageFull | Code::DatabaseAway)
    {
        journal_refusal(house, caller, C::ACTION.as_str(), change.lot(), refusal).await;
    }
    acted
}

/// As [`change`], for a caller that journals the refusal itself (a stream that is refused once for many parts).
///
/// # Errors
/// The refusal or fault.
pub async fn change_quietly<C: Change>(
    house: &Arc<House>,
    caller: &Caller,
    change: &C,
) -> Result<Acted<C::Reply>, Fault> {
    if C::SIGNS && !caller.actor.confirmed {
        return Err(Code::ConfirmNeeded.into());
    }
    let body_sha256 = Hash::of(&serde_json::to_vec(change)?).to_hex();
    let task = Command { change: change.clone(), caller: caller.clone(), body_sha256 };
    let committed = sequence::run(house, Box::new(task)).await?;
    Ok(Acted { reply: serde_json::from_str(&committed.reply)?, seqs: committed.seqs })
}

struct Command<C> {
    change: C,
    caller: Caller,
    body_sha256: String,
}

impl<C: Change> Task for Command<C> {
    fn answered<'a>(&'a self, conn: &'a mut AnyConnection) -> Boxed<'a, Result<Option<String>, Fault>> {
        Box::pin(self.first_reply(conn))
    }

    fn run<'a>(&'a self, house: &'a Arc<House>, conn: &'a mut AnyConnection) -> Boxed<'a, Result<Ran, Fault>> {
        Box::pin(self.carry_out(house, conn))
    }
}

impl<C: Change> Command<C> {
    async fn first_reply(&self, conn: &mut AnyConnection) -> Result<Option<String>, Fault> {
        let Some(key) = &self.caller.key else { return Ok(None) };
        let first = store::commands::find(conn, self.caller.actor.journal_name(), key).await?;
        let Some(first) = first else { return Ok(None) };
        if first.endpoint != C::PATH || first.body_sha256 != self.body_sha256 {
            return Err(Code::IdempotencyConflict.into());
        }
        Ok(Some(first.reply))
    }

    async fn carry_out(&self, house: &Arc<House>, conn: &mut AnyConnection) -> Result<Ran, Fault> {
        let Caller { actor, request, key } = &self.caller;
        let mut work = Work::open(conn, house, actor, request, C::ACTION, self.change.lot()).await?;
        let done = self.change.run(&mut work).await?;
        let now_ms = work.now_ms();
        if done.events.is_empty() && !EXEMPT.contains(&C::ACTION) {
            return Err(Fault::internal(format!("{} changed something without an event", C::ACTION.as_str())));
        }
        let reply = serde_json::to_string(&done.reply)?;
        if let Some(key) = key {
            let answer =
                Answered { endpoint: C::PATH.into(), body_sha256: self.body_sha256.clone(), reply: reply.clone() };
            store::commands::keep(conn, actor.journal_name(), key, &answer, now_ms).await?;
        }
        let events = done.events.into_iter().map(|event| Attributed::new(event, actor, request)).collect();
        Ok(Ran { reply, events })
    }
}

/// The actions of bidders before the opening, whose mere attempt would betray a bid.
const SEALED_ACTIONS: &[&str] = &[
    Action::CreateUpload.as_str(),
    Action::ResumeUpload.as_str(),
    Action::AppendUpload.as_str(),
    Action::TerminateUpload.as_str(),
    Action::JudgeUpload.as_str(),
    Action::WithdrawBid.as_str(),
    Action::ReadBidSlot.as_str(),
    Action::ReadReceipt.as_str(),
];

/// Refusals of one actor that are journalled in a minute; more are only logged.
const REFUSALS_PER_MINUTE_MAX: u32 = 20;

/// Writes a refused attempt into the journal, in its own transaction, a bounded number per actor and minute.
pub async fn journal_refusal(
    house: &Arc<House>,
    caller: &Caller,
    action: &str,
    lot: Option<&LotKey>,
    refusal: &Refusal,
) {
    let who = caller.actor.journal_name().to_owned();
    let minute = crate::clock::machine_ms() / 60_000;
    let within = house.refusals.lock().is_ok_and(|mut refusals| {
        if refusals.len() > 10_000 {
            refusals.retain(|_, (at, _)| *at == minute);
        }
        let (at, count) = refusals.entry(who).or_insert((minute, 0));
        if *at != minute {
            (*at, *count) = (minute, 0);
        }
        *count += 1;
        *count <= REFUSALS_PER_MINUTE_MAX
    });
    if !within {
        return;
    }
    let data = json!({ "action": action, "code": refusal.code.as_str() });
    // That somebody tried to submit is told to nobody before the opening.
    let kind = if SEALED_ACTIONS.contains(&action) { Kind::BidRefused } else { Kind::RequestRefused };
    let event = Event { kind, lot: lot.cloned(), data };
    let task = Note { event: Attributed::new(event, &caller.actor, &caller.request) };
    if let Err(fault) = sequence::run(house, Box::new(task)).await {
        tracing::error!(%fault, "a refusal could not be journalled");
    }
}

/// An event of the house itself, without a command (a start, a refusal).
struct Note {
    event: Attributed,
}

impl Task for Note {
    fn run<'a>(&'a self, _: &'a Arc<House>, _: &'a mut AnyConnection) -> Boxed<'a, Result<Ran, Fault>> {
        let events = vec![self.event.clone()];
        Box::pin(async move { Ok(Ran { reply: "null".into(), events }) })
    }
}

/// Journals an act of the house itself.
///
/// # Errors
/// When it cannot be written.
pub async fn note(house: &Arc<House>, event: Event) -> Result<(), Fault> {
    let caller = Caller::system()?;
    let event = Attributed::new(event, &caller.actor, &caller.request);
    sequence::run(house, Box::new(Note { event })).await?;
    Ok(())
}
