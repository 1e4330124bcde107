//! Somebody is absent, or the whole committee is dissolved.

use crate::desks::draw::declare_absence;
use crate::fault::Fault;
use crate::work::{Change, Done, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::draw::DrawState;
use shared::api::room::{DissolveCommittee, ReportAbsence};
use shared::event::{Event, Kind};
use shared::lifecycle::{Move, StageName};
use shared::refusal::{Code, Refusal};

/// The longest reason, characters.
const REASON_MAX: usize = 500;

fn reason(text: &str) -> Result<&str, Fault> {
    let text = text.trim();
    match text.is_empty() || text.chars().count() > REASON_MAX {
        true => Err(Refusal::new(Code::FieldMissing).with("field", "reason").into()),
        false => Ok(text),
    }
}

impl Change for ReportAbsence {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let key = work.key()?;
        let reason = reason(&self.reason)?;
        let members = store::room::members(work.conn(), &key).await?;
        let absent = members.iter().find(|member| member.id == self.member && !member.out && member.pid.is_some());
        let absent = absent.ok_or(Code::NotAbsent)?;
        let answered = declare_absence(work, absent, reason).await?;
        let data = json!({ "member": absent.id, "pid": absent.pid, "reason": reason });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::AbsenceReported, &key, data)).and(answered))
    }
}

impl Change for DissolveCommittee {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let key = work.key()?;
        let reason = reason(&self.reason)?;
        let mut draw = store::draw::newest(work.conn(), &key).await?.ok_or(Code::NoDraw)?;
        if !matches!(draw.state, DrawState::Calling | DrawState::Seated) {
            return Err(Refusal::new(Code::DrawNotThere).with("state", draw.state.as_str()).into());
        }
        let mut out = Vec::new();
        for mut member in store::room::members(work.conn(), &key).await? {
            if !member.out {
                out.push(member.id.to_string());
                (member.out, member.head) = (true, false);
                store::room::update_member(work.conn(), &member).await?;
                store::room::forget_votes(work.conn(), &key, member.id.as_str()).await?;
            }
        }
        let voided = crate::desks::matters::void(work, &out).await?;
        if work.lot()?.stage.name() != StageName::Drawing {
            work.step(Move::Reseat).await?;
        }
        draw.state = DrawState::Ended;
        store::draw::update(work.conn(), &draw).await?;
        let data = json!({ "draw": draw.id, "members": out, "reason": reason });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::CommitteeDissolved, &key, data)).and_all(voided))
    }
}
