//! A round of drand as the public value: named before it comes out, its signature checked offline, by the record's re-run too.

use crate::ceremony::{beacon_note, parties, request, view};
use crate::common::databases;
use crate::draw::download_of;
use crate::lot::{Situation, staff};
use shared::api::draw::PartyName;
use shared::api::draw::{CosignBeacon, DrawState, EnterBeacon, RequestSeats, RevealDraw, VoidAttempt};
use shared::draw::{Purpose, Record, drand};
use shared::journal::note::Note;
use shared::people::Role;
use shared::refusal::Code;

/// A round of quicknet and its signature, as drand's nodes gave it out.
const ROUND: u64 = 123;
const SIGNATURE: &str =
    "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92";

/// The house's clock stands so long before (or after) the round.
fn stand(s: &Situation, before_ms: i64) {
    let target = drand::published_ms(ROUND).unwrap() - before_ms;
    s.house.clock.set_ahead_ms(s.house.clock.ahead_ms() + target - s.house.clock.now_ms());
}

fn with(s: &Situation, beacon: &str) -> RequestSeats {
    RequestSeats { beacon: beacon.into(), ..request(s, &[("C01", 2), ("A01", 1), ("D", 1)]) }
}

/// Requested an hour before the round; joined and committed.
async fn committed(s: &Situation) {
    stand(s, 3_600_000);
    let all = parties();
    s.act(&all[0].actor, with(s, &drand::words(ROUND).unwrap())).await;
    for party in &all {
        party.join(s).await;
    }
    for party in &all {
        party.commit(s).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_is_the_public_value_only_with_its_own_signature() {
    for server in databases() {
        let s = Situation::with_700(server.as_deref()).await;
        let all = parties();
        stand(&s, 3_600_000);
        assert_eq!(s.refused(&all[0].actor, with(&s, "drand 第123轮")).await, Code::FieldInvalid);
        let out = drand::words(ROUND - 121).unwrap();
        stand(&s, -1);
        assert_eq!(s.refused(&all[0].actor, with(&s, &out)).await, Code::RoundPublished);
        committed(&s).await;
        for party in &all {
            party.reveal(&s).await;
        }
        s.cosign().await;
        stand(&s, -60_000);
        let enter = |note: String| EnterBeacon { lot: s.key.clone(), purpose: Purpose::Committee, note };
        let good = hex::decode(SIGNATURE).unwrap();
        let mut bad = good.clone();
        bad[40] ^= 1;
        let now = view(&s).await;
        for wrong in [&b"704"[..], &bad, &good[..47], &[&good[..], b"\0"].concat()] {
            let note = beacon_note(&now, &all[0], wrong);
            assert_eq!(s.refused(&all[0].actor, enter(note)).await, Code::NotTheRound);
        }
        let note = beacon_note(&now, &all[0], &good);
        s.act(&all[0].actor, enter(note.clone())).await;
        let text = Note::parse(note.as_bytes()).unwrap().text().to_owned();
        let signature = all[2].signer.sign(&text, 0).to_string();
        s.act(&all[2].actor, CosignBeacon { lot: s.key.clone(), purpose: Purpose::Committee, signature }).await;
        assert_eq!(view(&s).await.state, DrawState::Calling);

        let record = Record::new(download_of(&s, "officer", "committee").await);
        assert!(record.rerun().holds());
        let check = bidroom_server::drand::check(&record).unwrap();
        assert!(check.holds && check.detail.contains("round 123"), "{}", check.detail);
        let mut files = record.files().clone();
        let beacon = files.iter_mut().find(|(name, _)| name.contains("beacon")).unwrap().1;
        *beacon = String::from_utf8(beacon.clone()).unwrap().replace("value b75c", "value b75d").into_bytes();
        assert!(!bidroom_server::drand::check(&Record::new(files)).unwrap().holds);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reveals_once_the_round_is_out_and_the_draw_ends_without_a_result() {
    for server in databases() {
        let s = Situation::with_700(server.as_deref()).await;
        let all = parties();
        committed(&s).await;
        all[0].reveal(&s).await;
        stand(&s, 0);
        let note = all[1].reveal_note(&view(&s).await);
        let late = RevealDraw { lot: s.key.clone(), purpose: Purpose::Committee, note };
        assert_eq!(s.refused(&all[1].actor, late).await, Code::RoundPublished);
        let void = VoidAttempt {
            lot: s.key.clone(),
            purpose: Purpose::Committee,
            party: PartyName::Purchaser,
            reason: "未在该轮公布前揭示".into(),
        };
        s.act(&staff(Role::Supervisor), void).await;
        let ended = view(&s).await;
        assert_eq!((ended.state, ended.seed), (DrawState::Ended, None));
        s.act(&all[0].actor, with(&s, "福利彩票3D第2026312期，三位数字")).await;
        assert_eq!(view(&s).await.state, DrawState::Joining);
    }
}
