//! Forty criteria × eight bids, by the keyboard alone: how many keys a cell takes, how quickly the page answers, how soon a score
//! is acknowledged, and what the page's memory does. The times are printed, not asserted.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use bidroom_server::clock::machine_ms;
use bidroom_server::house::{House, Settings};
use bidroom_server::http::door;
use serde_json::json;
use shared::id::LotKey;
use store::measure::{Committees, seat};
use tempfile::TempDir;
use tests::browser::{Browser, Seen, ensure, hook};
use thirtyfour::Key;

const BIDS: u32 = 8;
const CRITERIA: u32 = 40;
/// Keys that a cell may take.
const KEYS_MAX: usize = 4;
/// Scores that are given; `BIDROOM_PACE_SCORES` sets another number (10,000 is a day's work).
const SCORES: usize = (BIDS * CRITERIA) as usize;

/// Watches, in the page: from a key to the next frame, and from a request to its answer.
const WATCH: &str = "
    window.paceKeys = []; window.paceSaves = [];
    const drawn = new MessageChannel();
    drawn.port1.onmessage = (told) => window.paceKeys.push(performance.now() - told.data);
    addEventListener('keydown', () => {
        const began = performance.now();
        requestAnimationFrame(() => drawn.port2.postMessage(began));
    }, true);
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (entry.name.endsWith('/save-score')) window.paceSaves.push(entry.duration);
        performance.clearResourceTimings();
    }).observe({ type: 'resource', buffered: true });";
/// Whether everything is saved.
const SAVED: &str = "document.querySelector('.bar-saves')?.classList.contains('done')";
/// Where the sheet stands when the box has the focus and is drawn, with what is in it.
const SPOT: &str = "
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const box = document.querySelector('[data-test=score]');
    if (document.activeElement !== box) return null;
    const bidder = document.querySelector('[data-test=bidder][aria-current=true]').dataset.bidder;
    return [bidder + '/' + document.querySelector('[data-test=criterion]').dataset.criterion, box.value];";

fn token(kind: &str, n: u32) -> String {
    format!("{kind}-{n}")
}

fn session(n: u32) -> String {
    door::token_hash(&token("session", n))
}

fn terminal(n: u32) -> String {
    door::token_hash(&token("terminal", n))
}

fn plan() -> String {
    let criteria: Vec<_> = (0..CRITERIA)
        .map(|n| {
            json!({ "id": format!("c{n:02}"), "title": format!("评审因素 {n}"), "standard": "逐项对照采购文件评分。", "kind": "subjective",
                "max": "1.75", "min": "0", "step": "0.25" })
        })
        .collect();
    json!({
        "regime": "goods", "method": "comprehensive", "budget": 100_000_000, "ceiling": 100_000_000, "criteria": criteria,
        "price_weight": "30", "deductions": { "small": "0", "consortium": "0", "domestic": "0" },
        "abnormally_low": { "of_mean": "0.50", "of_next": "0.50", "of_ceiling": "0.45" },
        "candidates": 3, "committee_experts": 4, "committee_purchaser": 1,
    })
    .to_string()
}

async fn house(data: &TempDir) -> Seen<(Arc<House>, SocketAddr)> {
    let settings = Settings {
        centre_name: "测试中心".into(),
        assets: std::env::var_os("BIDROOM_ASSETS").map(Into::into),
        ..Settings::small(data.path().to_owned(), "pace", tests::house::binary())
    };
    let house = House::open(settings).await.map_err(|fault| fault.to_string())?;
    let all = Committees { experts: 5, bids: BIDS, plan_json: plan(), session, terminal, now_ms: machine_ms() };
    let mut conn = house.db.connection().await.map_err(|error| error.to_string())?;
    seat(&mut conn, &all).await.map_err(|error| error.to_string())?;
    drop(conn);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let service = bidroom_server::build(Arc::clone(&house)).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    Ok((house, address))
}

/// Scores the sheet and tells the figures.
pub async fn large_sheet() -> Seen<()> {
    let scores = std::env::var("BIDROOM_PACE_SCORES").ok().and_then(|text| text.parse().ok()).unwrap_or(SCORES);
    let data = TempDir::new()?;
    let (house, address) = house(&data).await?;
    let browser = Browser::start().await?;
    let base = format!("http://localhost:{}", address.port());
    browser.open(&base).await?;
    browser.give_cookie(door::SESSION, &token("session", 0)).await?;
    browser.give_cookie(door::TERMINAL, &token("terminal", 0)).await?;
    browser.open(&format!("{base}/room/T0/1/score")).await?;
    browser.find(&hook("score-desk")).await?;
    browser.until("the focus in the score box", "document.activeElement?.dataset?.test === 'score'").await?;
    browser.inject(WATCH).await?;
    let mut given: BTreeMap<String, String> = BTreeMap::new();
    let (mut keys, mut most) = (0, 0);
    let mut last = String::new();
    for n in 0..SCORES.min(scores) {
        let (spot, known) = here(&browser, &last).await?;
        // Never the least nor the most, which need a reason; another one than what is there.
        let points = other_points(&known, n);
        (keys, most) = (keys + points.len() + 1, most.max(points.len() + 1));
        browser.press(points.to_owned() + Key::Enter).await?;
        given.insert(spot.clone(), written(points));
        last = spot;
    }
    browser.until("everything is saved", SAVED).await?;
    let single = Figures::now(&browser).await?;
    keys += full_sheet(&browser, &mut given, scores.saturating_sub(SCORES)).await?;
    browser.until("everything is saved", SAVED).await?;
    ensure(most <= KEYS_MAX, format!("a cell took {most} keys"))?;
    stored(&house, &given).await?;
    println!("pace: {scores} scores, {:.2} keys a score", keys as f64 / scores as f64);
    single.tell("one by one");
    if scores > SCORES {
        let rows = Figures::now(&browser).await?;
        rows.tell("by rows, faster than anybody types");
        let grown = |part: fn(&Figures) -> f64| part(&rows) - part(&single);
        let (resident, in_use) = (grown(|all| all.memory.0), grown(|all| all.in_use.0));
        println!(
            "  the page grew by {resident:.1} MB resident, {in_use:.1} MB of it in use, over {} scores",
            scores - SCORES
        );
    }
    browser.quit().await
}

/// One of the scores that need no reason, and another than `known`.
fn other_points(known: &str, n: usize) -> &'static str {
    let others = ["1", ".5", "1.5", ".75"].into_iter().filter(|points| !known.ends_with(points));
    others.cycle().nth(n % 3).unwrap_or("1")
}

fn written(points: &str) -> String {
    if points.starts_with('.') { format!("0{points}") } else { points.to_owned() }
}

/// Gives `scores` more on a sheet that is full, where Enter has nowhere to go: along the bidders of a criterion and back along the
/// next one's. A row is typed at one go, faster than anybody types. The keys that scores took, without those of the way.
async fn full_sheet(browser: &Browser, given: &mut BTreeMap<String, String>, scores: usize) -> Seen<usize> {
    let (mut bidder, mut criterion) = (BIDS - 1, CRITERIA - 1);
    let (mut right, mut down, mut keys) = (true, true, 0);
    let mut typed = String::new();
    for n in 0..scores {
        let spot = format!("B{bidder}/c{criterion:02}");
        let points = other_points(given.get(&spot).map_or("", String::as_str), n);
        keys += points.len() + 1;
        typed.push_str(points);
        typed.push(Key::Enter.value());
        given.insert(spot, written(points));
        let ends = bidder == if right { BIDS - 1 } else { 0 };
        let key = if ends {
            right = !right;
            if criterion == if down { CRITERIA - 1 } else { 0 } {
                down = !down;
            }
            criterion = if down { criterion + 1 } else { criterion - 1 };
            if down { Key::Down } else { Key::Up }
        } else if right {
            bidder += 1;
            Key::F8
        } else {
            bidder -= 1;
            Key::F7
        };
        typed.push(key.value());
        if ends || n + 1 == scores {
            browser.press(std::mem::take(&mut typed)).await?;
            let (spot, _) = here(browser, "").await?;
            ensure(spot == format!("B{bidder}/c{criterion:02}"), format!("the keys led to {spot}"))?;
        }
    }
    Ok(keys)
}

/// Where the sheet stands, once it is another cell than before.
async fn here(browser: &Browser, last: &str) -> Seen<(String, String)> {
    for _ in 0..200 {
        let now: Option<(String, String)> = serde_json::from_value(browser.script(SPOT, json!(null)).await?)?;
        if let Some((spot, known)) = now
            && spot != last
        {
            return Ok((spot, known));
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    Err(format!("the sheet does not go on from {last}").into())
}

/// What the database has is what was typed, cell by cell.
async fn stored(house: &Arc<House>, given: &BTreeMap<String, String>) -> Seen<()> {
    let mut conn = house.db.connection().await.map_err(|error| error.to_string())?;
    let lot = LotKey::new("T0", "1").map_err(|error| error.to_string())?;
    let cells = store::scoring::cells_of(&mut conn, &lot, "m1").await.map_err(|error| error.to_string())?;
    ensure(cells.len() == given.len(), format!("{} of {} cells are stored", cells.len(), given.len()))?;
    for cell in cells {
        let spot = format!("{}/{}", cell.bidder, cell.criterion);
        let typed = given.get(&spot);
        ensure(cell.points.as_ref() == typed, format!("{spot}: typed {typed:?}, stored {:?}", cell.points))?;
    }
    Ok(())
}

/// What was seen since the figures before.
struct Figures {
    /// From a key to the frame: how many, half of them within, 95 of 100 within, milliseconds.
    keys: [f64; 3],
    /// From a save to its answer, likewise.
    saves: [f64; 3],
    /// Resident and heap, megabytes.
    memory: (f64, f64),
    /// The same after the browser gave back what it keeps in store.
    in_use: (f64, f64),
}

impl Figures {
    async fn now(browser: &Browser) -> Seen<Self> {
        let script = "const p = (list, part) => { const s = [...list].sort((a, b) => a - b); return s[Math.floor((s.length - 1) * part)] ?? 0 };
            const all = [paceKeys, paceSaves].map((list) => [list.length, p(list, .5), p(list, .95)]);
            paceKeys = []; paceSaves = [];
            return all";
        let [keys, saves] = serde_json::from_value(browser.script(script, json!(null)).await?)?;
        Ok(Self { keys, saves, memory: browser.memory().await?, in_use: browser.memory_in_use().await? })
    }

    fn tell(&self, how: &str) {
        let Self { keys: [keys, key_p50, key_p95], saves: [saves, save_p50, save_p95], memory, in_use } = self;
        println!("  {how}:");
        println!("    from a key to the frame     p50 {key_p50:6.1} ms  p95 {key_p95:6.1} ms  ({keys} keys)");
        println!("    from a save to its answer   p50 {save_p50:6.1} ms  p95 {save_p95:6.1} ms  ({saves} saves)");
        println!("    memory                      {:6.1} MB resident, {:5.1} MB of it heap", memory.0, memory.1);
        println!("    memory in use               {:6.1} MB resident, {:5.1} MB of it heap", in_use.0, in_use.1);
    }
}
