//! Unpacking a ZIP of stored entries, as the house writes them: enough to hand a draw's record to `bidroom draw`.

use std::path::Path;

/// Writes every entry of a ZIP of stored (uncompressed) entries into `folder`.
pub fn unpack(zip: &[u8], folder: &Path) {
    let word = |at: usize| usize::from(u16::from_le_bytes([zip[at], zip[at + 1]]));
    let long = |at: usize| word(at) | word(at + 2) << 16;
    let mut at = 0;
    while at + 30 <= zip.len() && &zip[at..at + 4] == b"PK\x03\x04" {
        assert_eq!(word(at + 8), 0, "an entry is compressed");
        let (size, name, extra) = (long(at + 18), word(at + 26), word(at + 28));
        let path = std::str::from_utf8(&zip[at + 30..at + 30 + name]).expect("a name");
        assert!(!path.contains("..") && !path.starts_with('/'), "{path}");
        let begin = at + 30 + name + extra;
        let file = folder.join(path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        if !path.ends_with('/') {
            std::fs::write(file, &zip[begin..begin + size]).expect("writes");
        }
        at = begin + size;
    }
    assert!(at > 0, "not a ZIP");
}
