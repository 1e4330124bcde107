//! server/paper
