//! The desk of the summary: aggregation, returned cells, the report and its signatures.

mod lots;
mod material;
pub(in crate::desks) mod paper_data;
mod read;
pub mod report;
mod technical;

pub use material::{Material, Standing, is_eligible, standing};

use super::opening::prices;
use crate::desks::{matters, written};
use crate::fault::Fault;
use crate::work::{Change, Done, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::summary::{
    Aggregate, Aggregated, CellRef, RETURN_MAX, RequestReport, ReturnCells, SignReport, TEXT_MAX,
};
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::journal::Hash;
use shared::lifecycle::{Failure, Move, Stage, StageName};
use shared::refusal::{Code, Refusal};
use shared::rules::{Case, Outcome, Verdict, candidate_order};
use std::collections::BTreeSet;
use store::AnyConnection;
use store::summary::{Member, PaperSignature, ResultRow, Return};

/// The kind of the report among the papers.
pub const REPORT: &str = "report";
/// The kind of the sheet of signatures that belongs to it.
pub const REPORT_SIGNATURES: &str = "report-signatures";

/// The member behind an account.
///
/// # Errors
/// [`Code::NotPermitted`] when the account is no member that is in.
pub(super) fn member_of<'a>(members: &'a [Member], account: &str) -> Result<&'a Member, Fault> {
    let mine = members.iter().find(|member| !member.out && member.account.as_deref() == Some(account));
    Ok(mine.ok_or(Code::NotPermitted)?)
}

/// Members who are in and whose sheet is not signed, or has open cells.
async fn unsigned(conn: &mut AnyConnection, lot: &LotKey, members: &[Member]) -> Result<Vec<String>, Fault> {
    let signed: BTreeSet<String> =
        store::summary::sheet_signatures(conn, lot).await?.into_iter().map(|sheet| sheet.member).collect();
    let open: BTreeSet<String> = store::summary::cells(conn, lot)
        .await?
        .into_iter()
        .filter(|cell| cell.returned)
        .map(|cell| cell.member)
        .collect();
    let unsigned = members.iter().filter(|member| !signed.contains(&member.id) || open.contains(&member.id));
    Ok(unsigned.map(Member::called).collect())
}

impl Change for Aggregate {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Aggregated>, Fault> {
        let lot = work.lot()?.clone();
        let material = Material::load(work.conn(), &lot).await?;
        let missing = unsigned(work.conn(), &lot.key, &material.members).await?;
        if !missing.is_empty() {
            return Err(Refusal::new(Code::SheetsMissing).with("members", missing.join("、")).into());
        }
        matters::settled(work).await?;
        if prices::are_sealed(work, &lot.key).await? {
            return technical::close(work, &lot, &material).await;
        }
        matters::low_prices_decided(work, &material).await?;
        let (case, outcome) = match lots::evaluate(work, &material).await? {
            lots::Decided::Whole(whole) => *whole,
            lots::Decided::Owed(done) => return Ok(*done),
        };
        let (case_json, outcome_json) = (serde_json::to_string(&case)?, serde_json::to_string(&outcome)?);
        let at_ms = work.now_ms();
        let findings = read::rows(&outcome.findings, &material, &[])?;
        let mut data = json!({ "verdict": outcome.outcome, "findings": findings.len() });
        let mut failed = None;
        match outcome.outcome {
            Verdict::Ranked => {
                work.step(Move::Rank).await?;
                data["case_sha256"] = json!(Hash::of(case_json.as_bytes()));
                data["outcome_sha256"] = json!(Hash::of(outcome_json.as_bytes()));
                let result = ResultRow { case_json, outcome_json, at_ms };
                store::summary::keep_result(work.conn(), &lot.key, &result).await?;
            }
            Verdict::Blocked => store::summary::keep_aggregation(work.conn(), &lot.key, &outcome_json, at_ms).await?,
            Verdict::Failed => {
                let reason = Failure::TooFewValid;
                work.step(Move::Fail { reason }).await?;
                store::summary::keep_aggregation(work.conn(), &lot.key, &outcome_json, at_ms).await?;
                failed = Some(Event::of_lot(Kind::LotFailed, &lot.key, json!({ "reason": reason })));
            }
        }
        let event = Event::of_lot(Kind::ScoresAggregated, &lot.key, data);
        Ok(Done::new(Aggregated { verdict: outcome.outcome, findings, draw: None }, event).and_all(failed))
    }
}

impl Change for ReturnCells {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let lot = work.key()?;
        let cells: BTreeSet<&CellRef> = self.cells.iter().collect();
        if cells.is_empty() || cells.len() > RETURN_MAX {
            return Err(Refusal::new(Code::FieldInvalid).with("field", "cells").with("detail", "1–500").into());
        }
        let reason = written("reason", &self.reason, TEXT_MAX)?;
        let account = work.account()?.to_owned();
        let members = store::summary::members(work.conn(), &lot).await?;
        let head = member_of(&members, &account)?.id.clone();
        if work.facts().stage == Some(StageName::Scoring) {
            store::summary::aggregation(work.conn(), &lot).await?.ok_or(Code::NotAggregated)?;
        } else {
            work.step(Move::ReturnCells).await?;
            store::summary::forget_result(work.conn(), &lot).await?;
        }
        let at_ms = work.now_ms();
        let returns = check_returns(work.conn(), &lot, &members, &cells).await?;
        let reopened: BTreeSet<&str> =
            returns.iter().filter(|(_, fresh)| *fresh).map(|(row, _)| row.member.as_str()).collect();
        for member in reopened {
            store::summary::reopen_sheet(work.conn(), &lot, member).await?;
        }
        for (row, _) in &returns {
            let back = Return {
                member: row.member.clone(),
                bidder: row.bidder.clone(),
                criterion: row.criterion.clone(),
                points: row.points.clone(),
                ground: self.ground.as_str().to_owned(),
                reason: reason.clone(),
                by_member: head.clone(),
                at_ms,
            };
            store::summary::return_cell(work.conn(), &lot, &back).await?;
        }
        let data = json!({
            "ground": self.ground,
            "reason": reason,
            "cells": cells.iter().map(|cell| format!("{}/{}/{}", cell.member, cell.bidder, cell.criterion)).collect::<Vec<_>>(),
        });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::CellsReturned, &lot, data)))
    }
}

/// The cells to return, each with whether its member's sheet is signed now. A cell can be returned when the sheet is signed,
/// or open for other returned cells.
async fn check_returns(
    conn: &mut AnyConnection,
    lot: &LotKey,
    members: &[Member],
    wanted: &BTreeSet<&CellRef>,
) -> Result<Vec<(store::summary::CellRow, bool)>, Fault> {
    let signed: BTreeSet<String> =
        store::summary::sheet_signatures(conn, lot).await?.into_iter().map(|sheet| sheet.member).collect();
    let all = store::summary::cells(conn, lot).await?;
    let open: BTreeSet<String> = all.iter().filter(|cell| cell.returned).map(|cell| cell.member.clone()).collect();
    wanted
        .iter()
        .map(|wanted| {
            let member = members.iter().find(|member| !member.out && member.id == wanted.member.as_str());
            let cell = all.iter().find(|cell| {
                cell.member == wanted.member.as_str()
                    && cell.bidder == wanted.bidder.as_str()
                    && cell.criterion == wanted.criterion.as_str()
            });
            let is_signed = signed.contains(wanted.member.as_str()) && !open.contains(wanted.member.as_str());
            let is_open = open.contains(wanted.member.as_str());
            match (member, cell) {
                (Some(_), Some(cell)) if is_signed || (is_open && !cell.returned) => Ok((cell.clone(), is_signed)),
                _ => {
                    let cell = format!("{} · {} · {}", wanted.member, wanted.bidder, wanted.criterion);
                    Err(Refusal::new(Code::CellLocked).with("cell", cell).into())
                }
            }
        })
        .collect()
}

impl Change for RequestReport {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let lot = work.key()?;
        let account = work.account()?.to_owned();
        // Without fonts no paper can be set; better said now than never made.
        work.house().reader()?;
        if store::summary::report_requested(work.conn(), &lot).await?.is_some() {
            return Err(Code::AlreadyDone.into());
        }
        matters::settled(work).await?;
        outliers_answered(work, &lot).await?;
        let members = store::summary::members(work.conn(), &lot).await?;
        let head = member_of(&members, &account)?.id.clone();
        let at_ms = work.now_ms();
        store::summary::request_report(work.conn(), &lot, &head, at_ms).await?;
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::ReportRequested, &lot, json!({ "member": head }))))
    }
}

/// Every score far from the others' was kept with a reason or returned (87号令 art. 64 (4)).
async fn outliers_answered(work: &mut Work<'_>, lot: &LotKey) -> Result<(), Fault> {
    let result = store::summary::result(work.conn(), lot).await?.ok_or(Code::NotAggregated)?;
    let cells = store::summary::cells(work.conn(), lot).await?;
    match matters::open_outliers(work.conn(), lot, &outcome(&result)?, &cells).await? {
        0 => Ok(()),
        count => Err(Refusal::new(Code::OutliersOpen).with("count", count).into()),
    }
}

impl Change for SignReport {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let lot = work.lot()?.clone();
        let Stage::Reporting { report } = lot.stage else { return Err(Code::WrongStage.into()) };
        if report != self.sha256 {
            return Err(Code::ReportOther.into());
        }
        matters::settled(work).await?;
        let dissent = self.dissent.as_deref().map(|text| written("dissent", text, TEXT_MAX)).transpose()?;
        let account = work.account()?.to_owned();
        let at_ms = work.now_ms();
        let members = store::summary::members(work.conn(), &lot.key).await?;
        let me = member_of(&members, &account)?;
        let before = store::summary::paper_signatures(work.conn(), &lot.key, REPORT, &report).await?;
        if before.iter().any(|signature| signature.signer == me.id) {
            return Err(Code::AlreadyDone.into());
        }
        let signature = PaperSignature {
            signer: me.id.clone(),
            role: me.kind.clone(),
            name: me.called(),
            dissent: dissent.clone(),
            at_ms,
        };
        store::summary::sign_paper(work.conn(), &lot.key, REPORT, &report, &signature).await?;
        let signed: BTreeSet<&str> = before.iter().map(|one| one.signer.as_str()).chain([me.id.as_str()]).collect();
        let all = members.iter().filter(|member| !member.out).all(|member| signed.contains(member.id.as_str()));
        if all {
            work.step(Move::SignReport).await?;
        }
        let data = json!({
            "sha256": report, "member": me.id, "all": all,
            "dissent_sha256": dissent.map(|text| Hash::of(text.as_bytes())),
        });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::ReportSigned, &lot.key, data)))
    }
}

/// The candidates of a stored result in the order in which one is confirmed, each with its place from 1: by rank, then by
/// the lots that were drawn.
pub(in crate::desks) fn order(result: &ResultRow, outcome: &Outcome) -> Result<Vec<(String, usize)>, Fault> {
    Ok(candidate_order(&stored_case(result)?, outcome))
}

/// The case of a stored result: with the lots that were drawn.
pub(in crate::desks) fn stored_case(result: &ResultRow) -> Result<Case, Fault> {
    Case::from_json(&result.case_json).map_err(|why| Fault::internal(why.path))
}

/// The outcome of a stored result.
pub(in crate::desks) fn outcome(result: &ResultRow) -> Result<Outcome, Fault> {
    Ok(serde_json::from_str(&result.outcome_json)?)
}
