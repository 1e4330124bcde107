//! What everybody in the room may see.

use super::{Terms, interrupt, list, listed, record, recovery, terms, verdict, window};
use crate::fault::Fault;
use crate::work::Work;
use shared::amount::{Fen, parse_words};
use shared::api::opening::{
    BidLine, Hall, HolderState, ObjectionLine, Outcome, PriceLine, Prices, SealedPrice, Signed, TechnicalLine,
};
use shared::envelope::{Envelope, OpeningForm};
use shared::id::{LotKey, OrgId};
use shared::journal::Hash;
use shared::lifecycle::Stage;
use shared::people::Role;
use store::AnyConnection;
use store::bids::Bid;
use store::opening::{Half, Verdict, Which};

/// The hall of the lot that the request is about.
pub(super) async fn hall(work: &mut Work<'_>) -> Result<Hall, Fault> {
    let key = work.key()?;
    let terms = terms(work.conn(), &key).await?;
    let (envelope, sheet) = (terms.envelope, &terms.sheet);
    let (_, row) = list(work.conn(), &key, terms.which).await?;
    let bids = listed(work.conn(), &key, terms.which).await?;
    let verdicts = store::opening::verdicts(work.conn(), &key, envelope).await?;
    let counts = store::opening::file_counts(work.conn(), &key).await?;
    let halves = store::opening::halves(work.conn(), &key).await?;
    let signatures = store::opening::list_signatures(work.conn(), &key, terms.which).await?;
    let lines = bids.iter().map(|bid| line(bid, &verdicts, &counts, &halves)).collect::<Result<_, _>>()?;
    let announced = store::hall::act_time(work.conn(), &key, record::announcement(envelope).as_str()).await?;
    let interruptions = interrupt::lines(&store::opening::interruptions(work.conn(), &key).await?);
    let lot = work.lot()?.clone();
    Ok(Hall {
        tender_title: lot.tender_title,
        title: lot.title,
        place: lot.place,
        stage: lot.stage.name(),
        failure: if let Stage::Failed { reason } = lot.stage { Some(reason) } else { None },
        deadline_ms: i64::try_from(terms.notice.deadline_ms).map_err(Fault::internal)?,
        envelope,
        two_envelopes: terms.two_envelopes(),
        policy: terms.policy,
        window: window::window(work.conn(), &key).await?,
        suspended: interrupt::suspended(&interruptions).cloned(),
        interruptions,
        recovery_until_ms: recovery::until_ms(work.conn(), &key, envelope).await?,
        sealed: sealed(work.conn(), &key, &terms, &bids).await?,
        list: row.sha256.parse::<Hash>().map_err(Fault::internal)?,
        closed_ms: row.closed_ms,
        list_signatures: signatures
            .into_iter()
            .filter_map(|s| Some(Signed { role: Role::parse(&s.role)?, name: s.name, at_ms: s.at_ms }))
            .collect(),
        m: sheet.m,
        holders: holders(work.conn(), &key, &terms).await?,
        bids: lines,
        prices: prices_of(&terms, announced, &bids, &verdicts)?,
        objections: objections(work.conn(), &key).await?,
        record: record::state(work, envelope, announced.is_some()).await?,
        lot: key,
    })
}

async fn holders(conn: &mut AnyConnection, lot: &LotKey, terms: &Terms) -> Result<Vec<HolderState>, Fault> {
    let released = store::opening::released(conn, lot, terms.envelope).await?;
    let destroyed = store::opening::destroyed(conn, lot, terms.envelope).await?;
    let at = |list: &[(u8, i64)], x: u8| list.iter().find(|(y, _)| *y == x).map(|(_, at_ms)| *at_ms);
    let holders = terms.sheet.holders.iter().map(|holder| HolderState {
        x: holder.x,
        name: holder.name.clone(),
        released_ms: at(&released, holder.x),
        destroyed_ms: at(&destroyed, holder.x),
    });
    Ok(holders.collect())
}

/// At the price opening: who bid and is not on the list of those who passed.
async fn sealed(
    conn: &mut AnyConnection,
    lot: &LotKey,
    terms: &Terms,
    on_list: &[Bid],
) -> Result<Vec<SealedPrice>, Fault> {
    if terms.which != Which::PRICES {
        return Ok(Vec::new());
    }
    let all = listed(conn, lot, Which::closing(Envelope::Price)).await?;
    let sealed = all.into_iter().filter(|bid| !on_list.iter().any(|on| on.slot.bidder == bid.slot.bidder));
    sealed
        .map(|bid| {
            Ok(SealedPrice {
                bidder: OrgId::new(bid.slot.bidder).map_err(Fault::internal)?,
                name: bid.bidder_name,
                head: bid.head_sha256.parse::<Hash>().map_err(Fault::internal)?,
            })
        })
        .collect()
}

fn prices_of(terms: &Terms, announced: Option<i64>, bids: &[Bid], verdicts: &[Verdict]) -> Result<Prices, Fault> {
    Ok(match announced {
        None => Prices::Sealed {},
        Some(at_ms) if terms.envelope == Envelope::Technical => {
            Prices::Technical { at_ms, lines: technical(bids, verdicts)? }
        }
        Some(at_ms) => Prices::Announced { at_ms, lines: prices(bids, verdicts)? },
    })
}

fn line(bid: &Bid, verdicts: &[Verdict], counts: &[(String, u32, u32)], halves: &[Half]) -> Result<BidLine, Fault> {
    let bidder = &bid.slot.bidder;
    let verdict = verdicts.iter().find(|verdict| verdict.bidder == *bidder);
    let shown = counts.iter().find(|(who, ..)| who == bidder).map_or((0, 0), |(_, files, pages)| (*files, *pages));
    let (files, pages) = verdict.map(verdict::counts).transpose()?.flatten().unwrap_or(shown);
    let half = halves.iter().find(|half| half.bidder == *bidder && half.envelope == bid.slot.envelope);
    Ok(BidLine {
        bidder: OrgId::new(bidder.clone()).map_err(Fault::internal)?,
        name: bid.bidder_name.clone(),
        received_ms: bid.received_ms,
        head: bid.head_sha256.parse::<Hash>().map_err(Fault::internal)?,
        half_ms: half.map(|half| half.at_ms),
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

/// The form of an opened bid.
fn form_of(bid: &Bid, verdicts: &[Verdict]) -> Result<Option<OpeningForm>, Fault> {
    let verdict = verdicts.iter().find(|verdict| verdict.bidder == bid.slot.bidder && verdict.outcome == "opened");
    let form = verdict.and_then(|verdict| verdict.form_json.as_deref());
    form.map(|form| OpeningForm::parse(form.as_bytes()).map_err(Fault::internal)).transpose()
}

/// What the technical envelopes say, in the order of the list; no price is in them.
pub(super) fn technical(bids: &[Bid], verdicts: &[Verdict]) -> Result<Vec<TechnicalLine>, Fault> {
    let mut lines = Vec::new();
    for bid in bids {
        let Some(form) = form_of(bid, verdicts)? else { continue };
        lines.push(TechnicalLine {
            bidder: OrgId::new(bid.slot.bidder.clone()).map_err(Fault::internal)?,
            name: bid.bidder_name.clone(),
            delivery_days: form.delivery_days,
            validity_days: form.validity_days,
            size: form.size,
            domestic: form.domestic,
        });
    }
    Ok(lines)
}

/// The opening forms of the opened bids, in the order of the list. Called only once the prices are announced.
pub(super) fn prices(bids: &[Bid], verdicts: &[Verdict]) -> Result<Vec<PriceLine>, Fault> {
    let mut lines = Vec::new();
    for bid in bids {
        let Some(form) = form_of(bid, verdicts)? else { continue };
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
