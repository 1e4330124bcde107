//! `bidroom bench opening`: how long it takes from the last holder's release to the last verdict, beside reading and hashing the
//! same bytes.

use super::centre::{Centre, Terms, pdf, say};
use super::process::Folder;
use super::{ms, now};
use crate::cli::{Outcome, serve};
use clap::Args;
use shared::api::opening::ReadOpening;
use shared::lifecycle::StageName;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

/// Opens lots of several sizes on a real server: from the moment the quorum is complete to the last verdict (shares put together,
/// every bid checked, decrypted, unpacked and stored durably), beside `sha256sum` over the same ciphertext. Build with --release.
#[derive(Debug, Args)]
pub struct BenchOpening {
    /// How many bids, lot by lot.
    #[arg(long, value_delimiter = ',', default_value = "3,30,100")]
    bids: Vec<usize>,
    /// The length of each bid, MiB.
    #[arg(long, default_value_t = 10)]
    mib: usize,
    /// A folder for the server's data; on a disk, as a centre's.
    #[arg(long, default_value_os_t = std::env::temp_dir())]
    dir: PathBuf,
}

/// An opening that takes longer is none.
const BOUND: Duration = Duration::from_secs(1800);

impl BenchOpening {
    /// Runs it.
    pub fn run(self) -> Outcome {
        if cfg!(debug_assertions) {
            println!("This is a debug build: the figures are those of unoptimised code. Build with --release.\n");
        }
        serve::runtime("error")?.block_on(self.measure())?;
        Ok(ExitCode::SUCCESS)
    }

    async fn measure(&self) -> Result<(), String> {
        println!("openings of bids of {} MiB on {}:", self.mib, self.dir.display());
        println!(
            "  {:>5} {:>9} {:>12} {:>12} {:>7} {:>10}",
            "bids", "MiB", "opening ms", "sha256sum ms", "ratio", "peak MiB"
        );
        let file = pdf(self.mib * (1 << 20) - (64 << 10))?;
        for bids in &self.bids {
            let folder = Folder::within(&self.dir)?;
            self.one(&folder.0, *bids, &file).await?;
        }
        Ok(())
    }

    async fn one(&self, data: &Path, bids: usize, file: &Vec<u8>) -> Result<(), String> {
        let centre = Centre::start(data, None).await?;
        let lot = centre.lot("1").await?;
        let bidders = centre.bidders(0, bids).await?;
        let first = bidders.first().ok_or("no bids")?;
        let terms = Terms::of(&centre, first, &lot.key).await?;
        for (n, bidder) in (0..).zip(&bidders) {
            let sealed = terms.seal(bidder, n, "投标文件.pdf", file)?;
            let person = bidder.person(&centre.base);
            let place = bidroom_server::demo::chain::create(&person, &lot.key, sealed.len()).await.map_err(say)?;
            bidroom_server::demo::chain::append(&person, &place, 0, &sealed).await.map_err(say)?;
        }
        centre.cast.move_clock(lot.spec.deadline_ms + 1000).await.map_err(say)?;
        lot.closed().await.map_err(say)?;
        lot.sign_list().await.map_err(say)?;
        lot.cosign_list().await.map_err(say)?;
        lot.release(1).await.map_err(say)?;
        centre.forget_peak();
        let began = now();
        lot.release(3).await.map_err(say)?;
        let ask = ReadOpening { lot: lot.key.clone() };
        let officer = &centre.cast.officer.person;
        let opened = officer.wait_for("the verdicts", BOUND, &ask, |console| console.hall.stage == StageName::Opened);
        let console = opened.await.map_err(say)?;
        let took = began.elapsed();
        let good =
            console.hall.bids.iter().filter(|bid| matches!(bid.outcome, shared::api::opening::Outcome::Opened { .. }));
        if good.count() != bids {
            return Err("not every bid opened".into());
        }
        let (raw, bytes) = hashed(&data.join("vault").join("uploads"))?;
        let (_, peak) = centre.memory()?;
        let mib = bytes as f64 / f64::from(1 << 20);
        let ratio = took.as_secs_f64() / raw.as_secs_f64();
        println!("  {bids:>5} {mib:>9.0} {:>12.0} {:>12.0} {ratio:>7.2} {peak:>10.1}", ms(took), ms(raw));
        Ok(())
    }
}

/// How long `sha256sum` takes over every file under a folder, and how many bytes they are.
fn hashed(folder: &Path) -> Result<(Duration, u64), String> {
    let (mut files, mut bytes, mut folders) = (Vec::new(), 0, vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|error| error.to_string())? {
            let entry = entry.map_err(|error| error.to_string())?;
            let known = entry.metadata().map_err(|error| error.to_string())?;
            if known.is_dir() {
                folders.push(entry.path());
            } else {
                bytes += known.len();
                files.push(entry.path());
            }
        }
    }
    let began = now();
    let status = Command::new("sha256sum").args(&files).stdout(Stdio::null()).status();
    match status {
        Ok(status) if status.success() => Ok((began.elapsed(), bytes)),
        Ok(status) => Err(format!("sha256sum: {status}")),
        Err(error) => Err(format!("sha256sum (coreutils): {error}")),
    }
}
