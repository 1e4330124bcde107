//! Telling people of a new version of a notice: a message for each, shown on their pages at once, and sent by the centre's
//! channel as often as it takes.

use crate::channel::{Channel, Letter};
use crate::clock::machine_ms;
use crate::fault::Fault;
use crate::house::House;
use crate::sequence::{self, Boxed, Ran, Task};
use crate::work::{Query, Work};
use shared::api::tenders::{ListMessages, MessageRow};
use shared::envelope::Notice;
use shared::id::LotKey;
use shared::tender::Amendment;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use store::AnyConnection;
use store::tenders::versions::{Message, Sent};

/// After the n-th failure a message waits 2ⁿ of these, milliseconds.
const FIRST_WAIT_MS: i64 = 30_000;
/// The longest wait, milliseconds.
const WAIT_MS_MAX: i64 = 6 * 3_600_000;
/// Attempts before a message is given up: after about three days.
const TRIES_MAX: i64 = 22;

/// Keeps a message for everybody whom a version of the notice concerns. How many they are is told to nobody.
pub(super) async fn tell(work: &mut Work<'_>, lot: &LotKey, notice: i64) -> Result<(), Fault> {
    let at_ms = work.now_ms();
    let send = !matches!(work.house().settings.channel, Channel::None);
    for account in store::tenders::versions::concerned(work.conn(), lot).await? {
        let message = Message { id: crate::random::uuid()?, account, lot: lot.clone(), notice, at_ms, tries: 0 };
        store::tenders::versions::tell(work.conn(), &message, send).await?;
    }
    Ok(())
}

/// The version that a message tells of.
async fn told_of(conn: &mut AnyConnection, message: &Message) -> Result<Option<(Notice, Amendment)>, Fault> {
    let versions = store::tenders::versions::versions(conn, &message.lot).await?;
    let Some(version) = versions.into_iter().find(|version| version.version == message.notice) else { return Ok(None) };
    let notice = Notice::parse(version.json.as_bytes()).map_err(Fault::internal)?;
    let amendment = Amendment::of(&notice);
    Ok(amendment.map(|amendment| (notice, amendment)))
}

impl Query for ListMessages {
    async fn run(&self, work: &mut Work<'_>) -> Result<Vec<MessageRow>, Fault> {
        let account = work.account()?.to_owned();
        let mut rows = Vec::new();
        for message in store::tenders::versions::told(work.conn(), &account).await? {
            let lot = store::lots::find(work.conn(), &message.lot).await?;
            let told = told_of(work.conn(), &message).await?;
            let Some((lot, (notice, amendment))) = lot.zip(told) else { continue };
            rows.push(MessageRow {
                lot: message.lot,
                tender_title: lot.tender_title,
                title: lot.title,
                kind: amendment.kind,
                version: notice.version,
                deadline_ms: i64::try_from(notice.deadline_ms).map_err(Fault::internal)?,
                earlier_bids: notice.earlier_bids,
                at_ms: message.at_ms,
            });
        }
        Ok(rows)
    }
}

/// Notes an attempt: it follows from what the channel said, and is no act of anybody.
struct Attempted {
    id: String,
    sent: Sent,
}

impl Task for Attempted {
    fn run<'a>(&'a self, _: &'a Arc<House>, conn: &'a mut AnyConnection) -> Boxed<'a, Result<Ran, Fault>> {
        Box::pin(async move {
            store::tenders::versions::attempted(conn, &self.id, self.sent).await?;
            Ok(Ran { reply: "null".into(), events: Vec::new() })
        })
    }
}

/// Starts sending when something is due and nothing is being sent; the other jobs do not wait for a slow channel.
pub fn job<'a>(house: &'a Arc<House>) -> Boxed<'a, Result<(), Fault>> {
    Box::pin(async move {
        if matches!(house.settings.channel, Channel::None) || house.telling.load(Ordering::Acquire) {
            return Ok(());
        }
        let due = {
            let mut conn = house.db.connection().await?;
            store::tenders::versions::due(&mut conn, machine_ms()).await?
        };
        if due.is_empty() || house.telling.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        let house = Arc::clone(house);
        tokio::spawn(async move {
            for message in due {
                if let Err(fault) = send(&house, &message).await {
                    tracing::error!(message = message.id, %fault, "a message could not be prepared; it is tried again");
                }
            }
            house.telling.store(false, Ordering::Release);
        });
        Ok(())
    })
}

async fn send(house: &Arc<House>, message: &Message) -> Result<(), Fault> {
    let letter = {
        let mut conn = house.db.connection().await?;
        letter(&mut conn, message).await?
    };
    let sent = match letter {
        None => Sent::Failed,
        Some(letter) => match house.settings.channel.send(&letter).await {
            Ok(()) => Sent::Taken(machine_ms()),
            Err(why) => {
                tracing::warn!(message = message.id, tries = message.tries + 1, %why, "a message was not taken");
                again(message.tries)
            }
        },
    };
    sequence::run(house, Box::new(Attempted { id: message.id.clone(), sent })).await?;
    Ok(())
}

/// When a message is tried again that has failed so often before.
fn again(tries: i64) -> Sent {
    if tries + 1 >= TRIES_MAX {
        return Sent::Failed;
    }
    let wait_ms = FIRST_WAIT_MS.saturating_mul(1 << tries.clamp(0, 20)).min(WAIT_MS_MAX);
    Sent::Again(machine_ms() + wait_ms)
}

async fn letter(conn: &mut AnyConnection, message: &Message) -> Result<Option<Letter>, Fault> {
    let account = store::accounts::find(conn, &message.account).await?;
    let lot = store::lots::find(conn, &message.lot).await?;
    let told = told_of(conn, message).await?;
    let Some(((account, lot), (notice, amendment))) = account.zip(lot).zip(told) else { return Ok(None) };
    Ok(Some(Letter {
        id: message.id.clone(),
        kind: "notice.amended".into(),
        account: account.id,
        name: account.name,
        org: account.org,
        org_name: account.org_name,
        tender: message.lot.tender.to_string(),
        lot: message.lot.lot.to_string(),
        tender_title: lot.tender_title,
        title: lot.title,
        version: notice.version,
        amendment: amendment.kind,
        text: amendment.text,
        deadline_ms: notice.deadline_ms,
        earlier_bids: notice.earlier_bids,
        path: format!("/notices/{}/{}", message.lot.tender, message.lot.lot),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_waits_longer_and_is_given_up_in_the_end() {
        let wait = |tries| match again(tries) {
            Sent::Again(at_ms) => at_ms - machine_ms(),
            other => panic!("{other:?}"),
        };
        assert!((FIRST_WAIT_MS - 1000..=FIRST_WAIT_MS).contains(&wait(0)));
        assert!((8 * FIRST_WAIT_MS - 1000..=8 * FIRST_WAIT_MS).contains(&wait(3)));
        assert!((WAIT_MS_MAX - 1000..=WAIT_MS_MAX).contains(&wait(TRIES_MAX - 2)));
        assert_eq!(again(TRIES_MAX - 1), Sent::Failed);
    }
}
