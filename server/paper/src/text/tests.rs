use super::*;

fn cover() -> Cover {
    let codes = ('!'..='~').chain('\u{4e00}'..='\u{9fff}').chain(['\u{3002}', '\u{fe0f}', '\u{e000}', '\u{200b}']);
    Cover::of(&Coverage::from_vec(codes.map(u32::from).collect()))
}

#[test]
fn what_can_be_shown_is_left_alone() {
    let text = "投标人 ABC-1。\n第二行\u{3000}";
    assert!(matches!(cover().printable(text), Cow::Borrowed(same) if same == text));
}

#[test]
fn what_the_fonts_lack_is_printed_as_its_number() {
    assert_eq!(cover().printable("a😀b"), "a〔U+1F600〕b");
    assert_eq!(cover().printable("é"), "〔U+00E9〕");
}

#[test]
fn what_cannot_be_seen_is_printed_even_when_a_font_has_it() {
    assert_eq!(cover().printable("a\u{202e}b"), "a〔U+202E〕b");
    assert_eq!(cover().printable("\u{200b}\u{fe0f}\u{e000}"), "〔U+200B〕〔U+FE0F〕〔U+E000〕");
    assert_eq!(cover().printable("a\0\u{1b}"), "a〔U+0000〕〔U+001B〕");
    assert_eq!(cover().printable("\u{10ffff}"), "〔U+10FFFF〕");
}

#[test]
fn line_ends_become_one_kind_and_tabs_become_spaces() {
    assert_eq!(cover().printable("a\r\nb\rc\td\n"), "a\nb\nc d\n");
}

#[test]
fn both_covers_only_what_both_have() {
    let letters = Cover::of(&Coverage::from_vec(vec![0x41, 0x42]));
    let other = Cover::of(&Coverage::from_vec(vec![0x42, 0x43]));
    assert_eq!(letters.both(&other).printable("ABC"), "〔U+0041〕B〔U+0043〕");
}
