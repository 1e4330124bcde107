//! A lot before its notice is out: the plan it begins with, everything that still stands against publishing it, and the
//! notice that comes of it.

mod amend;
mod finding;
#[cfg(test)]
mod tests;

use crate::amount::{Decimal, Fen};
use crate::envelope::{EarlierBids, KeySheet, Notice, NoticeDocument, NoticeEnvelope, NoticeError, Policy};
use crate::id::{LotKey, is_id};
use crate::rules::calendar::{Calendar, TenderDates, check_dates, law_at};
use crate::rules::case::{AbnormallyLow, Deductions, Method, Price, Regime};
use crate::rules::catalogue::{Law, Topic, article, rule};
use crate::rules::criteria::{LotPlan, OpeningPlan};
use serde_json::{Map, Value, json};

pub use amend::{
    AMENDMENT_CHARS_MAX, AmendCode, Amendment, AmendmentDraft, AmendmentKind, added_documents, amendment_refusal,
};
pub use finding::{DraftCode, LotCode, LotFinding, blocks, refusal};

/// The longest title of a tender, lot or criterion, in characters.
pub const TITLE_CHARS_MAX: usize = 200;
/// The longest standard of a criterion, in characters.
pub const STANDARD_CHARS_MAX: usize = 4_000;
/// The most criteria of a lot.
pub const CRITERIA_MAX: usize = 200;
/// The most documents of a lot.
pub const DOCUMENTS_MAX: usize = 50;
/// The longest document, in bytes (50 MiB).
pub const DOCUMENT_BYTES_MAX: u64 = 50 * 1024 * 1024;

/// The plan that a new lot begins with: what the law asks at least, and no criteria yet.
#[must_use]
pub fn starting_plan(regime: Regime, method: Method, budget: Fen) -> LotPlan {
    let least = |topic| rule(topic, regime).map_or_else(Decimal::zero, |rule| rule.low_value());
    let large = rule(Topic::LargeCommittee, regime).is_some_and(|rule| budget.to_decimal() >= rule.low_value());
    let lowest = method == Method::Lowest;
    // A lender's rules grant no deduction of their own accord (财库〔2020〕46号 is about purchases under the budget law).
    let deduction = |topic| if regime == Regime::International { Decimal::zero() } else { least(topic) };
    LotPlan {
        regime,
        method,
        budget,
        ceiling: budget,
        criteria: Vec::new(),
        price_weight: if lowest { Decimal::from(100) } else { least(Topic::PriceWeight).max(Decimal::from(10)) },
        works: None,
        deductions: Deductions {
            small: deduction(Topic::SmallDeduction),
            consortium: deduction(Topic::ConsortiumDeduction),
            domestic: if regime == Regime::Goods { least(Topic::DomesticDeduction) } else { Decimal::zero() },
        },
        abnormally_low: AbnormallyLow {
            of_mean: least(Topic::AbnormalOfMean),
            of_next: least(Topic::AbnormalOfNext),
            of_ceiling: least(Topic::AbnormalOfCeiling),
        },
        candidates: 3,
        committee_experts: if large { 5 } else { 4 },
        committee_purchaser: if large { 2 } else { 1 },
        opening: OpeningPlan::default(),
    }
}

/// How far the holders' key sheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetState {
    /// Nobody is named.
    NotNamed,
    /// Somebody has not made a key yet.
    KeysMissing,
    /// Somebody has not signed yet.
    NotSigned,
    /// Somebody's identity key was replaced since.
    IdentityReplaced,
    /// Complete.
    Complete,
}

/// What is checked before a lot can be published.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// The plan.
    pub plan: &'a LotPlan,
    /// The deadline, milliseconds since 1970 UTC.
    pub deadline_ms: Option<i64>,
    /// How many documents there are.
    pub documents: usize,
    /// The key sheet.
    pub sheet: SheetState,
    /// The moment at which the notice would go out, milliseconds since 1970 UTC.
    pub now_ms: i64,
}

impl Draft<'_> {
    /// Everything that stands against publishing, and what somebody should look at: plan, dates, documents, key sheet.
    #[must_use]
    pub fn check(&self, calendar: &Calendar) -> Vec<LotFinding> {
        let mut findings = plan_findings_under(self.plan, law_at(self.now_ms));
        match self.deadline_ms {
            None => findings.push(self.own(DraftCode::NoDeadline, "deadline_ms", Topic::IssueToDeadline)),
            Some(deadline_ms) => findings.extend(date_findings(calendar, self.plan.regime, self.now_ms, deadline_ms)),
        }
        if self.documents == 0 {
            findings.push(self.own(DraftCode::NoDocuments, "documents", Topic::DocumentsAvailable));
        }
        let sheet = match self.sheet {
            SheetState::Complete => return findings,
            SheetState::NotNamed => DraftCode::NoHolders,
            SheetState::KeysMissing => DraftCode::HolderKeysMissing,
            SheetState::NotSigned => DraftCode::SheetNotSigned,
            SheetState::IdentityReplaced => DraftCode::IdentityReplaced,
        };
        findings.push(LotFinding::own(sheet, "holders", KEY_SHEET));
        findings
    }

    fn own(&self, code: DraftCode, field: &str, topic: Topic) -> LotFinding {
        LotFinding::own(code, field, article(topic, self.plan.regime))
    }
}

/// Where the key sheet is laid down.
const KEY_SHEET: &str = "加密投标文件格式 v1 · 密钥责任表";

/// What the plan alone shows; the page asks it at every keystroke.
#[must_use]
pub fn plan_findings(plan: &LotPlan) -> Vec<LotFinding> {
    plan_findings_under(plan, Law::NEWEST)
}

fn plan_findings_under(plan: &LotPlan, law: Law) -> Vec<LotFinding> {
    let mut findings: Vec<LotFinding> = plan.check_under(law).into_iter().map(LotFinding::from).collect();
    for (index, criterion) in plan.criteria.iter().enumerate() {
        if !criterion.id.trim().is_empty() && !is_id(&criterion.id) {
            let field = format!("criteria[{index}].id");
            findings.push(LotFinding::own(
                DraftCode::CriterionId,
                &field,
                article(Topic::QuantifiedFactors, plan.regime),
            ));
        }
    }
    findings
}

/// What the dates show when the notice goes out at `now_ms`. The documents are offered until the deadline.
#[must_use]
pub fn date_findings(calendar: &Calendar, regime: Regime, now_ms: i64, deadline_ms: i64) -> Vec<LotFinding> {
    if deadline_ms <= now_ms {
        let passed = LotFinding::own(DraftCode::DeadlinePassed, "deadline_ms", article(Topic::IssueToDeadline, regime));
        return vec![passed];
    }
    let dates = TenderDates { issue_ms: now_ms, documents_until_ms: deadline_ms, deadline_ms };
    check_dates(calendar, regime, &dates).into_iter().map(LotFinding::from).collect()
}

/// The fields of the opening form (开标一览表) that a lot asks for: those that its plan makes use of.
#[must_use]
pub fn form_fields(plan: &LotPlan) -> Vec<String> {
    let granted = &plan.deductions;
    let asked = [
        ("price_fen", true),
        ("price_words", true),
        ("delivery_days", true),
        ("validity_days", true),
        ("size", !granted.small.is_zero() || !granted.consortium.is_zero()),
        ("consortium_small_share", !granted.consortium.is_zero()),
        ("domestic", !granted.domestic.is_zero()),
        ("brand", plan.regime == Regime::Goods),
        ("index", !plan.criteria.is_empty()),
    ];
    asked.into_iter().filter(|(_, asked)| *asked).map(|(field, _)| field.to_owned()).collect()
}

/// What a notice says beside plan and key sheet.
#[derive(Debug, Clone, Copy)]
pub struct Heading<'a> {
    /// The lot.
    pub lot: &'a LotKey,
    /// The tender's title.
    pub title: &'a str,
    /// The lot's title.
    pub lot_title: &'a str,
    /// The purchaser's name.
    pub purchaser: &'a str,
    /// Where the bids are opened.
    pub place: &'a str,
    /// The deadline, which is the time of the opening (87号令 art. 39), milliseconds since 1970 UTC.
    pub deadline_ms: u64,
}

/// The first version of a lot's notice, with one key sheet for each envelope of the plan, in the order of opening.
///
/// # Errors
/// [`NoticeError`] when the key sheet has no canonical form or the quorum is out of range.
pub fn first_notice(
    heading: &Heading<'_>,
    plan: &LotPlan,
    sheets: &[KeySheet],
    documents: Vec<NoticeDocument>,
) -> Result<Notice, NoticeError> {
    if sheets.iter().map(|sheet| sheet.envelope).ne(plan.opening.envelopes().iter().copied()) {
        return Err(NoticeError::Envelopes);
    }
    let price = Price { weight: plan.price_weight.clone(), formula: plan.formula() };
    let notice = Notice {
        v: crate::envelope::VERSION,
        tender: heading.lot.tender.clone(),
        lot: heading.lot.lot.clone(),
        version: 1,
        previous: None,
        title: heading.title.to_owned(),
        purchaser: heading.purchaser.to_owned(),
        regime: word(&plan.regime),
        method: word(&plan.method),
        deadline_ms: heading.deadline_ms,
        opening: opening(heading, plan),
        envelopes: sheets.iter().map(|sheet| envelope(sheet, plan.opening.policy)).collect::<Result<_, _>>()?,
        criteria: plan.criteria.iter().map(|criterion| json!(criterion)).collect(),
        price: json!(price),
        form: form_fields(plan),
        documents,
        earlier_bids: EarlierBids::Stand,
        more: more(heading, plan),
    };
    notice.check()?;
    Ok(notice)
}

fn envelope(sheet: &KeySheet, policy: Policy) -> Result<NoticeEnvelope, NoticeError> {
    Ok(NoticeEnvelope {
        envelope: sheet.envelope,
        policy,
        m: sheet.m,
        n: sheet.n().map_err(|_| NoticeError::Envelopes)?,
        sheet: sheet.hash().map_err(|_| NoticeError::Envelopes)?,
    })
}

/// Where and how it is opened: the decryption window under policy 2, the technical points that a price asks for.
fn opening(heading: &Heading<'_>, plan: &LotPlan) -> Value {
    let mut opening = json!({ "at_ms": heading.deadline_ms, "place": heading.place });
    if plan.opening.policy == Policy::QuorumAndBidder {
        opening["window_minutes"] = json!(plan.opening.window_minutes);
    }
    if let Some(least) = &plan.opening.technical_min {
        opening["technical_min"] = json!(least);
    }
    opening
}

fn more(heading: &Heading<'_>, plan: &LotPlan) -> Map<String, Value> {
    let drawn = plan.works.as_ref().map(|works| works.options()).filter(|options| !options.is_empty());
    let members = [
        ("lot_title", json!(heading.lot_title)),
        ("budget", json!(plan.budget)),
        ("ceiling", json!(plan.ceiling)),
        ("deductions", json!(plan.deductions)),
        ("abnormally_low", json!(plan.abnormally_low)),
        ("candidates", json!(plan.candidates)),
        ("committee", json!({ "experts": plan.committee_experts, "purchaser": plan.committee_purchaser })),
    ];
    let drawn = drawn.map(|options| ("drawn_coefficients", json!(options)));
    let blind = plan.opening.blind.then_some(("blind", json!(true)));
    members.into_iter().chain(drawn).chain(blind).map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The word that stands for a value in JSON.
fn word<T: serde::Serialize>(value: &T) -> String {
    json!(value).as_str().unwrap_or_default().to_owned()
}
