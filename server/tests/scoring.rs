//! Reviews and scoring on both databases: who decides what, what a score may be, what is locked when, and that no member
//! ever learns another's scores.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod common;
#[path = "scoring/reading.rs"]
mod reading;
#[path = "scoring/room.rs"]
mod room;
#[path = "scoring/secrets.rs"]
mod secrets;

use bidroom_server::act::{self, Caller};
use bidroom_server::fault::Fault;
use bidroom_server::house::House;
use bidroom_server::work::{Change, Query};
use common::{Place, databases};
use serde_json::json;
use shared::api::review::{
    ReadCompliance, ReadQualification, ReviewSigned, SaveCompliance, SaveQualification, SignCompliance,
    SignQualification,
};
use shared::api::scoring::{ReadPageText, ReadProgress, ReadSheet, SaveScore, SearchBids, SheetReply, SignSheet};
use shared::id::{AccountId, LotKey, OrgId, RoomId};
use shared::lifecycle::StageName;
use shared::people::{Actor, Role, Seat};
use shared::refusal::{Code, Refusal};
use shared::sheet::{CellFinding, Sheet, SheetCell};
use std::sync::Arc;

const BIDDERS: [&str; 4] = ["A0", "B0", "C0", "D0"];

fn lot() -> LotKey {
    LotKey::new("T1", "1").unwrap()
}

fn org(id: &str) -> OrgId {
    OrgId::new(id).unwrap()
}

fn person(account: &str, role: Role, org_id: Option<&str>, seat: Option<u32>) -> Caller {
    let actor = Actor {
        account: Some(AccountId::new(account).unwrap()),
        role,
        name: account.to_owned(),
        org: org_id.map(org),
        seat: seat.map(|seat| Seat { room: RoomId::new("R1").unwrap(), seat }),
        confirmed: true,
    };
    common::caller(actor)
}

fn officer() -> Caller {
    person("officer", Role::Officer, None, None)
}

fn purchaser() -> Caller {
    person("buyer", Role::Purchaser, Some("P0"), None)
}

fn expert(n: u32) -> Caller {
    person(&format!("e{n}"), Role::Expert, None, Some(n))
}

async fn change<C: Change>(house: &Arc<House>, who: &Caller, body: C) -> Result<C::Reply, Refusal> {
    act::change(house, who, &body).await.map(|acted| acted.reply).map_err(refusal)
}

async fn query<Q: Query>(house: &Arc<House>, who: &Caller, body: Q) -> Result<Q::Reply, Refusal> {
    act::query(house, who, &body).await.map_err(refusal)
}

fn refusal(fault: Fault) -> Refusal {
    match fault {
        Fault::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}

fn plan() -> String {
    let criterion = |id: &str, kind: &str, max: &str, step: Option<&str>| json!({ "id": id, "title": id, "standard": "s", "kind": kind, "max": max, "min": "0", "step": step });
    json!({
        "regime": "goods", "method": "comprehensive", "budget": 100_000_000, "ceiling": 100_000_000,
        "criteria": [criterion("plan", "subjective", "40", Some("0.5")), criterion("quality", "objective", "30", None)],
        "price_weight": "30", "deductions": { "small": "0", "consortium": "0", "domestic": "0" },
        "abnormally_low": { "of_mean": "0.50", "of_next": "0.50", "of_ceiling": "0.45" },
        "candidates": 3, "committee_experts": 4, "committee_purchaser": 1,
    })
    .to_string()
}

/// A lot whose opening record is signed: four opened bids, a committee of five with m5 recused in a second one.
async fn recorded(server: Option<&str>) -> (Place, Arc<House>) {
    recorded_with(server, &[]).await
}

/// The same in a centre whose terminals must not reach these addresses.
async fn recorded_with(server: Option<&str>, egress: &[&str]) -> (Place, Arc<House>) {
    let place = Place::new(server).await;
    let mut settings = common::settings(place.dir.path(), place.database.clone());
    settings.egress = egress.iter().map(|address| (*address).to_owned()).collect();
    let house = House::open(settings).await.unwrap();
    let mut sql = vec![
        "INSERT INTO orgs VALUES ('P0', 'purchaser', '采购人', 0)".to_owned(),
        "INSERT INTO accounts VALUES ('officer', 'officer', 'o', NULL, '', 0, 0), \
         ('super', 'supervisor', 's', NULL, '', 0, 0), ('buyer', 'purchaser', 'b', 'P0', '', 0, 0)"
            .to_owned(),
        "INSERT INTO tenders VALUES ('T1', '项目', 'P0', 'officer', 'super', '地点', 0)".to_owned(),
        "INSERT INTO rooms (id, name, seats, state) VALUES ('R1', '一号评标室', 5, 'sealed')".to_owned(),
        format!(
            "INSERT INTO lots VALUES ('T1', '1', '第一包', 'recorded', '{{\"stage\":\"recorded\"}}', '{}', 1, 0, 0)",
            plan()
        ),
    ];
    for bidder in BIDDERS {
        let form = json!({
            "v": 1, "tender": "T1", "lot": "1", "bidder": bidder, "price_fen": 90_000_000, "price_words": "玖拾万元整",
            "delivery_days": 30, "validity_days": 90, "size": "small", "consortium_small_share": "0",
            "domestic": true, "brand": null, "index": [{ "criterion": "plan", "file": "tech.pdf", "page": 7 }],
        });
        sql.push(format!("INSERT INTO orgs VALUES ('{bidder}', 'bidder', '{bidder} 公司', 0)"));
        sql.push(format!(
            "INSERT INTO verdicts VALUES ('T1', '1', 'single', '{bidder}', 'opened', NULL, NULL, NULL, '{form}', 90000000, 's', 0)"
        ));
        let hash = shared::journal::Hash::of(bidder.as_bytes()).to_hex();
        sql.push(format!("INSERT INTO bid_files VALUES ('T1', '1', '{bidder}', 1, 'tech.pdf', 9, '{hash}', 30)"));
        sql.push(format!(
            "INSERT INTO page_texts VALUES ('{hash}', 0, '', 'read', ''), \
             ('{hash}', 7, '本项 ISO 9001 证书', NULL, '本项iso9001证书'), \
             ('{hash}', 12, 'Quality 质量保证体系', NULL, 'quality质量保证体系')"
        ));
    }
    for n in 1..=5 {
        sql.push(format!("INSERT INTO accounts VALUES ('e{n}', 'expert', '评委{n}', NULL, '', 0, 0)"));
        sql.push(format!(
            "INSERT INTO members (tender, lot, id, n, kind, account, name, room, seat, recusal, is_out) \
             VALUES ('T1', '1', 'm{n}', {n}, 'expert', 'e{n}', '评委{n}', 'R1', {n}, 'none', 0)"
        ));
    }
    run(&house, sql).await;
    (place, house)
}

async fn run(house: &Arc<House>, statements: Vec<String>) {
    let mut conn = house.db.connection().await.unwrap();
    for statement in statements {
        sqlx::query(sqlx::AssertSqlSafe(statement.clone())).execute(&mut *conn).await.expect(&statement);
    }
}

async fn stage(house: &Arc<House>) -> StageName {
    let mut conn = house.db.connection().await.unwrap();
    store::lots::find(&mut conn, &lot()).await.unwrap().unwrap().stage.name()
}

async fn set_stage(house: &Arc<House>, stage: &str) {
    run(house, vec![format!("UPDATE lots SET stage = '{stage}', stage_json = '{{\"stage\":\"{stage}\"}}'")]).await;
}

fn qualification(bidder: &str, pass: bool, version: i64) -> SaveQualification {
    let (clause, file, page, reason) = if pass { ("", "", 0, "") } else { ("2.1", "tech.pdf", 3, "缺资质") };
    let (clause, file, reason) = (clause.into(), file.into(), reason.into());
    SaveQualification { lot: lot(), bidder: org(bidder), pass, clause, file, page, reason, version }
}

async fn qualify_all(house: &Arc<House>, failing: &[&str]) -> ReviewSigned {
    for who in [officer(), purchaser()] {
        for bidder in BIDDERS {
            change(house, &who, qualification(bidder, !failing.contains(&bidder), 0)).await.unwrap();
        }
    }
    assert_eq!(change(house, &officer(), SignQualification { lot: lot() }).await.unwrap().decided, None);
    change(house, &purchaser(), SignQualification { lot: lot() }).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn officer_and_purchaser_must_agree_on_every_bidder() {
    for server in databases() {
        let (_place, house) = recorded(server.as_deref()).await;
        let sign = || SignQualification { lot: lot() };
        let refused = change(&house, &officer(), sign()).await.unwrap_err();
        assert_eq!((refused.code, refused.fields["count"].as_str()), (Code::ReviewIncomplete, "4"));

        let mut bare = qualification("B0", false, 0);
        bare.clause.clear();
        let refused = change(&house, &officer(), bare).await.unwrap_err();
        assert_eq!((refused.code, refused.fields["field"].as_str()), (Code::CitationNeeded, "clause"));
        let mut beyond = qualification("B0", false, 0);
        beyond.page = 31;
        assert_eq!(change(&house, &officer(), beyond).await.unwrap_err().code, Code::NoSuchPage);
        let stranger = change(&house, &officer(), qualification("Z0", true, 0)).await.unwrap_err();
        assert_eq!(stranger.code, Code::BidNotUnderReview);

        for bidder in BIDDERS {
            change(&house, &officer(), qualification(bidder, true, 0)).await.unwrap();
            change(&house, &purchaser(), qualification(bidder, bidder != "C0", 0)).await.unwrap();
        }
        let stale = change(&house, &officer(), qualification("A0", true, 0)).await.unwrap_err();
        assert_eq!((stale.code, stale.fields["version"].as_str()), (Code::VersionConflict, "1"));
        change(&house, &officer(), sign()).await.unwrap();
        let refused = change(&house, &purchaser(), sign()).await.unwrap_err();
        assert_eq!((refused.code, refused.fields["bidder"].as_str()), (Code::ReviewDisagree, "C0"));
        assert_eq!(stage(&house).await, StageName::Recorded);

        // Changing a decision takes the own signature back; then both sign anew.
        change(&house, &officer(), qualification("C0", false, 1)).await.unwrap();
        let seen = query(&house, &purchaser(), ReadQualification { lot: lot() }).await.unwrap();
        assert!(seen.officer.is_none());
        assert_eq!(seen.bids[2].officer.as_ref().unwrap().reason, "缺资质");
        change(&house, &purchaser(), sign()).await.unwrap();
        let decided = change(&house, &officer(), sign()).await.unwrap().decided.unwrap();
        assert_eq!((decided.passing, decided.goes_on), (3, true));
        assert_eq!(stage(&house).await, StageName::Qualified);
        let mut conn = house.db.connection().await.unwrap();
        assert_eq!(store::review::qualified(&mut conn, &lot()).await.unwrap(), ["A0", "B0", "D0"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fewer_than_three_qualified_bidders_end_the_lot() {
    let (_place, house) = recorded(None).await;
    let decided = qualify_all(&house, &["A0", "B0"]).await.decided.unwrap();
    assert_eq!((decided.passing, decided.goes_on), (2, false));
    assert_eq!(stage(&house).await, StageName::Failed);
    let stranger = person("other", Role::Purchaser, Some("P9"), None);
    let refused = query(&house, &stranger, ReadQualification { lot: lot() }).await.unwrap_err();
    assert_eq!(refused.code, Code::NotPermitted);
}

fn compliance(bidder: &str, pass: bool) -> SaveCompliance {
    let SaveQualification { lot, bidder, pass, clause, file, page, reason, version } = qualification(bidder, pass, 0);
    SaveCompliance { lot, bidder, pass, clause, file, page, reason, version }
}

/// Every member decides; `failing(n, bidder)` says who fails whom. Gives the last signature's reply.
async fn comply(house: &Arc<House>, members: &[u32], failing: impl Fn(u32, &str) -> bool) -> ReviewSigned {
    let mut last = None;
    for &n in members {
        for bidder in BIDDERS {
            change(house, &expert(n), compliance(bidder, !failing(n, bidder))).await.unwrap();
        }
        last = Some(change(house, &expert(n), SignCompliance { lot: lot() }).await.unwrap());
    }
    last.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_majority_of_those_who_sit_decides_on_compliance() {
    for server in databases() {
        let (_place, house) = recorded(server.as_deref()).await;
        qualify_all(&house, &[]).await;
        set_stage(&house, "reviewing").await;
        let first = expert(1);
        for bidder in BIDDERS {
            change(&house, &first, compliance(bidder, bidder != "D0")).await.unwrap();
        }
        change(&house, &expert(2), compliance("D0", false)).await.unwrap();

        // Nobody sees the others before the own signature; afterwards those who have signed.
        let seen = query(&house, &first, ReadCompliance { lot: lot() }).await.unwrap();
        assert!(seen.bids.iter().all(|bid| bid.others.is_none()));
        change(&house, &first, SignCompliance { lot: lot() }).await.unwrap();
        let late = change(&house, &first, compliance("D0", true)).await.unwrap_err();
        assert_eq!(late.code, Code::ReviewSigned);
        let seen = query(&house, &first, ReadCompliance { lot: lot() }).await.unwrap();
        assert!(seen.bids.iter().all(|bid| bid.others.as_ref().is_some_and(Vec::is_empty)), "e2 has not signed");

        // m4 falls out after voting: the vote no longer counts, and m4 no longer reads.
        for bidder in BIDDERS {
            change(&house, &expert(4), compliance(bidder, true)).await.unwrap();
        }
        run(&house, vec!["UPDATE members SET is_out = 1 WHERE id IN ('m4', 'm5')".into()]).await;
        let out = query(&house, &expert(4), ReadCompliance { lot: lot() }).await.unwrap_err();
        assert_eq!(out.code, Code::NotPermitted);
        for bidder in ["A0", "B0", "C0"] {
            change(&house, &expert(2), compliance(bidder, bidder != "C0")).await.unwrap();
        }
        change(&house, &expert(2), SignCompliance { lot: lot() }).await.unwrap();
        let decided = comply(&house, &[3], |_, _| false).await.decided.unwrap();
        assert_eq!((decided.passing, decided.goes_on), (3, true));
        assert_eq!(stage(&house).await, StageName::Scoring);
        let mut conn = house.db.connection().await.unwrap();
        let result = store::review::compliant(&mut conn, &lot()).await.unwrap();
        let passed: Vec<_> = result.iter().map(|(bidder, passes, why)| (bidder.as_str(), *passes, why.len())).collect();
        assert_eq!(passed, [("A0", true, 0), ("B0", true, 0), ("C0", true, 1), ("D0", false, 2)]);
        assert_eq!(result[3].2[0], "2.1: 缺资质 (tech.pdf, p. 3)");
    }
}

/// A lot in scoring; D0 failed the compliance review.
async fn scoring(server: Option<&str>) -> (Place, Arc<House>) {
    scoring_with(server, &[]).await
}

async fn scoring_with(server: Option<&str>, egress: &[&str]) -> (Place, Arc<House>) {
    let (place, house) = recorded_with(server, egress).await;
    qualify_all(&house, &[]).await;
    set_stage(&house, "reviewing").await;
    comply(&house, &[1, 2, 3, 4, 5], |_, bidder| bidder == "D0").await;
    assert_eq!(stage(&house).await, StageName::Scoring);
    (place, house)
}

fn score(bidder: &str, criterion: &str, points: &str, reason: &str, version: i64) -> SaveScore {
    let points = (!points.is_empty()).then(|| points.to_owned());
    SaveScore { lot: lot(), bidder: org(bidder), criterion: criterion.into(), points, reason: reason.into(), version }
}

async fn score_all(house: &Arc<House>, n: u32, points: &str) {
    for bidder in ["A0", "B0", "C0"] {
        change(house, &expert(n), score(bidder, "plan", points, "", 0)).await.unwrap();
        change(house, &expert(n), score(bidder, "quality", "30", "", 0)).await.unwrap();
    }
}

fn document(seen: &SheetReply) -> String {
    let cells = seen.cells.iter().map(|cell| SheetCell {
        bidder: cell.bidder.clone(),
        criterion: cell.criterion.clone(),
        points: cell.points.clone().unwrap_or_default(),
        reason: cell.reason.clone(),
    });
    Sheet::new(&lot(), seen.member.clone(), &seen.criteria, cells.collect()).hash().unwrap().to_hex()
}

async fn sign_as(house: &Arc<House>, who: &Caller) -> Result<(), Refusal> {
    let seen = query(house, who, ReadSheet { lot: lot() }).await?;
    change(house, who, SignSheet { lot: lot(), sha256: document(&seen) }).await.map(|_| ())
}

async fn sign(house: &Arc<House>, n: u32) -> Result<(), Refusal> {
    let seen = query(house, &expert(n), ReadSheet { lot: lot() }).await?;
    change(house, &expert(n), SignSheet { lot: lot(), sha256: document(&seen) }).await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_score_is_on_the_grid_and_two_windows_never_overwrite_each_other() {
    for server in databases() {
        let (_place, house) = scoring(server.as_deref()).await;
        let e1 = expert(1);
        for (points, code) in [
            ("40.5", Code::ScoreOutOfRange),
            ("-1", Code::ScoreOutOfRange),
            ("12.3", Code::ScoreOffStep),
            ("twelve", Code::ScoreNotDecimal),
        ] {
            let refused = change(&house, &e1, score("A0", "plan", points, "", 0)).await.unwrap_err();
            assert_eq!(refused.code, code, "{points}");
        }
        let refused = change(&house, &e1, score("A0", "plan", "12.3", "", 0)).await.unwrap_err();
        assert_eq!(refused.fields["nearest"], "12 / 12.5");
        assert_eq!(change(&house, &e1, score("A0", "none", "1", "", 0)).await.unwrap_err().code, Code::NotFound);
        let failed = change(&house, &e1, score("D0", "plan", "1", "", 0)).await.unwrap_err();
        assert_eq!(failed.code, Code::BidNotUnderReview, "D0 did not pass");

        let saved = change(&house, &e1, score("A0", "plan", "40.0", "", 0)).await.unwrap();
        assert_eq!((saved.version, saved.points.as_deref()), (1, Some("40")));
        assert_eq!(saved.findings, [CellFinding::ReasonNeeded]);
        let stale = change(&house, &e1, score("A0", "plan", "12", "", 0)).await.unwrap_err();
        assert_eq!((stale.code, stale.fields["points"].as_str()), (Code::VersionConflict, "40"));
        assert_eq!(stale.fields["version"], "1");

        // The same command sent again gets the first answer.
        let again = Caller { key: Some("client-made-1".into()), ..e1.clone() };
        let first = change(&house, &again, score("A0", "plan", "12.5", "", 1)).await.unwrap();
        assert_eq!(change(&house, &again, score("A0", "plan", "12.5", "", 1)).await.unwrap(), first);
        let emptied = change(&house, &e1, score("A0", "plan", "", "", 2)).await.unwrap();
        assert_eq!((emptied.version, emptied.points), (3, None));
        let seat = person("e1", Role::Expert, None, Some(2));
        let refused = change(&house, &seat, score("A0", "plan", "1", "", 3)).await.unwrap_err();
        assert_eq!(refused.code, Code::NotAtSeat);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_sheet_opens_again_in_its_returned_cells_alone() {
    let (_place, house) = scoring(None).await;
    let e1 = expert(1);
    assert_eq!(sign(&house, 1).await.unwrap_err().fields["count"], "6");
    score_all(&house, 1, "40").await;
    assert_eq!(sign(&house, 1).await.unwrap_err().code, Code::ReasonMissing);
    for bidder in ["A0", "B0", "C0"] {
        change(&house, &e1, score(bidder, "plan", "40", "方案完整", 1)).await.unwrap();
    }
    let wrong = SignSheet { lot: lot(), sha256: "0".repeat(64) };
    assert_eq!(change(&house, &e1, wrong).await.unwrap_err().code, Code::SheetChanged);
    let unconfirmed = Caller { actor: Actor { confirmed: false, ..e1.actor.clone() }, ..e1.clone() };
    let body = SignSheet { lot: lot(), sha256: String::new() };
    assert_eq!(change(&house, &unconfirmed, body).await.unwrap_err().code, Code::ConfirmNeeded);
    sign(&house, 1).await.unwrap();
    assert_eq!(sign(&house, 1).await.unwrap_err().code, Code::AlreadyDone);
    let locked = change(&house, &e1, score("A0", "plan", "39", "", 2)).await.unwrap_err();
    assert_eq!(locked.code, Code::SheetSigned);

    let back = "UPDATE cells SET returned = 1, returned_points = points, returned_reason = '请复核' \
                WHERE member = 'm1' AND bidder = 'A0' AND criterion = 'plan'";
    run(&house, vec![back.into()]).await;
    let progress = query(&house, &officer(), ReadProgress { lot: lot() }).await.unwrap();
    assert_eq!((progress.members[0].returned, progress.members[0].signed_ms), (1, None));
    let other = change(&house, &e1, score("B0", "plan", "39", "", 2)).await.unwrap_err();
    assert_eq!(other.code, Code::SheetSigned, "only what came back is open");
    change(&house, &e1, score("A0", "plan", "39", "", 2)).await.unwrap();
    sign(&house, 1).await.unwrap();
    let seen = query(&house, &e1, ReadSheet { lot: lot() }).await.unwrap();
    let cell = seen.cells.iter().find(|cell| cell.bidder == org("A0") && cell.criterion == "plan").unwrap();
    assert_eq!((cell.points.as_deref(), cell.old.as_deref(), cell.returned), (Some("39"), Some("40"), false));
    assert_eq!(seen.signed.as_ref().unwrap().sha256, document(&seen));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_anothers_scores() {
    let (_place, house) = scoring(None).await;
    // Marks that stand nowhere else.
    score_all(&house, 1, "17.5").await;
    change(&house, &expert(1), score("A0", "plan", "17.5", "暗号甲", 1)).await.unwrap();
    score_all(&house, 2, "23.5").await;
    let e2 = expert(2);
    let sheet = query(&house, &e2, ReadSheet { lot: lot() }).await.unwrap();
    assert_eq!(sheet.bids.iter().map(|bid| bid.bidder.as_str()).collect::<Vec<_>>(), ["A0", "B0", "C0"]);
    assert_eq!((sheet.bids[0].index[0].file, sheet.bids[0].index[0].page), (1, 7));
    let found = query(&house, &e2, SearchBids { lot: lot(), bidder: None, text: "iso9001".into() }).await.unwrap();
    assert_eq!((found.hits.len(), found.hits[0].page), (4, 7));
    let page = ReadPageText { lot: lot(), bidder: org("A0"), file: 1, page: 7 };
    let replies = [
        serde_json::to_string(&sheet).unwrap(),
        serde_json::to_string(&query(&house, &e2, ReadCompliance { lot: lot() }).await.unwrap()).unwrap(),
        serde_json::to_string(&found).unwrap(),
        serde_json::to_string(&query(&house, &e2, page).await.unwrap()).unwrap(),
        serde_json::to_string(&query(&house, &officer(), ReadProgress { lot: lot() }).await.unwrap()).unwrap(),
    ];
    for reply in &replies {
        assert!(!reply.contains("17.5") && !reply.contains("暗号甲"), "{reply}");
    }
    assert!(replies[0].contains("23.5") && !replies[0].contains("90000000"), "the own scores, and no price");
    assert!(!replies[4].contains("23.5"));
    // The journal's bodies tell that a score was saved, not which.
    let mut conn = house.db.connection().await.unwrap();
    let acts = store::journal::since(&mut conn, -1, None, 10_000).await.unwrap();
    let saved: Vec<_> = acts.iter().filter(|act| act.kind == "score.saved").collect();
    assert_eq!(saved.len(), 13);
    assert!(saved.iter().all(|act| !act.body.contains("17.5") && !act.body.contains("暗号甲")));
    let refused = query(&house, &officer(), ReadSheet { lot: lot() }).await.unwrap_err();
    assert_eq!(refused.code, Code::NotPermitted);
}
