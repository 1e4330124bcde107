//! What follows from a decision: a bid is invalid, a price corrected, a claim not counted; and with it the result, when there
//! was one, falls.

use super::{ask, subject};
use crate::desks::summary::Material;
use crate::fault::Fault;
use crate::work::Work;
use serde_json::json;
use shared::api::matters::Subject;
use shared::event::{Event, Kind};
use shared::lifecycle::{Failure, Move, StageName};
use shared::rules::correction::Proposal;
use shared::rules::{Verdict, evaluate_under};
use shared::text::Lang;
use shared::text::matters as words;
use store::matters::{Inquiry, InvalidBid, Matter};

/// Carries out an adopted matter.
pub(super) async fn adopted(work: &mut Work<'_>, matter: &Matter, subject: &Subject) -> Result<Vec<Event>, Fault> {
    let key = work.key()?;
    let at_ms = work.now_ms();
    let invalid = |reason: String, article: &str| (reason, article.to_owned());
    let (reason, article) = match subject {
        Subject::LowPriceStart { .. } | Subject::Stop { .. } => return Ok(Vec::new()),
        Subject::Correction { bidder, .. } => return ask::confirmation(work, matter, bidder).await,
        Subject::Deduction { bidder, claim } => {
            let row = (bidder.as_str(), claim.as_str());
            store::matters::deny(work.conn(), &key, row, matter.n, at_ms).await?;
            return changed(work).await;
        }
        Subject::LowPrice { .. } => invalid(
            format!("报价异常低，未能证明其合理性：{}", matter.reason),
            "财政部令第87号第六十条、财库〔2026〕2号",
        ),
        Subject::Collusion { ground, .. } => {
            let ground = words::collusion(*ground).get(Lang::Zh);
            invalid(format!("视为串通投标（{ground}）：{}", matter.reason), "财政部令第87号第三十七条")
        }
        Subject::Invalid { clause, .. } => invalid(format!("{clause}：{}", matter.reason), "财政部令第87号第六十三条"),
    };
    for bidder in subject.bidders() {
        let bid = InvalidBid {
            bidder: bidder.to_string(),
            reason: reason.clone(),
            article: article.clone(),
            matter: matter.n,
        };
        store::matters::invalidate(work.conn(), &key, &bid, at_ms).await?;
    }
    changed(work).await
}

/// The bidder has answered whether it confirms a corrected price, or has let the time pass (`accept` none).
pub(super) async fn confirmed(
    work: &mut Work<'_>,
    inquiry: &Inquiry,
    accept: Option<bool>,
) -> Result<Vec<Event>, Fault> {
    let key = work.key()?;
    let at_ms = work.now_ms();
    let matters = store::matters::all(work.conn(), &key).await?;
    let matter = matters.iter().find(|matter| Some(matter.n) == inquiry.matter);
    let matter = matter.ok_or_else(|| Fault::internal("a confirmation without its correction"))?;
    debug_assert!(subject(matter).is_ok_and(|subject| subject.kind() == "correction"));
    if accept == Some(true) {
        let proposal =
            matter.proposal_json.as_deref().ok_or_else(|| Fault::internal("a correction without a price"))?;
        let proposal: Proposal = serde_json::from_str(proposal)?;
        let row = (inquiry.bidder.as_str(), proposal.price.0);
        store::matters::correct(work.conn(), &key, row, matter.n, at_ms).await?;
    } else {
        let why = if accept.is_none() { "逾期未确认修正后的报价" } else { "不确认修正后的报价" };
        let bid = InvalidBid {
            bidder: inquiry.bidder.clone(),
            reason: why.into(),
            article: shared::rules::correction::ARTICLE.into(),
            matter: matter.n,
        };
        store::matters::invalidate(work.conn(), &key, &bid, at_ms).await?;
    }
    changed(work).await
}

/// A ranking that stood falls; the sheets stay signed. Whether a stop was adopted or not, it comes before the ranking, and the
/// report that follows names it.
pub(super) async fn fall(work: &mut Work<'_>) -> Result<(), Fault> {
    if matches!(work.facts().stage, Some(StageName::Ranked | StageName::Reporting)) {
        let key = work.key()?;
        work.step(Move::ReturnCells).await?;
        store::summary::forget_result(work.conn(), &key).await?;
    }
    Ok(())
}

/// The committee has decided something, or a question to a bidder has ended: the ranking stands, but a report that is made, or
/// being made, does not say it (87号令 art. 58). It is asked for again, and signed by all again.
pub(super) async fn recall(work: &mut Work<'_>) -> Result<(), Fault> {
    let stage = work.facts().stage;
    if stage == Some(StageName::Reporting) {
        work.step(Move::RecallReport).await?;
    }
    if matches!(stage, Some(StageName::Ranked | StageName::Reporting)) {
        let key = work.key()?;
        store::summary::clear_report_request(work.conn(), &key).await?;
    }
    Ok(())
}

/// What is evaluated has changed: a result that stood falls, and with too few valid bids the lot ends (87号令 art. 43).
async fn changed(work: &mut Work<'_>) -> Result<Vec<Event>, Fault> {
    fall(work).await?;
    let key = work.key()?;
    if !matches!(work.facts().stage, Some(StageName::Scoring | StageName::Priced)) {
        return Ok(Vec::new());
    }
    let lot = work.lot()?.clone();
    let material = Material::load(work.conn(), &lot).await?;
    let outcome = evaluate_under(&material.unchecked_case()?, material.law);
    if outcome.outcome != Verdict::Failed {
        return Ok(Vec::new());
    }
    let reason = Failure::TooFewValid;
    work.step(Move::Fail { reason }).await?;
    let at_ms = work.now_ms();
    store::summary::keep_aggregation(work.conn(), &key, &serde_json::to_string(&outcome)?, at_ms).await?;
    let passing: Vec<_> = outcome.bids.iter().filter(|bid| bid.valid).map(|bid| &bid.id).collect();
    Ok(vec![Event::of_lot(Kind::LotFailed, &key, json!({ "reason": reason, "passing": passing }))])
}
