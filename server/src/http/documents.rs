//! The streams of the desk of tenders: documents in and out, the notice package.

use super::mount::{Routes, Shared, query_body};
use super::{door, fault};
use crate::act::{self, Caller};
use crate::desks::tenders::{KeepDocument, find_document, obtained};
use crate::fault::Fault;
use crate::vault::Vault;
use crate::vault::intake::Taken;
use crate::work::Work;
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures_util::stream::{self, Stream, StreamExt as _, TryStreamExt as _};
use shared::api::Endpoint;
use shared::api::tenders::{AddDocument, DocumentRow, ReadDocument, ReadDraftDocument, ReadPackage};
use shared::envelope::zip::{Crc32, Package, is_file_name};
use shared::id::LotKey;
use shared::journal::Hash;
use shared::refusal::{Code, Refusal};
use shared::tender::DOCUMENT_BYTES_MAX;
use std::sync::Arc;
use store::tenders::Document;

/// The longest name of a document, in bytes: it must fit into the package as `documents/<name>`.
const NAME_BYTES_MAX: usize = 180;

/// The desk's streams.
#[must_use]
pub fn streams(routes: Routes) -> Routes {
    routes
        .stream(ReadDocument::PATH, ReadDocument::ACTION, get(document))
        .stream(ReadDraftDocument::PATH, ReadDraftDocument::ACTION, get(draft_document))
        .stream(ReadPackage::PATH, ReadPackage::ACTION, get(package))
        .stream(AddDocument::PATH, AddDocument::ACTION, post(add))
}

async fn document(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    respond(&house, &headers, async |caller| {
        let asked: ReadDocument = query_body(raw.as_deref())?;
        one_document::<ReadDocument>(&house, caller, &asked.lot, &asked.name).await
    })
    .await
}

async fn draft_document(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    respond(&house, &headers, async |caller| {
        let asked: ReadDraftDocument = query_body(raw.as_deref())?;
        one_document::<ReadDraftDocument>(&house, caller, &asked.lot, &asked.name).await
    })
    .await
}

/// Answers with what `make` makes for the caller, or with why not.
pub(super) async fn respond(
    house: &Shared,
    headers: &HeaderMap,
    make: impl AsyncFnOnce(&Caller) -> Result<Response, Fault>,
) -> Response {
    let caller = match door::caller(house, headers, false).await {
        Ok(caller) => caller,
        Err(error) => return fault::response(error, "-"),
    };
    make(&caller).await.unwrap_or_else(|error| fault::response(error, &caller.request))
}

async fn one_document<E: Endpoint>(
    house: &Shared,
    caller: &Caller,
    lot: &LotKey,
    name: &str,
) -> Result<Response, Fault> {
    let draft = E::ACTION == ReadDraftDocument::ACTION;
    let document = {
        let mut conn = house.db.connection().await?;
        let mut work = Work::open(&mut conn, house, &caller.actor, &caller.request, E::ACTION, Some(lot)).await?;
        find_document(work.conn(), lot, name, draft).await?
    };
    if !draft {
        obtained(house, caller, lot).await?;
    }
    let length = u64::try_from(document.size).map_err(Fault::internal)?;
    Ok(whole_file(&house.vault, stored(&document)?, length, &document.name))
}

/// A PDF as it lies in the vault.
pub(super) fn whole_file(vault: &Vault, sha256: Hash, length: u64, name: &str) -> Response {
    download(vault, vec![Part::File(sha256)], length, "application/pdf", "inline", name)
}

fn stored(document: &Document) -> Result<Hash, Fault> {
    document.sha256.parse().map_err(Fault::internal)
}

/// What a response is made of.
enum Part {
    Bytes(Vec<u8>),
    /// A file of the vault.
    File(Hash),
}

/// A response of these parts, one after the other; a file's bytes are read as they are sent.
fn download(
    vault: &Vault,
    parts: Vec<Part>,
    length: u64,
    mime: &'static str,
    disposition: &str,
    name: &str,
) -> Response {
    let vault = vault.clone();
    let body = stream::iter(parts).flat_map(move |part| match part {
        Part::Bytes(bytes) => stream::once(std::future::ready(Ok(Bytes::from(bytes)))).left_stream(),
        Part::File(sha256) => pieces(vault.clone(), sha256).right_stream(),
    });
    let mut response = Response::new(Body::from_stream(body));
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    out.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    let disposition = format!("{disposition}; filename*=UTF-8''{}", percent_encode(name));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        out.insert(header::CONTENT_DISPOSITION, value);
    }
    // A PDF of ours opened in the browser runs nothing and loads nothing.
    out.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'"),
    );
    response
}

/// The bytes of a file, piece by piece.
fn pieces(vault: Vault, sha256: Hash) -> impl Stream<Item = std::io::Result<Bytes>> + Send {
    stream::once(async move { vault.stream(&sha256).await }).try_flatten()
}

/// Percent-encoding (RFC 5987) of a name that may hold any character.
pub(super) fn percent_encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
        out
    })
}

async fn package(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    respond(&house, &headers, async |caller| {
        let asked: ReadPackage = query_body(raw.as_deref())?;
        notice_package(&house, caller, &asked.lot).await
    })
    .await
}

/// The notice package: the notice, the key sheets, the documents, the newest checkpoint of the journal.
async fn notice_package(house: &Shared, caller: &Caller, lot: &LotKey) -> Result<Response, Fault> {
    let mut conn = house.db.connection().await?;
    let action = ReadPackage::ACTION;
    let mut work = Work::open(&mut conn, house, &caller.actor, &caller.request, action, Some(lot)).await?;
    let notice = store::tenders::current_notice(work.conn(), lot).await?.ok_or(Code::NotFound)?;
    let sheets = store::tenders::holders::sheets(work.conn(), lot).await?;
    let documents = store::tenders::versions::documents_out(work.conn(), lot).await?;
    let checkpoint = store::journal::newest_checkpoint(work.conn()).await?.ok_or(Code::NotFound)?;
    drop(conn);
    obtained(house, caller, lot).await?;
    let mut zip = Zip::default();
    zip.text("notice.json", notice.json)?;
    for sheet in sheets {
        zip.text(&format!("sheets/{}.json", sheet.envelope), sheet.json)?;
    }
    for document in &documents {
        zip.file(document, stored(document)?)?;
    }
    zip.text("checkpoint", checkpoint.note)?;
    let (parts, length) = zip.finish();
    Ok(download(
        &house.vault,
        parts,
        length,
        "application/zip",
        "attachment",
        &format!("{}-{}.zip", lot.tender, lot.lot),
    ))
}

#[derive(Default)]
struct Zip {
    package: Package,
    parts: Vec<Part>,
}

impl Zip {
    fn text(&mut self, name: &str, text: String) -> Result<(), Fault> {
        let bytes = text.into_bytes();
        let mut crc = Crc32::new();
        crc.update(&bytes);
        let header = self.package.file(name, bytes.len() as u64, crc.value()).map_err(Fault::internal)?;
        self.parts.extend([Part::Bytes(header), Part::Bytes(bytes)]);
        Ok(())
    }

    fn file(&mut self, document: &Document, sha256: Hash) -> Result<(), Fault> {
        let length = u64::try_from(document.size).map_err(Fault::internal)?;
        let crc32 = u32::try_from(document.crc32).map_err(Fault::internal)?;
        let name = format!("documents/{}", document.name);
        let header = self.package.file(&name, length, crc32).map_err(Fault::internal)?;
        self.parts.extend([Part::Bytes(header), Part::File(sha256)]);
        Ok(())
    }

    fn finish(mut self) -> (Vec<Part>, u64) {
        let length = self.package.bytes();
        self.parts.push(Part::Bytes(self.package.finish()));
        (self.parts, length)
    }
}

async fn add(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap, body: Body) -> Response {
    let caller = match door::caller(&house, &headers, true).await {
        Ok(caller) => caller,
        Err(error) => return fault::response(error, "-"),
    };
    let asked: AddDocument = match query_body(raw.as_deref()) {
        Ok(asked) => asked,
        Err(error) => return fault::response(error, &caller.request),
    };
    match take(&house, &caller, &asked, body).await {
        Ok(row) => Json(row).into_response(),
        Err(error) => {
            if let Fault::Refused(refusal) = &error {
                let action = AddDocument::ACTION.as_str();
                act::journal_refusal(&house, &caller, action, Some(&asked.lot), refusal).await;
            }
            fault::response(error, &caller.request)
        }
    }
}

/// Takes the bytes into the vault, outside any transaction, then makes the document known.
async fn take(
    house: &Arc<crate::house::House>,
    caller: &Caller,
    asked: &AddDocument,
    body: Body,
) -> Result<DocumentRow, Fault> {
    {
        let mut conn = house.db.connection().await?;
        let action = AddDocument::ACTION;
        Work::open(&mut conn, house, &caller.actor, &caller.request, action, Some(&asked.lot)).await?;
    }
    if !is_document_name(&asked.name) {
        return Err(Refusal::new(Code::DocumentName).with("name", &asked.name).into());
    }
    let taken = pdf_into_vault(house, &asked.name, body, DOCUMENT_BYTES_MAX).await?;
    let keep = KeepDocument {
        lot: asked.lot.clone(),
        name: asked.name.clone(),
        size: taken.bytes,
        sha256: taken.sha256,
        crc32: taken.crc32,
    };
    Ok(act::change(house, caller, &keep).await?.reply)
}

/// Takes a PDF of at most `limit` bytes into the vault.
///
/// # Errors
/// [`Code::TooLarge`], [`Code::NotPdf`], or that the body broke off.
pub(super) async fn pdf_into_vault(
    house: &Arc<crate::house::House>,
    name: &str,
    body: Body,
    limit: u64,
) -> Result<Taken, Fault> {
    let mut intake = house.vault.intake().await?;
    let mut pieces = body.into_data_stream();
    let mut head: Vec<u8> = Vec::new();
    while let Some(piece) = pieces.next().await {
        let cut = |error| Refusal::new(Code::BadRequest).with("detail", error);
        let piece = piece.map_err(cut)?;
        if intake.bytes() + piece.len() as u64 > limit {
            return Err(Refusal::new(Code::TooLarge).with("limit", format!("{} MiB", limit >> 20)).into());
        }
        if head.len() < PDF.len() {
            head.extend(piece.iter().take(PDF.len() - head.len()));
        }
        intake.write(&piece).await?;
    }
    if head != PDF {
        return Err(Refusal::new(Code::NotPdf).with("name", name).into());
    }
    intake.finish().await
}

/// What a PDF begins with (ISO 32000-1, 7.5.2).
const PDF: &[u8] = b"%PDF-";

/// Whether a file may be called so: it ends in .pdf and every unpacker takes it.
pub(super) fn is_document_name(name: &str) -> bool {
    let is_pdf =
        name.len() > 4 && name.is_char_boundary(name.len() - 4) && name[name.len() - 4..].eq_ignore_ascii_case(".pdf");
    is_pdf && name.len() <= NAME_BYTES_MAX && !name.contains('/') && is_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_documents_name_is_one_that_every_unpacker_takes() {
        for good in ["招标文件.pdf", "a b.PDF", "..pdf"] {
            assert!(is_document_name(good), "{good}");
        }
        let long = format!("{}.pdf", "长".repeat(60));
        for bad in ["", ".pdf", "a.doc", "a/b.pdf", "../a.pdf", "a\\b.pdf", "a\n.pdf", "文", long.as_str()] {
            assert!(!is_document_name(bad), "{bad}");
        }
        assert_eq!(percent_encode("招 a.pdf"), "%E6%8B%9B%20a.pdf");
    }
}
