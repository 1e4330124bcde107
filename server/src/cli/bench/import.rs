//! `bidroom bench import`: a pool of 100,000 from a spreadsheet, and how quickly it is searched.

use super::{median, ms, now};
use crate::cli::Outcome;
use bidroom_server::act;
use bidroom_server::desks::pool;
use bidroom_server::house::{House, Settings};
use clap::Args;
use shared::api::pool::{ExpertStatus, SearchPool};
use shared::people::{Actor, Role};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;

/// Experts of the measured pool.
const EXPERTS: usize = 100_000;
/// How often a search is made; the median is shown.
const SEARCHES: usize = 9;

/// Imports an xlsx of 100,000 experts into an empty SQLite and searches it.
///
/// Example: bidroom bench import
#[derive(Debug, Args)]
pub struct BenchImport {
    /// Only write the spreadsheet to this file.
    #[arg(long, hide = true)]
    make: Option<PathBuf>,
}

fn because<T, E: std::fmt::Display>(made: Result<T, E>) -> Result<T, String> {
    made.map_err(|error| error.to_string())
}

impl BenchImport {
    /// Runs it.
    pub fn run(self) -> Outcome {
        if let Some(file) = self.make {
            let experts = because(pool::samples(2026, EXPERTS))?;
            because(std::fs::write(file, because(pool::sheet_of(&experts))?))?;
            return Ok(ExitCode::SUCCESS);
        }
        let dir = std::env::temp_dir().join(format!("bidroom-bench-import-{}", std::process::id()));
        because(std::fs::create_dir_all(&dir))?;
        let file = dir.join("experts.xlsx");
        // Making the file takes more memory than reading it: another process does it.
        let exe = because(std::env::current_exe())?;
        let made = Command::new(exe).args(["bench", "import", "--make"]).arg(&file).status();
        let runtime = because(tokio::runtime::Builder::new_multi_thread().enable_all().build())?;
        let measured = because(made).and_then(|_| runtime.block_on(measure(&dir, &file)));
        let _ = std::fs::remove_dir_all(&dir);
        measured?;
        Ok(ExitCode::SUCCESS)
    }
}

async fn measure(dir: &Path, file: &Path) -> Result<(), String> {
    let settings = Settings::small(dir.join("data"), "bench", because(std::env::current_exe())?);
    let house = because(House::open(settings).await)?;
    let bytes = because(std::fs::read(file))?;
    let began = now();
    let imported = because(pool::import_sheet(&house, &bytes).await)?;
    println!("import of {} experts, {:.1} MB xlsx, SQLite:", imported.new, bytes.len() as f64 / 1e6);
    println!("  read, checked, written {:8.1} s", began.elapsed().as_secs_f64());
    let began = now();
    let again = because(pool::import_sheet(&house, &bytes).await)?;
    println!("  the same file again    {:8.1} s ({} unchanged)", began.elapsed().as_secs_f64(), again.same);
    println!("  highest memory         {:8.0} MB", peak_kilobytes() as f64 / 1024.0);
    let searches = [
        ("a part of a name", SearchPool { text: "建华".into(), ..SearchPool::default() }),
        ("a telephone", SearchPool { text: "1380000".into(), ..SearchPool::default() }),
        (
            "specialty, region, status",
            SearchPool {
                specialty: Some("C".into()),
                region: Some("杭州".into()),
                status: Some(ExpertStatus::Active),
                ..SearchPool::default()
            },
        ),
        ("the last page of all", SearchPool { page: (EXPERTS / 50) as u32 - 1, ..SearchPool::default() }),
    ];
    println!("search, median of {SEARCHES}:");
    for (what, search) in searches {
        let mut took = Vec::new();
        let mut total = 0;
        for _ in 0..SEARCHES {
            let began = now();
            total = because(ask(&house, &search).await)?;
            took.push(began.elapsed());
        }
        println!("  {what:<26} {:8.1} ms ({total} found)", ms(median(took)));
    }
    Ok(())
}

async fn ask(house: &Arc<House>, search: &SearchPool) -> Result<u64, bidroom_server::fault::Fault> {
    let mut caller = act::Caller::system()?;
    caller.actor = Actor { role: Role::Registrar, ..caller.actor };
    Ok(act::query(house, &caller, search).await?.total)
}

/// The most memory that this process had, KiB (Linux).
fn peak_kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse().ok()).unwrap_or(0)
}
