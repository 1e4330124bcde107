//! `bidroom evaluate`: computes an evaluation from a case (case.md), without a server.

use super::Outcome;
use clap::Args;
use shared::rules::case::Case;
use shared::rules::evaluate;
use shared::rules::outcome::{Outcome as Evaluated, Verdict};
use shared::text::Lang;
use std::fmt::{Display, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

/// Computes points, ranking and candidates of a case.
///
/// The file holds a case, or an object with the case under "case". Exit code 1: the case was computed, but there is no
/// ranking (too few valid bids, or a score is missing). Exit code 2: the case is refused, with the path and the article.
///
/// Example: bidroom evaluate case.json
/// Example: bidroom evaluate case.json --json > outcome.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Evaluate {
    /// The case, JSON.
    pub case: PathBuf,
    /// Print the outcome as JSON.
    #[arg(long)]
    pub json: bool,
}

/// The longest case, bytes.
const CASE_BYTES_MAX: u64 = 64 << 20;

impl Evaluate {
    /// Runs it.
    pub fn run(self) -> Outcome {
        let name = self.case.display();
        let length = std::fs::metadata(&self.case).map_err(|error| format!("cannot read {name}: {error}"))?.len();
        if length > CASE_BYTES_MAX {
            return Err(format!("{name} is longer than 64 MiB: no case is"));
        }
        let text = std::fs::read_to_string(&self.case).map_err(|error| format!("cannot read {name}: {error}"))?;
        let case = Case::from_json(&unwrapped(&text)).map_err(|refusal| format!("{name} is refused at {refusal}"))?;
        let outcome = evaluate(&case);
        let text = match self.json {
            true => serde_json::to_string_pretty(&outcome).map_err(|error| error.to_string())?,
            false => for_people(&outcome),
        };
        println!("{}", text.trim_end());
        Ok(if outcome.outcome == Verdict::Ranked { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
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

fn for_people(outcome: &Evaluated) -> String {
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
    out
}
