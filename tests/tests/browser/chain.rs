//! One lot through the whole chain, everybody by their own clicks.

use std::time::Instant;

use paper::Fonts;
use tests::Lot;
use tests::browser::Seen;
use tests::situation::{DAYS, spec};

use super::centre::Centre;
use super::{bidding, opening, qualification, tender};

/// The lot.
pub const LOT: &str = "T-2026-001/1";
/// What its three bidders offer ([`tests::situation::offers`]), as the pages write it.
const PRICES: opening::Prices = ["1,180,000.00", "1,080,000.00", "1,020,000.00"];

/// From an empty centre to a qualified lot.
pub async fn from_notice_to_qualification(centre: &Centre) -> Seen<()> {
    let cast = centre.cast().await?;
    let deadline_ms = cast.now_ms().await? + DAYS * 86_400_000;
    let lot = Lot::new(&cast, &Fonts::load(None)?, spec("001", deadline_ms))?;
    told("registration", bidding::somebody_registers(centre)).await?;
    told("notice", tender::published(centre, &lot)).await?;
    told("bids", bidding::three_bids(centre, &lot)).await?;
    told("opening", opening::from_list_to_announcement(centre, LOT, PRICES)).await?;
    told("record", opening::record_is_signed(centre, LOT)).await?;
    told("qualification", qualification::everybody_passes(centre, LOT)).await
}

/// Says how long a part takes, or which part failed.
pub async fn told<T>(part: &str, work: impl Future<Output = Seen<T>>) -> Seen<T> {
    let began = Instant::now();
    let done = work.await.map_err(|error| format!("{part}: {error}"))?;
    println!("{part}: {:.1} s", began.elapsed().as_secs_f32());
    Ok(done)
}
