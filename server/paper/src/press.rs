//! From a form's data to the bytes of a PDF.

use serde::Serialize;
use serde_json::Value as Json;
use time::{OffsetDateTime, UtcOffset};
use typst::comemo;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Array, Datetime, Dict, Smart, Str, Value};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::fonts::Job;
use crate::text::Cover;
use crate::world::Press;
use crate::{Fonts, Head, Lang, PaperError};

/// The most text that one document's data may have: over a thousand pages.
const TEXT_MAX_BYTES: usize = 8 << 20;
/// China has one legal time, eight hours before UTC.
const BEIJING_MINUTES: i32 = 8 * 60;

/// The forms and their templates.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    Opening,
    Report,
    Sheet,
    Receipt,
    List,
    Tender,
    Bid,
}

impl Form {
    fn template(self) -> &'static str {
        match self {
            Form::Opening => "/opening.typ",
            Form::Report => "/report.typ",
            Form::Sheet => "/sheet.typ",
            Form::Receipt => "/receipt.typ",
            Form::List => "/list.typ",
            Form::Tender => "/tender.typ",
            Form::Bid => "/bid.typ",
        }
    }
}

/// Set a form and write it as PDF/A-2a, the standard for keeping.
pub(crate) fn archival(
    fonts: &Fonts,
    form: Form,
    data: &impl Serialize,
    head: &Head,
    lang: Lang,
) -> Result<Vec<u8>, PaperError> {
    archival_with(fonts, form, data, head, lang, None)
}

/// As [`archival`], with a drawing (SVG) for the template's `art`.
pub(crate) fn archival_with(
    fonts: &Fonts,
    form: Form,
    data: &impl Serialize,
    head: &Head,
    lang: Lang,
    art: Option<String>,
) -> Result<Vec<u8>, PaperError> {
    let timestamp = beijing(head.issued_ms)?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a]).map_err(|e| PaperError::Data(e.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("{}/{}/{}", form.template(), head.tender_id, head.content_hash)),
        creator: Smart::Custom(Some("Bidroom".to_owned())),
        timestamp: Some(timestamp),
        page_ranges: None,
        standards,
        tagged: true,
        pretty: false,
    };
    set(fonts, form, data, lang, art, |document| {
        typst_pdf::pdf(document, &options).map_err(|faults| fault(form, &faults))
    })
}

/// Set a form and give the pages to `finish`. Typst's memory of the work is cleared afterwards, so that an idle server is
/// small and the fonts are let go.
pub(crate) fn set<T>(
    fonts: &Fonts,
    form: Form,
    data: &impl Serialize,
    lang: Lang,
    art: Option<String>,
    finish: impl FnOnce(&PagedDocument) -> Result<T, PaperError>,
) -> Result<T, PaperError> {
    let json = serde_json::to_value(data).map_err(|e| PaperError::Data(e.to_string()))?;
    let bytes = text_bytes(&json);
    if bytes > TEXT_MAX_BYTES {
        return Err(PaperError::TooLarge { bytes, limit_bytes: TEXT_MAX_BYTES });
    }
    let job = fonts.begin()?;
    let inputs = inputs(&job, &json, lang, art);
    let result = match Press::new(job, form.template(), inputs) {
        Some(press) => {
            let Warned { output, .. } = typst::compile::<PagedDocument>(&press);
            output.map_err(|faults| fault(form, &faults)).and_then(|document| finish(&document))
        }
        None => Err(PaperError::Typeset { form: form.template(), message: "no template".to_owned() }),
    };
    comemo::evict(0);
    result
}

fn inputs(job: &Job, json: &Json, lang: Lang, art: Option<String>) -> Dict {
    let (serif, sans) = job.families();
    let mut dict = Dict::new();
    let mut put = |key: &str, value: Value| dict.insert(Str::from(key), value);
    put("data", value(json, job.cover()));
    put("lang", Value::Str(lang.code().into()));
    put("serif", Value::Str(serif.into()));
    put("sans", Value::Str(sans.into()));
    put("art", art.map_or(Value::None, |svg| Value::Str(svg.into())));
    dict
}

/// JSON as Typst values; texts made printable.
fn value(json: &Json, cover: &Cover) -> Value {
    match json {
        Json::Null => Value::None,
        Json::Bool(b) => Value::Bool(*b),
        Json::Number(n) => match n.as_i64() {
            Some(i) => Value::Int(i),
            // No form has another kind of number; as text it is at least exact.
            None => Value::Str(n.to_string().into()),
        },
        Json::String(s) => Value::Str(cover.printable(s).as_ref().into()),
        Json::Array(items) => Value::Array(items.iter().map(|item| value(item, cover)).collect::<Array>()),
        Json::Object(fields) => {
            let mut dict = Dict::new();
            for (key, field) in fields {
                dict.insert(Str::from(key.as_str()), value(field, cover));
            }
            Value::Dict(dict)
        }
    }
}

/// The bytes of text in the data, with a few for every item, so that empty items count too.
fn text_bytes(json: &Json) -> usize {
    match json {
        Json::Null | Json::Bool(_) | Json::Number(_) => 8,
        Json::String(s) => 8 + s.len(),
        Json::Array(items) => 8 + items.iter().map(text_bytes).sum::<usize>(),
        Json::Object(fields) => 8 + fields.values().map(text_bytes).sum::<usize>(),
    }
}

/// A time in milliseconds since 1970 as the file's time, in Beijing time.
pub(crate) fn beijing(unix_ms: i64) -> Result<Timestamp, PaperError> {
    let bad = || PaperError::BadTime(unix_ms);
    let offset = UtcOffset::from_whole_seconds(BEIJING_MINUTES * 60).map_err(|_| bad())?;
    let at = OffsetDateTime::from_unix_timestamp(unix_ms.div_euclid(1000))
        .ok()
        .and_then(|utc| utc.checked_to_offset(offset))
        .filter(|local| (1..=9999).contains(&local.year()))
        .ok_or_else(bad)?;
    let (hour, minute, second) = at.to_hms();
    Datetime::from_ymd_hms(at.year(), at.month().into(), at.day(), hour, minute, second)
        .and_then(|datetime| Timestamp::new_local(datetime, BEIJING_MINUTES))
        .ok_or_else(bad)
}

pub(crate) fn fault(form: Form, faults: &[SourceDiagnostic]) -> PaperError {
    let said: Vec<&str> = faults.iter().take(3).map(|f| f.message.as_str()).collect();
    PaperError::Typeset { form: form.template(), message: said.join("; ") }
}
