//! server/reader
