//! The server of Bidroom (评标室). `http -> desks -> work -> store -> shared`; ARCHITECTURE.md shows the way of a request.

pub mod act;
pub mod bootstrap;
pub mod channel;
pub mod civil;
pub mod clock;
pub mod demo;
pub mod desks;
pub mod drand;
pub mod fault;
pub mod gateway;
pub mod house;
pub mod http;
pub mod jobs;
pub mod keys;
pub mod proofs;
pub mod random;
pub mod sequence;
pub mod serve;
pub mod vault;
pub mod veil;
pub mod webhook;
pub mod work;

pub use http::router::build;
