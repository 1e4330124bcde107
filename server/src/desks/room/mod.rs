//! The desk of the rooms (评标室): terminals, check-in, seats, recusal, the head of the committee.

mod absence;
mod check_in;
mod committee;
mod seat;
mod terminals;

pub use seat::take;
pub use terminals::activate;

use crate::fault::Fault;
use crate::http::mount::Routes;
use crate::work::Work;
use axum::routing::post;
use shared::api::room::{ActivateTerminal, TakeSeat};
use shared::refusal::Code;
use store::room::Member;

/// The routes that set a cookie: the terminal's, and the member's session.
#[must_use]
pub fn cookies(routes: Routes) -> Routes {
    routes
        .change_with::<ActivateTerminal>(post(terminals::activate_here))
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
