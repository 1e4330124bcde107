//! `bidroom draw`: runs a published draw again, from its files alone.

use super::Outcome;
use clap::Args;
use shared::draw::walk::Reason;
use shared::draw::{Outcome as Ended, Record, Report};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Runs a published draw again and says line by line what holds.
///
/// The folder is a draw's record: context.txt, candidates.tsv, notes/, responses.tsv, result.tsv, and where they are there
/// proofs/, opened.tsv and excluded.tsv. No server and no network is needed; where the public
/// value is a round of drand, its signature is checked too. Exit code 1: something does not hold, and every
/// check is listed all the same. Exit code 2: the folder cannot be read, or is no record.
///
/// Example: unzip draw-CG-2026-001-1.zip -d record && bidroom draw record
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct DrawCommand {
    /// The folder of the record.
    pub folder: PathBuf,
    /// Print the report as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Bytes of one file of a record, at most: a pool of a million has 150 MB of candidates.
const FILE_BYTES_MAX: u64 = 1 << 30;
/// Files of a record, at most.
const FILES_MAX: usize = 10_000;

impl DrawCommand {
    /// Runs it: 0 when everything holds, 1 when something does not.
    pub fn run(self) -> Outcome {
        let report = rerun(&self.folder)?;
        let text = match self.json {
            true => serde_json::to_string_pretty(&report).map_err(|error| error.to_string())?,
            false => for_people(&report),
        };
        println!("{}", text.trim_end());
        Ok(if report.holds() { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

/// Runs the record in `folder` again. What is missing of a record is a check that fails, and no reason not to run; only a
/// folder without any file of a record is refused.
fn rerun(folder: &Path) -> Result<Report, String> {
    let mut files = BTreeMap::new();
    read(folder, "", &mut files)?;
    let record = Record::new(files);
    match record.is_some() {
        true => {
            let mut report = record.rerun();
            report.checks.extend(bidroom_server::drand::check(&record));
            Ok(report)
        }
        false => Err(format!("{} is no draw's record: name the folder of one (unzip it first)", folder.display())),
    }
}

/// Reads the files under `dir`; links are not followed.
fn read(dir: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), String> {
    let fail = |path: &Path, error: std::io::Error| format!("cannot read {}: {error}", path.display());
    for entry in std::fs::read_dir(dir).map_err(|error| fail(dir, error))? {
        let entry = entry.map_err(|error| fail(dir, error))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(|error| fail(&path, error))?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if kind.is_dir() && prefix.is_empty() {
            read(&path, &format!("{name}/"), files)?;
        } else if kind.is_file() {
            let long = entry.metadata().map_err(|error| fail(&path, error))?.len() > FILE_BYTES_MAX;
            if long || files.len() >= FILES_MAX {
                return Err(format!("{} is too much for a draw's record", path.display()));
            }
            files.insert(name, std::fs::read(&path).map_err(|error| fail(&path, error))?);
        }
    }
    Ok(())
}

fn for_people(report: &Report) -> String {
    let mut out = String::new();
    for check in &report.checks {
        let mark = if check.holds { "holds " } else { "FAILS " };
        let _ = writeln!(out, "{mark} {:<11} {}", check.name, check.detail);
    }
    let _ = match report.outcome {
        Some(Ended::Seated) => writeln!(out, "\nSeated, in the order of the lots:"),
        Some(Ended::CannotBeMet) => writeln!(out, "\nThe request cannot be met; short of group(s) {:?}.", report.short),
        Some(Ended::Drawn) => writeln!(out, "\nDrawn, in the order of the lots:"),
        None => writeln!(out, "\nThe record does not tell how the draw ended."),
    };
    for seat in &report.seats {
        let _ = writeln!(out, "  group {}  {}  lot {}", seat.group, seat.pid, seat.lot);
    }
    for option in &report.options {
        let _ = writeln!(out, "  {}  lot {}", option.option, option.lot);
    }
    for passed in &report.passed_over {
        let why = match passed.reason {
            Reason::Unit => "somebody of the same employer is chosen",
            Reason::Seats => "the request could not have been met with this one",
        };
        let _ = writeln!(out, "  passed over: {} ({why})", passed.pid);
    }
    let failed = report.checks.iter().filter(|check| !check.holds).count();
    let _ = match failed {
        0 => writeln!(out, "\nEverything that was checked holds."),
        n => writeln!(out, "\n{n} of {} checks fail.", report.checks.len()),
    };
    out
}

#[cfg(test)]
mod tests;
