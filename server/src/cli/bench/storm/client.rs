//! The same tus client for both servers: one connection for each upload that is under way.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bidroom_server::http::door::SESSION;
use bytes::Bytes;
use reqwest::{Client, RequestBuilder, Response};
use shared::api::Problem;
use shared::api::bids::UPLOADS_PATH;
use shared::id::LotKey;
use shared::refusal::Code;

/// A line to a server.
#[derive(Clone)]
pub struct Line {
    client: Client,
    base: String,
    uploads: String,
    metadata: String,
}

impl Line {
    /// To our own.
    pub fn to_bidroom(base: &str, lot: &LotKey) -> Self {
        let word = |text: &str| STANDARD.encode(text);
        let (tender, number) = (word(lot.tender.as_str()), word(lot.lot.as_str()));
        let metadata = format!("tender {tender},lot {number},envelope {}", word("single"));
        Self::to(base, &format!("{base}{UPLOADS_PATH}"), metadata)
    }

    /// To `@tus/server`.
    pub fn to_peer(base: &str) -> Self {
        Self::to(base, &format!("{base}/files"), format!("filename {}", STANDARD.encode("bid.sealed")))
    }

    fn to(base: &str, uploads: &str, metadata: String) -> Self {
        Self { client: Client::new(), base: base.to_owned(), uploads: uploads.to_owned(), metadata }
    }

    fn ask(&self, request: RequestBuilder, token: &str) -> RequestBuilder {
        request.header("tus-resumable", "1.0.0").header("cookie", format!("{SESSION}={token}"))
    }

    /// Makes an upload; its address comes back.
    pub async fn create(&self, token: &str, length: usize) -> Result<String, String> {
        let request = self.client.post(&self.uploads).header("upload-length", length);
        let request = self.ask(request.header("upload-metadata", &self.metadata), token);
        let answer = accepted(request.send().await.map_err(|error| error.to_string())?).await;
        let answer = answer.map_err(|(why, _)| why)?;
        let place = answer.headers().get("location").and_then(|place| place.to_str().ok()).map(str::to_owned);
        let place = place.ok_or("an upload without a place")?;
        Ok(if place.starts_with('/') { format!("{}{place}", self.base) } else { place })
    }

    /// Sends bytes from `offset` on; they must be taken.
    pub async fn append(&self, place: &str, token: &str, offset: usize, bytes: Bytes) -> Result<(), String> {
        self.try_append(place, token, offset, bytes).await.map_err(|(why, _)| why)
    }

    /// Sends bytes from `offset` on; a refusal comes with its code.
    pub async fn try_append(
        &self,
        place: &str,
        token: &str,
        offset: usize,
        bytes: Bytes,
    ) -> Result<(), (String, Option<Code>)> {
        let request = self.client.patch(place).header("content-type", "application/offset+octet-stream");
        let request = self.ask(request.header("upload-offset", offset).body(bytes), token);
        accepted(request.send().await.map_err(|error| (format!("{error:?}"), None))?).await.map(|_| ())
    }
}

async fn accepted(answer: Response) -> Result<Response, (String, Option<Code>)> {
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    let text = answer.text().await.unwrap_or_default();
    let problem: Option<Problem> = serde_json::from_str(&text).ok();
    Err((format!("{status}: {text}"), problem.map(|problem| problem.refusal.code)))
}
