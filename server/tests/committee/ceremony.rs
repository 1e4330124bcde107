//! The three parties in their browsers.

use crate::lot::{Situation, staff};
use shared::api::draw::{
    CommitDraw, CosignBeacon, DrawView, EnterBeacon, GroupAsk, JoinDraw, LoadRules, PartyName, ReadDraw, RequestSeats,
    RevealDraw, secret_of,
};
use shared::draw::Purpose;
use shared::draw::ceremony;
use shared::envelope::B64;
use shared::journal::note::NoteSigner;
use shared::people::{Actor, Role};

/// A party with its key.
pub struct Party {
    pub actor: Actor,
    pub seed: [u8; 32],
    pub signer: NoteSigner,
}

impl Party {
    pub fn new(party: PartyName, seed: u8) -> Self {
        let role = match party {
            PartyName::Centre => Role::Officer,
            PartyName::Purchaser => Role::Purchaser,
            PartyName::Supervisor => Role::Supervisor,
        };
        let seed = [seed; 32];
        Self { actor: staff(role), seed, signer: NoteSigner::from_seed(party.as_str(), &seed).unwrap() }
    }

    pub fn key(&self) -> String {
        B64(*self.signer.verifier().public()).to_string()
    }

    pub async fn join(&self, s: &Situation) {
        s.act(&self.actor, JoinDraw { lot: s.key.clone(), purpose: Purpose::Committee, key: self.key() }).await;
    }

    pub fn commit_note(&self, view: &DrawView) -> String {
        let ctx = view.ctx.unwrap();
        ceremony::commit(&ctx, &self.signer, &secret_of(&self.seed, &ctx)).unwrap().to_string()
    }

    pub async fn commit(&self, s: &Situation) {
        let note = self.commit_note(&view(s).await);
        s.act(&self.actor, CommitDraw { lot: s.key.clone(), purpose: Purpose::Committee, note }).await;
    }

    pub fn reveal_note(&self, view: &DrawView) -> String {
        let ctx = view.ctx.unwrap();
        let r = secret_of(&self.seed, &ctx);
        ceremony::reveal(&ctx, &self.signer, &view.commits.unwrap(), &r).unwrap().to_string()
    }

    pub async fn reveal(&self, s: &Situation) {
        let note = self.reveal_note(&view(s).await);
        s.act(&self.actor, RevealDraw { lot: s.key.clone(), purpose: Purpose::Committee, note }).await;
    }
}

pub fn parties() -> [Party; 3] {
    [Party::new(PartyName::Centre, 1), Party::new(PartyName::Purchaser, 2), Party::new(PartyName::Supervisor, 3)]
}

pub async fn view(s: &Situation) -> DrawView {
    s.read(&staff(Role::Officer), ReadDraw { lot: s.key.clone(), purpose: Purpose::Committee }).await.draw.unwrap()
}

pub fn request(s: &Situation, groups: &[(&str, u32)]) -> RequestSeats {
    RequestSeats {
        lot: s.key.clone(),
        groups: groups.iter().map(|(code, need)| GroupAsk { specialty: (*code).to_owned(), need: *need }).collect(),
        beacon: "福利彩票3D第2026312期，三位数字".into(),
        meet_ms: s.house.clock.now_ms() + 86_400_000,
        load: LoadRules::default(),
    }
}

pub fn beacon_note(view: &DrawView, centre: &Party, value: &[u8]) -> String {
    ceremony::beacon(&view.ctx.unwrap(), &centre.signer, &view.reveals.unwrap(), value).unwrap().to_string()
}

pub async fn enter_beacon(s: &Situation, parties: &[Party; 3], value: &[u8]) {
    let view = view(s).await;
    let note = beacon_note(&view, &parties[0], value);
    s.act(&parties[0].actor, EnterBeacon { lot: s.key.clone(), purpose: Purpose::Committee, note: note.clone() }).await;
    let text = shared::journal::note::Note::parse(note.as_bytes()).unwrap().text().to_owned();
    let signature = parties[2].signer.sign(&text, 0).to_string();
    s.act(&parties[2].actor, CosignBeacon { lot: s.key.clone(), purpose: Purpose::Committee, signature }).await;
}

/// From the request to the drawn committee, nobody called yet.
pub async fn draw(s: &Situation) {
    let parties = parties();
    s.act(&parties[0].actor, request(s, &[("C01", 2), ("A01", 1), ("D", 1)])).await;
    for party in &parties {
        party.join(s).await;
    }
    for party in &parties {
        party.commit(s).await;
    }
    for party in &parties {
        party.reveal(s).await;
    }
    s.cosign().await;
    enter_beacon(s, &parties, b"704").await;
}
