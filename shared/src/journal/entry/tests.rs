use proptest::prelude::*;
use serde_json::json;

use super::*;

fn body() -> Body {
    Body {
        kind: "bid.submitted".to_owned(),
        tender: Some("T-2026.1".to_owned()),
        lot: Some("1".to_owned()),
        actor: Some("bidder:9".to_owned()),
        terminal: None,
        request: Some("r-1".to_owned()),
        data: json!({"revision": 1, "名": null})
            .as_object()
            .unwrap()
            .iter()
            .filter(|(k, _)| k.is_ascii())
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect(),
    }
}

const SALT: [u8; 32] = [9; 32];

#[test]
fn an_entry_is_canonical_json_and_commits_to_its_body() {
    let salt = Salt::new(SALT);
    let bytes = body().to_bytes().unwrap();
    assert_eq!(
        String::from_utf8(bytes.clone()).unwrap(),
        r#"{"actor":"bidder:9","data":{"revision":1},"lot":"1","request":"r-1","tender":"T-2026.1","terminal":null,"type":"bid.submitted"}"#
    );
    let hash = Hash::of(&[&b"bidroom/journal/1/body"[..], &SALT, &bytes].concat());
    assert_eq!(body().hash(&salt), Ok(hash));
    let entry = Entry::new(4242, 1_790_000_000_123, hash);
    let text = format!(r#"{{"at_ms":1790000000123,"body":"{hash}","seq":4242,"v":1}}"#);
    assert_eq!(entry.to_bytes().unwrap(), text.as_bytes());
    assert_eq!(Entry::parse(text.as_bytes()), Ok(entry));
    assert_eq!(entry.leaf(), Ok(Hash::of(&[&[0], text.as_bytes()].concat())));
    assert_eq!(entry.open(&bytes, &salt), Ok(body()));
    assert_eq!(entry.open(&bytes, &Salt::new([8; 32])), Err(EntryError::BodyDiffers));
    let other = String::from_utf8(bytes).unwrap().replace("\"1\"", "\"2\"");
    assert_eq!(entry.open(other.as_bytes(), &salt), Err(EntryError::BodyDiffers));
    assert_eq!(format!("{salt:?}"), "Salt(hidden)");
}

#[test]
fn entries_in_other_bytes_are_refused() {
    let good = String::from_utf8(Entry::new(1, 2, Hash::of(b"")).to_bytes().unwrap()).unwrap();
    assert_eq!(Entry::parse(good.replace("\"v\":1", "\"v\":2").as_bytes()), Err(EntryError::Version));
    for refused in [
        good.replace(':', ": "),
        good.replace("\"seq\":1,", ""),
        good.replace("\"v\":1", "\"v\":1,\"w\":1"),
        good.replace("\"seq\":1", "\"seq\":-1"),
        good.replace("\"seq\":1", "\"seq\":1.0"),
        good.replace("e3b0", "E3B0"),
        good.replace("\"seq\":1", "\"seq\":9007199254740992"),
        format!("{good}\n"),
    ] {
        assert!(matches!(Entry::parse(refused.as_bytes()), Err(EntryError::Json(_))), "{refused}");
    }
    assert_eq!(Entry::parse(&[b' '; MAX_ENTRY_BYTES + 1]), Err(EntryError::TooLong));
    assert!(Entry::new(1 << 53, 0, Hash::of(b"")).to_bytes().is_err());
}

#[test]
fn numbers_follow_and_times_do_not_fall() {
    let entry = |seq, at_ms| Entry::new(seq, at_ms, Hash::of(b""));
    assert_eq!(entry(0, 5).check_follows(None), Ok(()));
    assert_eq!(entry(1, 5).check_follows(None), Err(EntryError::Gap));
    assert_eq!(entry(1, 5).check_follows(Some(&entry(0, 5))), Ok(()));
    assert_eq!(entry(2, 5).check_follows(Some(&entry(0, 5))), Err(EntryError::Gap));
    assert_eq!(entry(0, 5).check_follows(Some(&entry(0, 5))), Err(EntryError::Gap));
    assert_eq!(entry(1, 4).check_follows(Some(&entry(0, 5))), Err(EntryError::TimeFalls));
}

#[test]
fn bodies_of_other_shapes_are_refused() {
    for kind in ["", "bid", "bid.", ".submitted", "Bid.submitted", "bid submitted", "bid.submitted\n"] {
        assert_eq!(Body { kind: kind.to_owned(), ..body() }.to_bytes(), Err(EntryError::Type), "{kind}");
    }
    for id in ["", "a b", "标段", &"x".repeat(65)] {
        assert_eq!(Body { lot: Some(id.to_owned()), ..body() }.to_bytes(), Err(EntryError::Id), "{id}");
    }
    let mut odd = body();
    odd.data.insert("points".to_owned(), json!(1.5));
    assert!(matches!(odd.to_bytes(), Err(EntryError::Json(JcsError::Number(_)))));
    let text = String::from_utf8(body().to_bytes().unwrap()).unwrap();
    assert!(Body::parse(text.replace("\"terminal\":null,", "").as_bytes()).is_err(), "null is written, not left out");
    assert!(Body::parse(text.replace("\"type\"", "\"more\":1,\"type\"").as_bytes()).is_err());
}

proptest! {
    #[test]
    fn every_entry_is_read_again(seq in 0..=jcs::MAX_INTEGER, at_ms in 0..=jcs::MAX_INTEGER, body in any::<[u8; 32]>()) {
        let entry = Entry::new(seq, at_ms, Hash(body));
        prop_assert_eq!(Entry::parse(&entry.to_bytes().unwrap()), Ok(entry));
    }
}
