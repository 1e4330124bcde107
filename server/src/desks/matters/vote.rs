//! Voting. When all who sit have voted, the majority counts (87号令 art. 61); the votes of those who fell out do not.

use super::{effect, limited, low_prices, subject};
use crate::desks::scoring::me;
use crate::desks::summary::Material;
use crate::fault::Fault;
use crate::work::{Change, Done, Work};
use serde_json::json;
use shared::api::matters::{Subject, VoteMatter, Voted};
use shared::event::{Event, Kind};
use shared::id::OrgId;
use shared::refusal::Code;
use store::matters::{Matter, Vote};

impl Change for VoteMatter {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Voted>, Fault> {
        let own = me(work).await?;
        let lot = work.lot()?.clone();
        let matters = store::matters::all(work.conn(), &lot.key).await?;
        let matter = matters.into_iter().find(|matter| matter.n == i64::from(self.n)).ok_or(Code::NotFound)?;
        let mut votes = store::matters::votes(work.conn(), &lot.key).await?;
        votes.retain(|vote| vote.n == matter.n);
        if !matter.is_open() || votes.iter().any(|vote| vote.member == own.id) {
            return Err(Code::MatterSettled.into());
        }
        let subject = subject(&matter)?;
        let opinion = limited("opinion", &self.opinion)?;
        self.may(work, &subject, &opinion).await?;
        let at_ms = work.now_ms();
        let vote = Vote { n: matter.n, member: own.id.clone(), agree: self.agree, opinion, at_ms };
        store::matters::vote(work.conn(), &lot.key, &vote).await?;
        votes.push(vote);
        let data = json!({ "n": matter.n, "member": own.id, "agree": self.agree });
        let voted = Event::of_lot(Kind::MatterVoted, &lot.key, data);
        let sitting = store::scoring::sitting(work.conn(), &lot.key).await?;
        votes.retain(|vote| sitting.iter().any(|member| member.id == vote.member));
        if votes.len() < sitting.len() {
            return Ok(Done::new(Voted { adopted: None }, voted));
        }
        let (adopted, events) = decide(work, &matter, &subject, &votes).await?;
        Ok(Done::new(Voted { adopted: Some(adopted) }, voted).and_all(events))
    }
}

trait May {
    async fn may(&self, work: &mut Work<'_>, subject: &Subject, opinion: &str) -> Result<(), Fault>;
}

impl May for VoteMatter {
    /// What a vote must say, and what the law does not let the committee find.
    async fn may(&self, work: &mut Work<'_>, subject: &Subject, opinion: &str) -> Result<(), Fault> {
        if let Subject::LowPrice { bidder } = subject {
            if opinion.is_empty() {
                return Err(Code::OpinionMissing.into());
            }
            if !self.agree && !explained(work, bidder).await? {
                return Err(Code::ExplanationMissing.into());
            }
        } else if !self.agree && opinion.is_empty() {
            return Err(Code::DissentReason.into());
        }
        Ok(())
    }
}

/// Whether the bidder has explained its price; against the ceiling alone, what lies in the bid already may do.
async fn explained(work: &mut Work<'_>, bidder: &OrgId) -> Result<bool, Fault> {
    let lot = work.lot()?.clone();
    let inquiries = store::matters::inquiries(work.conn(), &lot.key).await?;
    let answered = inquiries
        .iter()
        .any(|one| one.kind == "low-price" && one.bidder == bidder.as_str() && one.answered_ms.is_some());
    if answered {
        return Ok(true);
    }
    let material = Material::load(work.conn(), &lot).await?;
    let triggers = low_prices(&material)?.remove(bidder.as_str()).unwrap_or_default();
    Ok(triggers == ["of_ceiling"])
}

async fn decide(
    work: &mut Work<'_>,
    matter: &Matter,
    subject: &Subject,
    votes: &[Vote],
) -> Result<(bool, Vec<Event>), Fault> {
    let key = work.key()?;
    let at_ms = work.now_ms();
    let agree = votes.iter().filter(|vote| vote.agree).count();
    let adopted = agree > votes.len() - agree;
    store::matters::decide(work.conn(), &key, matter.n, adopted, at_ms).await?;
    let data = json!({ "n": matter.n, "kind": matter.kind, "adopted": adopted, "agree": agree, "votes": votes.len() });
    let mut events = vec![Event::of_lot(Kind::MatterDecided, &key, data)];
    if matches!(subject, Subject::Stop { .. }) {
        effect::fall(work).await?;
    }
    if adopted {
        events.extend(effect::adopted(work, matter, subject).await?);
    }
    effect::recall(work).await?;
    Ok((adopted, events))
}
