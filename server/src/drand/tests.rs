use super::*;
use std::collections::BTreeMap;

/// Round 123 of quicknet as drand's nodes gave it out (the example of `drand-verify`).
pub const SIGNATURE: &str =
    "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92";

#[test]
fn a_round_is_known_by_its_signature_alone() {
    let good = hex::decode(SIGNATURE).unwrap();
    assert!(is_of_round(123, &good));
    assert!(!is_of_round(124, &good), "of another round");
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1;
        assert!(!is_of_round(123, &bad), "byte {at}");
    }
    assert!(!is_of_round(123, &good[..47]) && !is_of_round(123, b"") && !is_of_round(123, &[0; 48]));
    // The point at infinity is a form of every signature that no key made.
    let mut infinity = [0; 48];
    infinity[0] = 0xc0;
    assert!(!is_of_round(123, &infinity));
}

#[test]
fn a_record_without_a_round_has_no_such_check() {
    assert_eq!(check(&Record::new(BTreeMap::new())), None);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/draw/record-1/context.txt");
    let files = BTreeMap::from([("context.txt".to_owned(), std::fs::read(folder).unwrap())]);
    assert_eq!(check(&Record::new(files)), None);
}
