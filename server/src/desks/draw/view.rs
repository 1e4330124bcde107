//! The draw as staff may see it: counts, keys, notes, pids; no names and no numbers.

use super::ceremony::reveals_cosigned;
use super::settle::standing;
use super::{ceremony_of, context, groups, options, own, seats};
use crate::fault::Fault;
use crate::work::{Query, Work};
use shared::api::draw::{
    AnswerView, DrawReply, DrawState, DrawView, Exclusion, FLOOR_PER_SEAT, GroupView, NoteView, PartyName, PartyView,
    ReadDraw, SeatView, VoidedAttempt,
};
use shared::draw::{Outcome, Purpose};
use shared::id::OrgId;
use shared::people::Role;
use shared::rules::criteria::LotPlan;
use store::draw::{Answered, Draw, Note};

impl Query for ReadDraw {
    async fn run(&self, work: &mut Work<'_>) -> Result<DrawReply, Fault> {
        own(work)?;
        let lot = work.lot()?.clone();
        let plan: LotPlan = serde_json::from_str(&lot.plan_json)?;
        let role = work.actor().role;
        let assigned = match role {
            Role::Officer => work.facts().is_officer,
            Role::Purchaser => work.facts().is_purchaser,
            Role::Supervisor => work.facts().is_supervisor,
            _ => false,
        };
        let named = match assigned {
            true => store::room::representatives(work.conn(), &lot.key).await?,
            false => Vec::new(),
        };
        let draw = match store::draw::newest_of(work.conn(), &lot.key, self.purpose).await? {
            Some(draw) => Some(view(work, &draw).await?),
            None => None,
        };
        let wanted = options::wanted(work, self.purpose).await?;
        let wanted = wanted.unwrap_or_default().into_iter().map(|option| (option, None)).collect();
        let wanted = options::views(work, wanted).await?;
        let names_parts = assigned && matches!(role, Role::Officer | Role::Supervisor);
        let (parts, bidders) = match names_parts {
            true => {
                let bidders = store::draw::bidders(work.conn(), &lot.key).await?.into_iter();
                let bidders = bidders.map(|(org, name)| Ok((OrgId::new(org).map_err(Fault::internal)?, name)));
                (store::draw::parts(work.conn(), &lot.key).await?, bidders.collect::<Result<_, Fault>>()?)
            }
            false => (Vec::new(), Vec::new()),
        };
        let regions = match role {
            Role::Officer => store::pool::regions(work.conn()).await?,
            _ => Vec::new(),
        };
        Ok(DrawReply {
            title: lot.title,
            tender_title: lot.tender_title,
            stage: lot.stage.name(),
            experts: plan.committee_experts,
            representatives: plan.committee_purchaser,
            named: named.into_iter().map(|(_, name)| name).collect(),
            me: PartyName::of_role(role).filter(|_| assigned),
            purpose: self.purpose,
            wanted,
            parts,
            bidders,
            regions,
            draw,
        })
    }
}

async fn view(work: &mut Work<'_>, draw: &Draw) -> Result<DrawView, Fault> {
    let number = |n: i64| u32::try_from(n).map_err(Fault::internal);
    let notes = store::draw::notes(work.conn(), &draw.id, draw.attempt).await?;
    let answers = store::draw::answers(work.conn(), &draw.id).await?;
    let fixed = draw.context.as_ref().map(|_| context(draw)).transpose()?;
    let ceremony = fixed.as_ref().map(|fixed| ceremony_of(fixed, &notes)).transpose()?;
    let reasons = reasons(work, draw).await?;
    let excluded = reasons.iter().map(|(_, count)| count).sum();
    let groups = group_views(work, draw).await?;
    let candidates = store::draw::candidates(work.conn(), &draw.id).await?.len() as u64;
    let voids = store::draw::voids(work.conn(), &draw.id).await?;
    Ok(DrawView {
        id: draw.id.clone(),
        state: draw.state,
        attempt: number(draw.attempt)?,
        voided: voids
            .into_iter()
            .map(|void| Ok(VoidedAttempt { attempt: number(void.attempt)?, party: void.party, reason: void.reason }))
            .collect::<Result<_, Fault>>()?,
        pool: candidates + excluded,
        excluded,
        reasons,
        candidates,
        guess_one_in: one_in(&groups).filter(|_| !groups.is_empty()),
        groups,
        beacon: draw.beacon.clone(),
        meet_ms: draw.meet_ms,
        parties: party_views(work, draw, &notes).await?,
        context: draw.context.clone(),
        ctx: fixed.as_ref().map(shared::draw::Context::ctx),
        commits: ceremony.as_ref().and_then(|ceremony| ceremony.commits()),
        reveals: ceremony.as_ref().and_then(|ceremony| ceremony.reveals()),
        reveals_cosigned: draw.state >= DrawState::Beacon && reveals_cosigned(work, draw).await?,
        notes: notes
            .into_iter()
            .map(|note| NoteView { kind: note.kind, party: note.party, text: note.text, at_ms: note.at_ms })
            .collect(),
        seed: draw.seed,
        seats: seat_views(work, draw, &answers).await?,
        answers: answer_views(work, answers)?,
        outcome: match draw.state {
            DrawState::Seated => Some(Outcome::Seated),
            DrawState::Ended => Some(Outcome::CannotBeMet),
            DrawState::Drawn => Some(Outcome::Drawn),
            _ => None,
        },
        short: draw.short.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default(),
        options: options::shown(work, draw).await?,
    })
}

async fn reasons(work: &mut Work<'_>, draw: &Draw) -> Result<Vec<(Exclusion, u64)>, Fault> {
    let counted = store::draw::reasons(work.conn(), &draw.id).await?;
    let known = |(code, count): (String, i64)| {
        let reason = Exclusion::parse(&code).ok_or_else(|| Fault::internal(format!("exclusion {code}")))?;
        Ok((reason, u64::try_from(count).map_err(Fault::internal)?))
    };
    counted.into_iter().map(known).collect()
}

async fn group_views(work: &mut Work<'_>, draw: &Draw) -> Result<Vec<GroupView>, Fault> {
    if draw.purpose != Purpose::Committee {
        return Ok(Vec::new());
    }
    let eligible = seats(work.conn(), draw).await?.eligible();
    let nodes = store::pool::specialties(work.conn()).await?;
    let views = groups(draw)?.into_iter().zip(eligible).map(|(group, eligible)| {
        let node = nodes.iter().find(|node| node.code == group.specialty);
        GroupView {
            zh: node.map(|node| node.zh.clone()).unwrap_or_default(),
            en: node.map(|node| node.en.clone()).unwrap_or_default(),
            code: group.specialty,
            need: group.need,
            eligible,
            below_floor: eligible < FLOOR_PER_SEAT * u64::from(group.need),
        }
    });
    Ok(views.collect())
}

/// One in how many an outsider would guess the committee: the product over the groups of C(eligible, need). Experts who
/// can sit in two groups make it a little smaller; it is shown as an order of magnitude.
fn one_in(groups: &[GroupView]) -> Option<String> {
    let mut all: u128 = 1;
    for group in groups {
        let mut ways: u128 = 1;
        for k in 0..u64::from(group.need) {
            ways = ways.checked_mul(u128::from(group.eligible.saturating_sub(k)))? / u128::from(k + 1);
        }
        all = all.checked_mul(ways.max(1))?;
    }
    Some(all.to_string())
}

async fn party_views(work: &mut Work<'_>, draw: &Draw, notes: &[Note]) -> Result<Vec<PartyView>, Fault> {
    let joined = store::draw::parties(work.conn(), &draw.id, draw.attempt).await?;
    let there = |kind: &str, party| notes.iter().any(|note| note.kind == kind && note.party == party);
    let view = |party| {
        let row = joined.iter().find(|row| row.party == party);
        PartyView {
            party,
            account: row.map(|row| row.account.clone()),
            key: row.map(|row| row.key.clone()),
            committed: there("commit", party),
            revealed: there("reveal", party),
        }
    };
    Ok(PartyName::ALL.into_iter().map(view).collect())
}

async fn seat_views(work: &mut Work<'_>, draw: &Draw, answers: &[Answered]) -> Result<Vec<SeatView>, Fault> {
    if draw.purpose != Purpose::Committee {
        return Ok(Vec::new());
    }
    let Some((committee, accepted)) = standing(work, draw).await? else { return Ok(Vec::new()) };
    let waiting = |pid| answers.iter().find(|answer| answer.pid == pid && answer.applied.is_none());
    let views = committee.seats.into_iter().map(|seat| SeatView {
        group: seat.group,
        pid: seat.pid,
        lot: seat.lot,
        accepted: accepted.contains(&seat.pid),
        waiting: waiting(seat.pid).map(|answer| answer.answer),
    });
    Ok(views.collect())
}

fn answer_views(work: &Work<'_>, answers: Vec<Answered>) -> Result<Vec<AnswerView>, Fault> {
    let with_notes = matches!(work.actor().role, Role::Supervisor | Role::Registrar);
    let view = |answer: Answered| {
        Ok(AnswerView {
            n: u32::try_from(answer.n).map_err(Fault::internal)?,
            pid: answer.pid,
            answer: answer.answer,
            applied: answer.applied.is_some(),
            note: with_notes.then_some(answer.note),
            at_ms: answer.at_ms,
        })
    };
    answers.into_iter().map(view).collect()
}
