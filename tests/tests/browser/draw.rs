//! The draw of the committee by clicks: the officer asks for seats, three parties commit and reveal with keys that they made
//! in their browsers, the dice are entered and countersigned, the registrar calls.

use std::path::PathBuf;
use std::process::Command;

use serde::Deserialize;
use serde_json::json;
use shared::api::account::ReadClock;
use shared::api::draw::CALL_TRIES;
use shared::draw::Answer;
use tests::browser::{Seen, ensure, hook};
use tests::{Person, zip};

use super::centre::Centre;
use super::tender::moment;

/// Where the public value comes from.
const SOURCE: &str = "两枚骰子各掷五次，在监督人员和摄像机前进行，依次记录点数";
/// The public value.
const DICE: &str = "4162535126";
/// Who sits for the purchaser.
pub const REPRESENTATIVE: &str = "程书白";
/// Until the committee meets, milliseconds.
const MEET_MS: i64 = 2 * 3_600_000;
/// Specialties and seats that are asked for.
const GROUPS: [(&str, &str); 2] = [("A", "2"), ("C", "2")];
/// What the first who are called say; whoever is called later accepts.
const FIRST: [Answer; 4] = [Answer::Accepted, Answer::Declined, Answer::Unreachable, Answer::Conflict];
/// More calls than there can be.
const CALLS_MAX: usize = 20;

/// A party of the ceremony and the file of its key.
pub struct Party {
    host: &'static str,
    key: PathBuf,
}

/// From the request to the seated committee; the numbers of its experts come back.
pub async fn drawn(centre: &Centre, lot: &str) -> Seen<Vec<String>> {
    request(centre, lot, SOURCE).await?;
    centre.browser.find(&hook("draw-act")).await?;
    ceremony(centre, lot).await?;
    name_representative(centre, lot).await?;
    let experts = call(centre, lot).await?;
    let experts = replace_absent(centre, lot, &experts).await?;
    run_again(centre, lot).await?;
    Ok(experts)
}

fn page(lot: &str) -> String {
    format!("/lots/{lot}/draw")
}

async fn gone(centre: &Centre, name: &str) -> Seen<()> {
    centre.browser.until(&format!("{name} is done"), &format!("!document.querySelector('{}')", hook(name))).await
}

/// The officer asks for four experts of two specialties, with the public value of this source.
pub async fn request(centre: &Centre, lot: &str, source: &str) -> Seen<()> {
    let browser = &centre.browser;
    let now_ms =
        Person::public(&centre.house.address()).ask(&ReadClock {}).await.map_err(|error| format!("{error:?}"))?.now_ms;
    centre.visit("officer", &page(lot)).await?;
    browser.click(&hook("add-group")).await?;
    for (at, (specialty, need)) in GROUPS.into_iter().enumerate() {
        browser.choose(&format!("#group-{at}"), specialty).await?;
        browser.fill(&format!("#need-{at}"), need).await?;
    }
    browser.fill("#beacon-source", source).await?;
    moment(centre, "#meet", now_ms + MEET_MS).await?;
    browser.click(&hook("request-seats")).await
}

/// The whole ceremony with dice.
async fn ceremony(centre: &Centre, lot: &str) -> Seen<()> {
    let [officer, _, supervisor] = revealed(centre, lot).await?;
    come_back(centre, lot, &officer).await?;
    centre.browser.fill("#beacon-value", DICE).await?;
    act(centre, "enter-beacon").await?;
    countersigned(centre, lot, &supervisor, DICE).await
}

/// Join, commit, reveal, the supervisor's cosignature: all before the public value. Whoever comes back opens their key file
/// again. Officer, purchaser, supervisor.
pub async fn revealed(centre: &Centre, lot: &str) -> Seen<[Party; 3]> {
    let purchaser = join(centre, lot, "purchaser", "purchaser").await?;
    let supervisor = join(centre, lot, "supervisor", "supervisor").await?;
    let officer = join(centre, lot, "officer", "centre").await?;
    // The officer's key is still open.
    act(centre, "commit").await?;
    for party in [&purchaser, &supervisor] {
        come_back(centre, lot, party).await?;
        act(centre, "commit").await?;
    }
    for party in [&officer, &purchaser, &supervisor] {
        come_back(centre, lot, party).await?;
        act(centre, "reveal").await?;
    }
    centre.visit("supervisor", "/supervision/witness").await?;
    centre.sample_key(0).await?;
    act_on(centre, "check-and-cosign", "cosigned").await?;
    Ok([officer, purchaser, supervisor])
}

/// The supervisor is shown the public value and countersigns it; the committee is drawn.
pub async fn countersigned(centre: &Centre, lot: &str, supervisor: &Party, value: &str) -> Seen<()> {
    come_back(centre, lot, supervisor).await?;
    let said = centre.browser.texts(&hook("draw-act")).await?.concat();
    ensure(said.contains(value), format!("the supervisor is not shown the public value: {said}"))?;
    act(centre, "cosign-beacon").await?;
    let seats = centre.browser.texts(&hook("seat")).await?;
    ensure(seats.len() == 4, format!("not four seats: {seats:?}"))
}

pub async fn act(centre: &Centre, name: &str) -> Seen<()> {
    centre.browser.click(&hook(name)).await?;
    gone(centre, name).await
}

async fn act_on(centre: &Centre, name: &str, then: &str) -> Seen<()> {
    centre.browser.click(&hook(name)).await?;
    centre.browser.find(&hook(then)).await?;
    Ok(())
}

/// A party makes its key, opens the file once, and gives the public half.
async fn join(centre: &Centre, lot: &str, host: &'static str, party: &str) -> Seen<Party> {
    centre.visit(host, &page(lot)).await?;
    let key = format!("party-{}-{party}-1.key.json", lot.replace('/', "-"));
    centre.make_key(&key, &key).await?;
    act(centre, "join").await?;
    Ok(Party { host, key: centre.browser.drawer(&key)? })
}

/// A party comes to the draw again and opens its key.
pub async fn come_back(centre: &Centre, lot: &str, party: &Party) -> Seen<()> {
    centre.visit(party.host, &page(lot)).await?;
    centre.own_key(&party.key).await
}

async fn name_representative(centre: &Centre, lot: &str) -> Seen<()> {
    centre.visit("purchaser", &format!("/lots/{lot}/representative")).await?;
    centre.browser.fill("#representative-1", REPRESENTATIVE).await?;
    centre.browser.click(&hook("name-representative")).await?;
    centre.browser.find(".toast.done").await?;
    Ok(())
}

/// One line of the call sheet.
#[derive(Deserialize)]
pub struct Called {
    /// The number.
    pub no: String,
    /// Whether the expert has accepted.
    pub accepted: bool,
    waits: bool,
}

const SHEET: &str = "return [...document.querySelectorAll('[data-test^=\"call-\"]')].map((e) => ({
    no: e.dataset.test.slice(5),
    accepted: !!e.querySelector('.status.done'),
    waits: !!e.querySelector('.status.warning') }))";

pub async fn sheet(centre: &Centre) -> Seen<Vec<Called>> {
    Ok(serde_json::from_value(centre.browser.script(SHEET, json!(null)).await?)?)
}

/// The registrar calls until everybody has accepted. One declines, one cannot be reached after three tries, one has a
/// conflict: others are called in their place.
async fn call(centre: &Centre, lot: &str) -> Seen<Vec<String>> {
    centre.visit("registrar", "/calls").await?;
    centre.browser.click(&hook("open-calls")).await?;
    centre.browser.find("[data-test^=\"call-\"]").await?;
    let mut first = FIRST.into_iter();
    let mut left = Vec::new();
    for _ in 0..CALLS_MAX {
        let calls = sheet(centre).await?;
        let Some(open) = calls.iter().find(|called| !called.accepted && !called.waits) else { break };
        let said = first.next().unwrap_or(Answer::Accepted);
        answer(centre, &open.no, said).await?;
        if matches!(said, Answer::Unreachable | Answer::Conflict) {
            countersign(centre, lot).await?;
            centre.visit("registrar", &format!("/lots/{lot}/calls")).await?;
            centre.browser.find("[data-test^=\"call-\"]").await?;
        }
        if said != Answer::Accepted {
            left.push(open.no.clone());
        }
    }
    let calls = sheet(centre).await?;
    let seated = calls.len() == 4 && calls.iter().all(|called| called.accepted);
    let numbers: Vec<String> = calls.into_iter().map(|called| called.no).collect();
    ensure(seated, format!("not four who have accepted: {numbers:?}"))?;
    ensure(left.len() == 3 && left.iter().all(|no| !numbers.contains(no)), format!("{left:?} sit in {numbers:?}"))?;
    Ok(numbers)
}

pub async fn countersign(centre: &Centre, lot: &str) -> Seen<()> {
    centre.visit("supervisor", &page(lot)).await?;
    centre.browser.click(&hook("countersign")).await?;
    centre.password().await?;
    gone(centre, "countersign").await
}

/// The officer reports that a member does not come, or cannot go on.
pub async fn report_absence(centre: &Centre, lot: &str, member: &str, why: &str) -> Seen<()> {
    let browser = &centre.browser;
    centre.visit("officer", &format!("/lots/{lot}/check-in")).await?;
    browser.click(&hook("absence")).await?;
    browser.choose("#absent-who", member).await?;
    browser.fill("#absent-reason", why).await?;
    browser.click(&hook("report-absence")).await?;
    browser.find(".toast.done").await?;
    Ok(())
}

/// Somebody who had accepted does not come: the officer reports it, the supervisor countersigns, the next by lot is called.
async fn replace_absent(centre: &Centre, lot: &str, before: &[String]) -> Seen<Vec<String>> {
    let browser = &centre.browser;
    report_absence(centre, lot, "m1", "报到时间已过一小时，联系后表示无法到场").await?;
    countersign(centre, lot).await?;
    centre.visit("registrar", &format!("/lots/{lot}/calls")).await?;
    browser.find("[data-test^=\"call-\"]").await?;
    let calls = sheet(centre).await?;
    let open = calls.iter().find(|called| !called.accepted).ok_or("nobody is called in the place of the absent")?;
    answer(centre, &open.no, Answer::Accepted).await?;
    let numbers: Vec<String> = sheet(centre).await?.into_iter().map(|called| called.no).collect();
    let stay = before.iter().filter(|no| numbers.contains(no)).count();
    ensure(numbers.len() == 4 && stay == 3, format!("{before:?} became {numbers:?}"))?;
    Ok(numbers)
}

pub async fn answer(centre: &Centre, no: &str, said: Answer) -> Seen<()> {
    let browser = &centre.browser;
    let row = hook(&format!("call-{no}"));
    if said == Answer::Unreachable {
        for tries in 1..=CALL_TRIES {
            browser.click(&format!("{row} {}", hook("try-call"))).await?;
            let counted = format!("document.querySelectorAll('{row} [data-test=\"try\"]').length === {tries}");
            browser.until(&format!("try {tries} is written down"), &counted).await?;
        }
    }
    browser.click(&format!("{row} input[value=\"{}\"]", said.word())).await?;
    let then = match said {
        Answer::Accepted => format!("document.querySelector('{row} .status.done')"),
        Answer::Declined => format!("!document.querySelector('{row}')"),
        Answer::Unreachable | Answer::Conflict => {
            browser.fill(&format!("#note-{no}"), "三次拨打均无人接听").await?;
            format!("document.querySelector('{row} .status.warning')")
        }
    };
    browser.click(&format!("{row} {}", hook("write-answer"))).await?;
    browser.until(&format!("{no}: {}", said.word()), &then).await
}

/// The officer downloads the record of the draw; whoever has it draws the same committee. What `bidroom draw` says of it.
pub async fn run_again(centre: &Centre, lot: &str) -> Seen<String> {
    centre.visit("officer", &page(lot)).await?;
    centre.browser.click(&hook("draw-record")).await?;
    let name = format!("draw-{}.zip", lot.replace('/', "-"));
    let record = std::fs::read(centre.browser.keep_download(&name, &name).await?)?;
    let folder = tempfile::tempdir()?;
    zip::unpack(&record, folder.path());
    let run = Command::new(tests::house::binary()).arg("draw").arg(folder.path()).output()?;
    ensure(run.status.success(), format!("bidroom draw: {}", String::from_utf8_lossy(&run.stderr)))?;
    Ok(String::from_utf8(run.stdout)?)
}
