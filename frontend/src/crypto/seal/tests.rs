#![allow(clippy::unwrap_used)]
use super::*;

const MIB: u64 = 1 << 20;

fn contents(bytes: &[u64]) -> (Contents<'static>, Geometry) {
    let entry = |(n, bytes): (usize, &u64)| FileEntry { name: format!("{n}.pdf"), bytes: *bytes, crc32: 0 };
    let entries: Vec<FileEntry> = bytes.iter().enumerate().map(entry).collect();
    let zip = ZipPlan::new(b"{}".to_vec(), &entries).unwrap();
    let geometry = Geometry::of_plain(zip.bytes()).unwrap();
    (Contents { zip, files: &[] }, geometry)
}

#[test]
fn batches_are_all_segments_in_order_and_several_only_of_one_file() {
    let bids: [&[u64]; 6] =
        [&[], &[1], &[100 * MIB], &[9 * MIB, 9 * MIB, 3], &[MIB - 1, MIB, MIB + 1, 5 * MIB - 16], &[40_000; 200]];
    for bytes in bids {
        let (contents, geometry) = contents(bytes);
        let batches = contents.batches(geometry);
        assert!(batches.iter().cloned().flatten().eq(0..geometry.segments()), "{bytes:?}");
        for batch in &batches {
            let pieces = contents.zip.pieces(plain_range(geometry, batch));
            let one_file = matches!(pieces[..], [Piece::File { .. }]);
            assert!(batch.len() == 1 || one_file && batch.len() <= BATCH as usize, "{bytes:?}: {batch:?}");
        }
    }
    let (contents, geometry) = contents(&[100 * MIB]);
    assert!(contents.batches(geometry).len() <= 100 / BATCH as usize + 4, "a long file is read by batches");
}
