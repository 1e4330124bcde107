//! The sealed bid's bulk work, natively: AES-GCM by ring, segments encrypted and hashed on several threads at once, memory
//! bounded by a few segments for each thread whatever the bid's size.
//!
//! The format itself is `shared::envelope`; randomness and clocks stay with the caller.

mod cipher;
mod error;
mod files;
#[cfg(test)]
mod fixture;
mod open;
mod pipeline;
mod seal;

pub use cipher::RingCipher;
pub use error::{OpenError, SealFileError};
pub use files::{BidFile, BidFiles, ReadAt, Region, Sources, WriteAt};
pub use open::{BidSink, Extract, Opened, Trace, measure, open_bid, open_payload};
pub use seal::{Job, SealedFile, SealedPayload, seal_file, seal_payload};

/// Told after every segment: bytes done, and bytes in all.
pub type Progress<'a> = dyn FnMut(u64, u64) + 'a;
