//! What comes after the first draw: ties by lot, calls by machine, an absence, a committee that is dissolved.

use crate::ceremony::{beacon_note, draw, parties, request, view};
use crate::common::databases;
use crate::draw::{accept_all, download_of, sheet};
use crate::lot::{Situation, Sql, staff};
use shared::api::draw::{
    CallAutomatically, CommitDraw, CosignBeacon, CountersignAnswer, DrawReply, DrawState, EnterBeacon, Exclusion,
    JoinDraw, ReadDraw, ReadFilter, RequestOptionDraw, RevealDraw, TRY_MS,
};
use shared::api::room::{DissolveCommittee, ReadCheckIn, ReportAbsence};
use shared::draw::options::tie_order;
use shared::draw::{Outcome, Purpose, Record};
use shared::id::MemberId;
use shared::lifecycle::StageName;
use shared::people::Role;
use shared::refusal::Code;
use std::time::Duration;

async fn sql(s: &Situation, text: String) {
    bidroom_server::sequence::run(&s.house, Box::new(Sql(vec![text]))).await.unwrap();
}

async fn tie(s: &Situation) -> DrawReply {
    s.read(&staff(Role::Officer), ReadDraw { lot: s.key.clone(), purpose: Purpose::Tie }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tie_is_drawn_in_a_ceremony_of_its_own_and_its_record_runs_again() {
    for server in databases() {
        let s = Situation::with_700(server.as_deref()).await;
        sql(&s, r#"UPDATE lots SET stage = 'scoring', stage_json = '{"stage":"scoring"}'"#.into()).await;
        let (lot, purpose, all) = (s.key.clone(), Purpose::Tie, parties());
        let ask = RequestOptionDraw {
            lot: lot.clone(), purpose, beacon: "福利彩票3D第2026312期，三位数字".into()
        };
        assert_eq!(s.refused(&all[0].actor, ask.clone()).await, Code::NothingToDraw);
        let tied = [s.bidders[2].clone(), s.bidders[0].clone()];
        let json = serde_json::to_string(&{
            let mut sorted = tied.clone();
            sorted.sort_unstable();
            sorted
        });
        sql(&s, format!("INSERT INTO draw_wants VALUES ('T1', '1', 'tie', '{}', 0)", json.unwrap())).await;
        let committee = RequestOptionDraw { purpose: Purpose::Committee, ..ask.clone() };
        assert_eq!(s.refused(&all[0].actor, committee).await, Code::NothingToDraw);
        s.act(&all[0].actor, ask.clone()).await;
        // The committee's ceremony is not open because this one is.
        let other = JoinDraw { lot: lot.clone(), purpose: Purpose::Committee, key: all[0].key() };
        assert_eq!(s.refused(&all[0].actor, other).await, Code::WrongStage);
        for party in &all {
            s.act(&party.actor, JoinDraw { lot: lot.clone(), purpose, key: party.key() }).await;
        }
        let fixed = tie(&s).await.draw.unwrap();
        for party in &all {
            let note = party.commit_note(&fixed);
            s.act(&party.actor, CommitDraw { lot: lot.clone(), purpose, note }).await;
        }
        let committed = tie(&s).await.draw.unwrap();
        for party in &all {
            let note = party.reveal_note(&committed);
            s.act(&party.actor, RevealDraw { lot: lot.clone(), purpose, note }).await;
        }
        s.cosign().await;
        let note = beacon_note(&tie(&s).await.draw.unwrap(), &all[0], b"704");
        s.act(&all[0].actor, EnterBeacon { lot: lot.clone(), purpose, note: note.clone() }).await;
        let text = shared::journal::note::Note::parse(note.as_bytes()).unwrap().text().to_owned();
        let signature = all[2].signer.sign(&text, 0).to_string();
        s.act(&all[2].actor, CosignBeacon { lot: lot.clone(), purpose, signature }).await;

        let drawn = tie(&s).await.draw.unwrap();
        assert_eq!((drawn.state, drawn.outcome), (DrawState::Drawn, Some(Outcome::Drawn)));
        let seed = drawn.seed.unwrap();
        let expected: Vec<&str> = tie_order(&seed, tied.iter().map(String::as_str)).into_iter().map(|o| o.0).collect();
        assert_eq!(drawn.options.iter().map(|o| o.option.as_str()).collect::<Vec<_>>(), expected);
        let mut conn = s.house.db.connection().await.unwrap();
        let result = store::draw::draw_result(&mut conn, &s.key, purpose).await.unwrap().unwrap();
        assert_eq!(result.seed, seed);
        assert_eq!(result.options.iter().map(|(option, _)| option.as_str()).collect::<Vec<_>>(), expected);
        drop(conn);
        let report = Record::new(download_of(&s, "officer", "tie").await).rerun();
        assert!(report.holds() && report.outcome == Some(Outcome::Drawn), "{:#?}", report.checks);
        // There is no second draw among the same bids; of others there is.
        assert_eq!(s.refused(&all[0].actor, ask.clone()).await, Code::DrawUnderWay);
        sql(&s, "UPDATE draw_wants SET options_json = '[\"x\",\"y\"]'".into()).await;
        let mut conn = s.house.db.connection().await.unwrap();
        assert_eq!(
            store::draw::draw_result(&mut conn, &s.key, purpose).await.unwrap(),
            None,
            "drawn for other options"
        );
        drop(conn);
        s.act(&all[0].actor, ask).await;
        assert_eq!(tie(&s).await.draw.unwrap().state, DrawState::Joining);
    }
}

/// Two bids found invalid: by members 1 and 2, by members 2 and 3.
async fn two_matters(s: &Situation) {
    for (n, [a, b]) in [(1, ["m1", "m2"]), (2, ["m2", "m3"])] {
        let bidder = &s.bidders[n - 1];
        let subject = format!(r#"{{"kind":"invalid","bidder":"{bidder}","clause":"x"}}"#);
        for text in [
            format!(
                "INSERT INTO matters (tender, lot, n, kind, subject_json, reason, evidence_json, by_member, at_ms, adopted, \
                 decided_ms) VALUES ('T1', '1', {n}, 'invalid', '{subject}', 'r', '[]', '{b}', 0, 1, 0)"
            ),
            format!(
                "INSERT INTO matter_votes VALUES ('T1', '1', {n}, '{a}', 1, '', 0), ('T1', '1', {n}, '{b}', 1, '', 0)"
            ),
            format!("INSERT INTO invalid_bids VALUES ('T1', '1', '{bidder}', 'r', 'a', {n}, 0)"),
        ] {
            sql(s, text).await;
        }
    }
}

/// Whether each of the two is void, and how many bids are invalid by one.
async fn matters(s: &Situation) -> ([bool; 2], usize) {
    let mut conn = s.house.db.connection().await.unwrap();
    let all = store::matters::all(&mut conn, &s.key).await.unwrap();
    let invalid = store::matters::invalid(&mut conn, &s.key).await.unwrap();
    ([all[0].void, all[1].void], invalid.len())
}

/// The supervisor countersigns what waits.
async fn countersign(s: &Situation) -> usize {
    let waiting: Vec<u32> = view(s).await.answers.iter().filter(|a| !a.applied).map(|a| a.n).collect();
    for n in &waiting {
        s.act(&staff(Role::Supervisor), CountersignAnswer { lot: s.key.clone(), n: *n }).await;
    }
    waiting.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_calls_until_the_committee_is_complete() {
    for server in databases() {
        let s = Situation::with_simulator(server.as_deref()).await;
        draw(&s).await;
        bidroom_server::desks::draw::call(&s.house).await.unwrap();
        assert!(
            sheet(&s).await.calls.iter().all(|call| call.tries.is_empty()),
            "nobody is called before it is switched on"
        );
        s.act(&staff(Role::Registrar), CallAutomatically { lot: s.key.clone(), on: true }).await;
        let mut silent = 0;
        for _ in 0..60 {
            bidroom_server::desks::draw::call(&s.house).await.unwrap();
            tokio::time::sleep(Duration::from_millis(900)).await;
            if view(&s).await.state == DrawState::Seated {
                break;
            }
            s.house.clock.set_ahead_ms(s.house.clock.ahead_ms() + TRY_MS);
            silent += countersign(&s).await;
        }
        let done = view(&s).await;
        assert_eq!(done.state, DrawState::Seated, "{silent} did not answer; {:?}", done.answers);
        let tried = s.kinds().await.iter().filter(|kind| *kind == "call.tried").count();
        assert!(tried >= 8, "four tries and four answers at least: {tried}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absent_member_is_replaced_and_a_dissolved_committee_is_drawn_anew() {
    for server in databases() {
        let s = Situation::with_700(server.as_deref()).await;
        let (officer, supervisor) = (staff(Role::Officer), staff(Role::Supervisor));
        draw(&s).await;
        accept_all(&s).await;
        let before: Vec<_> = sheet(&s).await.calls.into_iter().map(|call| call.no).collect();
        let absent = |member: &str| ReportAbsence {
            lot: s.key.clone(),
            member: MemberId::new(member).unwrap(),
            reason: "报到时间已过，联系后表示无法到场".into(),
        };
        assert_eq!(s.refused(&officer, absent("m9")).await, Code::NotAbsent);
        assert_eq!(s.refused(&officer, absent("m5")).await, Code::NotAbsent, "the purchaser's own representative");
        s.act(&officer, absent("m1")).await;
        assert_eq!(s.refused(&officer, absent("m1")).await, Code::AnswerWaits);
        assert_eq!(s.stage().await, StageName::Seated, "nothing happens before the supervisor has countersigned");
        two_matters(&s).await;
        assert_eq!(countersign(&s).await, 1);
        assert_eq!(s.stage().await, StageName::Drawing);
        // The first was decided with the vote of the member who fell out (87号令 art. 49), the second without.
        assert_eq!(matters(&s).await, ([true, false], 1));
        accept_all(&s).await;
        let after: Vec<_> = sheet(&s).await.calls.into_iter().map(|call| call.no).collect();
        assert_eq!(after.iter().filter(|no| before.contains(no)).count(), 3);
        let list = s.read(&officer, ReadCheckIn { lot: s.key.clone() }).await;
        assert!(!list.late && list.members.iter().filter(|member| member.out).count() == 1);
        s.house.clock.set_ahead_ms(s.house.clock.ahead_ms() + 2 * 86_400_000);
        assert!(s.read(&officer, ReadCheckIn { lot: s.key.clone() }).await.late);

        let dissolve = DissolveCommittee {
            lot: s.key.clone(), reason: "成员与投标人私下接触，依据第六十七条".into()
        };
        let hasty = shared::people::Actor { confirmed: false, ..supervisor.clone() };
        assert_eq!(s.refused(&hasty, dissolve.clone()).await, Code::ConfirmNeeded);
        assert_eq!(s.refused(&officer, dissolve.clone()).await, Code::NotPermitted);
        s.act(&supervisor, dissolve).await;
        assert_eq!((s.stage().await, view(&s).await.state), (StageName::Drawing, DrawState::Ended));
        let list = s.read(&officer, ReadCheckIn { lot: s.key.clone() }).await;
        assert!(list.members.iter().all(|member| member.out));
        assert_eq!(matters(&s).await, ([true, true], 0));
        // The former members, five of them with the one who was absent, are not drawn again.
        s.act(&officer, request(&s, &[("C01", 2), ("A01", 1), ("D", 1)])).await;
        let ask = ReadFilter { lot: s.key.clone(), reason: Some(Exclusion::FormerMember), page: 0 };
        let filter = s.read(&supervisor, ask).await;
        assert_eq!((filter.found, filter.differences.len()), (5, 0));
    }
}
