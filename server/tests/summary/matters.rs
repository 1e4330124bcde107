//! What the committee decides together and asks in writing: majority, time limits, and what follows for the result.

use super::lot::*;
use crate::common::{Place, databases};
use bidroom_server::act;
use bidroom_server::desks::matters::job;
use bidroom_server::house::House;
use shared::amount::Fen;
use shared::api::matters::*;
use shared::api::summary::*;
use shared::id::OrgId;
use shared::journal::Hash;
use shared::lifecycle::{Failure, Stage, StageName};
use shared::refusal::Code;
use shared::rules::Verdict;
use shared::rules::correction::{FoundPrice, PriceItem};
use std::sync::Arc;

const MINUTE_MS: i64 = 60_000;

fn org(id: &str) -> OrgId {
    OrgId::new(id).unwrap()
}

/// The files that evidence can cite: one of 9 pages for each bid.
async fn files(house: &House) {
    for (bidder, ..) in BIDDERS {
        let hash = Hash::of(bidder.as_bytes()).to_hex();
        let row = format!("INSERT INTO bid_files VALUES ('T-1', '1', '{bidder}', 1, 'a.pdf', 9, '{hash}', 9)");
        sql(house, &row).await;
    }
}

fn page(bidder: &str, page: u32) -> Evidence {
    Evidence { bidder: org(bidder), file: "a.pdf".into(), page }
}

fn proposing(subject: Subject, evidence: Vec<Evidence>) -> ProposeMatter {
    ProposeMatter { lot: lot(), subject, reason: "见所列页码".into(), evidence }
}

async fn propose(house: &Arc<House>, subject: Subject, evidence: Vec<Evidence>) -> Result<Proposed, Code> {
    let done = act::change(house, &member(2), &proposing(subject, evidence)).await;
    done.map(|done| done.reply).map_err(|fault| code::<()>(Err(fault)))
}

fn vote(n: u32, agree: bool, opinion: &str) -> VoteMatter {
    VoteMatter { lot: lot(), n, agree, opinion: opinion.into() }
}

/// Members 1 to 5 vote; those in `against` against.
async fn decide(house: &Arc<House>, n: u32, against: &[u32]) -> bool {
    let mut adopted = None;
    for voter in 1..=5 {
        assert_eq!(adopted, None);
        let body = vote(n, !against.contains(&voter), "意见");
        adopted = act::change(house, &member(voter), &body).await.unwrap().reply.adopted;
    }
    adopted.expect("all have voted")
}

fn asking(bidder: &str, kind: InquiryKind, minutes: u32) -> AskBidder {
    AskBidder { lot: lot(), bidder: org(bidder), kind, question: "请说明".into(), minutes }
}

fn answering(n: u32, accept: Option<bool>) -> AnswerInquiry {
    AnswerInquiry { lot: lot(), n, text: "说明如下".into(), accept }
}

async fn ask(house: &Arc<House>, bidder: &str, kind: InquiryKind, minutes: u32) -> u32 {
    act::change(house, &member(1), &asking(bidder, kind, minutes)).await.unwrap().reply.n
}

async fn read(house: &Arc<House>, n: u32) -> MattersReply {
    act::query(house, &member(n), &ReadMatters { lot: lot() }).await.unwrap()
}

async fn pass(house: &Arc<House>, minutes: i64) {
    house.clock.set_ahead_ms(house.clock.ahead_ms() + minutes * MINUTE_MS);
    job(house).await.unwrap();
}

/// A lot in scoring; the price of bid B is at 40 % of the mean.
async fn low(house: &House) {
    stand(house).await;
    files(house).await;
    let lower = "UPDATE verdicts SET price_fen = 39000000 WHERE bidder = 'B'";
    sql(house, lower).await;
}

#[tokio::test]
async fn a_low_price_is_explained_in_time_and_judged_by_the_majority() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        low(&house).await;
        score(&house, false).await;
        assert_eq!(code(act::change(&house, &member(1), &Aggregate { lot: lot() }).await), Code::LowPricesOpen);
        let seen = read(&house, 3).await;
        let b = seen.bids.iter().find(|bid| bid.bidder == org("B")).unwrap();
        assert_eq!(b.low, ["of_mean", "of_next", "of_ceiling"]);

        let low = Subject::LowPrice { bidder: org("B") };
        assert_eq!(propose(&house, low.clone(), vec![]).await.unwrap_err(), Code::LowPriceNotAsked);
        let kind = InquiryKind::LowPrice;
        let refusals = [
            (member(2), asking("B", kind, 30), Code::NotPermitted),
            (member(1), asking("B", kind, 29), Code::InquiryShort),
            (member(1), asking("A", kind, 30), Code::LowPriceNotTriggered),
            (member(1), asking("D", kind, 30), Code::BidNotUnderReview),
            (member(1), asking("B", InquiryKind::Correction, 30), Code::FieldInvalid),
        ];
        for (who, body, expected) in refusals {
            assert_eq!(code(act::change(&house, &who, &body).await), expected, "{body:?}");
        }
        let n = ask(&house, "B", kind, 30).await;
        assert_eq!(code(act::change(&house, &member(1), &asking("B", kind, 60)).await), Code::AlreadyDone);
        assert_eq!(propose(&house, low.clone(), vec![]).await.unwrap_err(), Code::LowPriceNotAsked);

        // Nobody but the bidder asked answers, and nothing that was not asked is taken.
        assert_eq!(code(act::change(&house, &bidder("A"), &answering(n, None)).await), Code::InquiryNone);
        assert_eq!(code(act::change(&house, &bidder("B"), &answering(n + 1, None)).await), Code::InquiryNone);
        let others = act::query(&house, &bidder("A"), &MyInquiries {}).await.unwrap();
        assert!(others.is_empty());
        act::change(&house, &bidder("B"), &answering(n, None)).await.unwrap();
        assert_eq!(code(act::change(&house, &bidder("B"), &answering(n, None)).await), Code::AlreadyDone);

        let matter = propose(&house, low.clone(), vec![]).await.unwrap().n;
        assert_eq!(propose(&house, low, vec![]).await.unwrap_err(), Code::MatterRepeated);
        assert_eq!(code(act::change(&house, &member(4), &vote(matter, false, " ")).await), Code::OpinionMissing);
        assert_eq!(code(act::change(&house, &member(1), &Aggregate { lot: lot() }).await), Code::MattersOpen);
        assert!(!decide(&house, matter, &[1, 2, 3]).await, "three of five find it proven");
        assert_eq!(code(act::change(&house, &member(5), &vote(matter, true, "再投")).await), Code::MatterSettled);
        assert_eq!(aggregate(&house).await.verdict, Verdict::Ranked);
        assert_eq!(summary(&house, 1).await.table.unwrap().bids[0].bidder, org("B"));
    }
}

#[tokio::test]
async fn without_an_explanation_a_low_price_is_not_found_reasonable_and_two_bids_end_the_lot() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        low(&house).await;
        let n = ask(&house, "B", InquiryKind::LowPrice, 30).await;
        pass(&house, 30).await;
        assert_eq!(code(act::change(&house, &bidder("B"), &answering(n, None)).await), Code::InquiryLate);
        assert_eq!(read(&house, 2).await.inquiries[0].state, InquiryState::Lapsed);
        let matter = propose(&house, Subject::LowPrice { bidder: org("B") }, vec![]).await.unwrap().n;
        let kind = vote(matter, false, "看起来合理");
        assert_eq!(code(act::change(&house, &member(1), &kind).await), Code::ExplanationMissing);
        assert!(decide(&house, matter, &[]).await);
        assert_eq!(stage(&house).await, Stage::Failed { reason: Failure::TooFewValid });
    }
}

#[tokio::test]
async fn answers_stay_sealed_until_every_question_has_ended() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        stand(&house).await;
        let kind = InquiryKind::Clarification;
        assert_eq!(code(act::change(&house, &member(1), &asking("A", kind, 4)).await), Code::InquiryShort);
        let first = ask(&house, "A", kind, 20).await;
        assert_eq!(code(act::change(&house, &member(1), &asking("A", kind, 20)).await), Code::InquiryPending);
        let second = ask(&house, "C", kind, 10).await;
        act::change(&house, &bidder("A"), &answering(first, None)).await.unwrap();
        let seen = read(&house, 1).await;
        let row = seen.inquiries.iter().find(|row| row.n == first).unwrap();
        assert_eq!((row.state, row.answer.is_some()), (InquiryState::Sealed, false), "not even the head reads it");
        let mine = act::query(&house, &bidder("A"), &MyInquiries {}).await.unwrap();
        assert_eq!(mine[0].answer.as_ref().unwrap().text, "说明如下");

        pass(&house, 10).await;
        for n in 1..=5 {
            let seen = read(&house, n).await;
            let state = |n| seen.inquiries.iter().find(|row| row.n == n).unwrap();
            assert_eq!(state(first).answer.as_ref().unwrap().text, "说明如下");
            assert_eq!((state(second).state, state(second).answer.is_some()), (InquiryState::Lapsed, false));
        }
    }
}

#[tokio::test]
async fn a_corrected_price_is_adopted_confirmed_and_ranked_by() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        stand(&house).await;
        files(&house).await;
        score(&house, false).await;
        let found = |total: Option<i64>, unit: &str| FoundPrice {
            total: total.map(Fen),
            items: vec![
                PriceItem {
                    name: "主机".into(),
                    quantity: "2".parse().unwrap(),
                    unit: unit.parse().unwrap(),
                    total: None,
                },
                PriceItem {
                    name: "安装".into(),
                    quantity: "1".parse().unwrap(),
                    unit: "1".parse().unwrap(),
                    total: None,
                },
            ],
        };
        let correction = |unit: &str| Subject::Correction { bidder: org("C"), found: found(None, unit) };
        assert_eq!(propose(&house, correction("479999.5"), vec![]).await.unwrap_err(), Code::CitationNeeded);
        let beyond = propose(&house, correction("479999.5"), vec![page("C", 10)]).await;
        assert_eq!(beyond.unwrap_err(), Code::NoSuchPage);
        let none = propose(&house, correction("499999.5"), vec![page("C", 3)]).await;
        assert_eq!(none.unwrap_err(), Code::NothingToCorrect);
        let negative = propose(&house, correction("-1"), vec![page("C", 3)]).await;
        assert_eq!(negative.unwrap_err(), Code::FieldInvalid);

        let made = propose(&house, correction("479999.5"), vec![page("C", 3)]).await.unwrap();
        assert_eq!(made.proposal.unwrap().price, Fen(96_000_000));
        assert!(decide(&house, made.n, &[4]).await);
        let seen = read(&house, 1).await;
        assert_eq!(seen.matters[0].votes.iter().filter(|vote| !vote.agree).count(), 1);
        let inquiry = seen.inquiries[0].n;
        assert_eq!(seen.inquiries[0].kind, InquiryKind::Correction);
        assert_eq!(code(act::change(&house, &member(1), &Aggregate { lot: lot() }).await), Code::MattersOpen);
        assert_eq!(code(act::change(&house, &bidder("C"), &answering(inquiry, None)).await), Code::FieldMissing);
        act::change(&house, &bidder("C"), &answering(inquiry, Some(true))).await.unwrap();
        assert_eq!(aggregate(&house).await.verdict, Verdict::Ranked);
        let table = summary(&house, 1).await.table.unwrap();
        let c = table.bids.iter().find(|bid| bid.bidder == org("C")).unwrap();
        assert_eq!((c.price, c.price_points.as_ref().unwrap().to_string()), (Fen(96_000_000), "28.13".to_owned()));
        let mut conn = house.db.connection().await.unwrap();
        let rows = store::summary::bids(&mut conn, &lot()).await.unwrap();
        let c = rows.iter().find(|row| row.bidder == "C").unwrap();
        assert_eq!(c.announced_fen, Some(100_000_000), "what was announced stays");
    }
}

#[tokio::test]
async fn a_refused_correction_and_collusion_take_the_result_with_them() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        // Five bids: E and F join.
        stand(&house).await;
        for (id, name) in [("E", "戊公司"), ("F", "己公司")] {
            join(&house, id, name).await;
        }
        files(&house).await;
        for id in ["E", "F"] {
            let hash = Hash::of(id.as_bytes()).to_hex();
            let row = format!("INSERT INTO bid_files VALUES ('T-1', '1', '{id}', 1, 'a.pdf', 9, '{hash}', 9)");
            sql(&house, &row).await;
        }
        score(&house, false).await;
        for id in ["E", "F"] {
            score_bid(&house, id, 30, 20).await;
        }
        assert_eq!(aggregate(&house).await.verdict, Verdict::Ranked);
        let collusion = |bidders: &[&str]| Subject::Collusion {
            ground: CollusionGround::SameAuthor,
            bidders: bidders.iter().map(|id| org(id)).collect(),
        };
        assert_eq!(propose(&house, collusion(&["E", "F"]), vec![]).await.unwrap_err(), Code::CitationNeeded);
        let alone = propose(&house, collusion(&["E", "E"]), vec![page("E", 1)]).await;
        assert_eq!(alone.unwrap_err(), Code::CollusionAlone);
        let n = propose(&house, collusion(&["E", "F"]), vec![page("E", 1), page("F", 1)]).await.unwrap().n;
        assert_eq!(code(act::change(&house, &member(3), &vote(n, false, "")).await), Code::DissentReason);
        assert_eq!(code(act::change(&house, &member(1), &RequestReport { lot: lot() }).await), Code::MattersOpen);
        // The vote of a member who falls out does not count, and the others decide.
        act::change(&house, &member(5), &vote(n, false, "证据不足")).await.unwrap();
        sql(&house, "UPDATE members SET is_out = 1 WHERE id IN ('m4', 'm5')").await;
        for voter in [1, 2, 3] {
            act::change(&house, &member(voter), &vote(n, true, "")).await.unwrap();
        }
        assert_eq!(stage(&house).await, Stage::Scoring, "the ranking has fallen, the sheets stay signed");
        sql(&house, "UPDATE members SET is_out = 0 WHERE id IN ('m4', 'm5')").await;
        assert_eq!(aggregate(&house).await.verdict, Verdict::Ranked);
        let table = summary(&house, 1).await.table.unwrap();
        assert!(table.bids.iter().filter(|bid| bid.valid).all(|bid| !["E", "F"].contains(&bid.bidder.as_str())));
        let twice = propose(&house, collusion(&["E", "A"]), vec![page("E", 1)]).await;
        assert_eq!(twice.unwrap_err(), Code::BidAlreadyInvalid);
        assert_eq!(stage(&house).await.name(), StageName::Ranked);
    }
}

#[tokio::test]
async fn a_score_far_from_the_others_is_kept_with_a_reason_or_goes_back() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        stand(&house).await;
        score(&house, false).await;
        sql(&house, "UPDATE cells SET points = '2' WHERE member = 'm3' AND bidder = 'C' AND criterion = 'plan'").await;
        assert_eq!(aggregate(&house).await.verdict, Verdict::Ranked);
        let keep = |bidder: &str, reason: &str| KeepScore {
            lot: lot(),
            bidder: org(bidder),
            criterion: "plan".into(),
            reason: reason.into(),
        };
        assert_eq!(code(act::change(&house, &member(1), &RequestReport { lot: lot() }).await), Code::OutliersOpen);
        assert_eq!(code(act::change(&house, &member(2), &keep("C", "x")).await), Code::NotAnOutlier);
        assert_eq!(code(act::change(&house, &member(3), &keep("A", "x")).await), Code::NotAnOutlier);
        assert_eq!(code(act::change(&house, &member(3), &keep("C", " ")).await), Code::FieldMissing);
        act::change(&house, &member(3), &keep("C", "方案与本项目不符")).await.unwrap();
        let seen = summary(&house, 3).await;
        assert_eq!(seen.findings.iter().filter(|one| one.kept.as_deref() == Some("方案与本项目不符")).count(), 1);
        if house.reader().is_ok() {
            act::change(&house, &member(1), &RequestReport { lot: lot() }).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_claim_without_its_declaration_does_not_count() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        stand(&house).await;
        let small = r#"UPDATE verdicts SET form_json = REPLACE(form_json, '"size":"large"', '"size":"small"') WHERE bidder = 'A'"#;
        sql(&house, small).await;
        sql(&house, r#"UPDATE lots SET plan_json = REPLACE(plan_json, '"small":"0"', '"small":"0.1"')"#).await;
        score(&house, false).await;
        let claim = |bidder: &str| Subject::Deduction { bidder: org(bidder), claim: Claim::Small };
        assert_eq!(propose(&house, claim("B"), vec![]).await.unwrap_err(), Code::ClaimNotMade);
        let evaluated = async |house: &Arc<House>| {
            let table = summary(house, 1).await.table.unwrap();
            let a = table.bids.iter().find(|bid| bid.bidder == org("A")).unwrap().clone();
            a.evaluated_price.unwrap().to_string()
        };
        aggregate(&house).await;
        assert_eq!(evaluated(&house).await, "864000.00");
        let n = propose(&house, claim("A"), vec![]).await.unwrap().n;
        assert!(decide(&house, n, &[]).await);
        aggregate(&house).await;
        assert_eq!(evaluated(&house).await, "960000.00");
    }
}

/// Another bid that passed every review.
async fn join(house: &House, id: &str, name: &str) {
    let form = serde_json::json!({
        "v": 1, "tender": "T-1", "lot": "1", "bidder": name, "price_fen": 99_000_000, "price_words": "略",
        "delivery_days": 30, "validity_days": 90, "size": "large", "consortium_small_share": "0",
        "domestic": true, "brand": null, "index": []
    });
    let mut text = format!(
        "INSERT INTO orgs (id, kind, name, created_ms) VALUES ('{id}', 'bidder', '{name}', 0);
         INSERT INTO verdicts (tender, lot, envelope, bidder, outcome, form_json, price_fen, decided_by, at_ms)
           VALUES ('T-1', '1', 'single', '{id}', 'opened', '{form}', 99000000, 'system', 0);"
    );
    for reviewer in ["officer", "purchaser"] {
        text += &review("qualification", reviewer, id, true);
    }
    for member in 1..=5 {
        text += &review("compliance", &format!("m{member}"), id, true);
    }
    sql(house, &text).await;
}

async fn score_bid(house: &House, id: &str, tech: u32, plan: u32) {
    for member in 1..=5 {
        for (criterion, points) in [("tech", tech), ("plan", plan)] {
            let row = format!(
                "INSERT INTO cells (tender, lot, member, bidder, criterion, points, reason, version, at_ms)
                   VALUES ('T-1', '1', 'm{member}', '{id}', '{criterion}', '{points}', '', 1, 0)"
            );
            sql(house, &row).await;
        }
    }
}
