//! What the ranking needs decided by lot: the coefficient of a works lot's benchmark, and the order of bids that the
//! figures leave equal. The aggregation puts it on record; the three parties draw it; the aggregation goes on.

use super::{Material, read};
use crate::fault::Fault;
use crate::work::{Done, Work};
use serde_json::json;
use shared::api::summary::Aggregated;
use shared::draw::Purpose;
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::refusal::{Code, Refusal};
use shared::rules::{Case, DrawSeed, Outcome, Verdict, evaluate_under, ties};
use store::AnyConnection;

/// A case as far as the lots that were drawn decide it.
pub(super) enum Decided {
    /// The case with its lots, and its outcome.
    Whole(Box<(Case, Outcome)>),
    /// Something is still to be drawn.
    Owed(Box<Done<Aggregated>>),
}

/// Evaluates the lot with what was drawn; what is still to be drawn is put on record.
///
/// # Errors
/// [`Code::DrawCoefficientFirst`], [`Code::DrawTieFirst`] when the draw was asked for already and has no result yet.
pub(super) async fn evaluate(work: &mut Work<'_>, material: &Material) -> Result<Decided, Fault> {
    let key = work.key()?;
    if let Some(options) = material.coefficients_to_draw() {
        return owed(work, &key, Purpose::Coefficient, options, material, None).await;
    }
    let mut case = material.case()?;
    let mut outcome = evaluate_under(&case, material.law);
    let tied = ties(&case, &outcome);
    if !tied.is_empty() {
        let wanted = store::draw::wanted(work.conn(), &key, Purpose::Tie).await?;
        let drawn = store::draw::draw_result(work.conn(), &key, Purpose::Tie).await?;
        let Some(drawn) = drawn.filter(|_| wanted.as_ref() == Some(&tied)) else {
            return owed(work, &key, Purpose::Tie, tied, material, Some(&outcome)).await;
        };
        case.draw_seed = Some(DrawSeed(drawn.seed.0));
        outcome = evaluate_under(&case, material.law);
    }
    Ok(Decided::Whole(Box::new((case, outcome))))
}

/// Puts on record what is to be drawn, or refuses when it is there already.
async fn owed(
    work: &mut Work<'_>,
    key: &LotKey,
    purpose: Purpose,
    mut options: Vec<String>,
    material: &Material,
    outcome: Option<&Outcome>,
) -> Result<Decided, Fault> {
    options.sort_unstable();
    if store::draw::wanted(work.conn(), key, purpose).await?.as_ref() == Some(&options) {
        let refusal = match purpose {
            Purpose::Tie => {
                let names: Vec<String> = options.iter().map(|bid| material.bidder_name(bid)).collect();
                Refusal::new(Code::DrawTieFirst).with("bidders", names.join("、"))
            }
            Purpose::Committee | Purpose::Coefficient => {
                Refusal::new(Code::DrawCoefficientFirst).with("options", options.join("、"))
            }
        };
        return Err(refusal.into());
    }
    let at_ms = work.now_ms();
    store::draw::want(work.conn(), key, purpose, &options, at_ms).await?;
    let findings = outcome.map(|outcome| read::rows(&outcome.findings, material, &[])).transpose()?.unwrap_or_default();
    let event = Event::of_lot(Kind::DrawWanted, key, json!({ "purpose": purpose, "options": options }));
    let reply = Aggregated { verdict: Verdict::Blocked, findings, draw: Some(purpose) };
    Ok(Decided::Owed(Box::new(Done::new(reply, event))))
}

/// What was put on record and is not drawn yet.
pub(super) async fn open(conn: &mut AnyConnection, key: &LotKey) -> Result<Option<Purpose>, Fault> {
    for purpose in [Purpose::Coefficient, Purpose::Tie] {
        let wanted = store::draw::wanted(conn, key, purpose).await?.is_some_and(|options| !options.is_empty());
        if wanted && store::draw::draw_result(conn, key, purpose).await?.is_none() {
            return Ok(Some(purpose));
        }
    }
    Ok(None)
}
