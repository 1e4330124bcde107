//! The desk of tenders: notices, drafts, key holders, publication.

mod drafts;
mod holders;
mod notices;
mod publish;
mod state;
mod today;

pub use drafts::{KeepDocument, find_document};
