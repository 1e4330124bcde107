//! The opening: from the deadline to the signed record.

use super::{BOUND, Lot, because};
use crate::demo::line::{Failed, Outcome};
use crate::demo::people::Signer;
use shared::api::opening::{
    Announce, Console, DestroyKey, Prices, ReadOpening, ReadRelease, RecordState, ReleaseShares, SignList, SignRecord,
};
use shared::envelope::{Destroyed, Envelope, Label, OpeningList, Release, sign_object};
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
        let list: OpeningList = because(jcs::from_bytes(self.console().await?.list_json.as_bytes()))?;
        for signer in [&self.cast.officer, &self.cast.supervisor] {
            let signature = because(sign_object(Label::List, &list, &signer.identity))?;
            signer.person.act(&SignList { lot: self.key.clone(), envelope: Envelope::Single, signature }).await?;
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
        let secret = self.holder_keys.lock().map_err(Failed::because)?.get(key).cloned();
        let secret = secret.ok_or_else(|| Failed::because("no such key"))?;
        let ask = ReadRelease { lot: self.key.clone(), envelope: Envelope::Single };
        let what = "the heads of the bids";
        let sheet = holder.person.wait_for(what, BOUND, &ask, |sheet| !sheet.heads.is_empty()).await?;
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

    /// Holder `x` signs that the key is destroyed: fewer than three bids came.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn destroy_key(&self, x: u8) -> Outcome<()> {
        let holder = self.holder(x)?;
        let list: OpeningList = because(jcs::from_bytes(self.console().await?.list_json.as_bytes()))?;
        let statement = Destroyed {
            tender: self.key.tender.clone(),
            lot: self.key.lot.clone(),
            envelope: Envelope::Single,
            list: because(list.hash())?,
            x,
        };
        let signature = because(sign_object(Label::Destroyed, &statement, &holder.identity))?;
        holder.person.act(&DestroyKey { lot: self.key.clone(), envelope: Envelope::Single, signature }).await?;
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
        self.console_when("the verdicts", |console| console.hall.stage == StageName::Opened).await?;
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
