//! How much a document may cost.

use std::ffi::OsString;
use std::time::Duration;

/// How much one document, one question and all workers together may cost.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Address space of one worker, in bytes.
    pub memory_bytes: u64,
    /// Processor time of one worker, in seconds.
    pub cpu_seconds: u64,
    /// Wall time for the page list or one picture.
    pub page_wall: Duration,
    /// Wall time for one page's text; a page that takes longer is given up, the rest goes on.
    pub text_page_wall: Duration,
    /// Wall time for the text of a whole document; what is not read by then is flagged.
    pub text_wall: Duration,
    /// The longest file that is looked at, in bytes.
    pub file_bytes: u64,
    /// The most pages that a document may have.
    pub pages: u32,
    /// The most that a worker may say, in bytes.
    pub output_bytes: u64,
    /// Workers at once that draw pages or list them (somebody waits for these).
    pub page_workers: usize,
    /// Workers at once that read the text of whole documents.
    pub text_workers: usize,
    /// What the cache of drawn pages may hold on disk, in bytes.
    pub cache_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_bytes: 1 << 30,
            cpu_seconds: 60,
            page_wall: Duration::from_secs(20),
            text_page_wall: Duration::from_secs(10),
            text_wall: Duration::from_secs(60),
            file_bytes: 512 << 20,
            pages: 5_000,
            output_bytes: 64 << 20,
            page_workers: 2,
            text_workers: 1,
            cache_bytes: 2 << 30,
        }
    }
}

impl Limits {
    /// The limits that a worker sets on itself, as its arguments.
    pub(crate) fn worker_args(&self) -> Vec<OsString> {
        [
            ("--memory-bytes", self.memory_bytes),
            ("--cpu-seconds", self.cpu_seconds),
            ("--file-bytes", self.file_bytes),
            ("--pages", u64::from(self.pages)),
        ]
        .into_iter()
        .flat_map(|(name, value)| [name.into(), value.to_string().into()])
        .collect()
    }
}
