//! A bidder finds the notice, seals a bid in the browser, sends it, gets a receipt; anybody can check the receipt.

use std::path::Path;

use bidroom_server::demo::people::{BIDDERS, PURCHASER};
use paper::{Fonts, SampleBid, SampleItem, Variant, sample_bid};
use serde_json::json;
use shared::amount::{Fen, in_words};
use shared::envelope::ClaimedSize;
use tempfile::TempDir;
use tests::browser::{Seen, ensure, hook};

use super::bidding::{Entry, sealed, written};
use super::centre::{Centre, OPEN};

/// Yuan.
const PRICE: i64 = 701_220;

/// From the list of notices to a receipt that verifies.
pub async fn seals_and_uploads(centre: &Centre) -> Seen<()> {
    let browser = &centre.browser;
    let folder = TempDir::new()?;
    let bid = Entry {
        files: documents(folder.path()).await?,
        price: Fen::from_yuan(PRICE).ok_or("a price")?,
        delivery: 50,
        size: ClaimedSize::Large,
        domestic: false,
        brand: "启岳".into(),
        index: vec![(1, "投标文件.pdf".into(), 2)],
    };
    let number = sealed(centre, "bidder3", OPEN, &bid).await?;
    let entry = number.rsplit('-').next().unwrap_or_default();
    let note = browser.script("return document.querySelector(arg).textContent", json!(hook("receipt-note"))).await?;
    let note = note.as_str().unwrap_or_default().to_owned();
    centre.go("/my-tenders").await?;
    browser.click(&format!("#main a[href=\"/lots/{OPEN}/bid\"]")).await?;
    browser.find(&hook("revise")).await?;
    verifies(centre, &note, entry).await?;
    // A receipt of which one letter is another is none.
    let forged = note.replacen(BIDDERS[2].1, BIDDERS[1].1, 1);
    ensure(note != forged, "the receipt does not name the bidder")?;
    check(centre, &forged).await?;
    browser.find(&format!("{} .notice.error", hook("receipt-finding"))).await?;
    Ok(())
}

async fn verifies(centre: &Centre, note: &str, entry: &str) -> Seen<()> {
    centre.enter("").await?;
    check(centre, note).await?;
    let finding = format!("{} .notice.done", hook("receipt-finding"));
    centre.browser.find(&finding).await?;
    let facts = centre.browser.texts(&format!("{} dd", hook("receipt-finding"))).await?;
    ensure(facts.iter().any(|fact| fact == entry), format!("{facts:?} has no {entry}"))?;
    ensure(facts.iter().any(|fact| fact.contains(BIDDERS[2].1)), format!("{facts:?} does not name the bidder"))
}

async fn check(centre: &Centre, note: &str) -> Seen<()> {
    centre.go("/verify-receipt").await?;
    centre.browser.fill("#receipt-text", note).await?;
    centre.browser.click(&hook("verify-receipt")).await?;
    centre.browser.find(&format!("{} .notice", hook("receipt-finding"))).await?;
    Ok(())
}

/// Two PDFs of a bid.
async fn documents(folder: &Path) -> Seen<Vec<String>> {
    let folder = folder.to_owned();
    tokio::task::spawn_blocking(move || {
        let fonts = Fonts::load(None)?;
        let price = Fen::from_yuan(PRICE).ok_or("a price")?;
        let mut paths = Vec::new();
        for (name, seed) in [("投标文件.pdf", 1), ("技术文件.pdf", 2)] {
            let bid = SampleBid {
                bidder: BIDDERS[2].2.into(),
                project: "移动护理终端及无线网络采购".into(),
                tender_id: "MC-2026-0329".into(),
                lot: "1 移动护理终端".into(),
                purchaser: PURCHASER.1.into(),
                seed,
                pages: 0,
                variant: Variant::Complete,
                criteria: Vec::new(),
                items: vec![SampleItem {
                    name: "移动护理终端".into(),
                    spec: "医用级外壳".into(),
                    unit: "台".into(),
                    quantity: 120,
                }],
                price: price.to_string(),
                price_words: in_words(price),
                delivery: "合同签订后 50 日历天".into(),
                size_claim: "大型企业".into(),
                date: "2026年12月01日".into(),
                issued_ms: 1_796_000_000_000,
            };
            let (bytes, _) = sample_bid(&fonts, &bid)?;
            paths.push(written(&folder, name, &bytes)?);
        }
        Ok(paths)
    })
    .await?
}
