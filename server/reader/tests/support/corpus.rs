//! A corpus of documents by different writers and encodings, made when it is asked for. What is written by hand here also
//! says what it says, so that no other reader has to be believed.

use std::path::Path;
use std::process::Command;

use encoding_rs::{GB18030, GBK};
use hayro::hayro_interpret::hayro_cmap::{CMap, CMapName, load_embedded};
use pdf_extract::{Document, Object};

use super::{data, pdf, stream};

/// A document, and what its pages say where that is known.
pub struct Sample {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    /// The text of each page.
    pub truth: Option<Vec<String>>,
}

/// What the handmade pages say: a clause of a tender, digits, Latin, a rare ideograph.
pub const CLAUSE: &str = "投标人须按照招标文件的要求提交投标文件，逾期送达的将被拒收。\n质量保证期为三年，自验收合格之日起计算；服务热线：0571-88880000。\nISO 9001 认证证书编号 CN-2026-0731，有效期至二〇二八年。";

/// Every document that needs no other program.
pub fn handmade() -> Vec<Sample> {
    let ucs2 = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
    let gbk = |text: &str| GBK.encode(text).0.into_owned();
    let gb18030 = |text: &str| GB18030.encode(text).0.into_owned();
    let said = |name, bytes| Sample { name, bytes, truth: Some(vec![CLAUSE.to_owned()]) };
    vec![
        said("unigb-ucs2-unembedded", composite("UniGB-UCS2-H", &ucs2, None)),
        said("unigb-utf16-unembedded", composite("UniGB-UTF16-H", &ucs2, None)),
        said("unigb-ucs2-vertical", composite("UniGB-UCS2-V", &ucs2, None)),
        said("gbk-euc-unembedded", composite("GBK-EUC-H", &gbk, None)),
        said("gbk2k-unembedded", composite("GBK2K-H", &gb18030, None)),
        said("gbk-euc-embedded", composite("GBK-EUC-H", &gbk, Some(&truetype()))),
        said("unigb-ucs2-embedded", composite("UniGB-UCS2-H", &ucs2, Some(&truetype()))),
        said("identity-gb1-embedded", composite("Identity-H", &cids, Some(&truetype()))),
        scan("scan", ""),
        scan("scan-with-text-layer", CLAUSE),
        rotated_form(),
    ]
}

/// CIDs of Adobe-GB1, two bytes each, as an encoding of Identity-H takes them.
fn cids(text: &str) -> Vec<u8> {
    let map = load_embedded(CMapName::from_bytes(b"UniGB-UCS2-H")).and_then(|map| CMap::parse(map, load_embedded));
    let map = map.expect("a map of the renderer");
    let cid = |unit: u16| map.lookup_cid_code(u32::from(unit), 2).expect("an ideograph of GB1") as u16;
    text.encode_utf16().map(cid).flat_map(u16::to_be_bytes).collect()
}

/// A TrueType program out of a real document; which shapes it draws does not matter here.
fn truetype() -> Vec<u8> {
    let document = Document::load(data("zhnumber.pdf")).expect("a real document");
    let found = document.objects.values().find_map(|object| {
        let Object::Reference(id) = object.as_dict().ok()?.get(b"FontFile2").ok()? else { return None };
        document.get_object(*id).ok()?.as_stream().ok()?.decompressed_content().ok()
    });
    found.expect("it has a TrueType font")
}

/// One page in a composite font that brings no map: whoever reads it must know the encoding.
fn composite(encoding: &str, encode: &dyn Fn(&str) -> Vec<u8>, program: Option<&[u8]>) -> Vec<u8> {
    let vertical = encoding.ends_with('V');
    let leading = if vertical { "0 Tc 0 0 Td" } else { "20 TL" };
    let mut content = format!("BT /C 12 Tf {leading} 60 760 Td ");
    for line in CLAUSE.lines() {
        let shown = hex::encode(encode(line));
        content += &if vertical { format!("<{shown}> Tj 30 0 Td ") } else { format!("<{shown}> Tj T* ") };
    }
    content += "ET";
    let kind = if program.is_some() { "CIDFontType2/CIDToGIDMap/Identity" } else { "CIDFontType0" };
    let file = if program.is_some() { "/FontFile2 8 0 R" } else { "" };
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</C 5 0 R>>>>/Contents 4 0 R>>".to_vec(),
        stream("", content.as_bytes()),
        format!("<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+STSong-Light/Encoding/{encoding}/DescendantFonts[6 0 R]>>").into_bytes(),
        format!("<</Type/Font/Subtype/{kind}/BaseFont/ABCDEF+STSong-Light/DW 1000/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/FontDescriptor 7 0 R>>").into_bytes(),
        format!("<</Type/FontDescriptor/FontName/ABCDEF+STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80{file}>>").into_bytes(),
    ];
    if let Some(program) = program {
        objects.push(stream(&format!("/Length1 {}", program.len()), program));
    }
    pdf(&objects, "")
}

/// A photograph over the whole page, and below it what a text recognition wrote, drawn invisibly.
fn scan(name: &'static str, layer: &str) -> Sample {
    let mut content = "q 595 0 0 842 0 0 cm /I Do Q BT 3 Tr /C 12 Tf 20 TL 60 760 Td ".to_owned();
    for line in layer.lines() {
        let shown: Vec<u8> = line.encode_utf16().flat_map(u16::to_be_bytes).collect();
        content += &format!("<{}> Tj T* ", hex::encode(shown));
    }
    content += "ET";
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</C 5 0 R>>/XObject<</I 8 0 R>>>>/Contents 4 0 R>>".to_vec(),
        stream("", content.as_bytes()),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>".to_vec(),
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/FontDescriptor 7 0 R>>".to_vec(),
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>>".to_vec(),
        photograph(620, 877),
    ];
    Sample { name, bytes: pdf(&objects, ""), truth: Some(vec![layer.to_owned()]) }
}

/// A grey JPEG with noise, as a scanner gives it.
pub fn photograph(width: u32, height: u32) -> Vec<u8> {
    let mut state = 7_u32;
    let noise = (0..width * height).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        200 + (state >> 27) as u8
    });
    let pixels: Vec<u8> = noise.collect();
    let mut jpeg = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 60)
        .encode(&pixels, width, height, image::ExtendedColorType::L8)
        .expect("a picture");
    let dict = format!(
        "/Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode"
    );
    stream(&dict, &jpeg)
}

/// A turned page whose text stands in a form inside a form, in a simple font with its own encoding.
fn rotated_form() -> Sample {
    let inner = "BT /L 14 Tf 40 700 Td (Of\\001ce hours 9-17, fee 120 \\002 \\(incl. tax\\)) Tj 0 -30 Td [(Ser) -20 (vice le) 15 (vel)] TJ ET";
    let form = |content: &str, resources: &str| {
        stream(&format!("/Type/XObject/Subtype/Form/BBox[0 0 842 842]/Resources<<{resources}>>"), content.as_bytes())
    };
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/Rotate 90/MediaBox[0 0 595 842]/Resources<</XObject<</A 5 0 R>>>>/Contents 4 0 R>>".to_vec(),
        stream("", b"q /A Do Q"),
        form("q 1 0 0 1 5 5 cm /B Do Q", "/XObject<</B 6 0 R>>"),
        form(inner, "/Font<</L 7 0 R>>"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</BaseEncoding/WinAnsiEncoding/Differences[1/fi/Euro]>>>>".to_vec(),
    ];
    let truth = "Office hours 9-17, fee 120 € (incl. tax)\nService level";
    Sample { name: "rotated-form", bytes: pdf(&objects, ""), truth: Some(vec![truth.to_owned()]) }
}

/// A bid as our own printing makes it.
pub fn typst() -> Sample {
    let fonts = paper::Fonts::load(None).expect("fonts-noto-cjk");
    let bid = paper::SampleBid {
        bidder: "杭州某某科技有限公司".into(),
        project: "智慧校园建设项目".into(),
        tender_id: "ZJ-2026-0731".into(),
        pages: 6,
        price: "1256800.00".into(),
        price_words: "壹佰贰拾伍万陆仟捌佰元整".into(),
        date: "2026年11月22日".into(),
        ..paper::SampleBid::default()
    };
    Sample { name: "typst", bytes: paper::sample_bid(&fonts, &bid).expect("a bid").0, truth: None }
}

/// A page that Chromium prints; it needs Chromium.
pub fn chromium(folder: &Path) -> Sample {
    let (html, printed) = (folder.join("page.html"), folder.join("chromium.pdf"));
    let rows: String =
        (1..=40).map(|n| format!("<tr><td>{n}</td><td>设备 {n} 号</td><td>{}.50</td></tr>", n * 131)).collect();
    let lines = CLAUSE.replace('\n', "</p><p>");
    let page = format!(
        "<!doctype html><meta charset=utf-8><title>投标文件</title><h1>第一章 技术方案</h1><p>{lines}</p><table border=1>{rows}</table>\
         <h1 style='break-before:page'>第二章 ﬁ ㎡ ＡＢＣ ①②③</h1><p style='font-weight:bold'>{lines}</p><p style='letter-spacing:.4em'>{lines}</p>"
    );
    std::fs::write(&html, page).expect("writes");
    let status = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-pdf-header-footer"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("--print-to-pdf={}", printed.display()))
        .arg(format!("file://{}", html.display()))
        .stderr(std::process::Stdio::null())
        .status();
    assert!(status.expect("chromium: apt-get install chromium").success());
    Sample { name: "chromium", bytes: std::fs::read(printed).expect("what it printed"), truth: None }
}

/// What lies in the repository: LaTeX, LibreOffice, a Type 3 font.
pub fn stored() -> Vec<Sample> {
    let names = ["debian-faq.zh-cn", "libreoffice", "upzhfandolfonts-test", "zhnumber"];
    let read = |name: &'static str| {
        let bytes = std::fs::read(data(&format!("{name}.pdf"))).expect("a document of the repository");
        Sample { name, bytes, truth: None }
    };
    names.map(read).into()
}
