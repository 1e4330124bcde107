//! The worker process: the only place where a bid's PDF is parsed.
//!
//! The document comes on standard input, the answer goes to standard output, the exit status says what is wrong. The
//! worker opens one file at most, the Chinese font named in its arguments, and it can write none.

mod choose;
mod document;
mod extract;
mod facts;
mod fonts;
mod glyphs;
mod options;
mod radicals;
mod raster;
mod text;

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use rlimit::Resource;

use crate::error::Fault;
use crate::model::{Info, PageSize};
use options::{Command, Options};
pub use radicals::fold;
pub(crate) use text::TextHead;

/// Stack of the thread that parses, in bytes: deep nesting should end in an error, not in a dead worker.
const STACK_BYTES: usize = 64 << 20;

/// Files that a worker may hold open: the three standard ones, the font, and a few that the runtime needs.
const OPEN_FILES: u64 = 16;

/// Runs a worker to its end. `args` is what follows the subcommand's name.
///
/// Call it before any runtime, log or thread is started, and return its exit code from `main`.
pub fn main(args: impl Iterator<Item = OsString>) -> ExitCode {
    // A panic inside a PDF library is an answer here ("this page failed"), not news for a log.
    std::panic::set_hook(Box::new(|_| {}));
    match run(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => ExitCode::from(fault.exit_code()),
    }
}

fn run(args: impl Iterator<Item = OsString>) -> Result<(), Fault> {
    let options = Options::parse(args).ok_or(Fault::Setup)?;
    limit_self(&options)?;
    std::thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(move || answer(&options))
        .map_err(|_| Fault::Setup)?
        .join()
        // A panic outside the per-page guards: the whole document is beyond us.
        .unwrap_or(Err(Fault::NotPdf))
}

/// Sets this process's limits, soft and hard, so that nothing it does later can raise them.
fn limit_self(options: &Options) -> Result<(), Fault> {
    let limits = [
        (Resource::AS, options.memory_bytes, options.memory_bytes),
        // The soft limit's signal can be told from a crash; the hard one is for whoever would ignore it.
        (Resource::CPU, options.cpu_seconds, options.cpu_seconds + 2),
        (Resource::FSIZE, 0, 0),
        (Resource::CORE, 0, 0),
        (Resource::NOFILE, OPEN_FILES, OPEN_FILES),
    ];
    for (resource, soft, hard) in limits {
        // Where the whole server runs under something stricter, that stays.
        let (_, ceiling) = rlimit::getrlimit(resource).map_err(|_| Fault::Setup)?;
        rlimit::setrlimit(resource, soft.min(ceiling), hard.min(ceiling)).map_err(|_| Fault::Setup)?;
    }
    Ok(())
}

fn answer(options: &Options) -> Result<(), Fault> {
    let data = Arc::new(document::read_stdin(options.file_bytes)?);
    let pdf = document::open(Arc::clone(&data), options.pages)?;
    let mut out = std::io::stdout().lock();
    match &options.command {
        Command::Info => {
            let pages = pdf.pages().iter().map(page_size).collect();
            serde_json::to_writer(&mut out, &Info { pages }).map_err(|_| Fault::Setup)?;
        }
        Command::Facts => serde_json::to_writer(&mut out, &facts::collect(&pdf)).map_err(|_| Fault::Setup)?,
        Command::Text { from, engines } => text::write_pages(&pdf, &data, *from, *engines, &mut out)?,
        Command::Render { page, width } => {
            let index = page.checked_sub(1).ok_or(Fault::PageOutOfRange)? as usize;
            let page = pdf.pages().get(index).ok_or(Fault::PageOutOfRange)?;
            let picture = raster::draw(page, *width, options.font.as_ref())?;
            let bytes = picture.to_png().map_err(|_| Fault::PageUnreadable)?;
            out.write_all(&bytes).map_err(|_| Fault::Setup)?;
        }
    }
    out.flush().map_err(|_| Fault::Setup)
}

fn page_size(page: &hayro::hayro_syntax::page::Page<'_>) -> PageSize {
    let (width_pt, height_pt) = page.render_dimensions();
    PageSize { width_pt, height_pt }
}
