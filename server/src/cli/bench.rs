//! `bidroom bench`: figures, each beside a raw figure of the same run.

mod centre;
mod draw;
mod evaluation;
mod import;
mod opening;
mod pool;
mod process;
mod reading;
mod room;
mod sample;
mod seal;
mod statistics;
mod storm;
mod text;

use super::Outcome;
use clap::{Args, Subcommand};
use process::Stop;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// Measures this machine and this binary.
///
/// Example: bidroom bench start
/// Example: bidroom bench evaluate
#[derive(Debug, Args)]
pub struct Bench {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Starts `serve` on an empty directory: time to the first answer and idle memory, beside the start of a process and an fsync.
    Start,
    /// The size of the page's wasm, plain and as it travels (brotli): what everybody loads, and what each role loads beside it.
    Page,
    /// Draws from pools of 700 to 1,000,000: filter, lots, walk, root, memory; beside one HMAC-SHA256 for each candidate on the
    /// same number of threads, and a database's ORDER BY random(). Build with --release.
    Draw(draw::BenchDraw),
    /// Draws under 200,000 seeds: how often each expert is seated, comes first, and sits with each other, by χ².
    DrawStatistics(statistics::DrawStatistics),
    /// A pool of 100,000 experts from an xlsx into SQLite: time, memory, and how quickly it is searched. Build with --release.
    Import(import::BenchImport),
    /// Reads PDFs with each engine alone and with both: likeness to pdftotext, flagged pages, processor time for a page. Prints the
    /// table of docs/reading.md; exit code 1 when a page is unlike and not flagged, or the mean is below 0.98.
    Text(text::BenchText),
    /// Five experts read a bid of 500 pages and 100 MB: first page, any page cold and warm, memory of the server's side and of the
    /// workers; beside pdftoppm on the same pages.
    Reading(reading::BenchReading),
    /// The scoring engine on a parsed case, up to 100 bids, 9 members, 200 criteria, without and with the flip, beside the sum of
    /// the same scores and a hash of the case.
    Evaluate,
    Seal(seal::BenchSeal),
    Storm(storm::BenchStorm),
    Opening(opening::BenchOpening),
    /// Experts who save scores all at once, over HTTP: p50 and p99 until a save is durable and acknowledged, beside an fsync.
    Room(room::BenchRoom),
}

impl Bench {
    /// Runs it.
    pub fn run(self) -> Outcome {
        match self.what {
            What::Start => start(),
            What::Page => page(),
            What::Draw(draw) => draw.run(),
            What::DrawStatistics(statistics) => statistics.run(),
            What::Import(import) => import.run(),
            What::Text(text) => text.run(),
            What::Reading(reading) => reading.run(),
            What::Evaluate => evaluation::run(),
            What::Seal(seal) => seal.run(),
            What::Storm(storm) => storm.run(),
            What::Opening(opening) => opening.run(),
            What::Room(room) => room.run(),
        }
    }
}

/// How often the start is measured; the median is shown.
const STARTS: usize = 5;

#[expect(clippy::disallowed_methods, reason = "a benchmark measures elapsed time")]
fn now() -> Instant {
    Instant::now()
}

/// The median; of nothing 0.
fn median(mut list: Vec<Duration>) -> Duration {
    list.sort();
    list.get(list.len() / 2).copied().unwrap_or_default()
}

/// In milliseconds.
fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn start() -> Outcome {
    let exe = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut answers = Vec::new();
    let mut memory = Vec::new();
    let mut spawns = Vec::new();
    let mut syncs = Vec::new();
    for round in 0..STARTS {
        let dir = std::env::temp_dir().join(format!("bidroom-bench-{}-{round}", std::process::id()));
        std::fs::create_dir_all(&dir).map_err(|error| error.to_string())?;
        let measured = one_start(&exe, &dir);
        syncs.push(fsync(&dir).map_err(|error| error.to_string())?);
        let _ = std::fs::remove_dir_all(&dir);
        let (answered, kilobytes) = measured?;
        answers.push(answered);
        memory.push(kilobytes);
        let began = now();
        let _ = Command::new(&exe).arg("--version").stdout(Stdio::null()).status();
        spawns.push(began.elapsed());
    }
    memory.sort_unstable();
    println!("serve on an empty directory, median of {STARTS}:");
    println!("  first answer          {:8.0} ms", ms(median(answers)));
    println!(
        "  memory when idle      {:8.1} MB (resident, 2 s after the first answer)",
        memory[STARTS / 2] as f64 / 1024.0
    );
    println!("raw, in the same run:");
    println!("  bidroom --version     {:8.0} ms", ms(median(spawns)));
    println!("  write 4 KiB and fsync {:8.2} ms", ms(median(syncs)));
    Ok(ExitCode::SUCCESS)
}

fn one_start(exe: &Path, dir: &Path) -> Result<(Duration, u64), String> {
    let began = now();
    let child = Command::new(exe)
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())?;
    let mut child = Stop(child);
    let out = child.0.stdout.take().ok_or("the server has no output")?;
    let mut port = None;
    for line in BufReader::new(out).lines().map_while(Result::ok) {
        port = line.split("localhost:").nth(1).and_then(|rest| rest.split('/').next()?.parse::<u16>().ok());
        if port.is_some() {
            break;
        }
    }
    let port = port.ok_or("the server did not start; run `bidroom serve` to see why")?;
    while !answers(port) {
        std::thread::sleep(Duration::from_millis(5));
        if began.elapsed() > Duration::from_secs(30) {
            return Err("the server did not answer within 30 s".into());
        }
    }
    let answered = began.elapsed();
    std::thread::sleep(Duration::from_secs(2));
    Ok((answered, kilobytes(&child.0.id().to_string(), "VmRSS:")?))
}

fn answers(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let ask = "GET /api/account/clock HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let mut answer = [0; 12];
    stream.write_all(ask.as_bytes()).is_ok() && stream.read_exact(&mut answer).is_ok() && answer.ends_with(b"200")
}

/// A line of `/proc/<process>/status` that is in kilobytes.
fn kilobytes(process: &str, line: &str) -> Result<u64, String> {
    proc_kilobytes(&format!("{process}/status"), line)
}

/// A line of `/proc/meminfo`.
fn meminfo_kilobytes(line: &str) -> Result<u64, String> {
    proc_kilobytes("meminfo", line)
}

fn proc_kilobytes(file: &str, line: &str) -> Result<u64, String> {
    let status = std::fs::read_to_string(format!("/proc/{file}")).map_err(|error| error.to_string())?;
    let found = status.lines().find_map(|other| other.strip_prefix(line)).ok_or(format!("no {line} in /proc"))?;
    found.split_whitespace().next().and_then(|number| number.parse().ok()).ok_or(format!("{line} is no number"))
}

/// User and system time of this process's children that have ended (`/proc/self/stat`, fields 16 and 17, in hundredths of a
/// second).
fn children_cpu_ms() -> Result<f64, String> {
    let stat = std::fs::read_to_string("/proc/self/stat").map_err(|error| error.to_string())?;
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<f64> = after_name.split_whitespace().map(|field| field.parse().unwrap_or(0.0)).collect();
    let ticks = fields.get(13).zip(fields.get(14)).map(|(user, system)| user + system);
    ticks.map(|ticks| ticks * 10.0).ok_or_else(|| "/proc/self/stat is not as expected".into())
}

fn fsync(dir: &Path) -> std::io::Result<Duration> {
    let mut file = std::fs::File::create(dir.join("fsync"))?;
    let began = now();
    file.write_all(&[7; 4096])?;
    file.sync_all()?;
    Ok(began.elapsed())
}

fn page() -> Outcome {
    let sizes = |path: &str| {
        web::get(path).map(|asset| (asset.bytes.len(), asset.brotli.map_or(asset.bytes.len(), |small| small.len())))
    };
    let tell = |what: &str, files: &[String]| {
        let (plain, brotli) = files.iter().filter_map(|file| sizes(file)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        println!("  {what:<34} {:8.1} kB brotli, {:8.1} kB plain", brotli as f64 / 1000.0, plain as f64 / 1000.0);
    };
    let all: Vec<String> = web::paths().filter(|path| path.ends_with(".wasm")).map(|path| path.into_owned()).collect();
    let main: Vec<String> = all.iter().filter(|path| path.starts_with("assets/frontend-")).cloned().collect();
    if main.is_empty() {
        return Err("this binary was built without the page (BIDROOM_WEB_PROFILE=none)".into());
    }
    println!("wasm that a person's browser loads:");
    tell("the first page, log-in, notices", &main);
    for (piece, files) in web::pieces() {
        tell(&format!("… and the pages of `{piece}`"), &[main.clone(), files].concat());
    }
    tell("every page of every role", &all);
    Ok(ExitCode::SUCCESS)
}
