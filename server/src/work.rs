//! Work: actor, facts and transaction in one object. A desk changes something only by handing back an event with its reply.

use crate::fault::Fault;
use crate::house::House;
use shared::api::Endpoint;
use shared::event::Event;
use shared::id::LotKey;
use shared::lifecycle::{Move, Stage};
use shared::people::Actor;
use shared::policy::{Action, Facts, permit};
use shared::refusal::{Code, Refusal};
use std::future::Future;
use std::sync::Arc;
use store::AnyConnection;
use store::lots::Lot;

/// A use case that reads. It may demand a read event with [`Work::witness`].
pub trait Query: Endpoint {
    /// Answers.
    fn run(&self, work: &mut Work<'_>) -> impl Future<Output = Result<Self::Reply, Fault>> + Send;
}

/// A use case that changes something: reply and at least one event, in one transaction.
pub trait Change: Endpoint {
    /// Carries it out. It may be called again when two transactions met, so it must have no effect outside the database.
    fn run(&self, work: &mut Work<'_>) -> impl Future<Output = Result<Done<Self::Reply>, Fault>> + Send;
}

/// A reply with the events that make it true.
pub struct Done<R> {
    pub(crate) reply: R,
    pub(crate) events: Vec<Event>,
}

impl<R> Done<R> {
    /// A change that happened.
    pub fn new(reply: R, event: Event) -> Self {
        Self { reply, events: vec![event] }
    }

    /// A change of the closed list that leaves no event (upload parts, heartbeats, private notes: journal.md, Entry).
    /// [`Work`] refuses it for any other action.
    pub const fn exempt(reply: R) -> Self {
        Self { reply, events: Vec::new() }
    }

    /// Adds an event.
    #[must_use]
    pub fn and(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }

    /// Adds events.
    #[must_use]
    pub fn and_all(mut self, events: impl IntoIterator<Item = Event>) -> Self {
        self.events.extend(events);
        self
    }
}

/// The closed list of actions that may change something without an event (journal.md, Entry).
pub const EXEMPT: &[Action] = &[Action::AppendUpload, Action::ProveTerminal, Action::Beat];

/// One request at work.
pub struct Work<'c> {
    conn: &'c mut AnyConnection,
    house: Arc<House>,
    actor: Actor,
    facts: Facts,
    lot: Option<Lot>,
    now_ms: i64,
    request: String,
}

impl<'c> Work<'c> {
    /// Loads what is known and asks the policy.
    ///
    /// # Errors
    /// The refusal, or a fault of the database.
    pub async fn open(
        conn: &'c mut AnyConnection,
        house: &Arc<House>,
        actor: &Actor,
        request: &str,
        action: Action,
        key: Option<&LotKey>,
    ) -> Result<Self, Fault> {
        let now_ms = house.clock.now_ms();
        let mut facts = Facts { now_ms, ..Facts::default() };
        let lot = match key {
            Some(key) => {
                let lot = store::lots::find(conn, key).await?.ok_or(Code::NotFound)?;
                let account = actor.account.as_ref().map(|a| a.as_str());
                let org = actor.org.as_ref().map(|o| o.as_str());
                store::lots::relate(conn, &mut facts, &lot, actor.role, account, org).await?;
                Some(lot)
            }
            None => None,
        };
        permit(actor, action, &facts)?;
        if let Some(key) = key.filter(|_| action.rests())
            && let Some(stop) = store::matters::stopping(conn, key).await?
        {
            return Err(Refusal::new(Code::EvaluationStopped).with("n", stop.n).into());
        }
        Ok(Self {
            conn,
            house: Arc::clone(house),
            actor: actor.clone(),
            facts,
            lot,
            now_ms,
            request: request.to_owned(),
        })
    }

    /// The connection, inside the transaction.
    pub const fn conn(&mut self) -> &mut AnyConnection {
        self.conn
    }

    /// The house. Nothing slow may be asked of it inside a command: no files, no Typst, no password hashing.
    #[must_use]
    pub const fn house(&self) -> &Arc<House> {
        &self.house
    }

    /// Who is asking.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The account that is asking.
    ///
    /// # Errors
    /// [`Code::NotLoggedIn`] for the public.
    pub fn account(&self) -> Result<&str, Fault> {
        Ok(self.actor.account.as_ref().ok_or(Code::NotLoggedIn)?.as_str())
    }

    /// The organisation of the account.
    ///
    /// # Errors
    /// [`Code::NotPermitted`] for an account without one.
    pub fn org(&self) -> Result<&str, Fault> {
        Ok(self.actor.org.as_ref().ok_or(Code::NotPermitted)?.as_str())
    }

    /// What the policy knew.
    #[must_use]
    pub const fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The house's time when the work began, milliseconds.
    #[must_use]
    pub const fn now_ms(&self) -> i64 {
        self.now_ms
    }

    /// The request's number.
    #[must_use]
    pub fn request(&self) -> &str {
        &self.request
    }

    /// The lot that the request is about.
    ///
    /// # Errors
    /// [`Code::NotFound`] when it is about none.
    pub fn lot(&self) -> Result<&Lot, Fault> {
        Ok(self.lot.as_ref().ok_or(Code::NotFound)?)
    }

    /// The key of the lot that the request is about.
    ///
    /// # Errors
    /// [`Code::NotFound`] when it is about none.
    pub fn key(&self) -> Result<LotKey, Fault> {
        Ok(self.lot()?.key.clone())
    }

    /// Moves the lot to its next stage.
    ///
    /// # Errors
    /// [`Code::WrongStage`] when the move does not lead out of the present stage.
    pub async fn step(&mut self, what: Move) -> Result<Stage, Fault> {
        let lot = self.lot.as_mut().ok_or(Code::NotFound)?;
        let next = lot.stage.clone().step(what)?;
        store::lots::set_stage(self.conn, &lot.key, &next).await?;
        lot.stage = next.clone();
        self.facts.stage = Some(next.name());
        Ok(next)
    }
}
