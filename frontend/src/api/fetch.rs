//! One HTTP exchange: the browser's `fetch`, with a time limit, and the server's answer or [`Failure`].

use js_sys::{JsString, Uint8Array};
use leptos::prelude::window;
use shared::api::{CONFIRM, IDEMPOTENCY_KEY, Mount, Problem};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob, Headers, Request, RequestCache, RequestInit, Response};

use super::{Failure, decode, net};

/// An answer that takes longer is taken for a lost connection, milliseconds.
const PATIENCE_MS: u32 = 30_000;

/// What is asked.
pub struct Ask<'a> {
    /// The method.
    pub method: &'a str,
    /// The path, with its query.
    pub path: &'a str,
    /// The headers.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: Body<'a>,
    /// How long to wait, milliseconds.
    pub patience_ms: u32,
}

/// A request's body.
pub enum Body<'a> {
    /// None.
    None,
    /// JSON or other text.
    Text(&'a str),
    /// Bytes that the browser reads by itself.
    Blob(&'a Blob),
}

/// The server's answer, whatever its status.
pub struct Answer(Response);

impl Answer {
    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.status()
    }

    /// A header, empty when it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> String {
        self.0.headers().get(name).ok().flatten().unwrap_or_default()
    }

    /// The body as text.
    ///
    /// # Errors
    /// [`Failure::Lost`] when the connection broke within it.
    pub async fn text(&self) -> Result<String, Failure> {
        let promise = self.0.text().map_err(|_| Failure::Lost)?;
        let text = JsFuture::from(promise).await.map_err(|_| lost())?;
        Ok(text.dyn_into::<JsString>().map(String::from).unwrap_or_default())
    }

    /// The body as bytes.
    ///
    /// # Errors
    /// [`Failure::Lost`] when the connection broke within it.
    pub async fn bytes(&self) -> Result<Vec<u8>, Failure> {
        let promise = self.0.array_buffer().map_err(|_| Failure::Lost)?;
        let buffer = JsFuture::from(promise).await.map_err(|_| lost())?;
        Ok(Uint8Array::new(&buffer).to_vec())
    }

    /// The answer itself when its status is 2xx, else the refusal that it carries.
    ///
    /// # Errors
    /// [`Failure::Refused`]; [`Failure::Lost`] for an answer of something between us and the server.
    pub async fn accepted(self) -> Result<Self, Failure> {
        if self.0.ok() {
            return Ok(self);
        }
        let text = self.text().await?;
        if let Ok(problem) = decode::<Problem>(&text) {
            return Err(Failure::Refused(problem));
        }
        Err(if matches!(self.status(), 502..=504) { lost() } else { Failure::Unreadable })
    }
}

/// Sends one request and tells [`net`] whether the server answered.
///
/// # Errors
/// [`Failure::Lost`] when it did not, [`Failure::Own`] when the browser cannot make the request.
pub async fn fetch(ask: Ask<'_>) -> Result<Answer, Failure> {
    let own = |what: JsValue| Failure::own(describe(&what));
    let headers = Headers::new().map_err(own)?;
    for (name, value) in ask.headers {
        headers.set(name, value).map_err(own)?;
    }
    let init = RequestInit::new();
    init.set_method(ask.method);
    init.set_headers(&headers);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(ask.patience_ms)));
    match ask.body {
        Body::None => {}
        Body::Text(text) => init.set_body(&JsValue::from_str(text)),
        Body::Blob(blob) => init.set_body(blob),
    }
    let request = Request::new_with_str_and_init(ask.path, &init).map_err(own)?;
    let asked_after = net::losses();
    let response = JsFuture::from(window().fetch_with_request(&request)).await.map_err(|_| lost())?;
    net::answered(asked_after);
    response.dyn_into().map(Answer).map_err(|_| Failure::Unreadable)
}

/// Asks an endpoint: `GET PATH?q=…` for a query, `POST PATH` for a change.
pub(super) async fn endpoint(
    mount: Mount,
    path: &str,
    json: &str,
    key: Option<&str>,
    password: Option<&str>,
) -> Result<String, Failure> {
    let password = password.map(percent_encode);
    let mut headers = Vec::new();
    if let Some(key) = key {
        headers.push((IDEMPOTENCY_KEY, key));
    }
    if let Some(password) = &password {
        headers.push((CONFIRM, password));
    }
    let answer = if mount == Mount::Query {
        let path = format!("{path}?q={}", percent_encode(json));
        fetch(Ask { method: "GET", path: &path, headers: &headers, body: Body::None, patience_ms: PATIENCE_MS }).await?
    } else {
        headers.push(("content-type", "application/json"));
        let body = Body::Text(json);
        fetch(Ask { method: "POST", path, headers: &headers, body, patience_ms: PATIENCE_MS }).await?
    };
    answer.accepted().await?.text().await
}

fn lost() -> Failure {
    net::lost();
    Failure::Lost
}

fn percent_encode(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// What a thrown value says of itself.
#[must_use]
pub(crate) fn describe(thrown: &JsValue) -> String {
    thrown.dyn_ref::<js_sys::Error>().map_or_else(|| "?".to_owned(), |error| String::from(error.message()))
}
