//! The Chinese font on this machine.

use std::path::{Path, PathBuf};

/// File names under which a static font with simplified Chinese glyphs is usually installed, and the index of the
/// simplified Chinese face in it.
const KNOWN: [(&str, u32); 6] = [
    ("NotoSansCJK-Regular.ttc", 2),
    ("NotoSansCJKsc-Regular.otf", 0),
    ("SourceHanSansSC-Regular.otf", 0),
    ("NotoSansSC-Regular.otf", 0),
    ("NotoSerifCJK-Regular.ttc", 2),
    ("NotoSerifCJKsc-Regular.otf", 0),
];

/// A font file and the face in it. It draws the watermark, and stands in for Chinese fonts that a PDF names but does
/// not contain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontFile {
    /// TrueType or OpenType file, or a collection of them.
    pub path: PathBuf,
    /// The face in a collection, from 0.
    pub index: u32,
}

impl FontFile {
    /// The first known Chinese font below any of the folders (at most four levels deep), the sans serif ones first.
    pub fn find<P: AsRef<Path>>(folders: &[P]) -> Option<Self> {
        let mut best: Option<(usize, Self)> = None;
        for folder in folders {
            look_in(folder.as_ref(), 4, &mut best);
        }
        best.map(|(_, font)| font)
    }
}

fn look_in(folder: &Path, depth: u32, best: &mut Option<(usize, FontFile)>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let rank = entry.file_name().to_str().and_then(|name| KNOWN.iter().position(|(known, _)| *known == name));
        match rank {
            Some(rank) if best.as_ref().is_none_or(|(held, _)| rank < *held) => {
                let index = KNOWN[rank].1;
                *best = Some((rank, FontFile { path, index }));
            }
            None if depth > 1 && entry.file_type().is_ok_and(|kind| kind.is_dir()) => {
                look_in(&path, depth - 1, best);
            }
            _ => {}
        }
    }
}
