//! Readers for the tests, real documents, and documents made by hand.

// Each test program uses a part of this.
#![allow(dead_code)]

pub mod bombs;
pub mod corpus;

use std::path::{Path, PathBuf};
use std::time::Duration;

use reader::{FontFile, Limits, Reader};

/// A reader with its own cache folder, which goes away with it.
pub struct House {
    pub reader: Reader,
    pub folder: tempfile::TempDir,
}

pub fn house(limits: Limits) -> House {
    house_with(Path::new(env!("CARGO_BIN_EXE_read-worker-test")), limits)
}

pub fn house_with(exe: &Path, limits: Limits) -> House {
    let folder = tempfile::tempdir().expect("a folder");
    let font = FontFile::find(&["/usr/share/fonts", "/usr/local/share/fonts"])
        .expect("a Chinese font: apt-get install fonts-noto-cjk");
    let reader = Reader::new(exe.to_owned(), &folder.path().join("pages"), font, limits).expect("a reader");
    House { reader, folder }
}

/// Limits under which a hostile document is given up in about a second.
pub fn tight() -> Limits {
    Limits {
        page_wall: Duration::from_secs(2),
        text_page_wall: Duration::from_secs(1),
        text_wall: Duration::from_secs(8),
        memory_bytes: 512 << 20,
        ..Limits::default()
    }
}

impl House {
    /// Stores a document and tells where.
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).expect("writes");
        path
    }

    /// Stores a script that stands in for a worker.
    pub fn script(&self, name: &str, body: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let path = self.file(name, format!("#!/bin/sh\n{body}\n").as_bytes());
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("makes it a program");
        path
    }
}

/// One of the real documents.
pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// A PDF of the given objects (numbered from 1; the first is the catalog), with a table that is right.
pub fn pdf(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n").bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    bytes.extend(format!("trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{table}\n%%EOF\n").bytes());
    bytes
}

/// A stream object.
pub fn stream(dict: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{dict}/Length {}>>\nstream\n", data.len()).into_bytes();
    object.extend(data);
    object.extend(b"\nendstream");
    object
}

/// A document with these page contents (each a stream object), in Helvetica as `/F`, with more objects at the end.
/// Object 1 is the catalog, 2 the page tree, 3 the font; page `i` (from 0) is object `4 + 2i`, its content `5 + 2i`;
/// the further objects follow.
pub fn pages(contents: &[Vec<u8>], resources: &str, more: &[Vec<u8>]) -> Vec<u8> {
    pages_in(contents, "", resources, more)
}

/// The same with further fonts.
pub fn pages_in(contents: &[Vec<u8>], fonts: &str, resources: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let kids: String = (0..contents.len()).map(|i| format!("{} 0 R ", 4 + 2 * i)).collect();
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Count {}/Kids[{kids}]>>", contents.len()).into_bytes(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
    ];
    for (i, content) in contents.iter().enumerate() {
        objects.push(
            format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R{fonts}>>{resources}>>/Contents {} 0 R>>",
                5 + 2 * i
            )
            .into_bytes(),
        );
        objects.push(content.clone());
    }
    objects.extend(more.iter().cloned());
    pdf(&objects, "")
}

/// Page content that says something.
pub fn says(text: &str) -> Vec<u8> {
    stream("", format!("BT /F 24 Tf 72 700 Td ({text}) Tj ET").as_bytes())
}

/// Page content of two bytes that six rounds of run-length decoding make 2 GiB.
pub fn bomb() -> Vec<u8> {
    let filters = "/RunLengthDecode ".repeat(6);
    stream(&format!("/Filter[{filters}]"), &[0x81, 0x81])
}
