//! How far everybody is, for the staff and the head: who is where, what is missing, how long each bid took. Counts alone; no
//! score is read to make them.

use super::scored_bids;
use crate::desks::review::plan;
use crate::desks::room::is_online;
use crate::fault::Fault;
use crate::work::{Query, Work};
use shared::api::scoring::{BidProgress, MemberProgress, Progress, ReadCommitteeProgress, ReadProgress};
use shared::id::{LotKey, MemberId, RoomId};
use shared::people::Seat;
use std::collections::BTreeMap;
use store::review::COMPLIANCE;
use store::scoring::{Cell, Member};

/// Two saves further apart than this are not one piece of work, milliseconds.
const PAUSE_MS: i64 = 5 * 60_000;

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

/// Time per member and bidder, milliseconds: from one save to the next, when they are near enough; it belongs to the bid
/// that the later one is about.
fn spent(saves: Vec<(String, String, i64)>) -> BTreeMap<(String, String), i64> {
    let mut last: BTreeMap<String, i64> = BTreeMap::new();
    let mut spent: BTreeMap<(String, String), i64> = BTreeMap::new();
    for (member, bidder, at_ms) in saves {
        let gap = last.insert(member.clone(), at_ms).map_or(0, |before| at_ms - before);
        *spent.entry((member, bidder)).or_default() += if (0..=PAUSE_MS).contains(&gap) { gap } else { 0 };
    }
    spent
}

impl Query for ReadProgress {
    async fn run(&self, work: &mut Work<'_>) -> Result<Progress, Fault> {
        progress(work, &self.lot).await
    }
}

impl Query for ReadCommitteeProgress {
    async fn run(&self, work: &mut Work<'_>) -> Result<Progress, Fault> {
        progress(work, &self.lot).await
    }
}

/// What is counted.
struct Counted {
    scored: Vec<(String, String)>,
    cells: Vec<Cell>,
    spent: BTreeMap<(String, String), i64>,
    terminals: Vec<store::room::Terminal>,
}

async fn progress(work: &mut Work<'_>, key: &LotKey) -> Result<Progress, Fault> {
    let criteria = plan(work.lot()?)?.criteria;
    let scored = scored_bids(work, key).await?;
    let qualified = store::review::qualified(work.conn(), key).await?;
    let opened = store::review::opened(work.conn(), key).await?;
    let name = |bidder: &String| opened.iter().find(|bid| bid.bidder == *bidder).map(|bid| bid.name.clone());
    let counted = Counted {
        scored: scored.iter().map(|bidder| (bidder.clone(), name(bidder).unwrap_or_default())).collect(),
        cells: store::scoring::cells(work.conn(), key).await?,
        spent: spent(store::strays::save_times(work.conn(), key).await?),
        terminals: store::room::terminals(work.conn()).await?,
    };
    let signatures = store::scoring::sheet_signatures(work.conn(), key).await?;
    let reviews = store::review::reviews(work.conn(), key, COMPLIANCE).await?;
    let review_signatures = store::review::signatures(work.conn(), key, COMPLIANCE).await?;
    let row = |member: &Member| {
        let mut row = counted.row(member)?;
        row.reviewed = count(reviews.iter().filter(|review| review.reviewer == member.id).count());
        row.review_signed = review_signatures.iter().any(|signature| signature.reviewer == member.id);
        let signed = signatures.iter().find(|signature| signature.member == member.id && row.returned == 0);
        row.signed_ms = signed.map(|signature| signature.at_ms);
        Ok(row)
    };
    let sitting = store::scoring::sitting(work.conn(), key).await?;
    let stop = crate::desks::matters::pending(work.conn(), key).await?;
    let lot = work.lot()?;
    Ok(Progress {
        tender_title: lot.tender_title.clone(),
        title: lot.title.clone(),
        stage: lot.stage.name(),
        bids: count(if scored.is_empty() { qualified.len() } else { scored.len() }),
        cells: count(scored.len() * criteria.len()),
        members: sitting.iter().map(row).collect::<Result<_, Fault>>()?,
        stop,
    })
}

impl Counted {
    fn row(&self, member: &Member) -> Result<MemberProgress, Fault> {
        let own: Vec<&Cell> = self
            .cells
            .iter()
            .filter(|cell| cell.member == member.id && self.scored.iter().any(|(bidder, _)| *bidder == cell.bidder))
            .collect();
        let bid = |(bidder, name): &(String, String)| BidProgress {
            name: name.clone(),
            scored: count(own.iter().filter(|cell| cell.bidder == *bidder && cell.points.is_some()).count()),
            seconds: self
                .spent
                .get(&(member.id.clone(), bidder.clone()))
                .and_then(|ms| u32::try_from(ms / 1000).ok())
                .unwrap_or(0),
        };
        let place = member.seat.clone().map(seat).transpose()?;
        let terminal = place.as_ref().and_then(|place| self.terminals.iter().find(|terminal| terminal.seat == *place));
        Ok(MemberProgress {
            member: MemberId::new(&member.id).map_err(Fault::internal)?,
            name: member.name.clone(),
            seat: place,
            reviewed: 0,
            review_signed: false,
            scored: count(own.iter().filter(|cell| cell.points.is_some()).count()),
            bids: self.scored.iter().map(bid).collect(),
            online: terminal.is_some_and(is_online),
            held: terminal.is_some_and(|terminal| terminal.frozen.is_some() || terminal.locked),
            returned: count(own.iter().filter(|cell| cell.returned).count()),
            signed_ms: None,
        })
    }
}

fn seat((room, seat): (String, u32)) -> Result<Seat, Fault> {
    Ok(Seat { room: RoomId::new(room).map_err(Fault::internal)?, seat })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_belongs_to_the_bid_that_was_saved_and_pauses_to_none() {
        let save = |member: &str, bidder: &str, at_s: i64| (member.to_owned(), bidder.to_owned(), at_s * 1000);
        let spent = spent(vec![
            save("m1", "A", 0),
            save("m1", "A", 60),
            save("m2", "A", 61),
            save("m1", "B", 90),
            save("m1", "B", 1000),
            save("m1", "B", 1010),
        ]);
        let of = |member: &str, bidder: &str| spent[&(member.to_owned(), bidder.to_owned())];
        assert_eq!((of("m1", "A"), of("m1", "B"), of("m2", "A")), (60_000, 40_000, 0));
    }
}
