//! Documents that are small and mean to be large, deep or endless. Each has pages that say "Good", which must be read.

use super::{bomb, pages, pdf, says, stream};

pub struct Bomb {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    /// The pages that say "Good" and that must be found in spite of the rest.
    pub good: Vec<u32>,
}

/// The first page is the bomb, the second says "Good"; resources and further objects (from number 8) belong to the bomb.
fn beside_good(name: &'static str, content: Vec<u8>, resources: &str, more: &[Vec<u8>]) -> Bomb {
    Bomb { name, bytes: pages(&[content, says("Good")], resources, more), good: vec![2] }
}

fn form(dict: &str, content: &[u8]) -> Vec<u8> {
    stream(&format!("/Type/XObject/Subtype/Form/BBox[0 0 595 842]{dict}"), content)
}

/// Twenty-four of them.
pub fn bombs() -> Vec<Bomb> {
    [forms(), streams(), deep(), fonts(), structure()].into_iter().flatten().collect()
}

/// Drawing that draws itself, or ever more.
fn forms() -> Vec<Bomb> {
    let levels: Vec<_> = (0..14)
        .map(|level| form(&format!("/Resources<</XObject<</X {} 0 R>>>>", 9 + level), &b"/X Do ".repeat(10)))
        .chain([form("", b"0 0 9 9 re f")])
        .collect();
    let own = form("/Resources<</XObject<</X 8 0 R>>>>", b"/X Do /X Do");
    let two = [
        form("/Resources<</XObject<</X 9 0 R>>>>", b"/X Do /X Do"),
        form("/Resources<</XObject<</X 8 0 R>>>>", b"/X Do /X Do"),
    ];
    let pattern = stream(
        "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.001/YStep 0.001/Resources<</Pattern<</P 8 0 R>>>>",
        b"/Pattern cs /P scn 0 0 1 1 re f",
    );
    let mask = b"<</Type/ExtGState/SMask<</S/Luminosity/G 9 0 R>>>>".to_vec();
    let masked =
        form("/Group<</S/Transparency/CS/DeviceGray>>/Resources<</ExtGState<</G 8 0 R>>>>", b"/G gs 0 0 9 9 re f");
    let type3 = b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 65/LastChar 65/Widths[1]/Encoding<</Differences[65/A]>>/CharProcs<</A 9 0 R>>/Resources<</Font<</T 8 0 R>>>>>>".to_vec();
    let glyph = stream("", b"1 0 d0 BT /T 1 Tf (AAAAAAAAAAAAAAAAAAAA) Tj ET");
    let shading = b"<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 1 1]/Function 9 0 R/Extend[true true]>>".to_vec();
    let function =
        b"<</FunctionType 3/Domain[0 1]/Functions[9 0 R 9 0 R 9 0 R]/Bounds[.3 .6]/Encode[0 1 0 1 0 1]>>".to_vec();
    vec![
        beside_good("forms-exponential", stream("", b"/X Do"), "/XObject<</X 8 0 R>>", &levels),
        beside_good("form-in-itself", stream("", b"/X Do /X Do"), "/XObject<</X 8 0 R>>", &[own]),
        beside_good("forms-in-each-other", stream("", b"/X Do"), "/XObject<</X 8 0 R>>", &two),
        beside_good(
            "pattern-in-itself",
            stream("", b"/Pattern cs /P scn 0 0 595 842 re f"),
            "/Pattern<</P 8 0 R>>",
            &[pattern],
        ),
        beside_good("mask-in-itself", stream("", b"/G gs 0 0 595 842 re f"), "/ExtGState<</G 8 0 R>>", &[mask, masked]),
        Bomb {
            name: "glyph-of-glyphs",
            bytes: super::pages_in(
                &[stream("", b"BT /T 9 Tf (AAAA) Tj ET"), says("Good")],
                "/T 8 0 R",
                "",
                &[type3, glyph],
            ),
            good: vec![2],
        },
        beside_good("function-of-itself", stream("", b"/S sh"), "/Shading<</S 8 0 R>>", &[shading, function]),
    ]
}

/// Few bytes that become many.
fn streams() -> Vec<Bomb> {
    let image = |width: u64, height: u64, filter: &str| {
        stream(
            &format!(
                "/Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8/ColorSpace/DeviceRGB{filter}"
            ),
            &[0x81, 0x00],
        )
    };
    let runs = format!("/Filter[{}]", "/RunLengthDecode ".repeat(6));
    // 4 GB of zeros, said by an LZW stream of clear codes is not possible in a few bytes; nested run lengths are.
    let ghost = b"<</Length 4294967296/Filter/FlateDecode>>\nstream\nx\x9c\x03\x00\nendstream".to_vec();
    vec![
        beside_good("content-of-2-gib", bomb(), "", &[]),
        beside_good("length-of-4-gib", ghost, "", &[]),
        beside_good(
            "image-of-4-gib",
            stream("", b"q 595 0 0 842 0 0 cm /I Do Q"),
            "/XObject<</I 8 0 R>>",
            &[image(65_535, 65_535, "")],
        ),
        beside_good(
            "image-by-run-lengths",
            stream("", b"q 595 0 0 842 0 0 cm /I Do Q"),
            "/XObject<</I 8 0 R>>",
            &[image(30_000, 30_000, &runs)],
        ),
        beside_good(
            "filters-in-great-number",
            stream(&format!("/Filter[{}]", "/ASCIIHexDecode ".repeat(50_000)), b"00>"),
            "",
            &[],
        ),
        beside_good("inline-image-of-4-gib", stream("", b"BI /W 65535 /H 65535 /BPC 16 /CS /RGB ID x EI"), "", &[]),
    ]
}

/// Nesting without end.
fn deep() -> Vec<Bomb> {
    let nest = |open: &[u8]| stream("", &open.repeat(300_000));
    vec![
        beside_good("arrays-in-arrays", nest(b"["), "", &[]),
        beside_good("dictionaries-in-dictionaries", nest(b"<</A"), "", &[]),
        beside_good("states-saved-without-end", nest(b"q "), "", &[]),
        beside_good("an-object-of-arrays", says("One"), "/X 8 0 R", &[b"[".repeat(500_000)]),
        beside_good("clips-without-end", nest(b"0 0 9 9 re W n q "), "", &[]),
    ]
}

/// Fonts that are no fonts.
fn fonts() -> Vec<Bomb> {
    let font = |encoding: &str| {
        format!("<</Type/Font/Subtype/Type0/BaseFont/A/Encoding 9 0 R/DescendantFonts[10 0 R]{encoding}>>").into_bytes()
    };
    let descendant = b"<</Type/Font/Subtype/CIDFontType0/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/W[0 4294967295 500]>>".to_vec();
    let map = b"/CMapName /A def 1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange 1 begincidrange <00000000> <FFFFFFFF> 0 endcidrange 1 beginbfrange <00000000> <FFFFFFFF> <0000> endbfrange";
    let used = stream("/Type/CMap/UseCMap 9 0 R", &map.repeat(1_000));
    let shown = || stream("", b"BT /C 12 Tf <0000000100000002> Tj ET");
    let many = stream("", &[b"BT /F 9 Tf (".to_vec(), b"Good ".repeat(400_000), b") Tj ET".to_vec()].concat());
    vec![
        Bomb {
            name: "map-of-every-code",
            bytes: super::pages_in(
                &[shown(), says("Good")],
                "/C 8 0 R",
                "",
                &[font("/ToUnicode 9 0 R"), used, descendant],
            ),
            good: vec![2],
        },
        Bomb { name: "two-million-letters", bytes: pages(&[many, says("Good")], "", &[]), good: vec![2] },
    ]
}

/// Page trees and tables that loop or lie.
fn structure() -> Vec<Bomb> {
    let catalog = || b"<</Type/Catalog/Pages 2 0 R>>".to_vec();
    let wide = format!("<</Type/Pages/Count 4000000000/Kids[{}]>>", "3 0 R ".repeat(4_000));
    let leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<<>>>>".to_vec();
    let loops = b"<</Type/Pages/Count 9/Kids[2 0 R 3 0 R 2 0 R]>>".to_vec();
    let packed = stream("/Type/ObjStm/N 2000000000/First 2000000000", b"1 0 2 0 3 0");
    let packs_itself = stream("/Type/ObjStm/N 1/First 4/Extends 8 0 R", b"8 0 <</A 8 0 R>>");
    vec![
        Bomb {
            name: "tree-of-four-billion",
            bytes: pdf(&[catalog(), wide.into_bytes(), leaf.clone(), stream("", b"")], ""),
            good: vec![],
        },
        Bomb { name: "tree-in-itself", bytes: pdf(&[catalog(), loops, leaf], ""), good: vec![] },
        beside_good("object-stream-of-two-billion", says("One"), "", &[packed]),
        beside_good("object-stream-in-itself", says("One"), "", &[packs_itself]),
    ]
}
