//! What the tests of this crate share.

use std::path::Path;

/// Holds `docs/<name>` to `text`: rewrites the file when it differs and fails, so that the change is seen and committed.
pub fn write_document(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    let old = std::fs::read_to_string(&path).unwrap_or_default();
    if old != text {
        std::fs::write(&path, text).expect("docs can be written");
        panic!("docs/{name} was out of date and has been rewritten: look at it, commit it and run the tests again");
    }
}
