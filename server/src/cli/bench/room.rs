//! `bidroom bench room`: how long a score takes until it is durable and acknowledged, with many experts at once.

use super::{ms, now};
use crate::cli::Outcome;
use bidroom_server::clock::machine_ms;
use bidroom_server::house::{House, Settings};
use bidroom_server::http::door;
use bidroom_server::random;
use clap::Args;
use reqwest::header::{CONTENT_TYPE, COOKIE};
use shared::api::Endpoint as _;
use shared::api::scoring::{SaveScore, SaveScoreReply};
use shared::id::{LotKey, OrgId};
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use store::measure::{Committees, IN_ROOM};
use tokio::sync::Semaphore;

/// Experts at their terminals save scores over HTTP; each save is answered when it is durable, numbered and covered by a signed
/// checkpoint. Beside it: writing 4 KiB and fsync on the same disk. Build with --release.
///
/// Example: bidroom bench room --experts 25,100,400 --seconds 20
#[derive(Debug, Args)]
pub struct BenchRoom {
    /// How many experts; several numbers show how it grows.
    #[arg(long, value_delimiter = ',', default_value = "100")]
    experts: Vec<u32>,
    /// Saves of each expert in a second.
    #[arg(long, default_value_t = 5)]
    rate: u32,
    /// How long, seconds.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// An empty PostgreSQL database (postgres://…); without it SQLite.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Where the data lies; a folder of its own is made in it and taken away.
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
}

/// Bids of a lot.
const BIDS: u32 = 8;
/// Criteria of its plan.
const CRITERIA: u32 = 40;
/// Connections of one terminal at most, as a browser has them; a save beyond them waits, and its time counts from when it was due.
const LINES: usize = 6;
/// Raw writes that are measured.
const SYNCS: usize = 200;

fn session(expert: u32) -> String {
    door::token_hash(&format!("session {expert}"))
}

fn terminal(expert: u32) -> String {
    door::token_hash(&format!("terminal {expert}"))
}

fn plan() -> String {
    let criteria: Vec<_> = (0..CRITERIA)
        .map(|n| {
            serde_json::json!({ "id": format!("c{n}"), "title": format!("评审因素{n}"), "standard": "s", "kind": "subjective",
                "max": "1.75", "min": "0", "step": "0.25" })
        })
        .collect();
    serde_json::json!({
        "regime": "goods", "method": "comprehensive", "budget": 100_000_000, "ceiling": 100_000_000, "criteria": criteria,
        "price_weight": "30", "deductions": { "small": "0", "consortium": "0", "domestic": "0" },
        "abnormally_low": { "of_mean": "0.50", "of_next": "0.50", "of_ceiling": "0.45" },
        "candidates": 3, "committee_experts": 4, "committee_purchaser": 1,
    })
    .to_string()
}

impl BenchRoom {
    /// Runs it.
    pub fn run(self) -> Outcome {
        if cfg!(debug_assertions) {
            println!("This is a debug build: the figures are those of unoptimised code. Build with --release.\n");
        }
        let runtime = crate::cli::serve::runtime("error")?;
        // Both ends of every line are in this process.
        let most = u64::from(self.experts.iter().copied().max().unwrap_or(0));
        rlimit::increase_nofile_limit(16 * most + 1000).map_err(|error| error.to_string())?;
        for experts in &self.experts {
            runtime.block_on(self.one(*experts))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    async fn one(&self, experts: u32) -> Result<(), String> {
        let base = self.data.clone().unwrap_or_else(std::env::temp_dir);
        let dir = Gone(base.join(format!("bidroom-bench-room-{}", std::process::id())));
        std::fs::create_dir_all(&dir.0).map_err(|error| error.to_string())?;
        let raw = syncs(&dir.0).map_err(|error| error.to_string())?;
        let database = match &self.database {
            Some(url) => Some(fresh(url).await?),
            None => None,
        };
        let house = House::open(settings(&dir.0, database)?).await.map_err(|fault| fault.to_string())?;
        let all = Committees { experts, bids: BIDS, plan_json: plan(), session, terminal, now_ms: machine_ms() };
        let mut conn = house.db.connection().await.map_err(|error| error.to_string())?;
        store::measure::seat(&mut conn, &all).await.map_err(|error| error.to_string())?;
        drop(conn);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let service = bidroom_server::build(Arc::clone(&house)).into_make_service_with_connect_info::<SocketAddr>();
        let serving = tokio::spawn(async move { axum::serve(listener, service).await });
        let client = reqwest::Client::new();
        let experts_at_work: Vec<_> = (0..experts)
            .map(|expert| tokio::spawn(expert_at_work(client.clone(), address, expert, self.rate, self.seconds)))
            .collect();
        let began = now();
        let (mut times, mut failed) = (Vec::new(), 0);
        for expert in experts_at_work {
            let (own, lost) = expert.await.map_err(|error| error.to_string())?;
            times.extend(own);
            failed += lost;
        }
        let took = began.elapsed();
        serving.abort();
        let engine = if self.database.is_some() { "PostgreSQL" } else { "SQLite" };
        times.sort_unstable();
        println!(
            "{engine}, {experts} experts, {} saves a second each, {} s: {} saves, {failed} failed, {:.0} a second",
            self.rate,
            self.seconds,
            times.len(),
            times.len() as f64 / took.as_secs_f64()
        );
        tell("durable and acknowledged", &times);
        tell("raw: write 4 KiB and fsync", &raw);
        Ok(())
    }
}

/// A folder that is taken away in the end.
struct Gone(PathBuf);

impl Drop for Gone {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn tell(what: &str, sorted: &[Duration]) {
    let at = |part: f64| {
        let index = ((sorted.len() as f64 - 1.0).max(0.0) * part).round();
        sorted.get(index as usize).copied().unwrap_or_default()
    };
    println!("  {what:<28} p50 {:7.2} ms   p95 {:7.2} ms   p99 {:7.2} ms", ms(at(0.5)), ms(at(0.95)), ms(at(0.99)));
}

fn settings(dir: &Path, database: Option<String>) -> Result<Settings, String> {
    let exe = std::env::current_exe().map_err(|error| error.to_string())?;
    Ok(Settings { database, ..Settings::small(dir.to_owned(), "bench", exe) })
}

/// A database of its own beside the one that was named.
async fn fresh(url: &str) -> Result<String, String> {
    let name = format!("bidroom_bench_{}", random::uuid().map_err(|fault| fault.to_string())?.replace('-', ""));
    let mut conn = store::db::bare(url).await.map_err(|error| error.to_string())?;
    store::measure::create_database(&mut conn, &name).await.map_err(|error| error.to_string())?;
    let (server, _) = url.rsplit_once('/').ok_or("--database: postgres://host/name")?;
    Ok(format!("{server}/{name}"))
}

fn syncs(dir: &Path) -> std::io::Result<Vec<Duration>> {
    let mut file = std::fs::File::create(dir.join("fsync"))?;
    let mut times = Vec::with_capacity(SYNCS);
    for _ in 0..SYNCS {
        let began = now();
        file.write_all(&[7; 4096])?;
        file.sync_all()?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    Ok(times)
}

/// One expert: saves at an even pace, each cell of each bid in turn; a save that takes long does not put off the next.
async fn expert_at_work(
    client: reqwest::Client,
    address: SocketAddr,
    expert: u32,
    rate: u32,
    seconds: u32,
) -> (Vec<Duration>, usize) {
    let pause = Duration::from_secs(1) / rate.max(1);
    // Not all in the same moment.
    tokio::time::sleep(pause.mul_f64(f64::from(expert % 97) / 97.0)).await;
    let mut beat = tokio::time::interval(pause);
    let lines = Arc::new(Semaphore::new(LINES));
    let mut running = Vec::new();
    for n in 0..rate * seconds {
        beat.tick().await;
        running.push(tokio::spawn(save(client.clone(), Arc::clone(&lines), address, expert, n)));
    }
    let (mut times, mut failed) = (Vec::new(), 0);
    for save in running {
        match save.await {
            Ok(Ok(time)) => times.push(time),
            _ => failed += 1,
        }
    }
    (times, failed)
}

async fn save(
    client: reqwest::Client,
    lines: Arc<Semaphore>,
    address: SocketAddr,
    expert: u32,
    n: u32,
) -> Result<Duration, String> {
    let began = now();
    let _line = lines.acquire().await.map_err(|error| error.to_string())?;
    let cells = BIDS * CRITERIA;
    let (cell, version) = (n % cells, n / cells);
    let because = |error: shared::id::NotAnId| error.to_string();
    let body = SaveScore {
        lot: LotKey::new(&format!("T{}", expert / IN_ROOM), "1").map_err(because)?,
        bidder: OrgId::new(format!("B{}", cell / CRITERIA)).map_err(because)?,
        criterion: format!("c{}", cell % CRITERIA),
        points: Some(["0.25", "0.5", "0.75", "1", "1.25"][(n % 5) as usize].to_owned()),
        reason: String::new(),
        version: i64::from(version),
    };
    let body = serde_json::to_vec(&body).map_err(|error| error.to_string())?;
    let cookies = format!("{}=session {expert}; {}=terminal {expert}", door::SESSION, door::TERMINAL);
    let answer = client
        .post(format!("http://{address}{}", SaveScore::PATH))
        .header(COOKIE, cookies)
        .header(CONTENT_TYPE, "application/json")
        .header(shared::api::IDEMPOTENCY_KEY, random::uuid().map_err(|fault| fault.to_string())?)
        .body(body)
        .send()
        .await
        .map_err(|error| error.to_string())?;
    let text = answer.text().await.map_err(|error| error.to_string())?;
    let time = began.elapsed();
    serde_json::from_str::<SaveScoreReply>(&text).map(|_| time).map_err(|_| text)
}
