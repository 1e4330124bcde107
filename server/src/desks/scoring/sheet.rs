//! The own sheet: read it, save a cell, sign it.

use super::{me, scored_bids};
use crate::desks::review::{file_rows, form, org, plan};
use crate::fault::Fault;
use crate::random;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::review::SignedAt;
use shared::api::scoring::{Cell, Cited, ReadSheet, SaveScore, SaveScoreReply, SheetBid, SheetReply, SignSheet};
use shared::event::{Event, Kind};
use shared::id::{LotKey, MemberId};
use shared::journal::Hash;
use shared::refusal::{Code, Refusal};
use shared::rules::PlanCriterion;
use shared::sheet::{self, REASON_CHARS_MAX, Sheet, SheetCell};
use store::review::{BidFile, OpenedBid};
use store::scoring::{Cell as Stored, SheetSignature};

impl Query for ReadSheet {
    async fn run(&self, work: &mut Work<'_>) -> Result<SheetReply, Fault> {
        let own = me(work).await?;
        let scored = scored_bids(work, &self.lot).await?;
        let mut opened = store::review::opened(work.conn(), &self.lot).await?;
        opened.retain(|bid| scored.contains(&bid.bidder));
        let files = store::review::files(work.conn(), &self.lot).await?;
        let cells = store::scoring::cells_of(work.conn(), &self.lot, &own.id).await?;
        let signed = signature(work, &self.lot, &own.id).await?;
        let cells = cells.into_iter().filter(|cell| scored.contains(&cell.bidder)).map(cell);
        let mut strays = store::strays::of(work.conn(), &self.lot, &own.id).await?;
        strays.retain(|stray| scored.iter().any(|bidder| bidder == stray.cell.bidder.as_str()));
        let lot = work.lot()?;
        Ok(SheetReply {
            tender_title: lot.tender_title.clone(),
            title: lot.title.clone(),
            stage: lot.stage.name(),
            member: MemberId::new(&own.id).map_err(Fault::internal)?,
            criteria: plan(lot)?.criteria,
            bids: opened.iter().map(|bid| sheet_bid(bid, &files)).collect::<Result<_, Fault>>()?,
            cells: cells.collect::<Result<_, Fault>>()?,
            signed: signed.map(|signature| SignedAt { sha256: signature.sha256, at_ms: signature.at_ms }),
            strays,
        })
    }
}

async fn signature(work: &mut Work<'_>, key: &LotKey, member: &str) -> Result<Option<SheetSignature>, Fault> {
    let all = store::scoring::sheet_signatures(work.conn(), key).await?;
    Ok(all.into_iter().find(|signature| signature.member == member))
}

fn sheet_bid(bid: &OpenedBid, files: &[BidFile]) -> Result<SheetBid, Fault> {
    let files = file_rows(files, &bid.bidder);
    let number = |name: &str| files.iter().find(|file| file.name == name).map(|file| file.n);
    let index = form(bid)?.map(|form| form.index).unwrap_or_default();
    let cited = |entry: shared::envelope::IndexEntry| {
        let file = number(&entry.file)?;
        Some(Cited { criterion: entry.criterion.to_string(), file, page: entry.page })
    };
    let index = index.into_iter().filter_map(cited).collect();
    Ok(SheetBid { bidder: org(&bid.bidder)?, name: bid.name.clone(), files, index })
}

fn cell(stored: Stored) -> Result<Cell, Fault> {
    Ok(Cell {
        bidder: org(&stored.bidder)?,
        criterion: stored.criterion,
        points: stored.points,
        reason: stored.reason,
        version: stored.version,
        returned: stored.returned,
        old: stored.returned_points,
        why: stored.returned_reason,
    })
}

/// Whether a cell may be changed: before the signature any, after it those that came back.
fn is_open(signed: bool, some_came_back: bool, own: Option<&Stored>) -> bool {
    if signed || some_came_back { own.is_some_and(|cell| cell.returned) } else { true }
}

impl Change for SaveScore {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<SaveScoreReply>, Fault> {
        let own = me(work).await?;
        let criteria = plan(work.lot()?)?.criteria;
        let criterion = criteria.iter().find(|c| c.id == self.criterion).ok_or(Code::NotFound)?;
        if !scored_bids(work, &self.lot).await?.iter().any(|bidder| bidder == self.bidder.as_str()) {
            return Err(Code::BidNotUnderReview.into());
        }
        let (bidder, criterion_id) = (self.bidder.as_str(), self.criterion.as_str());
        let stored = store::scoring::cell_of(work.conn(), &self.lot, &own.id, bidder, criterion_id).await?;
        let came_back = store::scoring::any_returned(work.conn(), &self.lot, &own.id).await?;
        let stored = stored.as_ref();
        let signed = signature(work, &self.lot, &own.id).await?.is_some();
        if !is_open(signed, came_back, stored) {
            return Err(Code::SheetSigned.into());
        }
        let known = stored.map_or(0, |cell| cell.version);
        if known != self.version {
            return Err(conflict(known, stored).into());
        }
        let (next, findings) = self.judged(criterion, &own.id, known + 1)?;
        let salt = random::bytes::<32>()?;
        let now_ms = work.now_ms();
        store::scoring::save_cell(work.conn(), &self.lot, &next, &salt, now_ms).await?;
        // The journal holds a commitment: nobody reads a score there before it may be read, nobody changes it afterwards.
        let value = shared::jcs::to_bytes(&json!({ "points": next.points, "reason": next.reason }));
        let commitment = Hash::of_parts(&[&salt, &value.map_err(Fault::internal)?]);
        let data = json!({
            "member": own.id, "bidder": self.bidder, "criterion": self.criterion, "version": next.version,
            "value": commitment, "corrects_returned": stored.is_some_and(|cell| cell.returned),
        });
        let reply = SaveScoreReply { version: next.version, points: next.points, findings };
        Ok(Done::new(reply, Event::of_lot(Kind::ScoreSaved, &self.lot, data)))
    }
}

/// Somebody (another window of the same member) was faster: the refusal names what is stored.
fn conflict(version: i64, stored: Option<&Stored>) -> Refusal {
    let refusal = Refusal::new(Code::VersionConflict).with("version", version);
    let Some(stored) = stored else { return refusal };
    let refusal = refusal.with("reason", &stored.reason);
    match &stored.points {
        Some(points) => refusal.with("points", points),
        None => refusal,
    }
}

trait Judge {
    fn judged(
        &self,
        criterion: &PlanCriterion,
        member: &str,
        version: i64,
    ) -> Result<(Stored, Vec<sheet::CellFinding>), Refusal>;
}

impl Judge for SaveScore {
    fn judged(
        &self,
        criterion: &PlanCriterion,
        member: &str,
        version: i64,
    ) -> Result<(Stored, Vec<sheet::CellFinding>), Refusal> {
        let reason = self.reason.trim();
        if reason.chars().count() > REASON_CHARS_MAX {
            let limit = format!("≤ {REASON_CHARS_MAX}");
            return Err(Refusal::new(Code::FieldInvalid).with("field", "reason").with("detail", limit));
        }
        let points = self.points.as_deref().map(|points| sheet::judge(criterion, points)).transpose()?;
        let findings = sheet::findings(criterion, points.as_ref(), reason);
        let cell = Stored {
            member: member.to_owned(),
            bidder: self.bidder.to_string(),
            criterion: self.criterion.clone(),
            points: points.map(|points| points.to_string()),
            reason: reason.to_owned(),
            version,
            ..Stored::default()
        };
        Ok((cell, findings))
    }
}

impl Change for SignSheet {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<SignedAt>, Fault> {
        let own = me(work).await?;
        let criteria = plan(work.lot()?)?.criteria;
        let scored = scored_bids(work, &self.lot).await?;
        let mut cells = store::scoring::cells_of(work.conn(), &self.lot, &own.id).await?;
        let again = cells.iter().any(|cell| cell.returned);
        if signature(work, &self.lot, &own.id).await?.is_some() && !again {
            return Err(Code::AlreadyDone.into());
        }
        let strays = store::strays::of(work.conn(), &self.lot, &own.id).await?;
        if !strays.is_empty() {
            return Err(Refusal::new(Code::StraysOpen).with("count", strays.len()).into());
        }
        cells.retain(|cell| scored.contains(&cell.bidder) && criteria.iter().any(|c| c.id == cell.criterion));
        complete(&criteria, scored.len(), &cells)?;
        let member = MemberId::new(&own.id).map_err(Fault::internal)?;
        // The member signs what the member sees: the codes, where they hold.
        let codes = crate::veil::codes(work.conn(), &self.lot).await?;
        for cell in &mut cells {
            cell.bidder = codes.get(&cell.bidder).unwrap_or(&cell.bidder).clone();
        }
        let signed: Vec<_> = cells.into_iter().map(sheet_cell).collect::<Result<_, Fault>>()?;
        let document = Sheet::new(&self.lot, member, &criteria, signed);
        let sha256 = document.hash().map_err(Fault::internal)?.to_hex();
        if sha256 != self.sha256 {
            return Err(Refusal::new(Code::SheetChanged).with("sha256", sha256).into());
        }
        let at_ms = work.now_ms();
        let signature = SheetSignature { member: own.id.clone(), sha256: sha256.clone(), at_ms };
        store::scoring::sign_sheet(work.conn(), &self.lot, &signature).await?;
        let data = json!({ "member": own.id, "sha256": sha256, "again": again });
        Ok(Done::new(SignedAt { sha256, at_ms }, Event::of_lot(Kind::SheetSigned, &self.lot, data)))
    }
}

fn sheet_cell(stored: Stored) -> Result<SheetCell, Fault> {
    let points = stored.points.unwrap_or_default();
    Ok(SheetCell { bidder: org(&stored.bidder)?, criterion: stored.criterion, points, reason: stored.reason })
}

/// Every criterion of every bid has a score that it takes, and a reason where one is needed.
fn complete(criteria: &[PlanCriterion], bids: usize, cells: &[Stored]) -> Result<(), Refusal> {
    let given = cells.iter().filter(|cell| cell.points.is_some()).count();
    let missing = (bids * criteria.len()).saturating_sub(given);
    if missing > 0 {
        return Err(Refusal::new(Code::SheetIncomplete).with("count", missing));
    }
    let mut reasonless = 0_usize;
    for cell in cells {
        let Some((criterion, points)) = criteria.iter().find(|c| c.id == cell.criterion).zip(cell.points.as_deref())
        else {
            continue;
        };
        let score = sheet::judge(criterion, points)?;
        reasonless += sheet::findings(criterion, Some(&score), &cell.reason).len();
    }
    if reasonless > 0 { Err(Refusal::new(Code::ReasonMissing).with("count", reasonless)) } else { Ok(()) }
}
