//! What a witness does before it cosigns (C2SP `tlog-witness`): hold the new checkpoint against the last one that it saw.
//!
//! The supervisor's browser is the first witness. It keeps the log's key and the last head that it saw in its own storage;
//! a server that changed or forgot an entry cannot give it a proof that leads from there to the new head.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::checkpoint::{self, Checkpoint, CheckpointError};
use super::note::{Note, NoteSigner, VerifierKey};
use super::tree::{self, TreeError};
use super::{Hash, proof};

/// The last head that a witness saw and found consistent with all before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// The number of leaves.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// Why a witness refuses a checkpoint. Each of the last two is an alarm: the journal is not the one that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WitnessError {
    /// The checkpoint is not one of the log's.
    Checkpoint(CheckpointError),
    /// The log is shorter than what was seen.
    Shorter {
        /// The size that was seen.
        seen: u64,
        /// The size of the new checkpoint.
        now: u64,
    },
    /// The proof does not lead from the head that was seen to the new one.
    Inconsistent(TreeError),
}

impl fmt::Display for WitnessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Checkpoint(why) => why.fmt(f),
            Self::Shorter { seen, now } => write!(f, "the journal has {now} entries, but {seen} were seen before"),
            Self::Inconsistent(why) => write!(f, "the journal is not a continuation of what was seen before: {why}"),
        }
    }
}

impl std::error::Error for WitnessError {}

/// Checks a checkpoint against the last head that was seen; the new head to remember.
///
/// # Errors
/// Any [`WitnessError`]. Without `seen` (the first time) only the log's signature is checked.
pub fn check(note: &Note, log: &VerifierKey, seen: Option<&Seen>, proof: &[Hash]) -> Result<Seen, WitnessError> {
    let opened = Checkpoint::open(note, log, &[]).map_err(WitnessError::Checkpoint)?;
    let head = Seen { size: opened.checkpoint.size, root: opened.checkpoint.root };
    if let Some(seen) = seen {
        if seen.size > head.size {
            return Err(WitnessError::Shorter { seen: seen.size, now: head.size });
        }
        tree::verify_consistency((seen.size, &seen.root), (head.size, &head.root), proof)
            .map_err(WitnessError::Inconsistent)?;
    }
    Ok(head)
}

/// Checks a checkpoint and cosigns it (`cosignature/v1`) at `time_s`, seconds since 1970: the note with the line added, and
/// the head to remember.
///
/// # Errors
/// As [`check`]; [`WitnessError::Checkpoint`] when `key` is not a cosigner's.
pub fn check_and_cosign(
    note: &Note,
    log: &VerifierKey,
    seen: Option<&Seen>,
    proof: &[Hash],
    key: &NoteSigner,
    time_s: u64,
) -> Result<(Note, Seen), WitnessError> {
    let head = check(note, log, seen, proof)?;
    let line = checkpoint::cosign(note, key, time_s).map_err(WitnessError::Checkpoint)?;
    let mut cosigned = note.clone();
    cosigned.add(line);
    Ok((cosigned, head))
}

/// Checks that a proof (C2SP `tlog-proof`) shows the public entry `entry` (its canonical JSON) to be in the log.
///
/// # Errors
/// Any [`proof::ProofError`].
pub fn check_entry(entry: &str, text: &str, log: &VerifierKey) -> Result<Seen, proof::ProofError> {
    let proof = proof::LogProof::parse(text.as_bytes())?;
    let opened = proof.verify(&tree::leaf_hash(entry.as_bytes()), log, &[])?;
    Ok(Seen { size: opened.checkpoint.size, root: opened.checkpoint.root })
}

#[cfg(test)]
mod tests;
