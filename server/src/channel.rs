//! How the centre tells people what they must know: nothing but their pages, a file (sample centre, tests), or a webhook,
//! behind which a centre puts its own mail or short messages (docs/notifications.md).

use crate::webhook::Webhook;
use serde::{Deserialize, Serialize};
use shared::envelope::EarlierBids;
use shared::tender::AmendmentKind;
use std::path::PathBuf;
use tokio::io::AsyncWriteExt as _;

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
#[derive(Debug, Clone, Default)]
pub enum Channel {
    /// People see it on their pages only.
    #[default]
    None,
    /// One line of JSON for each message, at the end of a file.
    File(PathBuf),
    /// A signed POST for each message.
    Webhook(Webhook),
}

impl Channel {
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
            Self::Webhook(webhook) => webhook.post(&letter.id, body).await.map_err(|why| why.to_string()),
        }
    }
}
