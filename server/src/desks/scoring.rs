//! The desk of scoring: the member's own sheet, the pages' text, progress for the staff.

mod marks;
mod pages;
mod search;
mod sheet;
mod suggest;
pub mod texts;

use crate::fault::Fault;
use crate::work::{Query, Work};
use shared::api::scoring::{MemberProgress, Progress, ReadProgress};
use shared::id::{LotKey, MemberId, RoomId};
use shared::lifecycle::StageName;
use shared::people::Seat;
use shared::refusal::Code;
use store::review::COMPLIANCE;
use store::scoring::Member;

/// The actor's place in the committee of the lot.
///
/// # Errors
/// [`Code::NotPermitted`] for anybody who does not sit in it.
pub async fn me(work: &mut Work<'_>) -> Result<Member, Fault> {
    let key = work.key()?;
    let account = work.account()?.to_owned();
    let sitting = store::scoring::sitting(work.conn(), &key).await?;
    let own = sitting.into_iter().find(|member| member.account.as_deref() == Some(account.as_str()));
    Ok(own.ok_or(Code::NotPermitted)?)
}

/// The bids that are scored: those that passed the compliance review. None before scoring has begun.
pub(super) async fn scored_bids(work: &mut Work<'_>, key: &LotKey) -> Result<Vec<String>, Fault> {
    use StageName as S;
    let begun = matches!(work.lot()?.stage.name(), S::Scoring | S::Ranked | S::Reporting | S::Reported);
    if !begun {
        return Ok(Vec::new());
    }
    let result = store::review::compliant(work.conn(), key).await?;
    Ok(result.into_iter().filter(|(_, passes, _)| *passes).map(|(bidder, ..)| bidder).collect())
}

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

impl Query for ReadProgress {
    async fn run(&self, work: &mut Work<'_>) -> Result<Progress, Fault> {
        let criteria = super::review::plan(work.lot()?)?.criteria;
        let scored = scored_bids(work, &self.lot).await?;
        let qualified = store::review::qualified(work.conn(), &self.lot).await?;
        let cells = store::scoring::cells(work.conn(), &self.lot).await?;
        let signatures = store::scoring::sheet_signatures(work.conn(), &self.lot).await?;
        let reviews = store::review::reviews(work.conn(), &self.lot, COMPLIANCE).await?;
        let review_signatures = store::review::signatures(work.conn(), &self.lot, COMPLIANCE).await?;
        let row = |member: &Member| {
            let own = || cells.iter().filter(|c| c.member == member.id && scored.contains(&c.bidder));
            let returned = own().filter(|cell| cell.returned).count();
            let signed = signatures.iter().find(|signature| signature.member == member.id && returned == 0);
            Ok(MemberProgress {
                member: MemberId::new(&member.id).map_err(Fault::internal)?,
                name: member.name.clone(),
                seat: member.seat.clone().map(seat).transpose()?,
                reviewed: count(reviews.iter().filter(|review| review.reviewer == member.id).count()),
                review_signed: review_signatures.iter().any(|signature| signature.reviewer == member.id),
                scored: count(own().filter(|cell| cell.points.is_some()).count()),
                returned: count(returned),
                signed_ms: signed.map(|signature| signature.at_ms),
            })
        };
        let sitting = store::scoring::sitting(work.conn(), &self.lot).await?;
        let lot = work.lot()?;
        Ok(Progress {
            tender_title: lot.tender_title.clone(),
            title: lot.title.clone(),
            stage: lot.stage.name(),
            bids: count(if scored.is_empty() { qualified.len() } else { scored.len() }),
            cells: count(scored.len() * criteria.len()),
            members: sitting.iter().map(row).collect::<Result<_, Fault>>()?,
        })
    }
}

fn seat((room, seat): (String, u32)) -> Result<Seat, Fault> {
    Ok(Seat { room: RoomId::new(room).map_err(Fault::internal)?, seat })
}
