use std::io::Cursor;

use serde_json::Value;
use shared::envelope::zip::{Crc32, FileEntry};
use shared::envelope::{Context, KeySheet, Seed};
use shared::jcs;

use super::*;
use crate::fixture::{Bid, form};
use crate::scan_files;

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
            let mut out = Vec::new();
            let sealed = seal_payload(plan.payload_keys(), &plain[..], threads, &mut out, &mut |_, _| {}).unwrap();
            assert_eq!(Hash::of(&out).to_hex(), vector["payload_sha256"]);
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
    let files = scan_files(&[path], &mut |_, _| {}).unwrap();
    let zip = ZipPlan::new(form().to_bytes().unwrap(), &files.entries).unwrap();
    let plan = bid.plan();
    let job = Job { plan: &plan, zip: &zip, sources: &files, bidder: &bid.bidder, threads: 2 };
    let mut out = Cursor::new(Vec::new());
    let mut steps = Vec::new();
    let sealed = seal_file(&job, &mut out, &mut |done, total| steps.push((done, total))).unwrap();
    let bytes = out.into_inner();
    let (head, payload) = container::split(&bytes).unwrap();
    assert_eq!(head, sealed.head_bytes);
    assert_eq!(Head::parse(head).unwrap(), sealed.head);
    assert_eq!(payload.len() as u64, sealed.head.header.length);
    assert_eq!(steps.last(), Some(&(sealed.payload.length, sealed.payload.length)));
    assert!(steps.is_sorted());
}

#[test]
fn a_file_that_changed_after_the_scan_is_no_bid() {
    let bid = Bid::new();
    let contents = vec![vec![1u8; 2_500_000], b"short".to_vec()];
    let entry = |name: &str, contents: &[u8]| {
        let mut crc = Crc32::new();
        crc.update(contents);
        FileEntry { name: name.to_owned(), bytes: contents.len() as u64, crc32: crc.value() }
    };
    let entries = [entry("方案.pdf", &contents[0]), entry("b.txt", &contents[1])];
    let zip = ZipPlan::new(form().to_bytes().unwrap(), &entries).unwrap();
    let plan = bid.plan();
    let seal = |sources: &[Vec<u8>]| {
        let job = Job { plan: &plan, zip: &zip, sources, bidder: &bid.bidder, threads: 2 };
        seal_file(&job, &mut Cursor::new(Vec::new()), &mut |_, _| {})
    };
    assert!(seal(&contents).is_ok());
    let mut changed = contents.clone();
    changed[0][2_400_000] = 2;
    let refused = seal(&changed);
    assert!(matches!(refused, Err(SealFileError::FileChanged(name)) if name == "方案.pdf"));
    changed[0].truncate(1_000_000);
    assert!(matches!(seal(&changed), Err(SealFileError::Io(_))));
}

#[test]
fn files_that_no_bid_may_carry_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("nothing.pdf");
    assert!(matches!(scan_files(&[missing], &mut |_, _| {}), Err(SealFileError::File(..))));
    let is_folder = folder.path().to_owned();
    assert!(matches!(scan_files(&[is_folder], &mut |_, _| {}), Err(SealFileError::File(..))));
    let bad = folder.path().join("a\\b.pdf");
    std::fs::write(&bad, b"x").unwrap();
    assert!(matches!(scan_files(&[bad], &mut |_, _| {}), Err(SealFileError::FileName(_))));
}
