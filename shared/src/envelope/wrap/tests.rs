use super::*;

/// The u-coordinates of low order on curve25519 and its twist, and other spellings of them.
const LOW_ORDER: [&str; 7] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

#[test]
fn a_low_order_key_is_refused() {
    for key in LOW_ORDER {
        let key = Hex::<32>::parse(key).unwrap();
        assert!(!is_usable(&B64(key.0)), "{key}");
    }
}

#[test]
fn a_second_spelling_of_a_key_is_refused() {
    let (_, key) = holder_pair(&[7; 32]);
    assert!(is_usable(&key));
    let mut high_bit = key;
    high_bit.0[31] |= 0x80;
    assert!(!is_usable(&high_bit));
    // 9 + p is the base point once more.
    let mut base_again = [0xff; 32];
    (base_again[0], base_again[31]) = (0xed + 9, 0x7f);
    assert!(!is_usable(&B64(base_again)));
    let mut base = [0; 32];
    base[0] = 9;
    assert!(is_usable(&B64(base)));
}

#[test]
fn a_wrap_opens_for_its_holder_and_info_only() {
    let (secret, key) = holder_pair(&[1; 32]);
    let (other, _) = holder_pair(&[2; 32]);
    let share = Share::new([5; 32]);
    let wrapped = seal(&key, &[3; 32], b"info", &share).unwrap();
    assert_eq!(open(&secret, b"info", &wrapped), Some(share.clone()));
    assert_eq!(open(&other, b"info", &wrapped), None);
    assert_eq!(open(&secret, b"other", &wrapped), None);
    for i in 0..48 {
        let mut changed = wrapped.clone();
        changed.ct.0[i] ^= 1;
        assert_eq!(open(&secret, b"info", &changed), None);
    }
    for key in LOW_ORDER {
        let enc = Hex::parse(key).unwrap();
        assert_eq!(open(&secret, b"info", &Wrap { enc, ..wrapped.clone() }), None);
    }
}

#[test]
fn the_ephemeral_key_is_derive_key_pair_of_the_input() {
    let (_, key) = holder_pair(&[1; 32]);
    let wrapped = seal(&key, &[3; 32], b"", &Share::new([0; 32])).unwrap();
    assert_eq!(wrapped.enc.0, holder_pair(&[3; 32]).1.0);
}

#[test]
fn the_one_input_notices_every_other_use() {
    let uses: [fn(&mut OneInput); 5] = [
        |_| {},
        |input| input.try_fill_bytes(&mut [0; 31]).unwrap(),
        |input| {
            let _ = input.try_next_u32();
        },
        |input| {
            let _ = input.try_next_u64();
            input.try_fill_bytes(&mut [0; 32]).unwrap();
        },
        |input| {
            input.try_fill_bytes(&mut [0; 32]).unwrap();
            input.try_fill_bytes(&mut [0; 32]).unwrap();
        },
    ];
    for misuse in uses {
        let mut input = OneInput::new(&[1; 32]);
        misuse(&mut input);
        assert!(!input.is_spent_exactly());
    }
    let (mut input, mut bytes) = (OneInput::new(&[1; 32]), [0; 32]);
    input.try_fill_bytes(&mut bytes).unwrap();
    assert!(input.is_spent_exactly() && bytes == [1; 32]);
}

#[test]
fn a_test_value_goes_there_and_back_with_the_right_key_alone() {
    let ((secret, key), (other, _)) = (holder_pair(&[1; 32]), holder_pair(&[2; 32]));
    assert!(proves(&secret, &key, &[3; 32], [4; 32]));
    assert!(!proves(&other, &key, &[3; 32], [4; 32]));
    assert!(!proves(&secret, &super::super::B64([0; 32]), &[3; 32], [4; 32]), "a weak key proves nothing");
}
