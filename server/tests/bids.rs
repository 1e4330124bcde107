//! Bids and their opening through the interface, on every database of this run: what is sealed arrives, what is not is
//! refused with its code, nobody but the bidder learns of it, and the quorum opens it.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

#[path = "bids/amendments.rs"]
mod amendments;
#[path = "bids/attacks.rs"]
mod attacks;
mod common;
#[path = "bids/draft.rs"]
mod draft;
#[path = "bids/envelopes.rs"]
mod envelopes;
#[path = "bids/lot.rs"]
mod lot;
#[path = "bids/opening.rs"]
mod opening;
#[path = "bids/protocol.rs"]
mod protocol;
#[path = "bids/receipts.rs"]
mod receipts;
#[path = "bids/uploads.rs"]
mod uploads;
