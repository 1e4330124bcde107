//! `bidroom text`: the text of a PDF as the search sees it.

use super::Outcome;
use clap::{Args, ValueEnum};
use reader::{Engines, Limits, PageFlag, PageText, TextReader};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Prints the text of a PDF page by page, as the search of the evaluation room sees it.
///
/// Two engines read every page and the better text wins; a page on which they disagree, a scan, an empty page and a page that
/// could not be read are marked. The document is read in a worker process with limits on memory, time and files. Exit code 1:
/// the document cannot be read.
///
/// Example: bidroom text 投标文件.pdf
/// Example: bidroom text 投标文件.pdf --json
/// Example: bidroom text 投标文件.pdf --facts
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Text {
    /// The document.
    file: PathBuf,
    /// Print {"pages":[{"number","text","engine","flags"}]} for a program.
    #[arg(long)]
    json: bool,
    /// Which engines read.
    #[arg(long, value_enum, default_value_t = Which::Both)]
    engines: Which,
    /// Print properties, fonts, images and attachments instead, as JSON.
    #[arg(long, conflicts_with = "engines")]
    facts: bool,
}

/// The engines.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Which {
    /// Both; the richer and more plausible text of each page.
    Both,
    /// The renderer's glyph stream (hayro).
    Glyphs,
    /// The text extractor (pdf-extract).
    Extract,
}

impl From<Which> for Engines {
    fn from(which: Which) -> Self {
        match which {
            Which::Both => Self::Both,
            Which::Glyphs => Self::Glyphs,
            Which::Extract => Self::Extract,
        }
    }
}

/// A reader whose workers are this program.
pub fn reader(limits: Limits) -> Result<TextReader, String> {
    Ok(TextReader::new(std::env::current_exe().map_err(|error| error.to_string())?, limits))
}

impl Text {
    /// Runs it.
    pub fn run(self) -> Outcome {
        let reader = reader(Limits::default())?;
        let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
        let read = runtime.block_on(async {
            if self.facts {
                let facts = reader.facts(&self.file).await?;
                return Ok(serde_json::to_string_pretty(&facts).unwrap_or_default() + "\n");
            }
            let pages = reader.text(&self.file, self.engines.into()).await?;
            Ok(if self.json { for_programs(&pages) } else { for_people(&pages) })
        });
        match read {
            Ok(said) => {
                // That nobody reads to the end (a closed pipe) is no failure.
                let _ = std::io::stdout().write_all(said.as_bytes());
                Ok(ExitCode::SUCCESS)
            }
            Err(error @ (reader::ReadError::Io(_) | reader::ReadError::WorkerMissing(_))) => {
                Err(format!("{}: {error}", self.file.display()))
            }
            Err(error) => {
                eprintln!("bidroom: {}: {error}", self.file.display());
                Ok(ExitCode::from(1))
            }
        }
    }
}

fn for_programs(pages: &[PageText]) -> String {
    serde_json::json!({ "pages": pages }).to_string() + "\n"
}

fn for_people(pages: &[PageText]) -> String {
    let mut out = String::new();
    for page in pages {
        let flags: Vec<_> = page.flags.iter().map(|flag| word(*flag)).collect();
        let marked = if flags.is_empty() { String::new() } else { format!(" · {}", flags.join(" · ")) };
        out += &format!("── {} / {}{marked}\n{}\n\n", page.number, pages.len(), page.text);
    }
    out
}

const fn word(flag: PageFlag) -> &'static str {
    match flag {
        PageFlag::Scan => "scan 扫描页",
        PageFlag::Blank => "blank 空白页",
        PageFlag::Suspect => "suspect 文字存疑",
        PageFlag::Failed => "failed 无法读取",
        PageFlag::Cut => "cut 过长已截断",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reader::Engine;

    #[test]
    fn the_json_has_the_fields_that_are_promised() {
        let page =
            PageText { number: 7, text: "投标".into(), engine: Engine::Glyphs, flags: vec![PageFlag::Suspect] };
        let said: serde_json::Value = serde_json::from_str(&for_programs(&[page])).expect("JSON");
        let expected = serde_json::json!({
            "pages": [{ "number": 7, "text": "投标", "engine": "glyphs", "flags": ["suspect"] }]
        });
        assert_eq!(said, expected);
    }
}
