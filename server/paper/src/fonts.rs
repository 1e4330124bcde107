//! The four faces that documents are set in, found once and read per job.
//!
//! The static Noto CJK collections take 90 MB on disk; a server that is idle must not hold them. So [`Fonts`] remembers
//! only where the faces are, and a job reads the files that its pages use and lets them go.

mod sfnt;

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::PaperError;
use crate::text::Cover;

/// The PostScript names that serve each use, best first; Debian's `fonts-noto-cjk` has the first of each.
const WANTED: [(&str, &[&str]); FACES] = [
    ("Noto Serif CJK SC Regular", &["NotoSerifCJKsc-Regular", "SourceHanSerifSC-Regular", "NotoSerifSC-Regular"]),
    ("Noto Serif CJK SC Bold", &["NotoSerifCJKsc-Bold", "SourceHanSerifSC-Bold", "NotoSerifSC-Bold"]),
    ("Noto Sans CJK SC Regular", &["NotoSansCJKsc-Regular", "SourceHanSansSC-Regular", "NotoSansSC-Regular"]),
    ("Noto Sans CJK SC Bold", &["NotoSansCJKsc-Bold", "SourceHanSansSC-Bold", "NotoSansSC-Bold"]),
];
const FACES: usize = 4;
const SERIF: usize = 0;
const SANS: usize = 2;

/// What a font file's name contains when it may hold one of the faces; only for the system's directories, which can be large.
const LIKELY: [&str; 4] = ["cjk", "sourcehan", "notoserifsc", "notosanssc"];
const DEPTH_MAX: usize = 6;
const FILES_MAX: usize = 20_000;
/// The largest of the wanted files has 27 MB.
const FILE_MAX_BYTES: usize = 256 << 20;
const APART_BYTES: usize = 36 << 20;

/// Where the faces are. Cheap to clone; holds no font data while nothing is being set.
#[derive(Clone)]
pub struct Fonts(Arc<Inner>);

struct Inner {
    places: [Place; FACES],
    known: OnceLock<Known>,
    in_hand: Mutex<Weak<Loaded>>,
}

#[derive(Clone)]
struct Place {
    path: PathBuf,
    index: u32,
}

/// What is worth keeping of the faces: their names and which characters they have (about 60 kB).
struct Known {
    book: LazyHash<FontBook>,
    cover: Cover,
    serif: String,
    sans: String,
}

/// Font data that a job, or several at once, have read.
#[derive(Default)]
struct Loaded([OnceLock<Option<Font>>; FACES]);

/// Keeps the font data in memory from one document to the next, for as long as it lives: for a batch.
pub struct FontsInHand {
    _loaded: Arc<Loaded>,
}

impl Fonts {
    /// Find the faces in `dir` and below it, or, without one, in the system's font directories.
    ///
    /// Reads only the files' directories of tables, so it takes milliseconds.
    ///
    /// # Errors
    /// [`PaperError::NoCjkFont`] when a serif or sans face, regular or bold, is missing. Variable fonts do not count: they
    /// cannot be set.
    pub fn load(dir: Option<&Path>) -> Result<Fonts, PaperError> {
        let (dirs, all) = match dir {
            Some(dir) => (vec![dir.to_owned()], true),
            None => (system_dirs(), false),
        };
        let mut files = Vec::new();
        for dir in &dirs {
            collect(dir, all, 0, &mut files);
        }
        files.sort();
        let mut best: [Option<(usize, Place)>; FACES] = Default::default();
        for path in files {
            for (index, name) in sfnt::static_faces(&path).unwrap_or_default() {
                consider(&mut best, &path, index, &name);
            }
        }
        let missing: Vec<&'static str> =
            (best.iter().zip(WANTED)).filter(|(found, _)| found.is_none()).map(|(_, (name, _))| name).collect();
        let found = best.map(|b| b.map(|(_, place)| place));
        let [Some(a), Some(b), Some(c), Some(d)] = found else {
            return Err(PaperError::NoCjkFont { missing, looked_in: dirs });
        };
        Ok(Fonts(Arc::new(Inner { places: [a, b, c, d], known: OnceLock::new(), in_hand: Mutex::new(Weak::new()) })))
    }

    /// Keep what jobs read until the answer is dropped.
    pub fn hold(&self) -> FontsInHand {
        FontsInHand { _loaded: self.in_hand() }
    }

    /// Begin a job: share what other jobs at work have read.
    pub(crate) fn begin(&self) -> Result<Job, PaperError> {
        let loaded = self.in_hand();
        if self.0.known.get().is_none() {
            let known = learn(&self.0.places, &loaded)?;
            let _ = self.0.known.set(known);
        }
        Ok(Job { fonts: self.clone(), loaded })
    }

    fn in_hand(&self) -> Arc<Loaded> {
        let mut slot = self.0.in_hand.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(loaded) = slot.upgrade() {
            return loaded;
        }
        let loaded = Arc::new(Loaded::default());
        *slot = Arc::downgrade(&loaded);
        loaded
    }
}

/// One job's view of the fonts.
pub(crate) struct Job {
    fonts: Fonts,
    loaded: Arc<Loaded>,
}

impl Job {
    fn known(&self) -> &Known {
        // `begin` has set it, or refused.
        self.fonts.0.known.get_or_init(|| Known {
            book: LazyHash::new(FontBook::new()),
            cover: Cover::default(),
            serif: String::new(),
            sans: String::new(),
        })
    }

    /// Typst's catalogue of the faces.
    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        &self.known().book
    }

    /// Which characters every face has.
    pub(crate) fn cover(&self) -> &Cover {
        &self.known().cover
    }

    /// The families' names: serif, sans.
    pub(crate) fn families(&self) -> (&str, &str) {
        (&self.known().serif, &self.known().sans)
    }

    /// The face at `index` of the catalogue, read when first asked for.
    pub(crate) fn font(&self, index: usize) -> Option<Font> {
        let place = self.fonts.0.places.get(index)?;
        self.loaded.0.get(index)?.get_or_init(|| read(place).ok()).clone()
    }
}

/// Read every face once to learn names and characters.
fn learn(places: &[Place; FACES], loaded: &Loaded) -> Result<Known, PaperError> {
    let mut book = FontBook::new();
    let mut cover: Option<Cover> = None;
    let mut families = Vec::with_capacity(FACES);
    for (place, slot) in places.iter().zip(&loaded.0) {
        let font = match slot.get() {
            Some(Some(font)) => font.clone(),
            _ => read(place)?,
        };
        let has = Cover::of(&font.info().coverage);
        cover = Some(match cover {
            None => has,
            Some(so_far) => so_far.both(&has),
        });
        families.push(font.info().family.as_str().to_owned());
        book.push(font.info().clone());
    }
    Ok(Known {
        book: LazyHash::new(book),
        cover: cover.unwrap_or_default(),
        serif: families.get(SERIF).cloned().unwrap_or_default(),
        sans: families.get(SANS).cloned().unwrap_or_default(),
    })
}

fn read(place: &Place) -> Result<Font, PaperError> {
    let unreadable = |reason: String| PaperError::FontUnreadable { path: place.path.clone(), reason };
    let data = read_apart(&place.path).map_err(|e| unreadable(e.to_string()))?;
    Font::new(Bytes::new(data), place.index).ok_or_else(|| unreadable("not a font".to_owned()))
}

/// A file's bytes in a buffer that goes back to the system when it is dropped.
///
/// glibc maps large buffers on their own, but after the first one is freed it raises its limit and serves the next of up to
/// 32 MiB from the heap, where they stay: an idle server would keep 100 MB. Above 32 MiB a buffer is always mapped; what is
/// not written takes no memory.
fn read_apart(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = fs::File::open(path)?;
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    if length > FILE_MAX_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "too large for a font"));
    }
    let mut data = Vec::with_capacity(length.saturating_add(1).max(APART_BYTES));
    file.read_to_end(&mut data)?;
    Ok(data)
}

/// Remember a face when it serves a use better than what was found before.
fn consider(best: &mut [Option<(usize, Place)>; FACES], path: &Path, index: u32, name: &str) {
    for (slot, (_, names)) in best.iter_mut().zip(WANTED) {
        let Some(order) = names.iter().position(|wanted| *wanted == name) else {
            continue;
        };
        if slot.as_ref().is_none_or(|(so_far, _)| order < *so_far) {
            *slot = Some((order, Place { path: path.to_owned(), index }));
        }
    }
}

fn system_dirs() -> Vec<PathBuf> {
    let mut dirs: Vec<PathBuf> =
        ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts"].map(PathBuf::from).into();
    if let Some(home) = std::env::var_os("HOME").map(PathBuf::from) {
        dirs.push(home.join(".local/share/fonts"));
        dirs.push(home.join(".fonts"));
    }
    dirs.retain(|dir| dir.is_dir());
    dirs
}

/// Font files in `dir` and below, within bounds; what cannot be listed is skipped.
fn collect(dir: &Path, all: bool, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(dir) else {
        return;
    };
    for entry in entries.flatten() {
        if files.len() >= FILES_MAX {
            return;
        }
        let path = entry.path();
        if path.is_dir() {
            if depth < DEPTH_MAX {
                collect(&path, all, depth + 1, files);
            }
        } else if is_likely(&path, all) {
            files.push(path);
        }
    }
}

fn is_likely(path: &Path, all: bool) -> bool {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    if !["ttc", "otc", "otf", "ttf"].iter().any(|e| extension.eq_ignore_ascii_case(e)) {
        return false;
    }
    let name = path.file_stem().and_then(|n| n.to_str()).unwrap_or_default().to_lowercase();
    all || LIKELY.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests;
