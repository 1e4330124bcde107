//! From the request for seats to a committee that sits, on every database of this run: the ceremony, the calls, the
//! record that runs again, check-in and seats, recusal and replacement; and that nobody learns a name too early.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

#[path = "committee/ceremony.rs"]
mod ceremony;
mod common;
#[path = "committee/drand.rs"]
mod drand;
#[path = "committee/draw.rs"]
mod draw;
#[path = "committee/hostile.rs"]
mod hostile;
#[path = "committee/later.rs"]
mod later;
#[path = "committee/lot.rs"]
mod lot;
#[path = "committee/rooms.rs"]
mod rooms;
