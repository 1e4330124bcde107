//! The receipt (回执) for a bid: a signed note by the centre's receipt key. *Submitted* means that it exists.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::note::{Note, NoteError, NoteSigner, VerifierKey};
use super::{Hash, decimal, is_id};

const FIRST_LINE: &str = "bidroom/receipt/1";

/// What a receipt says, in the order of its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The tender's id.
    pub tender: String,
    /// The lot's id.
    pub lot: String,
    /// The envelope: `single`, `technical` or `price`.
    pub envelope: String,
    /// The bidder's id.
    pub bidder: String,
    /// Which revision of the bid, from 1.
    pub revision: u64,
    /// SHA-256 of the head of the sealed bid.
    pub head: Hash,
    /// The tree hash over the segments of the payload.
    pub root: Hash,
    /// The payload's length in bytes.
    pub length: u64,
    /// When its last byte was durable, in milliseconds since 1970.
    pub received_ms: u64,
    /// The index of the journal entry.
    pub entry: u64,
}

/// Why a receipt is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReceiptError {
    /// The text is not a receipt's; the name of the line that is wrong or missing.
    Line(&'static str),
    /// The note around it is not acceptable.
    Note(NoteError),
}

impl fmt::Display for ReceiptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(name) => write!(f, "not a receipt: the line {name:?} is wrong or missing"),
            Self::Note(why) => why.fmt(f),
        }
    }
}

impl std::error::Error for ReceiptError {}

impl From<NoteError> for ReceiptError {
    fn from(why: NoteError) -> Self {
        Self::Note(why)
    }
}

impl Receipt {
    /// The text that is signed.
    pub fn text(&self) -> String {
        format!(
            "{FIRST_LINE}\ntender {}\nlot {}\nenvelope {}\nbidder {}\nrevision {}\nhead {}\nroot {}\nlength {}\n\
             received_ms {}\nentry {}\n",
            self.tender,
            self.lot,
            self.envelope,
            self.bidder,
            self.revision,
            self.head,
            self.root,
            self.length,
            self.received_ms,
            self.entry,
        )
    }

    /// Reads the text of a receipt.
    ///
    /// # Errors
    /// [`ReceiptError::Line`] for anything that [`Receipt::text`] would not write.
    pub fn parse(text: &str) -> Result<Self, ReceiptError> {
        let body = text.strip_suffix('\n').ok_or(ReceiptError::Line("entry"))?;
        let mut lines = body.split('\n');
        if lines.next() != Some(FIRST_LINE) {
            return Err(ReceiptError::Line(FIRST_LINE));
        }
        let mut value = |name: &'static str| {
            let line = lines.next().and_then(|line| line.strip_prefix(name));
            line.and_then(|line| line.strip_prefix(' ')).ok_or(ReceiptError::Line(name))
        };
        let id = |name, text: &str| {
            if is_id(text) { Ok(text.to_owned()) } else { Err(ReceiptError::Line(name)) }
        };
        let number = |name, text: &str| decimal(text).ok_or(ReceiptError::Line(name));
        let hash = |name, text: &str| text.parse::<Hash>().map_err(|_| ReceiptError::Line(name));
        let receipt = Self {
            tender: id("tender", value("tender")?)?,
            lot: id("lot", value("lot")?)?,
            envelope: id("envelope", value("envelope")?)?,
            bidder: id("bidder", value("bidder")?)?,
            revision: number("revision", value("revision")?)?,
            head: hash("head", value("head")?)?,
            root: hash("root", value("root")?)?,
            length: number("length", value("length")?)?,
            received_ms: number("received_ms", value("received_ms")?)?,
            entry: number("entry", value("entry")?)?,
        };
        if !matches!(receipt.envelope.as_str(), "single" | "technical" | "price") {
            return Err(ReceiptError::Line("envelope"));
        }
        if receipt.revision == 0 {
            return Err(ReceiptError::Line("revision"));
        }
        if lines.next().is_some() { Err(ReceiptError::Line("entry")) } else { Ok(receipt) }
    }

    /// The receipt as a note signed by the receipt key ([`super::receipt_name`]).
    ///
    /// # Errors
    /// [`ReceiptError::Line`] when a field is not of its form.
    pub fn sign(&self, key: &NoteSigner) -> Result<Note, ReceiptError> {
        let text = self.text();
        Self::parse(&text)?;
        Ok(Note::sign(&text, &[key])?)
    }

    /// Opens a receipt: checks the signature of `key` and reads the text.
    ///
    /// # Errors
    /// Any [`ReceiptError`].
    pub fn open(note: &Note, key: &VerifierKey) -> Result<Self, ReceiptError> {
        note.verify(std::slice::from_ref(key))?;
        Self::parse(note.text())
    }
}

#[cfg(test)]
mod tests;
