//! Two envelopes with both keys, by clicks: bidders decrypt from their recovery files, holders release, the officer reads
//! the technical envelopes out; and after the technical stage the same for the prices of those who passed.

use paper::Fonts;
use serde_json::json;
use shared::amount::Decimal;
use shared::envelope::{Envelope, Policy};
use shared::lifecycle::StageName;
use shared::rules::criteria::{OpeningPlan, PlanCriterion};
use shared::rules::{CriterionKind, Regime};
use std::collections::BTreeMap;
use tests::browser::{Seen, ensure, hook};
use tests::situation::{DAYS, offers, spec};
use tests::{Lot, Marks};

use super::axe;
use super::centre::Centre;
use super::opening::{cosigned_for, until_page};
use super::screens::Tour;

/// The lot.
const LOT: &str = "T-2026-601/1";
/// The prices of those who pass, as the pages write them.
const PRICES: [&str; 2] = ["1,180,000.00", "1,080,000.00"];

/// The screens of an opening with a decryption window.
const TOURS: &[Tour] = &[
    Tour { host: "officer", paths: &["/lots/T-2026-601/1/opening", "/lots/T-2026-601/1/wall"] },
    Tour { host: "bidder1", paths: &["/lots/T-2026-601/1/hall"] },
    Tour { host: "holder1", paths: &["/lots/T-2026-601/1/release"] },
];

/// From the decryption to the announced prices.
pub async fn from_decryption_to_prices(centre: &Centre) -> Seen<()> {
    let lot = listed(centre).await?;
    axe::walk(centre, TOURS, "window").await?;
    suspended_and_resumed(centre).await?;
    for bidder in ["bidder1", "bidder2", "bidder3"] {
        decrypts(centre, &lot, bidder).await?;
    }
    released_by(centre, ["holder1", "holder3"]).await?;
    announced(centre).await?;
    let technical = centre.browser.count(&hook("technical-line")).await?;
    ensure(technical == 3, format!("{technical} technical envelopes are read out"))?;
    no_price_is_told(centre).await?;
    technical_stage(centre, &lot).await?;
    released_by(centre, ["holder2", "holder3"]).await?;
    announced(centre).await?;
    let told = centre.browser.texts(&format!("{} td b", hook("price-line"))).await?;
    ensure(told == PRICES, format!("what is announced is not what was sealed: {told:?}"))?;
    let sealed = centre.browser.count(&hook("sealed-price")).await?;
    ensure(sealed == 1, format!("{sealed} prices stay sealed"))
}

/// A lot with three bids whose list is signed.
async fn listed(centre: &Centre) -> Seen<Lot> {
    let cast = centre.cast().await?;
    let deadline_ms = cast.now_ms().await? + DAYS * 86_400_000;
    let mut spec = spec("601", deadline_ms);
    spec.regime = Regime::International;
    spec.opening = OpeningPlan {
        two_envelopes: true,
        policy: Policy::QuorumAndBidder,
        window_minutes: 60,
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
    let lot = Lot::new(&cast, &Fonts::load(None)?, spec)?;
    lot.published().await?;
    for (bidder, offer) in cast.bidders.iter().zip(offers()) {
        lot.bid(bidder, &offer).await?;
    }
    cast.move_clock(deadline_ms + 1000).await?;
    lot.closed().await?;
    lot.sign_list().await?;
    lot.cosign_list().await?;
    Ok(lot)
}

/// The officer suspends the opening and goes on; the hall says so, and why.
async fn suspended_and_resumed(centre: &Centre) -> Seen<()> {
    let browser = &centre.browser;
    centre.enter("officer").await?;
    centre.go(&format!("/lots/{LOT}/opening")).await?;
    browser.find(&hook("window")).await?;
    browser.click(&format!("{} summary", hook("control"))).await?;
    browser.fill(&format!("{} textarea", hook("suspend")), "网络中断").await?;
    browser.click(&hook("suspend-act")).await?;
    browser.find(&hook("suspended")).await?;
    centre.enter("bidder1").await?;
    centre.go(&format!("/lots/{LOT}/hall")).await?;
    let why = format!("document.querySelector('{}')?.innerText.includes('网络中断')", hook("suspended"));
    browser.until("the hall says why", &why).await?;
    ensure(browser.count(&hook("decrypt")).await? == 0, "a bidder may decrypt while it is suspended")?;
    centre.enter("officer").await?;
    centre.go(&format!("/lots/{LOT}/opening")).await?;
    browser.fill(&format!("{} textarea", hook("resume")), "网络恢复").await?;
    browser.click(&hook("resume-act")).await?;
    browser.until("it goes on", &format!("!document.querySelector('{}')", hook("suspended"))).await
}

/// A bidder decrypts from the recovery files that were saved when the bid was sealed.
async fn decrypts(centre: &Centre, lot: &Lot, host: &str) -> Seen<()> {
    let browser = &centre.browser;
    let place = host.trim_start_matches("bidder").parse::<usize>()? - 1;
    let bidder = &lot.cast.bidders[place];
    centre.enter(host).await?;
    until_page(centre, &format!("/lots/{LOT}/hall"), &hook("decrypt")).await?;
    for (envelope, field) in [(Envelope::Technical, "recovery-file"), (Envelope::Price, "recovery-price")] {
        let file = browser.drawer(&format!("{host}-{field}.recovery.json"))?;
        std::fs::write(&file, lot.recovery(bidder, envelope)?.to_bytes()?.as_slice())?;
        browser.fill(&format!("{} input[type=file]", hook(field)), &file.to_string_lossy()).await?;
    }
    centre.sample_key(0).await?;
    browser.click(&hook("decrypt")).await?;
    centre.confirm().await?;
    browser.find(&hook("decrypted")).await.map(|_| ())
}

/// Holders release from their page.
async fn released_by(centre: &Centre, holders: [&str; 2]) -> Seen<()> {
    for holder in holders {
        cosigned_for(centre, LOT, holder).await?;
        centre.sample_key(0).await?;
        centre.sample_key(1).await?;
        centre.browser.click(&hook("release")).await?;
        centre.confirm().await?;
        centre.browser.find(&hook("release-done")).await?;
    }
    Ok(())
}

/// The officer announces when every bid has its verdict.
async fn announced(centre: &Centre) -> Seen<()> {
    centre.enter("officer").await?;
    until_page(centre, &format!("/lots/{LOT}/opening"), &hook("announce")).await?;
    no_price_is_told(centre).await?;
    centre.browser.click(&hook("announce")).await?;
    centre.confirm().await?;
    centre.browser.find(&format!("{}, {}", hook("technical-line"), hook("price-line"))).await.map(|_| ())
}

async fn no_price_is_told(centre: &Centre) -> Seen<()> {
    let page = centre.browser.script("return document.body.innerText", json!(null)).await?;
    let page = page.as_str().unwrap_or_default();
    for price in PRICES {
        ensure(!page.contains(price), format!("{price} is on the page before the announcement"))?;
    }
    Ok(())
}

/// From the signed record of the first opening to the signed list of the prices, through the interface.
async fn technical_stage(centre: &Centre, lot: &Lot) -> Seen<()> {
    lot.sign_record().await?;
    lot.qualify(&[]).await?;
    lot.drawn(&[]).await?;
    let room = lot.cast.room("room-6", "六号评标室", 5).await?;
    let members = lot.convened(&room).await?;
    lot.comply(&members).await?;
    let rows = bidroom_server::demo::people::BIDDERS.iter().zip(["90", "75", "50"]);
    let cells = |points: &str| BTreeMap::from([("tech".to_owned(), vec![points.to_owned(); 5])]);
    let marks: Marks = rows.map(|(bidder, points)| (bidder.1.to_owned(), cells(points))).collect();
    lot.scored(&members, &marks).await?;
    lot.aggregate(&members[0]).await?;
    lot.console_when("the list of prices", |console| console.hall.stage == StageName::PriceClosed).await?;
    lot.sign_list().await?;
    lot.cosign_list().await?;
    centre.enter("officer").await
}
