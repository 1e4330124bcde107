//! The desk of the journal: reading it, and proving an entry to anybody.

use crate::fault::Fault;
use crate::proofs;
use crate::work::{Query, Work};
use shared::api::journal::{EntryProof, JournalBody, JournalEntry, JournalPage, PAGE_MAX, ProveEntry, ReadJournal};
use shared::event::Kind;
use shared::id::LotKey;
use shared::lifecycle::StageName;
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
        let mut stages = BTreeMap::new();
        let mut entries = Vec::with_capacity(acts.len());
        for act in acts {
            let sealed = is_sealed(conn, &mut stages, &act).await?;
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

/// Acts that would betray, before the list is made, that a bid exists (87号令 art. 28).
const BETRAYING: &[Kind] =
    &[Kind::UploadCreated, Kind::UploadTerminated, Kind::BidSubmitted, Kind::BidRefused, Kind::BidWithdrawn];

async fn is_sealed(
    conn: &mut AnyConnection,
    stages: &mut BTreeMap<LotKey, StageName>,
    act: &Act,
) -> Result<bool, Fault> {
    if !Kind::parse(&act.kind).is_some_and(|kind| BETRAYING.contains(&kind)) {
        return Ok(false);
    }
    let Some(key) = &act.lot else { return Ok(true) };
    let stage = match stages.get(key) {
        Some(stage) => *stage,
        None => {
            let lot = store::lots::find(conn, key).await?.ok_or_else(|| Fault::internal("an act of no lot"))?;
            stages.insert(key.clone(), lot.stage.name());
            lot.stage.name()
        }
    };
    Ok(matches!(stage, StageName::Draft | StageName::Published))
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
