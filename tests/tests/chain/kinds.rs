//! A lot of each kind through the whole procedure, through the interface on both databases; what each comes to was worked
//! out by hand. (A blind lot with two envelopes stands in `blind`, one
//! with both keys in `envelopes`.)

use crate::{blind, refused, text_of};
use bidroom_server::demo::chain::LotSpec;
use bidroom_server::demo::people::BIDDERS;
use shared::amount::{Decimal, Fen};
use shared::api::after::Reevaluate;
use shared::api::award::{Ending, ReadResult};
use shared::api::draw::RequestOptionDraw;
use shared::api::matters::{AskBidder, InquiryKind, KeepScore, ProposeMatter, Subject, VoteMatter};
use shared::api::scoring::SaveScore;
use shared::api::summary::{CellRef, Ground, ReturnCells, SignReport};
use shared::draw::Purpose;
use shared::envelope::ClaimedSize;
use shared::id::{CriterionId, OrgId};
use shared::lifecycle::{Failure, StageName};
use shared::refusal::Code;
use shared::rules::case::{Benchmark, Formula, Method};
use shared::rules::criteria::{PlanCriterion, WorksPrice};
use shared::rules::{CriterionKind, FindingCode, LotPlan, Regime, Verdict};
use std::collections::BTreeMap;
use tests::situation::{DAYS, Scene, marks, offers, spec};
use tests::{Base, Lot, Marks, Offer, Seated, databases, within};

#[tokio::test(flavor = "multi_thread")]
async fn a_lot_of_each_kind_goes_through_the_whole_procedure() {
    // Most of it is waiting for documents and the clock, so both databases go beside each other.
    let runs = databases()
        .into_iter()
        .map(|base| tokio::spawn(async move { within(240, base.name(), every_kind(&base)).await }));
    for run in runs.collect::<Vec<_>>() {
        run.await.unwrap();
    }
}

async fn every_kind(base: &Base) {
    let began = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
    let scene = Scene::people(base).await;
    let goods = published(&scene, "701", &goods_offers(), |_| {}).await;
    let services = published(&scene, "702", &offers(), services_terms).await;
    let lowest = published(&scene, "703", &lowest_offers(), lowest_terms).await;
    let works = published(&scene, "704", &offers(), works_terms).await;
    let short = published(&scene, "705", &offers(), |_| {}).await;
    let low = published(&scene, "706", &low_offers(), |_| {}).await;
    let blind = published(&scene, "707", &offers(), blind::terms).await;
    scene.past_deadline(&blind).await;
    two_qualified_bids_end_it(&short).await;
    // One room after the other, so that an expert may sit for several lots.
    a_goods_lot(&scene, &goods).await;
    a_services_lot(&scene, &services).await;
    a_lowest_price_lot(&scene, &lowest).await;
    a_works_lot(&scene, &works).await;
    blind::a_blind_lot(&scene, &blind).await;
    an_abnormally_low_price(&scene, &low).await;
    let took = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap() - began;
    println!("seven kinds of lots on {}: {:.1} s", base.name(), took.as_secs_f32());
}

/// A lot with these bids, on its way to the deadline.
async fn published(scene: &Scene, number: &str, offers: &[Offer], edit: fn(&mut LotSpec)) -> Lot {
    let deadline_ms = scene.cast.now_ms().await.unwrap() + DAYS * 86_400_000;
    let mut spec = spec(number, deadline_ms);
    edit(&mut spec);
    let lot = Lot::new(&scene.cast, &scene.fonts, spec).unwrap();
    lot.published().await.unwrap();
    for (bidder, offer) in lot.cast.bidders.iter().zip(offers) {
        lot.bid(bidder, offer).await.unwrap();
    }
    lot
}

/// From the deadline to scoring.
async fn scoring(scene: &Scene, lot: &Lot) -> Vec<Seated> {
    lot.opened().await.unwrap();
    lot.qualify(&[]).await.unwrap();
    lot.drawn(&[]).await.unwrap();
    let room = format!("room-{}", lot.spec.tender);
    let room = scene.cast.room(&room, "评标室", 5).await.unwrap();
    let members = lot.convened(&room).await.unwrap();
    lot.comply(&members).await.unwrap();
    members
}

/// From the ranking to the published result; the winner and the report's text come back.
async fn concluded(lot: &Lot, members: &[Seated]) -> (OrgId, String) {
    let report = lot.report(&members[0]).await.unwrap();
    lot.sign_report(members).await.unwrap();
    lot.confirm().await.unwrap();
    let Ending::Awarded { winner_id, .. } = lot.publish_result().await.unwrap().ending else { panic!("not awarded") };
    (winner_id, text_of(&report))
}

/// Bidder (from 0), total and rank, as the committee's table has them.
async fn ranking(lot: &Lot, member: &Seated) -> Vec<(usize, Option<String>, Option<u32>)> {
    let table = lot.summary(member).await.unwrap().table.expect("a ranking");
    let place = |org: &OrgId| BIDDERS.iter().position(|bidder| bidder.1 == org.as_str()).unwrap();
    table.bids.iter().map(|bid| (place(&bid.bidder), bid.total.as_ref().map(ToString::to_string), bid.rank)).collect()
}

fn expected(rows: &[(usize, &str, u32)]) -> Vec<(usize, Option<String>, Option<u32>)> {
    rows.iter().map(|(at, total, rank)| (*at, Some((*total).to_owned()), Some(*rank))).collect()
}

pub fn criterion(id: &str, kind: CriterionKind, max: i64) -> PlanCriterion {
    PlanCriterion {
        id: id.into(),
        title: format!("评审因素 {id}"),
        standard: "按响应程度评分".into(),
        kind,
        max: Decimal::from(max),
        min: Decimal::zero(),
        step: None,
    }
}

/// The same five scores for each bid, by criterion.
fn scores(rows: &[(&str, [[&str; 5]; 3])]) -> Marks {
    let of = |at: usize| rows.iter().map(move |(id, bids)| ((*id).to_owned(), bids[at].map(str::to_owned).to_vec()));
    (0..3).map(|at| (BIDDERS[at].1.to_owned(), of(at).collect::<BTreeMap<_, _>>())).collect()
}

// ---- goods: small and domestic deductions, dissent, correction after signing ----

/// The second is small and domestic, the third domestic, the first neither: 20 % and 10 % add up on the quoted price.
fn goods_offers() -> Vec<Offer> {
    let mut offers = offers();
    offers[0].domestic = false;
    offers
}

async fn a_goods_lot(scene: &Scene, lot: &Lot) {
    let members = scoring(scene, lot).await;
    lot.scored(&members, &marks()).await.unwrap();
    assert_eq!(lot.aggregate(&members[0]).await.unwrap().verdict, Verdict::Ranked);
    // B = 1,080,000 · 0.7 = 756,000; the third 816,000, 30 · 756 / 816 = 27.79; the first 30 · 756 / 1180 = 19.22.
    let before = expected(&[(1, "83.10", 1), (0, "81.32", 2), (2, "73.29", 3)]);
    assert_eq!(ranking(lot, &members[0]).await, before);
    lot.report(&members[0]).await.unwrap();
    sign_with_a_dissent(lot, &members).await;
    corrected_after_signing(lot, &members).await;
}

async fn sign_with_a_dissent(lot: &Lot, members: &[Seated]) {
    let sha256 = lot.summary(&members[0]).await.unwrap().report.unwrap().sha256;
    for (at, member) in members.iter().enumerate() {
        let dissent = (at == 2).then(|| "实施方案的分档与评分标准不符".to_owned());
        member.person.act(&SignReport { lot: lot.key.clone(), sha256, dissent }).await.unwrap();
        let again = SignReport { lot: lot.key.clone(), sha256, dissent: None };
        let code = if at + 1 == members.len() { Code::WrongStage } else { Code::AlreadyDone };
        refused(member.person.act(&again).await, code);
    }
    let award = lot.award().await.unwrap();
    assert_eq!(award.dissents, 1);
}

/// The purchaser finds a sum that is wrong; one score changes, everybody signs again, and the first is another.
async fn corrected_after_signing(lot: &Lot, members: &[Seated]) {
    let save = |points: &str, version| SaveScore {
        lot: lot.key.clone(),
        bidder: lot.cast.bidders[1].org.clone(),
        criterion: "plan".into(),
        points: Some(points.into()),
        reason: String::new(),
        version,
    };
    refused(members[1].person.act(&save("5", 1)).await, Code::WrongStage);
    let reopen =
        Reevaluate { lot: lot.key.clone(), ground: Ground::Abnormal, reason: "第二名评委评分畸高".into() };
    lot.cast.purchaser.person.act(&reopen).await.unwrap();
    let cell = CellRef {
        member: members[1].id.clone(),
        bidder: lot.cast.bidders[1].org.clone(),
        criterion: CriterionId::new("plan").unwrap(),
    };
    let back =
        ReturnCells { lot: lot.key.clone(), cells: vec![cell], ground: Ground::Abnormal, reason: "请复核".into() };
    members[0].person.act(&back).await.unwrap();
    let sheet = lot.sheet(&members[1]).await.unwrap();
    let open = sheet.cells.iter().find(|cell| cell.bidder.as_str() == BIDDERS[1].1 && cell.criterion == "plan");
    members[1].person.act(&save("5", open.unwrap().version)).await.unwrap();
    lot.sign_sheet(&members[1]).await.unwrap();
    let done = lot.aggregate(&members[0]).await.unwrap();
    assert!(done.findings.iter().any(|one| one.code == FindingCode::Outlier), "5 is far from the others' 14");
    // 14.1 becomes (14 + 5 + 13.5 + 15 + 13.5) / 5 = 12.2: 83.10 − 1.90 = 81.20, now behind the first's 81.32.
    let after = expected(&[(0, "81.32", 1), (1, "81.20", 2), (2, "73.29", 3)]);
    assert_eq!(ranking(lot, &members[0]).await, after);
    let keep = KeepScore {
        lot: lot.key.clone(),
        bidder: lot.cast.bidders[1].org.clone(),
        criterion: "plan".into(),
        reason: "方案与本项目不符".into(),
    };
    members[1].person.act(&keep).await.unwrap();
    let (winner, text) = concluded(lot, members).await;
    assert_eq!(winner, lot.cast.bidders[0].org);
    for fact in ["评分畸高、畸低", "请复核", "方案与本项目不符", "81.20"] {
        assert!(text.contains(fact), "the report does not say {fact}");
    }
}

// ---- services: objective scores that must agree, subjective ones that need not ----

fn services_terms(spec: &mut LotSpec) {
    spec.regime = Regime::Services;
    spec.criteria =
        vec![criterion("record", CriterionKind::Objective, 40), criterion("plan", CriterionKind::Subjective, 50)];
}

async fn a_services_lot(scene: &Scene, lot: &Lot) {
    let members = scoring(scene, lot).await;
    let given = |third: &'static str| {
        scores(&[
            ("record", [["36"; 5], ["30", "30", third, "30", "30"], ["24"; 5]]),
            ("plan", [["40", "41", "39", "40", "42"], ["45"; 5], ["30"; 5]]),
        ])
    };
    lot.scored(&members, &given("28")).await.unwrap();
    let blocked = lot.aggregate(&members[0]).await.unwrap();
    assert_eq!(blocked.verdict, Verdict::Blocked);
    let differs = blocked.findings.iter().find(|one| one.code == FindingCode::ObjectiveDiffers).unwrap();
    assert_eq!((differs.bidder.as_str(), &differs.member), (BIDDERS[1].1, &None), "nobody is told whose is right");
    let cell = CellRef {
        member: members[2].id.clone(),
        bidder: lot.cast.bidders[1].org.clone(),
        criterion: CriterionId::new("record").unwrap(),
    };
    let back =
        ReturnCells { lot: lot.key.clone(), cells: vec![cell], ground: Ground::Objective, reason: "请核对".into() };
    members[0].person.act(&back).await.unwrap();
    let sheet = lot.sheet(&members[2]).await.unwrap();
    let open = sheet.cells.iter().find(|cell| cell.bidder.as_str() == BIDDERS[1].1 && cell.criterion == "record");
    let save = SaveScore {
        lot: lot.key.clone(),
        bidder: lot.cast.bidders[1].org.clone(),
        criterion: "record".into(),
        points: Some("30".into()),
        reason: String::new(),
        version: open.unwrap().version,
    };
    members[2].person.act(&save).await.unwrap();
    lot.sign_sheet(&members[2]).await.unwrap();
    assert_eq!(lot.aggregate(&members[0]).await.unwrap().verdict, Verdict::Ranked);
    // The small one's 972,000 has all ten points: 10 · 972 / 1180 = 8.24, 10 · 972 / 1020 = 9.53.
    let ranked = expected(&[(1, "85.00", 1), (0, "84.64", 2), (2, "63.53", 3)]);
    assert_eq!(ranking(lot, &members[0]).await, ranked);
    assert_eq!(concluded(lot, &members).await.0, lot.cast.bidders[1].org);
}

// ---- lowest price: one brand twice, equally cheap ----

fn offer(yuan: i64, brand: &str, seed: u64) -> Offer {
    Offer {
        price: Fen::from_yuan(yuan).unwrap(),
        size: ClaimedSize::Large,
        domestic: true,
        brand: brand.into(),
        delivery_days: 45,
        seed,
    }
}

fn lowest_offers() -> Vec<Offer> {
    vec![
        offer(1_000_000, "澄明", 1),
        offer(1_000_000, "澄明", 2),
        offer(1_050_000, "启岳", 3),
        offer(1_100_000, "远汀", 4),
    ]
}

fn lowest_terms(spec: &mut LotSpec) {
    spec.criteria = Vec::new();
    spec.terms = |plan: &mut LotPlan| {
        plan.method = Method::Lowest;
        plan.price_weight = Decimal::from(100);
    };
}

async fn a_lowest_price_lot(scene: &Scene, lot: &Lot) {
    let members = scoring(scene, lot).await;
    lot.scored(&members, &Marks::new()).await.unwrap();
    let owed = lot.aggregate(&members[0]).await.unwrap();
    assert_eq!((owed.verdict, owed.draw), (Verdict::Blocked, Some(Purpose::Tie)));
    assert_eq!(lot.summary(&members[3]).await.unwrap().draw, Some(Purpose::Tie));
    refused(lot.aggregate(&members[0]).await, Code::DrawTieFirst);
    drawn_by_lot(lot, Purpose::Tie).await;
    assert_eq!(lot.summary(&members[3]).await.unwrap().draw, None);
    assert_eq!(lot.aggregate(&members[0]).await.unwrap().verdict, Verdict::Ranked);
    let draw = lot.draw_of(Purpose::Tie).await.unwrap();
    let order: Vec<&str> = draw.options.iter().map(|option| option.option.as_str()).collect();
    let table = lot.summary(&members[0]).await.unwrap().table.unwrap();
    let first = table.bids.iter().find(|bid| bid.rank == Some(1)).unwrap();
    assert_eq!(first.bidder.as_str(), order[0], "the lot decides which of the brand competes");
    let second = table.bids.iter().find(|bid| bid.bidder.as_str() == order[1]).unwrap();
    assert!(!second.valid && second.rank.is_none());
    let (winner, text) = concluded(lot, &members).await;
    assert_eq!(winner.as_str(), order[0]);
    assert!(text.contains("公开抽签排序") && text.contains(&draw.seed.unwrap().to_string()), "{text}");
    assert!(text.contains("同品牌投标人中报价较高") || text.contains("同品牌"), "{text}");
}

/// The officer asks for the draw; the three parties hold its ceremony.
async fn drawn_by_lot(lot: &Lot, purpose: Purpose) {
    let beacon = "两枚骰子各掷五次，在监督人员和摄像机前进行，依次记录点数".to_owned();
    let ask = RequestOptionDraw { lot: lot.key.clone(), purpose, beacon };
    lot.cast.officer.person.act(&ask).await.unwrap();
    lot.ceremony_for(purpose).await.unwrap();
    refused(lot.cast.officer.person.act(&ask).await, Code::DrawUnderWay);
}

// ---- works: a benchmark whose coefficient is drawn ----

fn works_terms(spec: &mut LotSpec) {
    spec.regime = Regime::Works;
    spec.criteria = vec![criterion("plan", CriterionKind::Subjective, 40)];
    spec.terms = |plan: &mut LotPlan| {
        let decimal = |text: &str| text.parse::<Decimal>().unwrap();
        plan.price_weight = Decimal::from(60);
        plan.works = Some(WorksPrice {
            formula: Formula::Deviation {
                benchmark: Benchmark::MeanDrop { drop: decimal("0.01") },
                above: Decimal::from(1),
                below: decimal("0.5"),
                step: false,
                floor: Decimal::zero(),
            },
            drawn: vec![decimal("0.01"), decimal("0.02"), decimal("0.03")],
        });
    };
}

/// Bidder, total, rank.
type Ranks = [(usize, &'static str, u32); 3];

/// By the drawn coefficient k: B = 3,280,000 / 3 · (1 − k); one point for each per cent above, half a point below; the small
/// enterprise's points count 3 % more.
const WORKS: [(&str, Ranks); 3] = [
    ("0.01", [(1, "91.69", 1), (0, "86.98", 2), (2, "77.12", 3)]),
    ("0.02", [(1, "90.98", 1), (0, "85.87", 2), (2, "77.60", 3)]),
    ("0.03", [(1, "89.91", 1), (0, "84.74", 2), (2, "78.09", 3)]),
];

async fn a_works_lot(scene: &Scene, lot: &Lot) {
    let members = scoring(scene, lot).await;
    let given = scores(&[("plan", [["36"; 5], ["30"; 5], ["20"; 5]])]);
    lot.scored(&members, &given).await.unwrap();
    let owed = lot.aggregate(&members[0]).await.unwrap();
    assert_eq!((owed.verdict, owed.draw), (Verdict::Blocked, Some(Purpose::Coefficient)));
    refused(lot.aggregate(&members[0]).await, Code::DrawCoefficientFirst);
    drawn_by_lot(lot, Purpose::Coefficient).await;
    assert_eq!(lot.aggregate(&members[0]).await.unwrap().verdict, Verdict::Ranked);
    let draw = lot.draw_of(Purpose::Coefficient).await.unwrap();
    let drawn = draw.options[0].option.as_str();
    let (_, rows) = WORKS.iter().find(|(coefficient, _)| *coefficient == drawn).expect("one of the three");
    assert_eq!(ranking(lot, &members[0]).await, expected(rows), "with {drawn}");
    let (winner, text) = concluded(lot, &members).await;
    assert_eq!(winner, lot.cast.bidders[rows[0].0].org);
    assert!(text.contains(&format!("抽得{drawn}")) && text.contains(&draw.seed.unwrap().to_string()), "{text}");
}

// ---- two bids left ----

async fn two_qualified_bids_end_it(lot: &Lot) {
    lot.opened().await.unwrap();
    lot.qualify(&[lot.cast.bidders[2].org.clone()]).await.unwrap();
    let console = lot.console_when("the end", |console| console.hall.stage == StageName::Failed).await.unwrap();
    assert_eq!(console.hall.failure, Some(Failure::FewerThanThreeQualified));
    let result = lot.cast.admin.stranger().ask(&ReadResult { lot: lot.key.clone() }).await.unwrap();
    assert!(matches!(result.ending, Ending::Failed { reason: Failure::FewerThanThreeQualified }));
}

// ---- abnormally low, not explained, excluded ----

/// The mean is 920,000; the last is below half of it, below half of the next, and below 45 % of the ceiling.
fn low_offers() -> Vec<Offer> {
    let mut offers = offers();
    offers.push(offer(400_000, "远汀", 4));
    offers
}

async fn an_abnormally_low_price(scene: &Scene, lot: &Lot) {
    let members = scoring(scene, lot).await;
    let mut given = marks();
    let last = given[BIDDERS[0].1].clone();
    given.insert(BIDDERS[3].1.to_owned(), last);
    lot.scored(&members, &given).await.unwrap();
    refused(lot.aggregate(&members[0]).await, Code::LowPricesOpen);
    let bidder = lot.cast.bidders[3].org.clone();
    let question = "请说明报价构成".to_owned();
    let ask =
        AskBidder { lot: lot.key.clone(), bidder: bidder.clone(), kind: InquiryKind::LowPrice, question, minutes: 30 };
    members[0].person.act(&ask).await.unwrap();
    scene.cast.move_clock(scene.cast.now_ms().await.unwrap() + 31 * 60_000).await.unwrap();
    let subject = Subject::LowPrice { bidder };
    let propose =
        ProposeMatter { lot: lot.key.clone(), subject, reason: "逾期未说明".into(), evidence: Vec::new() };
    let mut n = None;
    for _ in 0..100 {
        // The question lapses by the clock.
        match members[1].person.act(&propose).await {
            Ok(proposed) => n = Some(proposed.n),
            Err(error) if error.code() == Some(Code::LowPriceNotAsked) => {}
            Err(error) => panic!("{error}"),
        }
        if n.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    for member in &members {
        let opinion = "未在规定时间内提供书面说明和证明材料".to_owned();
        let vote = VoteMatter { lot: lot.key.clone(), n: n.unwrap(), agree: true, opinion };
        member.person.act(&vote).await.unwrap();
    }
    assert_eq!(lot.aggregate(&members[0]).await.unwrap().verdict, Verdict::Ranked);
    // What is left is the chain's lot: the excluded price is no benchmark.
    let rows = [(0, "86.81", 1), (1, "83.10", 2), (2, "74.09", 3)];
    let ranked = ranking(lot, &members[0]).await;
    assert_eq!(ranked[..3], expected(&rows));
    assert_eq!(ranked[3], (3, None, None));
    let (winner, text) = concluded(lot, &members).await;
    assert_eq!(winner, lot.cast.bidders[0].org);
    for fact in ["报价异常低", "未在规定时间内提供书面说明和证明材料", "投标无效"] {
        assert!(text.contains(fact), "the report does not say {fact}");
    }
}
