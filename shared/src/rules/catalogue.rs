//! The rules as data: each figure that the law sets, with its article, its source and the days it is in force.
//!
//! A correction is one line here. Where the catalogue has no row for a regime, the law sets nothing there. The articles
//! were read as copies; a procurement lawyer must check them against the official texts before a centre relies on them.

mod table;
#[cfg(test)]
mod tests;

use time::Date;

use super::case::Regime;
use crate::amount::Decimal;

use table::DOCUMENTS;
pub use table::RULES;

/// What a rule is about. The figures of a [`Rule`] mean what is said here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// The form of a case; no figure.
    CaseForm,
    /// Price weight of the comprehensive method (价格分值比重), in points: lowest.
    PriceWeight,
    /// All weights together, in points: exactly `low`.
    HundredPoints,
    /// Price formulas: the lowest price is the benchmark (低价优先法); no figure.
    PriceFormula,
    /// How the members' scores become one; no figure.
    ExpertScores,
    /// Factors are quantified and matched to requirements (评审因素量化); no figure.
    QuantifiedFactors,
    /// Members of the committee (评标委员会): at least `low`, odd.
    CommitteeSize,
    /// Share of experts in the committee: numerator of thirds, `low` thirds.
    CommitteeExperts,
    /// Budget in yuan from which the committee is larger: `low`; members from there on: `high`.
    LargeCommittee,
    /// Price deduction of a small or micro enterprise (小微企业), as a rate: from `low` to `high`.
    SmallDeduction,
    /// Price deduction of a consortium with small enterprises (联合体), as a rate: from `low` to `high`.
    ConsortiumDeduction,
    /// Share of small enterprises from which a consortium has its deduction: `low`.
    ConsortiumShare,
    /// Price deduction of a domestic product (本国产品), as a rate: from `low` to `high`.
    DomesticDeduction,
    /// Abnormally low against the mean (异常低价), as a rate: from `low` to `high`.
    AbnormalOfMean,
    /// Abnormally low against the next price, as a rate: from `low` to `high`.
    AbnormalOfNext,
    /// Abnormally low against the ceiling, as a rate: from `low` to `high`.
    AbnormalOfCeiling,
    /// Minutes for the explanation of an abnormally low price (异常低价说明): at least `low`.
    ExplanationMinutes,
    /// Bids without which there is no competition: at least `low`.
    MinimumBids,
    /// The price ceiling (最高限价) and the budget; no figure.
    Ceiling,
    /// The ceiling is at most the budget, and there is no lowest price (不得设定最低限价); no figure.
    CeilingWithinBudget,
    /// Bids with one brand count as one bidder (同品牌); no figure.
    SameBrand,
    /// Each member scores each bid; no figure.
    MissingScore,
    /// A score lies in the range of its criterion (分项评分); no figure.
    ScoreRange,
    /// Objective scores agree among the members (客观评审因素); no figure.
    ObjectiveScores,
    /// A score far from the others' (畸高畸低), as a share of the criterion's maximum: above `low`.
    OutlierScore,
    /// Candidates (中标候选人): at most `high`.
    Candidates,
    /// Days from the issue of the documents to the deadline: at least `low`.
    IssueToDeadline,
    /// Working days of the announcement (公告期限): at least `low`.
    Announcement,
    /// Working days for which the documents are available: at least `low`.
    DocumentsAvailable,
    /// Days from a clarification to the deadline: at least `low`.
    Clarification,
    /// How the days of a period are counted; no figure.
    DayCounting,
}

/// How well a rule was checked against its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Read in a copy of the text.
    Verified,
    /// Read in a quotation only.
    Quoted,
    /// Our reading, where the text is silent.
    Interpretation,
}

/// A figure of a rule: `units` times ten to the power of minus `places`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    units: i64,
    places: u32,
}

impl Figure {
    /// The figure as a number.
    #[must_use]
    pub fn value(self) -> Decimal {
        Decimal::new(self.units, self.places)
    }
}

/// One rule for one or more regimes, in force from `from` until `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// What it is about.
    pub topic: Topic,
    /// Where it applies.
    pub regimes: &'static [Regime],
    /// The lower figure; see [`Topic`].
    pub low: Option<Figure>,
    /// The upper figure; see [`Topic`].
    pub high: Option<Figure>,
    /// The article as one cites it.
    pub article: &'static str,
    /// The copy of the text that was read.
    pub source: &'static str,
    /// How well it was checked.
    pub standing: Standing,
    /// First day in force.
    pub from: Date,
    /// Last day in force; `None` while it is.
    pub until: Option<Date>,
}

impl Rule {
    /// Whether `value` lies between the figures, both included; a figure that is not set is no bound.
    #[must_use]
    pub fn contains(&self, value: &Decimal) -> bool {
        self.low.is_none_or(|low| &low.value() <= value) && self.high.is_none_or(|high| value <= &high.value())
    }

    /// The lower figure, or 0.
    #[must_use]
    pub fn low_value(&self) -> Decimal {
        self.low.map_or_else(Decimal::zero, Figure::value)
    }

    /// The lower figure as a count; 0 when it is none.
    #[must_use]
    pub fn low_count(&self) -> usize {
        count(self.low)
    }

    /// The upper figure as a count; 0 when it is none.
    #[must_use]
    pub fn high_count(&self) -> usize {
        count(self.high)
    }
}

fn count(figure: Option<Figure>) -> usize {
    figure.filter(|figure| figure.places == 0).and_then(|figure| usize::try_from(figure.units).ok()).unwrap_or(0)
}

/// Which rules bind: those in force on one day, or the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Law(Option<Date>);

impl Law {
    /// The newest rules: those without an end.
    pub const NEWEST: Self = Self(None);

    /// The rules in force on the day of the tender's announcement (公告日), in the centre's time zone.
    #[must_use]
    pub const fn on(day: Date) -> Self {
        Self(Some(day))
    }

    /// The rule, or none where nothing was set.
    #[must_use]
    pub fn rule(self, topic: Topic, regime: Regime) -> Option<&'static Rule> {
        all(topic, regime).rfind(|rule| match self.0 {
            Some(day) => rule.from <= day && rule.until.is_none_or(|until| day <= until),
            None => rule.until.is_none(),
        })
    }

    /// The article of the rule, or the tender documents where the law is silent.
    #[must_use]
    pub fn article(self, topic: Topic, regime: Regime) -> &'static str {
        self.rule(topic, regime).map_or(DOCUMENTS, |rule| rule.article)
    }
}

/// The newest rule.
#[must_use]
pub fn rule(topic: Topic, regime: Regime) -> Option<&'static Rule> {
    Law::NEWEST.rule(topic, regime)
}

/// The article of the newest rule, or the tender documents where the law is silent.
#[must_use]
pub fn article(topic: Topic, regime: Regime) -> &'static str {
    Law::NEWEST.article(topic, regime)
}

fn all(topic: Topic, regime: Regime) -> impl DoubleEndedIterator<Item = &'static Rule> {
    RULES.iter().filter(move |rule| rule.topic == topic && rule.regimes.contains(&regime))
}
