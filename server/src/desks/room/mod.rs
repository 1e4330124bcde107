//! The desk of the rooms (评标室): terminals, check-in, seats, recusal, the head of the committee.

mod absence;
mod blind;
mod check_in;
pub mod closed;
mod committee;
#[cfg(test)]
mod files;
mod proof;
mod seat;
mod terminals;

pub use blind::open as open_codes;
pub use proof::{activate, prove};
pub use seat::take;
pub use terminals::is_online;

use crate::act::Caller;
use crate::fault::Fault;
use crate::http::mount::{Routes, Shared};
use crate::work::Work;
use axum::routing::post;
use shared::api::room::{ActivateTerminal, ProveTerminal, TakeSeat};
use shared::lifecycle::StageName;
use shared::people::Seat;
use shared::refusal::{Code, Refusal};
use store::room::Member;

/// The routes that set a cookie: the terminal's, and the member's session.
#[must_use]
pub fn cookies(routes: Routes) -> Routes {
    routes
        .change_with::<ActivateTerminal>(post(proof::activate_here))
        .change_with::<ProveTerminal>(post(proof::prove_here))
        .change_with::<TakeSeat>(post(seat::take_here))
}

/// What is kept of a code that a person types.
fn code_hash(code: &str) -> String {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    crate::http::door::token_hash(&format!("bidroom/code/{digits}"))
}

/// The reader's own place in the committee.
async fn myself(work: &mut Work<'_>, members: &[Member]) -> Result<Member, Fault> {
    let account = work.account()?.to_owned();
    let mine = members.iter().find(|member| !member.out && member.account.as_deref() == Some(account.as_str()));
    Ok(mine.cloned().ok_or(Code::NotPermitted)?)
}

/// A member logs in at the own seat and nowhere else.
///
/// # Errors
/// [`Code::NotATerminal`] on any other device, [`Code::NotAtSeat`] at another seat.
pub async fn may_log_in(house: &Shared, caller: &Caller, account: &str) -> Result<(), Fault> {
    let here = caller.actor.seat.clone().ok_or(Code::NotATerminal)?;
    let mut conn = house.db.connection().await?;
    let mine = store::room::memberships(&mut conn, account).await?;
    if mine.iter().any(|member| member.seat.as_ref() == Some(&here)) {
        return Ok(());
    }
    let own = mine.iter().find_map(|member| member.seat.as_ref());
    let own = own.map(|seat| format!("{} · {}", seat.room, seat.seat)).unwrap_or_default();
    Err(Refusal::new(Code::NotAtSeat).with("seat", own).into())
}

/// A committee sits.
const SITTING: &[StageName] = &[
    StageName::Drawing,
    StageName::Seated,
    StageName::Reviewing,
    StageName::Scoring,
    StageName::Ranked,
    StageName::Reporting,
];

/// The committee that sits in which a member has another seat than `here`: nobody is at two seats at once.
async fn elsewhere(work: &mut Work<'_>, account: &str, here: &Seat) -> Result<Option<Member>, Fault> {
    for member in store::room::memberships(work.conn(), account).await? {
        let Some(seat) = &member.seat else { continue };
        let lot = store::lots::find(work.conn(), &member.key).await?;
        let sits = lot.is_some_and(|lot| SITTING.contains(&lot.stage.name()));
        if sits && seat != here {
            return Ok(Some(member));
        }
    }
    Ok(None)
}
