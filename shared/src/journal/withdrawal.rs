//! The receipt for a bid that counts no longer: withdrawn by its bidder (撤回回执), or retired by a later version of the notice
//! (更正作废回执). A signed note by the centre's receipt key, beside [`super::receipt`].

use super::note::{Note, NoteSigner, VerifierKey};
use super::receipt::ReceiptError;
use super::{Hash, decimal, is_id};
use serde::{Deserialize, Serialize};

const WITHDRAWAL: &str = "bidroom/withdrawal/1";
const RETIREMENT: &str = "bidroom/retirement/1";

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
    /// SHA-256 of the version of the notice that retired it; nothing where the bidder withdrew it.
    #[serde(default)]
    pub notice: Option<Hash>,
    /// When, in milliseconds since 1970.
    pub withdrawn_ms: u64,
    /// The index of the journal entry.
    pub entry: u64,
}

impl Withdrawal {
    /// The text that is signed.
    pub fn text(&self) -> String {
        let (first, notice, when) = match &self.notice {
            None => (WITHDRAWAL, String::new(), "withdrawn_ms"),
            Some(notice) => (RETIREMENT, format!("notice {notice}\n"), "retired_ms"),
        };
        format!(
            "{first}\ntender {}\nlot {}\nenvelope {}\nbidder {}\nrevision {}\nhead {}\n{notice}{when} {}\nentry {}\n",
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
        let retired = match lines.next() {
            Some(WITHDRAWAL) => false,
            Some(RETIREMENT) => true,
            _ => return Err(ReceiptError::Line(WITHDRAWAL)),
        };
        let mut value = |name: &'static str| {
            let line = lines.next().and_then(|line| line.strip_prefix(name));
            line.and_then(|line| line.strip_prefix(' ')).ok_or(ReceiptError::Line(name))
        };
        let id = |name, text: &str| {
            if is_id(text) { Ok(text.to_owned()) } else { Err(ReceiptError::Line(name)) }
        };
        let number = |name, text: &str| decimal(text).ok_or(ReceiptError::Line(name));
        let hash = |name, text: &str| text.parse().map_err(|_| ReceiptError::Line(name));
        let when = if retired { "retired_ms" } else { "withdrawn_ms" };
        let withdrawal = Self {
            tender: id("tender", value("tender")?)?,
            lot: id("lot", value("lot")?)?,
            envelope: id("envelope", value("envelope")?)?,
            bidder: id("bidder", value("bidder")?)?,
            revision: number("revision", value("revision")?)?,
            head: hash("head", value("head")?)?,
            notice: if retired { Some(hash("notice", value("notice")?)?) } else { None },
            withdrawn_ms: number(when, value(when)?)?,
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
