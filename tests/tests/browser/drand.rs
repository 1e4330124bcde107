//! A round of drand as the public value of a draw, by clicks: one that is out already is refused, one that is still to come is
//! named; after it came out the officer chooses its file, and no other file, no other signature is taken.

use bidroom_server::demo::chain::LotSpec;
use serde_json::json;
use shared::amount::Decimal;
use shared::draw::drand;
use shared::refusal::Code;
use tests::Lot;
use tests::browser::{Seen, ensure, hook};
use tests::situation::{DAYS, offers, spec};

use super::axe;
use super::centre::Centre;
use super::draw;

/// The lot.
const LOT: &str = "T-2026-001/1";
/// A round of quicknet and its signature, as drand's nodes gave it out on 2023-08-23.
const ROUND: u64 = 123;
const SIGNATURE: &str =
    "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92";
/// The deadline is so long before the round, milliseconds: the chain's first round was 366 seconds before it.
const BEFORE_MS: i64 = 345_000;

/// From the request to the drawn committee, in a house whose clock stands on that day.
pub async fn a_round_is_the_public_value(centre: &Centre) -> Seen<()> {
    let lot = qualified(centre).await?;
    let browser = &centre.browser;
    draw::request(centre, LOT, &drand::words(1).ok_or("round 1")?).await?;
    refused(centre, Code::RoundPublished).await?;
    axe::state(centre, "drand-out").await?;

    browser.choose("#drand", "60").await?;
    let source = "document.querySelector('#beacon-source').value";
    browser.until("the list writes the source", &format!("{source}.includes('48 bytes')")).await?;
    let named = browser.script(&format!("return {source}"), json!(null)).await?;
    let named = named.as_str().and_then(drand::round_of).ok_or_else(|| format!("no round: {named}"))?;
    ensure((ROUND..ROUND + 1300).contains(&named), format!("round {named} is not in an hour"))?;
    browser.fill("#beacon-source", &drand::words(ROUND).ok_or("the round")?).await?;
    browser.click(&hook("request-seats")).await?;
    browser.find(&hook("draw-act")).await?;

    let [officer, _, supervisor] = draw::revealed(centre, LOT).await?;
    let out_ms = drand::published_ms(ROUND).ok_or("the round's time")?;
    lot.cast.move_clock(out_ms + 1000).await?;
    draw::come_back(centre, LOT, &officer).await?;
    file_is_checked(centre).await?;
    draw::countersigned(centre, LOT, &supervisor, SIGNATURE).await?;
    let said = draw::run_again(centre, LOT).await?;
    ensure(said.contains(&format!("round {ROUND}")), format!("the record's re-run does not check the round: {said}"))
}

/// A qualified lot, minutes before the round.
async fn qualified(centre: &Centre) -> Seen<Lot> {
    let cast = centre.cast().await?;
    let deadline_ms = drand::published_ms(ROUND).ok_or("the round's time")? - BEFORE_MS;
    // The law of that day knew no deduction for domestic products (国办发〔2025〕34号).
    let spec = LotSpec { terms: |plan| plan.deductions.domestic = Decimal::zero(), ..spec("001", deadline_ms) };
    let lot = Lot::new(&cast, &paper::Fonts::load(None)?, spec)?;
    lot.published().await?;
    for (bidder, offer) in cast.bidders.iter().zip(offers()) {
        lot.bid(bidder, &offer).await?;
    }
    cast.move_clock(deadline_ms + 1000).await?;
    lot.opened().await?;
    lot.qualify(&[]).await?;
    Ok(lot)
}

/// How far the house's clock is behind the machine's on the day of the notice, milliseconds: to be set before it starts.
pub fn behind(now_ms: i64) -> Seen<i64> {
    let notice_ms = drand::published_ms(ROUND).ok_or("the round's time")? - BEFORE_MS - DAYS * 86_400_000;
    Ok(notice_ms - now_ms)
}

async fn refused(centre: &Centre, code: Code) -> Seen<()> {
    let says = format!("document.querySelector('#main .notice.error')?.innerText.includes('{}')", code.as_str());
    centre.browser.until(&format!("refused with {}", code.as_str()), &says).await
}

/// Neither the file of another round nor another signature is taken; the round's own is.
async fn file_is_checked(centre: &Centre) -> Seen<()> {
    let browser = &centre.browser;
    let folder = tempfile::tempdir()?;
    let forged = SIGNATURE.replacen("b75c", "b75d", 1);
    let files = [("other", ROUND + 1, SIGNATURE), ("forged", ROUND, forged.as_str()), ("own", ROUND, SIGNATURE)];
    for (name, round, signature) in files {
        let path = folder.path().join(format!("{name}.json"));
        std::fs::write(&path, json!({ "round": round, "signature": signature }).to_string())?;
        let picker = format!("{} input[type=file]", hook("drand-file"));
        browser.fill(&picker, &path.to_string_lossy()).await?;
        let wrong = format!("document.querySelector('{} .field-error')", hook("drand-file"));
        match name {
            "other" => browser.until("the file of another round", &wrong).await?,
            "forged" => {
                browser.until("a file of the round", &format!("!{wrong}")).await?;
                browser.click(&hook("enter-beacon")).await?;
                refused(centre, Code::NotTheRound).await?;
                axe::state(centre, "drand-file").await?;
            }
            _ => {
                browser.until("the file is read", &format!("!{wrong}")).await?;
                draw::act(centre, "enter-beacon").await?;
            }
        }
    }
    Ok(())
}
