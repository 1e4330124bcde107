//! The draw of the committee: request, ceremony of three parties with a public value, calls.

use super::{BOUND, Lot, because};
use crate::demo::keyring::{public, signing};
use crate::demo::line::{Failed, Outcome};
use crate::demo::people::{Cast, Signer};
use shared::api::Endpoint as _;
use shared::api::draw::{
    AnswerCall, CALL_TRIES, CallSheet, CommitDraw, CosignBeacon, CountersignAnswer, DrawReply, DrawState, DrawView,
    EnterBeacon, GroupAsk, JoinDraw, LoadRules, PartyName, ReadCallSheet, ReadDraw, ReadDrawRecord, RequestSeats,
    RevealDraw, TryCall, secret_of,
};
use shared::api::room::NameRepresentative;
use shared::draw::{Answer, Purpose, ceremony};
use shared::envelope::{KeyKind, PrivateKey, SigningSeed};
use shared::journal::Hash;
use shared::journal::note::NoteSigner;
use std::time::Duration;

/// The name of the purchaser's representative.
pub const REPRESENTATIVE: &str = "程书白";

/// A party in the ceremony.
struct Party<'a> {
    name: PartyName,
    signer: &'a Signer,
    seed: SigningSeed,
}

impl Party<'_> {
    fn key(&self) -> Outcome<NoteSigner> {
        because(NoteSigner::from_seed(self.name.as_str(), self.seed.expose()))
    }
}

impl Lot {
    /// The newest draw for a purpose, as the officer sees it.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn draw_of(&self, purpose: Purpose) -> Outcome<DrawView> {
        let reply: DrawReply = self.cast.officer.person.ask(&ReadDraw { lot: self.key.clone(), purpose }).await?;
        reply.draw.ok_or_else(|| Failed::because("no draw"))
    }

    /// The officer asks for four experts of two specialties.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn request_seats(&self, groups: &[(&str, u32)]) -> Outcome<()> {
        let groups = groups.iter().map(|(code, need)| GroupAsk { specialty: (*code).to_owned(), need: *need });
        let request = RequestSeats {
            lot: self.key.clone(),
            groups: groups.collect(),
            beacon: "两枚骰子各掷五次，在监督人员和摄像机前进行，依次记录点数".to_owned(),
            meet_ms: self.cast.now_ms().await? + 2 * 3_600_000,
            load: LoadRules::default(),
        };
        self.cast.officer.person.act(&request).await?;
        Ok(())
    }

    /// Makes key files for the three parties of a draw that is still to come.
    ///
    /// # Errors
    /// When the disk does not take them.
    pub fn party_keys(&self) -> Outcome<()> {
        for signer in [&self.cast.officer, &self.cast.purchaser, &self.cast.supervisor] {
            let key = PrivateKey::Signing(signing()?);
            self.cast.keyring.keep(KeyKind::Party, &signer.account, Some(&self.key), &key)?;
        }
        Ok(())
    }

    /// Centre, purchaser and supervisor join, commit and reveal; the supervisor cosigns the journal; the dice are entered
    /// and countersigned. With that the committee is drawn.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn ceremony(&self) -> Outcome<()> {
        self.ceremony_for(Purpose::Committee).await
    }

    /// As [`Lot::ceremony`], for the draw of a purpose. Each has keys of its own.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn ceremony_for(&self, purpose: Purpose) -> Outcome<()> {
        let cast = &self.cast;
        let mut parties = Vec::new();
        for (name, signer) in PartyName::ALL.into_iter().zip([&cast.officer, &cast.purchaser, &cast.supervisor]) {
            parties.push(Party { name, signer, seed: signing()? });
        }
        for party in &parties {
            let key = public(&party.seed).to_string();
            party.signer.person.act(&JoinDraw { lot: self.key.clone(), purpose, key }).await?;
            let key = PrivateKey::Signing(party.seed.clone());
            cast.keyring.keep(KeyKind::Party, &party.signer.account, Some(&self.key), &key)?;
        }
        let ctx = self.draw_of(purpose).await?.ctx.ok_or_else(|| Failed::because("no context"))?;
        for party in &parties {
            let secret = secret_of(party.seed.expose(), &ctx);
            let note = because(ceremony::commit(&ctx, &party.key()?, &secret))?.to_string();
            party.signer.person.act(&CommitDraw { lot: self.key.clone(), purpose, note }).await?;
        }
        let commits = self.draw_of(purpose).await?.commits.ok_or_else(|| Failed::because("no commits"))?;
        for party in &parties {
            let secret = secret_of(party.seed.expose(), &ctx);
            let note = because(ceremony::reveal(&ctx, &party.key()?, &commits, &secret))?.to_string();
            party.signer.person.act(&RevealDraw { lot: self.key.clone(), purpose, note }).await?;
        }
        self.beacon(purpose, &ctx, &parties).await
    }

    async fn beacon(&self, purpose: Purpose, ctx: &Hash, parties: &[Party<'_>]) -> Outcome<()> {
        let [centre, _, supervisor] = parties else { return Err(Failed::because("three parties")) };
        let reveals = self.reveals_cosigned(purpose).await?;
        let note = because(ceremony::beacon(ctx, &centre.key()?, &reveals, &Cast::dice()?))?;
        centre.signer.person.act(&EnterBeacon { lot: self.key.clone(), purpose, note: note.to_string() }).await?;
        let line = supervisor.key()?.sign(note.text(), 0);
        let cosign = CosignBeacon { lot: self.key.clone(), purpose, signature: line.to_string() };
        supervisor.signer.person.act(&cosign).await?;
        Ok(())
    }

    async fn reveals_cosigned(&self, purpose: Purpose) -> Outcome<Hash> {
        for _ in 0..100 {
            self.cast.cosign().await?;
            let draw = self.draw_of(purpose).await?;
            if let (true, Some(reveals)) = (draw.reveals_cosigned, draw.reveals) {
                return Ok(reveals);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(Failed::because("the reveals were not cosigned"))
    }

    async fn calls(&self) -> Outcome<CallSheet> {
        self.cast.registrar.person.ask(&ReadCallSheet { lot: self.key.clone() }).await
    }

    /// The registrar calls everybody. The first answers are `first`; whoever is called after that accepts. Answers that
    /// must be countersigned are.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn call(&self, first: &[Answer]) -> Outcome<()> {
        let mut first = first.iter().copied();
        for _ in 0..200 {
            let sheet = self.calls().await?;
            if sheet.state == DrawState::Seated {
                return Ok(());
            }
            let open = sheet.calls.iter().find(|call| !call.accepted && call.waiting.is_none());
            let Some(call) = open else { return Err(Failed::because("nobody is left to call")) };
            let answer = first.next().unwrap_or(Answer::Accepted);
            let asks = matches!(answer, Answer::Unreachable | Answer::Conflict);
            let note = if asks { "三次拨打均无人接听" } else { "" };
            if answer == Answer::Unreachable {
                for _ in 0..CALL_TRIES {
                    let tried = TryCall { lot: self.key.clone(), pid: call.pid };
                    self.cast.registrar.person.act(&tried).await?;
                }
            }
            let said = AnswerCall { lot: self.key.clone(), pid: call.pid, answer, note: note.to_owned() };
            self.cast.registrar.person.act(&said).await?;
            if asks {
                self.countersign(&call.pid).await?;
            }
        }
        Err(Failed::because("the calls do not end"))
    }

    async fn countersign(&self, pid: &Hash) -> Outcome<()> {
        let draw = self.draw_of(Purpose::Committee).await?;
        let waiting = draw.answers.iter().find(|answer| answer.pid == *pid && !answer.applied);
        let n = waiting.ok_or_else(|| Failed::because("no answer waits"))?.n;
        self.cast.supervisor.person.act(&CountersignAnswer { lot: self.key.clone(), n }).await?;
        Ok(())
    }

    /// The purchaser names its representative.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn name_representative(&self) -> Outcome<()> {
        let name = NameRepresentative { lot: self.key.clone(), n: 1, name: REPRESENTATIVE.to_owned() };
        self.cast.purchaser.person.act(&name).await?;
        Ok(())
    }

    /// The numbers of the experts who are seated, in lot order.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn seated_experts(&self) -> Outcome<Vec<String>> {
        let ask = ReadCallSheet { lot: self.key.clone() };
        let seated = |sheet: &CallSheet| sheet.state == DrawState::Seated;
        let sheet = self.cast.registrar.person.wait_for("the committee", BOUND, &ask, seated).await?;
        Ok(sheet.calls.iter().map(|call| call.no.to_string()).collect())
    }

    /// The record of the draw, a ZIP.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn draw_record(&self) -> Outcome<Vec<u8>> {
        let ask = ReadDrawRecord { lot: self.key.clone(), purpose: Purpose::Committee };
        self.cast.officer.person.file(ReadDrawRecord::PATH, &ask).await
    }

    /// From the request to the seated committee.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn drawn(&self, first: &[Answer]) -> Outcome<()> {
        self.request_seats(&[("A", 2), ("C", 2)]).await?;
        self.ceremony().await?;
        self.name_representative().await?;
        self.call(first).await
    }
}
