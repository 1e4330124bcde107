//! Uploads of sealed bids by tus 1.0.0 (core protocol; creation, checksum, termination, expiration). The server owns the
//! state; every part is durable before the offset moves. Refusals are our own problems with the statuses that tus names.

use super::mount::{Routes, Shared};
use super::{door, fault};
use crate::act::{self, Caller};
use crate::civil::http_date;
use crate::desks::bids::upload::{AppendUpload, CreateUpload, TerminateUpload};
use crate::desks::bids::{judge, receipts};
use crate::fault::Fault;
use crate::work::Work;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{head, options, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt as _;
use shared::api::bids::{PART_BYTES_MAX, PROBE_PATH, UPLOADS_PATH};
use shared::envelope::Envelope;
use shared::id::LotKey;
use shared::policy::Action;
use shared::refusal::{Code, Refusal};
use std::time::Duration;
use store::uploads::{Upload, UploadState};

const VERSION: &str = "1.0.0";
const EXTENSIONS: &str = "creation,checksum,termination,expiration";
const ALGORITHM: &str = "sha256";
/// A line that gives nothing for so long is cut; what arrived is kept.
const SILENCE_MAX: Duration = Duration::from_secs(60);

static RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
static OFFSET: HeaderName = HeaderName::from_static("upload-offset");
static LENGTH: HeaderName = HeaderName::from_static("upload-length");
static METADATA: HeaderName = HeaderName::from_static("upload-metadata");
static CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
static EXPIRES: HeaderName = HeaderName::from_static("upload-expires");

/// Mounts the routes of uploads. `OPTIONS` tells only what the protocol's server can do.
#[must_use]
pub fn mount(routes: Routes) -> Routes {
    routes
        .stream(UPLOADS_PATH, Action::CreateUpload, post(create).merge(options(abilities)))
        .stream(PROBE_PATH, Action::ProbeLine, post(probe))
        .stream("/api/bids/uploads/{id}", Action::ResumeUpload, head(resume).merge(options(abilities)))
        .stream("/api/bids/uploads/{id}", Action::AppendUpload, axum::routing::patch(append))
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
            [("tus-version", VERSION), ("tus-extension", EXTENSIONS), ("tus-checksum-algorithm", ALGORITHM)]
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

/// `POST`: creation.
async fn create(State(house): State<Shared>, headers: HeaderMap) -> Response {
    let caller = match door::caller(&house, &headers, true).await {
        Ok(caller) => caller,
        Err(error) => return answer(Err(error), "-"),
    };
    let made = async {
        version(&headers)?;
        let (lot, envelope) = slot(&headers)?;
        let length = number(&headers, &LENGTH)?;
        if length == 0 {
            return Err(Code::BidWrongType.into());
        }
        let id = crate::random::uuid()?;
        let create = CreateUpload { lot, envelope, length, id };
        // No command's key: a repeated creation would come back with an id that was never made.
        let caller = Caller { key: None, ..caller.clone() };
        act::change(&house, &caller, &create).await?;
        let mut response = tus(StatusCode::CREATED);
        put(&mut response, &header::LOCATION, format!("{UPLOADS_PATH}/{}", create.id))?;
        put(&mut response, &OFFSET, 0)?;
        expires(&house, &create.lot, &mut response).await?;
        Ok(response)
    };
    answer(made.await, &caller.request)
}

/// An upload that is not complete at the deadline is over.
async fn expires(house: &Shared, lot: &LotKey, response: &mut Response) -> Result<(), Fault> {
    let mut conn = house.db.connection().await?;
    let deadline_ms = store::lots::find(&mut conn, lot).await?.and_then(|lot| lot.deadline_ms);
    if let Some(deadline_ms) = deadline_ms {
        put(response, &EXPIRES, http_date(deadline_ms))?;
    }
    Ok(())
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
        expires(&house, &upload.slot.lot, &mut response).await?;
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
        while let Ok(Some(piece)) = tokio::time::timeout(SILENCE_MAX, pieces.next()).await {
            bytes += piece.map_err(|_| bad("body"))?.len() as u64;
            if bytes > PART_BYTES_MAX {
                return Err(Refusal::new(Code::TooLarge).with("limit", "8 MiB").into());
            }
        }
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    answer(taken.await, &caller.request)
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
        let taken = take(&house, &caller, &headers, upload, body).await;
        let upload = journalled(&house, &caller, Action::AppendUpload, Some(&lot), taken).await?;
        let mut response = tus(StatusCode::NO_CONTENT);
        put(&mut response, &OFFSET, upload.received)?;
        Ok(response)
    };
    answer(appended.await, &caller.request)
}

/// Takes the bytes of one request; gives the upload as it is then, judged if it is complete.
async fn take(
    house: &Shared,
    caller: &Caller,
    headers: &HeaderMap,
    upload: Upload,
    body: Body,
) -> Result<Upload, Fault> {
    if text(headers, &header::CONTENT_TYPE) != Some("application/offset+octet-stream") {
        return Err(Code::UploadType.into());
    }
    if upload.state != UploadState::Receiving {
        return Err(Code::UploadGone.into());
    }
    on_time(house, &upload).await?;
    let offset = number(headers, &OFFSET)?;
    if offset != upload.received {
        return Err(Refusal::new(Code::UploadOffset).with("received", upload.received).into());
    }
    let room = upload.length - upload.received;
    let announced = match headers.get(header::CONTENT_LENGTH) {
        Some(_) => Some(number(headers, &header::CONTENT_LENGTH)?),
        None => None,
    };
    if announced.is_some_and(|bytes| bytes > room) {
        return Err(Refusal::new(Code::UploadTooLong).with("limit", upload.length).into());
    }
    let checksum = checksum(headers)?;
    let mut writer = Writer { house, caller, upload, buffer: Vec::new(), digest: None };
    match checksum {
        Some(expected) => writer.checked(body, room, &expected).await?,
        None => writer.streamed(body, room).await?,
    }
    let upload = writer.upload;
    if upload.received < upload.length {
        return Ok(upload);
    }
    judged(house, &upload.id).await
}

/// [`Code::BidLate`] after the deadline, before a byte is taken.
async fn on_time(house: &Shared, upload: &Upload) -> Result<(), Fault> {
    let mut conn = house.db.connection().await?;
    let lot = store::lots::find(&mut conn, &upload.slot.lot).await?.ok_or(Code::NotFound)?;
    let in_time = lot.deadline_ms.is_some_and(|deadline_ms| house.clock.now_ms() <= deadline_ms);
    if in_time { Ok(()) } else { Err(Code::BidLate.into()) }
}

/// The SHA-256 that the request announces, if any.
fn checksum(headers: &HeaderMap) -> Result<Option<Vec<u8>>, Fault> {
    let Some(announced) = text(headers, &CHECKSUM) else { return Ok(None) };
    let (algorithm, value) = announced.split_once(' ').ok_or_else(|| bad("Upload-Checksum"))?;
    if algorithm != ALGORITHM {
        return Err(bad("Upload-Checksum: sha256"));
    }
    let value = STANDARD.decode(value.trim()).map_err(|_| bad("Upload-Checksum"))?;
    Ok(Some(value))
}

/// Judges a complete upload. It goes on even if the line breaks now; the job would find it too.
async fn judged(house: &Shared, id: &str) -> Result<Upload, Fault> {
    let (own_house, own_id) = (Shared::clone(house), id.to_owned());
    let judging = tokio::spawn(async move {
        let upload = judge::settle(&own_house, &own_id).await?;
        receipts::issue(&own_house).await?;
        Ok::<_, Fault>(upload)
    });
    let upload = judging.await.map_err(Fault::internal)??;
    match &upload.refusal {
        Some(refusal) => Err(Fault::Refused(serde_json::from_str(refusal)?)),
        None => Ok(upload),
    }
}

/// Writes the bytes of one request in parts.
struct Writer<'r> {
    house: &'r Shared,
    caller: &'r Caller,
    upload: Upload,
    buffer: Vec<u8>,
    digest: Option<ring::digest::Context>,
}

impl Writer<'_> {
    /// Bytes with a checksum: at most one part, written only if it is right.
    async fn checked(&mut self, body: Body, room: u64, expected: &[u8]) -> Result<(), Fault> {
        self.digest = Some(ring::digest::Context::new(&ring::digest::SHA256));
        let whole = self.receive(body, room.min(PART_BYTES_MAX), room).await?;
        let digest = self.digest.take().map(ring::digest::Context::finish);
        if !whole || digest.is_none_or(|digest| digest.as_ref() != expected) {
            return Err(Code::UploadChecksum.into());
        }
        self.flush().await
    }

    /// Bytes without one: every full part is written as it comes, and what is left when the line breaks too.
    async fn streamed(&mut self, body: Body, room: u64) -> Result<(), Fault> {
        self.receive(body, room, room).await?;
        self.flush().await
    }

    /// Reads the body; says whether it came to its end. More than `most` bytes are refused.
    async fn receive(&mut self, body: Body, most: u64, room: u64) -> Result<bool, Fault> {
        let mut body = body.into_data_stream();
        let mut received: u64 = 0;
        loop {
            let piece = match tokio::time::timeout(SILENCE_MAX, body.next()).await {
                Ok(Some(Ok(piece))) => piece,
                Ok(None) => return Ok(true),
                Ok(Some(Err(_))) | Err(_) => return Ok(false),
            };
            received += piece.len() as u64;
            if received > most {
                let code = if most < room { Code::TooLarge } else { Code::UploadTooLong };
                return Err(Refusal::new(code).with("limit", most).into());
            }
            if let Some(digest) = &mut self.digest {
                digest.update(&piece);
            }
            self.buffer.extend_from_slice(&piece);
            self.refuse_unsealed().await?;
            while self.digest.is_none() && self.buffer.len() as u64 >= PART_BYTES_MAX {
                let rest = self.buffer.split_off(PART_BYTES_MAX as usize);
                self.flush().await?;
                self.buffer = rest;
            }
        }
    }

    /// The first bytes tell whether it is a sealed file. If it is not, nothing of it is kept.
    async fn refuse_unsealed(&mut self) -> Result<(), Fault> {
        if self.upload.received > 0 || self.buffer.len() < 8 {
            return Ok(());
        }
        let Some(refusal) = judge::not_sealed(&self.buffer[..8]) else { return Ok(()) };
        judge::refuse(self.house, &self.upload, refusal.clone()).await?;
        Err(refusal.into())
    }

    /// Makes the buffer durable as one part, then moves the offset.
    async fn flush(&mut self) -> Result<(), Fault> {
        let bytes = std::mem::take(&mut self.buffer);
        if bytes.is_empty() {
            return Ok(());
        }
        on_time(self.house, &self.upload).await?;
        let _writing = self.house.uploads.write(&self.upload.slot.lot);
        let (vault, id, count) = (self.house.vault.clone(), self.upload.id.clone(), bytes.len() as u64);
        let kept = tokio::task::spawn_blocking(move || vault.keep_part(&id, &bytes));
        let name = kept.await.map_err(Fault::internal)??;
        let part = AppendUpload {
            lot: self.upload.slot.lot.clone(),
            id: self.upload.id.clone(),
            offset: self.upload.received,
            bytes: count,
            name,
            at_ms: self.house.clock.now_ms(),
        };
        // The refusal is journalled once, by the caller of `take`.
        if let Err(fault) = act::change_quietly(self.house, self.caller, &part).await {
            let (vault, id) = (self.house.vault.clone(), part.id);
            let dropped = tokio::task::spawn_blocking(move || vault.drop_part(&id, &part.name)).await;
            if let Err(error) = dropped.map_err(Fault::internal).and_then(|dropped| dropped) {
                tracing::warn!(%error, "a part without a place could not be deleted");
            }
            return Err(fault);
        }
        self.upload.received += count;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
