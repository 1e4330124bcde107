//! Blind evaluation (暗标) through the interface: until the technical scores are locked no reply and no refusal to a member
//! says who is behind a code, and then everybody can check whose each was.

use crate::{refused, text_of};
use bidroom_server::demo::chain::LotSpec;
use bidroom_server::demo::people::BIDDERS;
use serde::Serialize;
use shared::api::Endpoint;
use shared::api::journal::{PAGE_MAX, ReadJournal};
use shared::api::matters::{AskBidder, InquiryKind, ProposeMatter, ReadMatters, Subject};
use shared::api::opening::Prices;
use shared::api::reading::{Mark, ReadMarks, RemoveMark, SaveMark, SuggestPages};
use shared::api::review::{PageAsk, ReadCompliance, SaveCompliance, SignCompliance};
use shared::api::room::ReadRoom;
use shared::api::scoring::{
    PAGE_PATH, ReadCommitteeProgress, ReadPageText, ReadSheet, SaveScore, SearchBids, SignSheet,
};
use shared::api::summary::{Aggregate, ReadSummary};
use shared::draw::shuffle::{blind_codes, blind_commitment};
use shared::id::OrgId;
use shared::journal::Hash;
use shared::lifecycle::StageName;
use shared::people::Role;
use shared::policy::Action;
use shared::refusal::Code;
use shared::rules::{CriterionKind, Regime, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use tests::situation::Scene;
use tests::{Failed, Lot, Marks, Outcome, Seated};

/// Quality- and cost-based selection, blind: technical points of a hundred, at least 60 for the price to be opened.
pub fn terms(spec: &mut LotSpec) {
    spec.regime = Regime::International;
    spec.opening.two_envelopes = true;
    spec.opening.technical_min = Some(60.into());
    spec.opening.blind = true;
    spec.criteria = vec![crate::kinds::criterion("tech", CriterionKind::Subjective, 100)];
}

/// What a member's replies say, and which acts they were.
#[derive(Default)]
struct Walk {
    acts: BTreeSet<Action>,
}

impl Walk {
    fn saw<R: Serialize>(&mut self, action: Action, reply: &R) {
        self.acts.insert(action);
        let said = serde_json::to_string(reply).unwrap();
        for (_, org, name, person) in BIDDERS {
            for known in [org, name, person] {
                assert!(!said.contains(known), "{} says {known}: {said}", action.as_str());
            }
        }
        assert!(!said.contains("投标文件.pdf") && !said.contains("澄明"), "{} says {said}", action.as_str());
    }

    async fn ask<Q: Endpoint>(&mut self, member: &Seated, query: &Q) -> Q::Reply {
        let reply = member.person.ask(query).await.unwrap();
        self.saw(Q::ACTION, &reply);
        reply
    }

    /// An act that is refused, or not: what comes back names nobody.
    async fn act<C: Endpoint>(&mut self, member: &Seated, change: &C) -> Outcome<C::Reply> {
        let done = member.person.act(change).await;
        match &done {
            Ok(reply) => self.saw(C::ACTION, reply),
            Err(Failed::Refused(problem)) => self.saw(C::ACTION, &problem.refusal),
            Err(error) => panic!("{error}"),
        }
        done
    }
}

pub async fn a_blind_lot(scene: &Scene, lot: &Lot) {
    lot.opened().await.unwrap();
    lot.qualify(&[]).await.unwrap();
    lot.drawn(&[]).await.unwrap();
    let room = scene.cast.room("room-blind", "评标室", 5).await.unwrap();
    let members = lot.seat(&room).await.unwrap();
    lot.declare(&members).await.unwrap();
    // Who must say whether there is a relation has to know to whom; which bid is whose is not there, and before the codes
    // are made nothing of the bids can be read.
    refused(members[1].person.ask(&ReadCompliance { lot: lot.key.clone() }).await, Code::WrongStage);
    lot.convene(&members).await.unwrap();
    let named = members[1].person.ask(&ReadRoom { lot: lot.key.clone() }).await.unwrap();
    assert!(named.bidders.iter().any(|(org, _)| org.as_str() == BIDDERS[0].1));
    assert!(!serde_json::to_string(&named).unwrap().contains("BLIND"));
    let mut walk = Walk::default();
    reviewing(&mut walk, lot, &members[0]).await;
    lot.comply(&members[1..]).await.unwrap();
    scoring(&mut walk, lot, &members[0]).await;
    lot.scored(&members, &marks()).await.unwrap();
    let after = walk.ask(&members[0], &ReadSheet { lot: lot.key.clone() }).await;
    assert!(after.signed.is_some());
    every_act_of_a_member_was_walked(&walk);
    codes_are_opened(lot, &members).await;
}

fn code(n: usize) -> OrgId {
    OrgId::new(format!("BLIND-0{n}")).unwrap()
}

fn marks() -> Marks {
    let rows = (1..=3).zip(["90", "75", "50"]);
    rows.map(|(n, points)| (code(n).to_string(), BTreeMap::from([("tech".to_owned(), vec![points.to_owned(); 5])])))
        .collect()
}

async fn reviewing(walk: &mut Walk, lot: &Lot, member: &Seated) {
    let key = || lot.key.clone();
    let seen = walk.ask(member, &ReadCompliance { lot: key() }).await;
    let bids: Vec<_> = seen.bids.iter().map(|bid| bid.bidder.clone()).collect();
    assert_eq!(bids, [code(1), code(2), code(3)], "in the order of the codes");
    assert!(seen.bids.iter().all(|bid| bid.form.is_none() && bid.files.len() == 1));
    walk.act(member, &SignCompliance { lot: key() }).await.unwrap_err();
    let mut save = SaveCompliance {
        lot: key(),
        bidder: code(1),
        pass: false,
        clause: "★3.2".into(),
        file: seen.bids[0].files[0].name.clone(),
        page: 9_999,
        reason: "缺少授权".into(),
        version: 0,
    };
    refused(walk.act(member, &save).await, Code::NoSuchPage);
    save.page = 1;
    walk.act(member, &save).await.unwrap();
    let mine = walk.ask(member, &ReadCompliance { lot: key() }).await.bids[0].mine.clone().unwrap();
    assert_eq!((mine.file.as_str(), mine.page), (save.file.as_str(), 1));
    // Who knows an id learns nothing by it.
    let known = || OrgId::new(BIDDERS[0].1).unwrap();
    refused(walk.act(member, &SaveCompliance { bidder: known(), ..save.clone() }).await, Code::BidNotUnderReview);
    let text = |bidder| ReadPageText { lot: key(), bidder, file: 1, page: 1 };
    refused(member.person.ask(&text(known())).await, Code::NotFound);
    walk.ask(member, &text(code(2))).await;
    for save in [
        SaveCompliance { pass: true, version: 1, ..save.clone() },
        SaveCompliance { bidder: code(2), pass: true, version: 0, ..save.clone() },
        SaveCompliance { bidder: code(3), pass: true, version: 0, ..save },
    ] {
        walk.act(member, &save).await.unwrap();
    }
    walk.act(member, &SignCompliance { lot: key() }).await.unwrap();
}

async fn scoring(walk: &mut Walk, lot: &Lot, member: &Seated) {
    let key = || lot.key.clone();
    let sheet = walk.ask(member, &ReadSheet { lot: key() }).await;
    assert!(sheet.bids.iter().map(|bid| &bid.bidder).eq([&code(1), &code(2), &code(3)]));
    let page = |bidder| PageAsk { lot: key(), bidder, file: 1, page: 1, width: 200 };
    member.person.file(PAGE_PATH, &page(code(3))).await.unwrap();
    walk.acts.insert(Action::ReadPage);
    refused(member.person.file(PAGE_PATH, &page(OrgId::new(BIDDERS[0].1).unwrap())).await, Code::NotFound);
    for name in [BIDDERS[0].2, "投标", "公司"] {
        walk.ask(member, &SearchBids { lot: key(), bidder: None, text: name.into() }).await;
    }
    walk.ask(member, &SuggestPages { lot: key(), bidder: code(1), criterion: "tech".into() }).await;
    let mark = Mark { bidder: code(2), file: 1, page: 1, note: "见此页".into() };
    walk.act(member, &SaveMark { lot: key(), mark: mark.clone() }).await.unwrap();
    assert_eq!(walk.ask(member, &ReadMarks { lot: key() }).await.own, [mark]);
    walk.act(member, &RemoveMark { lot: key(), bidder: code(2), file: 1, page: 1 }).await.unwrap();
    walk.ask(member, &ReadCommitteeProgress { lot: key() }).await;
    walk.ask(member, &ReadSummary { lot: key() }).await;
    walk.act(member, &Aggregate { lot: key() }).await.unwrap_err();
    let matters = walk.ask(member, &ReadMatters { lot: key() }).await;
    assert!(matters.bids.iter().all(|bid| bid.form.is_none()));
    let subject = Subject::Invalid { bidder: code(3), clause: "★3.2".into() };
    let propose = ProposeMatter { lot: key(), subject, reason: "无授权".into(), evidence: Vec::new() };
    walk.act(member, &propose).await.unwrap_err();
    let (kind, question) = (InquiryKind::LowPrice, "请说明".to_owned());
    walk.act(member, &AskBidder { lot: key(), bidder: code(3), kind, question, minutes: 30 }).await.unwrap_err();
    let save = SaveScore {
        lot: key(),
        bidder: code(1),
        criterion: "tech".into(),
        points: Some("120".into()),
        reason: String::new(),
        version: 0,
    };
    refused(walk.act(member, &save).await, Code::ScoreOutOfRange);
    walk.act(member, &SignSheet { lot: key(), sha256: "0".repeat(64) }).await.unwrap_err();
}

/// What a member may do while the codes hold is on the walk, or says nothing of a bid by its type.
fn every_act_of_a_member_was_walked(walk: &Walk) {
    let silent = [
        Action::ReadRoom,       // by name, for the recusal
        Action::VoteHead,       // members alone
        Action::HandOver,       // answers nothing
        Action::DropStray,      // answers nothing
        Action::VoteMatter,     // a number
        Action::ReturnCells,    // answers nothing
        Action::ReadAnswerFile, // a paper that its bidder wrote; its name goes through the veil
    ];
    let closed = |stages: &[StageName]| stages.contains(&StageName::Reviewing) || stages.contains(&StageName::Scoring);
    let open: Vec<_> = Action::ALL
        .iter()
        .filter(|action| action.rule().roles.contains(&Role::Expert) && closed(action.rule().stages))
        .filter(|action| !action.rule().roles.contains(&Role::Public))
        .filter(|action| !walk.acts.contains(action) && !silent.contains(action))
        .collect();
    assert!(open.is_empty(), "nobody looked at what {open:?} tell a member of a blind lot");
}

async fn codes_are_opened(lot: &Lot, members: &[Seated]) {
    let journal = journal_of(lot).await;
    let committed = journal.iter().find(|(kind, _)| kind == "blind.committed").expect("a commitment");
    assert!(!journal.iter().any(|(kind, _)| kind == "blind.opened"));
    assert_eq!(lot.aggregate(&members[0]).await.unwrap().verdict, Verdict::Ranked);
    let after = journal_of(lot).await;
    let opened = &after.iter().find(|(kind, _)| kind == "blind.opened").expect("the codes are opened").1;
    let secret = opened["data"]["secret"].as_str().unwrap().parse::<Hash>().unwrap().0;
    assert_eq!(committed.1["data"]["commitment"], blind_commitment(&secret).to_string());
    let codes = blind_codes(&secret, 3);
    let third = codes.iter().position(|code| code == "BLIND-03").unwrap();
    let console = lot.console_when("the list of prices", |console| console.hall.stage == StageName::PriceClosed).await;
    let sealed: Vec<_> = console.unwrap().hall.sealed.iter().map(|row| row.bidder.to_string()).collect();
    assert_eq!(sealed, [BIDDERS[third].1], "fifty points keep the price sealed");
    let first = codes.iter().position(|code| code == "BLIND-01").unwrap();
    priced(lot).await;
    assert_eq!(lot.aggregate(&members[0]).await.unwrap().verdict, Verdict::Ranked);
    let table = lot.summary(&members[1]).await.unwrap().table.unwrap();
    assert_eq!((table.bids[0].bidder.as_str(), table.bids[0].name.as_str()), (BIDDERS[first].1, BIDDERS[first].2));
    let text = text_of(&lot.report(&members[0]).await.unwrap());
    let whose = format!("暗标01为{}", BIDDERS[first].2);
    for fact in [whose.as_str(), "报价信封未开启", "技术分折算", &blind_commitment(&secret).to_string()] {
        assert!(text.contains(fact), "the report does not say {fact}: {text}");
    }
    lot.sign_report(members).await.unwrap();
}

/// The price envelopes of those who passed.
async fn priced(lot: &Lot) {
    lot.sign_list().await.unwrap();
    lot.cosign_list().await.unwrap();
    lot.release(1).await.unwrap();
    lot.release(2).await.unwrap();
    assert!(matches!(lot.announce().await.unwrap(), Prices::Announced { .. }));
    lot.sign_record().await.unwrap();
}

async fn journal_of(lot: &Lot) -> Vec<(String, serde_json::Value)> {
    let read = ReadJournal { lot: Some(lot.key.clone()), before: None, limit: Some(PAGE_MAX) };
    let page = lot.cast.supervisor.person.ask(&read).await.unwrap();
    let bodies = page.entries.into_iter().filter_map(|entry| entry.body);
    bodies.map(|body| (body.kind.clone(), serde_json::from_str(&body.json).unwrap())).collect()
}
