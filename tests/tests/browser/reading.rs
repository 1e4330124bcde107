//! The reader's side at a seat: find in one bid and in all, turn to a suggested page, keep a bookmark with a note.

use tests::browser::{Seen, ensure, hook};
use thirtyfour::Key;

use super::centre::{Centre, EVALUATED};
use super::outbox;

/// On the scoring page of a member who has not signed.
pub async fn finds_and_keeps(centre: &Centre) -> Seen<()> {
    let browser = &centre.browser;
    let host = outbox::emptiest(centre).await?;
    centre.visit(&host, &format!("/room/{EVALUATED}/score")).await?;
    browser.find(&hook("score-desk")).await?;
    browser.until("the focus in the score box", "document.activeElement?.dataset?.test === 'score'").await?;

    // F3, all bids: a hit of another bidder takes the sheet there.
    browser.press(Key::F3).await?;
    browser.until("the focus in the words", "document.activeElement?.id === 'find'").await?;
    browser.press("服务").await?;
    browser.click("dialog[open] input[value=\"all\"]").await?;
    browser.click(&hook("find-go")).await?;
    browser.until("hits", "document.querySelectorAll('dialog[open] [data-test=hit]').length > 1").await?;
    let page = "document.querySelector('[data-test=page-number]').value";
    let wanted = browser.texts("dialog[open] [data-test=hit]").await?.len();
    ensure(wanted > 1, "several hits")?;
    browser
        .script(
            "window.hitPage = [...document.querySelectorAll('dialog[open] [data-test=hit]')].pop().dataset.page",
            serde_json::json!(null),
        )
        .await?;
    browser.click("dialog[open] li:last-child [data-test=hit]").await?;
    browser
        .until("the page of the hit", &format!("!document.querySelector('dialog[open]') && {page} === window.hitPage"))
        .await?;

    // F6 keeps a bookmark with a note on that page, and the list leads back to it.
    browser.press(Key::F6).await?;
    browser.click("#mark-note").await?;
    browser.press("再核对质保期").await?;
    browser.click(&hook("save-mark")).await?;
    browser
        .until(
            "the bookmark is kept",
            "!document.querySelector('dialog[open]') && document.querySelector('[data-test=bookmark]').innerText.includes('已')",
        )
        .await?;
    // The last hit may be on the last page.
    browser.press(Key::PageUp).await?;
    browser.until("the page before", &format!("{page} !== window.hitPage")).await?;
    browser.press(Key::F6).await?;
    let kept = browser.texts("dialog[open] [data-test=mark]").await?.concat();
    ensure(kept.contains("再核对质保期"), format!("the note is not listed: {kept}"))?;
    browser.click("dialog[open] [data-test=mark]").await?;
    browser.until("back on the page", &format!("{page} === window.hitPage")).await?;
    browser.press(Key::F6).await?;
    browser.click(&hook("remove-mark")).await?;
    browser
        .until("the bookmark is gone", "!document.querySelector('[data-test=bookmark]').innerText.includes('已')")
        .await
}
