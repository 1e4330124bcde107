use super::*;

/// Round 123 as drand's own nodes gave it out (the example of `drand-verify`).
const FILE: &str = r#"{"round":123,"randomness":"00","signature":"b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92"}"#;

#[test]
fn a_round_comes_out_at_its_time() {
    assert_eq!(published_ms(1), Some(1_692_803_367_000));
    assert_eq!(published_ms(123), Some(1_692_803_733_000));
    assert_eq!((published_ms(0), published_ms(u64::MAX)), (None, None));
    for round in [1, 2, 123, 40_000_000] {
        let at = published_ms(round).unwrap();
        assert_eq!(round_at(at), round, "at its very moment");
        assert_eq!(round_at(at + 1), round + 1);
        assert_eq!(round_at(at - 1), round);
    }
    assert_eq!(round_at(0), 1, "before the first");
}

#[test]
fn only_the_exact_words_name_a_round() {
    let line = words(123).unwrap();
    assert!(line.contains("2023-08-23 23:15:33 +08:00"), "{line}");
    assert_eq!(round_of(&line), Some(123));
    for other in [
        line.replace("123,", "0123,"),
        line.replace("123,", "124,"),
        line.replace("52db", "52dc"),
        format!("{line} "),
        line.replace("23:15:33", "23:15:36"),
        "drand 第4821377轮".to_owned(),
        "两枚骰子".to_owned(),
    ] {
        assert_eq!(round_of(&other), None, "{other}");
    }
    assert!(claims("Drand round 5") && claims(&line) && !claims("两枚骰子") && !claims("dran"));
}

#[test]
fn a_file_is_of_its_round_or_none() {
    assert_eq!(signature_in(FILE.as_bytes(), 123).unwrap()[..2], [0xb7, 0x5c]);
    assert_eq!(signature_in(FILE.as_bytes(), 124), Err(FileError::OtherRound(123)));
    let long = format!("{FILE}{}", " ".repeat(FILE_MAX));
    for wrong in ["", "{}", "null", &FILE.replace("b75c", "b7"), &FILE.replace("b75c", "zzzz"), &long] {
        assert_eq!(signature_in(wrong.as_bytes(), 123), Err(FileError::Form), "{wrong}");
    }
}
