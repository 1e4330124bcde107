//! What everybody in the room may see.

use super::{Terms, list, record, terms};
use crate::fault::Fault;
use crate::work::Work;
use shared::amount::{Fen, parse_words};
use shared::api::opening::{BidLine, Hall, HolderState, ObjectionLine, Outcome, PriceLine, Prices, Signed};
use shared::envelope::OpeningForm;
use shared::event::Kind;
use shared::id::{LotKey, OrgId};
use shared::journal::Hash;
use shared::lifecycle::Stage;
use shared::people::Role;
use store::AnyConnection;
use store::bids::{Bid, BidState};
use store::opening::Verdict;

/// The hall of the lot that the request is about.
pub(super) async fn hall(work: &mut Work<'_>) -> Result<Hall, Fault> {
    let key = work.key()?;
    let Terms { notice, envelope, sheet } = terms(work.conn(), &key).await?;
    let (_, row) = list(work.conn(), &key, envelope).await?;
    let bids = store::bids::in_state(work.conn(), &key, envelope, BidState::Listed).await?;
    let verdicts = store::opening::verdicts(work.conn(), &key, envelope).await?;
    let counts = store::opening::file_counts(work.conn(), &key).await?;
    let released = store::opening::released(work.conn(), &key, envelope).await?;
    let destroyed = store::opening::destroyed(work.conn(), &key, envelope).await?;
    let signatures = store::opening::list_signatures(work.conn(), &key, envelope).await?;
    let at = |list: &[(u8, i64)], x: u8| list.iter().find(|(y, _)| *y == x).map(|(_, at_ms)| *at_ms);
    let holders = sheet.holders.iter().map(|holder| HolderState {
        x: holder.x,
        name: holder.name.clone(),
        released_ms: at(&released, holder.x),
        destroyed_ms: at(&destroyed, holder.x),
    });
    let lines = bids.iter().map(|bid| line(bid, &verdicts, &counts)).collect::<Result<_, _>>()?;
    let announced = store::hall::act_time(work.conn(), &key, Kind::PricesAnnounced.as_str()).await?;
    let prices = match announced {
        Some(at_ms) => Prices::Announced { at_ms, lines: prices(&bids, &verdicts)? },
        None => Prices::Sealed {},
    };
    let objections = objections(work.conn(), &key).await?;
    let record = record::state(work, announced.is_some()).await?;
    let lot = work.lot()?;
    Ok(Hall {
        tender_title: lot.tender_title.clone(),
        title: lot.title.clone(),
        place: lot.place.clone(),
        stage: lot.stage.name(),
        failure: if let Stage::Failed { reason } = lot.stage { Some(reason) } else { None },
        deadline_ms: i64::try_from(notice.deadline_ms).map_err(Fault::internal)?,
        envelope,
        list: row.sha256.parse::<Hash>().map_err(Fault::internal)?,
        closed_ms: row.closed_ms,
        list_signatures: signatures
            .into_iter()
            .filter_map(|s| Some(Signed { role: Role::parse(&s.role)?, name: s.name, at_ms: s.at_ms }))
            .collect(),
        m: sheet.m,
        holders: holders.collect(),
        bids: lines,
        prices,
        objections,
        record,
        lot: key,
    })
}

fn line(bid: &Bid, verdicts: &[Verdict], counts: &[(String, u32, u32)]) -> Result<BidLine, Fault> {
    let bidder = &bid.slot.bidder;
    let verdict = verdicts.iter().find(|verdict| verdict.bidder == *bidder);
    let (files, pages) =
        counts.iter().find(|(who, ..)| who == bidder).map_or((0, 0), |(_, files, pages)| (*files, *pages));
    Ok(BidLine {
        bidder: OrgId::new(bidder.clone()).map_err(Fault::internal)?,
        name: bid.bidder_name.clone(),
        received_ms: bid.received_ms,
        head: bid.head_sha256.parse::<Hash>().map_err(Fault::internal)?,
        outcome: verdict.map_or(Outcome::Waiting, |verdict| outcome(verdict, files, pages)),
    })
}

fn outcome(verdict: &Verdict, files: u32, pages: u32) -> Outcome {
    let (at_ms, reason) = (verdict.at_ms, verdict.reason.clone().unwrap_or_default());
    match verdict.outcome.as_str() {
        "opened" => Outcome::Opened { at_ms, files, pages },
        "bidder-fault" => Outcome::BidderFault { at_ms, reason },
        "centre-fault" => Outcome::CentreFault { at_ms, reason },
        _ => Outcome::Unknown { at_ms, reason },
    }
}

/// The opening forms of the opened bids, in the order of the list. Called only once the prices are announced.
pub(super) fn prices(bids: &[Bid], verdicts: &[Verdict]) -> Result<Vec<PriceLine>, Fault> {
    let mut lines = Vec::new();
    for bid in bids {
        let verdict = verdicts.iter().find(|verdict| verdict.bidder == bid.slot.bidder && verdict.outcome == "opened");
        let Some(form) = verdict.and_then(|verdict| verdict.form_json.as_deref()) else { continue };
        let form = OpeningForm::parse(form.as_bytes()).map_err(Fault::internal)?;
        let words = form.price_words.unwrap_or_default();
        let price = form.price_fen.unwrap_or(Fen::ZERO);
        lines.push(PriceLine {
            bidder: OrgId::new(bid.slot.bidder.clone()).map_err(Fault::internal)?,
            name: bid.bidder_name.clone(),
            price,
            words_agree: parse_words(&words).is_ok_and(|read| read == price),
            words,
            delivery_days: form.delivery_days,
            validity_days: form.validity_days,
            size: form.size,
            domestic: form.domestic,
            brand: form.brand,
        });
    }
    Ok(lines)
}

async fn objections(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<ObjectionLine>, Fault> {
    let rows = store::hall::objections(conn, lot).await?;
    rows.into_iter()
        .map(|row| {
            Ok(ObjectionLine {
                n: row.n,
                bidder: OrgId::new(row.bidder).map_err(Fault::internal)?,
                name: row.name,
                text: row.text,
                raised_ms: row.raised_ms,
                answer: row.answer.zip(row.answered_ms),
            })
        })
        .collect()
}
