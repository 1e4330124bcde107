//! The worker's arguments: a private language between the two sides of one executable.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::font::FontFile;
use crate::model::Engines;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Page count and sizes.
    Info,
    /// Properties, fonts, images, attachments.
    Facts,
    /// The text of all pages from one on.
    Text { from: u32, engines: Engines },
    /// One page as a picture, at a width in pixels.
    Render { page: u32, width: u32 },
}

/// What is asked, and what it may cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) command: Command,
    pub(crate) memory_bytes: u64,
    pub(crate) cpu_seconds: u64,
    pub(crate) file_bytes: u64,
    pub(crate) pages: u32,
    pub(crate) font: Option<FontFile>,
}

impl Options {
    /// Reads the arguments; every limit must be given, so that a worker never runs without one.
    pub(crate) fn parse(mut args: impl Iterator<Item = OsString>) -> Option<Self> {
        let command = args.next()?;
        let (mut memory_bytes, mut cpu_seconds, mut file_bytes, mut pages) = (None, None, None, None);
        let (mut from, mut engines, mut page, mut width) = (1, Engines::Both, None, None);
        let (mut font_path, mut font_index) = (None, 0);
        while let Some(name) = args.next() {
            let value = args.next()?;
            match name.to_str()? {
                "--memory-bytes" => memory_bytes = Some(number(&value)?),
                "--cpu-seconds" => cpu_seconds = Some(number(&value)?),
                "--file-bytes" => file_bytes = Some(number(&value)?),
                "--pages" => pages = Some(small(&value)?),
                "--from" => from = small(&value)?,
                "--engines" => engines = Engines::parse(value.to_str()?)?,
                "--page" => page = Some(small(&value)?),
                "--width" => width = Some(small(&value)?),
                "--font" => font_path = Some(PathBuf::from(value)),
                "--font-index" => font_index = small(&value)?,
                _ => return None,
            }
        }
        let command = match command.to_str()? {
            "info" => Command::Info,
            "facts" => Command::Facts,
            "text" => Command::Text { from, engines },
            "render" => Command::Render { page: page?, width: width? },
            _ => return None,
        };
        Some(Self {
            command,
            memory_bytes: memory_bytes?,
            cpu_seconds: cpu_seconds?,
            file_bytes: file_bytes?,
            pages: pages?,
            font: font_path.map(|path| FontFile { path, index: font_index }),
        })
    }
}

fn number(value: &OsString) -> Option<u64> {
    value.to_str()?.parse().ok()
}

fn small(value: &OsString) -> Option<u32> {
    value.to_str()?.parse().ok()
}
