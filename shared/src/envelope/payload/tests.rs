use super::*;
use crate::envelope::SealPlan;
use crate::envelope::tests::{TestCipher, seal_payload, vectors};
use proptest::prelude::*;

const MIB: u64 = 1 << 20;

fn keys() -> PayloadKeys {
    let vector = &vectors()[1];
    let plan = SealPlan::new(&vector.seed, vector.context.clone(), &vector.sheet).unwrap();
    plan.payload_keys().clone()
}

#[test]
fn the_cut_at_the_edges_of_segments() {
    let cut = |bytes| {
        let cut = Geometry::of_plain(bytes).unwrap();
        (cut.segments(), cut.cipher_bytes())
    };
    assert_eq!(cut(0), (1, 56));
    assert_eq!(cut(1), (1, 57));
    assert_eq!(cut(MIB - 56), (1, MIB));
    assert_eq!(cut(MIB - 55), (2, MIB + 17));
    assert_eq!(cut(2 * MIB - 72), (2, 2 * MIB));
    assert_eq!(cut(2 * MIB - 71), (3, 2 * MIB + 17));
}

#[test]
fn lengths_that_no_payload_has_are_refused() {
    let ending_in_a_bare_tag = [MIB + 1, MIB + 16, 2 * MIB + 16, 5 * MIB + 9];
    let too_short = [0, 1, 39, 40, 55];
    let too_long = [1 << 53, u64::MAX, (1 << 32) * MIB + 17];
    for bytes in [&ending_in_a_bare_tag[..], &too_short, &too_long].concat() {
        assert_eq!(Geometry::of_cipher(bytes), Err(PayloadError::Length(bytes)));
    }
    assert!(Geometry::of_plain(1 << 53).is_err());
    assert!(Geometry::of_plain(u64::MAX).is_err());
}

proptest! {
    #[test]
    fn segments_tile_plaintext_and_payload(bytes in prop_oneof![0..8 * MIB, MIB - 60..MIB - 50, 3 * MIB - 100..3 * MIB]) {
        let cut = Geometry::of_plain(bytes).unwrap();
        prop_assert_eq!(Geometry::of_cipher(cut.cipher_bytes()), Ok(cut));
        let (mut plain, mut cipher) = (0, 0);
        for i in 0..cut.segments() {
            let (p, c) = (cut.plain_range(i), cut.cipher_range(i));
            prop_assert_eq!((p.start, c.start), (plain, cipher));
            let header = if i == 0 { 40 } else { 0 };
            prop_assert_eq!(c.end - c.start, p.end - p.start + 16 + header);
            prop_assert!(p.end > p.start || bytes == 0);
            prop_assert_eq!(cut.is_last(i), i + 1 == cut.segments());
            (plain, cipher) = (p.end, c.end);
        }
        prop_assert_eq!((plain, cipher), (bytes, cut.cipher_bytes()));
        prop_assert!(cut.plain_range(cut.segments()).is_empty());
        prop_assert!(cut.cipher_range(cut.segments()).is_empty());
    }

    #[test]
    fn every_length_of_a_payload_is_of_one_plaintext(bytes in 0..4 * MIB) {
        if let Ok(cut) = Geometry::of_cipher(bytes) {
            prop_assert_eq!(cut.cipher_bytes(), bytes);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn leaves_do_not_depend_on_how_the_payload_arrives(
        bytes in prop_oneof![Just(2 * MIB as usize), 0..3 * MIB as usize],
        sizes in proptest::collection::vec(1usize..900_000, 1..9),
    ) {
        let payload: Vec<u8> = (0..bytes).map(|i| (i % 251) as u8).collect();
        let whole: Vec<Hash> = payload.chunks(MIB as usize).map(segment_hash).collect();
        let (mut hasher, mut leaves, mut rest, mut turn) = (LeafHasher::new(), Vec::new(), &payload[..], 0);
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(sizes[turn % sizes.len()].min(rest.len()));
            leaves.extend(hasher.push(piece));
            (rest, turn) = (after, turn + 1);
        }
        leaves.extend(hasher.finish());
        prop_assert_eq!(leaves, whole);
        prop_assert_eq!(hasher.finish(), None);
    }
}

#[test]
fn header_and_nonces_are_tinks() {
    let keys = keys();
    let header = keys.header_bytes();
    assert_eq!((header[0], &header[1..33], &header[33..]), (40, &keys.salt()[..], &keys.prefix()[..]));
    let nonce = keys.nonce(0x0102_0304, true);
    assert_eq!((&nonce[..7], &nonce[7..]), (&keys.prefix()[..], &[1, 2, 3, 4, 1][..]));
    assert_eq!(keys.nonce(0, false)[7..], [0; 5]);
}

#[test]
fn segments_open_in_their_place_only() {
    let keys = keys();
    let cipher = TestCipher::new(&keys);
    let plain: Vec<u8> = (0..2 * MIB + 5000).map(|i| i as u8).collect();
    let cut = Geometry::of_plain(plain.len() as u64).unwrap();
    let (sealed, leaves) = seal_payload(&keys, &plain);
    let segment = |i: u32| {
        let range = cut.cipher_range(i);
        sealed[range.start as usize..range.end as usize].to_vec()
    };
    let mut opened = Vec::new();
    for i in 0..cut.segments() {
        let mut buffer = segment(i);
        assert_eq!(segment_hash(&buffer), leaves[i as usize]);
        keys.open_segment(&cipher, &cut, i, &mut buffer).unwrap();
        opened.extend_from_slice(&buffer);
    }
    assert_eq!(opened, plain);

    let refused = |i, mut buffer: Vec<u8>| {
        let refused = keys.open_segment(&cipher, &cut, i, &mut buffer).unwrap_err();
        assert!(buffer.is_empty(), "no plaintext leaves a segment that does not verify");
        refused
    };
    assert_eq!(refused(1, segment(0)), PayloadError::Tag(1));
    assert_eq!(refused(2, segment(1)), PayloadError::SegmentLength(2));
    assert_eq!(refused(3, segment(2)), PayloadError::SegmentLength(3));
    let mut flipped = segment(1);
    flipped[77] ^= 1;
    assert_eq!(refused(1, flipped), PayloadError::Tag(1));
    let mut header = segment(0);
    header[39] ^= 1;
    assert_eq!(refused(0, header), PayloadError::Header);
    // Cut off after the second segment: it is not the last one, and says so by its nonce.
    let shorter = Geometry::of_cipher(2 * MIB).unwrap();
    let mut last = segment(1);
    assert_eq!(keys.open_segment(&cipher, &shorter, 1, &mut last), Err(PayloadError::Tag(1)));
    assert_eq!(keys.seal_segment(&cipher, &cut, 0, &mut vec![0; 5]), Err(PayloadError::SegmentLength(0)));
}
