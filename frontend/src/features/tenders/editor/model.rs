//! What the editor holds as text, and the plan that it says.

use serde::de::DeserializeOwned;
use shared::amount::{Decimal, Fen};
use shared::api::tenders::LotPage;
use shared::envelope::Policy;
use shared::rules::calendar::Calendar;
use shared::rules::case::{AbnormallyLow, CriterionKind, Deductions, Method, Regime};
use shared::rules::criteria::{LotPlan, OpeningPlan, PlanCriterion};
use shared::tender::{LotFinding, date_findings, plan_findings};
use shared::text::{Text, tenders};

use crate::ui::Label;

mod works;

pub use works::{PriceForm, benchmarks, formulas, parts};

/// A draft as it stands in the fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    pub title: String,
    pub deadline_ms: Option<i64>,
    pub regime: String,
    pub method: String,
    pub budget: String,
    pub ceiling: String,
    pub price_weight: String,
    pub small: String,
    pub consortium: String,
    pub domestic: String,
    pub of_mean: String,
    pub of_next: String,
    pub of_ceiling: String,
    pub candidates: String,
    pub experts: String,
    pub representatives: String,
    /// `one` or `two`.
    pub envelopes: String,
    /// `1` or `2`.
    pub policy: String,
    /// Minutes.
    pub window: String,
    /// Points, empty for none.
    pub technical_min: String,
    /// `named` or `blind`.
    pub blind: String,
    /// Of use in works.
    pub price: PriceForm,
    pub criteria: Vec<Row>,
}

/// A criterion as it stands in the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub id: String,
    pub title: String,
    pub standard: String,
    pub kind: String,
    pub max: String,
    pub min: String,
    pub step: String,
}

/// A field that cannot be read, by its path in the plan.
pub type Unreadable = (String, Text);

/// The value that a word stands for in JSON.
#[must_use]
pub fn word<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(text.into()).ok()
}

fn said<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The categories to choose from.
#[must_use]
pub fn regimes() -> Vec<(String, Label)> {
    [Regime::Goods, Regime::Services, Regime::Works, Regime::International]
        .map(|regime| (said(&regime), Label::Text(tenders::regime(regime))))
        .to_vec()
}

/// The methods to choose from.
#[must_use]
pub fn methods() -> Vec<(String, Label)> {
    [Method::Comprehensive, Method::Lowest].map(|method| (said(&method), Label::Text(tenders::method(method)))).to_vec()
}

const ONE: &str = "one";
const TWO: &str = "two";
const NAMED: &str = "named";
const BLIND: &str = "blind";

/// Whether members see names beside the technical side.
#[must_use]
pub fn blindness() -> Vec<(String, Label)> {
    vec![(NAMED.to_owned(), tenders::NAMED.into()), (BLIND.to_owned(), tenders::BLIND.into())]
}

/// One envelope or two.
#[must_use]
pub fn envelopes() -> Vec<(String, Label)> {
    vec![(ONE.to_owned(), tenders::ONE_ENVELOPE.into()), (TWO.to_owned(), tenders::TWO_ENVELOPES.into())]
}

/// What opens a bid.
#[must_use]
pub fn policies() -> Vec<(String, Label)> {
    vec![("1".to_owned(), tenders::POLICY_QUORUM.into()), ("2".to_owned(), tenders::POLICY_BIDDER.into())]
}

/// The kinds of criteria to choose from.
#[must_use]
pub fn kinds() -> Vec<(String, Label)> {
    [CriterionKind::Objective, CriterionKind::Subjective]
        .map(|kind| (said(&kind), Label::Text(tenders::kind(kind))))
        .to_vec()
}

impl Form {
    /// The draft as the server has it.
    #[must_use]
    pub fn of(page: &LotPage) -> Self {
        let plan = &page.plan;
        let row = |criterion: &PlanCriterion| Row {
            id: criterion.id.clone(),
            title: criterion.title.clone(),
            standard: criterion.standard.clone(),
            kind: said(&criterion.kind),
            max: criterion.max.to_string(),
            min: criterion.min.to_string(),
            step: criterion.step.as_ref().map(ToString::to_string).unwrap_or_default(),
        };
        Self {
            title: page.title.clone(),
            deadline_ms: page.deadline_ms,
            regime: said(&plan.regime),
            method: said(&plan.method),
            budget: plan.budget.to_string(),
            ceiling: plan.ceiling.to_string(),
            price_weight: plan.price_weight.to_string(),
            small: plan.deductions.small.to_string(),
            consortium: plan.deductions.consortium.to_string(),
            domestic: plan.deductions.domestic.to_string(),
            of_mean: plan.abnormally_low.of_mean.to_string(),
            of_next: plan.abnormally_low.of_next.to_string(),
            of_ceiling: plan.abnormally_low.of_ceiling.to_string(),
            candidates: plan.candidates.to_string(),
            experts: plan.committee_experts.to_string(),
            representatives: plan.committee_purchaser.to_string(),
            envelopes: if plan.opening.two_envelopes { TWO } else { ONE }.to_owned(),
            policy: u8::from(plan.opening.policy).to_string(),
            window: plan.opening.window_minutes.to_string(),
            technical_min: plan.opening.technical_min.as_ref().map(ToString::to_string).unwrap_or_default(),
            blind: if plan.opening.blind { BLIND } else { NAMED }.to_owned(),
            price: PriceForm::of(plan.works.as_ref()),
            criteria: plan.criteria.iter().map(row).collect(),
        }
    }

    /// The plan that the fields say.
    ///
    /// # Errors
    /// Every field that cannot be read.
    pub fn plan(&self) -> Result<LotPlan, Vec<Unreadable>> {
        let mut reader = Reader::default();
        let plan = LotPlan {
            regime: reader.read("regime", word(&self.regime), Regime::Goods, tenders::REGIME),
            method: reader.read("method", word(&self.method), Method::Comprehensive, tenders::METHOD),
            budget: reader.amount("budget", &self.budget),
            ceiling: reader.amount("ceiling", &self.ceiling),
            criteria: self.criteria.iter().enumerate().map(|(at, row)| reader.criterion(at, row)).collect(),
            price_weight: reader.number("price_weight", &self.price_weight),
            works: works::plan(self, &mut reader),
            deductions: Deductions {
                small: reader.number("deductions.small", &self.small),
                consortium: reader.number("deductions.consortium", &self.consortium),
                domestic: reader.number("deductions.domestic", &self.domestic),
            },
            abnormally_low: AbnormallyLow {
                of_mean: reader.number("abnormally_low.of_mean", &self.of_mean),
                of_next: reader.number("abnormally_low.of_next", &self.of_next),
                of_ceiling: reader.number("abnormally_low.of_ceiling", &self.of_ceiling),
            },
            candidates: reader.count("candidates", &self.candidates),
            committee_experts: reader.count("committee_experts", &self.experts),
            committee_purchaser: reader.count("committee_purchaser", &self.representatives),
            opening: reader.opening(self),
        };
        if reader.unreadable.is_empty() { Ok(plan) } else { Err(reader.unreadable) }
    }

    /// What the rules say to plan and dates at `now_ms`.
    ///
    /// # Errors
    /// As [`Form::plan`].
    pub fn findings(&self, now_ms: i64) -> Result<Vec<LotFinding>, Vec<Unreadable>> {
        let plan = self.plan()?;
        let mut findings = plan_findings(&plan);
        if let Some(deadline_ms) = self.deadline_ms {
            findings.extend(date_findings(&Calendar::default(), plan.regime, now_ms, deadline_ms));
        }
        Ok(findings)
    }

    /// Price weight and maxima together, as far as they can be read.
    #[must_use]
    pub fn points(&self) -> Decimal {
        let maxima = self.criteria.iter().map(|row| &row.max);
        // A quality- and cost-based selection scores the technical side on a hundred points of its own.
        let beside = self.plan().is_ok_and(|plan| plan.formula().has_technical_side());
        let weight = (!beside).then_some(&self.price_weight);
        let read: Vec<Decimal> = maxima.chain(weight).filter_map(|text| text.parse().ok()).collect();
        read.iter().sum()
    }
}

impl Row {
    /// A new criterion, with an id that none of the others has.
    #[must_use]
    pub fn fresh(others: &[String]) -> Self {
        let taken = |id: &String| others.contains(id);
        let id = (1..).map(|n| format!("c{n}")).find(|id| !taken(id)).unwrap_or_default();
        Self { id, kind: said(&CriterionKind::Subjective), min: "0".into(), ..Self::default() }
    }
}

#[derive(Default)]
struct Reader {
    unreadable: Vec<Unreadable>,
}

impl Reader {
    fn read<T>(&mut self, field: &str, value: Option<T>, instead: T, what: Text) -> T {
        value.unwrap_or_else(|| {
            self.unreadable.push((field.to_owned(), what));
            instead
        })
    }

    fn amount(&mut self, field: &str, text: &str) -> Fen {
        self.read(field, Fen::parse(text.trim()).ok(), Fen::ZERO, tenders::NOT_AN_AMOUNT)
    }

    fn number(&mut self, field: &str, text: &str) -> Decimal {
        self.read(field, text.trim().parse().ok(), Decimal::zero(), tenders::NOT_A_NUMBER)
    }

    fn count<T: std::str::FromStr + Default>(&mut self, field: &str, text: &str) -> T {
        self.read(field, text.trim().parse().ok(), T::default(), tenders::NOT_A_NUMBER)
    }

    fn opening(&mut self, form: &Form) -> OpeningPlan {
        let number = form.policy.parse::<u8>().ok();
        let policy = number.and_then(|number| Policy::try_from(number).ok());
        let least = form.technical_min.trim();
        OpeningPlan {
            two_envelopes: form.envelopes == TWO,
            policy: self.read("opening.policy", policy, Policy::Quorum, tenders::OPENING_POLICY),
            window_minutes: self.count("opening.window_minutes", &form.window),
            technical_min: (!least.is_empty()).then(|| self.number("opening.technical_min", least)),
            blind: form.envelopes == TWO && form.blind == BLIND,
        }
    }

    fn criterion(&mut self, at: usize, row: &Row) -> PlanCriterion {
        let field = |name: &str| format!("criteria[{at}].{name}");
        let step = row.step.trim();
        PlanCriterion {
            id: row.id.trim().to_owned(),
            title: row.title.trim().to_owned(),
            standard: row.standard.trim().to_owned(),
            kind: self.read(&field("kind"), word(&row.kind), CriterionKind::Subjective, tenders::KIND),
            max: self.number(&field("max"), &row.max),
            min: self.number(&field("min"), &row.min),
            step: if step.is_empty() { None } else { Some(self.number(&field("step"), step)) },
        }
    }
}

/// The id of the element of a field: `criteria[2].max` is `criteria-2-max`.
#[must_use]
pub fn field_id(field: &str) -> String {
    field.replace("].", "-").replace(['[', '.'], "-").replace(']', "")
}

#[cfg(test)]
mod tests;
