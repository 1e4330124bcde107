//! How well PDFs are read: each engine alone and the combination, beside pdftotext.

use super::super::{Outcome, text};
use super::children_cpu_ms;
use clap::Args;
use reader::{Engines, Limits, PageFlag, PageText, TextReader, dice};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// A page that is less like pdftotext's than this must be flagged.
const LEAST: f64 = 0.9;

/// Arguments of `bidroom bench text`.
#[derive(Debug, Args)]
pub struct BenchText {
    /// The documents.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// What one way of reading made of one document.
#[derive(Default)]
struct Row {
    alike: Vec<f64>,
    unflagged: usize,
    cpu_ms: f64,
}

impl Row {
    fn mean(&self) -> f64 {
        if self.alike.is_empty() { 0.0 } else { self.alike.iter().sum::<f64>() / self.alike.len() as f64 }
    }

    fn least(&self) -> f64 {
        self.alike.iter().copied().fold(1.0, f64::min)
    }

    fn cell(&self) -> String {
        let pages = self.alike.len().max(1) as f64;
        format!("{:.4} / {:.3} / {:.1}", self.mean(), self.least(), self.cpu_ms / pages)
    }

    fn add(&mut self, other: &Self) {
        self.alike.extend(&other.alike);
        self.unflagged += other.unflagged;
        self.cpu_ms += other.cpu_ms;
    }
}

impl BenchText {
    /// Runs it; exit code 1 when the combination misses what it is held to.
    pub fn run(self) -> Outcome {
        let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
        let reader = text::reader(Limits::default())?;
        println!("Each cell: mean and least Dice coefficient with pdftotext, CPU in ms for a page.\n");
        println!("| document | pages | glyphs (hayro) | extract (pdf-extract) | both | flagged | pdftotext, ms |");
        println!("|---|---|---|---|---|---|---|");
        let mut sums = [Row::default(), Row::default(), Row::default()];
        let (mut reference_ms, mut flagged) = (0.0, 0);
        for file in &self.files {
            let (reference, cpu_ms) = pdftotext(file)?;
            let mut rows = Vec::new();
            let mut marked = 0;
            for (engines, sum) in [Engines::Glyphs, Engines::Extract, Engines::Both].into_iter().zip(&mut sums) {
                let (row, flags) = runtime.block_on(read(&reader, file, engines, &reference))?;
                sum.add(&row);
                marked = flags;
                rows.push(row.cell());
            }
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let pages = reference.len();
            println!("| {name} | {pages} | {} | {marked} | {:.1} |", rows.join(" | "), cpu_ms / pages.max(1) as f64);
            reference_ms += cpu_ms;
            flagged += marked;
        }
        let pages = sums[2].alike.len();
        let cells: Vec<_> = sums.iter().map(Row::cell).collect();
        println!(
            "| **all** | {pages} | {} | {flagged} | {:.1} |",
            cells.join(" | "),
            reference_ms / pages.max(1) as f64
        );
        println!("\nPages below {LEAST} that are not flagged: {} of {pages}.", sums[2].unflagged);
        let met = sums[2].unflagged == 0 && sums[2].mean() >= 0.98;
        Ok(if met { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

/// The pages by one way of reading, held to pdftotext's; and how many are flagged.
async fn read(
    reader: &TextReader,
    file: &Path,
    engines: Engines,
    reference: &[String],
) -> Result<(Row, usize), String> {
    let before = children_cpu_ms()?;
    let pages = match reader.text(file, engines).await {
        Ok(pages) => pages,
        Err(error) => {
            eprintln!("{}: {} alone: {error}", file.display(), engines.as_str());
            Vec::new()
        }
    };
    let mut row = Row { cpu_ms: children_cpu_ms()? - before, ..Row::default() };
    for (number, expected) in reference.iter().enumerate() {
        let page = pages.get(number);
        let alike = page.map_or(0.0, |page| dice(&page.text, expected));
        row.alike.push(alike);
        row.unflagged += usize::from(alike < LEAST && page.is_none_or(|page| page.flags.is_empty()));
    }
    let flagged = pages.iter().filter(|page| doubtful(page)).count();
    Ok((row, flagged))
}

fn doubtful(page: &PageText) -> bool {
    page.flags.iter().any(|flag| *flag != PageFlag::Blank)
}

/// pdftotext's pages, and its processor time in milliseconds.
fn pdftotext(file: &Path) -> Result<(Vec<String>, f64), String> {
    let before = children_cpu_ms()?;
    let said = Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(file).arg("-").output();
    let said = said.map_err(|error| format!("pdftotext: {error}; install poppler-utils and poppler-data"))?;
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    // A form feed ends each page.
    let mut pages: Vec<_> = text.split('\u{c}').map(str::to_owned).collect();
    pages.pop();
    Ok((pages, children_cpu_ms()? - before))
}
