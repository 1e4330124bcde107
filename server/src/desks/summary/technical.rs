//! The end of the technical stage of a two-envelope lot: what the scores alone decide, before a price is known to anybody.

use super::{Material, read};
use crate::desks::opening::prices;
use crate::desks::review::least;
use crate::desks::room;
use crate::fault::Fault;
use crate::work::{Done, Work};
use serde_json::json;
use shared::amount::Decimal;
use shared::api::summary::Aggregated;
use shared::event::{Event, Kind};
use shared::journal::Hash;
use shared::lifecycle::{Failure, Move};
use shared::rules::codes::FindingCode;
use shared::rules::{Outcome, Verdict, evaluate_under};
use store::lots::Lot;

/// The bids whose price envelopes may be opened: valid as far as the technical side says, with the technical points that
/// the notice asks for.
fn passing(outcome: &Outcome, least: Option<&Decimal>) -> Vec<String> {
    let points = |bid: &shared::rules::BidOutcome| bid.criteria.values().map(|points| points.value()).sum::<Decimal>();
    let passes = |bid: &&shared::rules::BidOutcome| bid.valid && least.is_none_or(|least| points(bid) >= *least);
    let mut passing: Vec<String> = outcome.bids.iter().filter(passes).map(|bid| bid.id.clone()).collect();
    passing.sort();
    passing
}

/// Counts the technical side and makes the list of the price envelopes; or says what blocks; or ends the lot.
///
/// # Errors
/// A refusal of the case, or a fault of the database.
pub(super) async fn close(work: &mut Work<'_>, lot: &Lot, material: &Material) -> Result<Done<Aggregated>, Fault> {
    let case = material.technical_case()?;
    let mut outcome = evaluate_under(&case, material.law);
    // Prices that nobody knows yet say nothing.
    outcome.findings.retain(|finding| !matches!(finding.code, FindingCode::AbnormallyLow | FindingCode::OverCeiling));
    let findings = read::rows(&outcome.findings, material, &[])?;
    let outcome_json = serde_json::to_string(&outcome)?;
    let passing = passing(&outcome, material.plan.opening.technical_min.as_ref());
    let verdict = match outcome.outcome {
        Verdict::Ranked if passing.len() < least(material.plan.regime) => Verdict::Failed,
        other => other,
    };
    let data = json!({
        "part": "technical", "verdict": verdict, "findings": findings.len(), "passing": passing,
        "outcome_sha256": Hash::of(outcome_json.as_bytes()),
    });
    let event = Event::of_lot(Kind::ScoresAggregated, &lot.key, data);
    let mut more = Vec::new();
    match verdict {
        Verdict::Ranked => more.push(prices::close(work, &lot.key, &passing).await?),
        Verdict::Blocked => {
            let at_ms = work.now_ms();
            store::summary::keep_aggregation(work.conn(), &lot.key, &outcome_json, at_ms).await?;
        }
        Verdict::Failed => {
            let reason = Failure::TooFewValid;
            work.step(Move::Fail { reason }).await?;
            more.push(Event::of_lot(Kind::LotFailed, &lot.key, json!({ "reason": reason })));
        }
    }
    if verdict != Verdict::Blocked {
        // Every technical score is locked: the codes may be opened.
        more.extend(room::open_codes(work).await?);
    }
    Ok(Done::new(Aggregated { verdict, findings, draw: None }, event).and_all(more))
}
