//! The desk of the draw (抽取评审专家): request, ceremony, calls, record. The draw itself knows only pids; names stay with
//! the registrar until check-in.

mod calls;
mod ceremony;
mod eligible;
mod filter;
mod options;
mod record;
mod request;
mod settle;
mod tries;
mod view;

pub use record::record;
pub(crate) use settle::{declare_absence, declare_conflict};
pub use tries::{Reply, job as call, take_reply};

use crate::fault::Fault;
use crate::work::Work;
use shared::api::draw::{DrawState, GroupAsk};
use shared::draw::ceremony::Ceremony;
use shared::draw::{Context, Draw as Seats, Purpose};
use shared::lifecycle::StageName;
use shared::people::Role;
use shared::refusal::{Code, Refusal};
use store::AnyConnection;
use store::draw::{Draw, Note};

/// The newest draw of the lot for a purpose.
async fn open(work: &mut Work<'_>, purpose: Purpose) -> Result<Draw, Fault> {
    let key = work.key()?;
    Ok(store::draw::newest_of(work.conn(), &key, purpose).await?.ok_or(Code::NoDraw)?)
}

/// A purchaser reads the draws of its own lots alone.
fn own(work: &Work<'_>) -> Result<(), Fault> {
    match work.actor().role == Role::Purchaser && !work.facts().is_purchaser {
        true => Err(Code::NotPermitted.into()),
        false => Ok(()),
    }
}

/// The newest draw of the lot for a purpose, when it is at one of these steps.
async fn open_at(work: &mut Work<'_>, purpose: Purpose, states: &[DrawState]) -> Result<Draw, Fault> {
    let draw = open(work, purpose).await?;
    match states.contains(&draw.state) {
        true => Ok(draw),
        false => Err(Refusal::new(Code::DrawNotThere).with("state", draw.state.as_str()).into()),
    }
}

/// As [`open_at`], for a step of the ceremony: that of a committee belongs to the stage of the draw.
async fn step_of(work: &mut Work<'_>, purpose: Purpose, states: &[DrawState]) -> Result<Draw, Fault> {
    let stage = work.lot()?.stage.name();
    if purpose == Purpose::Committee && stage != StageName::Drawing {
        return Err(Refusal::new(Code::WrongStage).with("stage", stage.as_str()).into());
    }
    open_at(work, purpose, states).await
}

fn groups(draw: &Draw) -> Result<Vec<GroupAsk>, Fault> {
    Ok(serde_json::from_str(&draw.groups_json)?)
}

/// The context of the present attempt.
fn context(draw: &Draw) -> Result<Context, Fault> {
    let text =
        draw.context.as_ref().ok_or_else(|| Refusal::new(Code::DrawNotThere).with("state", draw.state.as_str()))?;
    Context::parse(text.as_bytes()).map_err(Fault::internal)
}

/// The ceremony of the present attempt, with its commits and reveals.
fn ceremony_of(context: &Context, notes: &[Note]) -> Result<Ceremony, Fault> {
    let mut ceremony = Ceremony::new(context);
    for note in notes.iter().filter(|note| note.kind != "beacon") {
        ceremony.take(note.text.as_bytes()).map_err(Fault::internal)?;
    }
    Ok(ceremony)
}

/// The request with its candidates, as it was fixed.
async fn seats(conn: &mut AnyConnection, draw: &Draw) -> Result<Seats, Fault> {
    let needs = groups(draw)?.iter().map(|group| group.need).collect();
    let candidates = store::draw::candidates(conn, &draw.id).await?;
    Seats::from_parts(needs, candidates).map_err(Fault::internal)
}
