use proptest::prelude::*;

use super::*;

/// ChaCha20's block function (RFC 8439, 2.3), written out again, with a 64-bit counter and a nonce of zero.
fn block(key: &[u8; 32], counter: u64) -> Vec<u64> {
    let mut state = [0u32; 16];
    state[..4].copy_from_slice(&[0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574]);
    for (word, bytes) in state[4..12].iter_mut().zip(key.chunks(4)) {
        *word = u32::from_le_bytes(bytes.try_into().unwrap());
    }
    (state[12], state[13]) = (counter as u32, (counter >> 32) as u32);
    let start = state;
    let mut quarter = |a: usize, b: usize, c: usize, d: usize| {
        for (x, y, z, by) in [(a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)] {
            state[x] = state[x].wrapping_add(state[y]);
            state[z] = (state[z] ^ state[x]).rotate_left(by);
        }
    };
    for _ in 0..10 {
        (0..4).for_each(|i| quarter(i, i + 4, i + 8, i + 12));
        (0..4).for_each(|i| quarter(i, (i + 1) % 4 + 4, (i + 2) % 4 + 8, (i + 3) % 4 + 12));
    }
    let words: Vec<u64> = state.iter().zip(start).map(|(a, b)| u64::from(a.wrapping_add(b))).collect();
    words.chunks(2).map(|pair| pair[0] | pair[1] << 32).collect()
}

#[test]
fn the_numbers_are_the_key_stream() {
    // The first bytes of RFC 8439's test vector 1: key, nonce and counter zero.
    assert_eq!(block(&[0; 32], 0)[0].to_le_bytes(), [0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1, 0x3d, 0x90]);
    for (purpose, word) in [(Use::Blind, "blind"), (Use::Seats, "seats")] {
        let key = Hash::hmac(&[7; 32], &[b"bidroom/draw/1/use", word.as_bytes()]);
        let mut stream = Stream::new(&[7; 32], purpose);
        let expected: Vec<u64> = (0..20).flat_map(|counter| block(&key.0, counter)).collect();
        assert_eq!((0..160).map(|_| stream.0.next_u64()).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_permutation_is_fisher_yates_from_the_top() {
    let key = Hash::hmac(&[7; 32], &[b"bidroom/draw/1/useblind"]);
    let mut numbers = block(&key.0, 0).into_iter().chain(block(&key.0, 1));
    let mut expected: Vec<usize> = (0..10).collect();
    for i in (1..10).rev() {
        // No number of these is so near 2⁶⁴ that it would be rejected.
        expected.swap(i, (numbers.next().unwrap() % (i as u64 + 1)) as usize);
    }
    assert_eq!(permutation(&[7; 32], Use::Blind, 10), expected);
    assert_ne!(permutation(&[7; 32], Use::Seats, 10), expected);
    assert_eq!(permutation(&[7; 32], Use::Blind, 0), Vec::<usize>::new());
    assert_eq!(permutation(&[7; 32], Use::Blind, 1), [0]);
}

#[test]
fn numbers_above_the_last_multiple_are_rejected() {
    // With n = 2⁶³ + 1 nearly every second number is above the last multiple of n.
    let n = (1 << 63) + 1;
    let key = Hash::hmac(&[7; 32], &[b"bidroom/draw/1/useblind"]);
    let expected: Vec<u64> = (0..32).flat_map(|counter| block(&key.0, counter)).filter(|x| *x < n).collect();
    let mut stream = Stream::new(&[7; 32], Use::Blind);
    assert!(expected.len() > 50 && expected.len() < 200);
    assert!(expected.iter().all(|x| stream.below(n) == *x));
    let mut one = Stream::new(&[7; 32], Use::Blind);
    assert_eq!((one.below(1), one.below(0), one.below(1 << 63)), (0, 0, block(&key.0, 0)[1] % (1 << 63)));
}

proptest! {
    #[test]
    fn every_place_is_taken_once(secret in any::<[u8; 32]>(), n in 0usize..200) {
        let mut places = permutation(&secret, Use::Seats, n);
        places.sort_unstable();
        prop_assert!(places.into_iter().eq(0..n));
    }
}
