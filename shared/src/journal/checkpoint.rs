//! Checkpoints (检查点, C2SP `tlog-checkpoint`): the signed size and root of a log, and witnesses' cosignatures on them
//! (C2SP `tlog-cosignature`, version 1).

use std::fmt;

use super::note::{KeyKind, Note, NoteError, NoteSigner, Signature, VerifierKey};
use super::{Hash, decimal};

/// The head of a log: what a checkpoint says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the log: for a centre [`super::origin`].
    pub origin: String,
    /// The number of leaves.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Further lines, without their line feeds; none in our own checkpoints.
    pub extensions: Vec<String>,
}

/// Why a checkpoint is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckpointError {
    /// The text is not a checkpoint's.
    Text,
    /// The note around it is not acceptable.
    Note(NoteError),
    /// It is of another log; the origin that it names.
    Origin(String),
}

impl fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("not the text of a checkpoint"),
            Self::Note(why) => why.fmt(f),
            Self::Origin(origin) => write!(f, "a checkpoint of another log: {origin}"),
        }
    }
}

impl std::error::Error for CheckpointError {}

impl From<NoteError> for CheckpointError {
    fn from(why: NoteError) -> Self {
        Self::Note(why)
    }
}

/// A witness's statement that it saw this head, and that it is consistent with all that it saw before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosignature {
    /// The name of the witness's key.
    pub name: String,
    /// When, in seconds since 1970, by the witness's clock.
    pub time_s: u64,
}

/// A checkpoint whose log signature was verified, with the cosignatures of known witnesses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What the log says.
    pub checkpoint: Checkpoint,
    /// Who else has seen it; only witnesses that were asked for.
    pub cosignatures: Vec<Cosignature>,
}

impl Checkpoint {
    /// The head of the log `origin`, without extension lines.
    pub fn new(origin: &str, size: u64, root: Hash) -> Self {
        Self { origin: origin.to_owned(), size, root, extensions: Vec::new() }
    }

    /// The text that is signed.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, self.root.to_base64());
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// Reads the text of a checkpoint.
    ///
    /// # Errors
    /// [`CheckpointError::Text`].
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let body = text.strip_suffix('\n').ok_or(CheckpointError::Text)?;
        let mut lines = body.split('\n');
        let mut line = || lines.next().filter(|line| !line.is_empty()).ok_or(CheckpointError::Text);
        let origin = line()?.to_owned();
        let size = decimal(line()?).ok_or(CheckpointError::Text)?;
        let root = Hash::from_base64(line()?).map_err(|_| CheckpointError::Text)?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(CheckpointError::Text);
        }
        Ok(Self { origin, size, root, extensions })
    }

    /// The checkpoint as a note signed by the log's key.
    ///
    /// # Errors
    /// [`CheckpointError::Text`] when a field cannot stand in a line; [`CheckpointError::Origin`] when the key's name is
    /// not the origin.
    pub fn sign(&self, key: &NoteSigner) -> Result<Note, CheckpointError> {
        let text = self.text();
        if Self::parse(&text)? != *self {
            return Err(CheckpointError::Text);
        }
        if key.verifier().name() != self.origin {
            return Err(CheckpointError::Origin(self.origin.clone()));
        }
        Ok(Note::sign(&text, &[key])?)
    }

    /// Opens a checkpoint of the log whose key is `log`: the origin must be the key's name, the log's signature must
    /// verify, and so must every cosignature that claims to be by one of `witnesses`.
    ///
    /// # Errors
    /// Any [`CheckpointError`].
    pub fn open(note: &Note, log: &VerifierKey, witnesses: &[VerifierKey]) -> Result<Opened, CheckpointError> {
        note.verify(std::slice::from_ref(log))?;
        let checkpoint = Self::parse(note.text())?;
        if checkpoint.origin != log.name() {
            return Err(CheckpointError::Origin(checkpoint.origin));
        }
        let cosignatures = match note.verify(witnesses) {
            Ok(verified) => verified
                .into_iter()
                .filter_map(|v| v.time_s.map(|time_s| Cosignature { name: v.name, time_s }))
                .collect(),
            Err(NoteError::Unsigned) => Vec::new(),
            Err(why) => return Err(why.into()),
        };
        Ok(Opened { checkpoint, cosignatures })
    }
}

/// Cosigns a checkpoint (`cosignature/v1`): the signature line to add to it. The witness must have verified, first, the
/// log's signature and the consistency with the last head that it cosigned.
///
/// # Errors
/// [`CheckpointError::Text`] when the note is not a checkpoint; [`CheckpointError::Note`] when `key` is not a cosigner's,
/// or the time is beyond 2⁶³−1 seconds.
pub fn cosign(note: &Note, key: &NoteSigner, time_s: u64) -> Result<Signature, CheckpointError> {
    Checkpoint::parse(note.text())?;
    if key.verifier().kind() != KeyKind::Cosignature || i64::try_from(time_s).is_err() {
        return Err(CheckpointError::Note(NoteError::VerifierKey));
    }
    Ok(key.sign(note.text(), time_s))
}

#[cfg(test)]
mod tests;
