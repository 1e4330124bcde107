use serde::{Deserialize, Serialize};

use super::{Head, Signature};

/// A receipt (回执): for a sealed bid, a withdrawal, an objection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Header and footer.
    pub head: Head,
    /// The title, for example 投标文件接收回执.
    pub title: String,
    /// The receipt's number.
    pub number: String,
    /// For whom.
    pub bidder: String,
    /// What was received, line by line: time, size, hashes, state of the seal.
    pub lines: Vec<Line>,
    /// What the QR code says, at most 1,000 bytes; none for no code.
    pub qr: Option<String>,
    /// What the bidder should do next.
    pub next: Vec<String>,
    /// The centre's signature.
    pub signature: Signature,
}

/// A labelled fact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it is.
    pub label: String,
    /// The fact.
    pub value: String,
}

/// A list that is signed (签字清单).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedList {
    /// Header and footer.
    pub head: Head,
    /// The title, for example 投标文件接收清单.
    pub title: String,
    /// Facts above the list.
    pub lines: Vec<Line>,
    /// A paragraph above the list.
    pub intro: String,
    /// The columns' names.
    pub columns: Vec<String>,
    /// The rows, one text for each column.
    pub rows: Vec<Vec<String>>,
    /// The hash of the list, in hex.
    pub list_hash: String,
    /// Who signed or is to sign.
    pub signatures: Vec<Signature>,
}
