//! The desks: use cases, one file per desk, in the order in which a lot meets them. They know no HTTP.

pub mod account;
pub mod bids;
pub mod draw;
pub mod opening;
pub mod pool;
pub mod review;
pub mod room;
pub mod scoring;
pub mod tenders;
// ---- summary, award, supervision, journal ----
pub mod after;
pub mod award;
pub mod journal;
pub mod matters;
pub mod summary;
pub mod supervision;
