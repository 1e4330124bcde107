use super::*;
use crate::envelope::holder_pair;
use proptest::prelude::*;

fn cheap() -> Kdf {
    Kdf { m_kib: 8, t: 1, ..Kdf::with_salt([1; 16]) }
}

fn key(kind: KeyKind) -> PrivateKey {
    match kind {
        KeyKind::Holder => PrivateKey::Holder(holder_pair(&[4; 32]).0),
        _ => PrivateKey::Signing(SigningSeed::new([4; 32])),
    }
}

fn file(kind: KeyKind) -> KeyFile {
    KeyFile::seal(kind, "张三", &key(kind), "correct horse", cheap(), [2; 12]).unwrap()
}

#[test]
fn every_kind_opens_with_its_passphrase() {
    for kind in [KeyKind::Identity, KeyKind::Holder, KeyKind::Party, KeyKind::Witness] {
        let file = file(kind);
        let read = KeyFile::parse(&file.to_bytes().unwrap()).unwrap();
        assert_eq!(read, file);
        assert_eq!(read.open("correct horse"), Ok(key(kind)));
        assert_eq!(Some(read.public), key(kind).public());
        assert_eq!(read.expect(kind, Some(&read.public)), Ok(()));
        for wrong in ["", "correct hors", "Correct horse", "correct horse "] {
            assert_eq!(read.open(wrong), Err(KeyFileError::WrongPassphrase));
        }
        let secret = hex::encode(key(kind).expose());
        assert!(!format!("{file:?}").contains(&secret));
    }
}

#[test]
fn the_default_cost_opens_too() {
    let kdf = Kdf::with_salt([3; 16]);
    assert_eq!((kdf.m_kib, kdf.t, kdf.p), (65_536, 3, 1));
    let key = key(KeyKind::Holder);
    let file = KeyFile::seal(KeyKind::Holder, "h", &key, "口令", kdf, [9; 12]).unwrap();
    assert_eq!(file.open("口令"), Ok(key));
}

#[test]
fn the_same_passphrase_composed_otherwise_opens() {
    let key = key(KeyKind::Identity);
    let file = KeyFile::seal(KeyKind::Identity, "a", &key, "caf\u{e9}", cheap(), [0; 12]).unwrap();
    assert_eq!(file.open("cafe\u{301}"), Ok(key));
}

#[test]
fn the_wrong_file_is_told_before_any_passphrase() {
    let file = file(KeyKind::Identity);
    let wrong_kind = KeyFileError::WrongKind { expected: KeyKind::Holder, found: KeyKind::Identity };
    assert_eq!(file.expect(KeyKind::Holder, None), Err(wrong_kind));
    let other = B64([0; 32]);
    let wrong_key = KeyFileError::WrongKey { expected: other, found: file.public };
    assert_eq!(file.expect(KeyKind::Identity, Some(&other)), Err(wrong_key));
    for bytes in [&b"%PDF-1.7"[..], b"", b"{}", b"null", &[0xff; 9000]] {
        assert!(matches!(KeyFile::parse(bytes), Err(KeyFileError::NotAKeyFile(_))));
    }
}

#[test]
fn every_changed_member_is_noticed() {
    let file = file(KeyKind::Identity);
    let edits: [fn(&mut KeyFile); 7] = [
        |f| f.kind = KeyKind::Witness,
        |f| f.name = "李四".to_owned(),
        |f| f.public.0[0] ^= 1,
        |f| f.kdf.t = 2,
        |f| f.kdf.salt.0[0] ^= 1,
        |f| f.nonce.0[0] ^= 1,
        |f| f.boxed.0[0] ^= 1,
    ];
    for edit in edits {
        let mut other = file.clone();
        edit(&mut other);
        assert_eq!(other.open("correct horse"), Err(KeyFileError::WrongPassphrase));
    }
}

#[test]
fn costs_and_names_out_of_range_are_refused() {
    for (m_kib, t, p) in [(7, 1, 1), (1 << 21, 1, 1), (8, 0, 1), (8, 17, 1), (8, 1, 0), (80, 1, 9)] {
        let mut other = file(KeyKind::Party);
        other.kdf = Kdf { m_kib, t, p, ..other.kdf };
        assert_eq!(other.open("correct horse"), Err(KeyFileError::Cost));
    }
    let key = key(KeyKind::Holder);
    let seal = |kind, name: &str| KeyFile::seal(kind, name, &key, "x", cheap(), [0; 12]);
    assert_eq!(seal(KeyKind::Holder, ""), Err(KeyFileError::Name));
    assert_eq!(seal(KeyKind::Holder, "a\nb"), Err(KeyFileError::Name));
    assert_eq!(seal(KeyKind::Identity, "a"), Err(KeyFileError::Mismatch));
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(KeyFile::parse(&bytes).is_err());
    }
}
