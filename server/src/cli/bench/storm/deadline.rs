//! The last minute before a deadline.

use super::super::centre::{Bidder, Centre, say, slot};
use super::super::{ms, now};
use super::client::Line;
use super::{BenchStorm, Bid, quantile, sealed};
use bidroom_server::clock::machine_ms;
use bidroom_server::demo::chain::Lot;
use shared::api::opening::ReadOpening;
use shared::envelope::{OpeningList, head_hash};
use shared::jcs;
use shared::refusal::Code;
use std::collections::BTreeMap;
use std::time::Duration;

/// One in so many sends its last byte after the deadline.
const LATE_OF: u64 = 25;
/// How much is left for the last request, bytes.
const LAST_BYTES: usize = 256 << 10;
/// Time to begin in, before the window, milliseconds.
const LEAD_MS: u64 = 4_000;

/// What became of a bid.
enum End {
    /// A receipt, so long after the last request began.
    Receipt(Duration),
    Late,
    Failed(String),
}

/// Runs it and prints what came of it.
pub async fn measure(bench: &BenchStorm, centre: &Centre, bidders: &[Bidder]) -> Result<(), String> {
    let lot = centre.lot("D").await?;
    println!("sealing {} bids of {} MiB …", bidders.len(), bench.mib);
    let bids = sealed(centre, bidders, &lot.key, bench.mib).await?;
    let window_ms = bench.window_s * 1000;
    let to = lot.spec.deadline_ms - i64::try_from(window_ms + LEAD_MS).map_err(|error| error.to_string())?;
    centre.cast.move_clock(to).await.map_err(say)?;
    let ahead_ms = centre.cast.now_ms().await.map_err(say)? - machine_ms();
    let deadline_ms = lot.spec.deadline_ms - ahead_ms;
    centre.forget_peak();
    let line = Line::to_bidroom(&centre.base, &lot.key);
    let mut chance = u64::from_be_bytes(bidroom_server::random::bytes().map_err(|error| error.to_string())?);
    println!("the moments follow from the seed {chance}");
    let mut sending = tokio::task::JoinSet::new();
    for (n, bid) in (0..).zip(bids) {
        let moment = i64::try_from(next(&mut chance) % window_ms).map_err(|error| error.to_string())?;
        let late = n % LATE_OF == LATE_OF - 1;
        let end_ms = if late { deadline_ms + 50 + moment % 3000 } else { deadline_ms - 150 - moment };
        let begin_ms = end_ms - 500 - i64::try_from(next(&mut chance) % LEAD_MS).map_err(|error| error.to_string())?;
        let (line, base, key) = (line.clone(), centre.base.clone(), lot.key.clone());
        sending.spawn(async move {
            let org = bid.bidder.org.to_string();
            (org, one(&line, &base, &key, bid, begin_ms.min(deadline_ms - 700), end_ms).await)
        });
    }
    let mut ends = BTreeMap::new();
    while let Some(ended) = sending.join_next().await {
        let (org, end) = ended.map_err(|error| error.to_string())?;
        ends.insert(org, end);
    }
    tell(centre, &lot, &ends).await
}

/// splitmix64.
fn next(number: &mut u64) -> u64 {
    *number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *number;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

async fn until(at_ms: i64) {
    let wait = u64::try_from(at_ms - machine_ms()).unwrap_or(0);
    tokio::time::sleep(Duration::from_millis(wait)).await;
}

/// A bidder who begins at one moment and sends the last bytes at another.
async fn one(line: &Line, base: &str, lot: &shared::id::LotKey, bid: Bid, begin_ms: i64, end_ms: i64) -> End {
    let sent = async {
        until(begin_ms).await;
        let token = &bid.bidder.token;
        let place = line.create(token, bid.bytes.len()).await.map_err(|why| (why, None))?;
        let cut = bid.bytes.len() - LAST_BYTES;
        line.try_append(&place, token, 0, bid.bytes.slice(..cut)).await?;
        until(end_ms).await;
        let began = now();
        line.try_append(&place, token, cut, bid.bytes.slice(cut..)).await?;
        let receipt = slot(&bid.bidder.person(base), lot).await.map_err(|why| (why, None))?;
        let head = shared::envelope::container::split(&bid.bytes).map(|(head, _)| head_hash(head));
        let mine = receipt.revisions.iter().find(|revision| Ok(revision.head) == head);
        match mine.and_then(|revision| revision.receipt.as_ref()) {
            Some(_) => Ok(began.elapsed()),
            None => Err(("no receipt after the last byte".to_owned(), None)),
        }
    };
    match sent.await {
        Ok(took) => End::Receipt(took),
        Err((_, Some(Code::BidLate))) => End::Late,
        Err((why, _)) => End::Failed(why),
    }
}

async fn tell(centre: &Centre, lot: &Lot, ends: &BTreeMap<String, End>) -> Result<(), String> {
    let ask = ReadOpening { lot: lot.key.clone() };
    let officer = &centre.cast.officer.person;
    let console = officer.wait_for("the list", Duration::from_secs(120), &ask, |_| true).await.map_err(say)?;
    let list: OpeningList = jcs::from_bytes(console.list_json.as_bytes()).map_err(|error| error.to_string())?;
    let listed = |org: &str| list.bids.iter().any(|bid| bid.bidder.as_str() == org);
    let mut times = Vec::new();
    let (mut late, mut failed, mut lost, mut ghosts) = (0, Vec::new(), 0, 0);
    for (org, end) in ends {
        match end {
            End::Receipt(took) => {
                times.push(*took);
                lost += usize::from(!listed(org));
            }
            End::Late => {
                late += 1;
                ghosts += usize::from(listed(org));
            }
            End::Failed(why) => failed.push(why),
        }
    }
    times.sort();
    let (now_mib, peak) = centre.memory()?;
    println!("at the deadline:");
    println!("  accepted {}, refused as late {late}, failed otherwise {}", times.len(), failed.len());
    println!("  receipts whose bid is not on the list (lost) {lost}; late and on the list {ghosts}");
    println!(
        "  last request to receipt in hand: p50 {:.0} ms, p99 {:.0} ms",
        ms(quantile(&times, 50)),
        ms(quantile(&times, 99))
    );
    println!("  memory of the server: {now_mib:.1} MiB, at most {peak:.1} MiB");
    if let Some(why) = failed.first() {
        println!("  the first failure: {why}");
    }
    if lost > 0 || ghosts > 0 { Err("a receipt was not honoured".into()) } else { Ok(()) }
}
