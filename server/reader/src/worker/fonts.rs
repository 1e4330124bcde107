//! Characters of composite fonts that bring no `ToUnicode` map: code to CID by the font's encoding (GBK-EUC-H,
//! UniGB-UCS2-H, Identity-H …), CID to character by its collection (ISO 32000-2, 9.10.2). Old Chinese typesetting
//! systems write such documents; the renderer knows these characters only when it replaced the font.

use std::collections::HashMap;

use hayro::hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as Bytes};
use hayro::hayro_syntax::page::Page;

/// Objects that are looked at in search of fonts; a document with more has its fonts early or not at all.
const OBJECTS_MAX: usize = 200_000;
/// Fonts that are kept.
const FONTS_MAX: usize = 2_000;

/// The maps of one document's fonts, by PostScript name. Made when the first character is missing.
pub(crate) struct FontMaps<'a> {
    pdf: &'a Pdf,
    by_name: Option<HashMap<String, Option<CodeMap>>>,
}

impl<'a> FontMaps<'a> {
    pub(crate) const fn new(pdf: &'a Pdf) -> Self {
        Self { pdf, by_name: None }
    }

    /// What a code of that font means.
    pub(crate) fn character(&mut self, font: &str, code: u32) -> Option<BfString> {
        let pdf = self.pdf;
        self.by_name.get_or_insert_with(|| collect(pdf)).get(font)?.as_ref()?.character(code)
    }
}

/// Every composite font without a map. Two of one name that read their codes differently cannot be told apart, so
/// neither is used.
fn collect(pdf: &Pdf) -> HashMap<String, Option<CodeMap>> {
    let mut found: HashMap<String, (Vec<u8>, Option<CodeMap>)> = HashMap::new();
    for object in pdf.objects().into_iter().take(OBJECTS_MAX) {
        let Object::Dict(font) = object else { continue };
        if font.get::<Name<'_>>("Subtype").as_deref() != Some(b"Type0") || font.contains_key("ToUnicode") {
            continue;
        }
        let Some(name) = font.get::<Name<'_>>("BaseFont") else { continue };
        let name = plain_name(name.as_str()).to_owned();
        let encoding = font.get::<Name<'_>>("Encoding").map(|name| name.to_vec()).unwrap_or_default();
        if let Some((known, map)) = found.get_mut(&name) {
            if *known != encoding {
                *map = None;
            }
        } else if found.len() < FONTS_MAX {
            found.insert(name, (encoding, CodeMap::of(&font)));
        }
    }
    found.into_iter().map(|(name, (_, map))| (name, map)).collect()
}

/// Whether a page's own resources hold a composite font whose encoding is neither in the document nor a predefined one
/// (ISO 32000-2, 9.7.5.2). What its codes mean cannot be known, whatever is drawn in its stead.
pub(crate) fn has_font_in_unknown_codes(page: &Page<'_>) -> bool {
    let fonts = &page.resources().fonts;
    fonts.keys().take(FONTS_MAX).filter_map(|name| fonts.get::<Dict<'_>>(name)).any(|font| {
        font.get::<Name<'_>>("Subtype").as_deref() == Some(b"Type0")
            && match font.get::<Object<'_>>("Encoding") {
                Some(Object::Name(name)) => !is_predefined(CMapName::from_bytes(name.as_ref())),
                Some(Object::Stream(_)) => false,
                _ => true,
            }
    })
}

fn is_predefined(name: CMapName<'_>) -> bool {
    matches!(name, CMapName::IdentityH | CMapName::IdentityV) || load_embedded(name).is_some()
}

/// A font's name without the tag of a subset (`ABCDEF+`).
pub(crate) fn plain_name(name: &str) -> &str {
    match name.split_once('+') {
        Some((tag, rest)) if tag.len() == 6 && tag.bytes().all(|b| b.is_ascii_uppercase()) => rest,
        _ => name,
    }
}

struct CodeMap {
    encoding: CMap,
    characters: CMap,
}

impl CodeMap {
    fn of(font: &Dict<'_>) -> Option<Self> {
        let encoding = match font.get::<Object<'_>>("Encoding")? {
            Object::Name(name) => named(CMapName::from_bytes(name.as_ref()))?,
            Object::Stream(stream) => stream_map(&stream)?,
            _ => return None,
        };
        let declared = encoding.metadata().character_collection.as_ref().map(|collection| collection.family.clone());
        let family = declared.filter(|family| *family != CidFamily::AdobeIdentity).or_else(|| collection_of(font))?;
        let characters = named(family.ucs2_cmap()?)?;
        Some(Self { encoding, characters })
    }

    fn character(&self, code: u32) -> Option<BfString> {
        let cid = (1..=4).find_map(|length| self.encoding.lookup_cid_code(code, length))?;
        self.characters.lookup_bf_string(cid)
    }
}

fn named(name: CMapName<'_>) -> Option<CMap> {
    match name {
        CMapName::IdentityH => Some(CMap::identity_h()),
        CMapName::IdentityV => Some(CMap::identity_v()),
        name => CMap::parse(load_embedded(name)?, load_embedded),
    }
}

fn stream_map(stream: &Stream<'_>) -> Option<CMap> {
    CMap::parse(&stream.decoded_data().ok()?, load_embedded)
}

/// The collection that the descendant font names: `/CIDSystemInfo <</Registry (Adobe) /Ordering (GB1) …>>`.
fn collection_of(font: &Dict<'_>) -> Option<CidFamily> {
    let descendant = font.get::<Array<'_>>("DescendantFonts")?.iter::<Dict<'_>>().next()?;
    let info = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
    let part = |name: &str| info.get::<Bytes<'_>>(name);
    Some(CidFamily::from_registry_ordering(part("Registry")?.as_bytes(), part("Ordering")?.as_bytes()))
}
