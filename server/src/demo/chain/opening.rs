//! The opening: from the deadline to the signed record.

use super::{BOUND, Lot, because};
use crate::demo::line::{Failed, Outcome};
use crate::demo::people::{Bidder, Signer};
use shared::api::opening::{
    Announce, Console, DestroyKey, Prices, ReadHalves, ReadOpening, ReadRelease, RecordState, ReleaseHalves,
    ReleaseShares, SignList, SignRecord, SignedHalf,
};
use shared::envelope::{Destroyed, Envelope, HalfRelease, Head, Label, OpeningList, Release, sign_object};
use shared::jcs;
use shared::lifecycle::StageName;
use shared::refusal::Code;
use std::time::Duration;

impl Lot {
    /// The officer's view of the opening.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn console(&self) -> Outcome<Console> {
        self.cast.officer.person.ask(&ReadOpening { lot: self.key.clone() }).await
    }

    /// Waits until the console is as it should be.
    ///
    /// # Errors
    /// The refusal, or that it takes too long.
    pub async fn console_when(&self, what: &str, done: impl Fn(&Console) -> bool) -> Outcome<Console> {
        let ask = ReadOpening { lot: self.key.clone() };
        self.cast.officer.person.wait_for(what, BOUND, &ask, done).await
    }

    /// Waits for the list, when the deadline has passed.
    ///
    /// # Errors
    /// The refusal, or that it takes too long.
    pub async fn closed(&self) -> Outcome<Console> {
        self.console_when("the list", |_| true).await
    }

    /// Officer and supervisor sign the list.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn sign_list(&self) -> Outcome<()> {
        let console = self.console().await?;
        let list: OpeningList = because(jcs::from_bytes(console.list_json.as_bytes()))?;
        let closing = console.closing_json.filter(|_| console.hall.envelope == Envelope::Technical);
        let closing: Option<OpeningList> = because(closing.map(|text| jcs::from_bytes(text.as_bytes())).transpose())?;
        for signer in [&self.cast.officer, &self.cast.supervisor] {
            let signature = because(sign_object(Label::List, &list, &signer.identity))?;
            let over = closing.as_ref().map(|list| sign_object(Label::List, list, &signer.identity)).transpose();
            let (lot, envelope, closing) = (self.key.clone(), console.hall.envelope, because(over)?);
            signer.person.act(&SignList { lot, envelope, signature, closing }).await?;
        }
        Ok(())
    }

    /// The supervisor cosigns until the list stands in a cosigned checkpoint.
    ///
    /// # Errors
    /// The refusal, or that it takes too long.
    pub async fn cosign_list(&self) -> Outcome<()> {
        for _ in 0..100 {
            self.cast.cosign().await?;
            if self.console().await?.cosigned {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(Failed::because("the list was not cosigned"))
    }

    /// Holder `x` (from 1) releases all shares with the key in hand.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn release(&self, x: u8) -> Outcome<()> {
        self.release_with(x, usize::from(x) - 1).await
    }

    /// Holder `x` releases with the key of holder `key` (from 0): the wrong key file, when they differ.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn release_with(&self, x: u8, key: usize) -> Outcome<()> {
        let holder = self.holder(x)?;
        let ask = ReadRelease { lot: self.key.clone(), envelope: None };
        let what = "the heads of the bids";
        let sheet = holder.person.wait_for(what, BOUND, &ask, |sheet| !sheet.heads.is_empty()).await?;
        let secret = self.holder_keys.lock().map_err(Failed::because)?.get(&(sheet.envelope, key)).cloned();
        let secret = secret.ok_or_else(|| Failed::because("no such key"))?;
        let list: OpeningList = because(jcs::from_bytes(sheet.list_json.as_bytes()))?;
        let heads: Vec<Vec<u8>> = because(sheet.heads.iter().map(hex::decode).collect::<Result<_, _>>())?;
        let release = because(Release::build(&list, sheet.x, &secret, &heads))?;
        let signature = because(sign_object(Label::Release, &release, &holder.identity))?;
        let act = ReleaseShares { lot: self.key.clone(), release, signature };
        for _ in 0..100 {
            match holder.person.act(&act).await {
                // Superseded and withdrawn ciphertext is being deleted.
                Err(error) if error.code() == Some(Code::RetiredRemain) => {}
                other => return other.map(|_| ()),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(Failed::because("retired ciphertext remains"))
    }

    /// A bidder releases its halves for every envelope, from its recovery files.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn release_halves(&self, bidder: &Bidder) -> Outcome<()> {
        let ask = ReadHalves { lot: self.key.clone() };
        let sheet = bidder.signer.person.ask(&ask).await?;
        let mut halves = Vec::new();
        for own in sheet.bids {
            let head = because(Head::parse(&because(hex::decode(own.head))?))?;
            let file = self.recovery(bidder, own.envelope)?;
            let seed = because(file.seed_for(&head.header.context))?;
            let release = because(HalfRelease::of(seed, &head.header.context))?;
            let signature = because(sign_object(Label::Half, &release, &bidder.signer.identity))?;
            halves.push(SignedHalf { release, signature });
        }
        bidder.signer.person.act(&ReleaseHalves { lot: self.key.clone(), halves }).await.map(|_| ())
    }

    /// Holder `x` signs that the keys that will not be used any more are destroyed.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn destroy_key(&self, x: u8) -> Outcome<()> {
        let holder = self.holder(x)?;
        let ask = ReadRelease { lot: self.key.clone(), envelope: None };
        for due in holder.person.ask(&ask).await?.destroyable {
            let envelope = due.envelope;
            let (tender, lot) = (self.key.tender.clone(), self.key.lot.clone());
            let statement = Destroyed { tender, lot, envelope, list: due.list, x: due.x };
            let signature = because(sign_object(Label::Destroyed, &statement, &holder.identity))?;
            holder.person.act(&DestroyKey { lot: self.key.clone(), envelope, signature }).await?;
        }
        Ok(())
    }

    fn holder(&self, x: u8) -> Outcome<&Signer> {
        let holder = usize::from(x).checked_sub(1).and_then(|at| self.cast.holders.get(at));
        holder.ok_or_else(|| Failed::because("no such holder"))
    }

    /// All prices at once, when every bid has its verdict; what was announced comes back.
    ///
    /// # Errors
    /// The refusal, or that it takes too long.
    pub async fn announce(&self) -> Outcome<Prices> {
        let decrypted = |stage| matches!(stage, StageName::Opened | StageName::PriceOpened);
        self.console_when("the verdicts", |console| decrypted(console.hall.stage)).await?;
        self.cast.officer.person.act(&Announce { lot: self.key.clone() }).await?;
        Ok(self.console().await?.hall.prices)
    }

    /// Officer and supervisor sign the opening record, when it is made.
    ///
    /// # Errors
    /// The refusal, or that it takes too long.
    pub async fn sign_record(&self) -> Outcome<()> {
        for signer in [&self.cast.officer, &self.cast.supervisor] {
            let mut tries = 0;
            loop {
                let ready = |console: &Console| matches!(console.hall.record, RecordState::Ready { .. });
                let console = self.console_when("the opening record", ready).await?;
                let RecordState::Ready { sha256, .. } = console.hall.record else { continue };
                match signer.person.act(&SignRecord { lot: self.key.clone(), sha256 }).await {
                    Ok(_) => break,
                    Err(error) if tries < 50 && waits(&error) => tries += 1,
                    Err(error) => return Err(error),
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        Ok(())
    }

    /// From the deadline to the signed record.
    ///
    /// # Errors
    /// The refusal, or that it takes too long.
    pub async fn opened(&self) -> Outcome<()> {
        self.closed().await?;
        self.sign_list().await?;
        self.cosign_list().await?;
        self.release(1).await?;
        self.release(3).await?;
        self.announce().await?;
        self.sign_record().await
    }
}

/// Whether the record is only being made anew.
fn waits(error: &Failed) -> bool {
    matches!(error.code(), Some(Code::RecordNotReady | Code::RecordChanged))
}
