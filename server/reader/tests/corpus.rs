//! How well the text is read, on documents of many writers and encodings: against what they are known to say, and against
//! pdftotext. With `BIDROOM_CORPUS_OUT=folder` the documents are left there for `bidroom bench text`.

mod support;

use std::path::Path;
use std::process::Command;

use reader::{Engine, Limits, PageFlag, PageText, dice};
use support::corpus::{CLAUSE, Sample, chromium, handmade, stored, typst};
use support::{House, house, pages_in, stream};

/// A page that is less like the truth than this must be flagged.
const LEAST: f64 = 0.9;
/// All pages together.
const MEAN: f64 = 0.98;

async fn read(house: &House, sample: &Sample) -> Vec<PageText> {
    let file = house.file(&format!("{}.pdf", sample.name), &sample.bytes);
    house.reader.text(&file).await.unwrap_or_else(|error| panic!("{}: {error}", sample.name))
}

fn pdftotext(file: &Path) -> Vec<String> {
    let said = Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(file).arg("-").output();
    let text = String::from_utf8(said.expect("pdftotext: apt-get install poppler-utils poppler-data").stdout);
    let text = text.expect("UTF-8");
    let mut pages: Vec<_> = text.split('\u{c}').map(str::to_owned).collect();
    pages.pop();
    pages
}

/// Holds pages to what they should say; gives the likeness of each.
fn held(name: &str, pages: &[PageText], expected: &[String]) -> Vec<f64> {
    assert_eq!(pages.len(), expected.len(), "{name}");
    let alike = pages.iter().zip(expected).map(|(page, expected)| {
        let alike = dice(&page.text, expected);
        let told = alike >= LEAST || !page.flags.is_empty();
        assert!(told, "{name} page {}: {alike:.3} and no flag\n{}\n--\n{expected}", page.number, page.text);
        alike
    });
    alike.collect()
}

#[tokio::test]
async fn what_the_pages_are_known_to_say_is_read() {
    let house = house(Limits::default());
    for sample in handmade() {
        let pages = read(&house, &sample).await;
        let truth = sample.truth.expect("handmade");
        let alike = held(sample.name, &pages, &truth);
        assert!(alike.iter().all(|alike| *alike == 1.0), "{}: {alike:?}\n{}", sample.name, pages[0].text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_documents_are_read_like_pdftotext_or_flagged() {
    let house = house(Limits::default());
    let folder = tempfile::tempdir().expect("a folder");
    let samples: Vec<_> = stored().into_iter().chain(handmade()).chain([typst(), chromium(folder.path())]).collect();
    let kept = std::env::var_os("BIDROOM_CORPUS_OUT");
    let mut all = Vec::new();
    for sample in &samples {
        let pages = read(&house, sample).await;
        let expected = pdftotext(&house.folder.path().join(format!("{}.pdf", sample.name)));
        let alike = held(sample.name, &pages, &expected);
        println!("{}: {} pages, mean {:.4}", sample.name, alike.len(), mean(&alike));
        all.extend(alike);
        if let Some(folder) = &kept {
            std::fs::write(Path::new(folder).join(format!("{}.pdf", sample.name)), &sample.bytes).expect("writes");
        }
    }
    assert!(mean(&all) >= MEAN, "mean {}", mean(&all));
}

fn mean(alike: &[f64]) -> f64 {
    alike.iter().sum::<f64>() / alike.len().max(1) as f64
}

#[tokio::test]
async fn pages_without_text_are_told_from_pages_with_a_layer_of_it() {
    let house = house(Limits::default());
    let samples = handmade();
    let find = |name: &str| samples.iter().find(|sample| sample.name == name).expect("it is made");
    let scan = read(&house, find("scan")).await;
    assert_eq!((scan[0].engine, scan[0].flags.as_slice()), (Engine::None, &[PageFlag::Scan][..]));
    let layered = read(&house, find("scan-with-text-layer")).await;
    assert!(!layered[0].flags.contains(&PageFlag::Scan), "{:?}", layered[0].flags);
}

#[tokio::test]
async fn text_in_a_font_that_nobody_can_load_is_not_an_empty_page() {
    let font = b"<</Type/Font/Subtype/Type0/BaseFont/Odd/Encoding/No-Such-Encoding-H/DescendantFonts[9 0 R]>>".to_vec();
    let below =
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/Odd/CIDSystemInfo<</Registry(Odd)/Ordering(Odd)/Supplement 0>>>>"
            .to_vec();
    let shown = stream("", b"BT /C 12 Tf 72 700 Td <41424344> Tj ET");
    let house = house(Limits::default());
    let file = house.file("odd.pdf", &pages_in(&[shown, stream("", b"q Q")], "/C 8 0 R", "", &[font, below]));
    let pages = house.reader.text(&file).await.expect("text");
    assert_eq!(pages[0].flags, [PageFlag::Suspect], "{}", pages[0].text);
    assert_eq!(pages[1].flags, [PageFlag::Blank]);
}

#[tokio::test]
async fn a_document_tells_what_it_is_made_of() {
    let house = house(Limits::default());
    let office = house.reader.facts(&support::data("libreoffice.pdf")).await.expect("facts");
    assert_eq!(office.properties.title.as_deref(), Some("投标文件 技术部分"));
    assert_eq!(office.properties.producer.as_deref(), Some("LibreOffice 7.4"));
    assert!(office.properties.created.as_deref().is_some_and(|at| at.starts_with("2026-11-22T")), "{office:?}");
    assert!(office.fonts.iter().all(|font| font.embedded && font.subset), "{:?}", office.fonts);
    assert!(office.fonts.iter().any(|font| font.name == "OpenSymbol" && font.kind == "TrueType"));
    let samples = handmade();
    let find = |name: &str| samples.iter().find(|sample| sample.name == name).expect("it is made");
    let scan = house.file("scan.pdf", &find("scan").bytes);
    let scan = house.reader.facts(&scan).await.expect("facts");
    assert_eq!((scan.images.len(), scan.images[0].width, scan.images[0].height), (1, 620, 877));
    assert_eq!(
        scan.fonts.iter().map(|font| (font.name.as_str(), font.embedded)).collect::<Vec<_>>(),
        [("STSong-Light", false)]
    );
    let again = house.file("again.pdf", &find("scan-with-text-layer").bytes);
    let again = house.reader.facts(&again).await.expect("facts");
    assert_eq!(scan.images, again.images, "the same picture in two documents has the same hash");
}

#[tokio::test]
async fn files_inside_a_document_are_listed() {
    let spec = b"<</Type/Filespec/F(a.xlsx)/UF<FEFF62A54EF7002E0078006C00730078>/EF<</F 7 0 R>>>>".to_vec();
    let house = house(Limits::default());
    let bytes = pages_in(
        &[support::says(CLAUSE.lines().last().unwrap_or_default())],
        "",
        "",
        &[spec, stream("/Type/EmbeddedFile", b"PK 12345")],
    );
    let facts = house.reader.facts(&house.file("with.pdf", &bytes)).await.expect("facts");
    assert_eq!(facts.attachments.len(), 1);
    assert_eq!((facts.attachments[0].name.as_str(), facts.attachments[0].bytes), ("报价.xlsx", 8));
}
