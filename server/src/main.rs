//! The bidroom binary.
fn main() {}
