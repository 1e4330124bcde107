//! The browser's own cryptography, sealing, key files, and the way of sealed bytes to the server.
//!
//! The format is `shared::envelope`; this gives it randomness, files and WebCrypto's AES-GCM and SHA-256.

pub mod files;
pub mod keys;
pub mod line;
pub mod open;
mod release;
pub mod seal;
mod subtle;
pub mod tus;
pub mod vectors;

pub use files::{read, save, size};
pub use subtle::{random, sha256};
