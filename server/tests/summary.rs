//! Summary, award, supervision and journal through their use cases, on rows that stand as the desks before leave them.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod common;

use bidroom_server::act::{self, Caller};
use bidroom_server::fault::Fault;
use bidroom_server::house::House;
use bidroom_server::jobs;
use common::{Place, caller, databases};
use serde_json::{Value, json};
use shared::amount::{Decimal, Fen};
use shared::api::Endpoint;
use shared::api::award::*;
use shared::api::journal::{ProveEntry, ReadJournal};
use shared::api::summary::*;
use shared::api::supervision::*;
use shared::id::{AccountId, CriterionId, LotKey, MemberId, OrgId, RoomId};
use shared::journal::note::{Note, NoteSigner, VerifierKey};
use shared::journal::{Hash, witness};
use shared::lifecycle::{Stage, StageName};
use shared::people::{Actor, Role, Seat};
use shared::refusal::Code;
use shared::rules::case::{AbnormallyLow, CriterionKind, Deductions, Method, Regime};
use shared::rules::criteria::{LotPlan, PlanCriterion};
use shared::rules::{FindingCode, Verdict};
use std::sync::Arc;
use std::time::Duration;

const BIDDERS: [(&str, &str, i64); 4] = [
    ("A", "甲公司", 96_000_000),
    ("B", "乙公司", 90_000_000),
    ("C", "丙公司", 100_000_000),
    // It fails the compliance review.
    ("D", "丁公司", 80_000_000),
];
/// Subjective scores of bid A, B, C by the five members.
const PLAN: [[i64; 5]; 3] = [[25, 26, 24, 27, 25], [20, 20, 21, 19, 20], [22, 22, 22, 22, 22]];

fn lot() -> LotKey {
    LotKey::new("T-1", "1").unwrap()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn plan() -> LotPlan {
    let criterion = |id: &str, title: &str, kind, max: i64| PlanCriterion {
        id: id.into(),
        title: title.into(),
        standard: "见招标文件".into(),
        kind,
        max: Decimal::from(max),
        min: Decimal::zero(),
        step: None,
    };
    LotPlan {
        regime: Regime::Goods,
        method: Method::Comprehensive,
        budget: Fen(120_000_000),
        ceiling: Fen(120_000_000),
        criteria: vec![
            criterion("tech", "技术指标", CriterionKind::Objective, 40),
            criterion("plan", "实施方案", CriterionKind::Subjective, 30),
        ],
        price_weight: Decimal::from(30),
        deductions: Deductions { small: Decimal::zero(), consortium: Decimal::zero(), domestic: Decimal::zero() },
        abnormally_low: AbnormallyLow { of_mean: decimal("0.5"), of_next: decimal("0.5"), of_ceiling: decimal("0.45") },
        candidates: 3,
        committee_experts: 4,
        committee_purchaser: 1,
        opening: shared::rules::criteria::OpeningPlan::default(),
    }
}

async fn sql(house: &House, text: &str) {
    let mut conn = house.db.connection().await.unwrap();
    for statement in text.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
        sqlx::query(sqlx::AssertSqlSafe(statement.to_owned()))
            .execute(&mut *conn)
            .await
            .unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
}

/// Accounts, a lot at the stage of scoring with four opened bids, three of them compliant, five members, no scores.
async fn stand(house: &House) {
    let plan = serde_json::to_string(&plan()).unwrap();
    let mut text = format!(
        "INSERT INTO orgs (id, kind, name, created_ms) VALUES ('P', 'purchaser', '采购单位', 0);
         INSERT INTO accounts (id, role, name, org, password_hash, created_ms) VALUES
           ('officer', 'officer', '经办', NULL, '', 0), ('supervisor', 'supervisor', '监督', NULL, '', 0),
           ('buyer', 'purchaser', '采购人', 'P', '', 0);
         INSERT INTO rooms (id, name, seats, state) VALUES ('R1', '评标室', 9, 'sealed');
         INSERT INTO tenders (id, title, purchaser, officer, supervisor, place, created_ms) VALUES
           ('T-1', '设备采购', 'P', 'officer', 'supervisor', '一号厅', 0);
         INSERT INTO lots (tender, lot, title, stage, stage_json, plan_json, deadline_ms, created_ms) VALUES
           ('T-1', '1', '服务器', 'scoring', '{{\"stage\":\"scoring\"}}', '{plan}', 1, 0);"
    );
    for (id, name, price) in BIDDERS {
        let form = json!({
            "v": 1, "tender": "T-1", "lot": "1", "bidder": name, "price_fen": price, "price_words": "略",
            "delivery_days": 30, "validity_days": 90, "size": "large", "consortium_small_share": "0",
            "domestic": true, "brand": null, "index": []
        });
        text += &format!(
            "INSERT INTO orgs (id, kind, name, created_ms) VALUES ('{id}', 'bidder', '{name}', 0);
             INSERT INTO verdicts (tender, lot, envelope, bidder, outcome, form_json, price_fen, decided_by, at_ms)
               VALUES ('T-1', '1', 'single', '{id}', 'opened', '{form}', {price}, 'system', 0);"
        );
        for reviewer in ["officer", "purchaser"] {
            text += &review("qualification", reviewer, id, true);
        }
        for member in 1..=5 {
            // One of five finds C wanting: the majority decides.
            let pass = id != "D" && !(id == "C" && member == 5);
            text += &review("compliance", &format!("m{member}"), id, pass);
        }
    }
    for n in 1..=5 {
        let (kind, head) = if n == 5 { ("purchaser", 0) } else { ("expert", i32::from(n == 1)) };
        text += &format!(
            "INSERT INTO accounts (id, role, name, org, password_hash, created_ms)
               VALUES ('e{n}', 'expert', '评委{n}', NULL, '', 0);
             INSERT INTO members (tender, lot, id, n, kind, account, name, room, seat, recusal, is_head)
               VALUES ('T-1', '1', 'm{n}', {n}, '{kind}', 'e{n}', '评委{n}', 'R1', {n}, 'none', {head});"
        );
    }
    sql(house, &text).await;
}

fn review(kind: &str, reviewer: &str, bidder: &str, pass: bool) -> String {
    format!(
        "INSERT INTO reviews (tender, lot, kind, reviewer, bidder, pass, clause, file, page, reason, version, at_ms)
           VALUES ('T-1', '1', '{kind}', '{reviewer}', '{bidder}', {}, '★3.2', 'a.pdf', 7, '缺少授权', 1, 0);",
        i32::from(pass)
    )
}

/// Every member scores and signs; member 3 gives another objective score for bid B when `differ` is set.
async fn score(house: &House, differ: bool) {
    let mut text = String::new();
    for (bid, row) in PLAN.iter().enumerate() {
        for (member, points) in row.iter().enumerate() {
            let tech = if differ && bid == 1 && member == 2 { 30 } else { 36 - i64::try_from(bid).unwrap() };
            for (criterion, points) in [("tech", tech), ("plan", *points)] {
                text += &format!(
                    "INSERT INTO cells (tender, lot, member, bidder, criterion, points, reason, version, at_ms)
                       VALUES ('T-1', '1', 'm{}', '{}', '{criterion}', '{points}', '', 1, 0);",
                    member + 1,
                    BIDDERS[bid].0
                );
            }
        }
    }
    for member in 1..=5 {
        text += &sign_sheet(member);
    }
    sql(house, &text).await;
}

fn sign_sheet(member: u32) -> String {
    format!(
        "INSERT INTO sheet_signatures (tender, lot, member, sha256, at_ms) VALUES ('T-1', '1', 'm{member}', 'x', 5);
         UPDATE cells SET returned = 0 WHERE tender = 'T-1' AND lot = '1' AND member = 'm{member}';"
    )
}

fn actor(account: &str, role: Role) -> Actor {
    Actor {
        account: Some(AccountId::new(account).unwrap()),
        role,
        name: account.into(),
        org: None,
        seat: None,
        confirmed: true,
    }
}

fn member(n: u32) -> Caller {
    let seat = Seat { room: RoomId::new("R1").unwrap(), seat: n };
    caller(Actor { seat: Some(seat), ..actor(&format!("e{n}"), Role::Expert) })
}

fn bidder(id: &str) -> Caller {
    caller(Actor { org: Some(OrgId::new(id).unwrap()), ..actor(&format!("b-{id}"), Role::Bidder) })
}

fn buyer() -> Caller {
    caller(Actor { org: Some(OrgId::new("P").unwrap()), ..actor("buyer", Role::Purchaser) })
}

fn officer() -> Caller {
    caller(actor("officer", Role::Officer))
}

fn supervisor() -> Caller {
    caller(actor("supervisor", Role::Supervisor))
}

fn code<T>(outcome: Result<T, Fault>) -> Code {
    match outcome.err().expect("it was to be refused") {
        Fault::Refused(refusal) => refusal.code,
        other => panic!("a fault instead of a refusal: {other}"),
    }
}

async fn stage(house: &House) -> Stage {
    let mut conn = house.db.connection().await.unwrap();
    store::lots::find(&mut conn, &lot()).await.unwrap().unwrap().stage
}

fn cell(member: u32, bidder: &str, criterion: &str) -> CellRef {
    CellRef {
        member: MemberId::new(format!("m{member}")).unwrap(),
        bidder: OrgId::new(bidder).unwrap(),
        criterion: CriterionId::new(criterion).unwrap(),
    }
}

fn returning(cells: Vec<CellRef>, ground: Ground) -> ReturnCells {
    ReturnCells { lot: lot(), cells, ground, reason: "请核对第 12 页".into() }
}

async fn aggregate(house: &Arc<House>) -> Aggregated {
    act::change(house, &member(1), &Aggregate { lot: lot() }).await.unwrap().reply
}

async fn summary(house: &Arc<House>, n: u32) -> SummaryReply {
    act::query(house, &member(n), &ReadSummary { lot: lot() }).await.unwrap()
}

#[tokio::test]
async fn objective_scores_that_differ_go_back_and_then_the_bids_are_ranked() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        stand(&house).await;
        let waits = act::change(&house, &member(1), &Aggregate { lot: lot() }).await;
        assert_eq!(code(waits), Code::SheetsMissing);
        score(&house, true).await;
        assert_eq!(code(act::change(&house, &member(2), &Aggregate { lot: lot() }).await), Code::NotPermitted);
        let early = returning(vec![cell(3, "B", "tech")], Ground::Objective);
        assert_eq!(code(act::change(&house, &member(1), &early).await), Code::NotAggregated);

        let blocked = aggregate(&house).await;
        assert_eq!(blocked.verdict, Verdict::Blocked);
        let finding = blocked.findings.iter().find(|finding| finding.blocks).expect("what blocks");
        assert_eq!((finding.code, finding.bidder.as_str()), (FindingCode::ObjectiveDiffers, "B"));
        assert!(finding.member.is_none(), "nobody is told whose value is right");
        assert_eq!(stage(&house).await, Stage::Scoring);
        assert!(summary(&house, 2).await.table.is_none());

        act::change(&house, &member(1), &returning(vec![cell(3, "B", "tech")], Ground::Objective)).await.unwrap();
        let now = summary(&house, 1).await;
        let third = now.members.iter().find(|one| one.id.as_str() == "m3").unwrap();
        assert_eq!((third.signed_ms, third.returned), (None, 1));
        assert_eq!(now.members.iter().filter(|one| one.signed_ms.is_some()).count(), 4);
        assert_eq!(code(act::change(&house, &member(1), &Aggregate { lot: lot() }).await), Code::SheetsMissing);

        sql(&house, "UPDATE cells SET points = '35' WHERE member = 'm3' AND bidder = 'B' AND criterion = 'tech'").await;
        sql(&house, &sign_sheet(3)).await;
        assert_eq!(aggregate(&house).await.verdict, Verdict::Ranked);
        assert_eq!(stage(&house).await, Stage::Ranked);
        let table = summary(&house, 4).await.table.expect("a table");
        let totals: Vec<_> = table
            .bids
            .iter()
            .filter_map(|bid| {
                Some((bid.bidder.as_str(), bid.price_points.as_ref()?.to_string(), bid.total.as_ref()?.to_string()))
            })
            .map(|(bidder, price, total)| (bidder.to_owned(), price, total))
            .collect();
        let expected = [("A", "28.13", "89.53"), ("B", "30.00", "85.00"), ("C", "27.00", "83.00")];
        assert_eq!(totals, expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned())));
        let fourth = table.bids.iter().find(|bid| bid.bidder.as_str() == "D").unwrap();
        assert!(!fourth.valid && fourth.rank.is_none());

        // From the ranking a score can still go back, and takes the result with it.
        let back = returning(vec![cell(2, "A", "plan"), cell(2, "A", "plan")], Ground::Abnormal);
        act::change(&house, &member(1), &back).await.unwrap();
        assert_eq!(stage(&house).await, Stage::Scoring);
        let now = summary(&house, 2).await;
        assert!(now.table.is_none() && now.members.iter().any(|one| one.returned == 1));
        let again = returning(vec![cell(2, "A", "plan")], Ground::Abnormal);
        assert_eq!(code(act::change(&house, &member(1), &again).await), Code::NotAggregated);
    }
}

async fn ranked(house: &Arc<House>) {
    stand(house).await;
    score(house, false).await;
    assert_eq!(aggregate(house).await.verdict, Verdict::Ranked);
}

async fn wait_for(house: &Arc<House>, wanted: StageName) {
    for _ in 0..600 {
        if stage(house).await.name() == wanted {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the lot did not reach {wanted:?}");
}

async fn paper_text(house: &House, kind: &str) -> (Hash, Vec<u8>) {
    let mut conn = house.db.connection().await.unwrap();
    let paper = store::summary::newest_paper(&mut conn, &lot(), kind).await.unwrap().expect("a paper");
    (paper.sha256, house.vault.read(&paper.sha256).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_is_made_signed_with_a_dissent_and_the_award_follows_its_order() {
    let place = Place::new(None).await;
    let house = place.open().await;
    ranked(&house).await;
    if house.reader().is_err() {
        let refused = act::change(&house, &member(1), &RequestReport { lot: lot() }).await;
        assert_eq!(code(refused), Code::NoFonts);
        return;
    }
    let work = tokio::spawn(jobs::run(Arc::clone(&house)));
    assert_eq!(code(act::change(&house, &member(2), &RequestReport { lot: lot() }).await), Code::NotPermitted);
    act::change(&house, &member(1), &RequestReport { lot: lot() }).await.unwrap();
    wait_for(&house, StageName::Reporting).await;
    let (sha256, pdf) = paper_text(&house, "report").await;
    assert!(pdf.starts_with(b"%PDF"));
    let pages = house.reader().unwrap().text(&house.vault.local(&sha256).await.unwrap()).await.unwrap();
    let text: String = pages.iter().flat_map(|page| page.text.chars()).filter(|c| !c.is_whitespace()).collect();
    for said in ["甲公司", "89.53", "85.00", "28.13", "评委1", "★3.2", "缺少授权", "900,000.00", "第六十三条"]
    {
        assert!(text.contains(said), "{said} is not in the report: {text}");
    }

    let sign = |sha256, dissent: Option<&str>| SignReport { lot: lot(), sha256, dissent: dissent.map(str::to_owned) };
    assert_eq!(code(act::change(&house, &member(2), &sign(Hash::of(b"another"), None)).await), Code::ReportOther);
    assert_eq!(code(act::change(&house, &member(2), &sign(sha256, Some("  "))).await), Code::FieldMissing);
    let mut unconfirmed = member(2);
    unconfirmed.actor.confirmed = false;
    assert_eq!(code(act::change(&house, &unconfirmed, &sign(sha256, None)).await), Code::ConfirmNeeded);
    act::change(&house, &member(2), &sign(sha256, Some("乙公司的授权不足"))).await.unwrap();
    assert_eq!(code(act::change(&house, &member(2), &sign(sha256, None)).await), Code::AlreadyDone);
    for n in [1, 3, 4] {
        act::change(&house, &member(n), &sign(sha256, None)).await.unwrap();
    }
    assert_eq!(stage(&house).await.name(), StageName::Reporting);
    act::change(&house, &member(5), &sign(sha256, None)).await.unwrap();
    assert_eq!(stage(&house).await, Stage::Reported { report: sha256 });
    let report = summary(&house, 3).await.report.unwrap();
    assert_eq!(report.signatures.iter().filter(|one| one.dissent.is_some()).count(), 1);
    assert_eq!(report.signatures.len(), 5);

    award(&house).await;
    results(&house).await;
    work.abort();
}

async fn award(house: &Arc<House>) {
    let confirm = |bidder: &str, reason: Option<&str>| ConfirmAward {
        lot: lot(),
        bidder: OrgId::new(bidder).unwrap(),
        reason: reason.map(str::to_owned),
    };
    let reply = act::query(house, &buyer(), &ReadAward { lot: lot() }).await.unwrap();
    let order: Vec<_> = reply.bids.iter().map(|bid| (bid.bidder.as_str(), bid.candidate)).collect();
    assert_eq!(order, [("A", Some(1)), ("B", Some(2)), ("C", Some(3)), ("D", None)]);
    assert_eq!(reply.dissents, 1);
    assert_eq!(code(act::change(house, &buyer(), &confirm("D", Some("便宜"))).await), Code::NotRecommended);
    assert_eq!(code(act::change(house, &buyer(), &confirm("B", None)).await), Code::OutOfOrder);
    assert_eq!(code(act::change(house, &officer(), &confirm("A", None)).await), Code::NotPermitted);
    assert_eq!(code(act::query(house, &bidder("A"), &MyResult { lot: lot() }).await), Code::WrongStage);
    act::change(house, &buyer(), &confirm("B", Some("甲公司书面放弃中标"))).await.unwrap();
    assert_eq!(code(act::change(house, &buyer(), &PublishResult { lot: lot() }).await), Code::NotPermitted);
    act::change(house, &officer(), &PublishResult { lot: lot() }).await.unwrap();
    assert_eq!(stage(house).await, Stage::Concluded { winner: "B".into() });
}

async fn results(house: &Arc<House>) {
    let public = caller(Actor::public());
    let list = act::query(house, &public, &ListResults {}).await.unwrap();
    assert_eq!(list[0].winner, Some(("乙公司".to_owned(), Fen(90_000_000))));
    let result = act::query(house, &public, &ReadResult { lot: lot() }).await.unwrap();
    let Ending::Awarded { winner_id, price_words, committee, candidates, .. } = &result.ending else {
        panic!("awarded")
    };
    assert_eq!((winner_id.as_str(), price_words.as_str()), ("B", "人民币玖拾万元整"));
    assert_eq!(committee.len(), 5);
    assert!(candidates.is_empty(), "Order 87 publishes the winner alone");

    let mine = act::query(house, &bidder("A"), &MyResult { lot: lot() }).await.unwrap();
    let Standing::Ranked { rank, of, total, criteria, .. } = &mine.standing else { panic!("ranked") };
    assert_eq!((*rank, *of, total.as_ref().unwrap().to_string().as_str()), (1, 3, "89.53"));
    let points: Vec<_> = criteria.iter().map(|own| own.points.to_string()).collect();
    assert_eq!(points, ["36.00", "25.40"]);
    let text = serde_json::to_string(&mine).unwrap();
    for others in ["乙公司", "丙公司", "900000", "85.00", "83.00", "评委"] {
        assert!(!text.contains(others), "{others} in {text}");
    }
    let out = act::query(house, &bidder("D"), &MyResult { lot: lot() }).await.unwrap();
    let Standing::Invalid { step, reasons } = &out.standing else { panic!("invalid") };
    assert_eq!(*step, InvalidAt::Compliance);
    assert_eq!(reasons.len(), 1, "the same words once: {reasons:?}");
    assert_eq!(code(act::query(house, &bidder("Z"), &MyResult { lot: lot() }).await), Code::NotPermitted);
}

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
