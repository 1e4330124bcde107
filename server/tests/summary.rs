//! Summary, matters, award, supervision and journal through their use cases, on rows that stand as the desks before leave
//! them.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

#[path = "summary/after.rs"]
mod after;
mod common;
#[path = "summary/duty.rs"]
mod duty;
#[path = "summary/lot.rs"]
mod lot;
#[path = "summary/matters.rs"]
mod matters;
#[path = "summary/oversight.rs"]
mod oversight;
#[path = "summary/ranking.rs"]
mod ranking;
#[path = "summary/recall.rs"]
mod recall;
#[path = "summary/refusals.rs"]
mod refusals;
#[path = "summary/report.rs"]
mod report;
#[path = "summary/stop.rs"]
mod stop;
