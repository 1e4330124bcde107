//! `bidroom evaluate`: computes an evaluation from a case (case.md), without a server.

use super::Outcome;
use clap::Args;
use shared::rules::case::Case;
use shared::rules::evaluate_with_flip;
use shared::rules::lines::evaluate_line;
use shared::rules::outcome::{Flip, Verdict, WithFlip};
use shared::text::Lang;
use std::fmt::{Display, Write as _};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Computes points, ranking and candidates of a case, and the smallest change of one score that would have decided otherwise.
///
/// The file holds a case, or an object with the case under "case". Exit code 1: the case was computed, but there is no
/// ranking (too few valid bids, or a score is missing). Exit code 2: the case is refused, with the path and the article.
/// With --lines it holds a case per line (of standard input, when no file is named), and each gives a line of JSON: the
/// outcome, or {"refused": PATH, "code": …, "article": …}; the exit code is 0 when every line was read.
///
/// Example: bidroom evaluate case.json
/// Example: bidroom evaluate case.json --json > outcome.json
/// Example: bidroom evaluate --lines < cases.jsonl > outcomes.jsonl
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Evaluate {
    /// The case, JSON.
    #[arg(required_unless_present = "lines")]
    pub case: Option<PathBuf>,
    /// Print the outcome as JSON.
    #[arg(long)]
    pub json: bool,
    /// Read a case per line and print the outcomes as JSON, a line each.
    #[arg(long, conflicts_with = "json")]
    pub lines: bool,
}

/// The longest case, bytes.
const CASE_BYTES_MAX: u64 = 64 << 20;

impl Evaluate {
    /// Runs it.
    pub fn run(self) -> Outcome {
        match self.case {
            Some(path) if self.lines => {
                let file = File::open(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
                each_line(BufReader::new(file))
            }
            Some(path) => one(&path, self.json),
            None => each_line(std::io::stdin().lock()),
        }
    }
}

fn one(path: &Path, json: bool) -> Outcome {
    let name = path.display();
    let length = std::fs::metadata(path).map_err(|error| format!("cannot read {name}: {error}"))?.len();
    if length > CASE_BYTES_MAX {
        return Err(format!("{name} is longer than 64 MiB: no case is"));
    }
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot read {name}: {error}"))?;
    let case = Case::from_json(&unwrapped(&text)).map_err(|refusal| format!("{name} is refused at {refusal}"))?;
    let result = evaluate_with_flip(&case);
    let text = match json {
        true => serde_json::to_string_pretty(&result).map_err(|error| error.to_string())?,
        false => for_people(&result),
    };
    println!("{}", text.trim_end());
    Ok(if result.outcome.outcome == Verdict::Ranked { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn each_line(mut input: impl BufRead) -> Outcome {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut line = String::new();
    for number in 1_u64.. {
        line.clear();
        let read = (&mut input).take(CASE_BYTES_MAX + 1).read_line(&mut line);
        let length = read.map_err(|error| format!("cannot read line {number}: {error}"))?;
        if length == 0 {
            break;
        }
        if length as u64 > CASE_BYTES_MAX {
            return Err(format!("line {number} is longer than 64 MiB: no case is"));
        }
        let result = evaluate_line(&line).map_err(|error| error.to_string())?;
        writeln!(out, "{result}").map_err(|error| error.to_string())?;
    }
    out.flush().map_err(|error| error.to_string())?;
    Ok(ExitCode::SUCCESS)
}

/// The case itself: a file of the vectors holds it beside what is expected.
fn unwrapped(text: &str) -> String {
    let inner = serde_json::from_str::<serde_json::Value>(text).ok();
    inner
        .and_then(|all| all.get("case").filter(|_| all.get("v").is_none()).map(ToString::to_string))
        .unwrap_or(text.to_owned())
}

fn cell(value: Option<impl Display>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| value.to_string())
}

fn for_people(WithFlip { outcome, flip }: &WithFlip) -> String {
    let mut out = String::new();
    let headline = match outcome.outcome {
        Verdict::Ranked => "Ranked.",
        Verdict::Failed => "The lot fails: too few valid bidders.",
        Verdict::Blocked => "Not ranked: scores must be given or corrected first.",
    };
    let _ = writeln!(out, "{headline}  Benchmark price: {}\n", cell(outcome.benchmark.as_ref()));
    let _ = writeln!(out, "rank  bid                   valid  evaluated price  price pts  total   candidate");
    for bid in &outcome.bids {
        let _ = writeln!(
            out,
            "{:>4}  {:<20}  {:<5}  {:>15}  {:>9}  {:>6}  {}",
            cell(bid.rank),
            bid.id,
            if bid.valid { "yes" } else { "no" },
            cell(bid.evaluated_price.as_ref()),
            cell(bid.price_points.as_ref()),
            cell(bid.total.as_ref()),
            if bid.candidate { "yes" } else { "" },
        );
    }
    for finding in &outcome.findings {
        let member = finding.member.as_ref().map(|m| format!(", member {m}")).unwrap_or_default();
        let criterion = finding.criterion.as_ref().map(|c| format!(", criterion {c}")).unwrap_or_default();
        let _ = writeln!(
            out,
            "\n{}: bid {}{criterion}{member}: {} ({}) {}",
            finding.code.as_str(),
            finding.bid,
            finding.code.text().get(Lang::En),
            finding.rule,
            finding.detail.join(", ")
        );
    }
    if let Some(flip) = flip {
        let Flip { bid, member, criterion, from, to } = flip;
        let _ = writeln!(
            out,
            "\nAnother bid would come first if member {member} had given bid {bid} {to} instead of {from} on {criterion}; no \
             single score decides with less."
        );
    }
    out
}
