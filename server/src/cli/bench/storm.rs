//! `bidroom bench storm`: many bidders in the last minute before a deadline, then as fast as the machine goes, beside `@tus/server`.

mod client;
mod deadline;
mod peer;

use super::centre::{Bidder, Centre, Terms, pdf};
use super::process::Folder;
use super::{ms, now};
use crate::cli::{Outcome, serve};
use bytes::Bytes;
use clap::Args;
use client::Line;
use shared::id::LotKey;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// 500 bidders with 4 MiB each finish within the last 60 s before a deadline, some after it: accepted, refused as late, lost (must
/// be 0), last byte to receipt, memory. Then 50, 500 and 2,000 uploads at once as fast as they go (1 MiB each at 2,000), to this
/// server, which makes every part durable, and to `@tus/server` with its file store, which does not. Build with --release.
#[derive(Debug, Args)]
pub struct BenchStorm {
    /// Bidders before the deadline.
    #[arg(long, default_value_t = 500)]
    bidders: usize,
    /// The length of their bids, MiB.
    #[arg(long, default_value_t = 4)]
    mib: usize,
    /// How long before the deadline the first has finished, seconds.
    #[arg(long, default_value_t = 60)]
    window_s: u64,
    /// Uploads at once, as fast as they go; 2,000 and more have 1 MiB each.
    #[arg(long, value_delimiter = ',', default_value = "50,500,2000")]
    curve: Vec<usize>,
    /// How often each point of the curve is measured, by turns; medians are shown.
    #[arg(long, default_value_t = 1)]
    rounds: usize,
    /// For trying it out: 40 bidders, 6 s, 10 and 40 at once.
    #[arg(long)]
    short: bool,
    /// A folder for the data of both servers; on a disk, as a centre's.
    #[arg(long, default_value_os_t = std::env::temp_dir())]
    dir: PathBuf,
    /// Where our server keeps its objects (see `serve --objects`).
    #[arg(long)]
    objects: Option<String>,
    /// Where `npm install @tus/server @tus/file-store` was run (`make bench-storm` does it).
    #[arg(long, default_value = "target/peers/npm")]
    npm: PathBuf,
}

/// Bids at once from which on each is 1 MiB.
const MANY: usize = 2000;
/// Name of the one file in every bid.
const FILE: &str = "投标文件.pdf";

impl BenchStorm {
    /// Runs it.
    pub fn run(mut self) -> Outcome {
        if cfg!(debug_assertions) {
            println!("This is a debug build: the figures are those of unoptimised code. Build with --release.\n");
        }
        if self.short {
            (self.bidders, self.window_s, self.curve) = (40, 6, vec![10, 40]);
        }
        let most = self.curve.iter().copied().chain([self.bidders]).max().unwrap_or(0) as u64;
        let files = rlimit::increase_nofile_limit(2 * most + 500).map_err(|error| error.to_string())?;
        if files < most + 200 {
            return Err(format!(
                "{most} connections need more open files than the {files} that are allowed (ulimit -n)"
            ));
        }
        serve::runtime("error")?.block_on(self.measure())?;
        Ok(ExitCode::SUCCESS)
    }

    async fn measure(&self) -> Result<(), String> {
        let most = self.curve.iter().copied().chain([self.bidders]).max().unwrap_or(0);
        let folder = Folder::within(&self.dir)?;
        let centre = Centre::start(&folder.0.join("bidroom"), self.objects.as_deref()).await?;
        let bidders = centre.bidders(0, most).await?;
        deadline::measure(self, &centre, &bidders[..self.bidders]).await?;
        println!("as fast as it goes (data on {}), each upload a POST and a PATCH:", self.dir.display());
        println!(
            "  {:>6} {:>6}  {:<12} {:>8} {:>9} {:>9} {:>9} {:>9}",
            "at once", "MiB", "server", "MiB/s", "bids/s", "p50 ms", "p99 ms", "peak MiB"
        );
        for (turn, count) in self.curve.iter().enumerate() {
            self.point(&centre, &bidders[..*count], turn, &folder).await?;
        }
        Ok(())
    }

    /// One point of the curve, on both servers by turns.
    async fn point(&self, centre: &Centre, bidders: &[Bidder], turn: usize, folder: &Folder) -> Result<(), String> {
        let mib = if bidders.len() >= MANY { 1 } else { self.mib };
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for round in 0..self.rounds.max(1) {
            let lot = centre.lot(&format!("C{turn}-{round}")).await?;
            let bids = sealed(centre, bidders, &lot.key, mib).await?;
            centre.forget_peak();
            let line = Line::to_bidroom(&centre.base, &lot.key);
            let mut run = all_at_once(&line, &bids).await?;
            run.peak = centre.memory()?.1;
            ours.push(run);
            match peer::TusServer::start(&self.npm, &folder.0.join(format!("tus-{turn}-{round}"))).await {
                Ok(server) => {
                    let mut run = all_at_once(&Line::to_peer(&server.base), &bids).await?;
                    run.peak = server.peak()?;
                    theirs.push(run);
                }
                Err(why) if round == 0 => {
                    println!("  @tus/server is not measured: {why} (make bench-storm installs it)")
                }
                Err(_) => {}
            }
        }
        let ours = tell("bidroom", bidders.len(), mib, ours);
        if !theirs.is_empty() {
            let theirs = tell("@tus/server", bidders.len(), mib, theirs);
            println!("  {:>6} {:>6}  bidroom / @tus/server {:.2}", "", "", ours / theirs);
        }
        Ok(())
    }
}

/// A bid that is ready to be sent.
#[derive(Clone)]
struct Bid {
    bidder: Bidder,
    bytes: Bytes,
}

/// Every bidder's bid for a lot.
async fn sealed(centre: &Centre, bidders: &[Bidder], lot: &LotKey, mib: usize) -> Result<Vec<Bid>, String> {
    let need = (bidders.len() * (mib + 1)) as u64 * 1024;
    let free = super::meminfo_kilobytes("MemAvailable:")?;
    if free < need {
        return Err(format!("{} bids of {mib} MiB do not fit into the memory that is free; give fewer", bidders.len()));
    }
    let first = bidders.first().ok_or("no bidders")?;
    let terms = Terms::of(centre, first, lot).await?;
    // With head, form and padding it comes to `mib` MiB.
    let file = pdf(mib * (1 << 20) - (64 << 10))?;
    let bidders = bidders.to_vec();
    let sealing = move || {
        let one = |(n, bidder): (u64, Bidder)| {
            let bytes = terms.seal(&bidder, n, FILE, &file)?.into();
            Ok(Bid { bidder, bytes })
        };
        (0..).zip(bidders).map(one).collect::<Result<Vec<_>, String>>()
    };
    tokio::task::spawn_blocking(sealing).await.map_err(|error| error.to_string())?
}

/// What a run at full speed came to.
struct Run {
    wall: Duration,
    each: Vec<Duration>,
    /// Of what arrived whole.
    bytes: u64,
    /// How many uploads a server broke off, and what was heard last.
    failed: usize,
    heard: Option<String>,
    /// MiB.
    peak: f64,
}

/// Everybody sends at once, once; nobody tries again.
async fn all_at_once(line: &Line, bids: &[Bid]) -> Result<Run, String> {
    let began = now();
    let mut sending = tokio::task::JoinSet::new();
    for bid in bids {
        let (line, bid) = (line.clone(), bid.clone());
        sending.spawn(async move {
            let (began, bytes) = (now(), bid.bytes.len() as u64);
            let place = line.create(&bid.bidder.token, bid.bytes.len()).await?;
            line.append(&place, &bid.bidder.token, 0, bid.bytes).await?;
            Ok::<_, String>((began.elapsed(), bytes))
        });
    }
    let mut run =
        Run { wall: Duration::ZERO, each: Vec::with_capacity(bids.len()), bytes: 0, failed: 0, heard: None, peak: 0.0 };
    while let Some(sent) = sending.join_next().await {
        match sent.map_err(|error| error.to_string())? {
            Ok((took, bytes)) => {
                run.each.push(took);
                run.bytes += bytes;
            }
            Err(why) => {
                run.failed += 1;
                run.heard = Some(why);
            }
        }
    }
    run.wall = began.elapsed();
    Ok(run)
}

/// Prints the run in the middle; gives its throughput, bytes per second.
fn tell(name: &str, count: usize, mib: usize, mut runs: Vec<Run>) -> f64 {
    runs.sort_by_key(|run| run.wall);
    let mut run = runs.swap_remove(runs.len() / 2);
    let speed = run.bytes as f64 / run.wall.as_secs_f64();
    let bids = run.each.len() as f64 / run.wall.as_secs_f64();
    run.each.sort();
    let (p50, p99) = (ms(quantile(&run.each, 50)), ms(quantile(&run.each, 99)));
    println!(
        "  {count:>6} {mib:>6}  {name:<12} {:>8.1} {bids:>9.1} {p50:>9.0} {p99:>9.0} {:>9.1}",
        speed / f64::from(1 << 20),
        run.peak
    );
    if let Some(why) = run.heard {
        println!("  {:>6} {:>6}  {name} broke off {} of them: {why}", "", "", run.failed);
    }
    speed
}

/// A percentile of a sorted list; of nothing 0.
fn quantile(sorted: &[Duration], percent: usize) -> Duration {
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or_default()
}
