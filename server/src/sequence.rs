//! The sequencer: runs commands, writes their events, numbers them in the journal, signs checkpoints, wakes the waiters.
//!
//! On SQLite one writer runs the queued commands, each in a savepoint of one transaction, and commits once for all
//! ([`sqlite`]). On PostgreSQL every command has its own serializable transaction, and one sequencer among all servers
//! numbers what was committed ([`postgres`]).

mod postgres;
mod sqlite;

use crate::fault::Fault;
use crate::house::{Heard, House};
use crate::random;
use shared::event::{Event, Kind};
use shared::journal::checkpoint::Checkpoint;
use shared::journal::tree::Frontier;
use shared::journal::{Hash, entry};
use shared::people::Actor;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use store::journal::Act;
use store::{AnyConnection, Db, Engine};
use tokio::sync::{Notify, mpsc, oneshot};

/// A future on the heap.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A command, ready to be run inside a transaction; more than once if two transactions met.
pub trait Task: Send + Sync {
    /// The reply that it got already, if this is a repeat.
    fn answered<'a>(&'a self, _conn: &'a mut AnyConnection) -> Boxed<'a, Result<Option<String>, Fault>> {
        Box::pin(std::future::ready(Ok(None)))
    }

    /// Runs it.
    fn run<'a>(&'a self, house: &'a Arc<House>, conn: &'a mut AnyConnection) -> Boxed<'a, Result<Ran, Fault>>;
}

/// What a command left: the reply as JSON, and its events.
pub struct Ran {
    /// The reply.
    pub reply: String,
    /// The events, with who and where.
    pub events: Vec<Attributed>,
}

/// An event with who did it and in which request.
#[derive(Debug, Clone)]
pub struct Attributed {
    /// The event.
    pub event: Event,
    /// Who, as the journal names them.
    pub actor: String,
    /// The seat, `room/seat`.
    pub terminal: Option<String>,
    /// The request's number.
    pub request: String,
}

impl Attributed {
    /// Attributes an event.
    #[must_use]
    pub fn new(event: Event, actor: &Actor, request: &str) -> Self {
        Self {
            event,
            actor: actor.journal_name().to_owned(),
            terminal: actor.seat.as_ref().map(|seat| format!("{}/{}", seat.room, seat.seat)),
            request: request.to_owned(),
        }
    }
}

/// What was committed: the reply and the journal's indices of the events.
#[derive(Debug, Clone)]
pub struct Committed {
    /// The reply, JSON.
    pub reply: String,
    /// The indices, in order; empty for a repeat that got the first answer.
    pub seqs: Vec<i64>,
}

type Answer = oneshot::Sender<Result<Committed, Fault>>;

/// A command in the queue.
pub(crate) struct Queued {
    task: Box<dyn Task>,
    answer: Answer,
}

/// The way in for commands.
pub struct Sequencer {
    queue: mpsc::Sender<Queued>,
    taken: std::sync::Mutex<Option<mpsc::Receiver<Queued>>>,
    /// Wakes PostgreSQL's sequencer.
    pub(crate) committed: Notify,
    /// Whether this process numbers for all servers (PostgreSQL).
    leads: AtomicBool,
    /// Who waits for a number (PostgreSQL).
    waiters: postgres::Waiters,
}

/// Commands that may wait; beyond it callers wait at the door.
const QUEUE_MAX: usize = 4096;

impl Sequencer {
    pub(crate) fn new(_db: &Db) -> Self {
        let (queue, taken) = mpsc::channel(QUEUE_MAX);
        Self {
            queue,
            taken: std::sync::Mutex::new(Some(taken)),
            committed: Notify::new(),
            leads: AtomicBool::new(false),
            waiters: postgres::Waiters::default(),
        }
    }
}

/// Starts the writer (SQLite) or the sequencer (PostgreSQL) of this process.
///
/// # Errors
/// When the journal in the database cannot be read or does not fit the last checkpoint.
pub async fn start(house: &Arc<House>) -> Result<(), Fault> {
    match house.db.engine() {
        Engine::Sqlite => {
            let queue = house.sequencer.taken.lock().ok().and_then(|mut taken| taken.take());
            let queue = queue.ok_or_else(|| Fault::internal("the writer was started twice"))?;
            sqlite::start(house, queue).await
        }
        Engine::Postgres => postgres::start(house).await,
    }
}

/// Runs a command; answers when it is durable and numbered.
///
/// # Errors
/// The refusal or fault of the command.
pub async fn run(house: &Arc<House>, task: Box<dyn Task>) -> Result<Committed, Fault> {
    match house.db.engine() {
        Engine::Sqlite => {
            let (answer, answered) = oneshot::channel();
            let gone = |_| Fault::internal("the writer has stopped");
            house
                .sequencer
                .queue
                .send(Queued { task, answer })
                .await
                .map_err(|_| Fault::internal("the writer has stopped"))?;
            answered.await.map_err(gone)?
        }
        Engine::Postgres => postgres::run(house, task.as_ref()).await,
    }
}

/// Writes the rows of events; they have no number yet.
async fn append(conn: &mut AnyConnection, now_ms: i64, events: &[Attributed]) -> Result<Vec<i64>, Fault> {
    let mut rows = Vec::with_capacity(events.len());
    for attributed in events {
        let event = &attributed.event;
        let body = entry::Body {
            kind: event.kind.as_str().to_owned(),
            tender: event.lot.as_ref().map(|lot| lot.tender.to_string()),
            lot: event.lot.as_ref().map(|lot| lot.lot.to_string()),
            actor: Some(attributed.actor.clone()),
            terminal: attributed.terminal.clone(),
            request: Some(attributed.request.clone()),
            data: event.data.as_object().cloned().unwrap_or_default(),
        };
        let body = body.to_bytes().map_err(Fault::internal)?;
        let act = Act {
            id: 0,
            terminal: attributed.terminal.clone(),
            seq: None,
            at_ms: now_ms,
            kind: event.kind.as_str().to_owned(),
            lot: event.lot.clone(),
            actor: attributed.actor.clone(),
            body: String::from_utf8(body).map_err(Fault::internal)?,
            salt: random::bytes::<32>()?.to_vec(),
        };
        rows.push(store::journal::append(conn, &act).await?);
    }
    Ok(rows)
}

/// The tree as far as it is numbered, and the time of its last entry.
#[derive(Clone)]
struct Tree {
    frontier: Frontier,
    last_ms: i64,
}

impl Tree {
    /// Reads the tree back and holds it to the newest checkpoint: a database that lost entries is refused (journal.md).
    async fn load(conn: &mut AnyConnection, house: &House) -> Result<Self, Fault> {
        const PAGE: i64 = 10_000;
        let mut frontier = Frontier::new();
        let newest = store::journal::newest_checkpoint(conn).await?;
        let mut root_at_checkpoint = None;
        loop {
            let from = i64::try_from(frontier.size()).map_err(Fault::internal)?;
            let leaves = store::journal::leaves(conn, from, PAGE).await?;
            for leaf in &leaves {
                frontier.append(*leaf);
                if newest.as_ref().is_some_and(|c| u64::try_from(c.size) == Ok(frontier.size())) {
                    root_at_checkpoint = Some(frontier.root());
                }
            }
            if leaves.len() < 10_000 {
                break;
            }
        }
        if let Some(newest) = newest {
            let note = shared::journal::note::Note::parse(newest.note.as_bytes()).map_err(Fault::internal)?;
            let opened = Checkpoint::open(&note, house.keys.checkpoint.verifier(), &[]).map_err(Fault::internal)?;
            if root_at_checkpoint != Some(opened.checkpoint.root) {
                return Err(Fault::internal(
                    "the journal does not hold its last signed checkpoint: the database was changed or restored from an \
                     older backup; restore the newest backup",
                ));
            }
        }
        Ok(Self { frontier, last_ms: store::journal::last_time(conn).await? })
    }

    /// Numbers one act: its entry, its leaf, its row.
    async fn number(&mut self, conn: &mut AnyConnection, act: &Act) -> Result<i64, Fault> {
        let seq = self.frontier.size();
        let at_ms = self.last_ms.max(act.at_ms);
        let salt: [u8; 32] = act.salt.as_slice().try_into().map_err(|_| Fault::internal("a salt is not 32 bytes"))?;
        let body = entry::hash_body(act.body.as_bytes(), &entry::Salt::new(salt));
        let entry = entry::Entry::new(seq, u64::try_from(at_ms).map_err(Fault::internal)?, body);
        let leaf: Hash = entry.leaf().map_err(Fault::internal)?;
        let seq = i64::try_from(seq).map_err(Fault::internal)?;
        store::journal::number(conn, act.id, seq, at_ms, &leaf).await?;
        let mut tiles = Vec::new();
        self.frontier.append_with(leaf, |node, hash| {
            if store::journal::is_tile_root(node) {
                tiles.push((node, hash));
            }
        });
        for (node, hash) in tiles {
            store::journal::keep_node(conn, node, &hash).await?;
        }
        self.last_ms = at_ms;
        Ok(seq)
    }

    /// Signs the tree as it stands.
    async fn checkpoint(&self, conn: &mut AnyConnection, house: &House) -> Result<(), Fault> {
        let size = self.frontier.size();
        let origin = house.keys.checkpoint.verifier().name();
        let checkpoint = Checkpoint::new(origin, size, self.frontier.root());
        let note = checkpoint.sign(&house.keys.checkpoint).map_err(Fault::internal)?;
        let size = i64::try_from(size).map_err(Fault::internal)?;
        store::journal::keep_checkpoint(conn, size, &note.to_string(), house.clock.now_ms()).await?;
        Ok(())
    }
}

/// Tells the live stream and the jobs.
fn tell(house: &House, heard: impl IntoIterator<Item = Heard>) {
    for heard in heard {
        let _ = house.live.send(heard);
    }
    house.jobs.notify_one();
}

fn heard(act: &Act, seq: i64) -> Option<Heard> {
    Kind::parse(&act.kind).map(|kind| Heard { seq, kind, lot: act.lot.clone(), actor: act.actor.clone() })
}
