//! The officer writes the price formula of a works lot: several coefficients to draw among, how a part of a per cent counts. It is
//! kept as it was written; what is no number, or out of its range, is named with its code.

use shared::api::tenders::ReadLot;
use shared::id::LotKey;
use shared::rules::case::{Benchmark, Formula};
use shared::rules::codes::PlanCode;
use shared::text::{Lang, tenders};
use tests::browser::{Seen, ensure, hook};

use super::axe;
use super::centre::Centre;
use super::tender;

/// The tender.
const TENDER: &str = "MC-2026-0401";
/// What is written, as a person writes it, and as it is kept.
const COEFFICIENTS: (&str, &str) = ("0.02，0.03、 0.05", "0.02, 0.03, 0.05");

/// From the new lot to the formula that is read back.
pub async fn a_formula_is_kept(centre: &Centre) -> Seen<()> {
    let browser = &centre.browser;
    tender::begun(centre, (TENDER, "门诊楼改造工程"), ("1", "土建与安装", "3600000")).await?;
    let path = format!("/lots/{TENDER}/1/edit");
    browser.choose("#regime", "works").await?;
    browser.choose("#works-formula", "deviation").await?;
    browser.until("the mean has no coefficient", "!document.querySelector('#works-drawn')").await?;
    browser.choose("#works-benchmark", "mean_drop").await?;
    for (field, text) in [("drawn", COEFFICIENTS.0), ("above", "1.5"), ("below", "0.7"), ("floor", "10")] {
        browser.fill(&format!("#works-{field}"), text).await?;
    }
    browser.choose("#works-step", "whole").await?;
    saved(centre).await?;
    browser.find("#works-above").await?;
    axe::state(centre, "works-formula").await?;

    let lot = LotKey::new(TENDER, "1").map_err(|error| format!("{error:?}"))?;
    let works = centre.cast().await?.officer.person.ask(&ReadLot { lot }).await?.plan.works.ok_or("no formula")?;
    let kept = works.options().join(", ");
    ensure(kept == COEFFICIENTS.1, format!("the coefficients are {kept}"))?;
    let says = matches!(
        &works.formula,
        Formula::Deviation { benchmark: Benchmark::MeanDrop { .. }, above, below, step: true, floor }
            if [above, below, floor].map(ToString::to_string) == ["1.5", "0.7", "10"]
    );
    ensure(says, format!("the formula is {:?}", works.formula))?;

    browser.reload().await?;
    centre.settled(&path).await?;
    browser.find("#works-drawn").await?;
    for (field, text) in
        [("drawn", COEFFICIENTS.1), ("above", "1.5"), ("below", "0.7"), ("step", "whole"), ("floor", "10")]
    {
        let held = format!("document.querySelector('#works-{field}').value === '{text}'");
        browser.until(&format!("#works-{field} holds {text}"), &held).await?;
    }
    nonsense_is_named(centre).await
}

/// Saves the draft and waits until it is.
async fn saved(centre: &Centre) -> Seen<()> {
    centre.browser.click(&hook("save-draft")).await?;
    let unsaved = tenders::UNSAVED.get(Lang::Zh);
    centre
        .browser
        .until("the draft is saved", &format!("!document.querySelector('#main').innerText.includes('{unsaved}')"))
        .await
}

/// What cannot be read keeps the draft from being saved; what is out of its range is found while it is written.
async fn nonsense_is_named(centre: &Centre) -> Seen<()> {
    let browser = &centre.browser;
    let found = |code: &str| format!("document.querySelector('{} [data-code=\"{code}\"]')", hook("findings"));
    for nonsense in ["三成", "0.02, x"] {
        browser.fill("#works-drawn", nonsense).await?;
        browser.until(&format!("{nonsense} is no number"), &found("unreadable")).await?;
        browser
            .until("its field says so", "document.querySelector('#works-drawn').getAttribute('aria-invalid')")
            .await?;
        browser
            .until("it cannot be saved", &format!("document.querySelector('{}').disabled", hook("save-draft")))
            .await?;
    }
    let drawn = PlanCode::DrawnCoefficients.as_str();
    for nonsense in ["0.02, 0.02", "0.02, 7"] {
        browser.fill("#works-drawn", nonsense).await?;
        browser.until(&format!("{nonsense} are no coefficients"), &found(drawn)).await?;
    }
    browser.fill("#works-drawn", "0.02, 0.03").await?;
    browser.until("they are coefficients", &format!("!{}", found(drawn))).await?;
    browser.fill("#works-above", "-1").await?;
    browser.until("points below nothing", &found(PlanCode::WorksFormula.as_str())).await
}
