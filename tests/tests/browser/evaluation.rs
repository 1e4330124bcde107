//! The evaluation at the seats: every member reviews compliance, scores by keys alone, and signs.

use bidroom_server::demo::people::BIDDERS;
use serde_json::json;
use tests::Marks;
use tests::browser::{Seen, ensure, hook};
use tests::situation::marks;
use thirtyfour::Key;

use super::axe;
use super::centre::Centre;
use super::committee::Member;

/// Bids and criteria of the lot.
pub const BIDS: usize = 3;
pub const CRITERIA: usize = 5;
/// More than the first criterion takes.
const TOO_MUCH: &str = "20.5";

/// One member reads one fact of the first bid otherwise than the rest: which member (from 0), criterion, score.
pub const MISTAKE: (usize, &str, &str) = (1, "tech-response", "19");

/// The bidder that is looked at.
const BIDDER: &str = "document.querySelector('[data-test=bidder][aria-current=true]')?.dataset.bidder";
/// Where the sheet stands, `bidder/criterion`, when the box is empty and has the focus; else nothing.
const SPOT: &str = "
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const box = document.querySelector('[data-test=score]');
    if (document.activeElement !== box || box.value !== '') return '';
    const bidder = document.querySelector('[data-test=bidder][aria-current=true]').dataset.bidder;
    return bidder + '/' + document.querySelector('[data-test=criterion]').dataset.criterion;";

/// From the convened committee to five signed sheets.
pub async fn scored(centre: &Centre, lot: &str, members: &[Member]) -> Seen<()> {
    for member in members {
        comply(centre, lot, member).await?;
    }
    // The last signature opened the sheets.
    centre.browser.find(&hook("to-scoring")).await?;
    let marks = marks();
    for (at, member) in members.iter().enumerate() {
        score(centre, lot, member, at, &marks).await?;
    }
    Ok(())
}

/// A member passes every bid and signs.
pub async fn comply(centre: &Centre, lot: &str, member: &Member) -> Seen<()> {
    let browser = &centre.browser;
    // Nobody has to wait until the picture of the page is there.
    browser.open(&centre.address(&member.host, &format!("/room/{lot}/compliance"))).await?;
    let mut before = String::new();
    for _ in 0..BIDS {
        browser.until("the next bid", &format!("![undefined, '{before}'].includes({BIDDER})")).await?;
        let bidder = browser.script(&format!("return {BIDDER}"), json!(null)).await?;
        bidder.as_str().ok_or("no bidder")?.clone_into(&mut before);
        browser.click(&format!("{} input[value=\"pass\"]", hook("decision"))).await?;
        browser.click(&hook("save-decision")).await?;
        let passed = format!("document.querySelector('[data-test=bidder][data-bidder=\"{before}\"] .status.done')");
        browser.until(&format!("{before} passes"), &passed).await?;
    }
    browser.click(&hook("sign")).await?;
    centre.confirm().await
}

/// A member fills the own sheet by keys and signs it.
async fn score(centre: &Centre, lot: &str, member: &Member, at: usize, marks: &Marks) -> Seen<()> {
    let browser = &centre.browser;
    centre.visit(&member.host, &format!("/room/{lot}/score")).await?;
    browser.find(&hook("score-desk")).await?;
    let mut before = String::new();
    for _ in 0..BIDS * CRITERIA {
        let spot = empty_cell(centre, &before).await?;
        let (bidder, criterion) = spot.split_once('/').ok_or("no cell")?;
        let mark = match (at, criterion) == (MISTAKE.0, MISTAKE.1) && bidder == BIDDERS[0].1 {
            true => Some(MISTAKE.2),
            false => marks.get(bidder).and_then(|rows| rows.get(criterion)?.get(at)).map(String::as_str),
        };
        if at == 0 && before.is_empty() {
            too_much_is_refused(centre).await?;
        }
        browser.press(mark.ok_or_else(|| format!("no mark for {spot}"))? + Key::Enter).await?;
        before = spot;
    }
    let full = format!(
        "[...document.querySelectorAll('[data-test=bidder] .figures')].every((e) => e.innerText === '{CRITERIA}/{CRITERIA}')"
    );
    browser.until("every cell has its score", &full).await?;
    sign(centre).await
}

/// F10 checks, and the member signs.
pub async fn sign(centre: &Centre) -> Seen<()> {
    let browser = &centre.browser;
    browser.until("everything saved", "document.querySelector('.bar-saves')?.classList.contains('done')").await?;
    browser.press(Key::F10).await?;
    centre.confirm().await?;
    browser.find(&hook("sheet-signed")).await?;
    Ok(())
}

/// The member whose score came back sees the old one struck through and why; only that cell is open. It is given anew by
/// keys, and the sheet is signed again.
pub async fn corrected(centre: &Centre, lot: &str, member: &Member, why: &str) -> Seen<()> {
    let browser = &centre.browser;
    centre.visit(&member.host, &format!("/room/{lot}/score")).await?;
    let told = browser.texts(&hook("returned")).await?.concat();
    ensure(told.contains(why), format!("the member is not told why: {told}"))?;
    let old = browser.texts(&format!("{} del", hook("returned"))).await?.concat();
    ensure(old == MISTAKE.2, format!("not the old score: {old}"))?;
    axe::state(centre, "returned").await?;
    let max = marks().get(BIDDERS[0].1).and_then(|rows| rows.get(MISTAKE.1)?.get(MISTAKE.0)).ok_or("no mark")?.clone();
    browser.until("the focus in the score box", "document.activeElement?.dataset?.test === 'score'").await?;
    browser.press(Key::Down).await?;
    let locked = format!("document.querySelector('{}').readOnly", hook("score"));
    browser.until("the other cells are locked", &locked).await?;
    browser.press(Key::Up).await?;
    browser.until("the cell is open", &format!("!{locked}")).await?;
    browser
        .script("await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))", json!(null))
        .await?;
    browser.press(max.as_str() + Key::Enter).await?;
    let own = format!("document.querySelector('[data-test=own-score][data-criterion=\"{}\"]').innerText", MISTAKE.1);
    browser.until("the new score is saved", &format!("{own}.includes('{max} / ') && {own}.includes('✓')")).await?;
    sign(centre).await
}

/// Waits for the next cell to score.
pub async fn empty_cell(centre: &Centre, before: &str) -> Seen<String> {
    for _ in 0..200 {
        let spot = centre.browser.script(SPOT, json!(null)).await?;
        let spot = spot.as_str().unwrap_or_default();
        if !spot.is_empty() && spot != before {
            return Ok(spot.to_owned());
        }
        tokio::time::sleep(std::time::Duration::from_millis(40)).await;
    }
    Err(format!("no empty cell after {before}").into())
}

/// The sheet says why it does not take a score; the score stays in the box, selected, to be typed over.
async fn too_much_is_refused(centre: &Centre) -> Seen<()> {
    centre.browser.press(TOO_MUCH + Key::Enter).await?;
    let told = format!("document.querySelector('{}').innerText", hook("score-error"));
    centre.browser.until("the sheet refuses the score", &told).await?;
    let selected = "const box = document.querySelector('[data-test=score]');
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
        return box === document.activeElement && box.selectionEnd - box.selectionStart === box.value.length";
    ensure(centre.browser.script(selected, json!(null)).await? == true, "the refused score is not selected")
}
