//! How long a page takes. Run with `cargo test -p reader --test figures -- --ignored --nocapture`.

mod support;

use std::path::Path;
use std::time::Duration;

use reader::{Limits, Watermark};
use support::{House, data, house, pages, stream};
use tokio::time::Instant;

/// A document of 500 pages, each a grey scan of 200 kB with a number.
fn large() -> Vec<u8> {
    let mut state = 1u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let (mut contents, mut images) = (Vec::new(), Vec::new());
    let mut names = String::new();
    for page in 0..500 {
        let text = format!("q 595 0 0 842 0 0 cm /I{page} Do Q BT /F 40 Tf 72 700 Td (Page {}) Tj ET", page + 1);
        contents.push(stream("", text.as_bytes()));
        names += &format!("/I{page} {} 0 R", 4 + 1000 + page);
        let pixels: Vec<u8> = (0..400 * 512).map(|_| noise()).collect();
        images.push(stream(
            "/Type/XObject/Subtype/Image/Width 400/Height 512/BitsPerComponent 8/ColorSpace/DeviceGray",
            &pixels,
        ));
    }
    pages(&contents, &format!("/XObject<<{names}>>"), &images)
}

async fn time_page(house: &House, file: &Path, page: u32, mark: &str) -> (Duration, usize, &'static str) {
    let start = Instant::now();
    let image = house.reader.page_image(file, page, 1240, &Watermark::new(mark)).await.expect("a picture");
    (start.elapsed(), image.bytes.len(), image.content_type)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures, asserts nothing that a busy machine could not break"]
async fn pages_cold_and_warm() {
    let house = house(Limits::default());
    let large = house.file("large.pdf", &large());
    let small = ["debian-faq.zh-cn.pdf", "upzhfandolfonts-test.pdf", "zhnumber.pdf"].map(data);
    for (file, page) in small.iter().zip([1, 2, 3]).chain([(&large, 1), (&large, 2), (&large, 250), (&large, 500)]) {
        let (cold, bytes, kind) = time_page(&house, file, page, "王×× · 3室2座 · 2026-11-22 14:05").await;
        let (warm, ..) = time_page(&house, file, page, "李×× · 3室3座 · 2026-11-22 14:06").await;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        println!("{name} page {page}: cold {cold:?}, warm {warm:?}, {kind} of {bytes} bytes");
    }
    let start = Instant::now();
    let text = house.reader.text(&large).await.expect("text");
    println!(
        "text of {} pages, {} MB: {:?}",
        text.len(),
        large.metadata().expect("a file").len() >> 20,
        start.elapsed()
    );
}
