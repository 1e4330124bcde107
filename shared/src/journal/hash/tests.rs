use super::*;

#[test]
fn one_spelling_in_hex_and_one_in_base64() {
    let hash = Hash::of(b"abc");
    let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(hash.to_string(), hex);
    assert_eq!(hex.parse(), Ok(hash));
    assert_eq!(serde_json::to_string(&hash).unwrap(), format!("\"{hex}\""));
    assert_eq!(serde_json::from_str::<Hash>(&format!("\"{hex}\"")).unwrap(), hash);
    for refused in ["", "ab", &hex.to_uppercase(), &hex[1..], &format!("{hex}00"), &hex.replace('b', "g")] {
        assert_eq!(refused.parse::<Hash>(), Err(NotAHash), "{refused}");
    }
    let base64 = hash.to_base64();
    assert_eq!(Hash::from_base64(&base64), Ok(hash));
    for refused in
        [&base64[..43], &base64.replace('=', ""), &base64.replace("0=", "1="), &format!("{base64}\n"), "AA=="]
    {
        assert_eq!(Hash::from_base64(refused), Err(NotAHash), "{refused}");
    }
}

#[test]
fn parts_are_concatenated() {
    assert_eq!(Hash::of_parts(&[b"a", b"", b"bc"]), Hash::of(b"abc"));
}

#[test]
fn the_mac_is_hmac_sha256() {
    // RFC 4231's test keys are not 32 bytes long, so its second value is taken with the key padded as HMAC itself does.
    let mut key = [0; 32];
    key[..4].copy_from_slice(b"Jefe");
    let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert_eq!(Hash::hmac(&key, &[b"what do ya want ", b"for nothing?"]).to_string(), expected);
}
