//! Openings beyond the plain one, through the interface on both databases: two envelopes with both keys to the award, a
//! bidder that never decrypts, and holders who fail.

use bidroom_server::demo::chain::LotSpec;
use shared::amount::{Decimal, Fen};
use shared::api::opening::{
    AttributeFault, Console, Fault, OpenRecovery, Outcome as Opened, Prices, ReadHalves, SupplyRecovery,
};
use shared::envelope::{Envelope, Policy};
use shared::lifecycle::StageName;
use shared::refusal::Code;
use shared::rules::criteria::{OpeningPlan, PlanCriterion};
use shared::rules::{CriterionKind, Regime, Verdict};
use std::collections::BTreeMap;
use tests::situation::{Scene, offers, spec};
use tests::{Base, Lot, Marks, databases, within};

use crate::refused;

const MINUTE_MS: i64 = 60_000;

/// A lot with these terms and a bid of each bidder.
async fn lot(scene: &Scene, number: &str, bidders: usize, edit: impl FnOnce(&mut LotSpec)) -> Lot {
    let deadline_ms = scene.cast.now_ms().await.unwrap() + tests::situation::DAYS * 86_400_000;
    let mut spec = spec(number, deadline_ms);
    edit(&mut spec);
    let lot = Lot::new(&scene.cast, &scene.fonts, spec).unwrap();
    lot.published().await.unwrap();
    let mut offers = offers();
    offers.push(offers[0].clone());
    for (bidder, offer) in lot.cast.bidders.iter().zip(&offers).take(bidders) {
        lot.bid(bidder, offer).await.unwrap();
    }
    scene.past_deadline(&lot).await;
    lot.closed().await.unwrap();
    lot.sign_list().await.unwrap();
    lot.cosign_list().await.unwrap();
    lot
}

#[tokio::test(flavor = "multi_thread")]
async fn two_envelopes_with_both_keys_go_to_the_ranking() {
    for base in databases() {
        within(180, base.name(), two_envelopes(&base)).await;
    }
}

/// Quality- and cost-based selection: technical points of a hundred, 90 of a hundred in the total, price 10.
fn qcbs(spec: &mut LotSpec) {
    spec.regime = Regime::International;
    spec.opening = OpeningPlan {
        two_envelopes: true,
        policy: Policy::QuorumAndBidder,
        window_minutes: 30,
        technical_min: Some(Decimal::from(60)),
        blind: false,
    };
    spec.criteria = vec![PlanCriterion {
        id: "tech".into(),
        title: "技术建议书".into(),
        standard: "按建议书的完整性和针对性评分".into(),
        kind: CriterionKind::Subjective,
        max: Decimal::from(100),
        min: Decimal::zero(),
        step: None,
    }];
}

fn technical_marks() -> Marks {
    let rows = bidroom_server::demo::people::BIDDERS.iter().zip(["90", "75", "50"]);
    let cells = |points: &str| BTreeMap::from([("tech".to_owned(), vec![points.to_owned(); 5])]);
    rows.map(|(bidder, points)| (bidder.1.to_owned(), cells(points))).collect()
}

async fn two_envelopes(base: &Base) {
    let scene = Scene::people(base).await;
    let lot = lot(&scene, "501", 3, qcbs).await;
    // Holders wait for the bidders, who release both halves from their recovery files.
    for bidder in lot.cast.bidders.iter().take(3) {
        lot.release_halves(bidder).await.unwrap();
    }
    lot.release(1).await.unwrap();
    lot.release(3).await.unwrap();
    let Prices::Technical { lines, .. } = lot.announce().await.unwrap() else { panic!("the technical envelopes") };
    assert_eq!(lines.len(), 3);
    lot.sign_record().await.unwrap();
    lot.qualify(&[]).await.unwrap();
    lot.drawn(&[]).await.unwrap();
    let members = lot.convened(&scene.room().await).await.unwrap();
    lot.comply(&members).await.unwrap();
    lot.scored(&members, &technical_marks()).await.unwrap();
    // The technical side alone decides whose price is opened.
    assert_eq!(lot.aggregate(&members[0]).await.unwrap().verdict, Verdict::Ranked);
    let console = lot.console_when("the list of prices", |console| console.hall.stage == StageName::PriceClosed).await;
    whose_price_stays_sealed(&lot, &console.unwrap());
    lot.sign_list().await.unwrap();
    lot.cosign_list().await.unwrap();
    lot.release(2).await.unwrap();
    lot.release(3).await.unwrap();
    let Prices::Announced { lines, .. } = lot.announce().await.unwrap() else { panic!("the prices") };
    let prices: Vec<Fen> = lines.iter().map(|line| line.price).collect();
    assert_eq!(prices, [Fen(118_000_000), Fen(108_000_000)]);
    lot.sign_record().await.unwrap();
    assert_eq!(lot.aggregate(&members[0]).await.unwrap().verdict, Verdict::Ranked);
    // A lender's rules deduct nothing: 90 · 0.9 + 10 · 1,080,000 / 1,180,000 = 81 + 9.15; 75 · 0.9 + 10 = 77.5.
    let table = lot.summary(&members[0]).await.unwrap().table.expect("a ranking");
    let totals: Vec<_> = table.bids.iter().map(|bid| bid.total.as_ref().map(ToString::to_string)).collect();
    assert_eq!(totals[..2], [Some("90.15".into()), Some("77.50".into())]);
    let report = lot.report(&members[0]).await.unwrap();
    assert!(report.starts_with(b"%PDF-"));
    lot.sign_report(&members).await.unwrap();
    lot.confirm().await.unwrap();
    lot.destroy_key(1).await.unwrap();
}

fn whose_price_stays_sealed(lot: &Lot, console: &Console) {
    let on_list: Vec<_> = console.hall.bids.iter().map(|bid| bid.bidder.clone()).collect();
    assert_eq!(on_list, [lot.cast.bidders[0].org.clone(), lot.cast.bidders[1].org.clone()]);
    assert_eq!(console.hall.envelope, Envelope::Price);
    let sealed: Vec<_> = console.hall.sealed.iter().map(|row| row.bidder.clone()).collect();
    assert_eq!(sealed, [lot.cast.bidders[2].org.clone()]);
    assert!(matches!(console.hall.prices, Prices::Sealed {}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bidder_that_never_decrypts_is_found_at_fault_and_the_others_go_on() {
    for base in databases() {
        within(120, base.name(), one_never_decrypts(&base)).await;
    }
}

async fn one_never_decrypts(base: &Base) {
    let scene = Scene::people(base).await;
    let both = |spec: &mut LotSpec| {
        spec.opening = OpeningPlan { policy: Policy::QuorumAndBidder, window_minutes: 30, ..OpeningPlan::default() };
    };
    let lot = lot(&scene, "502", 4, both).await;
    for bidder in lot.cast.bidders.iter().take(3) {
        lot.release_halves(bidder).await.unwrap();
    }
    let window = lot.console().await.unwrap().hall.window.expect("a window");
    scene.cast.move_clock(window.ends_ms + MINUTE_MS).await.unwrap();
    let closed = |console: &Console| console.hall.window.is_some_and(|window| window.closed_ms.is_some());
    lot.console_when("the end of the window", closed).await.unwrap();
    refused(lot.release_halves(&lot.cast.bidders[3]).await, Code::WindowIsClosed);
    lot.release(1).await.unwrap();
    lot.release(2).await.unwrap();
    let late = lot.cast.bidders[3].org.clone();
    let console = lot.console_when("somebody to decide", |console| console.undecided == [late.clone()]).await.unwrap();
    assert_eq!(console.hall.stage, StageName::Opening);
    let fault = AttributeFault {
        lot: lot.key.clone(),
        envelope: Envelope::Single,
        bidder: late,
        fault: Fault::BidderFault,
        reason: "未在规定时间内完成解密，视为撤销其投标".into(),
    };
    lot.cast.officer.person.act(&fault).await.unwrap();
    let Prices::Announced { lines, .. } = lot.announce().await.unwrap() else { panic!("the prices") };
    assert_eq!(lines.len(), 3);
    assert!(matches!(lot.console().await.unwrap().hall.bids[3].outcome, Opened::BidderFault { .. }));
    lot.sign_record().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn recovery_files_open_what_the_holders_do_not() {
    for base in databases() {
        within(120, base.name(), holders_fail(&base)).await;
    }
}

async fn holders_fail(base: &Base) {
    let scene = Scene::people(base).await;
    let lot = lot(&scene, "503", 3, |_| {}).await;
    lot.release(2).await.unwrap();
    let call =
        OpenRecovery { lot: lot.key.clone(), minutes: 30, reason: "其余责任人的密钥文件损坏".into() };
    lot.cast.officer.person.act(&call).await.unwrap();
    for bidder in lot.cast.bidders.iter().take(3) {
        let due = bidder.signer.person.ask(&ReadHalves { lot: lot.key.clone() }).await.unwrap().recovery_due;
        assert_eq!(due, Some(Envelope::Single));
        let file = lot.recovery(bidder, Envelope::Single).unwrap().to_bytes().unwrap();
        let supply = SupplyRecovery { lot: lot.key.clone(), file: String::from_utf8(file.to_vec()).unwrap() };
        bidder.signer.person.act(&supply).await.unwrap();
    }
    let Prices::Announced { lines, .. } = lot.announce().await.unwrap() else { panic!("the prices") };
    assert_eq!(lines.len(), 3);
    lot.sign_record().await.unwrap();
    assert_eq!(lot.console().await.unwrap().hall.stage, StageName::Recorded);
}
