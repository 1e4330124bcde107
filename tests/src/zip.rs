//! Unpacking what people download: a draw's record, to hand it to `bidroom draw`.

use std::io::Cursor;
use std::path::Path;

/// Writes every entry of a ZIP into `folder`; an entry that leads out of it, or is compressed, is a failure.
pub fn unpack(zip: &[u8], folder: &Path) {
    zip::ZipArchive::new(Cursor::new(zip)).expect("a ZIP").extract(folder).expect("entries that stay in the folder");
}
