//! A gigabyte is sealed and sent from a real Chromium: how much memory it takes, and how fast sealing is beside the same page's raw
//! WebCrypto at the same concurrency, and beside the same way in plain script: reading, encrypting, hashing, making blobs. Then
//! once more without the browser's reading and keeping, which no program in a page can make faster.

use std::io::{Seek as _, SeekFrom, Write as _};
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;
use tests::browser::{Browser, Seen, ensure, hook};

use super::centre::{Centre, OPEN};
use super::resume::{KEEP_MEMORY, WASM_BYTES_MAX, pdf, wasm_bytes};

/// The length of the document, bytes; `BIDROOM_BROWSER_BYTES` sets another.
const BYTES: u64 = 1 << 30;
/// The most that the page may grow, bytes.
const GROWTH_BYTES_MAX: u64 = 200 << 20;
/// Sealing beside raw WebCrypto, at least; what is slower is said, and no failure: a busy machine is slower too.
const SHARE_MIN: f64 = 0.8;
/// The longest that sealing or sending may take.
const PATIENCE: Duration = Duration::from_secs(900);

/// AES-256-GCM and SHA-256 of segments of 1 MiB in memory, twelve at a time, as the page seals: bytes per second.
const RAW: &str = "
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
    const plain = new Uint8Array(1048560), count = 384;
    let next = 0;
    const work = async () => {
        while (next < count) {
            const iv = new Uint8Array(12);
            new DataView(iv.buffer).setUint32(8, next++);
            const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain);
            await crypto.subtle.digest('SHA-256', sealed);
        }
    };
    const began = performance.now();
    await Promise.all(Array.from({ length: 12 }, work));
    return count * 1048576 / (performance.now() - began) * 1000";

/// The same way as the page's without wasm, ZIP and screen: the same file read by the same pieces, encrypted, hashed behind a zero
/// byte, made into blobs, three batches of four at a time: bytes per second.
const PLAIN: &str = "
    const file = document.getElementById('plain-file').files[0];
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
    const segment = 1048560, bytes = Math.min(file.size, 384 * segment), blobs = [], leaves = [];
    const { port1, port2 } = new MessageChannel();
    port2.close();
    const release = (buffer) => port1.postMessage(null, [buffer]);
    let next = 0;
    const seal = async (plain, n) => {
        const iv = new Uint8Array(12);
        new DataView(iv.buffer).setUint32(8, n);
        const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain));
        const leaf = leaves.pop() ?? new Uint8Array(1 + 1048576);
        leaf.set(sealed, 1);
        await crypto.subtle.digest('SHA-256', leaf.subarray(0, 1 + sealed.length));
        leaves.push(leaf);
        return sealed;
    };
    const work = async () => {
        while (next < bytes) {
            const from = next, to = Math.min(bytes, from + 4 * segment);
            next = to;
            const plain = new Uint8Array(await file.slice(from, to).arrayBuffer()), parts = [];
            for (let at = 0; at < plain.length; at += segment) {
                parts.push(seal(plain.subarray(at, at + segment), (from + at) / segment));
            }
            const sealed = await Promise.all(parts);
            blobs.push(new Blob(sealed));
            for (const one of [plain, ...sealed]) release(one.buffer);
        }
    };
    const began = performance.now();
    await Promise.all([work(), work(), work()]);
    new Blob(blobs);
    return bytes / (performance.now() - began) * 1000";

/// A field for the same file that is not the page's own.
const FIELD: &str = "
    const field = document.createElement('input');
    field.type = 'file';
    field.id = 'plain-file';
    document.body.append(field)";

/// Reading a long blob gives zeros at once, and keeping a long one keeps nothing: what is left of sealing is the page's own.
const ALONE: &str = "
    const Kept = Blob, read = Kept.prototype.arrayBuffer, LONG = 1 << 16;
    Kept.prototype.arrayBuffer = async function () {
        return window.__alone && this.size >= LONG ? new ArrayBuffer(this.size) : read.call(this);
    };
    window.Blob = new Proxy(Kept, { construct(made, [parts = [], options]) {
        const bytes = parts.reduce((sum, part) => sum + (part.size ?? part.byteLength), 0);
        if (!window.__alone || bytes < LONG) return new made(parts, options);
        return Object.defineProperty(new made([], options), 'size', { value: bytes });
    } });";

/// Seals without the browser's reading and keeping, and says how fast.
pub async fn is_sealed_alone(centre: &Centre) -> Seen<()> {
    let (browser, bytes) = (&centre.browser, wanted());
    let _document = filled_in(centre, ALONE).await?;
    let raw = speed(browser, RAW).await?;
    browser.script("window.__alone = true", json!(null)).await?;
    let began = Instant::now();
    browser.click(&hook("seal")).await?;
    watched(centre, &format!("document.querySelector('{}')", hook("save-sealed")), 0).await?;
    let own = bytes as f64 / began.elapsed().as_secs_f64();
    let again = speed(browser, RAW).await?;
    println!(
        "sealing without reading and keeping: {:.0} MiB/s, {:.2} and {:.2} of raw WebCrypto before and after ({:.0} and {:.0} MiB/s)",
        mib(own),
        own / raw,
        own / again,
        mib(raw),
        mib(again)
    );
    Ok(())
}

fn wanted() -> u64 {
    std::env::var("BIDROOM_BROWSER_BYTES").ok().and_then(|text| text.parse().ok()).unwrap_or(BYTES)
}

/// The bytes per second that a script says.
async fn speed(browser: &Browser, script: &str) -> Seen<f64> {
    Ok(browser.script(script, json!(null)).await?.as_f64().ok_or("a speed")?)
}

fn mib(bytes: f64) -> f64 {
    bytes / 1_048_576.0
}

/// The bid of a bidder is filled in on a page that begins with this script; its document, and the folder that holds it.
async fn filled_in(centre: &Centre, begin: &str) -> Seen<(String, TempDir)> {
    let browser = &centre.browser;
    limit_is_raised(centre).await?;
    let folder = TempDir::new()?;
    let document = sparse(&folder, wanted())?;
    browser.before_every_page(begin).await?;
    centre.enter("bidder4").await?;
    let path = format!("/lots/{OPEN}/bid");
    browser.open(&centre.address("bidder4", &path)).await?;
    centre.settled(&path).await?;
    browser.fill(&format!("{} input[type=file]", hook("bid-files")), &document).await?;
    browser.fill("#price", "640000").await?;
    browser.fill("#delivery", "30").await?;
    browser.choose("#size", "small").await?;
    centre.sample_key(0).await?;
    Ok((document, folder))
}

/// Seals and sends it, and says what was seen.
pub async fn is_sealed_and_sent(centre: &Centre) -> Seen<()> {
    let (browser, bytes) = (&centre.browser, wanted());
    let (document, _folder) = filled_in(centre, KEEP_MEMORY).await?;
    let before = browser.page_memory()?;
    let began = Instant::now();
    browser.click(&hook("seal")).await?;
    let sealed = format!("document.querySelector('{}') || {}", hook("save-sealed"), receipt());
    let mut most = watched(centre, &sealed, before).await?;
    let sealing = began.elapsed().as_secs_f64();
    most = most.max(watched(centre, receipt(), most).await?);
    let whole = began.elapsed().as_secs_f64();
    let wasm = wasm_bytes(browser).await?;
    // What these leave to the collector must not count as the page's, neither before nor after.
    let raw = speed(browser, RAW).await?;
    browser.script(FIELD, json!(null)).await?;
    browser.fill("#plain-file", &document).await?;
    let plain = speed(browser, PLAIN).await?;
    let (own, grown) = (bytes as f64 / sealing, most.saturating_sub(before));
    println!(
        "sealed: {:.0} MiB in {sealing:.1} s, {:.0} MiB/s; {:.2} of raw WebCrypto ({:.0} MiB/s), {:.2} of the same way in plain \
         script ({:.0} MiB/s, itself {:.2} of raw)",
        mib(bytes as f64),
        mib(own),
        own / raw,
        mib(raw),
        own / plain,
        mib(plain),
        plain / raw
    );
    println!(
        "sealed and sent in {whole:.1} s; wasm {:.1} MiB; page grown by {:.0} MiB",
        mib(wasm as f64),
        mib(grown as f64)
    );
    ensure(wasm <= WASM_BYTES_MAX, format!("wasm took {wasm} bytes"))?;
    if own / raw < SHARE_MIN {
        println!("sealing is slower than {SHARE_MIN} of raw WebCrypto");
    }
    ensure(grown <= GROWTH_BYTES_MAX, format!("the page grew by {grown} bytes"))
}

const fn receipt() -> &'static str {
    "document.querySelector('[data-test=receipt-number]')"
}

/// Waits until the page says so; the most memory that it took meanwhile.
async fn watched(centre: &Centre, expression: &str, before: u64) -> Seen<u64> {
    let (began, mut most) = (Instant::now(), before);
    let asked = format!("return !!({expression})");
    while centre.browser.script(&asked, json!(null)).await? != true {
        most = most.max(centre.browser.page_memory()?);
        ensure(began.elapsed() < PATIENCE, format!("not so after {} s: {expression}", PATIENCE.as_secs()))?;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(most)
}

/// The centre takes longer files than a centre does by default.
async fn limit_is_raised(centre: &Centre) -> Seen<()> {
    Ok(centre.house.keep_setting("upload-bytes-max", "3221225472").await?)
}

/// A document of that length with nothing between its beginning and its end.
fn sparse(folder: &TempDir, bytes: u64) -> Seen<String> {
    let path = folder.path().join("投标文件.pdf");
    let small = pdf(512);
    let mut file = std::fs::File::create(&path)?;
    file.write_all(&small[..256])?;
    file.seek(SeekFrom::Start(bytes - 256))?;
    file.write_all(&small[256..])?;
    Ok(path.to_string_lossy().into_owned())
}
