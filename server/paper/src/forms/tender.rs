use serde::{Deserialize, Serialize};

use super::{CriterionRow, Head};

/// A tender document (招标文件) of about ten pages: standing clauses around a project's own figures. For sample projects.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenderDocument {
    /// Header and footer.
    pub head: Head,
    /// The purchaser (采购人).
    pub purchaser: String,
    /// The purchaser's address and telephone.
    pub purchaser_contact: String,
    /// The centre's address and telephone.
    pub centre_contact: String,
    /// The budget, with unit.
    pub budget: String,
    /// The price ceiling, with unit.
    pub ceiling: String,
    /// The deadline, which is also the time of opening.
    pub deadline: String,
    /// Where bids are opened.
    pub place: String,
    /// Until when and how the documents can be had.
    pub documents: String,
    /// The bid's validity, for example 90 日历天.
    pub validity: String,
    /// The delivery or service period asked for.
    pub delivery: String,
    /// The bid bond; empty when none is asked for.
    pub bond: String,
    /// The method and the price formula.
    pub method: String,
    /// How many candidates are named.
    pub candidates: String,
    /// What qualifies a bidder.
    pub qualifications: Vec<String>,
    /// What is bought.
    pub requirements: Vec<Requirement>,
    /// The criteria, the price included.
    pub criteria: Vec<CriterionRow>,
    /// Deductions for small enterprises and domestic products, in words.
    pub policies: Vec<String>,
}

/// A requirement (采购需求).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// What it is about.
    pub name: String,
    /// The requirement in full.
    pub text: String,
    /// Whether a bid that misses it is invalid (★ 实质性要求).
    pub essential: bool,
}
