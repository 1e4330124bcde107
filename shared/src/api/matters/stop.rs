//! The stop of an evaluation over the documents (停止评标, 87号令 art. 65): the committee's decision, the agency's answer.

use crate::api::Ok;
use crate::endpoint;
use crate::id::LotKey;
use serde::{Deserialize, Serialize};

/// Why the evaluation cannot go on (87号令 art. 65), in the article's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopGround {
    /// The documents are ambiguous (歧义).
    Ambiguous,
    /// They have a serious defect (重大缺陷).
    Defective,
    /// They break national rules (违反国家有关规定).
    Unlawful,
}

impl StopGround {
    /// Every ground, in the article's order.
    pub const ALL: [Self; 3] = [Self::Ambiguous, Self::Defective, Self::Unlawful];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ambiguous => "ambiguous",
            Self::Defective => "defective",
            Self::Unlawful => "unlawful",
        }
    }
}

/// The officer answers a stop for the agency (采购代理机构确认): confirmed, the lot ends; not confirmed, the evaluation goes on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AnswerStop {
    /// The lot.
    pub lot: LotKey,
    /// The matter by which the committee stopped.
    pub n: u32,
    /// Whether it is confirmed.
    pub confirm: bool,
    /// Why, 1 to [`TEXT_CHARS_MAX`](super::TEXT_CHARS_MAX) characters.
    pub reason: String,
}
endpoint!(AnswerStop, Change, "/api/matters/answer-stop", lot, signs => Ok);

/// What the agency answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopAnswer {
    /// Whether it confirmed.
    pub confirmed: bool,
    /// Why.
    pub reason: String,
    /// When, milliseconds.
    pub at_ms: i64,
}

/// A stop that waits for its answer, for who answers: what the committee found, not who voted how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopRow {
    /// The matter's number.
    pub n: u32,
    /// On which ground.
    pub ground: StopGround,
    /// The clause of the documents.
    pub clause: String,
    /// Why.
    pub reason: String,
    /// When it was decided, milliseconds.
    pub decided_ms: i64,
}
