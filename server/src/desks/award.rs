//! The desk of the award: confirmation, publication, results.

use super::summary::{Material, REPORT, REPORT_SIGNATURES, standing};
use super::written;
use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::amount::{Fen, in_words};
use shared::api::Ok as Nothing;
use shared::api::award::{
    AwardReply, ConfirmAward, Decision, Ending, InvalidAt, ListResults, MyResult, MyResultReply, OwnPoints,
    PublishResult, RankedBid, ReadAward, ReadResult, ResultReply, ResultRow, Standing,
};
use shared::api::summary::TEXT_MAX;
use shared::event::{Event, Kind};
use shared::id::{CriterionId, OrgId};
use shared::lifecycle::{Move, Stage};
use shared::refusal::Code;
use shared::rules::{FindingCode, Method, Outcome, Regime};
use store::AnyConnection;
use store::award::Award;
use store::lots::Lot;
use store::summary::BidRow;

fn org(text: &str) -> Result<OrgId, Fault> {
    OrgId::new(text).map_err(Fault::internal)
}

async fn outcome(conn: &mut AnyConnection, lot: &Lot) -> Result<Outcome, Fault> {
    let result = store::summary::result(conn, &lot.key).await?;
    super::summary::outcome(&result.ok_or_else(|| Fault::internal("a lot past its ranking without a result"))?)
}

/// The outcome, and the candidates in the order in which they are confirmed.
async fn ordered(conn: &mut AnyConnection, lot: &Lot) -> Result<(Outcome, Vec<(String, usize)>), Fault> {
    let result = store::summary::result(conn, &lot.key).await?;
    let result = result.ok_or_else(|| Fault::internal("a lot past its ranking without a result"))?;
    let outcome = super::summary::outcome(&result)?;
    let order = super::summary::order(&result, &outcome)?;
    Ok((outcome, order))
}

impl Query for ReadAward {
    async fn run(&self, work: &mut Work<'_>) -> Result<AwardReply, Fault> {
        let lot = work.lot()?.clone();
        let conn = work.conn();
        let (outcome, order) = ordered(conn, &lot).await?;
        let rows = store::summary::bids(conn, &lot.key).await?;
        let report = store::summary::newest_paper(conn, &lot.key, REPORT).await?;
        let dissents = match &report {
            Some(paper) => store::summary::paper_signatures(conn, &lot.key, REPORT, &paper.sha256).await?,
            None => Vec::new(),
        };
        let dissents = dissents.iter().filter(|signature| signature.dissent.is_some()).count();
        let signatures = store::summary::newest_paper(conn, &lot.key, REPORT_SIGNATURES).await?.is_some();
        let award = store::award::find(conn, &lot.key).await?;
        Ok(AwardReply {
            title: lot.title.clone(),
            tender_title: lot.tender_title.clone(),
            stage: lot.stage.name(),
            bids: outcome.bids.iter().map(|bid| ranked(bid, &order, &rows)).collect::<Result<_, _>>()?,
            report: report.map(|paper| paper.sha256),
            signatures,
            dissents: u32::try_from(dissents).map_err(Fault::internal)?,
            decision: award.map(decision).transpose()?,
        })
    }
}

fn ranked(bid: &shared::rules::BidOutcome, order: &[(String, usize)], rows: &[BidRow]) -> Result<RankedBid, Fault> {
    let row = rows.iter().find(|row| row.bidder == bid.id);
    let row = row.ok_or_else(|| Fault::internal("a ranked bid that was not opened"))?;
    let place = order.iter().find(|(candidate, _)| *candidate == bid.id).map(|(_, place)| *place);
    Ok(RankedBid {
        bidder: org(&bid.id)?,
        name: row.name.clone(),
        price: Fen(row.price_fen.unwrap_or_default()),
        total: bid.total.clone(),
        rank: bid.rank.and_then(|rank| u32::try_from(rank).ok()),
        candidate: place.and_then(|place| u32::try_from(place).ok()),
    })
}

fn decision(award: Award) -> Result<Decision, Fault> {
    Ok(Decision {
        winner: org(&award.winner)?,
        confirmed_ms: award.confirmed_ms,
        reason: award.reason,
        published_ms: award.published_ms,
    })
}

/// Whether confirming this candidate needs no reason: it is the first and shares its place with nobody.
pub(super) fn is_plain_first(order: &[(String, usize)], bidder: &str) -> bool {
    let mut first = order.iter().filter(|(_, place)| *place == 1).map(|(id, _)| id);
    first.next().is_some_and(|id| id == bidder) && first.next().is_none()
}

impl Change for ConfirmAward {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let lot = work.lot()?.clone();
        let (outcome, order) = ordered(work.conn(), &lot).await?;
        let winner = self.bidder.to_string();
        if !outcome.candidates.contains(&winner) {
            return Err(Code::NotRecommended.into());
        }
        let reason = match self.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty()) {
            Some(reason) => Some(written("reason", reason, TEXT_MAX)?),
            None if is_plain_first(&order, &winner) => None,
            None => return Err(Code::OutOfOrder.into()),
        };
        let award = Award {
            winner: winner.clone(),
            confirmed_by: work.account()?.to_owned(),
            confirmed_ms: work.now_ms(),
            published_ms: None,
            reason: reason.clone(),
        };
        store::award::keep(work.conn(), &lot.key, &award).await?;
        work.step(Move::Confirm { winner: winner.clone() }).await?;
        let place = order.iter().find(|(candidate, _)| *candidate == winner).map(|(_, place)| *place);
        let data = json!({ "winner": winner, "candidate": place, "reason": reason });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::AwardConfirmed, &lot.key, data)))
    }
}

impl Change for PublishResult {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let lot = work.key()?;
        let at_ms = work.now_ms();
        let Stage::Concluded { winner } = work.step(Move::Conclude).await? else {
            return Err(Fault::internal("a conclusion that did not conclude"));
        };
        store::award::publish(work.conn(), &lot, at_ms).await?;
        let data = json!({ "winner": winner });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::ResultPublished, &lot, data)))
    }
}

impl Query for ListResults {
    async fn run(&self, work: &mut Work<'_>) -> Result<Vec<ResultRow>, Fault> {
        let ended = store::award::ended(work.conn()).await?;
        Ok(ended
            .into_iter()
            .map(|ended| ResultRow {
                lot: ended.lot,
                title: ended.title,
                tender_title: ended.tender_title,
                purchaser: ended.purchaser,
                ended_ms: ended.ended_ms,
                winner: ended.winner.zip(ended.price_fen.map(Fen)),
                failure: if let Stage::Failed { reason } = ended.stage { Some(reason) } else { None },
            })
            .collect())
    }
}

impl Query for ReadResult {
    async fn run(&self, work: &mut Work<'_>) -> Result<ResultReply, Fault> {
        let lot = work.lot()?.clone();
        let centre = work.house().settings.centre_name.clone();
        let conn = work.conn();
        let facts = store::summary::facts(conn, &lot.key).await?;
        let (ending, ended_ms) = match &lot.stage {
            Stage::Failed { reason } => {
                let ended = store::award::ended(conn).await?;
                let ended = ended.into_iter().find(|ended| ended.lot == lot.key).and_then(|ended| ended.ended_ms);
                (Ending::Failed { reason: *reason }, ended)
            }
            Stage::Concluded { winner } => {
                let award = store::award::find(conn, &lot.key).await?;
                (awarded(conn, &lot, winner).await?, award.and_then(|award| award.published_ms))
            }
            _ => return Err(Code::NotFound.into()),
        };
        Ok(ResultReply {
            title: lot.title,
            tender_title: lot.tender_title,
            purchaser: facts.purchaser,
            centre,
            ended_ms,
            ending,
        })
    }
}

async fn awarded(conn: &mut AnyConnection, lot: &Lot, winner: &str) -> Result<Ending, Fault> {
    let material = Material::load(conn, lot).await?;
    let (_, order) = ordered(conn, lot).await?;
    let bid = material.bids.iter().find(|bid| bid.bidder == winner);
    let bid = bid.ok_or_else(|| Fault::internal("a winner without a bid"))?;
    let price = Fen(bid.price_fen.ok_or_else(|| Fault::internal("a winner without a price"))?);
    let size = Material::form(bid)?.size;
    // Engineering under the Tendering Law publishes its candidates; Order 87 publishes the winner alone.
    let candidates = match material.plan.regime {
        Regime::Works => order.iter().map(|(candidate, _)| material.bidder_name(candidate)).collect(),
        _ => Vec::new(),
    };
    Ok(Ending::Awarded {
        winner: bid.name.clone(),
        winner_id: org(winner)?,
        price,
        price_words: in_words(price),
        small: matches!(size, shared::envelope::form::ClaimedSize::Small | shared::envelope::form::ClaimedSize::Micro),
        committee: material.members.iter().map(store::summary::Member::called).collect(),
        candidates,
    })
}

impl Query for MyResult {
    async fn run(&self, work: &mut Work<'_>) -> Result<MyResultReply, Fault> {
        let lot = work.lot()?.clone();
        let me = work.org()?.to_owned();
        let Stage::Concluded { winner } = &lot.stage else { return Err(Code::WrongStage.into()) };
        let won = *winner == me;
        let material = Material::load(work.conn(), &lot).await?;
        let outcome = outcome(work.conn(), &lot).await?;
        let bid = material.bids.iter().find(|bid| bid.bidder == me).ok_or(Code::NotFound)?;
        Ok(MyResultReply {
            title: lot.title.clone(),
            tender_title: lot.tender_title.clone(),
            price: bid.price_fen.map(Fen),
            won,
            standing: own_standing(&material, &outcome, bid)?,
        })
    }
}

/// A bidder's own result, in words for its notice.
pub(super) struct OwnResult {
    pub(super) name: String,
    /// Rank, among how many, and the total.
    pub(super) ranked: Option<(u32, u32, Option<String>)>,
    /// Points by title.
    pub(super) points: Vec<(String, String)>,
    /// Why the bid did not count.
    pub(super) reasons: Vec<String>,
}

/// A bidder's own result.
///
/// # Errors
/// [`Code::NotFound`] for somebody without a bid.
pub(super) fn own_result(material: &Material, outcome: &Outcome, bidder: &str) -> Result<OwnResult, Fault> {
    let bid = material.bids.iter().find(|bid| bid.bidder == bidder).ok_or(Code::NotFound)?;
    let name = bid.name.clone();
    Ok(match own_standing(material, outcome, bid)? {
        Standing::Ranked { rank, of, total, price_points, criteria, .. } => {
            let price = price_points.map(|(points, max)| (format!("价格分（{max}）"), points.to_string()));
            let others =
                criteria.into_iter().map(|own| (format!("{}（{}）", own.title, own.max), own.points.to_string()));
            let points = price.into_iter().chain(others).collect();
            OwnResult {
                name,
                ranked: Some((rank, of, total.map(|total| total.to_string()))),
                points,
                reasons: Vec::new(),
            }
        }
        Standing::Invalid { step, reasons } => {
            let step = shared::text::award::invalid_at(step).get(shared::text::Lang::Zh).to_owned();
            let reasons = std::iter::once(step).chain(reasons).collect();
            OwnResult { name, ranked: None, points: Vec::new(), reasons }
        }
    })
}

fn own_standing(material: &Material, outcome: &Outcome, bid: &BidRow) -> Result<Standing, Fault> {
    let own = outcome.bid(&bid.bidder).and_then(|own| own.rank.map(|rank| (own, rank)));
    let Some((own, rank)) = own else { return Ok(invalid(material, outcome, bid)) };
    let of = outcome.bids.iter().filter(|bid| bid.rank.is_some()).count();
    let mut criteria = Vec::new();
    if material.plan.method == Method::Comprehensive {
        for criterion in &material.plan.criteria {
            let Some(points) = own.criteria.get(&criterion.id) else { continue };
            criteria.push(OwnPoints {
                criterion: CriterionId::new(criterion.id.clone()).map_err(Fault::internal)?,
                title: criterion.title.clone(),
                max: criterion.max.to_string(),
                points: points.clone(),
            });
        }
    }
    Ok(Standing::Ranked {
        rank: u32::try_from(rank).map_err(Fault::internal)?,
        of: u32::try_from(of).map_err(Fault::internal)?,
        total: own.total.clone(),
        evaluated_price: own.evaluated_price.clone(),
        price_points: own.price_points.clone().map(|points| (points, material.plan.price_weight.to_string())),
        criteria,
    })
}

fn invalid(material: &Material, outcome: &Outcome, bid: &BidRow) -> Standing {
    let reviewed = standing(&material.reviews, &bid.bidder);
    let reasons = |kind: &str| {
        let failed = material.reviews.iter().filter(|one| one.kind == kind && one.bidder == bid.bidder);
        let mut reasons: Vec<String> = failed
            .filter(|one| !one.pass && !one.void)
            .map(|one| format!("{}：{}（{}，p. {}）", one.clause, one.reason, one.file, one.page))
            .collect();
        reasons.sort();
        reasons.dedup();
        reasons
    };
    let found = |code| outcome.findings.iter().any(|one| one.bid == bid.bidder && one.code == code);
    let (step, reasons) = if !bid.is_opened() {
        (InvalidAt::Opening, bid.reason.clone().into_iter().collect())
    } else if !reviewed.qualified {
        (InvalidAt::Qualification, reasons("qualification"))
    } else if !reviewed.compliant {
        (InvalidAt::Compliance, reasons("compliance"))
    } else if material.price_is_sealed(bid) {
        (InvalidAt::Technical, Vec::new())
    } else if let Some(decided) = material.invalid.iter().find(|row| row.bidder == bid.bidder) {
        (InvalidAt::Decision, vec![format!("{}（{}）", decided.reason, decided.article)])
    } else if found(FindingCode::OverCeiling) {
        (InvalidAt::Ceiling, Vec::new())
    } else {
        (InvalidAt::SameBrand, Vec::new())
    };
    Standing::Invalid { step, reasons }
}
