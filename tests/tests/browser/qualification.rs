//! The qualification review by clicks: officer and purchaser, each at their own machine, look at every bid, decide and sign.

use bidroom_server::demo::people::BIDDERS;
use tests::browser::{Seen, ensure, hook};

use super::centre::Centre;
use super::opening::until_page;

/// Both pass the first three bidders and sign; with that the committee can be drawn.
pub async fn everybody_passes(centre: &Centre, lot: &str) -> Seen<()> {
    let browser = &centre.browser;
    let review = format!("/lots/{lot}/qualification");
    for reviewer in ["officer", "purchaser"] {
        centre.enter(reviewer).await?;
        centre.follow(&review).await?;
        browser.find(&hook("decision")).await?;
        for bidder in &BIDDERS[..3] {
            passes(centre, bidder.1, bidder.2).await?;
        }
        browser.click(&hook("sign")).await?;
        centre.confirm().await?;
    }
    centre.enter("officer").await?;
    until_page(centre, "/", &format!("a[href=\"/lots/{lot}/draw\"]")).await
}

async fn passes(centre: &Centre, bidder: &str, name: &str) -> Seen<()> {
    let browser = &centre.browser;
    let button = format!("{}[data-bidder=\"{bidder}\"]", hook("bidder"));
    browser.click(&button).await?;
    browser.until("the bidder is looked at", &format!("document.querySelector('{button}[aria-current=true]')")).await?;
    let heading = browser.texts(&hook("bid-name")).await?.remove(0);
    ensure(heading == name, format!("{heading} is shown in place of {name}"))?;
    let picture =
        format!("document.querySelector('{}[data-bidder=\"{bidder}\"]')?.naturalWidth > 0", hook("page-image"));
    browser.until("the first page of the bid", &picture).await?;
    browser.click(&format!("{} input[value=pass]", hook("decision"))).await?;
    browser.click(&hook("save-decision")).await?;
    browser.find(&format!("{button} .status.done")).await.map(|_| ())
}
