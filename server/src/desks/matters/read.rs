//! What a member of the committee reads of its matters.

use super::answer::{answer_row, files_of, kind};
use super::{evidence, low_prices, small, subject};
use crate::desks::review::{file_rows, form_row, org};
use crate::desks::scoring::me;
use crate::desks::summary::Material;
use crate::fault::Fault;
use crate::work::{Query, Work};
use shared::amount::Fen;
use shared::api::matters::{
    InquiryRow, InquiryState, MatterBid, MatterRow, MattersReply, ReadMatters, StopAnswer, VoteRow,
};
use shared::id::MemberId;
use shared::lifecycle::StageName;
use std::collections::BTreeMap;
use store::matters::{Inquiry, InquiryFile, Matter, Vote};
use store::scoring::Member;

impl Query for ReadMatters {
    async fn run(&self, work: &mut Work<'_>) -> Result<MattersReply, Fault> {
        let own = me(work).await?;
        let lot = work.lot()?.clone();
        let head = work.facts().member.as_ref().is_some_and(|member| member.head);
        let conn = work.conn();
        let material = Material::load(conn, &lot).await?;
        let sitting = store::scoring::sitting(conn, &lot.key).await?;
        let votes = store::matters::votes(conn, &lot.key).await?;
        let matters = store::matters::all(conn, &lot.key).await?;
        let inquiries = store::matters::inquiries(conn, &lot.key).await?;
        let files = store::matters::inquiry_files(conn, &lot.key).await?;
        let bids = bids(work, &material).await?;
        let matter = |matter: &Matter| matter_row(matter, &votes, &sitting, &own, &material);
        Ok(MattersReply {
            tender_title: lot.tender_title,
            title: lot.title,
            stage: lot.stage.name(),
            me: MemberId::new(&own.id).map_err(Fault::internal)?,
            head,
            bids,
            matters: matters.iter().rev().map(matter).collect::<Result<_, _>>()?,
            inquiries: inquiries.iter().rev().map(|one| inquiry_row(one, &files)).collect::<Result<_, _>>()?,
        })
    }
}

async fn bids(work: &mut Work<'_>, material: &Material) -> Result<Vec<MatterBid>, Fault> {
    let key = work.key()?;
    let reviewing = work.facts().stage == Some(StageName::Reviewing);
    let low = if reviewing { BTreeMap::new() } else { low_prices(material)? };
    let qualified = store::review::qualified(work.conn(), &key).await?;
    let files = store::review::files(work.conn(), &key).await?;
    let opened = store::review::opened(work.conn(), &key).await?;
    let opened = opened.iter().filter(|bid| qualified.contains(&bid.bidder));
    opened
        .map(|bid| {
            let row = material.bids.iter().find(|row| row.bidder == bid.bidder);
            let invalid = material.invalid.iter().find(|row| row.bidder == bid.bidder);
            Ok(MatterBid {
                bidder: org(&bid.bidder)?,
                name: bid.name.clone(),
                files: file_rows(&files, &bid.bidder),
                form: form_row(bid)?,
                price: row.and_then(|row| row.price_fen).map(Fen),
                low: low.get(&bid.bidder).cloned().unwrap_or_default(),
                invalid: invalid.map(|row| row.reason.clone()),
            })
        })
        .collect()
}

fn matter_row(
    matter: &Matter,
    votes: &[Vote],
    sitting: &[Member],
    own: &Member,
    material: &Material,
) -> Result<MatterRow, Fault> {
    let cast: Vec<&Vote> = votes.iter().filter(|vote| vote.n == matter.n).collect();
    let missing = sitting.iter().filter(|member| !cast.iter().any(|vote| vote.member == member.id));
    let missing = if matter.is_open() { missing.map(|m| material.member_name(&m.id)).collect() } else { Vec::new() };
    let vote = |vote: &&Vote| VoteRow {
        name: material.member_name(&vote.member),
        agree: vote.agree,
        opinion: vote.opinion.clone(),
    };
    Ok(MatterRow {
        n: small(matter.n)?,
        subject: subject(matter)?,
        proposal: matter.proposal_json.as_deref().map(serde_json::from_str).transpose()?,
        reason: matter.reason.clone(),
        evidence: evidence(matter)?,
        by: material.member_name(&matter.by_member),
        at_ms: matter.at_ms,
        mine: cast.iter().find(|vote| vote.member == own.id).map(|vote| vote.agree),
        missing,
        adopted: matter.adopted,
        void: matter.void,
        answer: matter.answer.clone().map(|(confirmed, reason, at_ms)| StopAnswer { confirmed, reason, at_ms }),
        votes: if matter.adopted.is_some() { cast.iter().map(vote).collect() } else { Vec::new() },
    })
}

fn inquiry_row(inquiry: &Inquiry, files: &[InquiryFile]) -> Result<InquiryRow, Fault> {
    let state = if inquiry.lapsed_ms.is_some() {
        InquiryState::Lapsed
    } else if inquiry.opened_ms.is_some() {
        InquiryState::Answered
    } else if inquiry.answered_ms.is_some() {
        InquiryState::Sealed
    } else {
        InquiryState::Open
    };
    let answer = match state {
        InquiryState::Answered => answer_row(inquiry, files_of(files, inquiry.n)?),
        _ => None,
    };
    Ok(InquiryRow {
        n: small(inquiry.n)?,
        bidder: org(&inquiry.bidder)?,
        name: inquiry.name.clone(),
        kind: kind(inquiry)?,
        question: inquiry.question.clone(),
        asked_ms: inquiry.asked_ms,
        due_ms: inquiry.due_ms,
        state,
        answer,
    })
}
