//! Scoring: each member fills the own sheet and signs it; the head adds up.

use super::room::Seated;
use super::{BOUND, Lot, because};
use crate::demo::line::{Failed, Outcome};
use shared::api::Endpoint as _;
use shared::api::scoring::{ReadSheet, SaveScore, SheetReply, SignSheet};
use shared::api::summary::{Aggregate, Aggregated, ReadReport, ReadSummary, RequestReport, SignReport, SummaryReply};
use shared::sheet::{Sheet, SheetCell};
use std::collections::BTreeMap;

/// What the members give: `marks[bidder][criterion]`, one score per member in the order of the committee.
pub type Marks = BTreeMap<String, BTreeMap<String, Vec<String>>>;

impl Lot {
    /// A member's own sheet, when scoring has begun.
    ///
    /// # Errors
    /// The refusal, or that it takes too long.
    pub async fn sheet(&self, member: &Seated) -> Outcome<SheetReply> {
        let ask = ReadSheet { lot: self.key.clone() };
        member.person.wait_for("the sheet", BOUND, &ask, |sheet| !sheet.bids.is_empty()).await
    }

    /// Member `at` (from 0) gives the first `most` scores of the marks, in the order of the sheet.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn score(&self, member: &Seated, at: usize, marks: &Marks, most: usize) -> Outcome<()> {
        let sheet = self.sheet(member).await?;
        let mut given = 0;
        for bid in &sheet.bids {
            for criterion in &sheet.criteria {
                if given == most {
                    return Ok(());
                }
                given += 1;
                let mark =
                    marks.get(bid.bidder.as_str()).and_then(|bid| bid.get(&criterion.id)).and_then(|m| m.get(at));
                let points = mark.ok_or_else(|| Failed::because("no mark for a cell"))?.clone();
                let known = sheet.cells.iter().find(|c| c.bidder == bid.bidder && c.criterion == criterion.id);
                let save = SaveScore {
                    lot: self.key.clone(),
                    bidder: bid.bidder.clone(),
                    criterion: criterion.id.clone(),
                    points: Some(points.clone()),
                    reason: reason(criterion, &points),
                    version: known.map_or(0, |cell| cell.version),
                };
                member.person.act(&save).await?;
            }
        }
        Ok(())
    }

    /// A member signs the own sheet as it is.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn sign_sheet(&self, member: &Seated) -> Outcome<()> {
        let reply = self.sheet(member).await?;
        let cells = reply.cells.iter().filter_map(|cell| {
            Some(SheetCell {
                bidder: cell.bidder.clone(),
                criterion: cell.criterion.clone(),
                points: cell.points.clone()?,
                reason: cell.reason.clone(),
            })
        });
        let sheet = Sheet::new(&self.key, reply.member.clone(), &reply.criteria, cells.collect());
        let sha256 = because(sheet.hash())?.to_hex();
        member.person.act(&SignSheet { lot: self.key.clone(), sha256 }).await?;
        Ok(())
    }

    /// Everybody scores everything and signs.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn scored(&self, members: &[Seated], marks: &Marks) -> Outcome<()> {
        for (at, member) in members.iter().enumerate() {
            self.score(member, at, marks, usize::MAX).await?;
            self.sign_sheet(member).await?;
        }
        Ok(())
    }

    /// The head adds up.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn aggregate(&self, head: &Seated) -> Outcome<Aggregated> {
        head.person.act(&Aggregate { lot: self.key.clone() }).await
    }

    /// The summary as a member sees it.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn summary(&self, member: &Seated) -> Outcome<SummaryReply> {
        member.person.ask(&ReadSummary { lot: self.key.clone() }).await
    }

    /// The head asks for the report; it comes back when it is made.
    ///
    /// # Errors
    /// The refusal, or that it takes too long.
    pub async fn report(&self, head: &Seated) -> Outcome<Vec<u8>> {
        head.person.act(&RequestReport { lot: self.key.clone() }).await?;
        let ask = ReadSummary { lot: self.key.clone() };
        head.person.wait_for("the report", BOUND, &ask, |summary| summary.report.is_some()).await?;
        head.person.file(ReadReport::PATH, &ReadReport { lot: self.key.clone() }).await
    }

    /// All members sign the report.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn sign_report(&self, members: &[Seated]) -> Outcome<()> {
        for member in members {
            let report = self.summary(member).await?.report;
            let sha256 = report.ok_or_else(|| Failed::because("no report to sign"))?.sha256;
            member.person.act(&SignReport { lot: self.key.clone(), sha256, dissent: None }).await?;
        }
        Ok(())
    }
}

/// The lowest and the highest score of a subjective criterion need a reason.
fn reason(criterion: &shared::rules::PlanCriterion, points: &str) -> String {
    let given = points.parse().is_ok_and(|score| shared::sheet::needs_reason(criterion, &score));
    if given {
        "响应内容与评分标准最高档逐项对应，见投标文件相应章节。".to_owned()
    } else {
        String::new()
    }
}
