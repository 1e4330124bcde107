use super::*;

fn letters() -> Option<Letters> {
    Letters::load(FontFile::find(&["/usr/share/fonts", "/usr/local/share/fonts"])?).ok()
}

fn ground(width: u32, height: u32, value: u8) -> Picture {
    Picture { width, height, channels: 1, data: vec![value; (width * height) as usize] }
}

#[test]
fn control_characters_and_length_are_tamed() {
    assert_eq!(Watermark::new("王×× · 3室2座").text(), "王×× · 3室2座");
    assert_eq!(Watermark::new("a\nb\0c").text(), "a b c");
    assert_eq!(Watermark::new(&"长".repeat(500)).text().chars().count(), TEXT_CHARS);
}

#[test]
fn a_missing_font_is_named() {
    let font = FontFile { path: "/no/such/font.otf".into(), index: 0 };
    match Letters::load(font) {
        Err(ReadError::FontMissing(message)) => assert!(message.contains("/no/such/font.otf")),
        _ => panic!("a font that is not there was read"),
    }
}

#[test]
fn the_mark_shows_on_every_ground_and_everywhere() {
    let letters = letters().expect("a Chinese font: apt-get install fonts-noto-cjk");
    let mark = Watermark::new("王×× · 3室2座 · 2026-11-22 14:05");
    for value in [0, 60, 95, 96, 128, 200, 255] {
        let mut picture = ground(1240, 1754, value);
        letters.burn(&mut picture, &mark).expect("burns");
        // Every part of the page as large as a paragraph carries some of the mark.
        for (row, column) in (0..5).flat_map(|row| (0..3).map(move |column| (row, column))) {
            let changed = (row * 350..(row + 1) * 350)
                .flat_map(|y| (column * 413..(column + 1) * 413).map(move |x| y * 1240 + x))
                .filter(|at| picture.data[*at].abs_diff(value) >= 10)
                .count();
            assert!(changed > 300, "ground {value}: {changed} marked pixels in part {row},{column}");
        }
    }
}

#[test]
fn the_mark_hides_nothing() {
    let letters = letters().expect("a Chinese font: apt-get install fonts-noto-cjk");
    let mark = Watermark::new("王×× · 3室2座 · 2026-11-22 14:05");
    let mut picture = ground(1240, 1754, 255);
    for y in (0..1754).step_by(3) {
        picture.data[y * 1240..(y + 1) * 1240].fill(0);
    }
    letters.burn(&mut picture, &mark).expect("burns");
    for (at, value) in picture.data.iter().enumerate() {
        let ink = (at / 1240).is_multiple_of(3);
        assert!(if ink { *value <= 40 } else { *value >= 200 }, "{value} at {at}");
    }
}

#[test]
fn colour_small_pages_and_odd_letters_are_no_trouble() {
    let letters = letters().expect("a Chinese font: apt-get install fonts-noto-cjk");
    let mut picture = Picture { width: 64, height: 3, channels: 3, data: vec![250; 64 * 3 * 3] };
    letters.burn(&mut picture, &Watermark::new("𠮷😀\u{FFFF}龘")).expect("burns");
    letters.burn(&mut picture, &Watermark::new("")).expect("burns nothing");
    letters.burn(&mut picture, &Watermark::new("   ")).expect("burns nothing");
    assert_eq!(picture.data.len(), 64 * 3 * 3);
}
