//! SQLite: one writer. Commands queue; each runs in a savepoint of one `BEGIN IMMEDIATE` transaction; one commit (one
//! fsync) for all that are waiting, then the answers.

use super::{Committed, Queued, Ran, Tree, append, heard, tell};
use crate::fault::Fault;
use crate::house::{Heard, House};
use std::sync::{Arc, Weak};
use store::AnyConnection;
use store::db::execute;
use tokio::sync::mpsc;

/// Commands of one transaction at most.
const BATCH_MAX: usize = 64;

pub(super) async fn start(house: &Arc<House>, queue: mpsc::Receiver<Queued>) -> Result<(), Fault> {
    let mut conn = house.db.own_connection().await?;
    let tree = Tree::load(&mut conn, house).await?;
    let house = Arc::downgrade(house);
    tokio::spawn(write(house, conn, tree, queue));
    Ok(())
}

async fn write(house: Weak<House>, mut conn: AnyConnection, mut tree: Tree, mut queue: mpsc::Receiver<Queued>) {
    let mut batch = Vec::with_capacity(BATCH_MAX);
    while queue.recv_many(&mut batch, BATCH_MAX).await > 0 {
        let Some(house) = house.upgrade() else { return };
        let before = tree.clone();
        match transact(&house, &mut conn, &mut tree, &mut batch).await {
            Ok((answers, said)) => {
                for (answer, result) in answers {
                    let _ = answer.send(result);
                }
                tell(&house, said);
            }
            Err((answers, fault)) => {
                tree = before;
                tracing::error!(%fault, "a batch could not be committed");
                let _ = execute(&mut conn, "ROLLBACK").await;
                for answer in answers {
                    let _ = answer.send(Err(match &fault {
                        Fault::Refused(refusal) => Fault::Refused(refusal.clone()),
                        other => Fault::internal(other),
                    }));
                }
            }
        }
    }
}

type Answers = Vec<(super::Answer, Result<Committed, Fault>)>;
type Failed = (Vec<super::Answer>, Fault);

/// Runs a batch and commits it. Nothing is answered before the commit.
async fn transact(
    house: &Arc<House>,
    conn: &mut AnyConnection,
    tree: &mut Tree,
    batch: &mut Vec<Queued>,
) -> Result<(Answers, Vec<Heard>), Failed> {
    let mut answers: Answers = Vec::with_capacity(batch.len());
    let mut said = Vec::new();
    let fail = |answers: Answers, rest: Vec<Queued>, fault: Fault| {
        let all = answers.into_iter().map(|(answer, _)| answer).chain(rest.into_iter().map(|queued| queued.answer));
        (all.collect(), fault)
    };
    if let Err(error) = execute(conn, "BEGIN IMMEDIATE").await {
        return Err(fail(answers, std::mem::take(batch), error.into()));
    }
    let mut rest = std::mem::take(batch).into_iter();
    while let Some(queued) = rest.next() {
        let result = in_savepoint(house, conn, tree, &queued, &mut said).await;
        match result {
            Ok(result) => answers.push((queued.answer, result)),
            Err(fault) => {
                let mut left = vec![queued];
                left.extend(rest);
                return Err(fail(answers, left, fault));
            }
        }
    }
    let sealed = async {
        if !said.is_empty() {
            tree.checkpoint(conn, house).await?;
        }
        execute(conn, "COMMIT").await.map_err(Fault::from)
    };
    match sealed.await {
        Ok(()) => Ok((answers, said)),
        Err(fault) => Err(fail(answers, Vec::new(), fault)),
    }
}

/// Runs one command in a savepoint. The outer error breaks the whole batch; the inner one is this command's answer.
async fn in_savepoint(
    house: &Arc<House>,
    conn: &mut AnyConnection,
    tree: &mut Tree,
    queued: &Queued,
    said: &mut Vec<Heard>,
) -> Result<Result<Committed, Fault>, Fault> {
    match queued.task.answered(conn).await {
        Ok(None) => {}
        Ok(Some(reply)) => return Ok(Ok(Committed { reply, seqs: Vec::new() })),
        Err(fault) => return Ok(Err(fault)),
    }
    execute(conn, "SAVEPOINT command").await?;
    match queued.task.run(house, conn).await {
        Ok(Ran { reply, events }) => {
            append(conn, house.clock.now_ms(), &events).await?;
            let mut seqs = Vec::with_capacity(events.len());
            for act in store::journal::waiting(conn, i64::MAX).await? {
                let seq = tree.number(conn, &act).await?;
                seqs.push(seq);
                said.extend(heard(&act, seq));
            }
            execute(conn, "RELEASE command").await?;
            Ok(Ok(Committed { reply, seqs }))
        }
        // Without room on the disk nothing of the batch can be kept, and SQLite may have rolled it back already.
        Err(Fault::Refused(refusal)) if refusal.code == shared::refusal::Code::StorageFull => Err(refusal.into()),
        Err(fault) => {
            execute(conn, "ROLLBACK TO command").await?;
            execute(conn, "RELEASE command").await?;
            Ok(Err(fault))
        }
    }
}
