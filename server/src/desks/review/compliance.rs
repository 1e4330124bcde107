//! Compliance: each member decides alone on every qualified bid; when all have signed, the majority counts.

use super::{Given, all_decided, decide, decision, document_hash, file_rows, form_row, org, save, signed_at};
use crate::desks::scoring::me;
use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::review::{
    Compliance, ComplianceBid, MemberSigned, OtherDecision, ReadCompliance, ReviewSigned, SaveCompliance, Saved,
    SignCompliance,
};
use shared::event::{Event, Kind};
use shared::id::{LotKey, MemberId};
use shared::lifecycle::{Failure, Move};
use shared::refusal::Code;
use std::collections::BTreeMap;
use store::review::{COMPLIANCE, OpenedBid, Review, Signature};
use store::scoring::Member;

/// The bids that the committee reviews: opened and qualified.
async fn bids(work: &mut Work<'_>, key: &LotKey) -> Result<Vec<OpenedBid>, Fault> {
    let qualified = store::review::qualified(work.conn(), key).await?;
    let mut opened = store::review::opened(work.conn(), key).await?;
    opened.retain(|bid| qualified.contains(&bid.bidder));
    Ok(opened)
}

impl Query for ReadCompliance {
    async fn run(&self, work: &mut Work<'_>) -> Result<Compliance, Fault> {
        let own = me(work).await?;
        let bids = bids(work, &self.lot).await?;
        let files = store::review::files(work.conn(), &self.lot).await?;
        let reviews = store::review::reviews(work.conn(), &self.lot, COMPLIANCE).await?;
        let signatures = store::review::signatures(work.conn(), &self.lot, COMPLIANCE).await?;
        let sitting = store::scoring::sitting(work.conn(), &self.lot).await?;
        let has_signed = |id: &str| signatures.iter().any(|signature| signature.reviewer == id);
        let others = |bidder: &str| {
            let others = sitting.iter().filter(|member| member.id != own.id && has_signed(&member.id));
            others.filter_map(|member| other(member, &reviews, bidder)).collect()
        };
        let bid = |bid: &OpenedBid| {
            let mine = reviews.iter().find(|r| r.bidder == bid.bidder && r.reviewer == own.id);
            Ok(ComplianceBid {
                bidder: org(&bid.bidder)?,
                name: bid.name.clone(),
                files: file_rows(&files, &bid.bidder),
                form: form_row(bid)?,
                mine: mine.map(decision),
                others: has_signed(&own.id).then(|| others(&bid.bidder)),
            })
        };
        let member = |member: &Member| {
            Ok(MemberSigned {
                member: MemberId::new(&member.id).map_err(Fault::internal)?,
                name: member.name.clone().unwrap_or_else(|| member.id.clone()),
                signed: has_signed(&member.id),
            })
        };
        let lot = work.lot()?;
        Ok(Compliance {
            tender_title: lot.tender_title.clone(),
            title: lot.title.clone(),
            stage: lot.stage.name(),
            member: MemberId::new(&own.id).map_err(Fault::internal)?,
            bids: bids.iter().map(bid).collect::<Result<_, Fault>>()?,
            members: sitting.iter().map(member).collect::<Result<_, Fault>>()?,
            signed: signed_at(&signatures, &own.id),
        })
    }
}

fn other(member: &Member, reviews: &[Review], bidder: &str) -> Option<OtherDecision> {
    let review = reviews.iter().find(|r| r.bidder == bidder && r.reviewer == member.id)?;
    let name = member.name.clone().unwrap_or_else(|| member.id.clone());
    Some(OtherDecision { name, decision: decision(review) })
}

/// A decision as its member sees it.
fn under_code(review: &Review, codes: &BTreeMap<String, String>) -> Review {
    let mut seen = review.clone();
    if let Some(code) = codes.get(&review.bidder) {
        seen.bidder.clone_from(code);
        seen.file = String::new();
    }
    seen
}

impl Change for SaveCompliance {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Saved>, Fault> {
        let own = me(work).await?;
        let signatures = store::review::signatures(work.conn(), &self.lot, COMPLIANCE).await?;
        if signatures.iter().any(|signature| signature.reviewer == own.id) {
            return Err(Code::ReviewSigned.into());
        }
        if !bids(work, &self.lot).await?.iter().any(|bid| bid.bidder == self.bidder.as_str()) {
            return Err(Code::BidNotUnderReview.into());
        }
        let Self { bidder, pass, clause, file, page, reason, version, .. } = self;
        let (pass, page, version) = (*pass, *page, *version);
        let given = Given { reviewer: own.id.clone(), bidder, pass, clause, file, page, reason, version };
        let version = save(work, COMPLIANCE, given).await?;
        // What was decided stays with the member until the signature.
        let data = json!({ "member": own.id, "bidder": self.bidder, "version": version });
        Ok(Done::new(Saved { version }, Event::of_lot(Kind::ComplianceSaved, &self.lot, data)))
    }
}

impl Change for SignCompliance {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<ReviewSigned>, Fault> {
        let own = me(work).await?;
        let bids = bids(work, &self.lot).await?;
        let reviews = store::review::reviews(work.conn(), &self.lot, COMPLIANCE).await?;
        let known = |review: &&Review| review.reviewer == own.id && bids.iter().any(|bid| bid.bidder == review.bidder);
        let mine: Vec<_> = reviews.iter().filter(known).collect();
        all_decided(&bids.iter().collect::<Vec<_>>(), &mine)?;
        let signatures = store::review::signatures(work.conn(), &self.lot, COMPLIANCE).await?;
        if signatures.iter().any(|signature| signature.reviewer == own.id) {
            return Err(Code::AlreadyDone.into());
        }
        // What the member saw: where codes hold, a hash over names would say whose is which.
        let codes = crate::veil::codes(work.conn(), &self.lot).await?;
        let seen: Vec<Review> = mine.iter().map(|review| under_code(review, &codes)).collect();
        let sha256 = document_hash(&self.lot, COMPLIANCE, &own.id, &seen.iter().collect::<Vec<_>>())?;
        let signature = Signature { reviewer: own.id.clone(), sha256: sha256.clone(), at_ms: work.now_ms() };
        let account = work.account()?.to_owned();
        store::review::sign(work.conn(), &self.lot, COMPLIANCE, &signature, &account).await?;
        let failing: Vec<_> = mine.iter().filter(|review| !review.pass).map(|review| &review.bidder).collect();
        let data = json!({ "member": own.id, "failing": failing, "sha256": sha256 });
        let event = Event::of_lot(Kind::ComplianceSigned, &self.lot, data);
        let sitting = store::scoring::sitting(work.conn(), &self.lot).await?;
        let has_signed = |id: &str| id == own.id || signatures.iter().any(|signature| signature.reviewer == id);
        if !sitting.iter().all(|member| has_signed(&member.id)) {
            return Ok(Done::new(ReviewSigned { decided: None }, event));
        }
        let result = store::review::compliant(work.conn(), &self.lot).await?;
        let (passing, failing): (Vec<_>, Vec<_>) = result.into_iter().partition(|(_, passes, _)| *passes);
        let names = |rows: Vec<(String, bool, Vec<String>)>| rows.into_iter().map(|row| row.0).collect::<Vec<_>>();
        let counted = (names(passing), names(failing));
        let (decided, more) = decide(work, counted, Move::BeginScoring, Failure::FewerThanThreeCompliant).await?;
        Ok(Done::new(ReviewSigned { decided: Some(decided) }, event).and_all(more))
    }
}
