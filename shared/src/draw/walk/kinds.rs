//! What goes into a walk and what comes out of it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::journal::Hash;

/// How a draw ends, or stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Every seat has a person.
    Seated,
    /// The request cannot be met any more, by whomever.
    CannotBeMet,
    /// An option was drawn, not a committee.
    Drawn,
}

/// What an expert said (答复), or what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Will come.
    Accepted,
    /// Will not come.
    Declined,
    /// Was not reached in the agreed number of tries, or did not appear.
    Unreachable,
    /// Has a conflict of interest.
    Conflict,
}

impl Answer {
    /// The word in `responses.tsv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Unreachable => "unreachable",
            Self::Conflict => "conflict",
        }
    }

    /// Reads the word in `responses.tsv`.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Accepted, Self::Declined, Self::Unreachable, Self::Conflict].into_iter().find(|a| a.word() == word)
    }
}

/// One answer, in journal order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// Whose.
    pub pid: Hash,
    /// Which.
    pub answer: Answer,
}

/// Why an answer is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerRefusal {
    /// The person is not (or no longer) among the chosen.
    NotChosen,
    /// A second answer other than *accepted* and then *conflict* or *unreachable*.
    Repeated,
    /// The draw has ended: the request cannot be met.
    Ended,
}

impl fmt::Display for AnswerRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotChosen => "an answer for somebody who is not chosen",
            Self::Repeated => "a second answer",
            Self::Ended => "an answer after the draw has ended",
        })
    }
}

impl std::error::Error for AnswerRefusal {}

/// Why somebody with a lower lot was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Somebody of the same employer is chosen.
    Unit,
    /// Seating them would have made the request impossible.
    Seats,
}

/// Somebody who was passed over, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOver {
    /// Who.
    pub pid: Hash,
    /// Their lot.
    pub lot: Hash,
    /// Why.
    pub reason: Reason,
}

/// Somebody who has a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// The group that the person fills.
    pub group: u8,
    /// Who.
    pub pid: Hash,
    /// Their lot.
    pub lot: Hash,
}

/// A committee as it stands after the answers so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committee {
    /// Whether every seat has a person.
    pub outcome: Outcome,
    /// The groups of the first set that is short; empty when seated.
    pub short: Vec<u8>,
    /// The chosen, in lot order, with their groups.
    pub seats: Vec<Seat>,
}
