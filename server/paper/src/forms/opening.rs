use serde::{Deserialize, Serialize};

use super::{Head, Note, Signature};

/// The record of a bid opening (开标记录): Order 87 articles 41 and 42.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningRecord {
    /// Header and footer.
    pub head: Head,
    /// The record's number.
    pub record_no: String,
    /// The purchaser (采购人).
    pub purchaser: String,
    /// Room or address of the opening hall.
    pub place: String,
    /// The time of opening that was announced.
    pub announced_at: String,
    /// The time at which it began.
    pub actual_at: String,
    /// Who presided (主持人).
    pub host: String,
    /// Who recorded (记录人).
    pub recorder: String,
    /// Who supervised (监督人).
    pub supervisor: String,
    /// The price ceiling, when there is one.
    pub ceiling: String,
    /// How many bids were on the closed list.
    pub submitted: String,
    /// How many were decrypted.
    pub decrypted: String,
    /// The bids in the order of the list.
    pub bids: Vec<OpenedBid>,
    /// Objections raised on the spot, with the replies.
    pub objections: Vec<Objection>,
    /// Other events of the hour, for example an extended decryption window.
    pub notes: Vec<Note>,
    /// The hash of the closed list of bids, in hex.
    pub list_hash: String,
    /// Bidders and staff.
    pub signatures: Vec<Signature>,
}

/// One bid as it was announced. Nothing here is ever corrected: corrections make new values elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedBid {
    /// The bidder's name.
    pub bidder: String,
    /// When the bid was complete.
    pub received_at: String,
    /// The hash of the sealed bid's head, in hex.
    pub head_hash: String,
    /// Decrypted at what time, or why not.
    pub result: String,
    /// The announced price in figures.
    pub price: String,
    /// The announced price in words (大写金额).
    pub price_words: String,
    /// The bid bond's state.
    pub bond: String,
    /// The delivery or service period offered.
    pub delivery: String,
    /// The claimed size of enterprise (中小企业声明).
    pub size_claim: String,
    /// The claim of domestic products (本国产品声明).
    pub domestic_claim: String,
}

/// An objection at the opening and the reply to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// Who objected.
    pub bidder: String,
    /// When.
    pub time: String,
    /// The objection.
    pub question: String,
    /// The reply.
    pub answer: String,
}
