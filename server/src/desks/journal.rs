//! The desk of the journal: reading it, and proving an entry to anybody.

use crate::fault::Fault;
use crate::proofs;
use crate::work::{Query, Work};
use shared::api::journal::{EntryProof, JournalBody, JournalEntry, JournalPage, PAGE_MAX, ProveEntry, ReadJournal};
use shared::event::Kind;
use shared::id::LotKey;
use shared::lifecycle::StageName;
use shared::people::Role;
use shared::refusal::Code;
use std::collections::BTreeMap;
use store::AnyConnection;
use store::journal::Act;

impl Query for ReadJournal {
    async fn run(&self, work: &mut Work<'_>) -> Result<JournalPage, Fault> {
        let limit = i64::from(self.limit.unwrap_or(PAGE_MAX).clamp(1, PAGE_MAX));
        let before = self.before.map_or(Ok(i64::MAX), i64::try_from).map_err(|_| Code::NotFound)?;
        let conn = work.conn();
        let acts = store::journal::before(conn, before, self.lot.as_ref(), limit).await?;
        let full = i64::try_from(acts.len()) == Ok(limit);
        let next = acts.last().filter(|_| full).and_then(|act| act.seq).and_then(|seq| u64::try_from(seq).ok());
        let mut seal = Seal::new(conn).await?;
        let mut entries = Vec::with_capacity(acts.len());
        for act in acts {
            let sealed = seal.is_on(conn, &act).await?;
            // In the journal of one lot the mere row would betray a bid.
            if !(sealed && self.lot.is_some()) {
                entries.push(opened(act, sealed)?);
            }
        }
        Ok(JournalPage { entries, next })
    }
}

fn opened(act: Act, sealed: bool) -> Result<JournalEntry, Fault> {
    let entry = proofs::entry(&act)?;
    let text = String::from_utf8(entry.to_bytes().map_err(Fault::internal)?).map_err(Fault::internal)?;
    let body =
        JournalBody { kind: act.kind, actor: act.actor, lot: act.lot, json: act.body, salt: hex::encode(&act.salt) };
    Ok(JournalEntry { seq: entry.seq, at_ms: act.at_ms, entry: text, body: (!sealed).then_some(body) })
}

/// Acts that would betray, before the list is made, that a bid exists (87号令 art. 28), whoever did them.
const BETRAYING: &[Kind] =
    &[Kind::UploadCreated, Kind::UploadTerminated, Kind::BidSubmitted, Kind::BidRefused, Kind::BidWithdrawn];

/// What is sealed while bids are taken: on a lot that takes them whatever a bidder does, and of no lot (a log-in, a
/// registration) whatever a bidder did since the oldest of them was announced. Name and number of those who may bid are
/// nobody's to know before the opening (87号令 art. 28).
struct Seal {
    since_ms: Option<i64>,
    stages: BTreeMap<LotKey, StageName>,
    bidders: BTreeMap<String, bool>,
}

impl Seal {
    async fn new(conn: &mut AnyConnection) -> Result<Self, Fault> {
        let since_ms = store::lots::taking_bids_since(conn).await?;
        Ok(Self { since_ms, stages: BTreeMap::new(), bidders: BTreeMap::new() })
    }

    async fn is_on(&mut self, conn: &mut AnyConnection, act: &Act) -> Result<bool, Fault> {
        let betrays = Kind::parse(&act.kind).is_some_and(|kind| BETRAYING.contains(&kind));
        let open = match &act.lot {
            Some(key) => matches!(self.stage(conn, key).await?, StageName::Draft | StageName::Published),
            None => self.since_ms.is_some_and(|since_ms| act.at_ms >= since_ms),
        };
        Ok(match open {
            true => betrays || self.is_of_bidder(conn, act).await?,
            false => betrays && act.lot.is_none(),
        })
    }

    async fn stage(&mut self, conn: &mut AnyConnection, key: &LotKey) -> Result<StageName, Fault> {
        if let Some(stage) = self.stages.get(key) {
            return Ok(*stage);
        }
        let lot = store::lots::find(conn, key).await?.ok_or_else(|| Fault::internal("an act of no lot"))?;
        self.stages.insert(key.clone(), lot.stage.name());
        Ok(lot.stage.name())
    }

    /// Who did it, or whose account it is about, is a bidder.
    async fn is_of_bidder(&mut self, conn: &mut AnyConnection, act: &Act) -> Result<bool, Fault> {
        let body: serde_json::Value = serde_json::from_str(&act.body).map_err(Fault::internal)?;
        let about = body.pointer("/data/account").and_then(|account| account.as_str().map(str::to_owned));
        for name in std::iter::once(act.actor.clone()).chain(about) {
            let known = match self.bidders.get(&name) {
                Some(known) => *known,
                None => {
                    let account = store::accounts::find(conn, &name).await?;
                    let bidder = account.is_some_and(|account| account.role == Role::Bidder);
                    self.bidders.insert(name, bidder);
                    bidder
                }
            };
            if known {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Query for ProveEntry {
    async fn run(&self, work: &mut Work<'_>) -> Result<EntryProof, Fault> {
        let log = work.house().keys.checkpoint.verifier().to_string();
        let seq = i64::try_from(self.seq).map_err(|_| Code::NotFound)?;
        let act = store::journal::entry(work.conn(), seq).await?.ok_or(Code::NotFound)?;
        let entry = proofs::entry(&act)?.to_bytes().map_err(Fault::internal)?;
        let proof = proofs::inclusion(work.conn(), self.seq).await?;
        let cosigned = proof.checkpoint.signatures().len() > 1;
        let entry = String::from_utf8(entry).map_err(Fault::internal)?;
        Ok(EntryProof { entry, proof: proof.to_string(), log, cosigned })
    }
}
