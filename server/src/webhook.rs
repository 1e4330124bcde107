//! Messages to another machine of the centre, over HTTP or HTTPS, signed as Standard Webhooks 1.0 says: `webhook-id`,
//! `webhook-timestamp` (seconds since 1970) and `webhook-signature: v1,<base64 of HMAC-SHA256(secret, id.timestamp.body)>`.

use crate::clock::machine_ms;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use object_line::redirect::Policy;
use object_line::{Client, StatusCode};
use ring::hmac;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long the other side may take to accept a message.
const PATIENCE: Duration = Duration::from_secs(10);
/// How old or how far ahead the time of a signed message may be, seconds.
const TOLERANCE_S: i64 = 300;
/// The shortest and the longest secret, bytes.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// An address, and the secret that both sides know.
#[derive(Clone)]
pub struct Webhook {
    url: String,
    secret: Arc<hmac::Key>,
    client: Client,
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Webhook({})", self.url)
    }
}

/// Why a message was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotTaken {
    /// The other side refuses it, and would again.
    Refused(String),
    /// It may be taken later.
    Later(String),
}

impl fmt::Display for NotTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Refused(why) | Self::Later(why)) = self;
        f.write_str(why)
    }
}

impl Webhook {
    /// A webhook. `secret` is as the specification writes it: `whsec_` and base64 of 24 to 64 bytes.
    ///
    /// # Errors
    /// In words, when the address is not one of HTTP, or the secret is not of that form.
    pub fn new(url: &str, secret: &str) -> Result<Self, String> {
        if !(url.starts_with("https://") || url.starts_with("http://")) {
            return Err(format!("{url} is no address of a webhook: it begins with https:// or http://"));
        }
        let form = "a webhook's secret is whsec_ and the base64 of 24 to 64 random bytes";
        let secret = STANDARD.decode(secret.trim().strip_prefix("whsec_").ok_or(form)?).map_err(|_| form)?;
        if !SECRET_BYTES.contains(&secret.len()) {
            return Err(form.into());
        }
        // TLS takes the process's provider; a house without TLS of its own has none yet.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().timeout(PATIENCE).redirect(Policy::none()).build();
        let client = client.map_err(|error| error.to_string())?;
        Ok(Self { url: url.to_owned(), secret: Arc::new(hmac::Key::new(hmac::HMAC_SHA256, &secret)), client })
    }

    /// A webhook whose secret is the text of a file.
    ///
    /// # Errors
    /// As [`Webhook::new`], with the file's name; or why the file cannot be read.
    pub fn read(url: &str, file: &Path) -> Result<Self, String> {
        let named = |why: String| format!("{}: {why}", file.display());
        let secret = std::fs::read_to_string(file).map_err(|error| named(error.to_string()))?;
        Self::new(url, &secret).map_err(named)
    }

    /// Where it leads.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The signature of a message that is sent at `seconds` since 1970.
    #[must_use]
    pub fn signature(&self, id: &str, seconds: i64, body: &[u8]) -> String {
        let mut context = hmac::Context::with_key(&self.secret);
        context.update(format!("{id}.{seconds}.").as_bytes());
        context.update(body);
        format!("v1,{}", STANDARD.encode(context.sign()))
    }

    /// Whether a message is the other side's own and of now.
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

    /// Sends a message once. The body may name people; an error names neither them nor the address.
    ///
    /// # Errors
    /// [`NotTaken`].
    pub async fn post(&self, id: &str, body: Vec<u8>) -> Result<(), NotTaken> {
        let seconds = machine_ms().div_euclid(1000);
        let request = self
            .client
            .post(&self.url)
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds.to_string())
            .header("webhook-signature", self.signature(id, seconds, &body))
            .body(body);
        match request.send().await.map(|answer| answer.status()) {
            Ok(status) if status.is_success() => Ok(()),
            Ok(status) if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS => {
                Err(NotTaken::Refused(status.to_string()))
            }
            Ok(status) => Err(NotTaken::Later(status.to_string())),
            Err(error) => Err(NotTaken::Later(error.without_url().to_string())),
        }
    }
}

#[cfg(test)]
mod tests;
