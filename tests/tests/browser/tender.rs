//! A notice comes about by clicks: the officer writes project, lot, criteria and date, three holders make their keys and sign
//! the key sheet, the officer publishes, and everybody can read it.

use bidroom_server::demo::people::PURCHASER;
use shared::rules::calendar::{beijing_date, beijing_midnight_ms};
use shared::rules::criteria::PlanCriterion;
use shared::text::{Lang, tenders};
use tempfile::TempDir;
use tests::Lot;
use tests::browser::{Seen, ensure, hook};

use super::centre::Centre;
use super::opening::holder_file;

/// The holders; any two of them open.
const HOLDERS: [&str; 3] = ["holder1", "holder2", "holder3"];
/// Points for the price beside the 70 of the criteria.
const PRICE_POINTS: &str = "30";

/// From nothing to a notice that the public reads.
pub async fn published(centre: &Centre, lot: &Lot) -> Seen<()> {
    written(centre, lot).await?;
    let path = lot.key.to_string();
    keys_are_held(centre, &path).await?;
    centre.enter("officer").await?;
    centre.follow(&format!("/lots/{path}/edit")).await?;
    centre.browser.click(&hook("publish")).await?;
    centre.confirm().await?;
    centre.arrived(&format!("/notices/{path}")).await?;
    centre.enter("").await?;
    is_read(centre, lot).await
}

/// The officer writes the draft: project, lot, criteria, date, document, names of the holders.
async fn written(centre: &Centre, lot: &Lot) -> Seen<()> {
    let (browser, spec) = (&centre.browser, &lot.spec);
    let budget = spec.budget_yuan.to_string();
    begun(centre, (&spec.tender, &spec.tender_title), (&spec.lot, &spec.title, &budget)).await?;
    for (n, criterion) in spec.criteria.iter().enumerate() {
        criterion_is_added(centre, n, criterion).await?;
    }
    browser.fill("#price_weight", PRICE_POINTS).await?;
    let sum = browser.texts(&hook("points")).await?.join(" ");
    ensure(sum.contains(tenders::SUM_RIGHT.get(Lang::Zh)), format!("the points are not 100: {sum}"))?;
    moment(centre, "#deadline_ms", spec.deadline_ms).await?;
    browser.click(&hook("save-draft")).await?;
    let saved = format!("!document.querySelector('#main').innerText.includes('{}')", tenders::UNSAVED.get(Lang::Zh));
    browser.until("the draft is saved", &saved).await?;
    document_is_added(centre, lot).await?;
    for (n, holder) in HOLDERS.iter().enumerate() {
        browser.choose(&format!("#holder-{}", n + 1), holder).await?;
    }
    browser.click(&hook("name-holders")).await?;
    let named = format!("document.querySelectorAll('{}').length === {}", hook("holder"), HOLDERS.len());
    browser.until("the holders are named", &named).await
}

/// The officer makes a tender (id and title) and its lot (number, title, budget in yuan), and comes to the lot's draft.
pub async fn begun(
    centre: &Centre,
    (tender, tender_title): (&str, &str),
    (lot, title, budget): (&str, &str, &str),
) -> Seen<()> {
    let browser = &centre.browser;
    centre.enter("officer").await?;
    centre.follow("/tenders").await?;
    centre.follow("/tenders/new").await?;
    browser.fill("#tender-id", tender).await?;
    browser.fill("#tender-title", tender_title).await?;
    browser.choose("#tender-purchaser", PURCHASER.0).await?;
    browser.choose("#tender-supervisor", "supervisor").await?;
    browser.fill("#tender-place", "三楼第二开标室").await?;
    browser.click(&hook("create-tender")).await?;
    centre.arrived(&format!("/tenders/{tender}")).await?;
    browser.fill("#lot-id", lot).await?;
    browser.fill("#lot-title", title).await?;
    browser.fill("#lot-budget", budget).await?;
    browser.click(&hook("create-lot")).await?;
    centre.arrived(&format!("/lots/{tender}/{lot}/edit")).await
}

async fn criterion_is_added(centre: &Centre, n: usize, criterion: &PlanCriterion) -> Seen<()> {
    let browser = &centre.browser;
    let kind = serde_json::to_value(criterion.kind)?;
    let step = criterion.step.as_ref().map(ToString::to_string).unwrap_or_default();
    browser.click(&hook("add-criterion")).await?;
    browser.choose(&format!("#criterion-{n}-kind"), kind.as_str().unwrap_or_default()).await?;
    let max = criterion.max.to_string();
    let fields = [
        ("title", &criterion.title),
        ("id", &criterion.id),
        ("max", &max),
        ("step", &step),
        ("standard", &criterion.standard),
    ];
    for (field, text) in fields {
        browser.fill(&format!("#criterion-{n}-{field}"), text).await?;
    }
    Ok(())
}

/// Types a moment, as the clocks in Beijing show it, into a field for date and time.
pub async fn moment(centre: &Centre, css: &str, at_ms: i64) -> Seen<()> {
    let day = beijing_date(at_ms).ok_or("a day")?;
    let minutes = (at_ms - beijing_midnight_ms(day)).div_euclid(60_000);
    centre.browser.moment(css, &format!("{day}T{:02}:{:02}", minutes / 60, minutes % 60)).await
}

/// The tender document goes up.
async fn document_is_added(centre: &Centre, lot: &Lot) -> Seen<()> {
    let folder = TempDir::new()?;
    let file = folder.path().join("招标文件.pdf");
    std::fs::write(&file, lot.tender_document().await?)?;
    let picker = format!("{} input[type=file]", hook("documents-picker"));
    centre.browser.fill(&picker, &file.to_string_lossy()).await?;
    centre.browser.click(&hook("upload")).await?;
    centre.browser.find(&hook("document")).await.map(|_| ())
}

/// Each holder makes a key at their own machine and keeps its file; with the last key there is a sheet to be signed.
async fn keys_are_held(centre: &Centre, lot: &str) -> Seen<()> {
    let browser = &centre.browser;
    let file = format!("bidroom-holder-{}.key.json", lot.replace('/', "-"));
    for holder in HOLDERS {
        centre.enter(holder).await?;
        centre.follow("/holdings").await?;
        centre.make_key(&file, &holder_file(holder, lot)).await?;
        browser.click(&hook("hand-in-key")).await?;
        browser.until("the key is handed in", &gone("hand-in-key")).await?;
    }
    for holder in HOLDERS.iter().rev() {
        centre.enter(holder).await?;
        centre.follow("/holdings").await?;
        centre.sample_key(0).await?;
        browser.click(&hook("sign-sheet")).await?;
        centre.password().await?;
        browser.until("the sheet is signed", &gone("sign-sheet")).await?;
    }
    Ok(())
}

fn gone(name: &str) -> String {
    format!("!document.querySelector('{}')", hook(name))
}

/// The public finds the notice and what it asks; the page has held it against hashes and signatures.
async fn is_read(centre: &Centre, lot: &Lot) -> Seen<()> {
    let notice = format!("/notices/{}", lot.key);
    centre.follow(&notice).await?;
    centre.browser.find("#main .notice.done").await?;
    let page = centre.browser.texts("#main").await?.remove(0);
    let criteria = lot.spec.criteria.iter().flat_map(|criterion| [&criterion.title, &criterion.standard]);
    let asked = criteria.map(String::as_str).chain(["1,280,000.00", "招标文件.pdf"]);
    let missing: Vec<&str> = asked.filter(|asked| !page.contains(asked)).collect();
    ensure(missing.is_empty(), format!("the notice does not say {missing:?}"))
}
