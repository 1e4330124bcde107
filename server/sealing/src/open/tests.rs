use std::sync::Mutex;

use shared::envelope::{FormError, HeadError, HeaderField, SealPlan, container};

use super::*;
use crate::fixture::{Bid, form};
use crate::{BidFile, Job, seal_file, seal_payload};

fn files() -> Vec<Vec<u8>> {
    let long = (0..2_300_000u32).map(|i| (i % 253) as u8).collect();
    vec![long, b"%PDF-1.7 short".to_vec(), Vec::new()]
}

fn named(files: &[Vec<u8>]) -> Vec<BidFile> {
    let names = ["方案.pdf", "资格/证书.pdf", "empty"];
    let file = |(name, file): (&&str, &Vec<u8>)| BidFile { name: (*name).to_owned(), bytes: file.len() as u64 };
    names.iter().zip(files).map(file).collect()
}

fn sealed_with(plan: &SealPlan, bid: &Bid, form: &[u8], files: &[Vec<u8>]) -> (Head, Vec<u8>) {
    let out = Mutex::new(Vec::new());
    let list = named(files);
    let job = Job { plan, form, files: &list, sources: files, bidder: &bid.bidder, threads: 2 };
    let sealed = seal_file(&job, &out, &mut |_, _| {}).unwrap();
    let bytes = out.into_inner().unwrap();
    (sealed.head, container::split(&bytes).unwrap().1.to_vec())
}

/// A good bid: head and payload.
fn sealed(bid: &Bid) -> (Head, Vec<u8>) {
    sealed_with(&bid.plan(), bid, &form().to_bytes().unwrap(), &files())
}

/// A bid whose payload is whatever a bidder chose to seal.
fn sealed_plain(plan: &SealPlan, bid: &Bid, plain: &[u8]) -> (Head, Vec<u8>) {
    let out = Mutex::new(Vec::new());
    let payload = seal_payload(plan.payload_keys(), plain, 2, &out).unwrap();
    (plan.finish(payload.length, payload.root, &bid.bidder).unwrap(), out.into_inner().unwrap())
}

fn open(bid: &Bid, head: &Head, payload: &[u8]) -> Result<Opened, OpenError> {
    let bytes = head.to_bytes().unwrap();
    open_bid(&bid.seed, &bytes, &bid.expected(head), payload, 2, &mut (), &mut |_, _| {})
}

fn verdict(opened: Result<Opened, OpenError>) -> Verdict {
    match opened {
        Err(OpenError::Verdict(verdict)) => verdict,
        other => panic!("no verdict: {other:?}"),
    }
}

#[test]
fn a_good_bid_opens_to_its_form_and_files() {
    let bid = Bid::new();
    let (head, payload) = sealed(&bid);
    let folder = tempfile::tempdir().unwrap();
    let mut extract = Extract::into_folder(folder.path()).unwrap();
    let bytes = head.to_bytes().unwrap();
    let expected = bid.expected(&head);
    let opened = open_bid(&bid.seed, &bytes, &expected, &payload, 3, &mut extract, &mut |_, _| {}).unwrap();
    assert_eq!(opened.form, form());
    assert_eq!(opened.head, head);
    for (entry, contents) in opened.contents.files().iter().zip(files()) {
        assert_eq!(std::fs::read(folder.path().join(&entry.name)).unwrap(), contents);
    }
    assert_eq!(std::fs::read(folder.path().join("form.json")).unwrap(), form().to_bytes().unwrap());
    assert!(!folder.path().join("padding").exists());
    let stored = measure(&payload, 2, &mut |_, _| {}).unwrap();
    assert_eq!(stored, expected.payload);
}

#[test]
fn the_zip_as_it_is_reaches_the_sink_too() {
    struct Whole(Vec<u8>);
    impl BidSink for Whole {
        fn zip(&mut self, bytes: &[u8]) -> io::Result<()> {
            self.0.extend_from_slice(bytes);
            Ok(())
        }
    }
    let bid = Bid::new();
    let (head, payload) = sealed(&bid);
    let mut whole = Whole(Vec::new());
    let bytes = head.to_bytes().unwrap();
    let opened = open_bid(&bid.seed, &bytes, &bid.expected(&head), &payload, 2, &mut whole, &mut |_, _| {}).unwrap();
    assert_eq!(shared::envelope::zip::read(&whole.0).unwrap(), opened.contents);
    let entry = &opened.contents.files()[0];
    let data = &whole.0[entry.data_at as usize..][..entry.bytes as usize];
    assert_eq!(data, files()[0]);
}

#[test]
fn a_payload_that_changed_in_the_store_is_the_centres_fault() {
    let bid = Bid::new();
    let (head, payload) = sealed(&bid);
    let segment = 1 << 20;
    let mut flipped = payload.clone();
    flipped[segment + 5] ^= 1;
    let mut swapped = payload.clone();
    let (first, second) = swapped.split_at_mut(segment);
    first.swap_with_slice(&mut second[..segment]);
    let mut header = payload.clone();
    header[3] ^= 1;
    for changed in [flipped, swapped, header] {
        assert_eq!(verdict(open(&bid, &head, &changed)), Verdict::Centre(CentreFault::PayloadRoot));
    }
    let truncated = &payload[..payload.len() - 1];
    let dropped = [&payload[..segment], &payload[2 * segment..]].concat();
    let longer = [&payload[..], &[0]].concat();
    for changed in [truncated, &dropped, &longer, &[]] {
        assert_eq!(verdict(open(&bid, &head, changed)), Verdict::Centre(CentreFault::PayloadLength));
    }
}

#[test]
fn segments_swapped_dropped_or_truncated_at_a_boundary() {
    const SEGMENT: usize = 1 << 20;
    let bid = Bid::new();
    let (head, payload) = sealed(&bid);
    assert!(payload.len() > 3 * SEGMENT, "several whole segments");
    let swapped = [&payload[..SEGMENT], &payload[2 * SEGMENT..3 * SEGMENT], &payload[SEGMENT..2 * SEGMENT]].concat();
    let swapped = [&swapped[..], &payload[3 * SEGMENT..]].concat();
    let dropped = [&payload[..SEGMENT], &payload[2 * SEGMENT..]].concat();
    let truncated = payload[..2 * SEGMENT].to_vec();
    for (name, bytes) in [("swapped", swapped), ("dropped", dropped), ("truncated", truncated)] {
        // In the store: the centre's fault.
        assert!(matches!(verdict(open(&bid, &head, &bytes)), Verdict::Centre(_)), "{name}");
        // Sealed like that by the bidder, with a root and a length that fit: it does not decrypt.
        let measure = crate::measure(&bytes[..], 2, &mut |_, _| {}).unwrap();
        let own = bid.plan().finish(measure.length, measure.root, &bid.bidder).unwrap();
        let found = verdict(open(&bid, &own, &bytes));
        assert!(matches!(found, Verdict::Bidder(BidderFault::Payload(_))), "{name}: {found:?}");
    }
}

#[test]
fn the_centres_fault_comes_before_the_bidders() {
    // A head that does not follow from the seed, over a payload that changed in the store.
    let bid = Bid::new();
    let (head, payload) = sealed(&bid);
    let wrong_seed = Seed::new([1; 32]);
    let bytes = head.to_bytes().unwrap();
    let expected = bid.expected(&head);
    let open = |payload: &[u8]| open_bid(&wrong_seed, &bytes, &expected, payload, 2, &mut (), &mut |_, _| {});
    let rebuilt = Verdict::Bidder(BidderFault::Rebuilt(HeaderField::Commit));
    assert_eq!(verdict(open(&payload)), rebuilt);
    let mut changed = payload.clone();
    changed[0] ^= 1;
    assert_eq!(verdict(open(&changed)), Verdict::Centre(CentreFault::PayloadRoot));
}

#[test]
fn a_payload_that_never_decrypted_is_the_bidders_fault() {
    let bid = Bid::new();
    let (good, mut payload) = sealed(&bid);
    // The bidder itself commits to the broken payload.
    payload[1_500_000] ^= 1;
    let stored = measure(&payload, 2, &mut |_, _| {}).unwrap();
    let head = bid.plan().finish(stored.length, stored.root, &bid.bidder).unwrap();
    assert_ne!(head.header.root, good.header.root);
    assert_eq!(verdict(open(&bid, &head, &payload)), Verdict::Bidder(BidderFault::Payload(PayloadError::Tag(1))));

    payload[1_500_000] ^= 1;
    payload[20] ^= 1;
    let stored = measure(&payload, 2, &mut |_, _| {}).unwrap();
    let head = bid.plan().finish(stored.length, stored.root, &bid.bidder).unwrap();
    assert_eq!(verdict(open(&bid, &head, &payload)), Verdict::Bidder(BidderFault::Payload(PayloadError::Header)));

    payload.truncate(1 << 20);
    payload.truncate(10);
    let stored = measure(&payload, 2, &mut |_, _| {}).unwrap();
    let head = bid.plan().finish(stored.length, stored.root, &bid.bidder).unwrap();
    let no_length = BidderFault::Head(HeadError::Length);
    assert_eq!(verdict(open(&bid, &head, &payload)), Verdict::Bidder(no_length));
}

#[test]
fn what_is_no_zip_of_the_profile_or_no_form_is_the_bidders_fault() {
    let (bid, plan) = (Bid::new(), Bid::new().plan());
    let (head, payload) = sealed_plain(&plan, &bid, b"%PDF-1.7 not sealed by our rules");
    assert_eq!(verdict(open(&bid, &head, &payload)), Verdict::Bidder(BidderFault::Zip(ZipError::Signature)));
    let (head, payload) = sealed_plain(&plan, &bid, b"");
    assert_eq!(verdict(open(&bid, &head, &payload)), Verdict::Bidder(BidderFault::Zip(ZipError::Truncated)));

    let files = files();
    let mut no_price = form();
    no_price.price_fen = None;
    let mut other_lot = form();
    other_lot.lot = shared::id::LotId::new("2").unwrap();
    for (form, error) in [(no_price, FormError::PriceMissing), (other_lot, FormError::OtherLot)] {
        let (head, payload) = sealed_with(&plan, &bid, &form.to_bytes().unwrap(), &files);
        assert_eq!(verdict(open(&bid, &head, &payload)), Verdict::Bidder(BidderFault::Form(error)));
    }
}

/// Counts what would be written to the disk.
struct Written(u64);

impl BidSink for Written {
    fn entry(&mut self, event: Event<'_>) -> io::Result<()> {
        if let Event::Data(bytes) = event {
            self.0 += bytes.len() as u64;
        }
        Ok(())
    }
}

#[test]
fn a_zip_bomb_is_the_bidders_fault_and_nothing_grows() {
    let bid = Bid::new();
    let (head, payload) = sealed(&bid);
    let keys = check_opening(&bid.seed, &head.to_bytes().unwrap(), &bid.expected(&head), &bid.expected(&head).payload);
    let mut plain = Vec::new();
    let mut take = |bytes: &[u8]| {
        plain.extend_from_slice(bytes);
        Ok(())
    };
    open_payload(&keys.unwrap(), &payload, 2, &mut take, &mut |_, _| {}).unwrap();
    let begins = |signature: &[u8]| plain.windows(4).rposition(|four| four == signature).unwrap();
    let (last_file, last_record) = (begins(b"PK\x03\x04"), begins(b"PK\x01\x02"));
    let with = |changes: &[(usize, &[u8])]| {
        let mut bomb = plain.clone();
        for (at, bytes) in changes {
            bomb[*at..*at + bytes.len()].copy_from_slice(bytes);
        }
        let (head, payload) = sealed_plain(&bid.plan(), &bid, &bomb);
        let mut written = Written(0);
        let bytes = head.to_bytes().unwrap();
        let opened = open_bid(&bid.seed, &bytes, &bid.expected(&head), &payload, 2, &mut written, &mut |_, _| {});
        assert!(written.0 <= plain.len() as u64, "{} bytes came out of {}", written.0, plain.len());
        match verdict(opened) {
            Verdict::Bidder(BidderFault::Zip(why)) => why.code(),
            other => panic!("{other}"),
        }
    };
    // An entry that says it is deflated and grows to 4 GB; one that says only the latter.
    assert_eq!(with(&[(last_file + 8, &[8, 0]), (last_file + 22, &[0xfe, 0xff, 0xff, 0xff])]), "zip.method");
    assert_eq!(with(&[(last_file + 22, &[0xfe, 0xff, 0xff, 0xff])]), "zip.sizes");
    // A directory whose last entry lies over the first one.
    assert_eq!(with(&[(last_record + 42, &[0, 0, 0, 0])]), "zip.directory");
}

#[test]
fn a_full_disk_is_no_verdict() {
    struct Full;
    impl BidSink for Full {
        fn entry(&mut self, _: Event<'_>) -> io::Result<()> {
            Err(io::ErrorKind::StorageFull.into())
        }
    }
    let bid = Bid::new();
    let (head, payload) = sealed(&bid);
    let bytes = head.to_bytes().unwrap();
    let opened = open_bid(&bid.seed, &bytes, &bid.expected(&head), &payload, 2, &mut Full, &mut |_, _| {});
    assert!(matches!(opened, Err(OpenError::Io(why)) if why.kind() == io::ErrorKind::StorageFull));
}
