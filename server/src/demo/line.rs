//! A person at the other end of the line: the typed client of the HTTP interface. The sample centre is filled through it,
//! and the tests drive a house with it, so that both go the way that a browser goes.

use super::terminal::TerminalPair;
use crate::clock::machine_ms;
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use shared::api::account::Me;
use shared::api::room::{Challenge, ProveTerminal, ReadChallenge};
use shared::api::{CONFIRM, Endpoint, IDEMPOTENCY_KEY};
use shared::refusal::Code;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

mod failed;
mod who;

pub use failed::{Failed, Outcome};

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub bytes: Vec<u8>,
}

/// A change that the house has acknowledged: what was asked, under which client-made id, and what it answered.
#[derive(Debug, Clone)]
pub struct Acked {
    /// The path.
    pub path: &'static str,
    /// The client-made id.
    pub key: String,
    /// The body.
    pub body: Vec<u8>,
    /// Whether it was a signature.
    pub signs: bool,
    /// The answer.
    pub reply: Vec<u8>,
}

/// Acknowledged changes, in order.
pub type Ledger = Arc<Mutex<Vec<Acked>>>;

/// A person with their cookies.
#[derive(Clone)]
pub struct Person {
    base: String,
    client: Client,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
    patience: Duration,
    ledger: Option<Ledger>,
    /// The key of the terminal in front of which the person sits.
    terminal: Option<Arc<TerminalPair>>,
    /// The password, for signing.
    pub password: String,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person").field("base", &self.base).finish_non_exhaustive()
    }
}

impl Person {
    /// Sends until the house answers, as long as the patience lasts; a busy house is asked again too.
    async fn deliver(&self, make: impl Fn() -> RequestBuilder) -> Outcome<Answer> {
        let until = machine_ms() + i64::try_from(self.patience.as_millis()).unwrap_or(i64::MAX);
        let mut proved = false;
        loop {
            let tried = attempt(make().headers(self.cookie_header())).await;
            let again = match &tried {
                Ok(_) => false,
                Err(Failed::Refused(problem)) if problem.refusal.code == Code::NotATerminal && !proved => {
                    proved = true;
                    if self.prove().await? {
                        continue;
                    }
                    false
                }
                Err(Failed::Refused(problem)) => problem.refusal.code == Code::Busy,
                Err(Failed::Line(_)) => true,
            };
            if !again || machine_ms() >= until {
                let answer = tried?;
                self.take_cookies(&answer.headers);
                return Ok(answer);
            }
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
    }

    /// The terminal proves itself anew; `false` when this is none.
    async fn prove(&self) -> Outcome<bool> {
        let Some(pair) = &self.terminal else { return Ok(false) };
        let url = self.question(ReadChallenge::PATH, &ReadChallenge {})?;
        let challenge: Challenge = json(&attempt(self.client.get(url)).await?.bytes)?;
        let proof = serde_json::to_vec(&pair.prove(challenge.challenge)?).map_err(Failed::because)?;
        let url = format!("{}{}", self.base, ProveTerminal::PATH);
        let answer = attempt(self.client.post(url).header("content-type", "application/json").body(proof)).await?;
        self.take_cookies(&answer.headers);
        Ok(true)
    }

    /// A query.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn ask<Q: Endpoint>(&self, query: &Q) -> Outcome<Q::Reply> {
        json(&self.get::<Q>(Q::PATH, query).await?.bytes)
    }

    /// A stream of bytes, asked like a query.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn file<Q: serde::Serialize>(&self, path: &str, query: &Q) -> Outcome<Vec<u8>> {
        Ok(self.get::<Q>(path, query).await?.bytes)
    }

    async fn get<Q: serde::Serialize>(&self, path: &str, query: &Q) -> Outcome<Answer> {
        let url = self.question(path, query)?;
        self.deliver(|| self.client.get(&url)).await
    }

    /// The address of a question.
    fn question<Q: serde::Serialize>(&self, path: &str, query: &Q) -> Outcome<String> {
        let q = serde_json::to_string(query).map_err(Failed::because)?;
        Ok(format!("{}{path}?q={}", self.base, percent_encode(&q)))
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
        let acked = self.once(change, key).await?;
        let reply = json(&acked.reply)?;
        if let Some(mut ledger) = self.ledger.as_ref().and_then(|ledger| ledger.lock().ok()) {
            ledger.push(acked);
        }
        Ok(reply)
    }

    async fn once<C: Endpoint>(&self, change: &C, key: &str) -> Outcome<Acked> {
        let body = serde_json::to_vec(change).map_err(Failed::because)?;
        let mut acked = Acked { path: C::PATH, key: key.to_owned(), body, signs: C::SIGNS, reply: Vec::new() };
        acked.reply = self.repeat(&acked).await?;
        Ok(acked)
    }

    /// Sends a change again, under its client-made id: the house gives its first answer.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn repeat(&self, acked: &Acked) -> Outcome<Vec<u8>> {
        let url = format!("{}{}", self.base, acked.path);
        let make = || {
            let mut request = self.client.post(&url).header(IDEMPOTENCY_KEY, &acked.key);
            if acked.signs {
                request = request.header(CONFIRM, percent_encode(&self.password));
            }
            request.header("content-type", "application/json").body(acked.body.clone())
        };
        Ok(self.deliver(make).await?.bytes)
    }

    /// Tells something to a path that is no endpoint.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn post(&self, path: &str, body: &serde_json::Value) -> Outcome<()> {
        let (url, body) = (format!("{}{path}", self.base), body.to_string());
        let make = || self.client.post(&url).header("content-type", "application/json").body(body.clone());
        self.deliver(make).await.map(|_| ())
    }

    /// Uploads a file to a route that takes it as the body: `POST PATH?q=…`. It may be sent twice when the line breaks.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn put<C: Endpoint>(&self, question: &C, kind: &str, bytes: &[u8]) -> Outcome<C::Reply> {
        let (url, key) = (self.question(C::PATH, question)?, new_key()?);
        let make =
            || self.client.post(&url).header(IDEMPOTENCY_KEY, &key).header("content-type", kind).body(bytes.to_vec());
        json(&self.deliver(make).await?.bytes)
    }

    /// Any request, once: uploads. Cookies are sent and kept.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn send(&self, method: Method, path: &str, headers: HeaderMap, body: Vec<u8>) -> Outcome<Answer> {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) };
        let request = self.client.request(method, url).headers(self.cookie_header()).headers(headers).body(body);
        let answer = attempt(request).await?;
        self.take_cookies(&answer.headers);
        Ok(answer)
    }

    /// Who the house says this is.
    ///
    /// # Errors
    /// The refusal, or a broken line; [`Failed::Line`] when nobody is logged in.
    pub async fn me(&self) -> Outcome<Me> {
        let reply = self.ask(&shared::api::account::WhoAmI {}).await?;
        reply.me.ok_or_else(|| Failed::Line("nobody is logged in".into()))
    }

    /// Asks until the answer is as it should be; for what the house does by itself.
    ///
    /// # Errors
    /// The refusal; [`Failed::Line`] when it takes longer than `bound`.
    pub async fn wait_for<Q: Endpoint>(
        &self,
        what: &str,
        bound: Duration,
        query: &Q,
        done: impl Fn(&Q::Reply) -> bool,
    ) -> Outcome<Q::Reply> {
        let until = machine_ms() + i64::try_from(bound.as_millis()).unwrap_or(i64::MAX);
        loop {
            match self.ask(query).await {
                Ok(reply) if done(&reply) => return Ok(reply),
                // The stage that allows the question may be what is waited for.
                Err(error) if error.code() != Some(Code::WrongStage) => return Err(error),
                Ok(_) | Err(_) if machine_ms() >= until => {
                    return Err(Failed::Line(format!("{what}: not there after {} s", bound.as_secs())));
                }
                Ok(_) | Err(_) => tokio::time::sleep(Duration::from_millis(40)).await,
            }
        }
    }
}

/// A new client-made id of a command.
///
/// # Errors
/// When there is no randomness.
pub fn new_key() -> Outcome<String> {
    crate::random::uuid().map_err(Failed::because)
}

/// One try: the answer whole, or why not.
async fn attempt(request: RequestBuilder) -> Outcome<Answer> {
    let response = request.send().await?;
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = response.bytes().await?.to_vec();
    if status.is_success() {
        return Ok(Answer { headers, bytes });
    }
    match serde_json::from_slice(&bytes) {
        Ok(problem) => Err(Failed::Refused(problem)),
        Err(_) => Err(no_answer(status, &bytes)),
    }
}

fn no_answer(status: StatusCode, bytes: &[u8]) -> Failed {
    let text = String::from_utf8_lossy(bytes);
    Failed::Line(format!("{status}: {}", text.chars().take(200).collect::<String>()))
}

fn json<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Outcome<T> {
    serde_json::from_slice(bytes)
        .map_err(|error| Failed::Line(format!("{error} in {}", String::from_utf8_lossy(bytes))))
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
