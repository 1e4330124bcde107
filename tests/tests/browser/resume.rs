//! The browser is closed in the middle of an upload, and its profile is lost: with the sealed file that was kept another machine
//! goes on where the first one stopped. Bad files are named before anything is sealed, and wasm's memory stays small.

use std::path::Path;

use serde_json::json;
use shared::refusal::{Code, Refusal};
use shared::text::Lang;
use tempfile::TempDir;
use tests::browser::{Browser, Seen, ensure, hook};

use super::bidding::written;
use super::centre::{Centre, OPEN};

/// Who bids here.
const BIDDER: &str = "bidder4";
/// The length of the document, bytes: several pieces of the upload.
const BYTES: usize = 24 << 20;
/// The most that wasm may take of memory while it seals, bytes.
pub const WASM_BYTES_MAX: u64 = 32 << 20;
/// Keeps the memory of the page's module where a test finds it.
pub const KEEP_MEMORY: &str = "
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const made = WebAssembly[name].bind(WebAssembly);
        WebAssembly[name] = async (...given) => {
            const got = await made(...given);
            const memory = (got.instance ?? got).exports?.memory;
            if (memory && !window.__memory) window.__memory = memory;
            return got;
        };
    }";

/// How much memory the page's wasm has, bytes.
pub async fn wasm_bytes(browser: &Browser) -> Seen<u64> {
    let bytes = browser.script("return window.__memory?.buffer.byteLength ?? 0", json!(null)).await?;
    bytes.as_u64().filter(|bytes| *bytes > 0).ok_or_else(|| "the memory of wasm was not found".into())
}

/// A document that begins and ends as a PDF does, of any length.
pub fn pdf(bytes: usize) -> Vec<u8> {
    let mut content = b"%PDF-1.7\n".to_vec();
    let end = b"\nxref\n0 0\ntrailer\n<< /Size 0 >>\nstartxref\n9\n%%EOF\n";
    content.resize(bytes - end.len(), b'%');
    content.extend_from_slice(end);
    content
}

/// From the first machine to the receipt at the second.
pub async fn after_a_closed_browser(centre: &mut Centre) -> Seen<()> {
    let folder = TempDir::new()?;
    let kept = folder.path().join("kept.sealed");
    begun(centre, folder.path(), &kept).await?;
    centre.another_browser().await?;
    let browser = &centre.browser;
    centre.enter(BIDDER).await?;
    centre.go(&format!("/lots/{OPEN}/bid")).await?;
    let other = written(folder.path(), "other.sealed", b"BIDSEAL1 something else")?;
    let picker = format!("{} input[type=file]", hook("resume-file"));
    browser.fill(&picker, &other).await?;
    browser.click(&hook("resume")).await?;
    browser.find("#main .notice.error").await?;
    browser.fill(&picker, &kept.to_string_lossy()).await?;
    browser.click(&hook("resume")).await?;
    browser.until("the bid counts", &format!("document.querySelector('{}')", hook("receipt-link"))).await
}

/// The first machine: bad files are refused, the good one is sealed and half of it sent.
async fn begun(centre: &Centre, folder: &Path, kept: &Path) -> Seen<()> {
    let browser = &centre.browser;
    browser.before_every_page(KEEP_MEMORY).await?;
    centre.enter(BIDDER).await?;
    browser.open(&centre.address(BIDDER, &format!("/lots/{OPEN}/bid"))).await?;
    centre.settled(&format!("/lots/{OPEN}/bid")).await?;
    bad_files_are_named(centre, folder).await?;
    let document = written(folder, "投标文件.pdf", &pdf(BYTES))?;
    browser.fill(&format!("{} input[type=file]", hook("bid-files")), &document).await?;
    browser.fill("#price", "640000").await?;
    browser.fill("#delivery", "30").await?;
    browser.choose("#size", "small").await?;
    centre.sample_key(0).await?;
    browser.slow_upload(700_000).await?;
    browser.click(&hook("seal")).await?;
    browser.click(&hook("save-sealed")).await?;
    let lot = OPEN.replace('/', "-");
    let sealed = browser.keep_download(&format!("{lot}-r1.sealed"), "bid.sealed").await?;
    browser.keep_download(&format!("{lot}-r1.recovery.json"), "bid.recovery.json").await?;
    std::fs::copy(sealed, kept)?;
    let wasm = wasm_bytes(browser).await?;
    ensure(wasm <= WASM_BYTES_MAX, format!("wasm took {wasm} bytes"))?;
    let some = "Number(document.querySelector('progress')?.value) > 0";
    browser.until("something has arrived", some).await
}

/// Each says what is wrong and what to do, before anything is sealed.
async fn bad_files_are_named(centre: &Centre, folder: &Path) -> Seen<()> {
    let browser = &centre.browser;
    let locked = String::from_utf8(pdf(400))?.replace("/Size 0", "/Size 0 /Encrypt 1 0 R");
    let cases: [(&str, Vec<u8>, Code); 5] = [
        ("程序.pdf", b"MZ\x90\x00 an executable".to_vec(), Code::FileNotPdf),
        ("空.pdf", Vec::new(), Code::FileEmpty),
        ("截断.pdf", b"%PDF-1.7 and no end".to_vec(), Code::FileDamaged),
        ("加密.pdf", locked.into_bytes(), Code::FileEncrypted),
        ("报价\u{202e}fdp.pdf", pdf(400), Code::FileNameHidden),
    ];
    for (name, content, code) in cases {
        let path = written(folder, name, &content)?;
        browser.fill(&format!("{} input[type=file]", hook("bid-files")), &path).await?;
        let shown = name.replace('\u{202e}', "⟨U+202E⟩");
        let sentence = Refusal::new(code).with("name", shown).sentence(Lang::Zh);
        let said = format!(
            "[...document.querySelectorAll('.field-error')].some((e) => e.textContent.includes({}))",
            serde_json::to_string(&sentence)?
        );
        browser.until(&sentence, &said).await?;
        browser.click("ul.files button").await?;
    }
    Ok(())
}
