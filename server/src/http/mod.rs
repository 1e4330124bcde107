//! HTTP: the door. It makes an `Actor` of cookie and terminal key, decodes bodies, and makes a response of every error.

pub mod assets;
pub mod bids;
pub mod documents;
pub mod door;
pub mod fault;
pub mod live;
pub mod mount;
pub mod password;
pub mod receipts;
pub mod record;
pub mod reports;
pub mod router;
pub mod upload;
