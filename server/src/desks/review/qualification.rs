//! Qualification: officer and purchaser decide on every opened bid; when both have signed and agree, it counts.

use super::{Given, all_decided, decide, decision, document_hash, file_rows, form_row, org, save, signed_at};
use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::review::{
    Qualification, QualificationBid, ReadQualification, ReviewSigned, SaveQualification, Saved, SignQualification,
};
use shared::event::{Event, Kind};
use shared::lifecycle::{Failure, Move};
use shared::people::Role;
use shared::refusal::{Code, Refusal};
use store::review::{OpenedBid, QUALIFICATION, Review, Signature};

const OFFICER: &str = "officer";
const PURCHASER: &str = "purchaser";

/// As whom the actor reviews.
fn reviewer(work: &Work<'_>) -> Result<&'static str, Fault> {
    match work.actor().role {
        Role::Officer => Ok(OFFICER),
        Role::Purchaser => Ok(PURCHASER),
        _ => Err(Code::NotPermitted.into()),
    }
}

impl Query for ReadQualification {
    async fn run(&self, work: &mut Work<'_>) -> Result<Qualification, Fault> {
        let opened = store::review::opened(work.conn(), &self.lot).await?;
        let files = store::review::files(work.conn(), &self.lot).await?;
        let reviews = store::review::reviews(work.conn(), &self.lot, QUALIFICATION).await?;
        let signatures = store::review::signatures(work.conn(), &self.lot, QUALIFICATION).await?;
        let of =
            |bidder: &str, who: &str| reviews.iter().find(|r| r.bidder == bidder && r.reviewer == who).map(decision);
        let bid = |bid: &OpenedBid| {
            Ok(QualificationBid {
                bidder: org(&bid.bidder)?,
                name: bid.name.clone(),
                files: file_rows(&files, &bid.bidder),
                form: form_row(bid)?,
                officer: of(&bid.bidder, OFFICER),
                purchaser: of(&bid.bidder, PURCHASER),
            })
        };
        let lot = work.lot()?;
        Ok(Qualification {
            tender_title: lot.tender_title.clone(),
            title: lot.title.clone(),
            stage: lot.stage.name(),
            bids: opened.iter().map(bid).collect::<Result<_, Fault>>()?,
            officer: signed_at(&signatures, OFFICER),
            purchaser: signed_at(&signatures, PURCHASER),
        })
    }
}

impl Change for SaveQualification {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Saved>, Fault> {
        let reviewer = reviewer(work)?;
        let opened = store::review::opened(work.conn(), &self.lot).await?;
        if !opened.iter().any(|bid| bid.bidder == self.bidder.as_str()) {
            return Err(Code::BidNotUnderReview.into());
        }
        let Self { bidder, pass, clause, file, page, reason, version, .. } = self;
        let (pass, page, version) = (*pass, *page, *version);
        let given = Given { reviewer: reviewer.into(), bidder, pass, clause, file, page, reason, version };
        let version = save(work, QUALIFICATION, given).await?;
        let unsigned = store::review::unsign(work.conn(), &self.lot, QUALIFICATION, reviewer).await?;
        let data = json!({
            "reviewer": reviewer, "bidder": self.bidder, "pass": pass, "clause": self.clause, "file": self.file,
            "page": page, "reason": self.reason, "version": version, "signature_taken_back": unsigned,
        });
        Ok(Done::new(Saved { version }, Event::of_lot(Kind::QualificationSaved, &self.lot, data)))
    }
}

impl Change for SignQualification {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<ReviewSigned>, Fault> {
        let reviewer = reviewer(work)?;
        let opened = store::review::opened(work.conn(), &self.lot).await?;
        let reviews = store::review::reviews(work.conn(), &self.lot, QUALIFICATION).await?;
        let by = |who: &str| reviews.iter().filter(|review| review.reviewer == who).collect::<Vec<_>>();
        let mine = by(reviewer);
        all_decided(&opened.iter().collect::<Vec<_>>(), &mine)?;
        let other = if reviewer == OFFICER { PURCHASER } else { OFFICER };
        let signatures = store::review::signatures(work.conn(), &self.lot, QUALIFICATION).await?;
        let last = signatures.iter().any(|signature| signature.reviewer == other);
        if last {
            agree(&opened, &mine, &by(other))?;
        }
        let sha256 = document_hash(&self.lot, QUALIFICATION, reviewer, &mine)?;
        let signature = Signature { reviewer: reviewer.into(), sha256: sha256.clone(), at_ms: work.now_ms() };
        let account = work.account()?.to_owned();
        store::review::sign(work.conn(), &self.lot, QUALIFICATION, &signature, &account).await?;
        let data = json!({ "reviewer": reviewer, "sha256": sha256 });
        let event = Event::of_lot(Kind::QualificationSigned, &self.lot, data);
        if !last {
            return Ok(Done::new(ReviewSigned { decided: None }, event));
        }
        let (passing, failing): (Vec<_>, Vec<_>) = mine.iter().partition(|review| review.pass);
        let names = |reviews: Vec<&&Review>| reviews.iter().map(|review| review.bidder.clone()).collect::<Vec<_>>();
        let counted = (names(passing), names(failing));
        let (decided, more) = decide(work, counted, Move::Qualify, Failure::FewerThanThreeQualified).await?;
        Ok(Done::new(ReviewSigned { decided: Some(decided) }, event).and_all(more))
    }
}

/// Both must have come to the same decision on every bid.
fn agree(opened: &[OpenedBid], mine: &[&Review], theirs: &[&Review]) -> Result<(), Fault> {
    let of = |reviews: &[&Review], bidder: &str| reviews.iter().find(|r| r.bidder == bidder).map(|r| r.pass);
    let differs = |bid: &&OpenedBid| of(mine, &bid.bidder) != of(theirs, &bid.bidder);
    match opened.iter().find(differs) {
        None => Ok(()),
        Some(bid) => Err(Refusal::new(Code::ReviewDisagree).with("name", &bid.name).with("bidder", &bid.bidder).into()),
    }
}
