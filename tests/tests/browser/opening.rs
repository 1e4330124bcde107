//! The opening at the deadline, each by their own clicks: officer and supervisor sign the list, the supervisor cosigns the
//! journal, two holders release, the officer announces, officer and supervisor sign the record.

use bidroom_server::demo::people::BIDDERS;
use serde_json::json;
use tests::browser::{Seen, ensure, hook};

use super::centre::Centre;
use super::screens::Tour;

/// What the first three bidders offer, yuan.
pub type Prices = [&'static str; 3];

/// What the three bids of the sample centre's closing lot say.
pub const PRICES: Prices = ["2,175,920.00", "2,065,000.00", "1,996,560.00"];

/// The screens of an opening that has been announced.
pub const TOURS: &[Tour] = &[
    Tour { host: "officer", paths: &["/lots/MC-2026-0322/1/opening", "/lots/MC-2026-0322/1/wall"] },
    Tour { host: "bidder1", paths: &["/lots/MC-2026-0322/1/hall"] },
    Tour { host: "holder1", paths: &["/lots/MC-2026-0322/1/release"] },
];

/// From the deadline to the announced prices.
pub async fn from_list_to_announcement(centre: &Centre, lot: &str, prices: Prices) -> Seen<()> {
    let browser = &centre.browser;
    let console = format!("/lots/{lot}/opening");
    centre.enter("officer").await?;
    centre.next_milestone(lot).await?;
    for signer in ["officer", "supervisor"] {
        centre.enter(signer).await?;
        until_page(centre, &console, &hook("sign-list")).await?;
        // Before anything is released no price is on any page.
        prices_are_not_told(centre, prices).await?;
        centre.sample_key(0).await?;
        browser.click(&hook("sign-list")).await?;
        centre.confirm().await?;
    }
    for holder in ["holder1", "holder3"] {
        cosigned_for(centre, lot, holder).await?;
        let own = browser.drawer(&holder_file(holder, lot))?;
        if own.exists() {
            centre.own_key(&own).await?;
        } else {
            centre.sample_key(0).await?;
        }
        centre.sample_key(1).await?;
        browser.click(&hook("release")).await?;
        centre.confirm().await?;
        browser.find(&hook("release-done")).await?;
    }
    centre.enter("officer").await?;
    until_page(centre, &console, &hook("announce")).await?;
    prices_are_not_told(centre, prices).await?;
    browser.click(&hook("announce")).await?;
    centre.confirm().await?;
    prices_are_told(centre, prices).await?;
    for bidder in ["bidder1", "bidder2"] {
        centre.enter(bidder).await?;
        centre.go(&format!("/lots/{lot}/hall")).await?;
        prices_are_told(centre, prices).await?;
    }
    Ok(())
}

/// A bidder objects in the hall; the officer answers at the console, and the bidder reads it.
pub async fn objection_is_answered(centre: &Centre, lot: &str) -> Seen<()> {
    let (browser, objection, answer) = (&centre.browser, "请宣读交付期。", "已宣读：四十五日。");
    centre.enter("bidder2").await?;
    centre.go(&format!("/lots/{lot}/hall")).await?;
    browser.fill(&format!("{} textarea", hook("objection-text")), objection).await?;
    browser.click(&hook("raise-objection")).await?;
    let raised = format!("document.querySelector('{}')?.innerText.includes('{objection}')", hook("objection"));
    browser.until("the objection stands in the hall", &raised).await?;
    centre.enter("officer").await?;
    centre.go(&format!("/lots/{lot}/opening")).await?;
    browser.fill(&format!("{} textarea", hook("answer-text")), answer).await?;
    browser.click(&hook("answer")).await?;
    let answered = format!("document.querySelector('{}')?.innerText.includes('{answer}')", hook("objection"));
    browser.until("the answer stands at the console", &answered).await?;
    centre.enter("bidder2").await?;
    centre.go(&format!("/lots/{lot}/hall")).await?;
    browser.until("the bidder reads the answer", &answered).await
}

/// Officer and supervisor sign the record of the opening.
pub async fn record_is_signed(centre: &Centre, lot: &str) -> Seen<()> {
    let console = format!("/lots/{lot}/opening");
    for signer in ["officer", "supervisor"] {
        centre.enter(signer).await?;
        until_page(centre, &console, &hook("sign-record")).await?;
        centre.browser.click(&hook("sign-record")).await?;
        centre.confirm().await?;
    }
    let signed = format!("document.querySelectorAll('{} li').length === 2", hook("signatures"));
    centre.browser.until("both signatures below the record", &signed).await
}

/// Under which name a holder who made a key keeps its file.
pub fn holder_file(holder: &str, lot: &str) -> String {
    format!("{holder} {}.key.json", lot.replace('/', "-"))
}

/// Shows a page until it has what is waited for: a job of the house may be at work, and the page follows by itself, but
/// for what the person may not see yet.
pub async fn until_page(centre: &Centre, path: &str, css: &str) -> Seen<()> {
    for _ in 0..20 {
        centre.go(path).await?;
        if there(centre, css).await? {
            return Ok(());
        }
        centre.go("/").await?;
    }
    centre.go(path).await?;
    centre.browser.find(css).await.map(|_| ())
}

/// Whether it comes within a few seconds.
async fn there(centre: &Centre, css: &str) -> Seen<bool> {
    for _ in 0..30 {
        let now = centre.browser.script("return !!document.querySelector(arg)?.checkVisibility()", json!(css)).await?;
        if now == true {
            return Ok(true);
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    Ok(false)
}

/// The supervisor cosigns until the holder's page lets the holder release.
pub async fn cosigned_for(centre: &Centre, lot: &str, holder: &str) -> Seen<()> {
    let release = format!("/lots/{lot}/release");
    for _ in 0..10 {
        centre.enter(holder).await?;
        centre.go(&release).await?;
        if there(centre, &hook("key-loader")).await? {
            return Ok(());
        }
        centre.enter("supervisor").await?;
        centre.go("/supervision/witness").await?;
        centre.sample_key(0).await?;
        centre.browser.click(&hook("check-and-cosign")).await?;
        centre.browser.find(&hook("cosigned")).await?;
    }
    Err("the list is not cosigned".into())
}

async fn prices_are_not_told(centre: &Centre, prices: Prices) -> Seen<()> {
    let page = centre.browser.script("return document.body.innerText", json!(null)).await?;
    let page = page.as_str().unwrap_or_default();
    for price in prices {
        let plain = price.replace(',', "");
        let told = page.contains(price) || page.contains(&plain);
        ensure(!told, format!("{price} is on the page before the announcement"))?;
    }
    Ok(())
}

async fn prices_are_told(centre: &Centre, prices: Prices) -> Seen<()> {
    let row = hook("price-line");
    let names = centre.browser.texts(&format!("{row} th")).await?;
    let figures = centre.browser.texts(&format!("{row} td b")).await?;
    let mut told: Vec<(String, String)> = names.into_iter().zip(figures).collect();
    told.sort();
    let mut sent: Vec<(String, String)> =
        BIDDERS.iter().zip(prices).map(|(bidder, price)| (bidder.2.to_owned(), price.to_owned())).collect();
    sent.sort();
    ensure(told == sent, format!("what is announced is not what was sealed: {told:?}"))
}
