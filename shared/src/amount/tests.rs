//! Money, decimals and amounts in words.

use proptest::prelude::*;

use super::*;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn fen_is_read_and_printed() {
    for (text, fen, grouped) in [
        ("0", 0, "0.00"),
        ("0.05", 5, "0.05"),
        ("-0.50", -50, "-0.50"),
        ("7.1", 710, "7.10"),
        ("999.99", 99_999, "999.99"),
        ("1000", 100_000, "1,000.00"),
        ("1234567.89", 123_456_789, "1,234,567.89"),
        ("92233720368547758.07", i64::MAX, "92,233,720,368,547,758.07"),
        ("-92233720368547758.08", i64::MIN, "-92,233,720,368,547,758.08"),
        ("1.1000", 110, "1.10"),
    ] {
        assert_eq!(Fen::parse(text), Ok(Fen(fen)), "{text}");
        assert_eq!(Fen(fen).grouped(), grouped);
        assert_eq!(Fen::parse(&Fen(fen).to_string()), Ok(Fen(fen)));
    }
}

#[test]
fn fen_refuses_what_is_not_money() {
    for text in ["", "-", ".5", "1.", "01", "1,000", "1e3", " 1", "1 ", "+1", "１", "0x1", "NaN", "1.2.3", "--1"] {
        assert_eq!(Fen::parse(text), Err(FenError::NotANumber), "{text:?}");
    }
    assert_eq!(Fen::parse("1.001"), Err(FenError::TooManyDecimals));
    assert_eq!(Fen::parse("92233720368547758.08"), Err(FenError::TooLarge));
}

#[test]
fn fen_is_an_integer_on_the_wire() {
    assert_eq!(serde_json::to_string(&Fen(123)).unwrap(), "123");
    assert_eq!(serde_json::from_str::<Fen>("-5").unwrap(), Fen(-5));
    assert!(serde_json::from_str::<Fen>("1.5").is_err());
    assert!(serde_json::from_str::<Fen>("\"1\"").is_err());
}

#[test]
fn sums_of_money_do_not_wrap() {
    assert_eq!(Fen(i64::MAX) + Fen(1), Fen(i64::MAX));
    assert_eq!(Fen(i64::MIN) - Fen(1), Fen(i64::MIN));
    assert_eq!(Fen(i64::MAX).checked_add(Fen(1)), None);
    assert_eq!([Fen(1), Fen(2)].into_iter().sum::<Fen>(), Fen(3));
    assert_eq!(Fen::from_yuan(10_000_000), Some(Fen(1_000_000_000)));
    assert_eq!(Fen::from_yuan(i64::MAX), None);
}

#[test]
fn decimals_count_by_value() {
    assert_eq!(decimal("40.000"), decimal("40"));
    assert_eq!(decimal("-0"), decimal("0.00"));
    assert_eq!(decimal("0.30").to_string(), "0.3");
    assert_eq!(decimal("100").to_string(), "100");
    assert_eq!(decimal("-12.5").to_fixed(2), "-12.50");
    assert_eq!(decimal("12.500").places(), 1);
    assert!(decimal("9.99") < decimal("10") && decimal("-2") < decimal("-1.9"));
    assert_eq!(&decimal("0.1") + &decimal("0.2"), decimal("0.3"));
    assert!(decimal("7.5").is_multiple_of(&decimal("0.5")) && !decimal("7.6").is_multiple_of(&decimal("0.5")));
    assert!(!decimal("1").is_multiple_of(&decimal("0")));
}

#[test]
fn decimals_refuse_other_notations() {
    for text in ["", "-", "+1", "1e5", "00", "01.5", ".1", "1.", "1,5", "٣", "1_000", "0.1 "] {
        assert_eq!(text.parse::<Decimal>(), Err(DecimalError), "{text:?}");
    }
    assert!("9".repeat(256).parse::<Decimal>().is_ok());
    assert!("9".repeat(257).parse::<Decimal>().is_err());
    assert!(serde_json::from_str::<Decimal>("1.5").is_err());
    assert_eq!(serde_json::from_str::<Decimal>("\"1.50\"").unwrap(), decimal("1.5"));
}

#[test]
fn rounds_half_up_once() {
    for (numerator, denominator, places, expected) in [
        (1, 200, 2, "0.01"),
        (-1, 200, 2, "-0.01"),
        (1, 201, 2, "0"),
        (2, 3, 2, "0.67"),
        (1, 3, 0, "0"),
        (1, 2, 0, "1"),
        (28_124_999, 1_000_000, 2, "28.12"),
        (28_125, 1000, 2, "28.13"),
    ] {
        let ratio = Ratio::new(numerator.into(), denominator.into());
        assert_eq!(round_half_up(&ratio, places), decimal(expected), "{ratio}");
    }
    assert_eq!(TwoPlaces::round(&decimal("40").to_ratio()).to_string(), "40.00");
    assert!(serde_json::from_str::<TwoPlaces>("\"1.005\"").is_err());
}

#[test]
fn words_follow_the_payment_rules() {
    for (text, words) in [
        ("0", "人民币零元整"),
        ("0.05", "人民币伍分"),
        ("0.50", "人民币伍角整"),
        ("1", "人民币壹元整"),
        ("10", "人民币壹拾元整"),
        ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("1680.32", "人民币壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "人民币壹拾万柒仟元伍角叁分"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("1230000", "人民币壹佰贰拾叁万元整"),
        ("100000001", "人民币壹亿零壹元整"),
        ("1000000000000", "人民币壹万亿元整"),
        ("-1050", "人民币负壹仟零伍拾元整"),
        ("92233720368547758.07", "人民币玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零柒分"),
    ] {
        let amount = Fen::parse(text).unwrap();
        assert_eq!(in_words(amount), words);
        assert_eq!(parse_words(words), Ok(amount), "{words}");
    }
}

#[test]
fn words_are_read_as_people_write_them() {
    for (words, text) in [
        ("玖万捌仟元", "98000"),
        ("人民币 玖万捌仟圆正", "98000"),
        ("人民币：壹佰元整", "100"),
        ("壹拾万零柒仟元零伍角叁分", "107000.53"),
        ("壹仟陆佰捌拾元零叁角贰分", "1680.32"),
        ("壹元零角伍分", "1.05"),
        ("壹元伍角零分", "1.50"),
        ("壹元零角零分", "1"),
        ("零元伍角整", "0.50"),
        ("貳萬圓整", "20000"),
    ] {
        assert_eq!(parse_words(words), Fen::parse(text).map_err(|_| WordsError::Malformed), "{words}");
    }
}

#[test]
fn words_that_would_be_a_guess_are_refused() {
    for words in [
        "壹仟伍元",
        "壹贰元",
        "壹佰零零伍元",
        "壹佰零伍拾元",
        "壹角壹元",
        "元",
        "零",
        "壹佰",
        "壹元壹元",
        "壹元伍",
        "万元",
        "壹万万元",
        "伍拾伍元零叁角",
        "壹角贰角",
    ] {
        assert_eq!(parse_words(words), Err(WordsError::Malformed), "{words}");
    }
    assert_eq!(parse_words(""), Err(WordsError::Empty));
    assert_eq!(parse_words("人民币整"), Err(WordsError::Empty));
    assert_eq!(parse_words("100元"), Err(WordsError::Unknown('1')));
    assert_eq!(parse_words("壹亿亿亿元"), Err(WordsError::TooLarge));
    assert_eq!(parse_words(&"壹".repeat(1000)), Err(WordsError::Malformed));
}

proptest! {
    #[test]
    fn money_survives_its_texts(fen in any::<i64>()) {
        let amount = Fen(fen);
        prop_assert_eq!(Fen::parse(&amount.to_string()), Ok(amount));
        prop_assert_eq!(Fen::parse(&amount.grouped().replace(',', "")), Ok(amount));
        prop_assert_eq!(parse_words(&in_words(amount)), Ok(amount));
        prop_assert_eq!(Fen::try_from(&amount.to_decimal()), Ok(amount));
    }

    #[test]
    fn small_money_survives_its_words(fen in 0_i64..2_000_000_000) {
        prop_assert_eq!(parse_words(&in_words(Fen(fen))), Ok(Fen(fen)));
    }

    #[test]
    fn no_words_panic(text in "[零壹贰玖拾佰仟万亿元角分整负人民币a ]{0,40}") {
        if let Ok(amount) = parse_words(&text) {
            prop_assert_eq!(parse_words(&in_words(amount)), Ok(amount));
        }
    }

    #[test]
    fn decimals_survive_their_text(units in any::<i64>(), places in 0_u32..12) {
        let value = Decimal::new(units, places);
        prop_assert_eq!(value.to_string().parse::<Decimal>().unwrap(), value.clone());
        prop_assert_eq!(round_half_up(&value.to_ratio(), 12), value);
    }

    #[test]
    fn no_text_panics(text in ".{0,40}") {
        let _ = text.parse::<Decimal>();
        let _ = Fen::parse(&text);
        let _ = parse_words(&text);
    }
}
