//! What the reader makes of honest documents.

mod support;

use reader::{Engine, Limits, PageFlag, ReadError, Watermark};
use support::{data, house, pages, pages_in, says, stream};

const MARK: &str = "王×× · 3室2座 · 2026-11-22 14:05";

fn grey(bytes: &[u8]) -> image::GrayImage {
    image::load_from_memory(bytes).expect("a picture").to_luma8()
}

#[tokio::test]
async fn pages_are_counted_and_measured() {
    let house = house(Limits::default());
    for (name, count, width_pt, height_pt) in [
        ("debian-faq.zh-cn.pdf", 1, 595.276, 841.89),
        ("upzhfandolfonts-test.pdf", 2, 419.53, 595.28),
        ("zhnumber.pdf", 32, 595.28, 841.89),
    ] {
        let info = house.reader.pages(&data(name)).await.expect(name);
        assert_eq!(info.page_count(), count, "{name}");
        for page in info.pages {
            assert!((page.width_pt - width_pt).abs() < 0.01, "{name}: {page:?}");
            assert!((page.height_pt - height_pt).abs() < 0.01, "{name}: {page:?}");
        }
    }
}

#[tokio::test]
async fn chinese_text_is_read_page_by_page() {
    let house = house(Limits::default());
    let pages = house.reader.text(&data("zhnumber.pdf")).await.expect("text");
    assert_eq!(pages.iter().map(|p| p.number).collect::<Vec<_>>(), (1..=32).collect::<Vec<_>>());
    assert!(pages.iter().all(|p| p.engine != Engine::None && p.flags.is_empty()), "no page is doubtful");
    let first = pages[0].text.replace(' ', "");
    for known in ["zhnumber宏包", "李清", "sobenlee@gmail.com", "2022/07/14", "宏包用于将阿拉伯数字按照中文格式输出"]
    {
        assert!(first.contains(known), "{known} is missing in {first}");
    }
    assert!(pages[4].text.contains("zhnumber 宏包代码实现"), "{}", pages[4].text);
    assert!(pages[0].text.lines().any(|line| line == "李清"), "lines are kept apart: {}", pages[0].text);
}

#[tokio::test]
async fn type_3_fonts_without_a_map_are_read_by_the_other_engine() {
    let house = house(Limits::default());
    let pages = house.reader.text(&data("debian-faq.zh-cn.pdf")).await.expect("text");
    assert_eq!(pages.len(), 1);
    assert!(pages[0].text.contains("The PDF version of the debian-faq"), "{}", pages[0].text);
    assert_eq!(pages[0].engine, Engine::Extract);
    assert_eq!(pages[0].flags, [PageFlag::Suspect], "the engines disagree here");
}

#[tokio::test]
async fn glyphs_without_known_characters_are_flagged() {
    let house = house(Limits::default());
    let pages = house.reader.text(&data("upzhfandolfonts-test.pdf")).await.expect("text");
    assert_eq!(pages.len(), 2);
    assert!(pages.iter().all(|p| p.flags.contains(&PageFlag::Suspect)), "{pages:?}");
}

#[tokio::test]
async fn scans_and_blank_pages_are_told_apart() {
    let image = stream(
        "/Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceGray",
        &[0, 80, 160, 240],
    );
    let contents = [stream("", b"q 595 0 0 842 0 0 cm /I Do Q"), stream("", b" "), says("Page three")];
    let house = house(Limits::default());
    let file = house.file("mixed.pdf", &pages(&contents, "/XObject<</I 10 0 R>>", &[image]));
    let pages = house.reader.text(&file).await.expect("text");
    assert_eq!(pages[0].flags, [PageFlag::Scan]);
    assert_eq!(pages[1].flags, [PageFlag::Blank]);
    assert_eq!((pages[2].text.as_str(), pages[2].flags.len()), ("Page three", 0));
}

#[tokio::test]
async fn a_page_is_drawn_at_the_width_that_is_asked_and_marked() {
    let house = house(Limits::default());
    let (file, mark) = (data("zhnumber.pdf"), Watermark::new(MARK));
    for width in [640, 1240, 2480] {
        let image = house.reader.page_image(&file, 3, width, &mark).await.expect("a picture");
        assert_eq!(image.content_type, "image/png");
        let pixels = grey(&image.bytes);
        assert_eq!((image.width, image.height), pixels.dimensions());
        assert_eq!(image.width, width);
        assert!(image.height.abs_diff(width * 842 / 595) <= 2);
        let black = pixels.pixels().filter(|p| p.0[0] < 90).count();
        assert!(black > 1000, "{black} dark pixels at {width}");
    }
    let bare = house.reader.page_image(&file, 3, 1240, &Watermark::new("")).await.expect("a picture");
    let one = house.reader.page_image(&file, 3, 1240, &mark).await.expect("a picture");
    let other = house.reader.page_image(&file, 3, 1240, &Watermark::new("李×× · 1室5座")).await.expect("a picture");
    let (bare, one, other) = (grey(&bare.bytes), grey(&one.bytes), grey(&other.bytes));
    let marked = bare.pixels().zip(one.pixels()).filter(|(a, b)| a != b).count();
    assert!(marked > 20_000, "{marked} marked pixels");
    assert_ne!(one, other, "the mark tells who looked");
    let lost = bare.pixels().zip(one.pixels()).filter(|(a, b)| (a.0[0] < 60) && b.0[0] > 110).count();
    assert_eq!(lost, 0, "no letter is hidden");
}

#[tokio::test]
async fn a_font_that_is_not_in_the_document_is_replaced_by_ours() {
    let font =
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[7 0 R]>>".to_vec();
    let descendant = b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 8 0 R>>".to_vec();
    let descriptor = b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>>".to_vec();
    // 投标文件
    let content = stream("", b"BT /C 80 Tf 72 600 Td <629568076587 4EF6> Tj ET");
    let house = house(Limits::default());
    let file = house.file("unembedded.pdf", &pages_in(&[content], "/C 6 0 R", "", &[font, descendant, descriptor]));
    let image = house.reader.page_image(&file, 1, 595, &Watermark::new("")).await.expect("a picture");
    let dark = grey(&image.bytes).pixels().filter(|p| p.0[0] < 128).count();
    assert!(dark > 1500, "four large ideographs have many dark pixels, not {dark}");
}

#[tokio::test]
async fn pages_outside_the_document_are_refused() {
    let house = house(Limits::default());
    for page in [0, 3, u32::MAX] {
        let image = house.reader.page_image(&data("upzhfandolfonts-test.pdf"), page, 800, &Watermark::new(MARK)).await;
        assert!(matches!(image, Err(ReadError::PageOutOfRange)), "{page}: {image:?}");
    }
}

#[tokio::test]
async fn limits_on_pages_and_length_are_kept() {
    let house_of = |limits| house(limits);
    let few = house_of(Limits { pages: 31, ..Limits::default() });
    assert!(matches!(few.reader.pages(&data("zhnumber.pdf")).await, Err(ReadError::TooManyPages)));
    assert!(matches!(few.reader.text(&data("zhnumber.pdf")).await, Err(ReadError::TooManyPages)));
    let short = house_of(Limits { file_bytes: 10_000, ..Limits::default() });
    assert!(matches!(short.reader.pages(&data("debian-faq.zh-cn.pdf")).await, Err(ReadError::TooLarge)));
}

#[tokio::test]
async fn drawn_pages_are_kept_and_a_damaged_copy_is_drawn_again() {
    let house = house(Limits::default());
    let (file, mark) = (data("zhnumber.pdf"), Watermark::new(MARK));
    house.reader.prefetch(&file, 2, 900).await.expect("drawn");
    let kept = || {
        let list = std::fs::read_dir(house.folder.path().join("pages")).expect("the cache");
        list.map(|entry| entry.expect("an entry").path()).collect::<Vec<_>>()
    };
    assert_eq!(kept().len(), 1);
    let first = house.reader.page_image(&file, 2, 900, &mark).await.expect("a picture");
    std::fs::write(&kept()[0], b"damaged").expect("writes");
    let second = house.reader.page_image(&file, 2, 900, &mark).await.expect("a picture");
    assert!(first == second);
    assert!(std::fs::read(&kept()[0]).expect("reads").len() > 1000, "the copy is whole again");
}

#[tokio::test]
async fn a_file_that_is_replaced_is_not_taken_for_the_old_one() {
    let house = house(Limits::default());
    let file = house.file("bid.pdf", &pages(&[says("One")], "", &[]));
    let mark = Watermark::new(MARK);
    let first = house.reader.page_image(&file, 1, 600, &mark).await.expect("a picture");
    house.file("bid.pdf", &pages(&[says("Another")], "", &[]));
    let second = house.reader.page_image(&file, 1, 600, &mark).await.expect("a picture");
    assert!(first != second);
}
