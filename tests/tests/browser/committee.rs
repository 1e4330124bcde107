//! The committee in its room by clicks: terminals are bound, members check in and take their seats, declare on every
//! bidder, elect a head; the officer convenes them.

use serde::Deserialize;
use serde_json::json;
use tests::browser::{Seen, ensure, hook};

use super::centre::Centre;

/// The room.
const ROOM: &str = "room-1";
/// The seats, each at a host of its own: `expert1` …
const SEATS: usize = 5;
/// Votes that elect.
const MAJORITY: usize = 3;
/// What every member types as a PIN; a signature asks for it again.
const PIN: &str = bidroom_server::demo::keyring::PASSWORD;

/// A member at the seat.
pub struct Member {
    /// The terminal's host.
    pub host: String,
    /// The name.
    pub name: String,
    /// The id in the committee.
    pub id: String,
    code: String,
}

/// From empty rooms to the convened committee. The first member is its head.
pub async fn convened(centre: &Centre, lot: &str, experts: &[String]) -> Seen<Vec<Member>> {
    terminals(centre).await?;
    let members = check_in(centre, lot, experts).await?;
    for member in &members {
        take_seat(centre, member).await?;
        declare(centre).await?;
    }
    let head = members.first().ok_or("no members")?;
    for voter in members.iter().take(MAJORITY) {
        centre.visit(&voter.host, &format!("/lots/{lot}/room")).await?;
        centre.browser.click(&format!("{} input[value=\"{}\"]", hook("candidates"), head.id)).await?;
        centre.browser.click(&hook("vote")).await?;
        centre.browser.find(".toast.done").await?;
    }
    let elected = centre.browser.texts(&hook("head")).await?.concat();
    ensure(elected.contains(&head.name), format!("{} is not the head: {elected}", head.name))?;
    convene(centre, lot).await?;
    Ok(members)
}

/// The officer makes a room and gives a code for every seat; each is typed in at the seat.
async fn terminals(centre: &Centre) -> Seen<()> {
    let browser = &centre.browser;
    centre.visit("officer", "/rooms").await?;
    browser.fill("#room-id", ROOM).await?;
    browser.fill("#room-name", "一号评标室").await?;
    browser.fill("#room-seats", &SEATS.to_string()).await?;
    browser.click(&hook("create-room")).await?;
    let mut codes = Vec::new();
    for seat in 1..=SEATS {
        browser.click(&hook(&format!("enrol-{seat}"))).await?;
        codes.push(browser.texts(&hook("activation-code")).await?.concat());
        close_code(centre).await?;
    }
    for (seat, code) in (1..).zip(codes) {
        browser.open(&centre.address(&format!("expert{seat}"), "/terminal")).await?;
        browser.fill("#activation", &code).await?;
        browser.click(&hook("activate")).await?;
        browser.find(&hook("is-terminal")).await?;
    }
    Ok(())
}

async fn close_code(centre: &Centre) -> Seen<()> {
    centre.browser.click(&hook("close-code")).await?;
    centre.browser.until("the code is put away", "!document.querySelector('dialog[open]')").await
}

/// One line of the desk's list.
#[derive(Deserialize)]
struct Line {
    id: String,
    name: String,
    seat: String,
}

const LINES: &str = "return [...document.querySelectorAll('[data-test^=\"member-\"]')].map((e) => ({
    id: e.dataset.test.slice(7), name: e.cells[1].innerText.trim(), seat: e.cells[4].innerText.trim() }))";

/// The desk checks the identity of four experts and the representative, and gives each a seat and a code.
async fn check_in(centre: &Centre, lot: &str, experts: &[String]) -> Seen<Vec<Member>> {
    let browser = &centre.browser;
    centre.visit("officer", &format!("/lots/{lot}/check-in")).await?;
    let mut given = Vec::new();
    for expert in experts.iter().map(Some).chain([None]) {
        given.push(give_seat(centre, expert.map(String::as_str)).await?);
    }
    // The list follows what the desk did.
    let listed = format!(
        "[...document.querySelectorAll('[data-test^=\"member-\"]')].filter((e) => e.cells[4].innerText.trim()).length === {SEATS}"
    );
    browser.until("everybody has a seat", &listed).await?;
    let lines: Vec<Line> = serde_json::from_value(browser.script(LINES, json!(null)).await?)?;
    given.into_iter().map(|(seat, code)| member(&lines, &seat, code)).collect()
}

/// The desk checks an expert's identity, or the representative's; the seat and the code.
async fn give_seat(centre: &Centre, expert: Option<&str>) -> Seen<(String, String)> {
    let browser = &centre.browser;
    match expert {
        Some(no) => browser.fill("#expert-no", no).await?,
        None => browser.click(&format!("{} input", hook("representative"))).await?,
    }
    browser.choose("#check-in-room", ROOM).await?;
    browser.click(&format!("{} input", hook("id-checked"))).await?;
    browser.click(&hook("check-in")).await?;
    let seat = browser.texts(&hook("given-seat")).await?.concat();
    let code = browser.texts(&hook("given-code")).await?.concat();
    close_code(centre).await?;
    Ok((seat, code))
}

/// One more expert checks in, takes the seat, declares; the officer convenes the committee again.
pub async fn joins(centre: &Centre, lot: &str, expert: &str) -> Seen<Member> {
    centre.visit("officer", &format!("/lots/{lot}/check-in")).await?;
    let (seat, code) = give_seat(centre, Some(expert)).await?;
    // Who came last has the highest number; the seat may be the one that was left.
    let shown = format!(
        "[...document.querySelectorAll('[data-test^=\"member-\"]')]
            .sort((a, b) => a.dataset.test.slice(8) - b.dataset.test.slice(8))
            .at(-1)?.cells[4].innerText.trim().startsWith('{seat}')"
    );
    centre.browser.until("the new member has a seat", &shown).await?;
    let lines: Vec<Line> = serde_json::from_value(centre.browser.script(LINES, json!(null)).await?)?;
    let member = member(&lines, &seat, code)?;
    take_seat(centre, &member).await?;
    declare(centre).await?;
    convene(centre, lot).await?;
    Ok(member)
}

/// Who has that seat, `房间 room-1 · 3 号席位`; whoever left it has a lower number.
fn member(lines: &[Line], seat: &str, code: String) -> Seen<Member> {
    let order = |line: &&Line| line.id.trim_start_matches('m').parse::<u32>().unwrap_or(0);
    let line = lines.iter().filter(|line| line.seat.starts_with(seat)).max_by_key(order);
    let line = line.ok_or_else(|| format!("nobody has {seat}"))?;
    let number: String = seat.rsplit('·').next().unwrap_or(seat).chars().filter(char::is_ascii_digit).collect();
    Ok(Member { host: format!("expert{number}"), name: line.name.clone(), id: line.id.clone(), code })
}

async fn take_seat(centre: &Centre, member: &Member) -> Seen<()> {
    let browser = &centre.browser;
    browser.open(&centre.address(&member.host, "/seat")).await?;
    browser.fill("#seat-code", &member.code).await?;
    browser.fill("#seat-pin", PIN).await?;
    browser.fill("#seat-pin-again", PIN).await?;
    browser.click(&hook("take-seat")).await?;
    browser.until("the member sits", "location.pathname === '/room'").await?;
    centre.sits_at(&member.host)
}

/// The member has no relation to any of the three bidders, and signs that.
async fn declare(centre: &Centre) -> Seen<()> {
    let browser = &centre.browser;
    browser.click(&hook("open-room")).await?;
    for bidder in 0..3 {
        browser.click(&format!("{} input[value=\"no\"]", hook(&format!("bidder-{bidder}")))).await?;
    }
    browser.click(&hook("sign-recusal")).await?;
    centre.password().await?;
    let signed = format!("!document.querySelector('{}')", hook("recusal"));
    browser.until("the declaration is signed", &signed).await
}

async fn convene(centre: &Centre, lot: &str) -> Seen<()> {
    centre.visit("officer", &format!("/lots/{lot}/check-in")).await?;
    centre.browser.click(&hook("convene")).await?;
    centre.confirm().await?;
    let begun = format!("!document.querySelector('{}')", hook("convene"));
    centre.browser.until("the committee is convened", &begun).await
}
