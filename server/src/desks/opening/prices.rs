//! Between the two openings of a two-envelope lot: when all sheets are signed, the technical side is counted without any
//! price, and the list is made of the price envelopes that may be opened. Nothing of the others is ever released.

use super::close::{keep_list, on_list};
use super::listed;
use crate::fault::Fault;
use crate::work::Work;
use serde_json::json;
use shared::envelope::Envelope;
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::lifecycle::Move;
use store::opening::Which;

/// Whether the prices of a lot are still to be opened before it can be aggregated.
///
/// # Errors
/// A fault of the database.
pub async fn are_sealed(work: &mut Work<'_>, lot: &LotKey) -> Result<bool, Fault> {
    let two = crate::desks::review::plan(work.lot()?)?.opening.two_envelopes;
    Ok(two && store::opening::list(work.conn(), lot, Which::PRICES).await?.is_none())
}

/// Makes the list of the price envelopes of `passing` and moves the lot on.
///
/// # Errors
/// A fault of the database.
pub async fn close(work: &mut Work<'_>, lot: &LotKey, passing: &[String]) -> Result<Event, Fault> {
    let bids = listed(work.conn(), lot, Which::closing(Envelope::Price)).await?;
    let (pass, sealed): (Vec<_>, Vec<_>) = bids.into_iter().partition(|bid| passing.contains(&bid.slot.bidder));
    let sealed: Vec<String> = sealed.into_iter().map(|bid| bid.slot.bidder).collect();
    let pass = pass.into_iter().map(on_list).collect::<Result<Vec<_>, _>>()?;
    let now_ms = work.now_ms();
    let (list, count) = keep_list(work, lot, Which::PRICES, pass, now_ms).await?;
    work.step(Move::ClosePrices { list }).await?;
    let data =
        json!({ "envelope": Envelope::Price, "list": list, "bids": count, "closed_ms": now_ms, "sealed": sealed });
    Ok(Event::of_lot(Kind::ListMade, lot, data))
}
