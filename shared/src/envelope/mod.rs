//! envelope.
