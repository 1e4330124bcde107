//! The centre's way to call experts by machine: an HTTP webhook of an SMS or voice gateway, or a simulator in this process.
//!
//! A call goes out as JSON, signed as Standard Webhooks 1.0 says: `webhook-id`, `webhook-timestamp` (seconds since 1970) and
//! `webhook-signature: v1,<base64 of HMAC-SHA256(secret, id.timestamp.body)>`. The answer comes back to
//! `POST /api/calls/reply` with the same three headers. A call says time and place, never project or bidders.

mod simulator;

use crate::civil::beijing;
use crate::clock::machine_ms;
use crate::house::House;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use serde::Serialize;
use shared::api::draw::CALL_TRIES;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Waits before a delivery is tried again, milliseconds.
const WAITS_MS: [u64; 3] = [500, 2000, 8000];
/// How long the gateway may take to accept a call.
const PATIENCE: Duration = Duration::from_secs(10);
/// How old or how far ahead the time of a signed message may be, seconds.
const TOLERANCE_S: i64 = 300;
/// The shortest secret, bytes.
const SECRET_MIN: usize = 24;

/// Where the centre's gateway is, and the secret that it shares with this house.
#[derive(Clone)]
pub struct Settings {
    /// The URL that takes calls.
    pub url: String,
    /// The secret.
    secret: Arc<hmac::Key>,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Settings({})", self.url)
    }
}

impl Settings {
    /// A gateway; the secret is the text of a file, `whsec_` and base64 or any other text of at least 24 bytes.
    ///
    /// # Errors
    /// What is wrong with the URL or the secret, in words.
    pub fn read(url: &str, file: &Path) -> Result<Self, String> {
        if !url.starts_with("http://") && !url.starts_with("https://") {
            return Err(format!("{url} is no http address"));
        }
        let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        Self::new(url, text.trim()).ok_or_else(|| format!("the secret in {} is shorter than 24 bytes", file.display()))
    }

    fn new(url: &str, secret: &str) -> Option<Self> {
        let secret = match secret.strip_prefix("whsec_").map(|coded| STANDARD.decode(coded)) {
            Some(Ok(bytes)) => bytes,
            _ => secret.as_bytes().to_vec(),
        };
        (secret.len() >= SECRET_MIN)
            .then(|| Self { url: url.to_owned(), secret: Arc::new(hmac::Key::new(hmac::HMAC_SHA256, &secret)) })
    }

    fn signature(&self, id: &str, seconds: i64, body: &[u8]) -> String {
        let mut context = hmac::Context::with_key(&self.secret);
        context.update(format!("{id}.{seconds}.").as_bytes());
        context.update(body);
        format!("v1,{}", STANDARD.encode(context.sign()))
    }

    /// Whether a message is the gateway's own and of now.
    #[must_use]
    pub fn verify(&self, id: &str, seconds: &str, signatures: &str, body: &[u8], now_ms: i64) -> bool {
        let Ok(at) = seconds.parse::<i64>() else { return false };
        if (now_ms.div_euclid(1000) - at).abs() > TOLERANCE_S {
            return false;
        }
        let mut message = format!("{id}.{at}.").into_bytes();
        message.extend_from_slice(body);
        // Several signatures may be given while a secret is changed.
        signatures
            .split(' ')
            .filter_map(|one| STANDARD.decode(one.strip_prefix("v1,")?).ok())
            .any(|tag| hmac::verify(&self.secret, &message, &tag).is_ok())
    }
}

/// One call as it goes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Outgoing {
    /// What the answer names.
    pub id: String,
    /// The telephone.
    pub to: String,
    /// What is said: time and place.
    pub text: String,
    /// Which try, from 1.
    pub n: u32,
    /// How many tries there are at most.
    pub of: u32,
    /// Until when an answer counts, milliseconds since 1970 UTC.
    pub until_ms: i64,
}

impl Outgoing {
    /// A call for a meeting.
    #[must_use]
    pub fn new(id: String, to: String, place: &str, meet_ms: i64, n: u32, until_ms: i64) -> Self {
        let text =
            format!("请您于{}（北京时间）到{place}参加评审工作。能参加请回复1，不能参加请回复2。", beijing(meet_ms));
        Self { id, to, text, n, of: CALL_TRIES, until_ms }
    }
}

/// A way to call.
#[derive(Debug, Clone)]
pub enum Gateway {
    /// The centre's own.
    Webhook(Settings),
    /// People who answer by themselves, for the sample centre and tests.
    Simulator,
}

impl Gateway {
    /// Hands a call over; it is tried again a few times.
    ///
    /// # Errors
    /// Why the gateway did not take it.
    pub async fn send(&self, house: &Arc<House>, call: &Outgoing) -> Result<(), String> {
        match self {
            Self::Simulator => {
                simulator::answer(house, call);
                Ok(())
            }
            Self::Webhook(settings) => deliver(settings, call).await,
        }
    }
}

async fn deliver(settings: &Settings, call: &Outgoing) -> Result<(), String> {
    let body = serde_json::to_vec(call).map_err(|error| error.to_string())?;
    // TLS takes the process's provider; a house without TLS of its own has none yet.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = object_line::Client::builder().timeout(PATIENCE).build().map_err(|error| error.to_string())?;
    let mut why = String::new();
    for wait in std::iter::once(0).chain(WAITS_MS) {
        tokio::time::sleep(Duration::from_millis(wait)).await;
        let seconds = machine_ms().div_euclid(1000);
        let request = client
            .post(&settings.url)
            .header("content-type", "application/json")
            .header("webhook-id", &call.id)
            .header("webhook-timestamp", seconds.to_string())
            .header("webhook-signature", settings.signature(&call.id, seconds, &body))
            .body(body.clone());
        // The telephone stands in the body alone: an error may name the address.
        why = match request.send().await {
            Ok(answer) if answer.status().is_success() => return Ok(()),
            // What the gateway refuses it refuses again.
            Ok(answer) if answer.status().is_client_error() => return Err(answer.status().to_string()),
            Ok(answer) => answer.status().to_string(),
            Err(error) => error.without_url().to_string(),
        };
    }
    Err(why)
}

#[cfg(test)]
mod tests;
