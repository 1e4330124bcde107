//! One lot through the whole chain, everybody by their own clicks.

use std::time::Instant;

use paper::Fonts;
use tests::Lot;
use tests::browser::Seen;
use tests::situation::{DAYS, spec};

use super::centre::Centre;
use super::{bidding, committee, draw, evaluation, opening, qualification, report, tender};

/// The lot.
pub const LOT: &str = "T-2026-001/1";
/// What its three bidders offer ([`tests::situation::offers`]), as the pages write it.
const PRICES: opening::Prices = ["1,180,000.00", "1,080,000.00", "1,020,000.00"];

/// From an empty centre to the result that everybody reads.
pub async fn from_notice_to_result(centre: &Centre, second_half: bool) -> Seen<()> {
    if second_half {
        told("through the interface", qualified(centre)).await?;
    } else {
        from_notice_to_qualification(centre).await?;
    }
    from_qualification_to_result(centre).await
}

/// From an empty centre to a qualified lot.
async fn from_notice_to_qualification(centre: &Centre) -> Seen<()> {
    let cast = centre.cast().await?;
    let deadline_ms = cast.now_ms().await? + DAYS * 86_400_000;
    let lot = Lot::new(&cast, &Fonts::load(None)?, spec("001", deadline_ms))?;
    told("registration", bidding::somebody_registers(centre)).await?;
    told("notice", tender::published(centre, &lot)).await?;
    told("bids", bidding::three_bids(centre, &lot)).await?;
    told("opening", opening::from_list_to_announcement(centre, LOT, PRICES)).await?;
    told("objection", opening::objection_is_answered(centre, LOT)).await?;
    told("record", opening::record_is_signed(centre, LOT)).await?;
    told("qualification", qualification::everybody_passes(centre, LOT)).await
}

/// From a qualified lot to the published result.
async fn from_qualification_to_result(centre: &Centre) -> Seen<()> {
    let experts = told("draw", draw::drawn(centre, LOT)).await?;
    let members = told("committee", committee::convened(centre, LOT, &experts)).await?;
    told("evaluation", evaluation::scored(centre, LOT, &members)).await?;
    told("report", report::concluded(centre, LOT, &members)).await
}

/// A qualified lot, built through the interface.
async fn qualified(centre: &Centre) -> Seen<()> {
    let cast = centre.cast().await?;
    let deadline_ms = cast.now_ms().await? + DAYS * 86_400_000;
    let lot = Lot::new(&cast, &Fonts::load(None)?, spec("001", deadline_ms))?;
    lot.published().await?;
    for (bidder, offer) in cast.bidders.iter().zip(tests::situation::offers()) {
        lot.bid(bidder, &offer).await?;
    }
    cast.move_clock(deadline_ms + 1000).await?;
    lot.opened().await?;
    Ok(lot.qualify(&[]).await?)
}

/// Says how long a part takes, or which part failed.
pub async fn told<T>(part: &str, work: impl Future<Output = Seen<T>>) -> Seen<T> {
    let began = Instant::now();
    let done = work.await.map_err(|error| format!("{part}: {error}"))?;
    println!("{part}: {:.1} s", began.elapsed().as_secs_f32());
    Ok(done)
}
