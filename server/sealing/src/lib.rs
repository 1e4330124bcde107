//! server/sealing
