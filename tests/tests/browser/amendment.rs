//! An amendment by clicks: the officer moves the deadline and has bids sealed again; the bidder is told, has a receipt for what
//! was retired, and seals again under the notice that counts.

use shared::amount::Fen;
use shared::envelope::ClaimedSize;
use shared::text::{Lang, bids};
use tempfile::TempDir;
use tests::browser::{Seen, ensure, hook};

use super::bidding::{Entry, sealed, written};
use super::centre::{Centre, OPEN};
use super::resume::pdf;
use super::tender::moment;

/// How far the deadline is from now, milliseconds.
const LEFT_MS: i64 = 45 * 86_400_000;
/// What the amendment says.
const TEXT: &str = "第二章第三条的接口数量由四个更正为六个。";

/// From the officer's page to the second receipt.
pub async fn bids_are_sealed_again(centre: &Centre) -> Seen<()> {
    is_published(centre).await?;
    is_read(centre).await?;
    let browser = &centre.browser;
    centre.enter("bidder1").await?;
    centre.follow("/my-tenders").await?;
    let told = browser.texts(&hook("message")).await?.join(" ");
    ensure(told.contains(OPEN), format!("the bidder was told of {told}"))?;
    centre.go(&format!("/lots/{OPEN}/bid")).await?;
    browser.find(&hook("must-reseal")).await?;
    browser.find(&hook("save-ended")).await?;
    let retired = bids::revision_state(shared::api::bids::RevisionState::Retired).get(Lang::Zh);
    let states = browser.texts(&hook("revision")).await?.join(" ");
    ensure(states.contains(retired), format!("the revisions are {states}"))?;
    let folder = TempDir::new()?;
    let bid = Entry {
        files: vec![written(folder.path(), "投标文件.pdf", &pdf(2_000))?],
        price: Fen::from_yuan(690_000).ok_or("a price")?,
        delivery: 40,
        size: ClaimedSize::Medium,
        domestic: true,
        brand: "澄明".into(),
        index: Vec::new(),
    };
    sealed(centre, "bidder1", OPEN, &bid).await?;
    centre.go(&format!("/lots/{OPEN}/bid")).await?;
    let gone = format!("!document.querySelector('{}')", hook("must-reseal"));
    browser.until("nothing is left to be sealed again", &gone).await
}

async fn is_published(centre: &Centre) -> Seen<()> {
    let browser = &centre.browser;
    let now_ms = centre.cast().await?.now_ms().await?;
    centre.enter("officer").await?;
    centre.go(&format!("/lots/{OPEN}/edit")).await?;
    browser.click(&hook("go-amend")).await?;
    centre.arrived(&format!("/lots/{OPEN}/amend")).await?;
    // Nothing is said yet: the rules say so, and it cannot be published.
    browser.find(&format!("{} .notice.error", hook("amend-findings"))).await?;
    let closed = format!("document.querySelector('{}').disabled", hook("publish-amendment"));
    browser.until("it cannot be published", &closed).await?;
    browser.fill("#amend-text", TEXT).await?;
    browser.choose("#amend-earlier", "reseal").await?;
    moment(centre, "#amend-deadline", now_ms + LEFT_MS).await?;
    browser.click(&hook("publish-amendment")).await?;
    centre.confirm().await?;
    centre.arrived(&format!("/notices/{OPEN}")).await
}

/// Everybody reads both versions and what changed.
async fn is_read(centre: &Centre) -> Seen<()> {
    centre.enter("").await?;
    centre.follow(&format!("/notices/{OPEN}")).await?;
    let versions = centre.browser.texts(&hook("version")).await?;
    ensure(versions.len() == 2 && versions[0].contains(TEXT), format!("the versions are {versions:?}"))?;
    centre.browser.find("#main .notice.done").await.map(|_| ())
}
