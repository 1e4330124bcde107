// Everything that reads what strangers send, each under one name: `fn(&[u8])` that panics when a promise is broken. Used by the
// targets of cargo-fuzz (fuzz/fuzz_targets) and by the short run in shared/tests/fuzz.rs.

use shared::envelope::container::{self, HeadReader};
use shared::envelope::zip::{Event, StrictReader};
use shared::envelope::{Geometry, Head, KeyFile, KeySheet, Notice, OpeningForm, OpeningList, Recovery, Release};
use shared::jcs;
use shared::journal::checkpoint::Checkpoint;
use shared::journal::entry::Entry;
use shared::journal::note::Note;
use shared::journal::proof::LogProof;
use shared::journal::receipt::Receipt;
use shared::journal::withdrawal::Withdrawal;

/// A parser under its name.
pub type Parser = (&'static str, fn(&[u8]));

/// All of them.
pub const PARSERS: &[Parser] = &[
    ("head", head),
    ("container", sealed),
    ("sheet", sheet),
    ("form", form),
    ("zip", zip),
    ("notice", notice),
    ("keyfile", keyfile),
    ("recovery", recovery),
    ("release", release),
    ("receipt", receipt),
    ("proof", proof),
    ("json", json),
];

/// What is taken can be written again, and comes to the same bytes: nobody can send two spellings of one thing.
fn same<T, E: std::fmt::Debug>(parsed: Result<T, E>, bytes: &[u8], write: impl FnOnce(&T) -> Vec<u8>) {
    if let Ok(taken) = parsed {
        assert_eq!(write(&taken), bytes, "what was taken has another spelling");
    }
}

pub fn head(bytes: &[u8]) {
    same(Head::parse_unverified(bytes), bytes, |head| head.to_bytes().expect("it was JSON before"));
    let _ = Head::parse(bytes);
}

/// A sealed file that comes in pieces, however they are cut.
pub fn sealed(bytes: &[u8]) {
    let whole = container::split(bytes);
    let mut reader = HeadReader::new();
    let step = bytes.first().map_or(1, |b| usize::from(*b) + 1);
    let mut at = 0;
    for piece in bytes.chunks(step) {
        match reader.push(piece) {
            Ok(None) => at += piece.len(),
            Ok(Some(read)) => {
                let (head, payload) = whole.expect("in pieces it was one");
                assert_eq!((read.head.as_slice(), at + read.consumed), (head, bytes.len() - payload.len()));
                let _ = Geometry::of_cipher(payload.len() as u64);
                return;
            }
            Err(_) => {
                assert!(whole.is_err(), "in pieces it was none");
                return;
            }
        }
    }
    assert!(whole.is_err() || bytes.is_empty(), "it ended too early");
}

pub fn sheet(bytes: &[u8]) {
    if let Ok(sheet) = KeySheet::parse(bytes) {
        assert_eq!(jcs::to_bytes(&sheet).expect("it was JSON before"), bytes);
        let _ = (sheet.check_keys(), sheet.check_signatures(), sheet.hash());
    }
}

pub fn form(bytes: &[u8]) {
    same(OpeningForm::parse(bytes), bytes, |form| form.to_bytes().expect("it was JSON before"));
}

/// What stands for the padding of a ZIP in a seed; the first one becomes as many zero bytes as make whole MiB.
pub const PADDING: &[u8; 8] = b"[zeros!]";

/// The ZIP that a short input stands for.
pub fn padded(bytes: &[u8]) -> Vec<u8> {
    let Some(at) = bytes.windows(PADDING.len()).position(|window| window == PADDING) else { return bytes.to_vec() };
    let rest = bytes.len() - PADDING.len();
    let zeros = (1 << 20) - rest % (1 << 20);
    [&bytes[..at], &vec![0; zeros], &bytes[at + PADDING.len()..]].concat()
}

/// A bid's ZIP: what is read never exceeds what came, names are plain, and pieces make no difference.
pub fn zip(bytes: &[u8]) {
    let whole = padded(bytes);
    let run = |piece: usize| {
        let mut reader = StrictReader::new();
        let mut data = 0;
        for piece in whole.chunks(piece) {
            let read = reader.push(piece, &mut |event| match event {
                Event::Data(bytes) => data += bytes.len(),
                Event::Begin(entry) | Event::End(entry) => {
                    assert!(!entry.name.contains('\\') && !entry.name.starts_with('/'), "a name that leads out");
                    assert!(!entry.name.split('/').any(|part| part == ".."), "a name that leads up");
                }
            });
            if read.is_err() {
                break;
            }
        }
        assert!(data <= whole.len(), "more came out than went in");
        reader.finish()
    };
    let (one, other) = (run(whole.len().max(1)), run(64 * 1024 + 1));
    assert_eq!(one, other, "pieces make a difference");
}

pub fn notice(bytes: &[u8]) {
    same(Notice::parse(bytes), bytes, |notice| notice.to_bytes().expect("it was JSON before"));
}

/// A key file is only read: opening it costs what its owner chose, within the bounds that reading holds it to.
pub fn keyfile(bytes: &[u8]) {
    same(KeyFile::parse(bytes), bytes, |file| file.to_bytes().expect("it was JSON before"));
}

pub fn recovery(bytes: &[u8]) {
    same(Recovery::parse(bytes), bytes, |file| file.to_bytes().expect("it was JSON before").to_vec());
}

/// What holders sign and send.
pub fn release(bytes: &[u8]) {
    same(jcs::from_bytes::<Release>(bytes), bytes, |release| jcs::to_bytes(release).expect("it was JSON before"));
    same(jcs::from_bytes::<OpeningList>(bytes), bytes, |list| jcs::to_bytes(list).expect("it was JSON before"));
}

/// Notes that people paste into the public check.
pub fn receipt(bytes: &[u8]) {
    if let Ok(note) = Note::parse(bytes) {
        assert_eq!(note.to_string().as_bytes(), bytes);
        let _ = (Receipt::parse(note.text()), Withdrawal::parse(note.text()), Checkpoint::parse(note.text()));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = (Receipt::parse(text), Withdrawal::parse(text), Checkpoint::parse(text));
    }
}

pub fn proof(bytes: &[u8]) {
    if let Ok(proof) = LogProof::parse(bytes) {
        let again = LogProof::parse(proof.to_string().as_bytes()).expect("it was a proof before");
        assert_eq!(again, proof);
    }
    same(Entry::parse(bytes), bytes, |entry| entry.to_bytes().expect("it was an entry before"));
}

pub fn json(bytes: &[u8]) {
    same(jcs::parse_strict(bytes), bytes, |value| jcs::to_bytes(value).expect("it was JSON before"));
}
