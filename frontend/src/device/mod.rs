//! What this machine keeps for itself: values in IndexedDB ([`keep`]), answers that open a page without a network
//! ([`answers`]), and which windows of ours are open ([`windows`]), the key of a terminal ([`terminal`]).

pub mod answers;
pub mod keep;
pub mod terminal;
pub mod windows;
