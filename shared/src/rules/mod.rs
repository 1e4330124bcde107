//! The procurement rules: the evaluation case and its engine, the checks of a plan, the legal periods.
//!
//! All of it is pure: an answer depends on its arguments alone, so the server, the browser and whoever checks a bundle
//! come to the same one. Every refusal and every finding names its article; the articles and the figures that the law
//! sets are data, in [`catalogue`].

pub mod after;
pub mod calendar;
pub mod case;
pub mod catalogue;
pub mod codes;
pub mod correction;
pub mod criteria;
pub mod engine;
mod json;
pub mod lines;
pub mod outcome;
#[cfg(test)]
mod tests;

pub use calendar::{Calendar, DateFinding, check_dates};
pub use case::{
    AbnormallyLow, Benchmark, Bid, Case, CaseRefusal, Criterion, CriterionKind, Deductions, DrawSeed, EnterpriseSize,
    ExpertScores, Formula, Method, Price, Regime, Scores, TieBreak,
};
pub use catalogue::Law;
pub use codes::{CaseCode, DateCode, FindingCode, PlanCode, Severity};
pub use criteria::{LotPlan, PlanCriterion, PlanFinding};
pub use engine::{candidate_order, evaluate, evaluate_under, evaluate_with_flip, ties};
pub use outcome::{BidOutcome, Finding, Flip, Outcome, Reason, Verdict, WithFlip};
