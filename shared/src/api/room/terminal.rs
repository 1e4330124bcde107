//! Terminals (席位终端): a key that never leaves the machine, bound to a seat by a code, proved by signing a challenge.

use crate::endpoint;
use crate::envelope::B64;
use crate::people::Seat;
use serde::{Deserialize, Serialize};

/// The terminal's public key: ECDSA on P-256, the uncompressed point (SEC 1, 2.3.3).
pub type TerminalKey = B64<65>;
/// What the terminal signs with: ECDSA on P-256 with SHA-256, r ‖ s (IEEE P1363), as WebCrypto gives it.
pub type TerminalSignature = B64<64>;

/// Binds this terminal to its seat; the proof, a cookie of a few minutes, comes with the reply.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ActivateTerminal {
    /// The code.
    pub code: String,
    /// The key that was made on this machine.
    pub key: TerminalKey,
    /// A challenge of this server.
    pub challenge: String,
    /// Its signature ([`signed_text`]).
    pub signature: TerminalSignature,
}
endpoint!(ActivateTerminal, Change, "/api/room/activate-terminal" => Seat);

/// Asks for something to sign.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ReadChallenge {}
endpoint!(ReadChallenge, Query, "/api/room/challenge" => Challenge);

/// Something to sign, once and soon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// What is signed, after [`signed_text`].
    pub challenge: String,
}

/// Proves that this is the terminal of its seat; the proof, a cookie of a few minutes, comes with the reply.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProveTerminal {
    /// The terminal's key.
    pub key: TerminalKey,
    /// A challenge of this server.
    pub challenge: String,
    /// Its signature.
    pub signature: TerminalSignature,
}
endpoint!(ProveTerminal, Change, "/api/room/prove-terminal" => Seat);

/// How long a proof holds, milliseconds; a terminal proves itself anew well before.
pub const PROOF_MS: i64 = 10 * 60_000;

/// The exact text that a terminal signs: nothing else that it signs begins so.
#[must_use]
pub fn signed_text(challenge: &str) -> String {
    format!("bidroom/terminal/v1\n{challenge}")
}
