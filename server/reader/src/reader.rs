//! The server's side: questions about documents, answered by workers.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::cache::{Cache, Key};
use crate::error::ReadError;
use crate::font::FontFile;
use crate::limits::Limits;
use crate::model::{Engines, Facts, Info, PageImage, PageText};
use crate::picture::{Picture, clamp_width};
use crate::texts::TextReader;
use crate::watermark::{Letters, Watermark};

/// Digests of this many documents are remembered.
const DIGESTS: usize = 4096;

/// Reads documents, each in a worker process of its own. Cheap to clone; the clones share the limits and the cache.
#[derive(Clone)]
pub struct Reader {
    inner: Arc<Inner>,
}

struct Inner {
    texts: TextReader,
    font: FontFile,
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
            page_permits: Semaphore::new(limits.page_workers.max(1)),
            text_permits: Semaphore::new(limits.text_workers.max(1)),
            cache: Cache::open(cache_dir, limits.cache_bytes)?,
            letters: Letters::load(font.clone())?,
            font,
            texts: TextReader::new(exe, limits),
            digests: Mutex::new(HashMap::new()),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The document's pages and their sizes.
    pub async fn pages(&self, pdf: &Path) -> Result<Info, ReadError> {
        let document = self.inner.texts.document(pdf)?;
        let _permit = permit(&self.inner.page_permits).await?;
        let worker = self.inner.texts.start("info", document, Vec::new())?;
        let answer = worker.answer(self.inner.texts.limits().page_wall).await?;
        serde_json::from_slice(&answer).map_err(|_| ReadError::Crashed)
    }

    /// The text of every page, in order. A page that cannot be read, or that was not reached in time, has
    /// [`PageFlag::Failed`]. If workers died or ran out of time, the call still gives what was read before and
    /// after; it fails only if that is nothing.
    pub async fn text(&self, pdf: &Path) -> Result<Vec<PageText>, ReadError> {
        let _permit = permit(&self.inner.text_permits).await?;
        self.inner.texts.text(pdf, Engines::Both).await
    }

    /// What the document is made of, beside its text.
    pub async fn facts(&self, pdf: &Path) -> Result<Facts, ReadError> {
        let _permit = permit(&self.inner.text_permits).await?;
        self.inner.texts.facts(pdf).await
    }

    /// Tells that a file's SHA-256 is known (a vault names its files by it), so that a long document need not be read
    /// through before its first page is drawn. `digest` is in hex.
    pub fn trust(&self, pdf: &Path, digest: &str) -> Result<(), ReadError> {
        let state = self.inner.texts.document(pdf)?.metadata()?;
        let known = Known { bytes: state.len(), modified: state.modified().ok(), digest: digest.to_owned() };
        self.inner.remember(pdf, known);
        Ok(())
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

    /// A line of text as a PNG with the watermark burnt in, for rooms in which no text may be copied. What is beyond 120
    /// characters is cut. Short enough to be drawn at once, in this process: no document is parsed.
    pub fn line(&self, text: &str, watermark: &Watermark) -> Result<Vec<u8>, ReadError> {
        let mut picture = self.inner.letters.line(text)?;
        self.inner.letters.burn(&mut picture, watermark)?;
        picture.to_png().map_err(|_| ReadError::PageUnreadable)
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
        let document = self.inner.texts.document(pdf)?;
        let _permit = permit(&self.inner.page_permits).await?;
        // Somebody else may have had it drawn while this call waited.
        if let Some(found) = self.cached(&key).await? {
            return Ok(found);
        }
        let args = self.inner.render_args(page, key.width);
        let worker = self.inner.texts.start("render", document, args)?;
        let bytes = worker.answer(self.inner.texts.limits().page_wall).await?;
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
        let mut file = self.texts.document(pdf)?;
        let state = file.metadata()?;
        let (bytes, modified) = (state.len(), state.modified().ok());
        if let Some(known) = self.digests.lock().unwrap_or_else(PoisonError::into_inner).get(pdf)
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
        self.remember(pdf, Known { bytes, modified, digest: digest.clone() });
        Ok(digest)
    }

    fn remember(&self, pdf: &Path, known: Known) {
        let mut digests = self.digests.lock().unwrap_or_else(PoisonError::into_inner);
        if digests.len() >= DIGESTS {
            digests.clear();
        }
        digests.insert(pdf.to_owned(), known);
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
