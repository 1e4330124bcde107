use super::*;

fn grey(width: u32, height: u32, value: impl Fn(usize) -> u8) -> Picture {
    let data = (0..(width * height) as usize).map(value).collect();
    Picture { width, height, channels: 1, data }
}

#[test]
fn a_page_is_as_wide_as_asked_unless_its_shape_is_absurd() {
    assert_eq!(fit(595.0, 842.0, 1240), Some((1240, 1755)));
    assert_eq!(fit(842.0, 595.0, 1240), Some((1240, 876)));
    assert_eq!(fit(595.0, 842.0, 0), Some((64, 91)), "the width has a floor");
    for (width, height) in [(1.0, 1e9), (1e9, 1.0), (14_400.0, 14_400.0), (0.001, 1000.0)] {
        let (w, h) = fit(width, height, 4096).expect("a positive size");
        assert!(w >= 1 && h >= 1 && w <= 8192 && h <= 8192, "{width}x{height} gives {w}x{h}");
        assert!(u32::from(w) * u32::from(h) <= 24_100_000);
    }
    for bad in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        assert_eq!(fit(bad, 842.0, 1240), None);
        assert_eq!(fit(595.0, bad, 1240), None);
    }
}

#[test]
fn grey_pages_are_kept_grey_and_coloured_ones_in_colour() {
    let picture = Picture::from_opaque_rgba(2, 1, &[7, 7, 7, 255, 9, 9, 9, 255]);
    assert_eq!((picture.channels, picture.data.as_slice()), (1, &[7, 9][..]));
    let picture = Picture::from_opaque_rgba(2, 1, &[7, 7, 7, 255, 9, 8, 9, 255]);
    assert_eq!((picture.channels, picture.data.as_slice()), (3, &[7, 7, 7, 9, 8, 9][..]));
}

#[test]
fn png_keeps_every_pixel() {
    let picture = grey(33, 17, |i| (i * 7) as u8);
    let read = Picture::from_png(&picture.to_png().expect("encodes")).expect("decodes");
    assert!(read == picture);
}

#[test]
fn what_is_not_a_whole_png_of_ours_is_refused() {
    let good = grey(64, 64, |i| (i * 31) as u8).to_png().expect("encodes");
    assert!(Picture::from_png(&[]).is_none());
    assert!(Picture::from_png(b"not a picture").is_none());
    assert!(Picture::from_png(&good[..good.len() / 2]).is_none());
    let mut giant = good.clone();
    giant[16..20].copy_from_slice(&60_000u32.to_be_bytes());
    assert!(Picture::from_png(&giant).is_none());
}

#[test]
fn text_goes_as_png_and_photographs_as_jpeg() {
    let text = grey(200, 200, |i| if i % 200 < 20 { 0 } else { 255 });
    let stored = text.to_png().expect("encodes").len();
    assert_eq!(text.to_page_image(stored).expect("encodes").content_type, "image/png");
    let mut state = 1u32;
    let mut noise = grey(200, 200, |_| 0);
    for value in &mut noise.data {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *value = (state >> 24) as u8;
    }
    let stored = noise.to_png().expect("encodes").len();
    let image = noise.to_page_image(stored).expect("encodes");
    assert_eq!(image.content_type, "image/jpeg");
    assert_eq!(&image.bytes[..2], &[0xFF, 0xD8]);
}
