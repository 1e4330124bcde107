//! How the centre tells people what they must know: nothing but their pages, a file (sample centre, tests), or a webhook,
//! behind which a centre puts its own mail or short messages (docs/notifications.md).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use serde::{Deserialize, Serialize};
use shared::envelope::EarlierBids;
use shared::tender::AmendmentKind;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;

/// How long a webhook may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is sent to one person: the body of a webhook, or a line of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The message's id: a receiver that has it already need not deliver it again.
    pub id: String,
    /// What happened, as in the journal.
    pub kind: String,
    /// The account that is told.
    pub account: String,
    /// The person's name.
    pub name: String,
    /// The organisation's code.
    pub org: Option<String>,
    /// The organisation's name.
    pub org_name: Option<String>,
    /// The tender.
    pub tender: String,
    /// The lot.
    pub lot: String,
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// The version of the notice.
    pub version: u32,
    /// What the amendment is.
    pub amendment: AmendmentKind,
    /// What it says.
    pub text: String,
    /// The deadline that counts now, milliseconds since 1970 UTC.
    pub deadline_ms: u64,
    /// Whether bids must be sealed again.
    pub earlier_bids: EarlierBids,
    /// Where the centre's page shows it.
    pub path: String,
}

/// The channel of a centre.
#[derive(Clone, Default)]
pub enum Channel {
    /// People see it on their pages only.
    #[default]
    None,
    /// One line of JSON for each message, at the end of a file.
    File(PathBuf),
    /// A POST for each message, signed as the Standard Webhooks specification has it.
    Webhook {
        /// Where.
        url: String,
        /// The secret that both sides know.
        secret: Vec<u8>,
        /// The client.
        client: reqwest::Client,
    },
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Webhook { url, .. } => f.debug_struct("Webhook").field("url", url).finish_non_exhaustive(),
        }
    }
}

/// The signature of a webhook's body: `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.
#[must_use]
pub fn signature(secret: &[u8], id: &str, seconds: i64, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let mut context = hmac::Context::with_key(&key);
    for part in [format!("{id}.{seconds}.").as_bytes(), body] {
        context.update(part);
    }
    format!("v1,{}", STANDARD.encode(context.sign()))
}

impl Channel {
    /// A webhook. `secret` is as the specification writes it: `whsec_` and base64 of 24 to 64 bytes.
    ///
    /// # Errors
    /// In words, when the address is not one of HTTP, or the secret is not of that form.
    pub fn webhook(url: &str, secret: &str) -> Result<Self, String> {
        if !(url.starts_with("https://") || url.starts_with("http://")) {
            return Err(format!("{url} is no address of a webhook: it begins with https:// or http://"));
        }
        let form = "the webhook's secret is whsec_ and the base64 of 24 to 64 random bytes";
        let encoded = secret.trim().strip_prefix("whsec_").ok_or(form)?;
        let secret = STANDARD.decode(encoded).map_err(|_| form)?;
        if !(24..=64).contains(&secret.len()) {
            return Err(form.into());
        }
        let client = reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none());
        let client = client.build().map_err(|error| error.to_string())?;
        Ok(Self::Webhook { url: url.to_owned(), secret, client })
    }

    /// Sends a letter.
    ///
    /// # Errors
    /// Why it was not taken, in words for the log.
    pub async fn send(&self, letter: &Letter) -> Result<(), String> {
        let body = serde_json::to_vec(letter).map_err(|error| error.to_string())?;
        match self {
            Self::None => Ok(()),
            Self::File(path) => {
                let mut options = tokio::fs::OpenOptions::new();
                let mut file = options.create(true).append(true).open(path).await.map_err(|error| error.to_string())?;
                let line = [&body[..], b"\n"].concat();
                file.write_all(&line).await.map_err(|error| error.to_string())?;
                file.flush().await.map_err(|error| error.to_string())
            }
            Self::Webhook { url, secret, client } => {
                let seconds = crate::clock::machine_ms() / 1000;
                let ask = client
                    .post(url)
                    .header("content-type", "application/json")
                    .header("webhook-id", &letter.id)
                    .header("webhook-timestamp", seconds)
                    .header("webhook-signature", signature(secret, &letter.id, seconds, &body))
                    .body(body);
                let answer = ask.send().await.map_err(|error| error.to_string())?;
                if answer.status().is_success() { Ok(()) } else { Err(format!("status {}", answer.status())) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_specification() {
        // The example of standardwebhooks' own libraries.
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = br#"{"test": 2432232314}"#;
        let signed = signature(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_webhook_needs_an_address_and_a_secret() {
        let good = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        assert!(Channel::webhook("https://mail.example/hook", good).is_ok());
        for (url, secret) in [("ftp://x", good), ("https://x", "secret"), ("https://x", "whsec_AAAA")] {
            assert!(Channel::webhook(url, secret).is_err(), "{url} {secret}");
        }
        let shown = format!("{:?}", Channel::webhook("https://x", good).unwrap());
        assert!(shown.contains("https://x") && !shown.contains("MfKQ"), "{shown}");
    }
}
