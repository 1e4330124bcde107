//! The page (`frontend/`), compiled to wasm by this crate's build script and embedded in the binary.
//!
//! Paths are those of the URL: `/assets/…` carry their content's hash in their name and may be kept for ever; everything
//! else must be asked for again each time. The document itself is [`index`], for whatever path a page has.

use std::borrow::Cow;
use std::fs;
use std::path::{Component, Path, PathBuf};

use rust_embed::RustEmbed;

#[cfg(test)]
mod tests;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/site"]
struct Site;

/// One file of the page.
#[derive(Clone, Debug)]
pub struct Asset {
    /// The file as it is.
    pub bytes: Cow<'static, [u8]>,
    /// The file compressed with brotli (`Content-Encoding: br`), where that is smaller.
    pub brotli: Option<Cow<'static, [u8]>>,
    /// The `Content-Type`.
    pub mime: &'static str,
    /// Whether the name carries the content's hash, so that a browser may keep it for ever.
    pub immutable: bool,
}

/// Where the page comes from.
#[derive(Clone, Debug, Default)]
pub enum Assets {
    /// The binary itself.
    #[default]
    Embedded,
    /// A directory that `web-build` keeps up to date, read at every request (`make dev`).
    Dir(PathBuf),
}

impl Assets {
    /// Serves from a directory, as laid out by `web-build --out DIR`.
    pub fn from_dir(dir: impl Into<PathBuf>) -> Self {
        Self::Dir(dir.into())
    }

    /// The file at a URL path (with or without its leading slash), `None` if there is none.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<Asset> {
        let path = path.strip_prefix('/').unwrap_or(path);
        if path.ends_with(".br") {
            return None;
        }
        let bytes = self.read(path)?;
        Some(Asset {
            bytes,
            brotli: self.read(&format!("{path}.br")),
            mime: mime(path),
            immutable: is_named_by_content(path),
        })
    }

    /// The document. Every path that is not a file, not the API's and not refused gets this one.
    ///
    /// A directory that is being filled may lack it for a moment; the embedded one stands in.
    #[must_use]
    pub fn index(&self) -> Asset {
        let empty = Asset { bytes: Cow::Borrowed(&[]), brotli: None, mime: mime("index.html"), immutable: false };
        self.get("index.html").or_else(|| Self::Embedded.get("index.html")).unwrap_or(empty)
    }

    fn read(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        match self {
            Self::Embedded => Site::get(path).map(|file| file.data),
            Self::Dir(dir) => {
                let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
                (inside && !path.is_empty()).then(|| fs::read(dir.join(path)).ok())?.map(Cow::Owned)
            }
        }
    }
}

/// The embedded file at a URL path (with or without its leading slash).
#[must_use]
pub fn get(path: &str) -> Option<Asset> {
    Assets::Embedded.get(path)
}

/// The embedded document.
#[must_use]
pub fn index() -> Asset {
    Assets::Embedded.index()
}

/// The pieces of the page that are fetched when they are needed, and the paths of the files that each needs beside the main
/// module.
#[must_use]
pub fn pieces() -> Vec<(String, Vec<String>)> {
    let list = get("pieces.txt").map(|asset| String::from_utf8_lossy(&asset.bytes).into_owned()).unwrap_or_default();
    let line = |line: &str| {
        let mut words = line.split(' ').map(str::to_owned);
        Some((words.next()?, words.collect()))
    };
    list.lines().filter_map(line).collect()
}

/// The paths of all embedded files.
pub fn paths() -> impl Iterator<Item = Cow<'static, str>> {
    Site::iter()
}

fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

/// `assets/<stem>-<16 hex>.<extension>`: the layout of the build script.
fn is_named_by_content(path: &str) -> bool {
    let Some(name) = path.strip_prefix("assets/") else {
        return false;
    };
    let stem = name.split('.').next().unwrap_or_default();
    let mark = stem.rsplit('-').next().unwrap_or_default();
    mark.len() == 16 && mark.bytes().all(|byte| byte.is_ascii_hexdigit()) && !name.contains('/')
}
