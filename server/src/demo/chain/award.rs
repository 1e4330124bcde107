//! The award: the purchaser confirms, the officer publishes.

use super::room::Seated;
use super::scoring::Marks;
use super::{BOUND, Lot};
use crate::demo::line::{Failed, Outcome};
use shared::api::award::{
    AwardReply, ConfirmAward, MyResult, MyResultReply, PublishResult, ReadAward, ReadResult, ResultReply,
};
use shared::id::OrgId;
use shared::lifecycle::StageName;

impl Lot {
    /// The signed ranking as the purchaser sees it.
    ///
    /// # Errors
    /// The refusal, or that it takes too long.
    pub async fn award(&self) -> Outcome<AwardReply> {
        let ask = ReadAward { lot: self.key.clone() };
        let signed = |award: &AwardReply| award.stage >= StageName::Reported;
        self.cast.purchaser.person.wait_for("the signed report", BOUND, &ask, signed).await
    }

    /// The purchaser confirms the first candidate; who it is comes back.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn confirm(&self) -> Outcome<OrgId> {
        let award = self.award().await?;
        let first = award.bids.iter().find(|bid| bid.candidate == Some(1));
        let bidder = first.ok_or_else(|| Failed::because("no candidate"))?.bidder.clone();
        let confirm = ConfirmAward { lot: self.key.clone(), bidder: bidder.clone(), reason: None };
        self.cast.purchaser.person.act(&confirm).await?;
        Ok(bidder)
    }

    /// The officer publishes the result.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn publish_result(&self) -> Outcome<ResultReply> {
        self.cast.officer.person.act(&PublishResult { lot: self.key.clone() }).await?;
        self.cast.admin.stranger().ask(&ReadResult { lot: self.key.clone() }).await
    }

    /// A bidder's own result.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn own_result(&self, bidder: usize) -> Outcome<MyResultReply> {
        let bidder = self.cast.bidders.get(bidder).ok_or_else(|| Failed::because("no such bidder"))?;
        bidder.signer.person.ask(&MyResult { lot: self.key.clone() }).await
    }

    /// From the convened committee to the published result; the report comes back.
    ///
    /// # Errors
    /// The refusal, or that it takes too long.
    pub async fn concluded(&self, members: &[Seated], marks: &Marks) -> Outcome<Vec<u8>> {
        let head = members.first().ok_or_else(|| Failed::because("no members"))?;
        self.comply(members).await?;
        self.scored(members, marks).await?;
        self.aggregate(head).await?;
        let report = self.report(head).await?;
        self.sign_report(members).await?;
        self.confirm().await?;
        self.publish_result().await?;
        Ok(report)
    }
}
