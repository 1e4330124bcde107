//! The centre's way to call experts by machine: an HTTP webhook of an SMS or voice gateway, or a simulator in this process.
//!
//! A call goes out as JSON, signed ([`crate::webhook`]); the answer comes back to `POST /api/calls/reply` with the same three headers. A call says time and place, never project or bidders.

mod simulator;

use crate::civil::beijing;
use crate::house::House;
use crate::webhook::{NotTaken, Webhook};
use serde::Serialize;
use shared::api::draw::CALL_TRIES;
use std::sync::Arc;
use std::time::Duration;

/// Waits before a delivery is tried again, milliseconds.
const WAITS_MS: [u64; 3] = [500, 2000, 8000];
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
    Webhook(Webhook),
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
            Self::Webhook(webhook) => deliver(webhook, call).await,
        }
    }
}

async fn deliver(webhook: &Webhook, call: &Outgoing) -> Result<(), String> {
    let body = serde_json::to_vec(call).map_err(|error| error.to_string())?;
    let mut why = String::new();
    for wait in std::iter::once(0).chain(WAITS_MS) {
        tokio::time::sleep(Duration::from_millis(wait)).await;
        match webhook.post(&call.id, body.clone()).await {
            Ok(()) => return Ok(()),
            Err(NotTaken::Refused(status)) => return Err(status),
            Err(NotTaken::Later(error)) => why = error,
        }
    }
    Err(why)
}

#[cfg(test)]
mod tests;
