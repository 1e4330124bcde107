//! Scores far from the others': their members keep them with a reason, or the head returns them.

use super::written;
use crate::desks::scoring::me;
use crate::desks::summary::outcome;
use crate::fault::Fault;
use crate::work::{Change, Done, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::matters::KeepScore;
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::refusal::Code;
use shared::rules::{Finding, FindingCode, Outcome};
use store::AnyConnection;
use store::matters::KeptScore;
use store::summary::CellRow;

/// The scores far from the others' that nobody has answered for, as they stand now.
///
/// # Errors
/// A fault of the database.
pub async fn open_outliers(
    conn: &mut AnyConnection,
    lot: &LotKey,
    outcome: &Outcome,
    cells: &[CellRow],
) -> Result<usize, Fault> {
    let kept = store::matters::kept_scores(conn, lot).await?;
    let outliers = outcome.findings.iter().filter(|finding| finding.code == FindingCode::Outlier);
    Ok(outliers.filter(|finding| kept_reason(finding, &kept, cells).is_none()).count())
}

/// Why the score of a finding was kept, if it was, with these very points.
#[must_use]
pub fn kept_reason(finding: &Finding, kept: &[KeptScore], cells: &[CellRow]) -> Option<String> {
    let (member, criterion) = (finding.member.as_deref()?, finding.criterion.as_deref()?);
    let cell =
        cells.iter().find(|cell| cell.member == member && cell.bidder == finding.bid && cell.criterion == criterion)?;
    let kept = kept.iter().find(|kept| {
        kept.member == member
            && kept.bidder == finding.bid
            && kept.criterion == criterion
            && Some(kept.points.as_str()) == cell.points.as_deref()
    })?;
    Some(kept.reason.clone())
}

impl Change for KeepScore {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let own = me(work).await?;
        let reason = written("reason", &self.reason)?;
        let result = store::summary::result(work.conn(), &self.lot).await?.ok_or(Code::NotAggregated)?;
        let is_mine = |finding: &Finding| {
            finding.code == FindingCode::Outlier
                && finding.member.as_deref() == Some(own.id.as_str())
                && finding.bid == self.bidder.as_str()
                && finding.criterion.as_deref() == Some(self.criterion.as_str())
        };
        if !outcome(&result)?.findings.iter().any(is_mine) {
            return Err(Code::NotAnOutlier.into());
        }
        let cells = store::summary::cells(work.conn(), &self.lot).await?;
        let cell = cells.into_iter().find(|cell| {
            cell.member == own.id && cell.bidder == self.bidder.as_str() && cell.criterion == self.criterion
        });
        let points = cell.and_then(|cell| cell.points).ok_or(Code::NotAnOutlier)?;
        let kept = KeptScore {
            member: own.id.clone(),
            bidder: self.bidder.to_string(),
            criterion: self.criterion.clone(),
            points,
            reason: reason.clone(),
            at_ms: work.now_ms(),
        };
        store::matters::keep_score(work.conn(), &self.lot, &kept).await?;
        let data = json!({ "member": own.id, "bidder": self.bidder, "criterion": self.criterion, "reason": reason });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::ScoreKept, &self.lot, data)))
    }
}
