//! axe-core in every screen, both languages; a picture of each; nothing wider than the page at any text size.

use serde::Deserialize;
use serde_json::{Value, json};
use shared::text::{Lang, frame};
use tests::browser::Seen;

use super::centre::Centre;
use super::screens::Tour;

const AXE: &str = include_str!("../../assets/axe.min.js");
/// What is held against every screen: WCAG 2.2, levels A and AA.
const TAGS: [&str; 4] = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];

/// What a screen shows and where it breaks a rule.
#[derive(Deserialize)]
struct Finding {
    heading: Option<String>,
    text: String,
    wide: Vec<String>,
    broken: Vec<Broken>,
}

/// A rule that is broken.
#[derive(Deserialize)]
struct Broken {
    rule: String,
    impact: Option<String>,
    places: Vec<String>,
}

const LOOK: &str = "
    const root = document.documentElement, size = root.dataset.size, wide = [];
    for (const pixels of ['18', '22', '26']) {
        root.dataset.size = pixels;
        if (root.scrollWidth > root.clientWidth + 1) wide.push(pixels);
    }
    root.dataset.size = size;
    const found = await axe.run(document, { runOnly: { type: 'tag', values: arg }, resultTypes: ['violations'] });
    return {
        heading: document.querySelector('#main h1')?.innerText ?? null,
        text: (document.querySelector('#main')?.innerText ?? '').slice(0, 300),
        wide,
        broken: found.violations.map((v) => ({
            rule: v.id, impact: v.impact ?? null,
            places: v.nodes.map((n) => `${n.target.join(' ')}  ${n.html.slice(0, 160)}  ${(n.failureSummary ?? '').split('\\n').slice(1, 2)}`),
        })),
    };";

/// Walks tours; every breach of every screen is told, and any of them fails the walk.
pub async fn walk(centre: &Centre, tours: &[Tour], when: &str) -> Seen<()> {
    let pictures = Centre::pictures()?;
    let mut problems = Vec::new();
    let mut screens = 0;
    for tour in tours {
        if let Err(error) = centre.enter(tour.host).await {
            problems.push(format!("{}: {error}", tour.host));
            continue;
        }
        for lang in [Lang::Zh, Lang::En] {
            centre.speak(lang).await?;
            if lang == Lang::En {
                // The choice is kept.
                centre.browser.reload().await?;
                centre.browser.until("English after F5", "document.documentElement.lang === 'en'").await?;
            }
            for path in tour.paths {
                let name = format!("{} {path} {}", if tour.host.is_empty() { "public" } else { tour.host }, lang.tag());
                centre.go(path).await?;
                match look(centre).await {
                    Ok(finding) => problems.extend(complaints(&name, &finding, lang)),
                    Err(error) => problems.push(format!("{name}: {error}")),
                }
                let file = format!("{when} {name}.png").replace(['/', ' '], "_");
                centre.browser.picture(&pictures.join(file)).await?;
                screens += 1;
            }
        }
        centre.speak(Lang::Zh).await?;
    }
    println!("{screens} screens walked, {} problems; pictures: {}", problems.len(), pictures.display());
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n").into()) }
}

/// One state of the page that is shown, at three sizes and in two languages.
pub async fn state(centre: &Centre, name: &str) -> Seen<()> {
    let pictures = Centre::pictures()?;
    let mut problems = Vec::new();
    for lang in [Lang::Zh, Lang::En] {
        let other = "document.querySelector(`header.bar button[lang=\"${arg}\"]`)?.click()";
        centre.browser.script(other, json!(lang.tag())).await?;
        for size in ["18", "22", "26"] {
            centre.browser.script("document.documentElement.dataset.size = arg", json!(size)).await?;
            let what = format!("{name} {} {size}", lang.tag());
            let found = look(centre).await?;
            let broken = found.broken.iter().flat_map(|broken| broken.places.iter().map(move |place| (broken, place)));
            problems.extend(broken.map(|(broken, place)| format!("{what}: {} {place}", broken.rule)));
            problems.extend(found.wide.iter().map(|size| format!("{what}: wider than the page at {size} px")));
            centre.browser.picture(&pictures.join(format!("state {what}.png").replace(['/', ' '], "_"))).await?;
        }
    }
    centre.browser.script("document.documentElement.dataset.size = '18'", json!(null)).await?;
    let zh = "document.querySelector('header.bar button[lang=\"zh-CN\"]')?.click()";
    centre.browser.script(zh, json!(null)).await?;
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n").into()) }
}

async fn look(centre: &Centre) -> Seen<Finding> {
    let there = centre.browser.script("return typeof axe === 'object'", json!(null)).await?;
    if there == Value::Bool(false) {
        centre.browser.inject(AXE).await?;
    }
    Ok(serde_json::from_value(centre.browser.script(LOOK, json!(TAGS)).await?)?)
}

fn complaints(name: &str, finding: &Finding, lang: Lang) -> Vec<String> {
    let mut all: Vec<String> = finding
        .broken
        .iter()
        .flat_map(|broken| {
            let impact = broken.impact.as_deref().unwrap_or("-");
            broken.places.iter().map(move |place| format!("{name}: {} ({impact}) {place}", broken.rule))
        })
        .collect();
    all.extend(finding.wide.iter().map(|size| format!("{name}: wider than the page at {size} px")));
    let no_page = [frame::NOT_FOUND_TITLE, frame::NOT_YOURS_TITLE].map(|title| title.get(lang));
    match &finding.heading {
        None => all.push(format!("{name}: no heading; it says: {}", finding.text.replace('\n', " / "))),
        Some(heading) if no_page.contains(&heading.as_str()) => all.push(format!("{name}: {heading}")),
        Some(_) => {}
    }
    all
}
