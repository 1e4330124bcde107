//! The committee stops the evaluation over the documents (87号令 art. 65): everything rests until the officer answers in
//! writing. Not confirmed, the evaluation goes on; confirmed, the lot ends and everybody reads why.

use bidroom_server::demo::keyring::PASSWORD;
use serde_json::json;
use shared::api::scoring::{MemberProgress, ReadProgress};
use shared::id::LotKey;
use shared::refusal::Code;
use shared::text::{Lang, matters as words};
use tests::browser::{Seen, ensure, hook};

use super::axe;
use super::centre::{Centre, EVALUATED};

/// What the officer writes.
const NO: &str = "4.2 的分值区间见第五章附表，评审可以继续";
const YES: &str = "第三章 2.1 前后矛盾，修改招标文件后重新组织采购";
/// What one member writes who does not want to stop.
const OPINION: &str = "可以按附表评审";

/// Twice: not confirmed, then confirmed.
pub async fn of_the_evaluation(centre: &Centre) -> Seen<()> {
    let hosts: Vec<String> = members(centre).await?.iter().filter_map(host).collect();
    ensure(hosts.len() == 5, format!("not five members at their seats: {hosts:?}"))?;
    let proposer = hosts.get(1).ok_or("no second member")?;
    stopped(centre, &hosts, proposer, ("defective", "第四章 4.2"), "该因素没有分值区间").await?;
    rests(centre, proposer).await?;
    answered(centre, "no", NO).await?;
    centre.browser.until("the officer has answered", &gone("answer-stop")).await?;
    goes_on(centre, proposer).await?;

    stopped(centre, &hosts, proposer, ("ambiguous", "第三章 2.1"), "交付期限前后不一致").await?;
    answered(centre, "yes", YES).await?;
    centre.arrived(&format!("/results/{EVALUATED}")).await?;
    centre.visit("", &format!("/results/{EVALUATED}")).await?;
    let page = centre.browser.texts("#main").await?.concat();
    let why = shared::text::failure(shared::lifecycle::Failure::DocumentsDefective).get(Lang::Zh);
    ensure(page.contains(why), format!("the public is not told why: {page}"))?;
    centre.visit(proposer, &matters()).await?;
    let told = centre.browser.texts("#main").await?.concat();
    ensure(!told.contains(words::VOTE.get(Lang::Zh)), format!("an ended lot is voted on: {told}"))
}

fn matters() -> String {
    format!("/room/{EVALUATED}/matters")
}

fn gone(name: &str) -> String {
    format!("!document.querySelector('{}')", hook(name))
}

async fn members(centre: &Centre) -> Seen<Vec<MemberProgress>> {
    let (tender, lot) = EVALUATED.split_once('/').ok_or("tender/lot")?;
    let lot = LotKey::new(tender, lot).map_err(|error| format!("{error:?}"))?;
    Ok(centre.cast().await?.officer.person.ask(&ReadProgress { lot }).await?.members)
}

fn host(member: &MemberProgress) -> Option<String> {
    // The seats of the second room are at the hosts from expert6 on.
    let first = |seat: &shared::people::Seat| if seat.room.as_str() == "room-2" { 5 } else { 0 };
    member.seat.as_ref().map(|seat| format!("expert{}", first(seat) + seat.seat))
}

/// One member proposes to stop; four of five agree.
async fn stopped(
    centre: &Centre,
    hosts: &[String],
    proposer: &str,
    (ground, clause): (&str, &str),
    reason: &str,
) -> Seen<()> {
    let browser = &centre.browser;
    centre.visit(proposer, &matters()).await?;
    browser.click(&format!("{} summary", hook("propose-form"))).await?;
    browser.choose(&format!("{} select", hook("matter-kind")), "stop").await?;
    browser.until("a stop is about no bid", &gone("matter-bidder")).await?;
    browser.click(&hook("propose")).await?;
    browser.find(&format!("{} .notice.error", hook("propose-form"))).await?;
    browser.choose(&format!("{} select", hook("matter-ground")), ground).await?;
    browser.fill(&format!("{} input", hook("matter-clause")), clause).await?;
    browser.fill(&format!("{} textarea", hook("matter-reason")), reason).await?;
    browser.click(&hook("propose")).await?;
    for (n, voter) in hosts.iter().enumerate() {
        vote(centre, voter, n == 0).await?;
    }
    let decided = browser.texts(&hook("decided")).await?.concat();
    ensure(
        [clause, reason, OPINION, words::STOP.get(Lang::Zh)].into_iter().all(|said| decided.contains(said)),
        format!("the decision does not say what was decided: {decided}"),
    )
}

/// Somebody votes; whoever is against says why, or is told to.
async fn vote(centre: &Centre, voter: &str, against: bool) -> Seen<()> {
    let browser = &centre.browser;
    centre.visit(voter, &matters()).await?;
    browser.click(&hook("vote")).await?;
    browser.find(&format!("{} .notice.error", hook("matter"))).await?;
    let choice = if against { "no" } else { "yes" };
    browser.click(&format!("{} input[value=\"{choice}\"]", hook("vote-choice"))).await?;
    if against {
        browser.click(&hook("vote")).await?;
        refused(centre, Code::DissentReason).await?;
        browser.fill(&format!("{} textarea", hook("vote-opinion")), OPINION).await?;
    }
    browser.click(&hook("vote")).await?;
    centre.confirm().await?;
    browser.until("the vote is there", &gone("vote")).await
}

/// The act is signed and refused; the question stays open with the reason, and is put away.
async fn refused(centre: &Centre, code: Code) -> Seen<()> {
    let browser = &centre.browser;
    browser.click("dialog[open] .button.danger").await?;
    browser.fill("dialog[open] input[type=password]", PASSWORD).await?;
    browser.click("dialog[open]:has(input[type=password]) .button.primary").await?;
    told(centre, "dialog[open] .notice.error", code).await?;
    browser.click("dialog[open] .dialog-actions .button:not(.danger)").await?;
    browser.until("the question is put away", "!document.querySelector('dialog[open]')").await
}

async fn told(centre: &Centre, css: &str, code: Code) -> Seen<()> {
    let quoted = serde_json::to_string(css)?;
    let says = format!("document.querySelector({quoted})?.innerText.includes('{}')", code.as_str());
    centre.browser.until(&format!("refused with {}", code.as_str()), &says).await
}

/// Nothing goes on: what a member wants to put to the vote is refused with the article, and the officer's day begins with it.
async fn rests(centre: &Centre, member: &str) -> Seen<()> {
    let browser = &centre.browser;
    centre.visit(member, &matters()).await?;
    axe::state(centre, "stopped").await?;
    browser.click(&format!("{} summary", hook("propose-form"))).await?;
    browser.choose(&format!("{} select", hook("matter-kind")), "stop").await?;
    browser.choose(&format!("{} select", hook("matter-ground")), "unlawful").await?;
    browser.fill(&format!("{} input", hook("matter-clause")), "★3.2").await?;
    browser.fill(&format!("{} textarea", hook("matter-reason")), "限定品牌").await?;
    browser.click(&hook("propose")).await?;
    told(centre, &format!("{} .notice.error", hook("propose-form")), Code::EvaluationStopped).await?;
    centre.enter("officer").await?;
    centre.follow(&format!("/lots/{EVALUATED}/progress")).await
}

/// The officer answers, after being asked for a choice and a reason.
async fn answered(centre: &Centre, choice: &str, reason: &str) -> Seen<()> {
    let browser = &centre.browser;
    centre.visit("officer", &format!("/lots/{EVALUATED}/progress")).await?;
    if choice == "no" {
        axe::state(centre, "stop").await?;
    }
    browser.click(&hook("answer-stop")).await?;
    browser.find("#main .notice.error").await?;
    browser.click(&format!("{} input[value=\"{choice}\"]", hook("stop-choice"))).await?;
    browser.click(&hook("answer-stop")).await?;
    refused(centre, Code::FieldMissing).await?;
    browser.fill(&format!("{} textarea", hook("stop-reason")), reason).await?;
    browser.click(&hook("answer-stop")).await?;
    centre.confirm().await
}

/// The members read the answer, and can go on.
async fn goes_on(centre: &Centre, member: &str) -> Seen<()> {
    let browser = &centre.browser;
    centre.visit(member, &matters()).await?;
    let told = browser.texts(&hook("decided")).await?.concat();
    ensure(told.contains(NO), format!("the committee is not told the answer: {told}"))?;
    let overflow = browser.script("return document.documentElement.scrollWidth > innerWidth", json!(null)).await?;
    ensure(overflow == false, "the page is wider than the screen")
}
