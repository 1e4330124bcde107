//! The first page in a browser that has never been here.

use std::time::Instant;

use serde_json::json;
use tests::browser::{Browser, Seen};

use super::centre::Centre;

/// Measures how long it takes until the log-in form can be used, beside fetching the same bytes alone. It only tells: a
/// time on a machine that others use proves nothing.
pub async fn first_interaction(centre: &Centre) -> Seen<()> {
    let browser = Browser::start().await?;
    browser.open(&centre.address("", "/login")).await?;
    browser.until("the form", "document.querySelector('#account')").await?;
    let measured = browser
        .script(
            "document.querySelector('#account').focus();
             const entries = performance.getEntriesByType('resource');
             return {
                 page_ms: Math.round(performance.now()),
                 loaded_ms: Math.round(Math.max(...entries.map((e) => e.responseEnd))),
                 bytes: entries.reduce((sum, e) => sum + e.transferSize, 0),
                 urls: entries.map((e) => e.name).filter((name) => !name.includes('/api/')),
             }",
            json!(null),
        )
        .await?;
    browser.quit().await?;
    let urls: Vec<String> = serde_json::from_value(measured["urls"].clone())?;
    let client = reqwest::Client::new();
    let began = Instant::now();
    let mut bytes = 0;
    for url in &urls {
        let request = client.get(url.replace("//localhost", "//127.0.0.1")).header("accept-encoding", "br, gzip");
        bytes += request.send().await?.bytes().await?.len();
    }
    let raw_ms = began.elapsed().as_millis();
    println!(
        "first interaction, cold: form usable within {} ms, last byte at {} ms, {} bytes; the same {} files alone: {raw_ms} ms, {bytes} bytes",
        measured["page_ms"],
        measured["loaded_ms"],
        measured["bytes"],
        urls.len()
    );
    Ok(())
}
