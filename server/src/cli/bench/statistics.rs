//! `bidroom bench draw-statistics`: whether the lots favour anybody, over many seeds.

use super::pool::parallel;
use crate::cli::Outcome;
use clap::Args;
use shared::draw::statistics::{Finding, Sample, Tally, findings};
use std::process::ExitCode;

/// Counts who is seated over many seeds and compares with equal chances. The seeds have numbers, so the figures can be had
/// again; exit code 1 when one is out of bounds. A fair draw is out of one of them once in a thousand runs.
///
/// Example: bidroom bench draw-statistics --from 1000000
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct DrawStatistics {
    /// How many seeds.
    #[arg(long, default_value_t = 200_000, value_parser = clap::value_parser!(u64).range(1_000..=100_000_000))]
    seeds: u64,
    /// The number of the first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
}

impl DrawStatistics {
    /// Runs it: 0 when everything is within its bounds.
    pub fn run(self) -> Outcome {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let mut holds = true;
        println!(
            "{} seeds from number {}; χ² beside its degrees of freedom and the bounds of 99.9 %:",
            self.seeds, self.from
        );
        for sample in Sample::ALL {
            let tally = self.count(sample, threads)?;
            let (least, most) = tally.extremes();
            println!("\n{}: each seated {least} to {most} times", sample.name());
            for finding in findings(sample, &tally) {
                holds &= finding.holds();
                println!("  {}", line(&finding));
            }
        }
        println!("\n{}", if holds { "Everything is within its bounds." } else { "Something is out of its bounds." });
        Ok(if holds { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    fn count(&self, sample: Sample, threads: usize) -> Result<Tally, String> {
        let share = self.seeds.div_ceil(threads as u64);
        let mut shares: Vec<(u64, u64)> = (0..threads as u64)
            .map(|n| (self.from + n * share, share.min(self.seeds.saturating_sub(n * share))))
            .collect();
        let counted = parallel(&mut shares, threads, |_, piece| {
            piece.iter().map(|(from, count)| Tally::count(sample, *from, *count)).collect::<Result<Vec<_>, _>>()
        });
        let mut parts = Vec::new();
        for part in counted {
            parts.extend(part.map_err(|why| why.to_string())?);
        }
        let mut all = Tally::count(sample, self.from, 0).map_err(|why| why.to_string())?;
        parts.iter().for_each(|part| all.merge(part));
        match all.seeds() == self.seeds {
            true => Ok(all),
            false => Err("a part of the seeds was not counted".into()),
        }
    }
}

fn line(finding: &Finding) -> String {
    let (low, high) = finding.bounds();
    let mark = if finding.holds() { "within" } else { "OUT OF" };
    let Finding { what, chi2, freedom } = finding;
    format!("{what:<40} χ² {chi2:8.1}, {freedom:4} degrees, {mark} {low:.1} to {high:.1}")
}
