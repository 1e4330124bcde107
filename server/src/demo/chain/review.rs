//! The reviews: qualification by officer and purchaser, compliance by the committee.

use super::Lot;
use super::room::Seated;
use crate::demo::line::Outcome;
use shared::api::review::{
    ReadCompliance, ReadQualification, SaveCompliance, SaveQualification, SignCompliance, SignQualification,
};
use shared::id::OrgId;

impl Lot {
    /// Officer and purchaser pass every bid but those of `failing`, and sign.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn qualify(&self, failing: &[OrgId]) -> Outcome<()> {
        for signer in [&self.cast.officer, &self.cast.purchaser] {
            let review = signer.person.ask(&ReadQualification { lot: self.key.clone() }).await?;
            for bid in review.bids {
                let pass = !failing.contains(&bid.bidder);
                let file = bid.files.first().map(|file| file.name.clone()).unwrap_or_default();
                let text = |text: &str| if pass { String::new() } else { text.to_owned() };
                let save = SaveQualification {
                    lot: self.key.clone(),
                    bidder: bid.bidder,
                    pass,
                    clause: text("第一章第三条"),
                    file: if pass { String::new() } else { file },
                    page: u32::from(!pass),
                    reason: text("未提供有效的营业执照"),
                    version: 0,
                };
                signer.person.act(&save).await?;
            }
        }
        for signer in [&self.cast.officer, &self.cast.purchaser] {
            signer.person.act(&SignQualification { lot: self.key.clone() }).await?;
        }
        Ok(())
    }

    /// Every member passes every bid and signs.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn comply(&self, members: &[Seated]) -> Outcome<()> {
        for member in members {
            let review = member.person.ask(&ReadCompliance { lot: self.key.clone() }).await?;
            for bid in review.bids {
                let save = SaveCompliance {
                    lot: self.key.clone(),
                    bidder: bid.bidder,
                    pass: true,
                    clause: String::new(),
                    file: String::new(),
                    page: 0,
                    reason: String::new(),
                    version: 0,
                };
                member.person.act(&save).await?;
            }
            member.person.act(&SignCompliance { lot: self.key.clone() }).await?;
        }
        Ok(())
    }
}
