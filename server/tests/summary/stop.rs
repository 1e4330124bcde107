//! The stop of an evaluation over the documents (87号令 art. 65): the committee's decision, the rest, the agency's answer.

use super::lot::*;
use crate::common::{Place, caller, databases};
use bidroom_server::house::House;
use bidroom_server::{act, jobs};
use shared::api::award::{Ending, ReadResult};
use shared::api::matters::*;
use shared::api::review::SignCompliance;
use shared::api::scoring::{ReadProgress, SaveScore, SignSheet};
use shared::api::summary::*;
use shared::api::tenders::{ListTenders, NextAct};
use shared::id::OrgId;
use shared::lifecycle::{Failure, Stage, StageName};
use shared::people::Actor;
use shared::refusal::Code;
use shared::rules::Verdict;
use std::sync::Arc;

fn stopping(ground: StopGround, clause: &str) -> ProposeMatter {
    let subject = Subject::Stop { ground, clause: clause.into() };
    ProposeMatter { lot: lot(), subject, reason: "评审因素没有分值区间".into(), evidence: vec![] }
}

fn voting(n: u32, agree: bool, opinion: &str) -> VoteMatter {
    VoteMatter { lot: lot(), n, agree, opinion: opinion.into() }
}

fn answering(n: u32, confirm: bool, reason: &str) -> AnswerStop {
    AnswerStop { lot: lot(), n, confirm, reason: reason.into() }
}

/// Member 2 proposes, all vote, those in `against` against.
async fn decide(house: &Arc<House>, ground: StopGround, clause: &str, against: &[u32]) -> (u32, bool) {
    let n = act::change(house, &member(2), &stopping(ground, clause)).await.unwrap().reply.n;
    let mut adopted = None;
    for voter in 1..=5 {
        let body = voting(n, !against.contains(&voter), "意见");
        adopted = act::change(house, &member(voter), &body).await.unwrap().reply.adopted;
    }
    (n, adopted.expect("all have voted"))
}

/// Everything of the evaluation that this stage has is refused, with the article.
async fn rests(house: &Arc<House>) {
    let org = OrgId::new("A").unwrap();
    let save = SaveScore {
        lot: lot(),
        bidder: org.clone(),
        criterion: "plan".into(),
        points: Some("25".into()),
        reason: String::new(),
        version: 1,
    };
    let kind = InquiryKind::Clarification;
    let ask = AskBidder { lot: lot(), bidder: org, kind, question: "请说明".into(), minutes: 30 };
    let back = returning(vec![cell(1, "A", "plan")], Ground::Abnormal);
    let refused = [
        code(act::change(house, &member(3), &save).await),
        code(act::change(house, &member(3), &SignSheet { lot: lot(), sha256: String::new() }).await),
        code(act::change(house, &member(1), &Aggregate { lot: lot() }).await),
        code(act::change(house, &member(1), &back).await),
        code(act::change(house, &member(1), &ask).await),
        code(act::change(house, &member(4), &stopping(StopGround::Unlawful, "另一条")).await),
        code(act::change(house, &member(4), &voting(1, true, "")).await),
    ];
    assert!(refused.iter().all(|code| *code == Code::EvaluationStopped), "{refused:?}");
    assert!(Code::EvaluationStopped.text().get(shared::text::Lang::En).contains("art. 65"));
}

async fn waits(house: &Arc<House>) -> bool {
    let today = act::query(house, &officer(), &ListTenders {}).await.unwrap();
    today.rows.iter().any(|row| row.next == Some(NextAct::AnswerStop))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_rests_the_evaluation_until_the_officer_answers_and_stands_in_the_report() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        stand(&house).await;
        score(&house, false).await;
        let (defect, clause) = (StopGround::Defective, "第四章 4.2");
        assert_eq!(code(act::change(&house, &officer(), &stopping(defect, clause)).await), Code::NotPermitted);
        assert_eq!(code(act::change(&house, &member(2), &stopping(defect, " ")).await), Code::FieldMissing);
        let unfounded = ProposeMatter { reason: " ".into(), ..stopping(defect, clause) };
        assert_eq!(code(act::change(&house, &member(2), &unfounded).await), Code::FieldMissing);
        let n = act::change(&house, &member(2), &stopping(defect, clause)).await.unwrap().reply.n;
        assert_eq!(code(act::change(&house, &member(3), &stopping(defect, clause)).await), Code::MatterRepeated);
        assert_eq!(code(act::change(&house, &member(5), &voting(n, false, " ")).await), Code::DissentReason);
        assert_eq!(code(act::change(&house, &officer(), &answering(n, true, "同意")).await), Code::NoStop);
        assert_eq!(code(act::change(&house, &member(1), &Aggregate { lot: lot() }).await), Code::MattersOpen);
        for voter in 1..=5 {
            act::change(&house, &member(voter), &voting(n, voter > 2, "可以评审")).await.unwrap();
        }
        rests(&house).await;

        let seen = act::query(&house, &officer(), &ReadProgress { lot: lot() }).await.unwrap().stop.unwrap();
        assert_eq!((seen.n, seen.ground, seen.clause.as_str()), (n, defect, clause));
        assert!(waits(&house).await);
        let no = answering(n, false, "4.2 的分值区间见第五章附表");
        let refusals = [
            (supervisor(), no.clone(), Code::NotPermitted),
            (buyer(), no.clone(), Code::NotPermitted),
            (member(1), no.clone(), Code::NotPermitted),
            (officer(), answering(n, false, " "), Code::FieldMissing),
            (officer(), answering(n + 1, true, "同意"), Code::NoStop),
        ];
        for (who, body, expected) in refusals {
            assert_eq!(code(act::change(&house, &who, &body).await), expected, "{body:?}");
        }
        act::change(&house, &officer(), &no).await.unwrap();
        assert_eq!(code(act::change(&house, &officer(), &no).await), Code::NoStop);
        assert!(!waits(&house).await);
        let matters = act::query(&house, &member(3), &ReadMatters { lot: lot() }).await.unwrap().matters;
        assert!(matters[0].answer.as_ref().is_some_and(|answer| !answer.confirmed && answer.reason == no.reason));

        assert_eq!(aggregate(&house).await.verdict, Verdict::Ranked);
        let (_, adopted) = decide(&house, StopGround::Ambiguous, "第三章", &[1, 2, 3]).await;
        assert!(!adopted, "two of five find it ambiguous");
        assert_eq!(stage(&house).await, Stage::Scoring, "a ranking comes after the decision");
        assert_eq!(aggregate(&house).await.verdict, Verdict::Ranked);
        reported(&house).await;
    }
}

/// The report names the stop and its answer; found while it is signed, a stop takes the ranking with it.
async fn reported(house: &Arc<House>) {
    if house.reader().is_ok() {
        let work = tokio::spawn(jobs::run(Arc::clone(house)));
        act::change(house, &member(1), &RequestReport { lot: lot() }).await.unwrap();
        wait_for(house, StageName::Reporting).await;
        let (sha256, _) = paper_text(house, "report").await;
        let pages = house.reader().unwrap().text(&house.vault.local(&sha256).await.unwrap()).await.unwrap();
        let text: String = pages.iter().flat_map(|page| page.text.chars()).filter(|c| !c.is_whitespace()).collect();
        for said in ["停止评标", "第四章4.2", "不予确认", "见第五章附表", "第三章"] {
            assert!(text.contains(said), "{said} is not in the report: {text}");
        }
        work.abort();
    }
    let (n, adopted) = decide(house, StopGround::Unlawful, "★3.2", &[5]).await;
    assert!(adopted);
    assert_eq!(stage(house).await, Stage::Scoring);
    rests(house).await;
    act::change(house, &officer(), &answering(n, true, "★3.2 限定了特定品牌")).await.unwrap();
    ended(house).await;
}

async fn ended(house: &Arc<House>) {
    let reason = Failure::DocumentsDefective;
    assert_eq!(stage(house).await, Stage::Failed { reason });
    let result = act::query(house, &caller(Actor::public()), &ReadResult { lot: lot() }).await.unwrap();
    assert_eq!(result.ending, Ending::Failed { reason });
    assert_eq!(code(act::change(house, &member(1), &Aggregate { lot: lot() }).await), Code::WrongStage);
}

#[tokio::test]
async fn a_stop_ends_the_lot_from_every_stage_before_the_ranking_and_a_void_one_holds_nothing_up() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        stand(&house).await;
        for name in ["reviewing", "scoring", "priced"] {
            sql(&house, "DELETE FROM matters; DELETE FROM matter_votes").await;
            let row = format!("UPDATE lots SET stage = '{name}', stage_json = '{{\"stage\":\"{name}\"}}'");
            sql(&house, &row).await;
            let (n, adopted) = decide(&house, StopGround::Ambiguous, "第三章", &[]).await;
            assert!(adopted);
            if name == "reviewing" {
                let sign = SignCompliance { lot: lot() };
                assert_eq!(code(act::change(&house, &member(3), &sign).await), Code::EvaluationStopped);
            }
            // Whoever voted is replaced: the stop is void, and nothing waits.
            sql(&house, "UPDATE matters SET void_ms = 1").await;
            assert_eq!(code(act::change(&house, &officer(), &answering(n, true, "同意")).await), Code::NoStop);
            let (n, adopted) = decide(&house, StopGround::Ambiguous, "第三章", &[1, 2]).await;
            assert!(adopted);
            act::change(&house, &officer(), &answering(n, true, "同意")).await.unwrap();
            ended(&house).await;
        }
    }
}
