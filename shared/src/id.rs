//! Typed identifiers. Every id matches `[A-Za-z0-9._-]{1,64}` (envelope.md, JSON).

use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// Whether `text` may stand as an id: 1 to 64 characters of `[A-Za-z0-9._-]`.
#[must_use]
pub fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

/// A text that is not an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAnId(pub String);

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not an id (1 to 64 of A-Z a-z 0-9 . _ -): {:?}", self.0)
    }
}

impl std::error::Error for NotAnId {}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes `text` as an id.
            ///
            /// # Errors
            /// [`NotAnId`] when the text is not of the grammar.
            pub fn new(text: impl Into<String>) -> Result<Self, NotAnId> {
                let text = text.into();
                if is_id(&text) { Ok(Self(text)) } else { Err(NotAnId(text)) }
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }

        impl std::str::FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Self::new(text)
            }
        }
    )*};
}

ids! {
    /// A person's account (账号).
    AccountId,
    /// An organisation: a bidder, a purchaser, the centre (单位).
    OrgId,
    /// A procurement project (采购项目); OCDS: tender.
    TenderId,
    /// A lot of a tender (采购包); it is evaluated on its own.
    LotId,
    /// A criterion of a lot (评审因素).
    CriterionId,
    /// An evaluation room (评标室).
    RoomId,
    /// An expert's number in the pool (专家编号).
    ExpertNo,
    /// A member of one lot's committee (评委会成员).
    MemberId,
}

/// One lot of one tender: the unit that has a stage, a committee and a report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LotKey {
    /// The tender.
    pub tender: TenderId,
    /// The lot within it.
    pub lot: LotId,
}

impl LotKey {
    /// Builds a key from two texts.
    ///
    /// # Errors
    /// [`NotAnId`] for the first text that is no id.
    pub fn new(tender: &str, lot: &str) -> Result<Self, NotAnId> {
        Ok(Self { tender: TenderId::new(tender)?, lot: LotId::new(lot)? })
    }
}

impl fmt::Display for LotKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.tender, self.lot)
    }
}
