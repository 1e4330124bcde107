//! After the report: an expert rates the centre, the officer records the expert's duty, the expert answers the record.

use tests::browser::{Seen, ensure, hook};

use super::axe;
use super::centre::Centre;
use super::committee::Member;

const LATE: &str = "迟到二十分钟，未影响评审";
const WHY: &str = "因道路封闭，已事先告知";

/// Both sides rate each other.
pub async fn rated(centre: &Centre, lot: &str, members: &[Member]) -> Seen<()> {
    let browser = &centre.browser;
    let drawn = |member: &&Member| member.name != super::draw::REPRESENTATIVE;
    let member = members.iter().find(drawn).ok_or("no drawn member")?;
    centre.visit(&member.host, "/room").await?;
    browser.click(&hook("to-rating")).await?;
    browser.choose("#score-centre", "5").await?;
    browser.click(&hook("rate-centre")).await?;
    browser.find(".toast.done").await?;

    centre.visit("officer", &format!("/lots/{lot}/award")).await?;
    browser.click(&hook("to-ratings")).await?;
    let told = browser.texts(&hook("centre-rated")).await?.concat();
    ensure(told.contains("5.0"), format!("the officer is not told the mean: {told}"))?;
    browser.choose(&format!("#score-{}", member.id), "2").await?;
    let rate = hook(&format!("rate-{}", member.id));
    browser.click(&rate).await?;
    browser
        .until(
            "a poor score says why",
            &format!("document.querySelector('#note-{}').getAttribute('aria-invalid') === 'true'", member.id),
        )
        .await?;
    browser.fill(&format!("#note-{}", member.id), LATE).await?;
    browser.click(&rate).await?;
    browser.find(".toast.done").await?;
    axe::state(centre, "ratings").await?;

    centre.visit(&member.host, &format!("/room/{lot}/rate")).await?;
    browser.fill("#duty-statement", WHY).await?;
    browser.click(&hook("state-duty")).await?;
    browser.find(".toast.done").await?;
    axe::state(centre, "own duty").await?;
    centre.visit("supervisor", &format!("/lots/{lot}/ratings")).await?;
    let stated = browser.texts(&hook("statement")).await?.concat();
    ensure(stated.contains(WHY), format!("the statement is not there: {stated}"))
}
