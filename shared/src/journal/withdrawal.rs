//! The receipt for a withdrawn bid (撤回回执): a signed note by the centre's receipt key, beside [`super::receipt`].

use super::note::{Note, NoteSigner, VerifierKey};
use super::receipt::ReceiptError;
use super::{Hash, decimal, is_id};
use serde::{Deserialize, Serialize};

const FIRST_LINE: &str = "bidroom/withdrawal/1";

/// What the receipt for a withdrawal says, in the order of its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// The tender's id.
    pub tender: String,
    /// The lot's id.
    pub lot: String,
    /// The envelope: `single`, `technical` or `price`.
    pub envelope: String,
    /// The bidder's id.
    pub bidder: String,
    /// The revision that was withdrawn, from 1.
    pub revision: u64,
    /// SHA-256 of the head of the sealed bid.
    pub head: Hash,
    /// When, in milliseconds since 1970.
    pub withdrawn_ms: u64,
    /// The index of the journal entry.
    pub entry: u64,
}

impl Withdrawal {
    /// The text that is signed.
    pub fn text(&self) -> String {
        format!(
            "{FIRST_LINE}\ntender {}\nlot {}\nenvelope {}\nbidder {}\nrevision {}\nhead {}\nwithdrawn_ms {}\nentry {}\n",
            self.tender, self.lot, self.envelope, self.bidder, self.revision, self.head, self.withdrawn_ms, self.entry,
        )
    }

    /// Reads the text.
    ///
    /// # Errors
    /// [`ReceiptError::Line`] for anything that [`Withdrawal::text`] would not write.
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
        let withdrawal = Self {
            tender: id("tender", value("tender")?)?,
            lot: id("lot", value("lot")?)?,
            envelope: id("envelope", value("envelope")?)?,
            bidder: id("bidder", value("bidder")?)?,
            revision: number("revision", value("revision")?)?,
            head: value("head")?.parse().map_err(|_| ReceiptError::Line("head"))?,
            withdrawn_ms: number("withdrawn_ms", value("withdrawn_ms")?)?,
            entry: number("entry", value("entry")?)?,
        };
        if !matches!(withdrawal.envelope.as_str(), "single" | "technical" | "price") {
            return Err(ReceiptError::Line("envelope"));
        }
        if withdrawal.revision == 0 {
            return Err(ReceiptError::Line("revision"));
        }
        if lines.next().is_some() { Err(ReceiptError::Line("entry")) } else { Ok(withdrawal) }
    }

    /// The note, signed by the receipt key ([`super::receipt_name`]).
    ///
    /// # Errors
    /// [`ReceiptError::Line`] when a field is not of its form.
    pub fn sign(&self, key: &NoteSigner) -> Result<Note, ReceiptError> {
        let text = self.text();
        Self::parse(&text)?;
        Ok(Note::sign(&text, &[key])?)
    }

    /// Opens one: checks the signature of `key` and reads the text.
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
