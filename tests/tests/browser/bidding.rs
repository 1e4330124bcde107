//! Bidders register, find a notice, seal a bid in their browser, send it, and get a receipt.

use std::path::Path;

use serde_json::json;
use shared::amount::{Fen, in_words};
use shared::envelope::ClaimedSize;
use tempfile::TempDir;
use tests::Lot;
use tests::browser::{Seen, ensure, hook};
use tests::situation::offers;

use super::centre::Centre;

/// What a bidder puts into a bid.
pub struct Entry {
    /// The PDFs, by their paths.
    pub files: Vec<String>,
    /// The price.
    pub price: Fen,
    /// Days of delivery.
    pub delivery: u32,
    /// The claimed size.
    pub size: ClaimedSize,
    /// Whether the product is claimed to be domestic.
    pub domestic: bool,
    /// The brand.
    pub brand: String,
    /// Where a criterion, by its place in the notice from 1, is answered: file and page.
    pub index: Vec<(usize, String, usize)>,
}

/// From the list of notices to the receipt, whose number comes back.
pub async fn sealed(centre: &Centre, host: &str, lot: &str, bid: &Entry) -> Seen<String> {
    let browser = &centre.browser;
    centre.enter(host).await?;
    centre.follow("/notices").await?;
    centre.follow(&format!("/notices/{lot}")).await?;
    browser.click(&hook("prepare-bid")).await?;
    browser.fill(&format!("{} input[type=file]", hook("bid-files")), &bid.files.join("\n")).await?;
    let chosen = format!("document.querySelectorAll('ul.files li').length === {}", bid.files.len());
    browser.until("all files", &chosen).await?;
    browser.fill("#price", &bid.price.to_string()).await?;
    let follow = format!("document.querySelector('#words').value === {}", serde_json::to_string(&in_words(bid.price))?);
    browser.until("the price in words follows the figures", &follow).await?;
    browser.fill("#delivery", &bid.delivery.to_string()).await?;
    browser.choose("#size", serde_json::to_value(bid.size)?.as_str().unwrap_or_default()).await?;
    if bid.domestic {
        browser.click(&format!("{} input", hook("domestic"))).await?;
    }
    browser.fill("#brand", &bid.brand).await?;
    for (at, file, page) in &bid.index {
        let row = format!(":nth-child({at} of {})", hook("index-row"));
        browser.choose(&format!("{row} select"), file).await?;
        browser.fill(&format!("{row} input"), &page.to_string()).await?;
    }
    centre.sample_key(0).await?;
    browser.click(&hook("seal")).await?;
    let number = browser.texts(&hook("receipt-number")).await?.remove(0);
    let named = number.rsplit_once('-').is_some_and(|(named, _)| named == lot.replace('/', "-"));
    ensure(named, format!("{number} does not name the lot"))?;
    Ok(number)
}

/// The first three bidders of the samples send what they offer.
pub async fn three_bids(centre: &Centre, lot: &Lot) -> Seen<()> {
    for (bidder, offer) in lot.cast.bidders.iter().zip(offers()) {
        let folder = TempDir::new()?;
        let (mut files, mut index) = (Vec::new(), Vec::new());
        for file in lot.documents(bidder, &offer).await? {
            for (criterion, page) in file.pages {
                let at = lot.spec.criteria.iter().position(|known| known.id == criterion);
                index.extend(at.map(|at| (at + 1, file.name.clone(), page)));
            }
            files.push(written(folder.path(), &file.name, &file.bytes)?);
        }
        ensure(index.len() == lot.spec.criteria.len(), "a document does not say where it answers")?;
        let bid = Entry {
            files,
            price: offer.price,
            delivery: offer.delivery_days,
            size: offer.size,
            domestic: offer.domestic,
            brand: offer.brand,
            index,
        };
        sealed(centre, bidder.signer.account.as_str(), &lot.key.to_string(), &bid).await?;
    }
    Ok(())
}

/// Puts a file where the browser's dialog finds it; its path comes back.
pub fn written(folder: &Path, name: &str, bytes: &[u8]) -> Seen<String> {
    let path = folder.join(name);
    std::fs::write(&path, bytes)?;
    Ok(path.to_string_lossy().into_owned())
}

/// Somebody new registers an organisation, makes an identity key, keeps its file and enrols the key.
pub async fn somebody_registers(centre: &Centre) -> Seen<()> {
    let browser = &centre.browser;
    browser.open(&centre.address("bidder5", "/")).await?;
    centre.settled("/").await?;
    centre.follow("/register").await?;
    for (field, text) in [
        ("org-name", "百川检测仪器有限公司"),
        ("uscc", "91330500MA2E00005E"),
        ("person", "温如玉"),
        ("account", "bidder5"),
        ("password", "bidroom-demo"),
        ("password-again", "bidroom-demo"),
    ] {
        browser.fill(&format!("#{field}"), text).await?;
    }
    browser.click(&hook("register")).await?;
    centre.arrived("/account/keys").await?;
    centre.make_key("bidroom-identity-bidder5.key.json", "bidder5.key.json").await?;
    browser.click(&hook("enrol")).await?;
    centre.password().await?;
    browser.until("the key is enrolled", "document.querySelectorAll('#main table tbody tr').length === 1").await?;
    let who = browser.script("return document.querySelector('header.bar').innerText", json!(null)).await?;
    ensure(who.as_str().is_some_and(|who| who.contains("温如玉")), format!("the bar says {who}"))
}
