//! `bidroom bench draw`: what a draw costs from pools of 700 to a million, beside the hashes that it cannot do without.

use super::pool::{NEEDS, Pool, Stages, parallel};
use super::{median, ms, now};
use crate::cli::Outcome;
use clap::Args;
use shared::draw::bytes::Lots;
use shared::journal::Hash;
use std::process::ExitCode;
use std::time::Duration;

/// Measures draws from pools of 700, 100,000 and 1,000,000 experts, all eligible, and of 1,000,000 with 145,000 eligible.
#[derive(Debug, Args)]
pub struct BenchDraw {
    /// Also ORDER BY random() on this PostgreSQL (postgres://…); SQLite is always measured.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

/// Pools: how many experts, how many of them eligible.
const POOLS: [(usize, usize); 4] = [(700, 700), (100_000, 100_000), (1_000_000, 1_000_000), (1_000_000, 145_000)];
/// How often each is drawn from; medians are shown.
const ROUNDS: usize = 7;
/// How often a database draws; medians are shown.
const QUERIES: usize = 3;

impl BenchDraw {
    /// Runs it.
    pub fn run(self) -> Outcome {
        if cfg!(debug_assertions) {
            println!("This is a debug build: the figures are those of unoptimised code. Build with --release.\n");
        }
        let all = std::thread::available_parallelism().map_or(1, usize::from);
        for (experts, eligible) in POOLS {
            println!(
                "pool of {experts}, {eligible} eligible, {} seats; medians of {ROUNDS}:",
                NEEDS.iter().sum::<u32>()
            );
            forget_peak();
            let began = now();
            let pool = Pool::new(experts, eligible);
            println!("  pool into columns, pids hashed      {:9.2} ms (once for each request)", ms(began.elapsed()));
            let mut threads = vec![1, all];
            threads.dedup();
            for threads in threads {
                measure(&pool, threads)?;
            }
            println!("  peak memory of the process          {:9.1} MB", peak_kilobytes()? as f64 / 1024.0);
            drop(pool);
            self.databases(experts, eligible)?;
            println!();
        }
        Ok(ExitCode::SUCCESS)
    }

    fn databases(&self, experts: usize, eligible: usize) -> Result<(), String> {
        let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
        let sqlite = ("SQLite", "sqlite::memory:");
        let postgres = self.database.as_deref().map(|url| ("PostgreSQL", url));
        for (name, url) in [Some(sqlite), postgres].into_iter().flatten() {
            let took = runtime.block_on(order_by_random(url, experts, eligible))?;
            println!("  raw: ORDER BY random(), {name:<12}{:9.2} ms", ms(took));
        }
        Ok(())
    }
}

/// Draws and hashes by turns, so that a slower moment of the machine slows both.
fn measure(pool: &Pool, threads: usize) -> Result<(), String> {
    let (mut stages, mut ours, mut rings) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let seed = Hash::of(&round.to_be_bytes());
        let stage = pool.draw(&seed, threads)?;
        stages.push(stage);
        ours.push(raw(pool, stage.eligible, threads, &lots(&seed)));
        rings.push(raw(pool, stage.eligible, threads, &ring_hmac(&seed)));
    }
    let of = |what: fn(&Stages) -> Duration| median(stages.iter().map(what).collect());
    let (hmac, ring) = (median(ours), median(rings));
    let engine = of(|stage| stage.filter + stage.lots + stage.walk);
    let eligible = stages.first().map_or(1, |stage| stage.eligible.max(1));
    println!("  on {threads} thread(s):");
    println!("    filter                            {:9.2} ms", ms(of(|stage| stage.filter)));
    println!("    lots                              {:9.2} ms", ms(of(|stage| stage.lots)));
    println!("    walk                              {:9.2} ms", ms(of(|stage| stage.walk)));
    let each = engine.as_secs_f64() * 1e9 / eligible as f64;
    println!("    filter, lots and walk             {:9.2} ms ({each:.0} ns for each candidate)", ms(engine));
    println!("    sort and root                     {:9.2} ms (one thread)", ms(of(|stage| stage.root)));
    println!("    raw: one HMAC each, crate hmac    {:9.2} ms", ms(hmac));
    println!("    raw: one HMAC each, crate ring    {:9.2} ms", ms(ring));
    println!("    filter, lots and walk / raw hmac  {:9.2}", engine.as_secs_f64() / hmac.as_secs_f64());
    Ok(())
}

/// The time of `hash` for as many pids as there are candidates, with nothing kept of it.
fn raw(pool: &Pool, candidates: usize, threads: usize, hash: &(dyn Fn(&Hash) -> u8 + Sync)) -> Duration {
    let mut pids: Vec<&Hash> = pool.pids().iter().take(candidates).collect();
    let began = now();
    let parts = parallel(&mut pids, threads, |_, piece| piece.iter().fold(0, |sum: u8, pid| sum ^ hash(pid)));
    std::hint::black_box(parts);
    began.elapsed()
}

/// HMAC-SHA256 as the lots are defined, with the key absorbed once, by the crate `hmac`.
fn lots(seed: &Hash) -> impl Fn(&Hash) -> u8 + Sync + use<> {
    let lots = Lots::new(seed);
    move |pid| lots.lot(pid).0[0]
}

/// The same by the crate `ring`.
fn ring_hmac(seed: &Hash) -> impl Fn(&Hash) -> u8 + Sync + use<> {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &seed.0);
    move |pid| {
        let mut message = [0; 50];
        message[..18].copy_from_slice(b"bidroom/draw/1/lot");
        message[18..].copy_from_slice(&pid.0);
        ring::hmac::sign(&key, &message).as_ref()[0]
    }
}

async fn order_by_random(url: &str, experts: usize, eligible: usize) -> Result<Duration, String> {
    let say = |error: store::StoreError| format!("ORDER BY random(): {error}");
    let mut conn = store::db::bare(url).await.map_err(say)?;
    let seats = i64::from(NEEDS.iter().sum::<u32>());
    store::random_rows::fill(&mut conn, experts as i64, eligible as i64).await.map_err(say)?;
    let mut took = Vec::new();
    for _ in 0..QUERIES {
        let began = now();
        let picked = store::random_rows::pick(&mut conn, seats).await.map_err(say)?;
        took.push(began.elapsed());
        if picked.len() as i64 != seats {
            return Err(format!("the database picked {} experts", picked.len()));
        }
    }
    store::random_rows::drop(&mut conn).await.map_err(say)?;
    Ok(median(took))
}

/// Forgets the peak memory of what ran before (Linux; elsewhere the peak is that of the whole run).
fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

fn peak_kilobytes() -> Result<u64, String> {
    super::kilobytes("self", "VmHWM:")
}
