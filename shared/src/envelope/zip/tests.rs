use super::*;
use proptest::prelude::*;

const FORM: &[u8] = b"{\"v\":1}";

fn file(name: &str, contents: &[u8]) -> FileEntry {
    let mut crc = Crc32::new();
    crc.update(contents);
    FileEntry { name: name.to_owned(), bytes: contents.len() as u64, crc32: crc.value() }
}

fn write(plan: &ZipPlan, range: std::ops::Range<u64>, files: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    for piece in plan.pieces(range) {
        match piece {
            Piece::Literal(bytes) => out.extend_from_slice(bytes),
            Piece::Zeros(bytes) => out.resize(out.len() + bytes as usize, 0),
            Piece::File { file, offset, bytes } => {
                out.extend_from_slice(&files[file][offset as usize..(offset + bytes) as usize]);
            }
        }
    }
    out
}

fn zip_of(named: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let entries: Vec<FileEntry> = named.iter().map(|(name, bytes)| file(name, bytes)).collect();
    let files: Vec<Vec<u8>> = named.iter().map(|(_, bytes)| bytes.clone()).collect();
    let plan = ZipPlan::new(FORM.to_vec(), &entries).unwrap();
    write(&plan, 0..plan.bytes(), &files)
}

fn sample() -> Vec<u8> {
    zip_of(&[("方案.pdf", vec![3; 5000]), ("b/c.txt", b"hello".to_vec()), ("empty", Vec::new())])
}

#[test]
fn what_is_written_is_read_back() {
    let zip = sample();
    assert_eq!(zip.len() as u64, BLOCK_BYTES);
    let contents = read(&zip).unwrap();
    assert_eq!(contents.form, FORM);
    let names: Vec<&str> = contents.entries.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["form.json", "files/方案.pdf", "files/b/c.txt", "files/empty", "padding"]);
    let files = contents.files();
    assert_eq!(files[0].file_name(), Some("方案.pdf"));
    assert_eq!(&zip[files[1].data_at as usize..][..5], b"hello");
    assert_eq!(zip[..4], *b"PK\x03\x04");
}

#[test]
fn a_bid_without_files_and_one_that_fills_its_block_are_zips() {
    let bare = zip_of(&[]);
    assert_eq!(read(&bare).unwrap().files(), []);
    // Grow a file byte by byte over the point where the padding is empty.
    let overhead = {
        let entries = read(&zip_of(&[("a", Vec::new())])).unwrap().entries;
        BLOCK_BYTES - entries[2].bytes
    };
    for (missing, blocks) in [(1, 1), (0, 1), (-1i64, 2)] {
        let bytes = (BLOCK_BYTES - overhead) as i64 - missing;
        let zip = zip_of(&[("a", vec![1; bytes as usize])]);
        assert_eq!(zip.len() as u64, blocks * BLOCK_BYTES);
        let padding = read(&zip).unwrap().entries[2].bytes;
        assert_eq!(padding, if missing < 0 { BLOCK_BYTES - 1 } else { missing as u64 });
    }
}

/// Reads a sparse ZIP of many gigabytes from its plan, without ever holding it.
fn read_plan(plan: &ZipPlan) -> Result<ZipContents, ZipError> {
    let mut reader = StrictReader::new();
    let zeros = vec![0; 1 << 20];
    let mut at = 0;
    while at < plan.bytes() {
        let end = (at + (1 << 20)).min(plan.bytes());
        for piece in plan.pieces(at..end) {
            match piece {
                Piece::Literal(bytes) => reader.push(bytes, &mut |_| {})?,
                Piece::Zeros(bytes) | Piece::File { bytes, .. } => {
                    reader.push(&zeros[..bytes as usize], &mut |_| {})?;
                }
            }
        }
        at = end;
    }
    reader.finish()
}

/// The CRC-32 of so many zero bytes, by doubling.
fn zeros_crc(bytes: u64) -> u32 {
    let mut power = crc32fast::Hasher::new();
    power.update(&[0]);
    let mut crc = crc32fast::Hasher::new();
    for bit in 0..64 - bytes.leading_zeros() {
        if bytes >> bit & 1 == 1 {
            crc.combine(&power);
        }
        let half = power.clone();
        power.combine(&half);
    }
    crc.finalize()
}

#[test]
fn sizes_beyond_four_gib_take_zip64_and_only_those() {
    let limit = 0xffff_ffffu64;
    let sparse = |bytes| FileEntry { name: "big".to_owned(), bytes, crc32: zeros_crc(bytes) };
    let small = file("small", b"\0\0\0");
    // The first fits 32 bits and has its successors' offsets beyond them; the second does not fit.
    for (bytes, version) in [(limit - 1, 20), (limit, 45)] {
        let plan = ZipPlan::new(FORM.to_vec(), &[sparse(bytes), small.clone()]).unwrap();
        assert!(plan.bytes().is_multiple_of(BLOCK_BYTES));
        let entries = plan.entries();
        assert_eq!(entries[1].version(), version);
        assert_eq!(entries[1].local().len(), 30 + 9 + if version == 45 { 20 } else { 0 });
        assert_eq!(entries[2].version(), 45);
        assert_eq!(entries[2].local().len(), 30 + 11);
        assert_eq!(entries[2].central().len(), 46 + 11 + 12);
        if version == 45 {
            assert_eq!(read_plan(&plan).unwrap().entries, entries);
        }
    }
}

#[test]
fn the_end_record_fits_the_directory_around_four_gib() {
    let limit = 0xffff_ffffu64;
    // Around the length at which the directory's place no longer fits 32 bits; two lengths have no stable short answer.
    let place = |bytes: u64| {
        let big = FileEntry { name: "big".to_owned(), bytes, crc32: 0 };
        let plan = ZipPlan::new(FORM.to_vec(), &[big]).unwrap();
        assert!(plan.bytes().is_multiple_of(BLOCK_BYTES), "{bytes}");
        let last = plan.entries().last().unwrap();
        let directory_at = last.data_at + last.bytes;
        let directory: usize = plan.entries().iter().map(|entry| entry.central().len()).sum();
        let end = plan.bytes() - directory_at - directory as u64;
        assert_eq!(end, if directory_at >= limit { 98 } else { 22 }, "{bytes}");
        last.bytes
    };
    let mut extra_block = 0;
    for bytes in limit - 1500..limit - 1 {
        extra_block += u32::from(place(bytes) >= BLOCK_BYTES);
    }
    assert!(extra_block < 200);
}

#[test]
fn names_outside_the_profile_are_not_written() {
    let long = "x".repeat(195);
    let decomposed = "e\u{301}.pdf";
    let bad = [
        "", "a\\b", "../a", "a/../b", ".", "a/./b", "/a", "a/", "a//b", "a\nb", "a\u{7f}", "a\u{85}", decomposed, &long,
    ];
    for name in bad {
        assert!(!is_file_name(name), "{name:?}");
        let plan = ZipPlan::new(FORM.to_vec(), &[file(name, b"")]);
        assert_eq!(plan.unwrap_err(), ZipError::Name, "{name:?}");
    }
    assert!(is_file_name(&long[1..]));
    let twice = ZipPlan::new(FORM.to_vec(), &[file("a", b""), file("a", b"")]);
    assert_eq!(twice.unwrap_err(), ZipError::Repeated("files/a".to_owned()));
    let long_form = ZipPlan::new(vec![b' '; (1 << 20) + 1], &[]);
    assert_eq!(long_form.unwrap_err(), ZipError::FormTooLong);
    let endless = FileEntry { name: "a".to_owned(), bytes: u64::MAX, crc32: 0 };
    assert_eq!(ZipPlan::new(FORM.to_vec(), &[endless]).unwrap_err(), ZipError::TooLong);
}

/// Replaces bytes at `at` in every place of the ZIP where `needle` stands, `at` bytes after its beginning.
fn patch(zip: &mut [u8], needle: &[u8], at: usize, bytes: &[u8]) {
    let places: Vec<usize> = (0..zip.len() - needle.len()).filter(|i| zip[*i..].starts_with(needle)).collect();
    assert!(!places.is_empty());
    for place in places {
        zip[place + at..place + at + bytes.len()].copy_from_slice(bytes);
    }
}

#[test]
fn every_departure_in_the_headers_has_its_code() {
    let form = "form.json".to_owned();
    let cases: [(usize, &[u8], ZipError); 9] = [
        (4, &[45, 0], ZipError::Version(form.clone())),
        (6, &[0, 0], ZipError::Flags(form.clone())),
        (6, &[8, 8], ZipError::Flags(form.clone())),
        (6, &[1, 8], ZipError::Flags(form.clone())),
        (8, &[8, 0], ZipError::Method(form.clone())),
        (10, &[1, 0], ZipError::Time(form.clone())),
        (12, &[0, 0], ZipError::Time(form.clone())),
        (14, &[0, 0, 0, 0], ZipError::Crc(form.clone())),
        (18, &[1, 0, 0, 0], ZipError::Sizes(form.clone())),
    ];
    for (at, bytes, expected) in cases {
        let mut zip = sample();
        zip[at..at + bytes.len()].copy_from_slice(bytes);
        assert_eq!(read(&zip), Err(expected));
    }
    let mut zip = sample();
    zip[28] = 4;
    assert_eq!(read(&zip), Err(ZipError::Extra(form)));
    let mut zip = sample();
    zip[27] = 1;
    assert_eq!(read(&zip), Err(ZipError::Name));
}

#[test]
fn departures_in_names_data_and_order_have_their_codes() {
    let renamed = |from: &str, to: &str| {
        assert_eq!(from.len(), to.len());
        let mut zip = sample();
        patch(&mut zip, from.as_bytes(), 0, to.as_bytes());
        read(&zip).unwrap_err()
    };
    assert_eq!(renamed("form.json", "form.jsom"), ZipError::Order);
    assert_eq!(renamed("files/empty", "form.json-x"), ZipError::Order);
    assert_eq!(renamed("files/b/c.txt", "files/../.txt"), ZipError::Name);
    assert_eq!(renamed("files/b/c.txt", "files\\b\\c.txt"), ZipError::Name);
    assert_eq!(renamed("files/empty", "files/em\0ty"), ZipError::Name);
    assert_eq!(renamed("padding", "paddinG"), ZipError::Order);
    let mut not_utf8 = sample();
    patch(&mut not_utf8, b"files/empty", 6, &[0xff]);
    assert_eq!(read(&not_utf8), Err(ZipError::Name));

    let mut data = sample();
    patch(&mut data, b"hello", 0, b"hellO");
    assert_eq!(read(&data), Err(ZipError::Crc("files/b/c.txt".to_owned())));
    let mut padding = sample();
    padding[500_000] = 1;
    assert_eq!(read(&padding), Err(ZipError::Padding));
}

/// The sample's bytes, cut at the beginning of its central directory.
fn cut_at_directory(zip: &[u8]) -> (&[u8], &[u8]) {
    let last = read(zip).unwrap().entries.pop().unwrap();
    zip.split_at((last.data_at + last.bytes) as usize)
}

#[test]
fn departures_in_the_directory_and_after_it_have_their_codes() {
    let zip = sample();
    let (before, directory) = cut_at_directory(&zip);
    let at = before.len();
    // Every byte of the directory and the end counts, but "version made by" and the permission bits.
    let entries = read(&zip).unwrap().entries;
    let mut free = Vec::new();
    let mut record = 0;
    for entry in &entries {
        free.extend([4, 5, 38, 39, 40].map(|byte| record + byte));
        record += entry.central().len();
    }
    for i in 0..directory.len() {
        let mut changed = zip.clone();
        changed[at + i] ^= 0x40;
        assert_eq!(read(&changed).is_ok(), free.contains(&i), "byte {i} of the directory");
    }
    let with_attributes = |attributes: u32| {
        let mut changed = zip.clone();
        changed[at + 38..at + 42].copy_from_slice(&attributes.to_le_bytes());
        read(&changed)
    };
    assert!(with_attributes(0o100_644 << 16).is_ok());
    assert!(with_attributes(0o600 << 16).is_ok());
    for not_a_file in [0x10, 0o040_755 << 16, 0o120_777 << 16] {
        assert_eq!(with_attributes(not_a_file), Err(ZipError::Directory("form.json".to_owned())));
    }

    let mut suffix = zip.clone();
    suffix.extend_from_slice(&[0; 1 << 20]);
    assert_eq!(read(&suffix), Err(ZipError::Suffix));
    let prefix = [&[0u8; 1 << 20][..], &zip].concat();
    assert_eq!(read(&prefix), Err(ZipError::Signature));
    for cut in [0, 3, 29, 35, 60, at + 2, at + 50, zip.len() - 1] {
        assert_eq!(read(&zip[..cut]), Err(ZipError::Truncated), "{cut}");
    }
}

#[test]
fn the_whole_must_be_a_multiple_of_the_block() {
    let zip = sample();
    let entries = read(&zip).unwrap().entries;
    let last = entries.last().unwrap();
    let mut layout = zip[..last.header_at as usize].to_vec();
    let short = Entry { bytes: 100, crc32: zeros_crc(100), ..last.clone() };
    layout.extend(short.local());
    layout.extend([0; 100]);
    let at = layout.len() as u64;
    let records = entries.iter().take(4).chain([&short]).flat_map(Entry::central);
    layout.extend(records);
    let bytes = layout.len() as u64 - at;
    layout.extend(record::end(5, bytes, at));
    assert_eq!(read(&layout), Err(ZipError::Length(layout.len() as u64)));
}

#[test]
fn an_entry_that_stands_twice_is_refused() {
    let zip = zip_of(&[("a", b"1".to_vec()), ("b", b"2".to_vec())]);
    let mut twice = zip.clone();
    patch(&mut twice, b"files/b", 6, b"a");
    assert_eq!(read(&twice), Err(ZipError::Repeated("files/a".to_owned())));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_ranges_of_a_plan_put_together_are_the_zip(
        lengths in proptest::collection::vec(0usize..3000, 0..6),
        cuts in proptest::collection::vec(0u64..(1 << 20), 0..6),
    ) {
        let named: Vec<(String, Vec<u8>)> =
            lengths.iter().enumerate().map(|(i, length)| (format!("f{i}"), vec![i as u8; *length])).collect();
        let entries: Vec<FileEntry> = named.iter().map(|(name, bytes)| file(name, bytes)).collect();
        let files: Vec<Vec<u8>> = named.into_iter().map(|(_, bytes)| bytes).collect();
        let plan = ZipPlan::new(FORM.to_vec(), &entries).unwrap();
        let whole = write(&plan, 0..plan.bytes(), &files);
        let mut cuts = cuts;
        cuts.extend([0, plan.bytes()]);
        cuts.sort_unstable();
        let mut pieced = Vec::new();
        let mut reader = StrictReader::new();
        let mut seen = 0;
        for pair in cuts.windows(2) {
            let part = write(&plan, pair[0]..pair[1], &files);
            let mut count = |event: Event<'_>| if let Event::Data(bytes) = event { seen += bytes.len() };
            reader.push(&part, &mut count).unwrap();
            pieced.extend_from_slice(&part);
        }
        prop_assert_eq!(&pieced, &whole);
        let contents = reader.finish().unwrap();
        prop_assert_eq!(&contents.entries[..], plan.entries());
        prop_assert_eq!(seen, FORM.len() + lengths.iter().sum::<usize>());
        prop_assert!(plan.pieces(plan.bytes()..u64::MAX).is_empty());
    }

    #[test]
    fn a_changed_byte_before_the_directory_never_passes(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut zip = sample();
        let end = cut_at_directory(&zip).0.len();
        zip[at.index(end)] ^= 1 << bit;
        prop_assert!(read(&zip).is_err());
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), cut in any::<prop::sample::Index>()) {
        prop_assert!(read(&bytes).is_err());
        let mut zip = sample();
        let at = cut.index(zip.len() - bytes.len());
        zip[at..at + bytes.len()].copy_from_slice(&bytes);
        let _ = read(&zip);
    }
}
