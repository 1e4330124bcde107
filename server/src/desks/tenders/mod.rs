//! The desk of tenders: notices, drafts, key holders, publication.

mod amend;
mod drafts;
mod holders;
mod notices;
mod obtained;
mod publish;
mod state;
pub mod tell;
mod today;

pub use drafts::{KeepDocument, find_document};
pub use obtained::obtained;
