//! The connection is lost in every screen: what was there stays, the page says what happened and what to do, and it comes
//! back by itself.

use serde_json::{Value, json};
use tests::browser::{Seen, ensure};

use super::centre::Centre;
use super::screens::Tour;

/// The shell's word that the connection is lost.
const BANNER: &str = "document.querySelector('.banner .state.offline')?.checkVisibility()";
/// What the page is: its heading, how much it says, and the codes of its findings.
const LOOK: &str = "return [
    document.querySelector('#main h1')?.innerText ?? '',
    (document.querySelector('#main')?.innerText ?? '').length,
    [...document.querySelectorAll('#main .notice')].map((e) => e.innerText).join('\\n')]";

/// Every screen of the tours, one after the other.
pub async fn in_every_screen(centre: &Centre, tours: &[Tour]) -> Seen<()> {
    let mut problems = Vec::new();
    for tour in tours {
        centre.enter(tour.host).await?;
        for path in tour.paths {
            centre.browser.online(true).await?;
            if let Err(error) = one(centre, path).await {
                problems.push(format!("{} {path}: {error}", tour.host));
            }
            centre.browser.online(true).await?;
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n").into()) }
}

async fn one(centre: &Centre, path: &str) -> Seen<()> {
    let browser = &centre.browser;
    centre.go(path).await?;
    let before = look(centre).await?;
    browser.online(false).await?;
    browser.until("the shell says that the connection is lost", BANNER).await?;
    let during = look(centre).await?;
    ensure(during.0 == before.0 && during.1 >= before.1 / 2, format!("what was shown went away: {during:?}"))?;
    // Whoever comes to the page now reads why it is empty, or its parts that need no server.
    centre.go("/").await?;
    centre.go(path).await?;
    let fresh = look(centre).await?;
    let explained = fresh.2.contains("connection-lost") || !fresh.0.is_empty();
    ensure(explained, format!("the page is silent while the connection is lost: {fresh:?}"))?;
    browser.online(true).await?;
    let back =
        format!("!({BANNER}) && !document.querySelector('#main .notice')?.innerText.includes('connection-lost')");
    browser.until("the page comes back by itself", &back).await?;
    let heading = serde_json::to_string(&before.0)?;
    browser
        .until("the heading is back", &format!("(document.querySelector('#main h1')?.innerText ?? '') === {heading}"))
        .await
}

async fn look(centre: &Centre) -> Seen<(String, usize, String)> {
    let found: Value = centre.browser.script(LOOK, json!(null)).await?;
    Ok(serde_json::from_value(found)?)
}
