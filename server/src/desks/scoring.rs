//! The desk of scoring: the member's own sheet, the pages' text, progress for the staff.

mod marks;
mod pages;
mod progress;
mod search;
mod sheet;
mod strays;
mod suggest;
pub mod texts;

use crate::fault::Fault;
use crate::work::Work;
use shared::id::LotKey;
use shared::lifecycle::StageName;
use shared::refusal::Code;
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
    let stage = work.lot()?.stage.name();
    let begun = (StageName::Scoring..=StageName::Reported).contains(&stage);
    if !begun {
        return Ok(Vec::new());
    }
    let result = store::review::compliant(work.conn(), key).await?;
    Ok(result.into_iter().filter(|(_, passes, _)| *passes).map(|(bidder, ..)| bidder).collect())
}
