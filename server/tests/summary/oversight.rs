//! Witness and journal.

use super::lot::*;
use crate::common::{Place, caller, databases};
use bidroom_server::act;
use serde_json::{Value, json};
use shared::api::Endpoint;
use shared::api::journal::{ProveEntry, ReadJournal};
use shared::api::supervision::*;
use shared::journal::note::{Note, NoteSigner, VerifierKey};
use shared::journal::{Hash, witness};
use shared::people::Actor;
use shared::refusal::Code;
use std::sync::Arc;

fn public_key(signer: &NoteSigner) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(signer.verifier().public())
}

#[tokio::test]
async fn a_witness_cosigns_what_it_checked_and_nothing_else() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        stand(&house).await;
        let signer = NoteSigner::cosigner_from_seed("witness-1", &[9; 32]).unwrap();
        let other = NoteSigner::cosigner_from_seed("witness-1", &[8; 32]).unwrap();
        let enrol = EnrolWitness { name: "witness-1".into(), key: public_key(&signer) };
        act::change(&house, &supervisor(), &enrol).await.unwrap();
        assert_eq!(code(act::change(&house, &supervisor(), &enrol).await), Code::AlreadyDone);
        let stolen = EnrolWitness { name: "witness-1".into(), key: public_key(&other) };
        assert_eq!(code(act::change(&house, &supervisor(), &stolen).await), Code::AlreadyExists);
        for _ in 0..40 {
            bidroom_server::act::note(
                &house,
                shared::event::Event::of_house(shared::event::Kind::HouseStarted, json!({})),
            )
            .await
            .unwrap();
        }

        let public = caller(Actor::public());
        let first = act::query(&house, &public, &ReadCheckpoint { since: None }).await.unwrap();
        let log: VerifierKey = first.log.parse().unwrap();
        let note = Note::parse(first.note.as_bytes()).unwrap();
        let (good, seen) = witness::check_and_cosign(&note, &log, None, &[], &signer, 1_790_000_000).unwrap();
        let (forged, _) = witness::check_and_cosign(&note, &log, None, &[], &other, 1_790_000_000).unwrap();
        let cosign = |note: &Note| Cosign { note: note.to_string() };
        assert_eq!(code(act::change(&house, &supervisor(), &cosign(&forged)).await), Code::WitnessUnknown);
        assert_eq!(code(act::change(&house, &supervisor(), &cosign(&note)).await), Code::WitnessUnknown);
        assert_eq!(
            code(act::change(&house, &supervisor(), &cosign(&other_tree(&first, &signer))).await),
            Code::UnknownCheckpoint
        );
        let damaged = good.to_string().replacen("\n— witness-1 ", "\n— witness-1 A", 1);
        assert_eq!(code(act::change(&house, &supervisor(), &Cosign { note: damaged }).await), Code::BadRequest);
        assert_eq!(code(act::change(&house, &officer(), &cosign(&good)).await), Code::NotPermitted);
        let done = act::change(&house, &supervisor(), &cosign(&good)).await.unwrap().reply;
        assert_eq!((done.size, done.witness.as_str()), (seen.size, "witness-1"));
        assert_eq!(code(act::change(&house, &supervisor(), &cosign(&good)).await), Code::AlreadyDone);

        // The next time the proof leads from what was seen.
        let next = act::query(&house, &public, &ReadCheckpoint { since: Some(seen.size) }).await.unwrap();
        assert_eq!(next.cosigned_size, Some(seen.size));
        let note = Note::parse(next.note.as_bytes()).unwrap();
        let head = witness::check(&note, &log, Some(&seen), &next.proof).unwrap();
        assert!(head.size > seen.size);
        let ahead = ReadCheckpoint { since: Some(head.size + 1000) };
        assert_eq!(code(act::query(&house, &public, &ahead).await), Code::JournalShorter);

        let wall = act::query(&house, &supervisor(), &Overview {}).await.unwrap();
        assert_eq!(wall.journal.cosigned_size, seen.size);
        assert!(
            wall.alerts.iter().any(|alert| alert.code == "witness-unknown" && alert.count == 2),
            "{:?}",
            wall.alerts
        );
        assert!(wall.lots.iter().any(|one| one.lot == lot() && one.mine));
        assert_eq!(wall.witnesses.len(), 1);
    }
}

/// A cosigned note of the same size over another root.
fn other_tree(reply: &CheckpointReply, signer: &NoteSigner) -> Note {
    let thief = NoteSigner::from_seed("bidroom-test", &[1; 32]).unwrap();
    let checkpoint =
        shared::journal::checkpoint::Checkpoint::new("bidroom-test", reply.size, Hash::of(b"another tree"));
    let mut note = checkpoint.sign(&thief).unwrap();
    let line = shared::journal::checkpoint::cosign(&note, signer, 1).unwrap();
    note.add(line);
    note
}

#[tokio::test]
async fn every_entry_is_proved_and_what_would_betray_a_bid_is_sealed() {
    let place = Place::new(None).await;
    let house = place.open().await;
    stand(&house).await;
    // Enough entries that a proof reads inner nodes too.
    let fill = |n: u32| {
        let event = shared::event::Event::of_house(shared::event::Kind::HouseStarted, json!({ "n": n }));
        let house = Arc::clone(&house);
        async move { act::note(&house, event).await.unwrap() }
    };
    futures_util::future::join_all((0..600).map(fill)).await;
    let betraying = shared::event::Event::of_lot(shared::event::Kind::BidSubmitted, &lot(), json!({ "bidder": "A" }));
    act::note(&house, betraying).await.unwrap();
    let public = caller(Actor::public());
    let size = act::query(&house, &public, &ReadCheckpoint { since: None }).await.unwrap().size;
    assert!(size > 600);
    for seq in [0, 1, 255, 256, 511, 512, size - 1] {
        let proof = act::query(&house, &public, &ProveEntry { seq }).await.unwrap();
        let log: VerifierKey = proof.log.parse().unwrap();
        let head = witness::check_entry(&proof.entry, &proof.proof, &log).unwrap_or_else(|why| panic!("{seq}: {why}"));
        assert_eq!(head.size, size);
        let another = proof.entry.replacen("\"v\":1", "\"v\":2", 1);
        assert!(witness::check_entry(&another, &proof.proof, &log).is_err());
        let entry: Value = serde_json::from_str(&proof.entry).unwrap();
        assert_eq!(entry["seq"], json!(seq));
    }
    for since in [1, 100, 256, 300, 512, 600] {
        let reply = act::query(&house, &public, &ReadCheckpoint { since: Some(since) }).await.unwrap();
        assert!(!reply.proof.is_empty());
    }
    assert_eq!(code(act::query(&house, &public, &ProveEntry { seq: size + 9 }).await), Code::NotFound);

    let read = |lot| ReadJournal { lot, before: None, limit: Some(5) };
    let page = act::query(&house, &supervisor(), &read(None)).await.unwrap();
    assert_eq!(page.entries.len(), 5);
    assert!(
        page.entries[0].body.as_ref().is_some_and(|body| body.kind == "bid.submitted"),
        "after the list it is open"
    );
    sql(&house, "UPDATE lots SET stage = 'draft', stage_json = '{\"stage\":\"draft\"}'").await;
    let page = act::query(&house, &supervisor(), &read(None)).await.unwrap();
    assert!(page.entries[0].body.is_none(), "before the list it is sealed");
    let page = act::query(&house, &supervisor(), &read(Some(lot()))).await.unwrap();
    assert!(page.entries.iter().all(|entry| entry.body.is_some()), "in a lot's journal it is not even counted");
    assert_eq!(code(act::query(&house, &officer(), &read(None)).await), Code::NotPermitted);
    assert_eq!(ReadJournal::PATH, "/api/journal/read");
}
