//! The text of documents, and what they are made of: each document in a worker of its own.

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};

use tokio::time::timeout;

use crate::child::Worker;
use crate::error::ReadError;
use crate::limits::Limits;
use crate::model::{Engines, Facts, PageFlag, PageText};
use crate::worker::TextHead;

/// A document's text is given up after this many dead workers; what is read by then is kept.
const RESTARTS: u32 = 8;

/// Reads text alone: it needs neither a font nor a place for pictures. It starts a worker whenever it is asked; how many
/// are at work at once is the caller's affair ([`crate::Reader`] counts them).
pub struct TextReader {
    exe: PathBuf,
    limits: Limits,
}

impl TextReader {
    /// A reader whose workers are `exe read-worker …`.
    pub const fn new(exe: PathBuf, limits: Limits) -> Self {
        Self { exe, limits }
    }

    pub(crate) const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The text of every page, in order; see [`crate::Reader::text`].
    pub async fn text(&self, pdf: &Path, engines: Engines) -> Result<Vec<PageText>, ReadError> {
        let mut reading = Reading::default();
        let whole = self.read_all(pdf, engines, &mut reading);
        let ended = timeout(self.limits.text_wall, whole).await;
        reading.close(ended.unwrap_or(Err(ReadError::TimedOut)))
    }

    /// What the document is made of, beside its text.
    pub async fn facts(&self, pdf: &Path) -> Result<Facts, ReadError> {
        let worker = self.start("facts", self.document(pdf)?, Vec::new())?;
        let answer = worker.answer(self.limits.page_wall).await?;
        serde_json::from_slice(&answer).map_err(|_| ReadError::Crashed)
    }

    /// Opens the file and refuses what no worker needs to see.
    pub(crate) fn document(&self, pdf: &Path) -> Result<File, ReadError> {
        let file = File::open(pdf)?;
        let known = file.metadata()?;
        if !known.is_file() {
            return Err(ReadError::NotPdf);
        }
        match known.len() {
            0 => Err(ReadError::Empty),
            bytes if bytes > self.limits.file_bytes => Err(ReadError::TooLarge),
            _ => Ok(file),
        }
    }

    pub(crate) fn start(&self, command: &str, document: File, more: Vec<OsString>) -> Result<Worker, ReadError> {
        let mut args = vec![command.into()];
        args.extend(self.limits.worker_args());
        args.extend(more);
        Worker::start(&self.exe, args, document, self.limits.output_bytes)
    }

    /// Reads on after every dead worker: first without the extractor, which is the less robust of the two engines,
    /// then past the page at which the worker died.
    async fn read_all(&self, pdf: &Path, mut engines: Engines, reading: &mut Reading) -> Result<(), ReadError> {
        let mut restarts = 0;
        loop {
            let error = match self.read_on(pdf, engines, reading).await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            restarts += 1;
            let mortal = matches!(error, ReadError::Crashed | ReadError::TimedOut);
            if !mortal || restarts > RESTARTS {
                return Err(error);
            }
            if engines == Engines::Both {
                engines = Engines::Glyphs;
            } else if reading.page_count.is_none() {
                return Err(error);
            } else {
                reading.pages.push(PageText::failed(reading.next()));
                if reading.is_complete() {
                    return Err(error);
                }
            }
        }
    }

    /// One worker, from the first page that is still missing.
    async fn read_on(&self, pdf: &Path, engines: Engines, reading: &mut Reading) -> Result<(), ReadError> {
        let (from, engines) = (reading.next().to_string(), engines.as_str());
        let args = vec!["--from".into(), from.into(), "--engines".into(), engines.into()];
        let mut worker = self.start("text", self.document(pdf)?, args)?;
        let result = self.take_pages(&mut worker, reading).await;
        worker.end().await;
        result
    }

    async fn take_pages(&self, worker: &mut Worker, reading: &mut Reading) -> Result<(), ReadError> {
        let wall = self.limits.text_page_wall;
        let head = worker.line(wall).await?.ok_or(ReadError::Crashed)?;
        let head: TextHead = serde_json::from_slice(&head).map_err(|_| ReadError::Crashed)?;
        if head.page_count > self.limits.pages {
            return Err(ReadError::TooManyPages);
        }
        reading.page_count = Some(head.page_count);
        while let Some(line) = worker.line(wall).await? {
            let page: PageText = serde_json::from_slice(&line).map_err(|_| ReadError::Crashed)?;
            if page.number != reading.next() || reading.is_complete() {
                return Err(ReadError::Crashed);
            }
            reading.pages.push(page);
        }
        if reading.is_complete() { Ok(()) } else { Err(ReadError::Crashed) }
    }
}

/// What is read of a document's text so far.
#[derive(Default)]
struct Reading {
    page_count: Option<u32>,
    pages: Vec<PageText>,
}

impl Reading {
    /// The first page that is missing.
    fn next(&self) -> u32 {
        u32::try_from(self.pages.len()).map_or(u32::MAX, |read| read.saturating_add(1))
    }

    fn is_complete(&self) -> bool {
        self.page_count.is_some_and(|count| self.next() > count)
    }

    /// The pages, with those that are missing marked; or the error, if it left nothing worth having.
    fn close(mut self, ended: Result<(), ReadError>) -> Result<Vec<PageText>, ReadError> {
        if let Err(error) = ended {
            let any = self.pages.iter().any(|page| !page.flags.contains(&PageFlag::Failed));
            if !any || self.page_count.is_none() || error.is_verdict() {
                return Err(error);
            }
        }
        while !self.is_complete() && self.page_count.is_some() {
            self.pages.push(PageText::failed(self.next()));
        }
        Ok(self.pages)
    }
}

#[cfg(test)]
mod tests;
