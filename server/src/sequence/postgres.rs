//! PostgreSQL: outbox. Every command runs in its own serializable transaction with bounded retries and leaves rows without
//! a number; one sequencer among all servers (advisory lock) numbers them, never "id > last", because commit order is not
//! id order. Every server listens, wakes its waiters and tells its live stream.

use super::{Committed, Task, Tree, append, heard, tell};
use crate::fault::Fault;
use crate::house::House;
use sqlx::Row as _;
use sqlx::postgres::PgListener;
use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use store::AnyConnection;
use store::db::execute;
use tokio::sync::oneshot;

/// Tries of one command before it is refused as busy.
const TRIES_MAX: u32 = 12;
/// The advisory lock of the sequencer: "bidroom" in ASCII.
const LOCK: i64 = 0x0062_6964_726f_6f6d;
/// Rows of one numbering at most.
const BATCH_MAX: i64 = 500;
/// How often the sequencer looks without being woken.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// How long somebody waits for a number before asking the database for it.
const ASK_AGAIN: Duration = Duration::from_secs(1);
/// What was numbered; the payload is the newest index.
const CHANNEL: &str = "bidroom_live";
/// A server without the sequencer's lock committed something.
const COMMITTED: &str = "bidroom_committed";
/// Acts that the relay reads at a time.
const RELAY_MAX: i64 = 1000;

/// Who waits for the number of a row, by row. The relay tells them: whoever waits asks the database for nothing, or hundreds
/// of them would ask after every numbering.
#[derive(Default)]
pub(crate) struct Waiters(Mutex<HashMap<i64, oneshot::Sender<i64>>>);

impl Waiters {
    fn wait(&self, row: i64) -> Waiting<'_> {
        let (sender, told) = oneshot::channel();
        self.rows().insert(row, sender);
        Waiting { waiters: self, row, told }
    }

    fn tell(&self, row: i64, seq: i64) {
        if let Some(sender) = self.rows().remove(&row) {
            let _ = sender.send(seq);
        }
    }

    fn rows(&self) -> MutexGuard<'_, HashMap<i64, oneshot::Sender<i64>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A row whose number somebody waits for.
struct Waiting<'w> {
    waiters: &'w Waiters,
    row: i64,
    told: oneshot::Receiver<i64>,
}

impl Waiting<'_> {
    /// The number. Whoever waits holds no connection: the relay and other commands need them.
    async fn number(mut self, house: &House) -> Result<i64, Fault> {
        loop {
            if let Ok(Ok(seq)) = tokio::time::timeout(ASK_AGAIN, &mut self.told).await {
                return Ok(seq);
            }
            let mut conn = house.db.connection().await?;
            if let Some(seq) = store::journal::seq_of(&mut conn, self.row).await? {
                return Ok(seq);
            }
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.waiters.rows().remove(&self.row);
    }
}

/// Runs a command and waits until its events are numbered.
pub(super) async fn run(house: &Arc<House>, task: &dyn Task) -> Result<Committed, Fault> {
    let (reply, rows) = committed(house, task).await?;
    let mut seqs = Vec::with_capacity(rows.len());
    for row in rows {
        seqs.push(row.number(house).await?);
    }
    Ok(Committed { reply, seqs })
}

/// Runs a command until it is committed; its reply, and the rows that wait for a number.
async fn committed<'h>(house: &'h Arc<House>, task: &dyn Task) -> Result<(String, Vec<Waiting<'h>>), Fault> {
    let mut conn = house.db.connection().await?;
    for attempt in 0..TRIES_MAX {
        match once(house, &mut conn, task).await {
            Ok(done) => {
                if house.sequencer.leads.load(Ordering::Relaxed) {
                    house.sequencer.committed.notify_one();
                } else {
                    notify(&mut conn, COMMITTED, "").await?;
                }
                return Ok(done);
            }
            Err(Fault::Conflict) => {
                let _ = execute(&mut conn, "ROLLBACK").await;
                let jitter = u64::from(crate::random::bytes::<1>()?[0]);
                tokio::time::sleep(Duration::from_millis(u64::from(attempt) * 5 + jitter / 16)).await;
            }
            Err(fault) => {
                let _ = execute(&mut conn, "ROLLBACK").await;
                // Its twin may have been carried out between the look and the transaction.
                return match task.answered(&mut conn).await {
                    Ok(Some(reply)) => Ok((reply, Vec::new())),
                    _ => Err(fault),
                };
            }
        }
    }
    Err(shared::refusal::Code::Busy.into())
}

async fn once<'h>(
    house: &'h Arc<House>,
    conn: &mut AnyConnection,
    task: &dyn Task,
) -> Result<(String, Vec<Waiting<'h>>), Fault> {
    // Outside the transaction: its predicate lock would meet every other command's own answer on the same page of the index.
    if let Some(reply) = task.answered(conn).await? {
        return Ok((reply, Vec::new()));
    }
    execute(conn, "BEGIN ISOLATION LEVEL SERIALIZABLE").await?;
    let ran = task.run(house, conn).await?;
    let rows = append(conn, house.clock.now_ms(), &ran.events).await?;
    // Before the commit: nothing has its number before it.
    let rows = rows.into_iter().map(|row| house.sequencer.waiters.wait(row)).collect();
    execute(conn, "COMMIT").await?;
    Ok((ran.reply, rows))
}

async fn notify(conn: &mut AnyConnection, channel: &str, payload: &str) -> Result<(), Fault> {
    let told = sqlx::query("SELECT pg_notify($1, $2)").bind(channel).bind(payload).execute(conn).await;
    told.map(drop).map_err(Fault::internal)
}

pub(super) async fn start(house: &Arc<House>) -> Result<(), Fault> {
    // The first look refuses a database that lost entries before the server answers anybody.
    let mut conn = house.db.own_connection().await?;
    Tree::load(&mut conn, house).await?;
    let last = store::journal::newest_checkpoint(&mut conn).await?.map_or(-1, |checkpoint| checkpoint.size - 1);
    let listener = listen(house).await?;
    tokio::spawn(sequence(Arc::downgrade(house)));
    tokio::spawn(relay(Arc::downgrade(house), listener, last));
    Ok(())
}

async fn listen(house: &House) -> Result<PgListener, Fault> {
    let mut listener = PgListener::connect(house.db.url()).await.map_err(Fault::internal)?;
    listener.listen_all([CHANNEL, COMMITTED]).await.map_err(Fault::internal)?;
    Ok(listener)
}

/// Holds the lock, or waits for it, for as long as the house stands.
async fn sequence(house: Weak<House>) {
    while let Some(strong) = house.upgrade() {
        if let Err(fault) = lead(&strong).await {
            tracing::error!(%fault, "the sequencer starts again");
        }
        strong.sequencer.leads.store(false, Ordering::Relaxed);
        drop(strong);
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Numbers rows while this process holds the lock.
async fn lead(house: &Arc<House>) -> Result<(), Fault> {
    let mut conn = house.db.own_connection().await?;
    loop {
        let row = sqlx::query("SELECT CAST(pg_try_advisory_lock($1) AS INTEGER)").bind(LOCK).fetch_one(&mut conn).await;
        let held: i32 = row.and_then(|row| row.try_get(0)).map_err(Fault::internal)?;
        if held == 1 {
            break;
        }
        if Arc::strong_count(house) == 1 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let mut tree = Tree::load(&mut conn, house).await?;
    house.sequencer.leads.store(true, Ordering::Relaxed);
    while Arc::strong_count(house) > 1 {
        if number(house, &mut conn, &mut tree).await? == 0 {
            let _ = tokio::time::timeout(LOOK_AGAIN, house.sequencer.committed.notified()).await;
        }
    }
    Ok(())
}

/// Numbers what waits, in one transaction; gives how many.
async fn number(house: &House, conn: &mut AnyConnection, tree: &mut Tree) -> Result<usize, Fault> {
    let acts = store::journal::waiting(conn, BATCH_MAX).await?;
    if acts.is_empty() {
        return Ok(0);
    }
    let mut next = tree.clone();
    execute(conn, "BEGIN").await?;
    let mut last = 0;
    for act in &acts {
        last = next.number(conn, act).await?;
    }
    next.checkpoint(conn, house).await?;
    notify(conn, CHANNEL, &last.to_string()).await?;
    execute(conn, "COMMIT").await?;
    *tree = next;
    Ok(acts.len())
}

/// Tells this process's waiters and live stream what was numbered, by whichever server.
async fn relay(house: Weak<House>, mut listener: PgListener, mut last: i64) {
    let mut conn = None;
    loop {
        let told = tokio::time::timeout(Duration::from_secs(1), listener.recv()).await;
        let Some(house) = house.upgrade() else { return };
        match told {
            Ok(Ok(told)) if told.channel() == COMMITTED => {
                house.sequencer.committed.notify_one();
                continue;
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, "the listener was cut off");
                tokio::time::sleep(Duration::from_millis(500)).await;
                if let Ok(again) = listen(&house).await {
                    listener = again;
                }
            }
            Ok(Ok(_)) | Err(_) => {}
        }
        match pass_on(&house, &mut conn, last).await {
            Ok(newest) => last = newest,
            Err(fault) => {
                tracing::warn!(%fault, "what was numbered is told later");
                conn = None;
            }
        }
    }
}

/// Passes on what was numbered after index `last`; gives the newest index. The connection is the relay's own: those of the pool
/// may all be at work, or waited for.
async fn pass_on(house: &House, conn: &mut Option<AnyConnection>, mut last: i64) -> Result<i64, Fault> {
    let conn = match conn {
        Some(conn) => conn,
        None => conn.insert(house.db.own_connection().await?),
    };
    loop {
        let acts = store::journal::since(conn, last, None, RELAY_MAX).await?;
        let numbered: Vec<_> = acts.iter().filter_map(|act| Some((act, act.seq?))).collect();
        let Some((_, newest)) = numbered.last() else { return Ok(last) };
        last = *newest;
        for (act, seq) in &numbered {
            house.sequencer.waiters.tell(act.id, *seq);
        }
        tell(house, numbered.iter().filter_map(|(act, seq)| heard(act, *seq)));
    }
}
