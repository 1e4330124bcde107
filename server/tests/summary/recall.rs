//! What the committee decides or is answered while its report lies there: the ranking stands, the report is made anew.

use super::lot::*;
use crate::common::{Place, databases};
use bidroom_server::desks::matters::job;
use bidroom_server::house::House;
use bidroom_server::{act, jobs};
use shared::api::matters::*;
use shared::api::room::DissolveCommittee;
use shared::api::summary::*;
use shared::id::OrgId;
use shared::journal::Hash;
use shared::lifecycle::{Stage, StageName};
use shared::refusal::Code;
use std::sync::Arc;

fn org(id: &str) -> OrgId {
    OrgId::new(id).unwrap()
}

/// The report of the lot lies there; what stands for the PDF is not of importance here.
async fn lies(house: &House, pdf: &[u8]) -> Hash {
    let sha256 = Hash::of(pdf);
    let json = format!(r#"{{"stage":"reporting","report":"{}"}}"#, sha256.to_hex());
    let text = format!(
        "INSERT INTO papers (tender, lot, kind, sha256, made_ms) VALUES ('T-1', '1', 'report', '{}', {});
         UPDATE lots SET stage = 'reporting', stage_json = '{json}' WHERE tender = 'T-1'",
        sha256.to_hex(),
        house.clock.now_ms()
    );
    sql(house, &text).await;
    sha256
}

async fn sign(house: &Arc<House>, n: u32, sha256: Hash) -> Result<(), Code> {
    let signed = act::change(house, &member(n), &SignReport { lot: lot(), sha256, dissent: None }).await;
    signed.map(|_| ()).map_err(|fault| code::<()>(Err(fault)))
}

/// Member 2 finds bid A invalid by `clause`; three of five do not.
async fn reject(house: &Arc<House>, clause: &str) {
    let subject = Subject::Invalid { bidder: org("A"), clause: clause.into() };
    let evidence = vec![Evidence { bidder: org("A"), file: "a.pdf".into(), page: 1 }];
    let body = ProposeMatter { lot: lot(), subject, reason: "见所列页码".into(), evidence };
    let n = act::change(house, &member(2), &body).await.unwrap().reply.n;
    let mut adopted = None;
    for voter in 1..=5 {
        let body = VoteMatter { lot: lot(), n, agree: voter < 3, opinion: "意见".into() };
        adopted = act::change(house, &member(voter), &body).await.unwrap().reply.adopted;
    }
    assert_eq!(adopted, Some(false));
}

async fn ask(house: &Arc<House>) -> u32 {
    let (kind, question) = (InquiryKind::Clarification, "请说明".into());
    let body = AskBidder { lot: lot(), bidder: org("A"), kind, question, minutes: 30 };
    act::change(house, &member(1), &body).await.unwrap().reply.n
}

async fn stand_ranked(house: &Arc<House>) {
    ranked(house).await;
    let hash = Hash::of(b"a.pdf").to_hex();
    sql(house, &format!("INSERT INTO bid_files VALUES ('T-1', '1', 'A', 1, 'a.pdf', 9, '{hash}', 9)")).await;
}

#[tokio::test]
async fn a_decision_or_an_answer_recalls_the_report_and_not_the_ranking() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        stand_ranked(&house).await;
        let before = summary(&house, 1).await.table.unwrap();

        let first = lies(&house, b"report 1").await;
        sign(&house, 3, first).await.unwrap();
        // Members cannot fall out any more, and no decision void with them.
        let dissolve = DissolveCommittee { lot: lot(), reason: "组成不合法".into() };
        assert_eq!(code(act::change(&house, &supervisor(), &dissolve).await), Code::WrongStage);
        reject(&house, "★3.2").await;
        assert_eq!(stage(&house).await, Stage::Ranked, "a report that does not say the vote is nobody's to sign");
        assert_eq!(sign(&house, 4, first).await, Err(Code::WrongStage));
        assert_eq!(summary(&house, 1).await.table.unwrap(), before, "the ranking stands");

        let second = lies(&house, b"report 2").await;
        assert_eq!(sign(&house, 4, first).await, Err(Code::ReportOther));
        assert_eq!(sign(&house, 3, second).await, Ok(()), "who signed the first signs anew");
        let n = ask(&house).await;
        assert_eq!(sign(&house, 4, second).await, Err(Code::MattersOpen));
        let answer = AnswerInquiry { lot: lot(), n, text: "说明如下".into(), accept: None };
        act::change(&house, &bidder("A"), &answer).await.unwrap();
        assert_eq!(stage(&house).await, Stage::Ranked);

        lies(&house, b"report 3").await;
        ask(&house).await;
        house.clock.set_ahead_ms(house.clock.ahead_ms() + 30 * 60_000);
        job(&house).await.unwrap();
        assert_eq!(stage(&house).await, Stage::Ranked, "that no answer came stands in the report, too");
        assert_eq!(summary(&house, 1).await.table.unwrap(), before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_that_is_made_anew_says_the_vote() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        stand_ranked(&house).await;
        if house.reader().is_err() {
            return;
        }
        let request = RequestReport { lot: lot() };
        act::change(&house, &member(1), &request).await.unwrap();
        assert_eq!(code(act::change(&house, &member(1), &request).await), Code::AlreadyDone);
        reject(&house, "★3.2").await;
        act::change(&house, &member(1), &request).await.expect("what was asked for before the vote is not wanted");
        let work = tokio::spawn(jobs::run(Arc::clone(&house)));
        wait_for(&house, StageName::Reporting).await;
        reject(&house, "★9.7").await;
        assert_eq!(stage(&house).await, Stage::Ranked);
        act::change(&house, &member(1), &request).await.unwrap();
        wait_for(&house, StageName::Reporting).await;
        let (sha256, _) = paper_text(&house, "report").await;
        let pages = house.reader().unwrap().text(&house.vault.local(&sha256).await.unwrap()).await.unwrap();
        let text: String = pages.iter().flat_map(|page| page.text.chars()).filter(|c| !c.is_whitespace()).collect();
        for said in ["★9.7", "未通过"] {
            assert!(text.contains(said), "{said} is not in the report: {text}");
        }
        for n in 1..=5 {
            sign(&house, n, sha256).await.unwrap();
        }
        assert_eq!(stage(&house).await, Stage::Reported { report: sha256 });
        work.abort();
    }
}
