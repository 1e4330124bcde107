//! An expert at the seat gives a score by keys alone; it is saved, and F5 keeps it.

use serde_json::{Value, json};
use tests::browser::{Seen, ensure, hook};
use thirtyfour::Key;

use super::centre::{Centre, EVALUATED};

/// Valid for every criterion of the sample lots, and neither the least nor the most, so that it needs no reason.
const POINTS: &str = "4";

/// Where the sheet stands: bidder, criterion, what is in the box, whether the box has the focus.
const SPOT: &str = "return [
    document.querySelector('[data-test=bidder][aria-current=true]')?.dataset.bidder ?? '',
    document.querySelector('[data-test=criterion]')?.dataset.criterion ?? '',
    document.querySelector('[data-test=score]')?.value ?? '-',
    document.activeElement === document.querySelector('[data-test=score]')]";

/// The first seat whose sheet is not complete.
pub async fn scores_by_keys(centre: &Centre) -> Seen<()> {
    let browser = &centre.browser;
    let sheet = format!("/room/{EVALUATED}/score");
    for host in ["expert1", "expert2", "expert4", "expert5", "expert3"] {
        centre.enter(host).await?;
        centre.go(&sheet).await?;
        browser.find(&hook("score-desk")).await?;
        let Some((bidder, criterion)) = empty_cell(centre).await? else { continue };
        browser.press(POINTS).await?;
        browser.press(Key::Enter).await?;
        let own = format!("[data-test=own-score][data-criterion=\"{criterion}\"]");
        let saved = "document.querySelector('.bar-saves')?.classList.contains('done')";
        browser.until("the next cell", "document.querySelector('[data-test=score]').value !== '4'").await?;
        browser.until("everything saved", saved).await?;
        browser.reload().await?;
        browser.find(&hook("score-desk")).await?;
        browser.click(&format!("[data-test=bidder][data-bidder=\"{bidder}\"]")).await?;
        let kept = browser.texts(&own).await?.join(" ");
        return ensure(kept.contains(&format!("{POINTS} / ")) && kept.contains('✓'), format!("after F5: {kept}"));
    }
    Err("every sheet is complete".into())
}

/// Goes by keys to a cell without a score.
async fn empty_cell(centre: &Centre) -> Seen<Option<(String, String)>> {
    let browser = &centre.browser;
    browser.until("the focus in the score box", "document.activeElement?.dataset?.test === 'score'").await?;
    for step in 1..=20 {
        let spot: (String, String, String, Value) = serde_json::from_value(browser.script(SPOT, json!(null)).await?)?;
        if spot.2.is_empty() {
            ensure(spot.3 == true, "the score box has lost the focus")?;
            return Ok(Some((spot.0, spot.1)));
        }
        browser.press(if step % 5 == 0 { Key::F8 } else { Key::Down }).await?;
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    Ok(None)
}
