//! From five signed sheets to the published result: the head adds up, the report is made, all sign it, the purchaser
//! confirms, the officer publishes, every bidder reads its own.

use std::process::Command;

use bidroom_server::demo::people::BIDDERS;
use serde_json::json;
use tests::browser::{Seen, ensure, hook};

use super::centre::Centre;
use super::committee::Member;
use super::duty;
use super::evaluation::{self, MISTAKE};

/// What the lot comes to, by hand: price, evaluated price, points for the price, total; the rank is the place. The small
/// enterprise's price counts less 10 %: 972,000, which is the lowest and gets all 30 points; the others get 30 · 972,000 / P.
const RESULT: [[&str; 4]; 3] = [
    ["1,180,000.00", "1,180,000.00", "24.71", "86.81"],
    ["1,080,000.00", "972,000.00", "30.00", "83.10"],
    ["1,020,000.00", "1,020,000.00", "28.59", "74.09"],
];

/// Why a score comes back.
const WHY: &str = "技术参数响应为客观分，各评委应当一致，请按偏离表核对";

/// The rows of the ranking: rank, bidder, price, evaluated price, points for the price, total.
const RANKING: &str = "return [...document.querySelectorAll('[data-test=rank-row]')].map((row) => {
    const cells = [...row.cells].map((cell) => cell.innerText.trim());
    return [...cells.slice(0, 5), cells.at(-2)]; })";

/// The file behind the link that is shown, with the session of the person.
const FETCH: &str = "const reply = await fetch(document.querySelector('[data-test=open-report]').href);
    if (!reply.ok) throw new Error(reply.status);
    return [...new Uint8Array(await reply.arrayBuffer())]";

/// From the sheets to the published result.
pub async fn concluded(centre: &Centre, lot: &str, members: &[Member]) -> Seen<()> {
    let head = members.first().ok_or("no members")?;
    returned(centre, lot, members).await?;
    aggregated(centre, lot, head).await?;
    reported(centre, lot, members).await?;
    signed(centre, lot, members).await?;
    duty::rated(centre, lot, members).await?;
    awarded(centre, lot).await?;
    told(centre, lot).await
}

fn summary(lot: &str) -> String {
    format!("/room/{lot}/summary")
}

/// The members must agree on what can be counted: the head cannot add up while one of them gives another score, and
/// returns that one.
async fn returned(centre: &Centre, lot: &str, members: &[Member]) -> Seen<()> {
    let browser = &centre.browser;
    let (head, mistaken) = (members.first().ok_or("no members")?, members.get(MISTAKE.0).ok_or("no such member")?);
    centre.visit(&head.host, &summary(lot)).await?;
    browser.click(&hook("aggregate")).await?;
    centre.confirm().await?;
    let found = browser.texts(&hook("finding")).await?.concat();
    ensure(found.contains(BIDDERS[0].2) && browser.count(&hook("rank-row")).await? == 0, format!("ranked: {found}"))?;
    browser.click(&hook("return")).await?;
    let cell = hook("return-cell");
    let names = browser.texts(&format!("{cell} label")).await?;
    for (n, _) in (1..).zip(names).filter(|(_, name)| !name.starts_with(&format!("{} ·", mistaken.name))) {
        browser.click(&format!("{cell}:nth-of-type({n}) input")).await?;
    }
    browser.fill(&format!("{} textarea", hook("return-reason")), WHY).await?;
    centre.confirm().await?;
    evaluation::corrected(centre, lot, mistaken, WHY).await
}

/// The head adds up; the ranking is as by hand.
async fn aggregated(centre: &Centre, lot: &str, head: &Member) -> Seen<()> {
    let browser = &centre.browser;
    centre.visit(&head.host, &summary(lot)).await?;
    browser.click(&hook("aggregate")).await?;
    centre.confirm().await?;
    browser.find(&hook("rank-row")).await?;
    let rows: Vec<Vec<String>> = serde_json::from_value(browser.script(RANKING, json!(null)).await?)?;
    let by_hand: Vec<Vec<String>> = (1..)
        .zip(BIDDERS.iter().zip(RESULT))
        .map(|(rank, (bidder, figures))| {
            let mut row = vec![rank.to_string(), bidder.2.to_owned()];
            row.extend(figures.map(str::to_owned));
            row
        })
        .collect();
    ensure(rows == by_hand, format!("the ranking is not as by hand: {rows:?}"))
}

/// The head has the report made; its text says what was decided and by whom.
async fn reported(centre: &Centre, lot: &str, members: &[Member]) -> Seen<()> {
    let browser = &centre.browser;
    browser.click(&hook("request-report")).await?;
    browser.find(&hook("open-report")).await?;
    let pdf: Vec<u8> = serde_json::from_value(browser.script(FETCH, json!(null)).await?)?;
    let text = tokio::task::spawn_blocking(move || text_of(&pdf)).await??;
    let (tender, _) = lot.split_once('/').ok_or("a lot is tender/lot")?;
    let figures = BIDDERS.iter().zip(RESULT).flat_map(|(bidder, [_, _, points, total])| [bidder.2, points, total]);
    let names = members.iter().map(|member| member.name.as_str());
    let facts = ["评标报告", tender].into_iter().chain(figures).chain(names);
    let missing: Vec<&str> = facts.filter(|fact| !text.contains(*fact)).collect();
    ensure(missing.is_empty(), format!("the report does not say {missing:?}; it says {text}"))
}

/// The text of a PDF, without spaces: a table may break a word anywhere.
fn text_of(pdf: &[u8]) -> Seen<String> {
    ensure(pdf.starts_with(b"%PDF-"), "the report is no PDF")?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("report.pdf");
    std::fs::write(&file, pdf)?;
    let run = Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output()?;
    ensure(run.status.success(), "pdftotext does not read it")?;
    Ok(String::from_utf8(run.stdout)?.split_whitespace().collect())
}

/// Every member signs the report; the last one sees all five signatures.
async fn signed(centre: &Centre, lot: &str, members: &[Member]) -> Seen<()> {
    for member in members {
        centre.visit(&member.host, &summary(lot)).await?;
        centre.browser.click(&hook("sign-report")).await?;
        centre.confirm().await?;
        let signed = format!("!document.querySelector('{}')", hook("sign-report"));
        centre.browser.until(&format!("{} has signed", member.name), &signed).await?;
    }
    let signatures = centre.browser.texts(&format!("{} th", hook("report-signature"))).await?;
    let all = members.iter().all(|member| signatures.contains(&member.name));
    ensure(all && signatures.len() == members.len(), format!("not everybody has signed: {signatures:?}"))
}

/// The purchaser confirms the first candidate, the officer publishes.
async fn awarded(centre: &Centre, lot: &str) -> Seen<()> {
    let browser = &centre.browser;
    let page = format!("/lots/{lot}/award");
    centre.visit("purchaser", &page).await?;
    browser.click(&hook("confirm-award")).await?;
    centre.confirm().await?;
    let winner = browser.texts(&hook("winner")).await?.concat();
    ensure(winner == BIDDERS[0].2, format!("the purchaser confirmed {winner}"))?;
    centre.visit("officer", &page).await?;
    browser.click(&hook("publish-result")).await?;
    centre.confirm().await?;
    browser.find(&hook("to-result")).await?;
    Ok(())
}

/// The public reads who won; each bidder its own rank and total.
async fn told(centre: &Centre, lot: &str) -> Seen<()> {
    let browser = &centre.browser;
    let row = format!("{}[data-lot=\"{lot}\"] a", hook("result-row"));
    for (host, own) in [("", None), ("bidder1", Some(0)), ("bidder2", Some(1)), ("bidder3", Some(2))] {
        centre.visit(host, "/results").await?;
        browser.click(&row).await?;
        let winner = browser.texts(&hook("winner")).await?.concat();
        let amount = browser.texts(&hook("amount")).await?.concat();
        ensure((winner.as_str(), amount.as_str()) == (BIDDERS[0].2, RESULT[0][0]), format!("{winner}: {amount}"))?;
        ensure(browser.texts(&format!("{} li", hook("committee"))).await?.len() == 5, "not five members")?;
        let Some(place) = own else { continue };
        browser.click(&hook("my-result")).await?;
        let rank = browser.texts(&hook("my-rank")).await?.concat();
        let total = browser.texts(&hook("my-total")).await?.concat();
        let expected = (format!("第 {} 名，共 3 家", place + 1), RESULT[place][3].to_owned());
        ensure((rank, total) == expected, format!("{host} is not told {expected:?}"))?;
    }
    Ok(())
}
