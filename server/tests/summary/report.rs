//! From the ranking to the published result.

use super::lot::*;
use crate::common::{Place, caller};
use bidroom_server::house::House;
use bidroom_server::{act, jobs};
use shared::amount::Fen;
use shared::api::award::*;
use shared::api::summary::*;
use shared::id::OrgId;
use shared::journal::Hash;
use shared::lifecycle::{Stage, StageName};
use shared::people::Actor;
use shared::refusal::Code;
use std::sync::Arc;

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
