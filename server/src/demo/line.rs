//! A person at the other end of the line: the typed client of the HTTP interface. The sample centre is filled through it,
//! and the tests drive a house with it, so that both go the way that a browser goes.

use reqwest::header::{COOKIE, HeaderMap, HeaderValue, SET_COOKIE};
use reqwest::{Client, Method, Response};
use shared::api::account::{Login, Me};
use shared::api::{CONFIRM, Endpoint, IDEMPOTENCY_KEY, Problem};
use shared::refusal::Code;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;

/// Why a call did not succeed.
#[derive(Debug)]
pub enum Failed {
    /// The house refused, with its code.
    Refused(Problem),
    /// The line broke, or the answer was no answer.
    Line(String),
}

impl Failed {
    /// The code, when it was a refusal.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Refused(problem) => Some(problem.refusal.code),
            Self::Line(_) => None,
        }
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(problem) => write!(f, "{} (request {})", problem.refusal, problem.request),
            Self::Line(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Failed {}

impl From<reqwest::Error> for Failed {
    fn from(error: reqwest::Error) -> Self {
        Self::Line(error.to_string())
    }
}

/// What a call gives back.
pub type Outcome<T> = Result<T, Failed>;

/// A person with their cookies.
pub struct Person {
    base: String,
    client: Client,
    cookies: Mutex<BTreeMap<String, String>>,
    /// The password, for signing.
    pub password: String,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person").field("base", &self.base).finish_non_exhaustive()
    }
}

impl Person {
    /// Somebody who is not logged in. `base` is `http://host:port` without a slash at the end.
    #[must_use]
    pub fn public(base: &str) -> Self {
        Self { base: base.to_owned(), client: Client::new(), cookies: Mutex::default(), password: String::new() }
    }

    /// Logs in.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn login(base: &str, account: &str, password: &str) -> Outcome<Self> {
        let person = Self { password: password.to_owned(), ..Self::public(base) };
        person.act::<Login>(&Login { account: account.into(), password: password.into() }).await?;
        Ok(person)
    }

    /// The address of the house.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The value of a cookie, to hand to a browser.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().ok()?.get(name).cloned()
    }

    fn cookie_header(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let cookies = self.cookies.lock().map(|cookies| cookies.clone()).unwrap_or_default();
        let line: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if let Ok(value) = HeaderValue::from_str(&line.join("; "))
            && !line.is_empty()
        {
            headers.insert(COOKIE, value);
        }
        headers
    }

    fn take_cookies(&self, response: &Response) {
        let Ok(mut cookies) = self.cookies.lock() else { return };
        for set in response.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            if let Some((name, value)) = set.split(';').next().and_then(|pair| pair.split_once('=')) {
                cookies.insert(name.trim().to_owned(), value.to_owned());
            }
        }
    }

    /// A query.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn ask<Q: Endpoint>(&self, query: &Q) -> Outcome<Q::Reply> {
        json(self.get::<Q>(Q::PATH, query).await?).await
    }

    /// A stream of bytes, asked like a query.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn file<Q: serde::Serialize>(&self, path: &str, query: &Q) -> Outcome<Vec<u8>> {
        Ok(self.get::<Q>(path, query).await?.bytes().await?.to_vec())
    }

    async fn get<Q: serde::Serialize>(&self, path: &str, query: &Q) -> Outcome<Response> {
        let q = serde_json::to_string(query).map_err(|error| Failed::Line(error.to_string()))?;
        let request = self.client.get(format!("{}{path}", self.base)).query(&[("q", q)]).headers(self.cookie_header());
        checked(request.send().await?).await
    }

    /// A change.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn act<C: Endpoint>(&self, change: &C) -> Outcome<C::Reply> {
        self.act_as(change, &new_key()?).await
    }

    /// A change under a client-made id, so that it can be repeated.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn act_as<C: Endpoint>(&self, change: &C, key: &str) -> Outcome<C::Reply> {
        let mut request = self
            .client
            .post(format!("{}{}", self.base, C::PATH))
            .headers(self.cookie_header())
            .header(IDEMPOTENCY_KEY, key)
            .json(change);
        if C::SIGNS {
            request = request.header(CONFIRM, percent_encode(&self.password));
        }
        let response = checked(request.send().await?).await?;
        self.take_cookies(&response);
        json(response).await
    }

    /// Any request: uploads. Cookies are sent and kept.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn send(&self, method: Method, path: &str, headers: HeaderMap, body: Vec<u8>) -> Outcome<Response> {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) };
        let request = self.client.request(method, url).headers(self.cookie_header()).headers(headers).body(body);
        let response = checked(request.send().await?).await?;
        self.take_cookies(&response);
        Ok(response)
    }

    /// Who the house says this is.
    ///
    /// # Errors
    /// The refusal, or a broken line; [`Failed::Line`] when nobody is logged in.
    pub async fn me(&self) -> Outcome<Me> {
        let reply = self.ask(&shared::api::account::WhoAmI {}).await?;
        reply.me.ok_or_else(|| Failed::Line("nobody is logged in".into()))
    }
}

/// A new client-made id of a command.
///
/// # Errors
/// When there is no randomness.
pub fn new_key() -> Outcome<String> {
    crate::random::uuid().map_err(|fault| Failed::Line(fault.to_string()))
}

async fn checked(response: Response) -> Outcome<Response> {
    if response.status().is_success() {
        return Ok(response);
    }
    let status = response.status();
    let text = response.text().await?;
    match serde_json::from_str(&text) {
        Ok(problem) => Err(Failed::Refused(problem)),
        Err(_) => Err(Failed::Line(format!("{status}: {}", text.chars().take(200).collect::<String>()))),
    }
}

async fn json<T: serde::de::DeserializeOwned>(response: Response) -> Outcome<T> {
    let text = response.text().await?;
    serde_json::from_str(&text).map_err(|error| Failed::Line(format!("{error} in {text}")))
}

/// Percent-encoding (RFC 3986) of everything but the unreserved characters.
fn percent_encode(text: &str) -> String {
    use fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(byte as char);
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
