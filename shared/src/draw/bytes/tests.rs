use super::*;

#[test]
fn parts_are_hashed_with_their_lengths() {
    let expected = Hash::of(b"\x00\x00\x00\x01t\x00\x00\x00\x02ab\x00\x00\x00\x00");
    assert_eq!(tagged("t", &[b"ab", b""]), expected);
    assert_ne!(tagged("t", &[b"a", b"b"]), tagged("t", &[b"ab", b""]));
    let uuid = "00000000-0000-4000-8000-000000000001";
    let text = [
        b"\x00\x00\x00\x12bidroom/draw/1/pid\x00\x00\x00\x24".as_slice(),
        uuid.as_bytes(),
        b"\x00\x00\x00\x0342x\x00\x00\x00\x20",
        &[7; 32],
    ];
    assert_eq!(pid(uuid, "42x", &[7; 32]), Hash::of(&text.concat()));
    assert_ne!(pid(uuid, "42x", &[7; 32]), unit(uuid, "42x", &[7; 32]));
}

#[test]
fn the_seed_is_an_hmac_of_length_prefixed_parts() {
    let ctx = Hash([3; 32]);
    let message = [b"\x00\x00\x00\x20".as_slice(), &[1; 32], b"\x00\x00\x00\x20", &[2; 32], b"\x00\x00\x00\x03abc"];
    assert_eq!(seed(&ctx, &[[1; 32], [2; 32]], b"abc"), Hash::hmac(&ctx.0, &message));
    assert_ne!(seed(&ctx, &[[1; 32], [2; 32]], b""), seed(&ctx, &[[2; 32], [1; 32]], b""));
    let lots = Lots::new(&ctx);
    let one = Hash([9; 32]);
    assert_eq!(lots.lot(&one), Hash::hmac(&ctx.0, &[b"bidroom/draw/1/lot", &one.0]));
    assert_eq!(lots.lot(&one), lots.lot(&one), "a lot does not depend on those before");
}

#[test]
fn lines_end_in_lf_and_are_not_empty() {
    assert_eq!(lines(b"").unwrap(), Vec::<&str>::new());
    assert_eq!(lines(b"a\tb\nc\n").unwrap(), ["a\tb", "c"]);
    for refused in [&b"a"[..], b"\n", b"a\n\n", b"a\n\nb\n", b"a\r\n", b"\xff\n", b"a\0\n"] {
        assert!(lines(refused).is_err(), "{refused:?}");
    }
}

#[test]
fn uuids_and_party_names_have_one_spelling() {
    assert!(is_uuid("00000000-0000-4000-8000-00000000000a"));
    for refused in
        ["", "00000000-0000-4000-8000-00000000000A", "000000000000-4000-8000-00000000000a-", "0".repeat(36).as_str()]
    {
        assert!(!is_uuid(refused), "{refused}");
    }
    assert!(is_party_name("centre-2") && !is_party_name("") && !is_party_name("Centre") && !is_party_name("a b"));
}
