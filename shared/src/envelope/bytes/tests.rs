use super::*;
use proptest::prelude::*;

#[test]
fn only_one_spelling_is_read() {
    assert_eq!(Hex::<2>::parse("0aff"), Ok(Hex([10, 255])));
    for bad in ["", "0aff0", "0Aff", "0AFF", "0aff00", "0a", " 0aff", "0x0a", "０aff"] {
        assert!(Hex::<2>::parse(bad).is_err(), "{bad}");
    }
    assert_eq!(B64::<2>::parse("_-8"), Ok(B64([255, 239])));
    // Padding, the other alphabet, and spare bits that are not zero.
    for bad in ["_-8=", "/+8", "_-9", "_-", "_-8_", "", " _-8"] {
        assert!(B64::<2>::parse(bad).is_err(), "{bad}");
    }
    assert!(B64::<32>::parse("A").is_err());
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(bytes in any::<[u8; 32]>(), seven in any::<[u8; 7]>(), sixty_four in any::<[u8; 48]>()) {
        prop_assert_eq!(Hex(bytes).to_string().parse(), Ok(Hex(bytes)));
        prop_assert_eq!(B64(bytes).to_string().parse(), Ok(B64(bytes)));
        prop_assert_eq!(B64(seven).to_string().parse(), Ok(B64(seven)));
        prop_assert_eq!(B64(sixty_four).to_string().parse(), Ok(B64(sixty_four)));
    }

    #[test]
    fn whatever_is_read_is_the_canonical_spelling(text in ".{0,50}") {
        if let Ok(read) = Hex::<4>::parse(&text) {
            prop_assert_eq!(read.to_string(), &text[..]);
        }
        if let Ok(read) = B64::<4>::parse(&text) {
            prop_assert_eq!(read.to_string(), &text[..]);
        }
    }

    #[test]
    fn every_b64_text_of_the_right_length_has_one_reading(text in "[A-Za-z0-9_-]{6}") {
        if let Ok(read) = B64::<4>::parse(&text) {
            prop_assert_eq!(read.to_string(), &text[..]);
        }
    }
}
