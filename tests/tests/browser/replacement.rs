//! A member cannot go on in the middle of the evaluation: the scores given are void, the next by the walk is called, checks
//! in, declares, reviews and scores; the others go on where they stood (87号令 art. 49).

use shared::api::scoring::{MemberProgress, ReadProgress};
use shared::draw::Answer;
use shared::id::LotKey;
use tests::browser::{Seen, ensure, hook};
use thirtyfour::Key;

use super::centre::{Centre, EVALUATED};
use super::committee;
use super::draw::{answer, countersign, report_absence, sheet};
use super::evaluation::{BIDS, CRITERIA, comply, empty_cell, sign};

/// Who cannot go on: an expert in the middle of the sheet.
const ILL: &str = "m2";
/// Valid for every criterion of the sample lots, and neither the least nor the most.
const POINTS: &str = "4";

/// From the absence to the new member's signed sheet.
pub async fn during_the_evaluation(centre: &Centre) -> Seen<()> {
    let before = progress(centre).await?;
    let gave = before.iter().find(|member| member.member.as_str() == ILL).ok_or("no such member")?.scored;
    ensure(gave > 0, "the one who leaves has given no score yet")?;
    report_absence(centre, EVALUATED, ILL, "评审中突发不适，已送医，无法继续").await?;
    countersign(centre, EVALUATED).await?;

    centre.visit("registrar", &format!("/lots/{EVALUATED}/calls")).await?;
    centre.browser.find("[data-test^=\"call-\"]").await?;
    let calls = sheet(centre).await?;
    let open: Vec<&str> = calls.iter().filter(|called| !called.accepted).map(|called| called.no.as_str()).collect();
    let [next] = open[..] else { return Err(format!("not one who is called instead: {open:?}").into()) };
    answer(centre, next, Answer::Accepted).await?;

    let member = committee::joins(centre, EVALUATED, next).await?;
    comply(centre, EVALUATED, &member).await?;
    centre.visit(&member.host, &format!("/room/{EVALUATED}/score")).await?;
    centre.browser.find(&hook("score-desk")).await?;
    let mut spot = String::new();
    for _ in 0..BIDS * CRITERIA {
        spot = empty_cell(centre, &spot).await?;
        centre.browser.press(POINTS.to_owned() + Key::Enter).await?;
    }
    sign(centre).await?;

    let after = progress(centre).await?;
    let own = after
        .iter()
        .find(|row| row.member.as_str() == member.id)
        .ok_or_else(|| format!("{} is not counted: {after:?}", member.id))?;
    ensure(
        own.signed_ms.is_some() && own.scored as usize == BIDS * CRITERIA,
        format!("the new member's sheet: {own:?}"),
    )?;
    ensure(after.iter().all(|row| row.member.as_str() != ILL), "the one who left is still counted")?;
    for stays in before.iter().filter(|row| row.member.as_str() != ILL) {
        let now = after.iter().find(|row| row.member == stays.member).ok_or("a member who stays is gone")?;
        ensure((now.scored, now.signed_ms) == (stays.scored, stays.signed_ms), format!("{stays:?} became {now:?}"))?;
    }
    Ok(())
}

async fn progress(centre: &Centre) -> Seen<Vec<MemberProgress>> {
    let (tender, lot) = EVALUATED.split_once('/').ok_or("tender/lot")?;
    let lot = LotKey::new(tender, lot).map_err(|error| format!("{error:?}"))?;
    let cast = centre.cast().await?;
    Ok(cast.officer.person.ask(&ReadProgress { lot }).await?.members)
}
