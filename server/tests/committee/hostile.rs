//! What parties and people do wrong, or to each other: another secret, the same note twice, a wrong public value, a pool that
//! changes under a fixed context, an answer for somebody who is not seated.

use crate::ceremony::{Party, beacon_note, enter_beacon, parties, request, view};
use crate::common::databases;
use crate::draw::{accept_all, download_of, sheet};
use crate::lot::{Situation, Sql, staff};
use serde_json::json;
use shared::api::draw::{
    AnswerCall, BidPart, CommitDraw, CosignBeacon, DrawState, EnterBeacon, Exclusion, NameParts, PartRole, ReadFilter,
    RevealDraw,
};
use shared::api::pool::{ExpertData, ExpertStatus, SaveExpert};
use shared::draw::ceremony::{beacon, commit, reveal};
use shared::draw::{Answer, Purpose, Record};
use shared::id::{ExpertNo, OrgId};
use shared::journal::Hash;
use shared::journal::note::Note;
use shared::people::Role;
use shared::refusal::Code;

const PURPOSE: Purpose = Purpose::Committee;

/// Requested, joined, nothing committed yet.
async fn joined(s: &Situation) -> [Party; 3] {
    let all = parties();
    s.act(&all[0].actor, request(s, &[("C01", 2), ("A01", 1), ("D", 1)])).await;
    for party in &all {
        party.join(s).await;
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_party_that_reveals_something_else_or_twice_changes_nothing() {
    for server in databases() {
        let s = Situation::with_700(server.as_deref()).await;
        let lot = || s.key.clone();
        let all = joined(&s).await;
        let ctx = view(&s).await.ctx.unwrap();
        for party in &all {
            party.commit(&s).await;
        }
        // Twice, and another one afterwards: the first commit stands.
        let other = commit(&ctx, &all[0].signer, &[9; 32]).unwrap().to_string();
        for note in [all[0].commit_note(&view(&s).await), other] {
            let again = CommitDraw { lot: lot(), purpose: PURPOSE, note };
            assert_eq!(s.refused(&all[0].actor, again).await, Code::DrawNotThere);
        }
        let commits = view(&s).await.commits.unwrap();
        let reveals = |note: String| RevealDraw { lot: lot(), purpose: PURPOSE, note };
        let lie = reveal(&ctx, &all[0].signer, &commits, &[9; 32]).unwrap().to_string();
        assert_eq!(s.refused(&all[0].actor, reveals(lie)).await, Code::NoteRefused, "another secret");
        let stale = reveal(&Hash([1; 32]), &all[0].signer, &commits, &[9; 32]).unwrap().to_string();
        assert_eq!(s.refused(&all[0].actor, reveals(stale)).await, Code::NoteRefused, "another context");
        let good = all[0].reveal_note(&view(&s).await);
        assert_eq!(s.refused(&all[1].actor, reveals(good.clone())).await, Code::NoteRefused, "another's note");
        for hostile in
            ["", "\n\n", &good[..good.len() - 1], &good.replace("reveal ", "reveal  "), &format!("{good}{good}")]
        {
            assert_eq!(s.refused(&all[0].actor, reveals(hostile.to_owned())).await, Code::NoteRefused);
        }
        s.act(&all[0].actor, reveals(good.clone())).await;
        assert_eq!(s.refused(&all[0].actor, reveals(good)).await, Code::NoteRefused, "twice");
        let now = view(&s).await;
        assert_eq!((now.state, now.attempt, now.voided.len()), (DrawState::Revealing, 1, 0));
        all[1].reveal(&s).await;
        all[2].reveal(&s).await;
        assert_eq!(view(&s).await.state, DrawState::Beacon);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_value_that_was_entered_wrongly_is_entered_again_until_it_is_countersigned() {
    for server in databases() {
        let s = Situation::with_700(server.as_deref()).await;
        let lot = || s.key.clone();
        let all = joined(&s).await;
        for party in &all {
            party.commit(&s).await;
        }
        for party in &all {
            party.reveal(&s).await;
        }
        s.cosign().await;
        let now = view(&s).await;
        let enter = |note: String| EnterBeacon { lot: lot(), purpose: PURPOSE, note };
        let empty = beacon_note(&now, &all[0], b"");
        assert_eq!(s.refused(&all[0].actor, enter(empty)).await, Code::NoteRefused, "no value");
        let foreign = beacon(&now.ctx.unwrap(), &all[0].signer, &Hash([2; 32]), b"704").unwrap().to_string();
        assert_eq!(s.refused(&all[0].actor, enter(foreign)).await, Code::NoteRefused, "other reveals");
        let by_another = beacon_note(&now, &all[1], b"704");
        assert_eq!(s.refused(&all[0].actor, enter(by_another)).await, Code::NoteRefused, "not the centre's key");
        let wrong = beacon_note(&now, &all[0], b"740");
        s.act(&all[0].actor, enter(wrong.clone())).await;
        // The supervisor compares and does not sign; a signature over the right value does not fit the wrong one.
        let right = beacon_note(&now, &all[0], b"704");
        let over = |note: &str| {
            let text = Note::parse(note.as_bytes()).unwrap().text().to_owned();
            let signature = all[2].signer.sign(&text, 0).to_string();
            CosignBeacon { lot: lot(), purpose: PURPOSE, signature }
        };
        assert_eq!(s.refused(&all[2].actor, over(&right)).await, Code::NoteRefused);
        s.act(&all[0].actor, enter(right.clone())).await;
        assert_eq!(s.refused(&all[2].actor, over(&wrong)).await, Code::NoteRefused);
        s.act(&all[2].actor, over(&right)).await;
        assert_eq!(view(&s).await.state, DrawState::Calling);
        assert_eq!(s.refused(&all[0].actor, enter(wrong)).await, Code::DrawNotThere, "it is drawn");
        assert!(Record::new(download_of(&s, "super", "committee").await).rerun().holds());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_that_shrinks_under_a_fixed_context_changes_nothing_that_was_committed() {
    for server in databases() {
        let s = Situation::with_700(server.as_deref()).await;
        let all = joined(&s).await;
        let fixed = view(&s).await;
        // Everybody of the specialty that could have been drawn retires, but for the number that stays.
        let retire = s.pool.iter().filter(|(_, data)| data.specialties.iter().any(|code| code.starts_with("A01")));
        let mut gone: Vec<ExpertNo> = Vec::new();
        for (no, data) in retire.take(25) {
            let mut data = data.clone();
            (data.status, data.status_reason) = (ExpertStatus::Retired, "退休".into());
            s.act(&staff(Role::Registrar), SaveExpert { no: Some(no.clone()), data }).await;
            gone.push(no.clone());
        }
        assert!(gone.len() > 10, "{}", gone.len());
        for party in &all {
            party.commit(&s).await;
        }
        for party in &all {
            party.reveal(&s).await;
        }
        s.cosign().await;
        enter_beacon(&s, &all, b"704").await;
        let drawn = view(&s).await;
        assert_eq!((drawn.context, drawn.pool, drawn.candidates), (fixed.context, fixed.pool, fixed.candidates));
        let filter = ReadFilter { lot: s.key.clone(), reason: Some(Exclusion::Status), page: 0 };
        let again = s.read(&staff(Role::Supervisor), filter).await;
        assert!(again.version_holds && again.differences.is_empty(), "{:?}", again.differences);
        // Whoever retired meanwhile and is called says so, and the walk goes on.
        let calls = sheet(&s).await.calls;
        let outsider = calls.iter().fold(Hash([7; 32]), |hash, call| Hash::of(&[hash.0, call.pid.0].concat()));
        let answer = |pid, answer| AnswerCall { lot: s.key.clone(), pid, answer, note: String::new() };
        let registrar = staff(Role::Registrar);
        assert_eq!(s.refused(&registrar, answer(outsider, Answer::Accepted)).await, Code::AnswerRefused);
        for call in calls.iter().filter(|call| gone.contains(&call.no)) {
            s.act(&registrar, answer(call.pid, Answer::Declined)).await;
        }
        accept_all(&s).await;
        assert_eq!(view(&s).await.state, DrawState::Seated);
        assert!(Record::new(download_of(&s, "super", "committee").await).rerun().holds());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn partners_that_a_bid_claims_are_named_before_the_draw_and_kept_from_it() {
    for server in databases() {
        let s = Situation::with_700(server.as_deref()).await;
        let (officer, bidder) = (staff(Role::Officer), s.bidders[1].clone());
        let form = json!({
            "v": 1, "tender": "T1", "lot": "1", "bidder": "投标人1", "price_fen": 640_000, "price_words": "略",
            "delivery_days": 30, "validity_days": 90, "size": "large", "consortium_small_share": "0.3",
            "domestic": true, "brand": null, "index": []
        });
        let text = format!("UPDATE verdicts SET form_json = '{form}' WHERE bidder = '{bidder}'");
        bidroom_server::sequence::run(&s.house, Box::new(Sql(vec![text]))).await.unwrap();
        let ask = request(&s, &[("C01", 2), ("A01", 1), ("D", 1)]);
        assert_eq!(s.refused(&officer, ask.clone()).await, Code::PartsMissing);
        // The subcontractor is the employer of somebody who could be drawn otherwise.
        let fits = |data: &ExpertData| {
            data.status == ExpertStatus::Active
                && data.relations.is_empty()
                && !s.bidders.contains(&data.employer.to_string())
        };
        let (_, data) = s.pool.iter().skip(3).find(|(_, data)| fits(data)).unwrap();
        let part = |org: &OrgId| BidPart {
            bidder: OrgId::new(bidder.as_str()).unwrap(),
            org: org.clone(),
            name: "分包供应商".into(),
            role: PartRole::Subcontractor,
        };
        let name = |parts: Vec<BidPart>| NameParts { lot: s.key.clone(), parts };
        let read = async |reason| {
            let ask = ReadFilter { lot: s.key.clone(), reason: Some(reason), page: 0 };
            s.read(&staff(Role::Supervisor), ask).await
        };
        s.act(&officer, name(vec![part(&data.employer)])).await;
        s.act(&officer, ask).await;
        let employed = |org: &str| {
            let of = |data: &&ExpertData| data.employer.as_str() == org && data.status == ExpertStatus::Active;
            s.pool.iter().map(|(_, data)| data).filter(of).count() as u64
        };
        let expected: u64 = employed(data.employer.as_str()) + s.bidders.iter().map(|org| employed(org)).sum::<u64>();
        let filter = read(Exclusion::BidderEmployee).await;
        assert_eq!(filter.found, expected, "who is employed by the subcontractor is taken out like a bidder's");
        assert!(filter.rules.organisations.contains(&data.employer.to_string()), "and that is committed");
        // Once requested, it is fixed.
        assert_eq!(s.refused(&officer, name(Vec::new())).await, Code::DrawUnderWay);
    }
}
