//! The frame on both databases: every change is journalled once and numbered, refusals are entries, a change without an
//! event is impossible, a repeat gets the first answer, the journal survives a restart and betrays a lost entry.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod common;

use bidroom_server::act::{Caller, change};
use bidroom_server::fault::Fault;
use bidroom_server::house::House;
use bidroom_server::work::{Change, Done, Work};
use common::{Place, caller, databases};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::{Endpoint, Mount};
use shared::event::{Event, Kind};
use shared::journal::checkpoint::Checkpoint;
use shared::journal::note::Note;
use shared::journal::{entry, tree};
use shared::people::Actor;
use shared::policy::Action;
use shared::refusal::Code;
use std::sync::Arc;

/// A change of the test: says its word in the journal, or is silent, or refuses.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Say {
    word: String,
}

impl Endpoint for Say {
    const MOUNT: Mount = Mount::Change;
    const PATH: &'static str = "(test)";
    const ACTION: Action = Action::Login;
    type Reply = String;
}

impl Change for Say {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<String>, Fault> {
        if self.word == "only" && store::settings::get(work.conn(), &self.word).await?.is_some() {
            return Err(Code::AlreadyDone.into());
        }
        store::settings::set(work.conn(), &self.word, "said").await?;
        match self.word.as_str() {
            "silent" => Ok(Done::exempt("nothing".into())),
            "refuse" => Err(Code::AlreadyDone.into()),
            word => Ok(Done::new(word.into(), Event::of_house(Kind::SessionOpened, json!({ "account": word })))),
        }
    }
}

fn say(word: &str) -> Say {
    Say { word: word.into() }
}

async fn said(house: &Arc<House>, word: &str) -> bool {
    let mut conn = house.db.connection().await.unwrap();
    store::settings::get(&mut conn, word).await.unwrap().is_some()
}

/// Recomputes every entry and the tree from what lies in the database and holds it to the signed checkpoint.
async fn verify(house: &Arc<House>) -> Vec<(String, String)> {
    let mut conn = house.db.connection().await.unwrap();
    let acts = store::journal::since(&mut conn, -1, None, 100_000).await.unwrap();
    let mut leaves = Vec::new();
    let mut last_ms = 0;
    for (index, act) in acts.iter().enumerate() {
        assert_eq!(act.seq, Some(i64::try_from(index).unwrap()), "no gap, no repeat");
        assert!(act.at_ms >= last_ms, "time never falls");
        last_ms = act.at_ms;
        let salt = entry::Salt::new(act.salt.as_slice().try_into().unwrap());
        let body = entry::hash_body(act.body.as_bytes(), &salt);
        let entry = entry::Entry::new(index as u64, u64::try_from(act.at_ms).unwrap(), body);
        entry::Body::parse(act.body.as_bytes()).unwrap();
        leaves.push(entry.leaf().unwrap());
    }
    let newest = store::journal::newest_checkpoint(&mut conn).await.unwrap().unwrap();
    let note = Note::parse(newest.note.as_bytes()).unwrap();
    let opened = Checkpoint::open(&note, house.keys.checkpoint.verifier(), &[]).unwrap();
    assert_eq!(opened.checkpoint.size, leaves.len() as u64);
    assert_eq!(opened.checkpoint.root, tree::root(&leaves));
    acts.into_iter().map(|act| (act.kind, act.body)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_is_one_numbered_entry() {
    for database in databases() {
        let place = Place::new(database.as_deref()).await;
        let house = place.open().await;
        let words: Vec<_> = (0..60).map(|n| format!("word-{n}")).collect();
        let tasks: Vec<_> = words
            .iter()
            .map(|word| {
                let (house, word) = (Arc::clone(&house), word.clone());
                tokio::spawn(async move { change(&house, &caller(Actor::public()), &say(&word)).await.unwrap() })
            })
            .collect();
        let mut seqs = Vec::new();
        for task in tasks {
            seqs.extend(task.await.unwrap().seqs);
        }
        seqs.sort_unstable();
        assert_eq!(seqs.len(), 60);
        seqs.dedup();
        assert_eq!(seqs.len(), 60, "every act has its own number");
        let bodies = verify(&house).await;
        for word in &words {
            assert_eq!(bodies.iter().filter(|(_, body)| body.contains(&format!("\"{word}\""))).count(), 1);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_without_an_event_leaves_nothing_behind() {
    for database in databases() {
        let place = Place::new(database.as_deref()).await;
        let house = place.open().await;
        let silent = change(&house, &caller(Actor::public()), &say("silent")).await;
        assert!(matches!(&silent, Err(Fault::Internal(what)) if what.contains("without an event")), "{silent:?}");
        assert!(!said(&house, "silent").await, "its transaction was rolled back");
        change(&house, &caller(Actor::public()), &say("loud")).await.unwrap();
        assert!(said(&house, "loud").await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_changes_nothing_and_is_an_entry() {
    for database in databases() {
        let place = Place::new(database.as_deref()).await;
        let house = place.open().await;
        let refused = change(&house, &caller(Actor::public()), &say("refuse")).await;
        assert!(matches!(refused, Err(Fault::Refused(refusal)) if refusal.code == Code::AlreadyDone));
        assert!(!said(&house, "refuse").await);
        let bodies = verify(&house).await;
        assert_eq!(
            bodies.iter().filter(|(kind, body)| kind == "request.refused" && body.contains("already-done")).count(),
            1
        );
        for _ in 0..100 {
            let _ = change(&house, &caller(Actor::public()), &say("refuse")).await;
        }
        let bodies = verify(&house).await;
        let refusals = bodies.iter().filter(|(kind, _)| kind == "request.refused").count();
        assert!((20..=41).contains(&refusals), "rate-limited per actor and minute: {refusals}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_gets_the_first_answer_and_another_body_is_refused() {
    for database in databases() {
        let place = Place::new(database.as_deref()).await;
        let house = place.open().await;
        let keyed = Caller { key: Some("key-number-1".into()), ..caller(Actor::public()) };
        let first = change(&house, &keyed, &say("once")).await.unwrap();
        let again = change(&house, &keyed, &say("once")).await.unwrap();
        assert_eq!((first.reply.as_str(), again.reply.as_str()), ("once", "once"));
        assert_eq!((first.seqs.len(), again.seqs.len()), (1, 0));
        let other = change(&house, &keyed, &say("twice")).await;
        assert!(matches!(other, Err(Fault::Refused(refusal)) if refusal.code == Code::IdempotencyConflict));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn twins_at_the_same_moment_get_one_answer() {
    for database in databases() {
        let place = Place::new(database.as_deref()).await;
        let house = place.open().await;
        let keyed = Caller { key: Some("key-number-2".into()), ..caller(Actor::public()) };
        // Carried out a second time it would be refused.
        let twins: Vec<_> = (0..12)
            .map(|_| {
                let (house, keyed) = (Arc::clone(&house), keyed.clone());
                tokio::spawn(async move { change(&house, &keyed, &say("only")).await.unwrap() })
            })
            .collect();
        let mut entries = 0;
        for twin in twins {
            let acted = twin.await.unwrap();
            assert_eq!(acted.reply, "only");
            entries += acted.seqs.len();
        }
        assert_eq!(entries, 1, "carried out once");
        assert!(verify(&house).await.iter().all(|(kind, _)| kind != "request.refused"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_share_a_database_number_one_journal() {
    for database in databases().into_iter().filter(Option::is_some) {
        let place = Place::new(database.as_deref()).await;
        let houses = [place.open().await, place.open().await];
        let tasks: Vec<_> = (0..60)
            .map(|n| {
                let house = Arc::clone(&houses[n % 2]);
                tokio::spawn(async move { change(&house, &caller(Actor::public()), &say(&format!("word-{n}"))).await })
            })
            .collect();
        let mut seqs = Vec::new();
        for task in tasks {
            seqs.extend(task.await.unwrap().unwrap().seqs);
        }
        seqs.sort_unstable();
        seqs.dedup();
        assert_eq!(seqs.len(), 60, "every act has its own number, whichever server took it");
        verify(&houses[1]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_survives_a_restart_and_betrays_a_lost_entry() {
    let place = Place::new(None).await;
    let house = place.open().await;
    for n in 0..5 {
        change(&house, &caller(Actor::public()), &say(&format!("before-{n}"))).await.unwrap();
    }
    house.db.close().await;
    drop(house);
    let house = place.open().await;
    change(&house, &caller(Actor::public()), &say("after")).await.unwrap();
    let entries = verify(&house).await;
    assert_eq!(entries.iter().filter(|(kind, _)| kind == "session.opened").count(), 6);
    {
        let mut conn = house.db.connection().await.unwrap();
        let last = i64::try_from(entries.len()).unwrap() - 1;
        sqlx::query("DELETE FROM journal WHERE seq = $1").bind(last).execute(&mut *conn).await.unwrap();
    }
    drop(house);
    let settings = common::settings(place.dir.path(), None);
    let refused = House::open(settings).await.err().map(|fault| fault.to_string()).unwrap_or_default();
    assert!(refused.contains("does not hold its last signed checkpoint"), "{refused}");
}
