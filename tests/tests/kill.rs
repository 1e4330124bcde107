//! SIGKILL at random moments of the chain: nothing that was acknowledged is missing, receipts hold, the journal verifies.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

#[path = "kill/storage.rs"]
mod storage;

use bidroom_server::demo::chain::Lot;
use shared::api::bids::{ReceiptFinding, VerifyReceipt};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tests::journal::{self, Head};
use tests::situation::{Scene, marks, offers, patient};
use tests::{Base, Person, Room, databases, killer, within};

/// How often the server is killed; `BIDROOM_KILLS` sets another number.
const KILLS: u32 = 30;
/// How long the server lives at least and at most, milliseconds.
const LIFE_MS: (u64, u64) = (80, 900);

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    let kills = killer::kills(KILLS);
    for base in databases() {
        within(120 + 20 * u64::from(kills), base.name(), killed(&base, kills)).await;
    }
}

async fn killed(base: &Base, kills: u32) {
    let began = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
    let scene = Scene::people_with(base, patient).await;
    let enough = Arc::new(AtomicBool::new(false));
    let killing = tokio::spawn(killer::kill_often(Arc::clone(&scene.house), kills, LIFE_MS, Arc::clone(&enough)));
    let watcher = tokio::spawn(watch(scene.cast.admin.stranger(), Arc::clone(&enough)));
    let room = scene.room().await;
    let mut lots = Vec::new();
    let mut seated = Vec::new();
    // One lot after the other, until the server has been killed often enough.
    while lots.is_empty() || !enough.load(Ordering::SeqCst) {
        let (lot, people) = one_lot(&scene, lots.len(), &room).await;
        lots.push(lot);
        seated.extend(people);
    }
    killing.await.expect("the killer ends");
    let mut heads = watcher.await.expect("the watcher ends");
    heads.push(journal::follow(&scene.cast.admin, heads.last().copied()).await.unwrap());

    let mut acknowledged = 0;
    for person in scene.cast.people().chain(&seated) {
        acknowledged += still_there(person).await;
    }
    for lot in &lots {
        receipts_hold(lot).await;
    }
    let entries = journal::entries(&scene.cast).await.unwrap();
    journal::verify(&entries, &heads);
    let took = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap() - began;
    println!(
        "{}: {kills} kills, {} lots, {acknowledged} acknowledged changes, {} checkpoints, {} entries, {:.1} s",
        base.name(),
        lots.len(),
        heads.len(),
        entries.len(),
        took.as_secs_f32()
    );
}

/// Looks at every new checkpoint all the while; each must continue the one before.
async fn watch(public: Person, enough: Arc<AtomicBool>) -> Vec<Head> {
    let mut heads: Vec<Head> = Vec::new();
    while !enough.load(Ordering::SeqCst) {
        let head = journal::follow(&public, heads.last().copied()).await.expect("a checkpoint");
        if heads.last() != Some(&head) {
            heads.push(head);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    heads
}

/// A lot from draft to published result; the members come back for their ledgers.
async fn one_lot(scene: &Scene, number: usize, room: &Room) -> (Lot, Vec<Person>) {
    let lot = scene.published(&format!("{:03}", 300 + number)).await;
    for (bidder, offer) in lot.cast.bidders.iter().zip(offers()) {
        lot.bid(bidder, &offer).await.unwrap();
    }
    scene.past_deadline(&lot).await;
    lot.opened().await.unwrap();
    lot.qualify(&[]).await.unwrap();
    lot.drawn(&[]).await.unwrap();
    let members = lot.convened(room).await.unwrap();
    lot.concluded(&members, &marks()).await.unwrap();
    (lot, members.into_iter().map(|member| member.person).collect())
}

/// Every change that was acknowledged to this person is still known under its client-made id, with the very answer.
async fn still_there(person: &Person) -> usize {
    let acknowledged = person.acknowledged();
    for acked in acknowledged.iter().filter(|acked| !once_only(acked.path)) {
        let again = person.repeat(acked).await;
        match again {
            Ok(reply) => assert_eq!(reply, acked.reply, "{} answers otherwise than before", acked.path),
            Err(error) => panic!("{} was acknowledged and is gone: {error}", acked.path),
        }
    }
    acknowledged.len()
}

/// What has no client-made id because its code works once.
fn once_only(path: &str) -> bool {
    ["/api/room/take-seat", "/api/room/activate-terminal"].contains(&path)
}

async fn receipts_hold(lot: &Lot) {
    for bidder in lot.cast.bidders.iter().take(3) {
        let slot = lot.slot(bidder, shared::envelope::Envelope::Single).await.unwrap();
        assert_eq!(slot.revisions.len(), 1, "one bid, sent once");
        let note = slot.revisions[0].receipt.clone().expect("a receipt");
        let check = lot.cast.admin.stranger().ask(&VerifyReceipt { note }).await.unwrap();
        assert_eq!(check.finding, ReceiptFinding::Genuine);
    }
}
