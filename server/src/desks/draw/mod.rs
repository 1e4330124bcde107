//! The desk of the draw (抽取评审专家): request, ceremony, calls, record. The draw itself knows only pids; names stay with
//! the registrar until check-in.

mod calls;
mod ceremony;
mod record;
mod request;
mod settle;
mod view;

pub use record::record;
pub(crate) use settle::declare_conflict;

use crate::fault::Fault;
use crate::work::Work;
use shared::api::draw::{DrawState, GroupAsk};
use shared::draw::ceremony::Ceremony;
use shared::draw::{Context, Draw as Seats};
use shared::people::Role;
use shared::refusal::{Code, Refusal};
use store::AnyConnection;
use store::draw::{Draw, Note};

/// The newest draw of the lot.
async fn open(work: &mut Work<'_>) -> Result<Draw, Fault> {
    let key = work.key()?;
    Ok(store::draw::newest(work.conn(), &key).await?.ok_or(Code::NoDraw)?)
}

/// A purchaser reads the draws of its own lots alone.
fn own(work: &Work<'_>) -> Result<(), Fault> {
    match work.actor().role == Role::Purchaser && !work.facts().is_purchaser {
        true => Err(Code::NotPermitted.into()),
        false => Ok(()),
    }
}

/// The newest draw of the lot, when it is at one of these steps.
async fn open_at(work: &mut Work<'_>, states: &[DrawState]) -> Result<Draw, Fault> {
    let draw = open(work).await?;
    match states.contains(&draw.state) {
        true => Ok(draw),
        false => Err(Refusal::new(Code::DrawNotThere).with("state", draw.state.as_str()).into()),
    }
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
