//! Why a call did not succeed.

use shared::api::Problem;
use shared::refusal::Code;
use std::fmt;

/// Why a call did not succeed.
#[derive(Debug)]
pub enum Failed {
    /// The house refused, with its code.
    Refused(Problem),
    /// The line broke, or the answer was no answer.
    Line(String),
}

impl Failed {
    /// The code, when it was a refusal.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Refused(problem) => Some(problem.refusal.code),
            Self::Line(_) => None,
        }
    }

    /// Something that is not as it must be, in words.
    pub fn because(what: impl fmt::Display) -> Self {
        Self::Line(what.to_string())
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(problem) => write!(f, "{} (request {})", problem.refusal, problem.request),
            Self::Line(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Failed {}

impl From<reqwest::Error> for Failed {
    fn from(error: reqwest::Error) -> Self {
        Self::Line(format!("{error:?}"))
    }
}

/// What a call gives back.
pub type Outcome<T> = Result<T, Failed>;
