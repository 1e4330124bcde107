//! What stands against publishing a lot: a finding with its field, article, sentence, and the refusal that it becomes.

use super::amend::AmendCode;
use crate::refusal::{Code, Refusal};
use crate::rules::calendar::DateFinding;
use crate::rules::codes::{DateCode, PlanCode, Severity};
use crate::rules::criteria::PlanFinding;
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// What is wrong with a draft besides plan and dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DraftCode {
    /// No deadline is set.
    NoDeadline,
    /// The deadline lies in the past.
    DeadlinePassed,
    /// There is no document.
    NoDocuments,
    /// A criterion's id is not of the grammar of ids.
    CriterionId,
    /// No key holders are named.
    NoHolders,
    /// A holder has not made a key.
    HolderKeysMissing,
    /// A holder has not signed the key sheet.
    SheetNotSigned,
    /// A holder enrolled another identity key since.
    IdentityReplaced,
}

impl DraftCode {
    /// The code as it is written in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoDeadline => "no-deadline",
            Self::DeadlinePassed => "deadline-passed",
            Self::NoDocuments => "no-documents",
            Self::CriterionId => "criterion-id",
            Self::NoHolders => "no-holders",
            Self::HolderKeysMissing => "holder-keys-missing",
            Self::SheetNotSigned => "sheet-not-signed",
            Self::IdentityReplaced => "identity-replaced",
        }
    }

    /// What is wrong and what to do.
    #[must_use]
    pub const fn text(self) -> Text {
        match self {
            Self::NoDeadline => Text::new("没有设定投标截止时间，请填写。", "No deadline is set; enter one."),
            Self::DeadlinePassed => Text::new(
                "投标截止时间已过，请改到公告之日起二十日以后。",
                "The deadline lies in the past; move it to at least twenty days after the notice.",
            ),
            Self::NoDocuments => {
                Text::new("没有招标文件，请至少上传一份 PDF。", "There is no tender document; upload at least one PDF.")
            }
            Self::CriterionId => Text::new(
                "评审因素编号只能用字母、数字、点、下划线和连字符，最多 64 个字符，请修改。",
                "A criterion's id takes letters, digits, dot, underscore and hyphen, at most 64; change it.",
            ),
            Self::NoHolders => Text::new(
                "没有指定解密责任人，请指定后由其各自生成密钥。",
                "No key holders are named; name them, then each makes a key.",
            ),
            Self::HolderKeysMissing => Text::new(
                "有解密责任人尚未生成密钥，请其在“解密责任”页面生成。",
                "A holder has not made a key yet; ask them to make it under “Holdings”.",
            ),
            Self::SheetNotSigned => Text::new(
                "有解密责任人尚未签署密钥责任表，请其在“解密责任”页面签署。",
                "A holder has not signed the key sheet yet; ask them to sign it under “Holdings”.",
            ),
            Self::IdentityReplaced => Text::new(
                "有解密责任人更换了身份密钥，请其重新生成密钥，并由全体重新签署。",
                "A holder enrolled another identity key since; that holder makes a new key and all sign again.",
            ),
        }
    }
}

/// The code of a finding, wherever it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum LotCode {
    /// Of the plan.
    Plan(PlanCode),
    /// Of the dates.
    Date(DateCode),
    /// Of the rest of the draft.
    Draft(DraftCode),
    /// Of an amendment.
    Amend(AmendCode),
}

impl LotCode {
    /// The code as it is written in JSON and on the screen.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plan(code) => code.as_str(),
            Self::Date(code) => code.as_str(),
            Self::Draft(code) => code.as_str(),
            Self::Amend(code) => code.as_str(),
        }
    }

    /// What is wrong and what to do.
    #[must_use]
    pub const fn text(self) -> Text {
        match self {
            Self::Plan(code) => code.text(),
            Self::Date(code) => code.text(),
            Self::Draft(code) => code.text(),
            Self::Amend(code) => code.text(),
        }
    }
}

/// One thing that is wrong with a draft, beside which field, and by which article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotFinding {
    /// What it is.
    pub code: LotCode,
    /// The field: a path from the plan such as `criteria[2].max`, or `deadline_ms`, `documents`, `holders`.
    pub field: String,
    /// The article.
    pub article: String,
    /// Whether it stands against publishing.
    pub severity: Severity,
    /// The earliest day that is free of it, as `2026-10-01`, where one can be named.
    pub earliest: Option<String>,
}

impl LotFinding {
    pub(super) fn own(code: DraftCode, field: &str, article: &str) -> Self {
        Self {
            code: LotCode::Draft(code),
            field: field.to_owned(),
            article: article.to_owned(),
            severity: Severity::Error,
            earliest: None,
        }
    }
}

impl From<PlanFinding> for LotFinding {
    fn from(found: PlanFinding) -> Self {
        let PlanFinding { code, field, article, severity } = found;
        Self { code: LotCode::Plan(code), field, article, severity, earliest: None }
    }
}

impl From<DateFinding> for LotFinding {
    fn from(found: DateFinding) -> Self {
        let DateFinding { code, field, article, severity, earliest } = found;
        Self { code: LotCode::Date(code), field, article, severity, earliest }
    }
}

/// Whether any finding stands against publishing.
#[must_use]
pub fn blocks(findings: &[LotFinding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// The refusal to publish with these findings: that of the first error, with its article and field.
#[must_use]
pub fn refusal(findings: &[LotFinding]) -> Option<Refusal> {
    let errors = || findings.iter().filter(|finding| finding.severity == Severity::Error);
    let first = errors().next()?;
    let code = match first.code {
        LotCode::Plan(PlanCode::WeightSum) => Code::CriteriaNotHundred,
        LotCode::Plan(PlanCode::PriceWeight) => Code::PriceWeightTooLow,
        LotCode::Date(DateCode::DeadlineTooEarly) => Code::DeadlineTooEarly,
        LotCode::Draft(DraftCode::NoDeadline) => Code::NoDeadline,
        LotCode::Draft(DraftCode::DeadlinePassed) => Code::DeadlinePassed,
        LotCode::Draft(DraftCode::NoDocuments) => Code::NoDocuments,
        LotCode::Draft(DraftCode::NoHolders) => Code::NoHolders,
        LotCode::Draft(DraftCode::HolderKeysMissing) => Code::HolderKeysMissing,
        LotCode::Draft(DraftCode::SheetNotSigned) => Code::SheetNotSigned,
        LotCode::Draft(DraftCode::IdentityReplaced) => Code::HolderIdentityReplaced,
        _ => Code::PlanHasErrors,
    };
    let refusal = Refusal::new(code)
        .with("finding", first.code.as_str())
        .with("field", &first.field)
        .with("article", &first.article)
        .with("count", errors().count());
    Some(match &first.earliest {
        Some(day) => refusal.with("earliest", day),
        None => refusal,
    })
}
