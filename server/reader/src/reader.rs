//! The server's side: questions about documents, answered by workers.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::cache::{Cache, Key};
use crate::child::Worker;
use crate::error::ReadError;
use crate::font::FontFile;
use crate::limits::Limits;
use crate::model::{Info, PageFlag, PageImage, PageText};
use crate::picture::{Picture, clamp_width};
use crate::watermark::{Letters, Watermark};
use crate::worker::TextHead;

/// A document's text is given up after this many dead workers; what is read by then is kept.
const RESTARTS: u32 = 8;

/// Digests of this many documents are remembered.
const DIGESTS: usize = 4096;

/// Reads documents, each in a worker process of its own. Cheap to clone; the clones share the limits and the cache.
#[derive(Clone)]
pub struct Reader {
    inner: Arc<Inner>,
}

struct Inner {
    exe: PathBuf,
    font: FontFile,
    limits: Limits,
    page_permits: Semaphore,
    text_permits: Semaphore,
    cache: Cache,
    letters: Letters,
    digests: Mutex<HashMap<PathBuf, Known>>,
}

/// A digest, and the state of the file that it was made of.
struct Known {
    bytes: u64,
    modified: Option<SystemTime>,
    digest: String,
}

impl Reader {
    /// A reader whose workers are `exe read-worker …` (the server's own executable), which keeps drawn pages in
    /// `cache_dir` and draws with `font`.
    ///
    /// Reads the disk, so call it while the server starts. Fails with [`ReadError::FontMissing`] or
    /// [`ReadError::Io`].
    pub fn new(exe: PathBuf, cache_dir: &Path, font: FontFile, limits: Limits) -> Result<Self, ReadError> {
        let inner = Inner {
            exe,
            page_permits: Semaphore::new(limits.page_workers.max(1)),
            text_permits: Semaphore::new(limits.text_workers.max(1)),
            cache: Cache::open(cache_dir, limits.cache_bytes)?,
            letters: Letters::load(font.clone())?,
            font,
            limits,
            digests: Mutex::new(HashMap::new()),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The document's pages and their sizes.
    pub async fn pages(&self, pdf: &Path) -> Result<Info, ReadError> {
        let document = self.inner.document(pdf)?;
        let _permit = permit(&self.inner.page_permits).await?;
        let worker = self.inner.start("info", document, Vec::new())?;
        let answer = worker.answer(self.inner.limits.page_wall).await?;
        serde_json::from_slice(&answer).map_err(|_| ReadError::Crashed)
    }

    /// The text of every page, in order. A page that cannot be read, or that was not reached in time, has
    /// [`PageFlag::Failed`]. If workers died or ran out of time, the call still gives what was read before and
    /// after; it fails only if that is nothing.
    pub async fn text(&self, pdf: &Path) -> Result<Vec<PageText>, ReadError> {
        let _permit = permit(&self.inner.text_permits).await?;
        let mut reading = Reading::default();
        let whole = self.inner.read_all(pdf, &mut reading);
        let ended = timeout(self.inner.limits.text_wall, whole).await;
        reading.close(ended.unwrap_or(Err(ReadError::TimedOut)))
    }

    /// A page (from 1) as a picture about `width` pixels wide (64 to 4096), with the watermark burnt in. There is no
    /// way to a picture without one.
    pub async fn page_image(
        &self,
        pdf: &Path,
        page: u32,
        width: u32,
        watermark: &Watermark,
    ) -> Result<PageImage, ReadError> {
        let (picture, stored_bytes) = self.drawn(pdf, page, width).await?;
        let (inner, watermark) = (Arc::clone(&self.inner), watermark.clone());
        blocking(move || {
            let mut picture = picture;
            inner.letters.burn(&mut picture, &watermark)?;
            picture.to_page_image(stored_bytes).map_err(|_| ReadError::PageUnreadable)
        })
        .await
    }

    /// Draws a page into the cache, so that [`Reader::page_image`] is quick when somebody turns to it.
    pub async fn prefetch(&self, pdf: &Path, page: u32, width: u32) -> Result<(), ReadError> {
        self.drawn(pdf, page, width).await.map(|_| ())
    }

    /// The page without its mark, and its stored length in bytes.
    async fn drawn(&self, pdf: &Path, page: u32, width: u32) -> Result<(Picture, usize), ReadError> {
        let (inner, path) = (Arc::clone(&self.inner), pdf.to_owned());
        let digest = blocking(move || inner.digest(&path)).await?;
        let key = Key { digest, page, width: clamp_width(width) };
        if let Some(found) = self.cached(&key).await? {
            return Ok(found);
        }
        let document = self.inner.document(pdf)?;
        let _permit = permit(&self.inner.page_permits).await?;
        // Somebody else may have had it drawn while this call waited.
        if let Some(found) = self.cached(&key).await? {
            return Ok(found);
        }
        let args = self.inner.render_args(page, key.width);
        let worker = self.inner.start("render", document, args)?;
        let bytes = worker.answer(self.inner.limits.page_wall).await?;
        let inner = Arc::clone(&self.inner);
        blocking(move || {
            let picture = Picture::from_png(&bytes).ok_or(ReadError::Crashed)?;
            // The cache only saves time: a full disk must not keep anybody from reading.
            inner.cache.put(&key, &bytes).ok();
            Ok((picture, bytes.len()))
        })
        .await
    }

    async fn cached(&self, key: &Key) -> Result<Option<(Picture, usize)>, ReadError> {
        let (inner, key) = (Arc::clone(&self.inner), key.clone());
        blocking(move || Ok(inner.cache.get(&key).and_then(|bytes| Some((Picture::from_png(&bytes)?, bytes.len())))))
            .await
    }
}

impl Inner {
    /// Opens the file and refuses what no worker needs to see.
    fn document(&self, pdf: &Path) -> Result<File, ReadError> {
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

    fn start(&self, command: &str, document: File, more: Vec<OsString>) -> Result<Worker, ReadError> {
        let mut args = vec![command.into()];
        args.extend(self.limits.worker_args());
        args.extend(more);
        Worker::start(&self.exe, args, document, self.limits.output_bytes)
    }

    fn render_args(&self, page: u32, width: u32) -> Vec<OsString> {
        vec![
            "--page".into(),
            page.to_string().into(),
            "--width".into(),
            width.to_string().into(),
            "--font".into(),
            self.font.path.clone().into(),
            "--font-index".into(),
            self.font.index.to_string().into(),
        ]
    }

    /// SHA-256 of the file, in hex; read again only if the file has changed.
    fn digest(&self, pdf: &Path) -> Result<String, ReadError> {
        let mut file = self.document(pdf)?;
        let state = file.metadata()?;
        let (bytes, modified) = (state.len(), state.modified().ok());
        let lock = || self.digests.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(pdf)
            && (known.bytes, known.modified) == (bytes, modified)
        {
            return Ok(known.digest.clone());
        }
        let mut hash = Sha256::new();
        let mut piece = vec![0; 1 << 17];
        loop {
            match file.read(&mut piece)? {
                0 => break,
                n => hash.update(&piece[..n]),
            }
        }
        let digest = hex::encode(hash.finalize());
        let mut digests = lock();
        if digests.len() >= DIGESTS {
            digests.clear();
        }
        let known = Known { bytes, modified, digest: digest.clone() };
        digests.insert(pdf.to_owned(), known);
        Ok(digest)
    }

    /// Reads on after every dead worker: first without the extractor, which is the less robust of the two engines,
    /// then past the page at which the worker died.
    async fn read_all(&self, pdf: &Path, reading: &mut Reading) -> Result<(), ReadError> {
        let mut extract = true;
        let mut restarts = 0;
        loop {
            let error = match self.read_on(pdf, extract, reading).await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            restarts += 1;
            let mortal = matches!(error, ReadError::Crashed | ReadError::TimedOut);
            if !mortal || restarts > RESTARTS {
                return Err(error);
            }
            if extract {
                extract = false;
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
    async fn read_on(&self, pdf: &Path, extract: bool, reading: &mut Reading) -> Result<(), ReadError> {
        let args = vec![
            "--from".into(),
            reading.next().to_string().into(),
            "--extract".into(),
            if extract { "yes" } else { "no" }.into(),
        ];
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

async fn permit(permits: &Semaphore) -> Result<tokio::sync::SemaphorePermit<'_>, ReadError> {
    // Never closed, so never an error in fact.
    permits.acquire().await.map_err(|_| ReadError::Crashed)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ReadError> + Send + 'static,
) -> Result<T, ReadError> {
    spawn_blocking(work).await.unwrap_or(Err(ReadError::Crashed))
}

#[cfg(test)]
mod tests;
