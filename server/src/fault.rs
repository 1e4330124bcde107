//! What stops a request: a refusal that the person understands, or a fault of the house.

use shared::refusal::{Code, Refusal};
use std::fmt;
use store::StoreError;

/// Why a request did not succeed.
#[derive(Debug)]
pub enum Fault {
    /// A "no" with its code.
    Refused(Refusal),
    /// Two transactions met; the command is tried again.
    Conflict,
    /// Something is broken; the text is for the log, never for the wire.
    Internal(String),
}

impl Fault {
    /// A fault of the house.
    pub fn internal(what: impl fmt::Display) -> Self {
        Self::Internal(what.to_string())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "{refusal}"),
            Self::Conflict => f.write_str("two transactions met"),
            Self::Internal(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Fault {}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Code> for Fault {
    fn from(code: Code) -> Self {
        Self::Refused(code.into())
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Conflict,
            StoreError::Refused(refusal) => Self::Refused(refusal),
            StoreError::Taken(what) => Self::Refused(Refusal::new(Code::AlreadyExists).with("name", what)),
            other => Self::internal(other),
        }
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::internal(error)
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}
