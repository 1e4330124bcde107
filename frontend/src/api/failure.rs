//! What a page is told instead of an answer.

use std::fmt::Display;

use shared::api::Problem;
use shared::refusal::{Code, Refusal};
use shared::text::{Lang, Text, frame};

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The server said no, with a code.
    Refused(Problem),
    /// The server cannot be reached.
    Lost,
    /// Page and server do not understand each other: they are of different versions.
    Unreadable,
    /// This machine could not do its part; the text says what.
    Own(String),
    /// This machine refuses; the text says what happened and what to do, the code is the format's.
    Local {
        /// The code.
        code: &'static str,
        /// The sentence.
        text: Text,
    },
    /// The person closed a dialog. Nothing to show.
    Cancelled,
}

impl Failure {
    /// A failure of this machine.
    pub fn own(what: impl Display) -> Self {
        Self::Own(what.to_string())
    }

    /// Whether it is the refusal with that code.
    #[must_use]
    pub fn is(&self, code: Code) -> bool {
        matches!(self, Self::Refused(problem) if problem.refusal.code == code)
    }

    /// Whether trying again may help by itself.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Lost) || self.is(Code::Busy)
    }

    /// The refusal, when it is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(problem) => Some(&problem.refusal),
            _ => None,
        }
    }

    /// The code that a person can tell somebody.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(problem) => problem.refusal.code.as_str(),
            Self::Lost => "connection-lost",
            Self::Unreadable => "version-differs",
            Self::Own(_) => "this-machine",
            Self::Local { code, .. } => code,
            Self::Cancelled => "cancelled",
        }
    }

    /// What happened. A refusal's sentence says what to do as well.
    #[must_use]
    pub fn what(&self, lang: Lang) -> String {
        match self {
            Self::Refused(problem) => problem.refusal.sentence(lang),
            Self::Lost => frame::OFFLINE.get(lang).to_owned(),
            Self::Unreadable => frame::UNREADABLE.get(lang).to_owned(),
            Self::Own(detail) => frame::OWN_FAULT.get(lang).replace("{detail}", detail),
            Self::Local { text, .. } => text.get(lang).to_owned(),
            Self::Cancelled => frame::CANCEL.get(lang).to_owned(),
        }
    }

    /// What to do, where [`what`](Self::what) does not say it.
    #[must_use]
    pub fn todo(&self, lang: Lang) -> Option<&'static str> {
        match self {
            Self::Refused(_) | Self::Local { .. } | Self::Cancelled => None,
            Self::Lost => Some(frame::OFFLINE_TODO.get(lang)),
            Self::Unreadable => Some(frame::UNREADABLE_TODO.get(lang)),
            Self::Own(_) => Some(frame::OWN_FAULT_TODO.get(lang)),
        }
    }

    /// The request's number, to tell the administrator.
    #[must_use]
    pub fn request(&self) -> Option<&str> {
        match self {
            Self::Refused(problem) if problem.request.len() > 1 => Some(&problem.request),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_says_what_happened_and_what_to_do() {
        let refused = Failure::Refused(Problem { refusal: Refusal::new(Code::Busy), request: "r-1".into() });
        for lang in [Lang::Zh, Lang::En] {
            for failure in [Failure::Lost, Failure::Unreadable, Failure::own("x")] {
                assert!(!failure.what(lang).is_empty() && !failure.what(lang).contains('{'));
                assert!(failure.todo(lang).is_some());
            }
            assert!(!refused.what(lang).is_empty());
        }
        assert_eq!(refused.request(), Some("r-1"));
        assert!(refused.is_passing() && Failure::Lost.is_passing() && !Failure::Unreadable.is_passing());
    }
}
