//! What a member of the committee reads of the summary.

use super::{Material, REPORT, lots, member_of, outcome};
use crate::desks::matters::kept_reason;
use crate::fault::Fault;
use crate::work::{Query, Work};
use shared::amount::Fen;
use shared::api::summary::{
    CriterionColumn, FindingRow, MemberRow, ReadSummary, ReportRow, ReportSignature, SummaryBid, SummaryReply,
    SummaryTable,
};
use shared::id::{CriterionId, LotKey, MemberId, NotAnId, OrgId};
use shared::journal::Hash;
use shared::lifecycle::{Stage, StageName};
use shared::rules::{Finding, FindingCode, Outcome};
use std::collections::BTreeMap;
use store::AnyConnection;
use store::matters::KeptScore;
use store::summary::{Member, SheetSignature};

pub(super) fn id<T>(made: Result<T, NotAnId>) -> Result<T, Fault> {
    made.map_err(Fault::internal)
}

/// Whether there is no ranking before it is put right.
pub(super) const fn blocks(code: FindingCode) -> bool {
    matches!(code, FindingCode::MissingScore | FindingCode::OutOfRange | FindingCode::ObjectiveDiffers)
}

/// Findings with the names that a person knows.
pub(super) fn rows(findings: &[Finding], material: &Material, kept: &[KeptScore]) -> Result<Vec<FindingRow>, Fault> {
    findings
        .iter()
        .map(|finding| {
            let criterion = finding.criterion.as_ref().map(|criterion| {
                Ok::<_, Fault>((id(CriterionId::new(criterion.clone()))?, material.criterion_title(criterion)))
            });
            Ok(FindingRow {
                code: finding.code,
                rule: finding.rule.clone(),
                blocks: blocks(finding.code),
                bidder: id(OrgId::new(finding.bid.clone()))?,
                bidder_name: material.bidder_name(&finding.bid),
                member: finding.member.clone().map(MemberId::new).transpose().map_err(Fault::internal)?,
                criterion: criterion.transpose()?,
                kept: kept_reason(finding, kept, &material.cells),
            })
        })
        .collect()
}

impl Query for ReadSummary {
    async fn run(&self, work: &mut Work<'_>) -> Result<SummaryReply, Fault> {
        let lot = work.lot()?.clone();
        let account = work.account()?.to_owned();
        let material = Material::load(work.conn(), &lot).await?;
        let me = member_of(&material.members, &account)?.clone();
        let signatures = store::summary::sheet_signatures(work.conn(), &lot.key).await?;
        let mine_signed = signatures.iter().any(|signature| signature.member == me.id)
            && !material.cells.iter().any(|cell| cell.member == me.id && cell.returned);
        let scoring = lot.stage.name() == StageName::Scoring;
        let result = store::summary::result(work.conn(), &lot.key).await?;
        let blocked = store::summary::aggregation(work.conn(), &lot.key).await?;
        let kept = store::matters::kept_scores(work.conn(), &lot.key).await?;
        let (findings, aggregated_ms) = match result.as_ref().or(blocked.as_ref()) {
            Some(aggregated) => (rows(&outcome(aggregated)?.findings, &material, &kept)?, Some(aggregated.at_ms)),
            None => (Vec::new(), None),
        };
        let table = match &result {
            Some(result) if !scoring && mine_signed => Some(table(&outcome(result)?, &material)?),
            _ => None,
        };
        let draw = match lot.stage.name() {
            StageName::Scoring | StageName::Priced => lots::open(work.conn(), &lot.key).await?,
            _ => None,
        };
        let report = match &lot.stage {
            Stage::Reporting { report } | Stage::Reported { report } => {
                Some(report_row(work.conn(), &lot.key, report).await?)
            }
            _ => None,
        };
        Ok(SummaryReply {
            title: lot.title.clone(),
            tender_title: lot.tender_title.clone(),
            stage: lot.stage.name(),
            me: id(MemberId::new(me.id.clone()))?,
            head: me.head,
            members: material
                .members
                .iter()
                .map(|member| member_row(member, &signatures, &material))
                .collect::<Result<_, _>>()?,
            findings: shown(findings, &me, mine_signed),
            aggregated_ms,
            draw,
            table,
            report_requested: store::summary::report_requested(work.conn(), &lot.key).await?.is_some(),
            report,
        })
    }
}

/// What a member may see of the findings: the head all of them once the own sheet is signed, the others what blocks and
/// what concerns their own scores. That a score lies far from the mean of the others would say something of theirs.
fn shown(findings: Vec<FindingRow>, me: &Member, mine_signed: bool) -> Vec<FindingRow> {
    let mine = |finding: &FindingRow| finding.member.as_ref().is_some_and(|member| member.as_str() == me.id);
    let shown =
        |finding: &FindingRow| finding.code != FindingCode::Outlier || (mine_signed && (me.head || mine(finding)));
    findings.into_iter().filter(shown).collect()
}

fn member_row(member: &Member, signatures: &[SheetSignature], material: &Material) -> Result<MemberRow, Fault> {
    let returned = material.cells.iter().filter(|cell| cell.member == member.id && cell.returned).count();
    let signed = signatures.iter().find(|signature| signature.member == member.id).filter(|_| returned == 0);
    Ok(MemberRow {
        id: id(MemberId::new(member.id.clone()))?,
        name: member.called(),
        purchaser_side: member.kind == "purchaser",
        head: member.head,
        signed_ms: signed.map(|signature| signature.at_ms),
        returned: u32::try_from(returned).map_err(Fault::internal)?,
    })
}

async fn report_row(conn: &mut AnyConnection, lot: &LotKey, report: &Hash) -> Result<ReportRow, Fault> {
    let paper = store::summary::newest_paper(conn, lot, REPORT).await?.filter(|paper| paper.sha256 == *report);
    let paper = paper.ok_or_else(|| Fault::internal("a report without its paper"))?;
    let signatures = store::summary::paper_signatures(conn, lot, REPORT, report).await?;
    Ok(ReportRow {
        sha256: *report,
        made_ms: paper.made_ms,
        signatures: signatures
            .into_iter()
            .map(|signature| {
                Ok(ReportSignature {
                    member: id(MemberId::new(signature.signer))?,
                    name: signature.name,
                    at_ms: signature.at_ms,
                    dissent: signature.dissent,
                })
            })
            .collect::<Result<_, Fault>>()?,
    })
}

fn table(outcome: &Outcome, material: &Material) -> Result<SummaryTable, Fault> {
    let criteria = material.plan.criteria.iter().map(|criterion| {
        Ok(CriterionColumn {
            id: id(CriterionId::new(criterion.id.clone()))?,
            title: criterion.title.clone(),
            kind: criterion.kind,
            max: criterion.max.to_string(),
        })
    });
    let mut cells: BTreeMap<OrgId, BTreeMap<CriterionId, Vec<Option<String>>>> = BTreeMap::new();
    for bid in outcome.bids.iter().filter(|bid| bid.valid) {
        let of_bid = cells.entry(id(OrgId::new(bid.id.clone()))?).or_default();
        for criterion in &material.plan.criteria {
            let score = |member: &Member| {
                let cell = material
                    .cells
                    .iter()
                    .find(|cell| cell.member == member.id && cell.bidder == bid.id && cell.criterion == criterion.id);
                cell.and_then(|cell| cell.points.clone())
            };
            let scores = material.members.iter().map(score).collect();
            of_bid.insert(id(CriterionId::new(criterion.id.clone()))?, scores);
        }
    }
    Ok(SummaryTable {
        criteria: criteria.collect::<Result<_, Fault>>()?,
        price_max: material.plan.price_weight.to_string(),
        benchmark: outcome.benchmark.clone(),
        bids: outcome.bids.iter().map(|bid| summary_bid(bid, material)).collect::<Result<_, _>>()?,
        members: material
            .members
            .iter()
            .map(|member| id(MemberId::new(member.id.clone())))
            .collect::<Result<_, _>>()?,
        cells,
    })
}

fn summary_bid(bid: &shared::rules::BidOutcome, material: &Material) -> Result<SummaryBid, Fault> {
    let row = material.bids.iter().find(|row| row.bidder == bid.id);
    let price = row.and_then(|row| row.price_fen).ok_or_else(|| Fault::internal("a ranked bid without its price"))?;
    let criteria =
        bid.criteria.iter().map(|(criterion, points)| Ok((id(CriterionId::new(criterion.clone()))?, points.clone())));
    Ok(SummaryBid {
        bidder: id(OrgId::new(bid.id.clone()))?,
        name: material.bidder_name(&bid.id),
        price: Fen(price),
        valid: bid.valid,
        evaluated_price: bid.evaluated_price.clone(),
        price_points: bid.price_points.clone(),
        criteria: criteria.collect::<Result<_, Fault>>()?,
        total: bid.total.clone(),
        rank: bid.rank.and_then(|rank| u32::try_from(rank).ok()),
        candidate: bid.candidate,
    })
}
