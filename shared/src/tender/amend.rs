//! Amending a notice before the deadline: what the law asks of it, and the next version that comes of it.
//!
//! Clarifications may change neither the subject nor the qualification (87号令 art. 27): what is amended here is the
//! deadline, the documents that are added, and what is said about them; everything else is taken over word for word.

use super::LotFinding;
use super::finding::LotCode;
use crate::envelope::{EarlierBids, Notice, NoticeDocument, NoticeError};
use crate::refusal::{Code, Refusal};
use crate::rules::calendar::{Calendar, beijing_date, day_text, deadline_after_clarification};
use crate::rules::case::Regime;
use crate::rules::catalogue::{Topic, article};
use crate::rules::codes::Severity;
use crate::text::Text;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The longest text of an amendment, in characters.
pub const AMENDMENT_CHARS_MAX: usize = 4_000;

/// What an amendment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AmendmentKind {
    /// Something is made clear or corrected (澄清、修改), perhaps with further documents.
    Clarification,
    /// The deadline moves (延期).
    Deadline,
    /// The documents are supplied for longer (延长招标文件提供期限, 87号令 art. 18); they are supplied until the deadline,
    /// which moves with it.
    Supply,
    /// The procurement is terminated (终止招标, 87号令 art. 29).
    Termination,
}

impl AmendmentKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Clarification, Self::Deadline, Self::Supply, Self::Termination];

    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clarification => "clarification",
            Self::Deadline => "deadline",
            Self::Supply => "supply",
            Self::Termination => "termination",
        }
    }

    /// The article that it rests on.
    #[must_use]
    pub fn article(self, regime: Regime) -> &'static str {
        match self {
            Self::Clarification | Self::Deadline => article(Topic::Clarification, regime),
            Self::Supply => article(Topic::DocumentsAvailable, regime),
            Self::Termination => "财政部令第87号第二十九条、政府采购法第三十六条第四项",
        }
    }
}

/// What an amendment changes: the member `amendment` of every version after the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amendment {
    /// What it is.
    pub kind: AmendmentKind,
    /// What is changed or made clear, for people.
    pub text: String,
    /// Whether it may affect how bids are prepared, as the officer says and signs.
    pub affects: bool,
    /// When it went out, milliseconds since 1970 UTC.
    pub published_ms: u64,
}

impl Amendment {
    /// The amendment by which this version came about; nothing for the first.
    #[must_use]
    pub fn of(notice: &Notice) -> Option<Self> {
        serde_json::from_value(notice.more.get("amendment")?.clone()).ok()
    }
}

/// What is wrong with an amendment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AmendCode {
    /// Nothing is said.
    AmendmentText,
    /// The deadline would come earlier.
    DeadlineEarlier,
    /// An extension that extends nothing.
    DeadlineUnchanged,
    /// Fewer than fifteen days would be left after it.
    AmendmentLate,
    /// Exactly fifteen days would be left.
    AmendmentAtMinimum,
    /// The new deadline is a day off.
    AmendedDayOff,
    /// Bids must be sealed again, although nothing that bids are prepared by is said to change.
    ResealWithoutEffect,
    /// Documents are added, and nothing that bids are prepared by is said to change.
    DocumentsWithoutEffect,
    /// A termination that moves the deadline or adds documents.
    TerminationChanges,
}

impl AmendCode {
    /// The code as it is written in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AmendmentText => "amendment-text",
            Self::DeadlineEarlier => "deadline-earlier",
            Self::DeadlineUnchanged => "deadline-unchanged",
            Self::AmendmentLate => "amendment-late",
            Self::AmendmentAtMinimum => "amendment-at-minimum",
            Self::AmendedDayOff => "amended-day-off",
            Self::ResealWithoutEffect => "reseal-without-effect",
            Self::DocumentsWithoutEffect => "documents-without-effect",
            Self::TerminationChanges => "termination-changes",
        }
    }

    /// What is wrong and what to do.
    #[must_use]
    pub const fn text(self) -> Text {
        match self {
            Self::AmendmentText => {
                Text::new("请写明更正内容（1 至 4000 字）。", "Say what is amended, in 1 to 4,000 characters.")
            }
            Self::DeadlineEarlier => Text::new(
                "投标截止时间只能推后，不能提前，请改为原截止时间或以后。",
                "The deadline only moves to a later time; choose the present one or a later one.",
            ),
            Self::DeadlineUnchanged => Text::new(
                "延期公告须给出晚于现截止时间的新截止时间，请填写。",
                "An extension needs a deadline that is later than the present one; enter it.",
            ),
            Self::AmendmentLate => Text::new(
                "更正可能影响投标文件编制，距投标截止不足十五日，请顺延截止时间。",
                "It may affect how bids are prepared, and fewer than fifteen days would be left; move the deadline.",
            ),
            Self::AmendmentAtMinimum => Text::new(
                "距投标截止正好十五日，为避免计算争议，建议再推后一日。",
                "Exactly fifteen days are left; a day more avoids a dispute about how they are counted.",
            ),
            Self::AmendedDayOff => Text::new(
                "新的投标截止日不是工作日，建议改到下一个工作日。",
                "The new deadline is a day off; the next working day is better.",
            ),
            Self::ResealWithoutEffect => Text::new(
                "要求重新加密投标的更正会影响投标文件编制，请勾选“可能影响投标文件编制”。",
                "To have bids sealed again affects how they are prepared; tick that box.",
            ),
            Self::DocumentsWithoutEffect => Text::new(
                "本次更正附有新文件，却未勾选“可能影响投标文件编制”，请确认。",
                "Documents are added, yet nothing is said to affect how bids are prepared; make sure of it.",
            ),
            Self::TerminationChanges => Text::new(
                "终止公告不能同时修改截止时间或增加文件，请清空新的截止时间并移除待发布文件。",
                "A termination neither moves the deadline nor adds documents; clear both.",
            ),
        }
    }
}

/// An amendment that is being written.
#[derive(Debug, Clone, Copy)]
pub struct AmendmentDraft<'a> {
    /// The version that it follows.
    pub before: &'a Notice,
    /// What it is.
    pub kind: AmendmentKind,
    /// What it says.
    pub text: &'a str,
    /// Whether it may affect how bids are prepared.
    pub affects: bool,
    /// The new deadline, where it moves, milliseconds since 1970 UTC.
    pub deadline_ms: Option<i64>,
    /// What becomes of earlier bids.
    pub earlier_bids: EarlierBids,
    /// The documents that go out with it.
    pub documents: &'a [NoticeDocument],
    /// The moment at which it would go out, milliseconds since 1970 UTC.
    pub now_ms: i64,
}

impl AmendmentDraft<'_> {
    /// The regime of the notice; goods where it cannot be read, which has the strictest periods.
    #[must_use]
    pub fn regime(&self) -> Regime {
        serde_json::from_value(json!(self.before.regime)).unwrap_or(Regime::Goods)
    }

    fn old_deadline_ms(&self) -> i64 {
        i64::try_from(self.before.deadline_ms).unwrap_or(i64::MAX)
    }

    /// The deadline under the next version, milliseconds since 1970 UTC.
    #[must_use]
    pub fn next_deadline_ms(&self) -> i64 {
        self.deadline_ms.unwrap_or_else(|| self.old_deadline_ms())
    }

    /// Everything that stands against it, and what somebody should look at.
    #[must_use]
    pub fn check(&self, calendar: &Calendar) -> Vec<LotFinding> {
        let mut found = Vec::new();
        let mut say = |code, field: &str, severity, earliest: Option<String>| {
            let article = self.kind.article(self.regime()).to_owned();
            found.push(LotFinding { code: LotCode::Amend(code), field: field.to_owned(), article, severity, earliest });
        };
        let length = self.text.trim().chars().count();
        if length == 0 || length > AMENDMENT_CHARS_MAX {
            say(AmendCode::AmendmentText, "text", Severity::Error, None);
        }
        if self.kind == AmendmentKind::Termination {
            if self.deadline_ms.is_some() || !self.documents.is_empty() {
                say(AmendCode::TerminationChanges, "deadline_ms", Severity::Error, None);
            }
            return found;
        }
        let next_ms = self.next_deadline_ms();
        let extends = matches!(self.kind, AmendmentKind::Deadline | AmendmentKind::Supply);
        if next_ms < self.old_deadline_ms() {
            say(AmendCode::DeadlineEarlier, "deadline_ms", Severity::Error, None);
        } else if extends && next_ms == self.old_deadline_ms() {
            say(AmendCode::DeadlineUnchanged, "deadline_ms", Severity::Error, None);
        }
        if let Some((code, severity, earliest)) = self.late(calendar) {
            say(code, "deadline_ms", severity, earliest);
        }
        if self.earlier_bids == EarlierBids::Reseal && !self.affects {
            say(AmendCode::ResealWithoutEffect, "affects", Severity::Error, None);
        }
        if !self.documents.is_empty() && !self.affects {
            say(AmendCode::DocumentsWithoutEffect, "affects", Severity::Warning, None);
        }
        found
    }

    /// What is wrong with the day of the deadline (T3: the later of the old one and fifteen days after the notice).
    fn late(&self, calendar: &Calendar) -> Option<(AmendCode, Severity, Option<String>)> {
        let (today, next) = (beijing_date(self.now_ms)?, beijing_date(self.next_deadline_ms())?);
        let old = beijing_date(self.old_deadline_ms())?;
        let least = deadline_after_clarification(self.regime(), old.min(today), today)?;
        let safe = least.next_day().and_then(|day| calendar.roll_forward(day)).map(day_text);
        if self.affects && next < least {
            Some((AmendCode::AmendmentLate, Severity::Error, safe))
        } else if self.affects && next == least {
            Some((AmendCode::AmendmentAtMinimum, Severity::Warning, safe))
        } else if self.deadline_ms.is_some() && !calendar.is_working_day(next) {
            Some((AmendCode::AmendedDayOff, Severity::Warning, calendar.roll_forward(next).map(day_text)))
        } else {
            None
        }
    }

    /// The next version.
    ///
    /// # Errors
    /// [`NoticeError`] when it has no canonical form.
    pub fn next(&self) -> Result<Notice, NoticeError> {
        let mut next = self.before.clone();
        next.previous = Some(self.before.hash()?);
        next.version += 1;
        next.deadline_ms = u64::try_from(self.next_deadline_ms()).unwrap_or_default();
        if let Some(at) = next.opening.as_object_mut() {
            at.insert("at_ms".to_owned(), json!(next.deadline_ms));
        }
        next.documents.extend(self.documents.iter().cloned());
        next.documents.sort_by(|a, b| a.name.cmp(&b.name));
        next.earlier_bids = match self.kind {
            // Nothing counts any more.
            AmendmentKind::Termination => EarlierBids::Reseal,
            _ => self.earlier_bids,
        };
        let amendment = Amendment {
            kind: self.kind,
            text: self.text.trim().to_owned(),
            affects: self.affects,
            published_ms: u64::try_from(self.now_ms).unwrap_or_default(),
        };
        next.more.insert("amendment".to_owned(), json!(amendment));
        next.check()?;
        next.check_follows(self.before)?;
        Ok(next)
    }
}

/// The refusal to publish an amendment with these findings: that of the first error.
#[must_use]
pub fn amendment_refusal(findings: &[LotFinding]) -> Option<Refusal> {
    let first = findings.iter().find(|finding| finding.severity == Severity::Error)?;
    let code = match first.code {
        LotCode::Amend(AmendCode::AmendmentLate) => Code::AmendmentLate,
        _ => Code::AmendmentRefused,
    };
    let refusal = Refusal::new(code)
        .with("finding", first.code.as_str())
        .with("field", &first.field)
        .with("article", &first.article);
    Some(match &first.earliest {
        Some(day) => refusal.with("earliest", day),
        None => refusal,
    })
}

/// The documents that a version has and the one before it has not.
#[must_use]
pub fn added_documents<'n>(before: &Notice, after: &'n Notice) -> Vec<&'n NoticeDocument> {
    after.documents.iter().filter(|document| !before.documents.contains(document)).collect()
}

#[cfg(test)]
mod tests;
