use serde::{Deserialize, Serialize};

use super::{CriterionRow, Head, Note, Signature};

/// The evaluation report (评标报告): what Order 87 article 58 asks for, and the facts by which it can be checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluationReport {
    /// Header and footer.
    pub head: Head,
    /// The report's number.
    pub report_no: String,
    /// The purchaser (采购人).
    pub purchaser: String,
    /// The agency (采购代理机构).
    pub agency: String,
    /// The budget.
    pub budget: String,
    /// The price ceiling.
    pub ceiling: String,
    /// Where the notice was published.
    pub media: String,
    /// When the bids were opened.
    pub opened_at: String,
    /// Where the bids were opened.
    pub opened_place: String,
    /// When the evaluation began and ended.
    pub evaluated_at: String,
    /// Where it was held.
    pub evaluated_place: String,
    /// The method (综合评分法, 最低评标价法), with the price formula.
    pub method: String,
    /// Those who handed in a bid.
    pub bidders: Vec<ListedBidder>,
    /// The committee.
    pub committee: Vec<CommitteeMember>,
    /// The criteria, the price included.
    pub criteria: Vec<CriterionRow>,
    /// The number of the opening record and what it says, in a sentence or two.
    pub opening: Vec<String>,
    /// What happened in the evaluation, paragraph by paragraph.
    pub narrative: Vec<String>,
    /// The bids that were found invalid, with reasons.
    pub invalid: Vec<InvalidBid>,
    /// The qualification review (资格审查).
    pub qualification: CheckTable,
    /// The compliance review (符合性审查).
    pub compliance: CheckTable,
    /// Reviews of abnormally low prices.
    pub abnormal: Vec<AbnormalReview>,
    /// The sum of the scores.
    pub summary: ScoreTable,
    /// The candidates in order.
    pub candidates: Vec<Candidate>,
    /// What the checks found.
    pub findings: Vec<Finding>,
    /// Clarifications asked and given.
    pub clarifications: Vec<Exchange>,
    /// What the committee decided together, with the votes.
    pub decided: Vec<Decided>,
    /// Members who were replaced, and why.
    pub member_changes: Vec<Note>,
    /// Corrections after aggregation (Order 87 article 64).
    pub corrections: Vec<Correction>,
    /// Signed dissents.
    pub dissents: Vec<Dissent>,
    /// How the committee was drawn.
    pub draw: DrawFacts,
    /// All members.
    pub signatures: Vec<Signature>,
}

/// A bidder in the report's list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedBidder {
    /// The bidder's name.
    pub name: String,
    /// When the bid was complete.
    pub received_at: String,
    /// The announced price.
    pub price: String,
    /// Size, domestic products, consortium: what matters for the price.
    pub remark: String,
}

/// A member of the committee.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitteeMember {
    /// The member's name.
    pub name: String,
    /// Expert or purchaser's representative, in the document's language.
    pub kind: String,
    /// The unit or specialty.
    pub unit: String,
    /// Whether this member is the head (组长).
    pub head: bool,
    /// Replaced, absent, recused from a bidder: what the list should say.
    pub note: String,
}

/// A bid found invalid.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvalidBid {
    /// The bidder.
    pub bidder: String,
    /// At what stage.
    pub stage: String,
    /// The fact.
    pub reason: String,
    /// The article, or the clause of the documents.
    pub article: String,
}

/// A review, item by item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckTable {
    /// What was reviewed.
    pub items: Vec<String>,
    /// One row for each bidder.
    pub rows: Vec<CheckRow>,
    /// Who reviewed.
    pub by: String,
}

/// One bidder's row of a review.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckRow {
    /// The bidder.
    pub bidder: String,
    /// One result for each of the table's items.
    pub results: Vec<String>,
    /// The conclusion.
    pub outcome: String,
}

/// The review of an abnormally low price (Caiku [2026] 2).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbnormalReview {
    /// The bidder.
    pub bidder: String,
    /// What started the review.
    pub trigger: String,
    /// The committee's opinion.
    pub opinion: String,
    /// The result.
    pub result: String,
}

/// The sum of the scores: one row for each bidder, one column for each criterion, then price, total and rank.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreTable {
    /// The criteria, without the price.
    pub columns: Vec<ScoreColumn>,
    /// The most points for the price.
    pub price_max: String,
    /// The bidders, best first.
    pub rows: Vec<ScoreRow>,
    /// The benchmark price and other remarks.
    pub remark: String,
}

/// A criterion's column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreColumn {
    /// The criterion's name.
    pub name: String,
    /// The most points.
    pub max: String,
}

/// A bidder's row of the scores.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreRow {
    /// The bidder.
    pub bidder: String,
    /// The points, one for each column.
    pub scores: Vec<String>,
    /// The price as evaluated, after deductions.
    pub evaluated_price: String,
    /// The points for the price.
    pub price_points: String,
    /// The total.
    pub total: String,
    /// The rank.
    pub rank: String,
}

/// A candidate (中标候选人).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The rank.
    pub rank: String,
    /// The bidder.
    pub bidder: String,
    /// The price in figures: the quote, not the deducted price.
    pub price: String,
    /// The price in words.
    pub price_words: String,
    /// The total score.
    pub total: String,
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The code, for example `abnormally-low`.
    pub code: String,
    /// The article.
    pub article: String,
    /// The bidder.
    pub bidder: String,
    /// What was found and what was decided.
    pub text: String,
}

/// A clarification: a question of the committee and the bidder's answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// The bidder.
    pub bidder: String,
    /// When it was asked and answered.
    pub time: String,
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
}

/// A matter that the committee decided by majority (Order 87 article 61).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Its number.
    pub n: String,
    /// What was decided.
    pub what: String,
    /// The bidders.
    pub bidders: String,
    /// On what it rests.
    pub reason: String,
    /// Who voted how, and why.
    pub votes: String,
    /// Adopted or not.
    pub result: String,
}

/// A correction after aggregation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// When.
    pub time: String,
    /// Who.
    pub member: String,
    /// Which bidder and criterion.
    pub cell: String,
    /// The value before.
    pub old: String,
    /// The value after.
    pub new: String,
    /// The ground of Order 87 article 64, and the reason.
    pub reason: String,
}

/// A member's dissent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dissent {
    /// The member.
    pub member: String,
    /// The dissent and its reasons.
    pub text: String,
}

/// The facts by which anyone can re-run the draw of the committee.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawFacts {
    /// The draw's id.
    pub draw_id: String,
    /// When the ceremony was held.
    pub time: String,
    /// The seed, in hex.
    pub seed: String,
    /// The hash of the context, in hex.
    pub context_hash: String,
    /// How many attempts.
    pub attempts: String,
    /// The beacon: source and value.
    pub beacon: String,
    /// How many experts were in the pool and how many could be drawn.
    pub pool: String,
}
