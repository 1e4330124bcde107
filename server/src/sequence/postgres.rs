//! PostgreSQL: outbox. Every command runs in its own serializable transaction with bounded retries and leaves rows without
//! a number; one sequencer among all servers (advisory lock) numbers them, never "id > last", because commit order is not
//! id order. Every server listens, wakes its waiters and tells its live stream.

use super::{Committed, Task, Tree, append, heard, tell};
use crate::fault::Fault;
use crate::house::House;
use sqlx::Row as _;
use sqlx::postgres::PgListener;
use std::sync::{Arc, Weak};
use std::time::Duration;
use store::AnyConnection;
use store::db::execute;
use tokio::sync::watch;

/// Tries of one command before it is refused as busy.
const TRIES_MAX: u32 = 12;
/// The advisory lock of the sequencer: "bidroom" in ASCII.
const LOCK: i64 = 0x0062_6964_726f_6f6d;
/// Rows of one numbering at most.
const BATCH_MAX: i64 = 500;
/// How often the sequencer looks without being woken, and a waiter without being told.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
const CHANNEL: &str = "bidroom_live";

/// Runs a command and waits until its events are numbered.
pub(super) async fn run(house: &Arc<House>, task: &dyn Task) -> Result<Committed, Fault> {
    // From here on nothing that is numbered goes by unseen.
    let told = house.sequencer.numbered.subscribe();
    let (reply, rows) = committed(house, task).await?;
    house.sequencer.committed.notify_one();
    let seqs = numbers(house, told, &rows).await?;
    Ok(Committed { reply, seqs })
}

/// Runs a command until it is committed; its reply, and the rows that wait for a number.
async fn committed(house: &Arc<House>, task: &dyn Task) -> Result<(String, Vec<i64>), Fault> {
    let mut conn = house.db.connection().await?;
    for attempt in 0..TRIES_MAX {
        match once(house, &mut conn, task).await {
            Ok(done) => return Ok(done),
            Err(Fault::Conflict) => {
                let _ = execute(&mut conn, "ROLLBACK").await;
                let jitter = u64::from(crate::random::bytes::<1>()?[0]);
                tokio::time::sleep(Duration::from_millis(u64::from(attempt) * 5 + jitter / 16)).await;
            }
            Err(fault) => {
                let _ = execute(&mut conn, "ROLLBACK").await;
                return Err(fault);
            }
        }
    }
    Err(shared::refusal::Code::Busy.into())
}

async fn once(house: &Arc<House>, conn: &mut AnyConnection, task: &dyn Task) -> Result<(String, Vec<i64>), Fault> {
    execute(conn, "BEGIN ISOLATION LEVEL SERIALIZABLE").await?;
    let ran = task.run(house, conn).await?;
    let rows = append(conn, house.clock.now_ms(), &ran.events).await?;
    execute(conn, "COMMIT").await?;
    Ok((ran.reply, rows))
}

/// Waits until every row has its number. Whoever waits holds no connection: the relay and other commands need them.
async fn numbers(house: &House, mut told: watch::Receiver<i64>, rows: &[i64]) -> Result<Vec<i64>, Fault> {
    let mut seqs = Vec::with_capacity(rows.len());
    while seqs.len() < rows.len() {
        let _ = tokio::time::timeout(LOOK_AGAIN, told.changed()).await;
        let mut conn = house.db.connection().await?;
        for &row in &rows[seqs.len()..] {
            let Some(seq) = store::journal::seq_of(&mut conn, row).await? else { break };
            seqs.push(seq);
        }
    }
    Ok(seqs)
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
    listener.listen(CHANNEL).await.map_err(Fault::internal)?;
    Ok(listener)
}

/// Holds the lock, or waits for it, for as long as the house stands.
async fn sequence(house: Weak<House>) {
    while let Some(strong) = house.upgrade() {
        if let Err(fault) = lead(&strong).await {
            tracing::error!(%fault, "the sequencer starts again");
        }
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
    sqlx::query("SELECT pg_notify($1, $2)")
        .bind(CHANNEL)
        .bind(last.to_string())
        .execute(&mut *conn)
        .await
        .map_err(Fault::internal)?;
    execute(conn, "COMMIT").await?;
    *tree = next;
    Ok(acts.len())
}

/// Tells this process's waiters and live stream what was numbered, by whichever server.
async fn relay(house: Weak<House>, mut listener: PgListener, mut last: i64) {
    loop {
        let told = tokio::time::timeout(Duration::from_secs(1), listener.recv()).await;
        let Some(house) = house.upgrade() else { return };
        if let Ok(Err(error)) = &told {
            tracing::warn!(%error, "the listener was cut off");
            tokio::time::sleep(Duration::from_millis(500)).await;
            if let Ok(again) = listen(&house).await {
                listener = again;
            }
        }
        let Ok(mut conn) = house.db.connection().await else { continue };
        let Ok(acts) = store::journal::since(&mut conn, last, None, 1000).await else { continue };
        let heard: Vec<_> = acts.iter().filter_map(|act| heard(act, act.seq?)).collect();
        if let Some(newest) = acts.last().and_then(|act| act.seq) {
            last = newest;
            house.sequencer.numbered.send_replace(newest);
            tell(&house, heard);
        }
    }
}
