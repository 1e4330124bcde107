//! A lot at the stage of scoring with its people, on rows that stand as the desks before leave them.

use crate::common::caller;
use bidroom_server::act::{self, Caller};
use bidroom_server::fault::Fault;
use bidroom_server::house::House;
use serde_json::json;
use shared::amount::{Decimal, Fen};
use shared::api::summary::*;
use shared::id::{AccountId, CriterionId, LotKey, MemberId, OrgId, RoomId};
use shared::journal::Hash;
use shared::lifecycle::{Stage, StageName};
use shared::people::{Actor, Role, Seat};
use shared::refusal::Code;
use shared::rules::Verdict;
use shared::rules::case::{AbnormallyLow, CriterionKind, Deductions, Method, Regime};
use shared::rules::criteria::{LotPlan, PlanCriterion};
use std::sync::Arc;
use std::time::Duration;

pub const BIDDERS: [(&str, &str, i64); 4] = [
    ("A", "甲公司", 96_000_000),
    ("B", "乙公司", 90_000_000),
    ("C", "丙公司", 100_000_000),
    // It fails the compliance review.
    ("D", "丁公司", 80_000_000),
];
/// Subjective scores of bid A, B, C by the five members.
pub const PLAN: [[i64; 5]; 3] = [[25, 26, 24, 27, 25], [20, 20, 21, 19, 20], [22, 22, 22, 22, 22]];

pub fn lot() -> LotKey {
    LotKey::new("T-1", "1").unwrap()
}

pub fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub fn plan() -> LotPlan {
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
        works: None,
        deductions: Deductions { small: Decimal::zero(), consortium: Decimal::zero(), domestic: Decimal::zero() },
        abnormally_low: AbnormallyLow { of_mean: decimal("0.5"), of_next: decimal("0.5"), of_ceiling: decimal("0.45") },
        candidates: 3,
        committee_experts: 4,
        committee_purchaser: 1,
        opening: shared::rules::criteria::OpeningPlan::default(),
    }
}

pub async fn sql(house: &House, text: &str) {
    let mut conn = house.db.connection().await.unwrap();
    for statement in text.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
        sqlx::query(sqlx::AssertSqlSafe(statement.to_owned()))
            .execute(&mut *conn)
            .await
            .unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
}

/// Accounts, a lot at the stage of scoring with four opened bids, three of them compliant, five members, no scores.
pub async fn stand(house: &House) {
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

pub fn review(kind: &str, reviewer: &str, bidder: &str, pass: bool) -> String {
    format!(
        "INSERT INTO reviews (tender, lot, kind, reviewer, bidder, pass, clause, file, page, reason, version, at_ms)
           VALUES ('T-1', '1', '{kind}', '{reviewer}', '{bidder}', {}, '★3.2', 'a.pdf', 7, '缺少授权', 1, 0);",
        i32::from(pass)
    )
}

/// Every member scores and signs; member 3 gives another objective score for bid B when `differ` is set.
pub async fn score(house: &House, differ: bool) {
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

pub fn sign_sheet(member: u32) -> String {
    format!(
        "INSERT INTO sheet_signatures (tender, lot, member, sha256, at_ms) VALUES ('T-1', '1', 'm{member}', 'x', 5);
         UPDATE cells SET returned = 0 WHERE tender = 'T-1' AND lot = '1' AND member = 'm{member}';"
    )
}

pub fn actor(account: &str, role: Role) -> Actor {
    Actor {
        account: Some(AccountId::new(account).unwrap()),
        role,
        name: account.into(),
        org: None,
        seat: None,
        confirmed: true,
    }
}

pub fn member(n: u32) -> Caller {
    let seat = Seat { room: RoomId::new("R1").unwrap(), seat: n };
    caller(Actor { seat: Some(seat), ..actor(&format!("e{n}"), Role::Expert) })
}

pub fn bidder(id: &str) -> Caller {
    caller(Actor { org: Some(OrgId::new(id).unwrap()), ..actor(&format!("b-{id}"), Role::Bidder) })
}

pub fn buyer() -> Caller {
    caller(Actor { org: Some(OrgId::new("P").unwrap()), ..actor("buyer", Role::Purchaser) })
}

pub fn officer() -> Caller {
    caller(actor("officer", Role::Officer))
}

pub fn supervisor() -> Caller {
    caller(actor("supervisor", Role::Supervisor))
}

pub fn code<T>(outcome: Result<T, Fault>) -> Code {
    match outcome.err().expect("it was to be refused") {
        Fault::Refused(refusal) => refusal.code,
        other => panic!("a fault instead of a refusal: {other}"),
    }
}

pub async fn stage(house: &House) -> Stage {
    let mut conn = house.db.connection().await.unwrap();
    store::lots::find(&mut conn, &lot()).await.unwrap().unwrap().stage
}

pub fn cell(member: u32, bidder: &str, criterion: &str) -> CellRef {
    CellRef {
        member: MemberId::new(format!("m{member}")).unwrap(),
        bidder: OrgId::new(bidder).unwrap(),
        criterion: CriterionId::new(criterion).unwrap(),
    }
}

pub fn returning(cells: Vec<CellRef>, ground: Ground) -> ReturnCells {
    ReturnCells { lot: lot(), cells, ground, reason: "请核对第 12 页".into() }
}

pub async fn aggregate(house: &Arc<House>) -> Aggregated {
    act::change(house, &member(1), &Aggregate { lot: lot() }).await.unwrap().reply
}

pub async fn summary(house: &Arc<House>, n: u32) -> SummaryReply {
    act::query(house, &member(n), &ReadSummary { lot: lot() }).await.unwrap()
}

pub async fn ranked(house: &Arc<House>) {
    stand(house).await;
    score(house, false).await;
    assert_eq!(aggregate(house).await.verdict, Verdict::Ranked);
}

pub async fn wait_for(house: &Arc<House>, wanted: StageName) {
    for _ in 0..600 {
        if stage(house).await.name() == wanted {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the lot did not reach {wanted:?}");
}

pub async fn paper_text(house: &House, kind: &str) -> (Hash, Vec<u8>) {
    let mut conn = house.db.connection().await.unwrap();
    let paper = store::summary::newest_paper(&mut conn, &lot(), kind).await.unwrap().expect("a paper");
    (paper.sha256, house.vault.read(&paper.sha256).unwrap())
}
