//! Proofs for people (C2SP `tlog-proof`): one small text file that shows, without a server, that an entry is in the log.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::checkpoint::{Checkpoint, CheckpointError, Opened};
use super::note::{Note, VerifierKey};
use super::tree::{self, TreeError};
use super::{Hash, decimal};

/// The first line of every proof.
const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";
/// The most hashes that a path can have: the height of a tree of 2⁶³ leaves.
const MAX_PATH: usize = 63;

/// A proof that a log holds an entry: where, the path to the root, and the checkpoint with its cosignatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogProof {
    /// What the maker of the proof added; nothing vouches for it.
    pub extra: Option<Vec<u8>>,
    /// The zero-based index of the entry.
    pub index: u64,
    /// The inclusion proof, leaf's sibling first.
    pub path: Vec<Hash>,
    /// The checkpoint, signed by the log and perhaps by witnesses.
    pub checkpoint: Note,
}

/// Why a proof is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProofError {
    /// The bytes are not a proof.
    Malformed,
    /// The checkpoint in it is not acceptable.
    Checkpoint(CheckpointError),
    /// The path does not lead from the entry to the checkpoint's root.
    Tree(TreeError),
}

impl fmt::Display for ProofError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("not a proof (c2sp.org/tlog-proof@v1)"),
            Self::Checkpoint(why) => why.fmt(f),
            Self::Tree(why) => why.fmt(f),
        }
    }
}

impl std::error::Error for ProofError {}

impl LogProof {
    /// Reads a proof.
    ///
    /// # Errors
    /// [`ProofError::Malformed`] for anything that is not exactly a proof.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProofError> {
        let all = std::str::from_utf8(bytes).map_err(|_| ProofError::Malformed)?;
        let (head, checkpoint) = all.split_once("\n\n").ok_or(ProofError::Malformed)?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(FIRST_LINE) {
            return Err(ProofError::Malformed);
        }
        let extra = match lines.peek().and_then(|line| line.strip_prefix("extra ")) {
            None => None,
            Some(base64) => {
                let extra = STANDARD.decode(base64).map_err(|_| ProofError::Malformed)?;
                lines.next();
                Some(extra)
            }
        };
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).and_then(decimal);
        let path: Result<Vec<Hash>, _> = lines.map(Hash::from_base64).collect();
        let proof = Self {
            extra,
            index: index.ok_or(ProofError::Malformed)?,
            path: path.map_err(|_| ProofError::Malformed)?,
            checkpoint: Note::parse(checkpoint.as_bytes()).map_err(|_| ProofError::Malformed)?,
        };
        if proof.path.len() > MAX_PATH { Err(ProofError::Malformed) } else { Ok(proof) }
    }

    /// Checks the proof for the entry with the leaf hash `leaf`: the checkpoint is by `log`, every cosignature by one of
    /// `witnesses` verifies, and the path leads to its root. How many cosignatures are enough is the caller's policy.
    ///
    /// # Errors
    /// [`ProofError::Checkpoint`] or [`ProofError::Tree`].
    pub fn verify(&self, leaf: &Hash, log: &VerifierKey, witnesses: &[VerifierKey]) -> Result<Opened, ProofError> {
        let opened = Checkpoint::open(&self.checkpoint, log, witnesses).map_err(ProofError::Checkpoint)?;
        let head = &opened.checkpoint;
        tree::verify_inclusion(leaf, self.index, head.size, &self.path, &head.root).map_err(ProofError::Tree)?;
        Ok(opened)
    }
}

impl fmt::Display for LogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST_LINE}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.path {
            writeln!(f, "{}", hash.to_base64())?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

#[cfg(test)]
mod tests;
