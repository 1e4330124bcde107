//! What a member enters is never lost and never overwritten in silence: the server is killed, F5 without it, the power of the
//! terminal is cut, the network is away for a while, two windows, a seat that is moved.

use std::time::Duration;

use bidroom_server::demo::keyring::PASSWORD;
use serde_json::json;
use shared::api::room::{CheckIn, CheckedIn};
use shared::id::{LotKey, RoomId};
use tests::browser::{Seen, ensure, hook};
use thirtyfour::Key;

use super::axe;
use super::centre::{Centre, EVALUATED};

/// How long the network is away, seconds; `BIDROOM_CUT_S` sets another time (`make soak`: ten minutes).
const CUT_S: u64 = 30;

/// Where the sheet stands when the box is empty and has the focus, `bidder/criterion`; else nothing.
const SPOT: &str = "
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const box = document.querySelector('[data-test=score]');
    if (!box || document.activeElement !== box || box.value !== '') return '';
    const bidder = document.querySelector('[data-test=bidder][aria-current=true]').dataset.bidder;
    return bidder + '/' + document.querySelector('[data-test=criterion]').dataset.criterion;";
/// Scores of the sheet, all bids: `bidder/criterion` → score, read from the compare view's data.
const COUNT: &str = "return [...document.querySelectorAll('[data-test=bidder] .figures')]
    .map((e) => Number(e.innerText.split('/')[0])).reduce((a, b) => a + b, 0)";
const SAVED: &str = "document.querySelector('.bar-saves')?.classList.contains('done')";

fn sheet() -> String {
    format!("/room/{EVALUATED}/score")
}

async fn count(centre: &Centre) -> Seen<i64> {
    Ok(centre.browser.script(COUNT, json!(null)).await?.as_i64().unwrap_or(-1))
}

/// Gives scores to the next empty cells by keys; gives which. Two, four and six are scores of every criterion of the sample lot.
async fn give(centre: &Centre, points: &[&str]) -> Seen<Vec<String>> {
    let mut given: Vec<String> = Vec::new();
    for point in points {
        let mut spot = String::new();
        for _ in 0..200 {
            let now = centre.browser.script(SPOT, json!(null)).await?;
            spot = now.as_str().unwrap_or_default().to_owned();
            if !spot.is_empty() && !given.contains(&spot) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
        ensure(
            !spot.is_empty() && !given.contains(&spot),
            format!("no empty cell to score after {given:?}, but {spot:?}"),
        )?;
        centre.browser.press((*point).to_owned() + Key::Enter).await?;
        given.push(spot);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    Ok(given)
}

/// Goes to a cell by its bidder and its line.
async fn go(centre: &Centre, spot: &str) -> Seen<()> {
    let (bidder, criterion) = spot.split_once('/').ok_or("no cell")?;
    centre.browser.click(&format!("[data-test=bidder][data-bidder=\"{bidder}\"]")).await?;
    centre.browser.click(&format!("[data-test=own-score][data-criterion=\"{criterion}\"]")).await?;
    let there = format!("document.querySelector('[data-test=criterion]')?.dataset.criterion === '{criterion}'");
    centre.browser.until(spot, &there).await
}

/// What stands in a cell, with its state's shape.
async fn cell(centre: &Centre, spot: &str) -> Seen<String> {
    go(centre, spot).await?;
    let criterion = spot.split_once('/').map_or("", |(_, criterion)| criterion);
    let own = format!("[data-test=own-score][data-criterion=\"{criterion}\"]");
    Ok(centre.browser.texts(&own).await?.join(" "))
}

async fn open_sheet(centre: &Centre) -> Seen<()> {
    centre.browser.find(&hook("score-desk")).await?;
    centre.browser.until("the focus in the score box", "document.activeElement?.dataset?.test === 'score'").await
}

/// The seat with the most cells to score.
pub async fn emptiest(centre: &Centre) -> Seen<String> {
    let mut best: Option<(i64, String)> = None;
    for host in ["expert1", "expert2", "expert3", "expert4", "expert5"] {
        centre.visit(host, &sheet()).await?;
        centre.browser.find(&hook("score-desk")).await?;
        let scored = count(centre).await?;
        if best.as_ref().is_none_or(|(least, _)| scored < *least) {
            best = Some((scored, host.to_owned()));
        }
    }
    Ok(best.ok_or("nobody sits")?.1)
}

/// All of it, one after the other, at one seat.
pub async fn nothing_is_lost(mut centre: Centre) -> (Option<Centre>, Seen<()>) {
    let before = async {
        let host = emptiest(&centre).await?;
        centre.visit(&host, &sheet()).await?;
        open_sheet(&centre).await?;
        // From the second time on, the service worker gives the page.
        centre.browser.reload().await?;
        open_sheet(&centre).await?;
        let shell = "navigator.serviceWorker.controller && caches.keys().then((names) => names.length)";
        centre.browser.until("the service worker has the page", shell).await?;
        tokio::time::sleep(Duration::from_millis(800)).await;
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(host)
    };
    let host = match before.await {
        Ok(host) => host,
        Err(error) => return (Some(centre), Err(error)),
    };
    let given = match without_the_server(&mut centre).await {
        Ok(given) => given,
        Err(error) => return (Some(centre), Err(error)),
    };
    centre = match centre.power_cut().await {
        Ok(centre) => centre,
        Err(error) => return (None, Err(error)),
    };
    let done = async {
        after_the_power_cut(&mut centre, &host, &given).await?;
        two_windows(&centre, &host).await?;
        a_cut(&centre).await?;
        moved_seat(&centre, &host).await
    };
    let done = done.await;
    (Some(centre), done)
}

/// The server is killed; three scores wait; F5 without it; half a score is typed.
async fn without_the_server(centre: &mut Centre) -> Seen<(i64, Vec<String>)> {
    let before = count(centre).await?;
    centre.house.kill();
    let given = give(centre, &["4", "2", "4"]).await?;
    centre.browser.until("three wait", "document.querySelector('.bar-saves')?.innerText.includes('3')").await?;
    axe::state(centre, "waiting").await?;
    centre.browser.reload().await?;
    open_sheet(centre).await?;
    let count_is = format!("(() => {{ {COUNT} }})() === {}", before + 3);
    centre.browser.until("F5 without the server: everything is there", &count_is).await?;
    let kept = cell(centre, &given[1]).await?;
    ensure(kept.contains("2 / ") && kept.contains('▲'), format!("after F5 without the server: {kept}"))?;
    // Back to an empty cell; half a score is typed, and not given.
    centre.browser.press(Key::Enter).await?;
    centre.browser.until("an empty cell", "document.querySelector('[data-test=score]').value === ''").await?;
    centre.browser.press("1.").await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    Ok((before, given))
}

/// The browser starts again without the server: the sheet opens, with everything that was entered, to the last key. When the
/// server is back everything is saved.
async fn after_the_power_cut(centre: &mut Centre, host: &str, (before, given): &(i64, Vec<String>)) -> Seen<()> {
    centre.browser.open(&centre.address(host, &sheet())).await?;
    centre.browser.find(&hook("score-desk")).await?;
    let count_is = |more: i64| format!("(() => {{ {COUNT} }})() === {}", before + more);
    centre.browser.until("a power cut without the server: everything is there", &count_is(3)).await?;
    centre.browser.until("to the last key", "document.querySelector('[data-test=score]').value === '1.'").await?;
    centre.house.restart().await;
    centre.forget(host)?;
    // The session's cookie went with the browser: the member says the PIN, and goes on.
    centre.visit(host, &sheet()).await?;
    centre.browser.find(&hook("score-desk")).await?;
    centre.browser.until("everything is saved", SAVED).await?;
    centre.browser.reload().await?;
    open_sheet(centre).await?;
    // What was typed and not given is still there. A cell with what is no score of it is not left: the member takes it out.
    centre.browser.until("still to the last key", "document.querySelector('[data-test=score]').value === '1.'").await?;
    centre.browser.press(Key::Backspace + Key::Backspace).await?;
    for (spot, points) in given.iter().zip(["4 / ", "2 / ", "4 / "]) {
        let kept = cell(centre, spot).await?;
        ensure(kept.contains(points) && kept.contains('✓'), format!("after the power cut, {spot}: {kept}"))?;
    }
    Ok(())
}

/// Two windows give another score to the same cell: the second is asked.
async fn two_windows(centre: &Centre, host: &str) -> Seen<()> {
    let browser = &centre.browser;
    go_to_empty(centre).await?;
    let spot = give(centre, &["4"]).await?.pop().ok_or("no cell")?;
    browser.until("saved", SAVED).await?;
    let first = browser.another_window(&centre.address(host, &sheet())).await?;
    open_sheet(centre).await?;
    let second = browser.window().await?;
    go(centre, &spot).await?;
    browser.press("2".to_owned() + Key::Enter).await?;
    browser.until("saved in the second window", SAVED).await?;
    browser.to_window(first.clone()).await?;
    go(centre, &spot).await?;
    browser.press("6".to_owned() + Key::Enter).await?;
    browser
        .until("the shell tells of the conflict", "document.querySelector('.bar-saves')?.classList.contains('error')")
        .await?;
    go(centre, &spot).await?;
    browser.find(&hook("keep-mine")).await?;
    axe::state(centre, "conflict").await?;
    browser.reload().await?;
    open_sheet(centre).await?;
    go(centre, &spot).await?;
    browser.find(&hook("take-theirs")).await?;
    browser.click(&hook("keep-mine")).await?;
    browser.until("the own score is saved", SAVED).await?;
    browser.to_window(second).await?;
    browser.reload().await?;
    open_sheet(centre).await?;
    let kept = cell(centre, &spot).await?;
    ensure(kept.contains("6 / ") && kept.contains('✓'), format!("what the member chose: {kept}"))?;
    browser.close_window(first).await
}

/// The network is away for a while; the member goes on; everything is saved when it is back.
async fn a_cut(centre: &Centre) -> Seen<()> {
    let seconds = std::env::var("BIDROOM_CUT_S").ok().and_then(|text| text.parse().ok()).unwrap_or(CUT_S);
    let before = count(centre).await?;
    go_to_empty(centre).await?;
    centre.browser.online(false).await?;
    let given = give(centre, &["4", "2"]).await?;
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    let shown = cell(centre, &given[0]).await?;
    ensure(shown.contains("4 / ") && shown.contains('▲'), format!("after {seconds} s: {shown}"))?;
    centre.browser.online(true).await?;
    centre.browser.until("everything is saved", SAVED).await?;
    centre.browser.reload().await?;
    open_sheet(centre).await?;
    ensure(count(centre).await? == before + 2, format!("a cut of {seconds} s lost something"))
}

async fn go_to_empty(centre: &Centre) -> Seen<()> {
    centre.browser.reload().await?;
    open_sheet(centre).await?;
    centre.browser.until("an empty cell", "document.querySelector('[data-test=score]').value === ''").await
}

/// The seat is moved while the terminal is cut off: what it kept is handed over, and asked about at the new seat.
async fn moved_seat(centre: &Centre, host: &str) -> Seen<()> {
    let browser = &centre.browser;
    go_to_empty(centre).await?;
    browser.online(false).await?;
    let given = give(centre, &["4"]).await?;
    let came = check_in_elsewhere(centre, host).await?;
    browser.online(true).await?;
    browser.find(&hook("elsewhere")).await?;
    axe::state(centre, "elsewhere").await?;
    // The seats of the second room are at the hosts from expert6 on.
    let there = format!("expert{}", 5 + came.seat.seat);
    browser.open(&centre.address(&there, "/seat")).await?;
    browser.fill("#seat-code", &came.code).await?;
    browser.fill("#seat-pin", PASSWORD).await?;
    browser.fill("#seat-pin-again", PASSWORD).await?;
    browser.click(&hook("take-seat")).await?;
    browser.until("the member sits", "location.pathname === '/room'").await?;
    centre.sits_at(&there)?;
    centre.go(&sheet()).await?;
    browser.find(&hook("strays")).await?;
    axe::state(centre, "strays").await?;
    let empty = cell(centre, &given[0]).await?;
    ensure(empty.contains("– / "), format!("nothing is scored before the member has decided: {empty}"))?;
    browser.click(&hook("take-stray")).await?;
    browser.until("nothing is left to decide", &format!("!document.querySelector('{}')", hook("strays"))).await?;
    browser.until("saved", SAVED).await?;
    let kept = cell(centre, &given[0]).await?;
    ensure(kept.contains("4 / ") && kept.contains('✓'), format!("at the new seat: {kept}"))
}

/// The desk checks the member in again, to the second room.
async fn check_in_elsewhere(centre: &Centre, host: &str) -> Seen<CheckedIn> {
    let account = centre.visitor(host)?.account.clone();
    let who = account.strip_prefix("expert-").map_or_else(|| "representative".to_owned(), str::to_owned);
    let (tender, lot) = EVALUATED.split_once('/').ok_or("a lot")?;
    let lot = LotKey::new(tender, lot).map_err(|error| error.to_string())?;
    let room = RoomId::new("room-2").map_err(|error| error.to_string())?;
    let cast = centre.cast().await?;
    cast.officer.person.act(&CheckIn { lot, who, room }).await.map_err(|error| error.to_string().into())
}
