use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;
use shared::envelope::{Context, KeySheet, Seed};
use shared::jcs;

use super::*;
use crate::BidFiles;
use crate::fixture::{Bid, form};

fn vectors() -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/envelope.json");
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    file["vectors"].as_array().unwrap().clone()
}

fn hex32(value: &Value) -> [u8; 32] {
    let bytes = hex::decode(value.as_str().unwrap()).unwrap();
    bytes.try_into().unwrap()
}

fn plaintext(description: &str) -> Vec<u8> {
    match description.strip_prefix("byte i = 7*i mod 251, length ") {
        Some(length) => (0..length.parse().unwrap()).map(|i: u64| (7 * i % 251) as u8).collect(),
        None => description.as_bytes().to_vec(),
    }
}

#[test]
fn the_vectors_payloads_come_out_of_ring() {
    for vector in vectors() {
        let sheet = KeySheet::parse(&jcs::to_bytes(&vector["sheet"]).unwrap()).unwrap();
        let context: Context = jcs::from_bytes(&jcs::to_bytes(&vector["context"]).unwrap()).unwrap();
        let plan = SealPlan::new(&Seed::new(hex32(&vector["seed"])), context, &sheet).unwrap();
        let plain = plaintext(vector["plain"].as_str().unwrap());
        for threads in [1, 3] {
            let out = Mutex::new(Vec::new());
            let sealed = seal_payload(plan.payload_keys(), &plain, threads, &out).unwrap();
            assert_eq!(Hash::of(&out.into_inner().unwrap()).to_hex(), vector["payload_sha256"]);
            let bidder = SigningSeed::new(hex32(&vector["bidder_private"]));
            let head = plan.finish(sealed.length, sealed.root, &bidder).unwrap().to_bytes().unwrap();
            assert_eq!(Hash::of(&head).to_hex(), vector["head_sha256"]);
        }
    }
}

#[test]
fn a_sealed_file_is_magic_head_and_payload_and_reports_its_progress() {
    let (bid, folder) = (Bid::new(), tempfile::tempdir().unwrap());
    let path = folder.path().join("方案.pdf");
    std::fs::write(&path, vec![7; 3_000_000]).unwrap();
    let files = BidFiles::open(&[path]).unwrap();
    let (plan, form) = (bid.plan(), form().to_bytes().unwrap());
    let job = Job { plan: &plan, form: &form, files: &files.list, sources: &files, bidder: &bid.bidder, threads: 2 };
    let out = Mutex::new(Vec::new());
    let mut steps = Vec::new();
    let sealed = seal_file(&job, &out, &mut |done, total| steps.push((done, total))).unwrap();
    let bytes = out.into_inner().unwrap();
    let (head, payload) = container::split(&bytes).unwrap();
    assert_eq!(head, sealed.head_bytes);
    assert_eq!(Head::parse(head).unwrap(), sealed.head);
    assert_eq!(payload.len() as u64, sealed.head.header.length);
    assert_eq!(steps.last(), Some(&(sealed.payload.length, sealed.payload.length)));
    assert!(steps.is_sorted());
}

/// Files of which one byte is another when it is read for the second time.
struct Fickle {
    files: Vec<Vec<u8>>,
    /// The file and the place of the byte.
    at: (usize, u64),
    reads: AtomicU32,
}

impl Sources for Fickle {
    fn read_at(&self, file: usize, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.files.as_slice().read_at(file, offset, buffer)?;
        if let Some(byte) = self.at.1.checked_sub(offset).and_then(|place| buffer.get_mut(place as usize))
            && file == self.at.0
            && self.reads.fetch_add(1, Ordering::SeqCst) > 0
        {
            *byte ^= 1;
        }
        Ok(())
    }
}

#[test]
fn a_file_that_changes_while_it_is_sealed_is_no_bid() {
    let bid = Bid::new();
    let files = vec![vec![1u8; 2_500_000], b"short".to_vec()];
    let list = ["方案.pdf", "b.txt"].iter().zip(&files);
    let list: Vec<BidFile> =
        list.map(|(name, file)| BidFile { name: (*name).to_owned(), bytes: file.len() as u64 }).collect();
    let (plan, form) = (bid.plan(), form().to_bytes().unwrap());
    fn seal<S: Sources + ?Sized>(job: &Job<'_, S>) -> Result<SealedFile, SealFileError> {
        seal_file(job, &Mutex::new(Vec::new()), &mut |_, _| {})
    }
    let job = |sources| Job { plan: &plan, form: &form, files: &list, sources, bidder: &bid.bidder, threads: 2 };
    assert!(seal(&job(&files[..])).is_ok());
    // The beginning and the end of the first file share their segments with headers, which are sealed last.
    for (at, name) in [((0, 10), "方案.pdf"), ((0, 2_400_000), "方案.pdf"), ((1, 3), "b.txt")] {
        let fickle = Fickle { files: files.clone(), at, reads: AtomicU32::new(0) };
        let job = Job { plan: &plan, form: &form, files: &list, sources: &fickle, bidder: &bid.bidder, threads: 2 };
        assert!(matches!(seal(&job), Err(SealFileError::FileChanged(changed)) if changed == name));
    }
    // The middle is read once: what is sealed is what was read, whatever the file is by then.
    let fickle = Fickle { files: files.clone(), at: (0, 1_500_000), reads: AtomicU32::new(0) };
    let job_of_middle =
        Job { plan: &plan, form: &form, files: &list, sources: &fickle, bidder: &bid.bidder, threads: 2 };
    assert!(seal(&job_of_middle).is_ok());
    assert_eq!(fickle.reads.load(Ordering::SeqCst), 1);
    let mut cut = files.clone();
    cut[0].truncate(1_000_000);
    assert!(matches!(seal(&job(&cut[..])), Err(SealFileError::Io(_))));
}

#[test]
fn files_that_no_bid_may_carry_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("nothing.pdf");
    assert!(matches!(BidFiles::open(&[missing]), Err(SealFileError::File(..))));
    let is_folder = folder.path().to_owned();
    assert!(matches!(BidFiles::open(&[is_folder]), Err(SealFileError::File(..))));
    let bad = folder.path().join("a\\b.pdf");
    std::fs::write(&bad, b"x").unwrap();
    assert!(matches!(BidFiles::open(&[bad]), Err(SealFileError::FileName(_))));
}
