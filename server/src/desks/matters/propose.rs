//! Putting a matter to the vote.

use super::{next, small, subject, written};
use crate::desks::scoring::me;
use crate::desks::summary::{Material, is_eligible, standing};
use crate::fault::Fault;
use crate::work::{Change, Done, Work};
use serde_json::json;
use shared::amount::{Fen, parse_words};
use shared::api::matters::{Claim, EVIDENCE_MAX, Evidence, ProposeMatter, Proposed, Subject};
use shared::event::{Event, Kind};
use shared::id::{LotKey, OrgId};
use shared::journal::Hash;
use shared::lifecycle::StageName;
use shared::refusal::{Code, Refusal};
use shared::rules::correction::{FoundPrice, ITEMS_MAX, Proposal, propose};
use std::collections::BTreeSet;
use store::matters::{Inquiry, Matter};

impl Change for ProposeMatter {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Proposed>, Fault> {
        let own = me(work).await?;
        let lot = work.lot()?.clone();
        let reason = written("reason", &self.reason)?;
        let material = Material::load(work.conn(), &lot).await?;
        under_review(&material, lot.stage.name(), &self.subject)?;
        cited(work, &lot.key, &self.subject, &self.evidence).await?;
        let before = store::matters::all(work.conn(), &lot.key).await?;
        for matter in before.iter().filter(|matter| !matter.void) {
            if subject(matter)? == self.subject {
                return Err(Refusal::new(Code::MatterRepeated).with("n", matter.n).into());
            }
        }
        let inquiries = store::matters::inquiries(work.conn(), &lot.key).await?;
        let proposal = self.grounds(&material, &inquiries)?;
        let n = next(before.last().map(|matter| matter.n));
        let matter = Matter {
            n,
            kind: self.subject.kind().to_owned(),
            subject_json: serde_json::to_string(&self.subject)?,
            proposal_json: proposal.as_ref().map(serde_json::to_string).transpose()?,
            reason: reason.clone(),
            evidence_json: serde_json::to_string(&self.evidence)?,
            by_member: own.id.clone(),
            at_ms: work.now_ms(),
            ..Matter::default()
        };
        store::matters::propose(work.conn(), &lot.key, &matter).await?;
        let data = json!({
            "n": n, "kind": matter.kind, "member": own.id, "bidders": self.subject.bidders(),
            "subject_sha256": Hash::of(matter.subject_json.as_bytes()), "reason": reason,
        });
        let reply = Proposed { n: small(n)?, proposal };
        Ok(Done::new(reply, Event::of_lot(Kind::MatterProposed, &lot.key, data)))
    }
}

/// The bids of the subject take part still, and the subject is of this stage.
fn under_review(material: &Material, stage: StageName, subject: &Subject) -> Result<(), Fault> {
    let by_price = matches!(subject, Subject::LowPrice { .. } | Subject::LowPriceStart { .. });
    if by_price && stage == StageName::Reviewing {
        return Err(Refusal::new(Code::WrongStage).with("stage", stage.as_str()).into());
    }
    for bidder in subject.bidders() {
        takes_part(material, stage, bidder)?;
    }
    Ok(())
}

/// The bid was opened, is qualified, after the compliance review compliant, and was not found invalid.
pub(super) fn takes_part(material: &Material, stage: StageName, bidder: &OrgId) -> Result<(), Fault> {
    let known = material.bids.iter().any(|bid| bid.bidder == bidder.as_str() && bid.is_opened());
    let reviewed = match stage {
        StageName::Reviewing => standing(&material.reviews, bidder.as_str()).qualified,
        _ => is_eligible(&material.reviews, bidder.as_str()),
    };
    if !known || !reviewed {
        return Err(Code::BidNotUnderReview.into());
    }
    if material.invalid.iter().any(|bid| bid.bidder == bidder.as_str()) {
        let name = material.bidder_name(bidder.as_str());
        return Err(Refusal::new(Code::BidAlreadyInvalid).with("bidder", name).into());
    }
    Ok(())
}

/// The cited pages exist, and there is one where the matter needs it.
async fn cited(work: &mut Work<'_>, key: &LotKey, subject: &Subject, evidence: &[Evidence]) -> Result<(), Fault> {
    if evidence.len() > EVIDENCE_MAX {
        return Err(Refusal::new(Code::TooMany).with("limit", EVIDENCE_MAX).into());
    }
    let needed = matches!(subject, Subject::Collusion { .. } | Subject::Invalid { .. } | Subject::Correction { .. });
    if needed && evidence.is_empty() {
        return Err(Refusal::new(Code::CitationNeeded).with("field", "evidence").into());
    }
    let files = store::review::files(work.conn(), key).await?;
    for page in evidence {
        let file = files.iter().find(|file| file.bidder == page.bidder.as_str() && file.name == page.file);
        let there = page.page > 0 && file.is_some_and(|file| file.pages.is_none_or(|pages| page.page <= pages));
        if !there {
            let refusal = Refusal::new(Code::NoSuchPage).with("file", &page.file).with("page", page.page);
            return Err(refusal.with("field", "evidence").into());
        }
    }
    Ok(())
}

trait Grounds {
    fn grounds(&self, material: &Material, inquiries: &[Inquiry]) -> Result<Option<Proposal>, Fault>;
}

impl Grounds for ProposeMatter {
    /// What the subject must rest on; for a correction, what follows from the rules.
    fn grounds(&self, material: &Material, inquiries: &[Inquiry]) -> Result<Option<Proposal>, Fault> {
        match &self.subject {
            Subject::LowPriceStart { .. } => {}
            Subject::LowPrice { bidder } => {
                let asked = inquiries.iter().find(|one| one.kind == "low-price" && one.bidder == bidder.as_str());
                if !asked.is_some_and(|one| one.opened_ms.is_some() || one.lapsed_ms.is_some()) {
                    let name = material.bidder_name(bidder.as_str());
                    return Err(Refusal::new(Code::LowPriceNotAsked).with("bidder", name).into());
                }
            }
            Subject::Correction { bidder, found } => return correction(material, bidder, found).map(Some),
            Subject::Collusion { bidders, .. } => {
                if bidders.iter().collect::<BTreeSet<_>>().len() < 2 {
                    return Err(Code::CollusionAlone.into());
                }
            }
            Subject::Invalid { clause, .. } | Subject::Stop { clause, .. } => {
                written("clause", clause)?;
            }
            Subject::Deduction { bidder, claim } => claimed(material, bidder, *claim)?,
        }
        Ok(None)
    }
}

fn correction(material: &Material, bidder: &OrgId, found: &FoundPrice) -> Result<Proposal, Fault> {
    if found.items.len() > ITEMS_MAX {
        return Err(Refusal::new(Code::TooMany).with("limit", ITEMS_MAX).into());
    }
    for item in &found.items {
        let name = super::limited("items", &item.name)?;
        let negative = [&item.quantity, &item.unit].iter().any(|figure| !figure.is_zero() && !figure.is_positive());
        let total = item.total.is_some_and(|total| total < Fen(0));
        if negative || total || name.is_empty() || item.unit.places() > 8 || item.quantity.places() > 8 {
            let detail = "≥ 0, ≤ 8 decimals";
            return Err(Refusal::new(Code::FieldInvalid).with("field", "items").with("detail", detail).into());
        }
    }
    let row = material.bids.iter().find(|bid| bid.bidder == bidder.as_str()).ok_or(Code::BidNotUnderReview)?;
    let form = Material::form(row)?;
    let figures = form.price_fen.ok_or(Code::NothingToCorrect)?;
    let words = form.price_words.as_deref().and_then(|words| parse_words(words).ok());
    let proposal = propose(figures, words, found);
    if proposal.steps.is_empty() || proposal.price <= Fen(0) {
        return Err(Code::NothingToCorrect.into());
    }
    Ok(proposal)
}

/// The bidder makes the claim at all.
fn claimed(material: &Material, bidder: &OrgId, claim: Claim) -> Result<(), Fault> {
    use shared::envelope::form::ClaimedSize;
    let row = material.bids.iter().find(|bid| bid.bidder == bidder.as_str()).ok_or(Code::BidNotUnderReview)?;
    let form = Material::form(row)?;
    let made = match claim {
        Claim::Small => matches!(form.size, ClaimedSize::Small | ClaimedSize::Micro),
        Claim::Consortium => {
            form.consortium_small_share.parse().is_ok_and(|share: shared::amount::Decimal| !share.is_zero())
        }
        Claim::Domestic => form.domestic,
    };
    if made { Ok(()) } else { Err(Code::ClaimNotMade.into()) }
}
