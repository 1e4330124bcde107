//! What a document is made of, beside what it says: properties, fonts, images, attachments. Bids of different bidders
//! that share an author, a picture or an odd font are compared by it later (串通投标).

use std::collections::BTreeMap;

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, DateTime, Dict, Name, Object, Stream, String as Bytes};
use sha2::{Digest, Sha256};

use super::fonts::plain_name;
use crate::model::{Attachment, Facts, Font, Picture, Properties};

/// Objects that are looked at.
const OBJECTS_MAX: usize = 500_000;
/// Entries of each list.
const LIST_MAX: usize = 5_000;
/// Characters of a property or a name.
const TEXT_CHARS: usize = 500;

/// Lists what the document contains. Streams are hashed as they lie in the file and never decoded.
pub(crate) fn collect(pdf: &Pdf) -> Facts {
    let mut facts = Facts { properties: properties(pdf), ..Facts::default() };
    let mut fonts = BTreeMap::new();
    for (looked, object) in pdf.objects().into_iter().enumerate() {
        if looked >= OBJECTS_MAX {
            facts.cut = true;
            break;
        }
        match &object {
            Object::Dict(dict) => dictionary(dict, &mut fonts, &mut facts),
            Object::Stream(stream) => image(stream, &mut facts),
            _ => {}
        }
    }
    facts.fonts = fonts.into_values().collect();
    for length in [facts.fonts.len(), facts.images.len(), facts.attachments.len()] {
        facts.cut |= length > LIST_MAX;
    }
    facts.fonts.truncate(LIST_MAX);
    facts.images.truncate(LIST_MAX);
    facts.attachments.truncate(LIST_MAX);
    facts
}

fn properties(pdf: &Pdf) -> Properties {
    let known = pdf.metadata();
    let text = |bytes: &Option<Box<[u8]>>| bytes.as_deref().map(text_string).filter(|text| !text.is_empty());
    Properties {
        title: text(&known.title),
        author: text(&known.author),
        subject: text(&known.subject),
        keywords: text(&known.keywords),
        creator: text(&known.creator),
        producer: text(&known.producer),
        created: known.creation_date.as_ref().map(date),
        modified: known.modification_date.as_ref().map(date),
        version: format!("{:?}", pdf.version())
            .replace("Pdf", "")
            .split("")
            .filter(|c| !c.is_empty())
            .collect::<Vec<_>>()
            .join("."),
    }
}

/// A text string (ISO 32000-2, 7.9.2.2): UTF-16BE or UTF-8 with its mark, else taken for PDFDocEncoding, whose lower half
/// is ASCII. Programs of this country write GBK there too, against the standard; bytes that are none of these are kept
/// apart by their hexadecimal form, so that they can still be compared.
fn text_string(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        plain => match std::str::from_utf8(plain) {
            Ok(text) => text.to_owned(),
            Err(_) => format!("<{}>", hex::encode(&plain[..plain.len().min(TEXT_CHARS / 2)])),
        },
    };
    short(&text)
}

fn utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(TEXT_CHARS).collect::<String>().trim().to_owned()
}

/// ISO 8601 with the offset that the document states.
fn date(date: &DateTime) -> String {
    let DateTime { year, month, day, hour, minute, second, utc_offset_hour, utc_offset_minute } = date;
    let zone = format!("{utc_offset_hour:+03}:{utc_offset_minute:02}");
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
}

fn dictionary(dict: &Dict<'_>, fonts: &mut BTreeMap<String, Font>, facts: &mut Facts) {
    let name = |key: &str| dict.get::<Name<'_>>(key);
    if name("Type").as_deref() == Some(b"Font") {
        let kind = name("Subtype").map(|kind| short(kind.as_str())).unwrap_or_default();
        // The descendant of a composite font is the same font once more.
        if kind.starts_with("CIDFont") || fonts.len() > LIST_MAX {
            return;
        }
        let full = name("BaseFont").map(|name| short(name.as_str())).unwrap_or_default();
        let encoding = name("Encoding").map(|name| short(name.as_str()));
        let embedded = kind == "Type3" || is_embedded(dict);
        let plain = plain_name(&full).to_owned();
        let font = Font { subset: plain != full, name: plain, kind, encoding, embedded };
        fonts.insert(format!("{full}/{}/{:?}", font.kind, font.encoding), font);
    } else if name("Type").as_deref() == Some(b"Filespec") || dict.contains_key("EF") {
        facts.attachments.extend(attachment(dict));
    }
}

fn is_embedded(font: &Dict<'_>) -> bool {
    let descendant = font.get::<Array<'_>>("DescendantFonts").and_then(|list| list.iter::<Dict<'_>>().next());
    let described = descendant.as_ref().unwrap_or(font).get::<Dict<'_>>("FontDescriptor");
    described.is_some_and(|it| ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| it.contains_key(key)))
}

fn attachment(spec: &Dict<'_>) -> Option<Attachment> {
    let name = ["UF", "F"].iter().find_map(|key| spec.get::<Bytes<'_>>(*key)).map(|name| text_string(name.as_bytes()));
    let files = spec.get::<Dict<'_>>("EF")?;
    let stream = ["UF", "F"].iter().find_map(|key| files.get::<Stream<'_>>(*key))?;
    let (bytes, sha256) = stored(&stream);
    Some(Attachment { name: name.unwrap_or_default(), bytes, sha256 })
}

fn image(stream: &Stream<'_>, facts: &mut Facts) {
    let dict = stream.dict();
    if dict.get::<Name<'_>>("Subtype").as_deref() != Some(b"Image") || facts.images.len() > LIST_MAX {
        return;
    }
    let side = |key: &str| dict.get::<u32>(key).unwrap_or(0);
    let (bytes, sha256) = stored(stream);
    facts.images.push(Picture { width: side("Width"), height: side("Height"), bytes, sha256 });
}

/// Length and hash of a stream as it lies in the file, its filters not applied.
fn stored(stream: &Stream<'_>) -> (u64, String) {
    let raw = stream.raw_data();
    (raw.len() as u64, hex::encode(Sha256::digest(&raw)))
}
