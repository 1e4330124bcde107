//! Uploads of sealed bids by tus 1.0.0: core protocol; creation, creation-with-upload, checksum, termination, expiration. The
//! server owns the state; every part is durable before the offset moves. Refusals are our own problems with the statuses that
//! tus names. A client that cannot send `PATCH` or `DELETE` sends `POST` with `X-HTTP-Method-Override`.

mod checksum;
mod receive;

use super::mount::{Routes, Shared};
use super::{door, fault};
use crate::act::{self, Caller};
use crate::civil::http_date;
use crate::desks::bids::upload::{CreateUpload, TerminateUpload, expires_ms};
use crate::fault::Fault;
use crate::work::Work;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{head, options, patch, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt as _;
use shared::api::bids::{PART_BYTES_MAX, PROBE_PATH, UPLOADS_PATH};
use shared::envelope::Envelope;
use shared::id::LotKey;
use shared::policy::Action;
use shared::refusal::{Code, Refusal};
use store::uploads::{Upload, UploadState};

const VERSION: &str = "1.0.0";
const EXTENSIONS: &str = "creation,creation-with-upload,checksum,termination,expiration";
/// What the body of a `PATCH`, or of a creation with upload, is.
const OFFSET_STREAM: &str = "application/offset+octet-stream";

static RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
static OFFSET: HeaderName = HeaderName::from_static("upload-offset");
static LENGTH: HeaderName = HeaderName::from_static("upload-length");
static METADATA: HeaderName = HeaderName::from_static("upload-metadata");
static EXPIRES: HeaderName = HeaderName::from_static("upload-expires");

/// Mounts the routes of uploads. `OPTIONS` tells only what the protocol's server can do.
#[must_use]
pub fn mount(routes: Routes) -> Routes {
    routes
        .stream(UPLOADS_PATH, Action::CreateUpload, post(create).merge(options(abilities)))
        .stream(PROBE_PATH, Action::ProbeLine, post(probe))
        .stream("/api/bids/uploads/{id}", Action::ResumeUpload, head(resume).merge(options(abilities)))
        .stream("/api/bids/uploads/{id}", Action::AppendUpload, patch(append).post(overridden))
        .stream("/api/bids/uploads/{id}", Action::TerminateUpload, axum::routing::delete(terminate))
}

fn tus(status: StatusCode) -> Response {
    let mut response = status.into_response();
    response.headers_mut().insert(RESUMABLE.clone(), HeaderValue::from_static(VERSION));
    response
}

fn put(response: &mut Response, name: &HeaderName, value: impl ToString) -> Result<(), Fault> {
    let value = HeaderValue::from_str(&value.to_string()).map_err(Fault::internal)?;
    response.headers_mut().insert(name.clone(), value);
    Ok(())
}

/// The answer of a request; a refusal too says which version speaks.
fn answer(result: Result<Response, Fault>, request: &str) -> Response {
    let mut response = result.unwrap_or_else(|error| fault::response(error, request));
    response.headers_mut().insert(RESUMABLE.clone(), HeaderValue::from_static(VERSION));
    if response.status() == StatusCode::PRECONDITION_FAILED {
        response.headers_mut().insert("tus-version", HeaderValue::from_static(VERSION));
    }
    response
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn bad(detail: &str) -> Fault {
    Refusal::new(Code::BadRequest).with("detail", detail).into()
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, Fault> {
    let digits = text(headers, name).filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
    digits.and_then(|text| text.parse().ok()).ok_or_else(|| bad(name.as_str()))
}

fn version(headers: &HeaderMap) -> Result<(), Fault> {
    if text(headers, &RESUMABLE) == Some(VERSION) { Ok(()) } else { Err(Code::UploadVersion.into()) }
}

/// A refusal of the stream is journalled like any other.
async fn journalled<T>(
    house: &Shared,
    caller: &Caller,
    action: Action,
    lot: Option<&LotKey>,
    result: Result<T, Fault>,
) -> Result<T, Fault> {
    if let Err(Fault::Refused(refusal)) = &result {
        act::journal_refusal(house, caller, action.as_str(), lot, refusal).await;
    }
    result
}

/// `OPTIONS`: what the server can do. Nothing in it depends on who asks.
async fn abilities(State(house): State<Shared>) -> Response {
    let made = async {
        let mut conn = house.db.connection().await?;
        let max = crate::desks::bids::max_bytes(&mut conn).await?;
        let mut response = tus(StatusCode::NO_CONTENT);
        for (name, value) in
            [("tus-version", VERSION), ("tus-extension", EXTENSIONS), ("tus-checksum-algorithm", checksum::ALGORITHMS)]
        {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        put(&mut response, &HeaderName::from_static("tus-max-size"), max)?;
        Ok(response)
    };
    answer(made.await, "-")
}

/// The slot that the metadata names: `tender`, `lot`, `envelope`, each base64.
fn slot(headers: &HeaderMap) -> Result<(LotKey, Envelope), Fault> {
    let metadata = text(headers, &METADATA).ok_or_else(|| bad("Upload-Metadata"))?;
    let value = |name: &str| {
        let encoded = metadata.split(',').find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix(' '));
        let bytes = STANDARD.decode(encoded?.trim()).ok()?;
        String::from_utf8(bytes).ok()
    };
    let key = || LotKey::new(&value("tender")?, &value("lot")?).ok();
    let envelope = || store::bids::envelope(&value("envelope")?).ok();
    key().zip(envelope()).ok_or_else(|| bad("Upload-Metadata: tender, lot, envelope"))
}

/// `POST`: creation, with the first bytes if there are any.
async fn create(State(house): State<Shared>, headers: HeaderMap, body: Body) -> Response {
    let caller = match door::caller(&house, &headers, true).await {
        // No command's key: a repeated creation would come back with an id that was never made.
        Ok(caller) => Caller { key: None, ..caller },
        Err(error) => return answer(Err(error), "-"),
    };
    let made = async {
        version(&headers)?;
        let (lot, envelope) = slot(&headers)?;
        let length = number(&headers, &LENGTH)?;
        if length == 0 {
            return Err(Code::BidWrongType.into());
        }
        let metadata = text(&headers, &METADATA).unwrap_or_default().to_owned();
        let create = CreateUpload { lot, envelope, length, metadata, id: crate::random::uuid()? };
        act::change(&house, &caller, &create).await?;
        let mut upload = own(&house, &caller, &create.id, Action::AppendUpload).await?;
        if text(&headers, &header::CONTENT_TYPE) == Some(OFFSET_STREAM) {
            let taken = receive::take(&house, &caller, &headers, 0, upload, body).await;
            upload = journalled(&house, &caller, Action::AppendUpload, Some(&create.lot), taken).await?;
        }
        let mut response = tus(StatusCode::CREATED);
        put(&mut response, &header::LOCATION, format!("{UPLOADS_PATH}/{}", create.id))?;
        put(&mut response, &OFFSET, upload.received)?;
        expires(&house, &upload, &mut response).await?;
        Ok(response)
    };
    answer(made.await, &caller.request)
}

/// When an unfinished upload is over.
async fn expires(house: &Shared, upload: &Upload, response: &mut Response) -> Result<(), Fault> {
    if upload.state != UploadState::Receiving {
        return Ok(());
    }
    let mut conn = house.db.connection().await?;
    let lot = store::lots::find(&mut conn, &upload.slot.lot).await?;
    put(response, &EXPIRES, http_date(expires_ms(upload, lot.and_then(|lot| lot.deadline_ms))))
}

/// The caller's own upload, and the policy's leave to act on it. Somebody else's does not exist.
async fn own(house: &Shared, caller: &Caller, id: &str, action: Action) -> Result<Upload, Fault> {
    let mut conn = house.db.connection().await?;
    let org = caller.actor.org.as_ref().map(|org| org.as_str().to_owned());
    let found = store::uploads::find(&mut conn, id).await?;
    let found = found.filter(|upload| Some(&upload.slot.bidder) == org.as_ref());
    let lot = found.as_ref().map(|upload| upload.slot.lot.clone());
    Work::open(&mut conn, house, &caller.actor, &caller.request, action, lot.as_ref()).await?;
    Ok(found.ok_or(Code::NotFound)?)
}

/// `HEAD`: how far it is.
async fn resume(State(house): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let caller = match door::caller(&house, &headers, false).await {
        Ok(caller) => caller,
        Err(error) => return answer(Err(error), "-"),
    };
    let found = async {
        version(&headers)?;
        let upload = own(&house, &caller, &id, Action::ResumeUpload).await?;
        if matches!(upload.state, UploadState::Dead | UploadState::Gone) {
            return Err(Code::UploadGone.into());
        }
        let mut response = tus(StatusCode::OK);
        put(&mut response, &OFFSET, upload.received)?;
        put(&mut response, &LENGTH, upload.length)?;
        put(&mut response, &METADATA, &upload.metadata)?;
        expires(&house, &upload, &mut response).await?;
        Ok(response)
    };
    answer(found.await, &caller.request)
}

/// `DELETE`: termination.
async fn terminate(State(house): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let caller = match door::caller(&house, &headers, true).await {
        Ok(caller) => caller,
        Err(error) => return answer(Err(error), "-"),
    };
    let ended = async {
        version(&headers)?;
        let upload = own(&house, &caller, &id, Action::TerminateUpload).await?;
        let terminate = TerminateUpload { lot: upload.slot.lot, id };
        act::change(&house, &caller, &terminate).await?;
        Ok(tus(StatusCode::NO_CONTENT))
    };
    answer(ended.await, &caller.request)
}

/// `POST` to [`PROBE_PATH`]: takes what a rehearsal sends to measure its line, and forgets it. What counts is how long it takes.
async fn probe(State(house): State<Shared>, headers: HeaderMap, body: Body) -> Response {
    let caller = match door::caller(&house, &headers, true).await {
        Ok(caller) => caller,
        Err(error) => return answer(Err(error), "-"),
    };
    let taken = async {
        {
            let mut conn = house.db.connection().await?;
            Work::open(&mut conn, &house, &caller.actor, &caller.request, Action::ProbeLine, None).await?;
        }
        let (mut pieces, mut bytes) = (body.into_data_stream(), 0_u64);
        while let Ok(Some(piece)) = tokio::time::timeout(receive::SILENCE_MAX, pieces.next()).await {
            bytes += piece.map_err(|_| bad("body"))?.len() as u64;
            if bytes > PART_BYTES_MAX {
                return Err(Refusal::new(Code::TooLarge).with("limit", "8 MiB").into());
            }
        }
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    answer(taken.await, &caller.request)
}

/// `POST` at an upload: the method that the header names (tus 1.0, X-HTTP-Method-Override).
async fn overridden(State(house): State<Shared>, Path(id): Path<String>, headers: HeaderMap, body: Body) -> Response {
    let method = text(&headers, &HeaderName::from_static("x-http-method-override")).map(str::to_owned);
    match method.as_deref() {
        Some("PATCH") => append(State(house), Path(id), headers, body).await,
        Some("DELETE") => terminate(State(house), Path(id), headers).await,
        Some("HEAD") => resume(State(house), Path(id), headers).await,
        _ => tus(StatusCode::METHOD_NOT_ALLOWED),
    }
}

/// `PATCH`: the next bytes.
async fn append(State(house): State<Shared>, Path(id): Path<String>, headers: HeaderMap, body: Body) -> Response {
    let caller = match door::caller(&house, &headers, true).await {
        Ok(caller) => Caller { key: None, ..caller },
        Err(error) => return answer(Err(error), "-"),
    };
    let appended = async {
        version(&headers)?;
        let upload = own(&house, &caller, &id, Action::AppendUpload).await?;
        let lot = upload.slot.lot.clone();
        let taken = async {
            if text(&headers, &header::CONTENT_TYPE) != Some(OFFSET_STREAM) {
                return Err(Code::UploadType.into());
            }
            receive::take(&house, &caller, &headers, number(&headers, &OFFSET)?, upload, body).await
        };
        let upload = journalled(&house, &caller, Action::AppendUpload, Some(&lot), taken.await).await?;
        let mut response = tus(StatusCode::NO_CONTENT);
        put(&mut response, &OFFSET, upload.received)?;
        expires(&house, &upload, &mut response).await?;
        Ok(response)
    };
    answer(appended.await, &caller.request)
}

#[cfg(test)]
mod tests;
