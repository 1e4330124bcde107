//! The desk of supervision: the wall, the witness.

mod wall;

use crate::fault::Fault;
use crate::proofs;
use crate::work::{Change, Done, Query, Work};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::supervision::{
    CheckpointReply, Cosign, Cosigned, EnrolWitness, JournalState, LotOnWall, Overview, OverviewReply, Pending,
    ReadCheckpoint, WitnessKey,
};
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::journal::checkpoint::Checkpoint;
use shared::journal::note::{KeyKind, Note, NoteError, VerifierKey};
use shared::lifecycle::StageName;
use shared::refusal::{Code, Refusal};
use shared::rules::criteria::LotPlan;
use std::collections::BTreeSet;
use store::AnyConnection;
use store::supervision::Witness;

impl Query for ReadCheckpoint {
    async fn run(&self, work: &mut Work<'_>) -> Result<CheckpointReply, Fault> {
        let log = work.house().keys.checkpoint.verifier().to_string();
        let newest = store::journal::newest_checkpoint(work.conn()).await?.ok_or(Code::NotFound)?;
        let cosigned = store::journal::newest_cosigned(work.conn()).await?;
        let size = u64::try_from(newest.size).map_err(Fault::internal)?;
        let proof = match self.since {
            None => Vec::new(),
            Some(since) if since <= size => proofs::consistency(work.conn(), since, size).await?,
            Some(since) => {
                return Err(Refusal::new(Code::JournalShorter).with("seen", since).with("size", size).into());
            }
        };
        let cosigned_ms = match &cosigned {
            Some(cosigned) => store::supervision::cosigned_at(work.conn(), cosigned.size).await?,
            None => None,
        };
        Ok(CheckpointReply {
            log,
            size,
            at_ms: newest.at_ms,
            note: newest.cosigned.unwrap_or(newest.note),
            proof,
            cosigned_size: cosigned.and_then(|cosigned| u64::try_from(cosigned.size).ok()),
            cosigned_ms,
        })
    }
}

fn verifier(name: &str, key: &str) -> Result<VerifierKey, Fault> {
    let invalid =
        |field: &str, detail: &str| Refusal::new(Code::FieldInvalid).with("field", field).with("detail", detail);
    let bytes = URL_SAFE_NO_PAD.decode(key).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let bytes = bytes.ok_or_else(|| invalid("key", "Ed25519, base64url"))?;
    let key = VerifierKey::new(name, KeyKind::Cosignature, &bytes);
    Ok(key.map_err(|_| invalid("key", "Ed25519"))?)
}

impl Change for EnrolWitness {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        if !shared::id::is_id(&self.name) || self.name.starts_with("bidroom-") {
            return Err(Refusal::new(Code::FieldInvalid)
                .with("field", "name")
                .with("detail", "1–64: A–Z a–z 0–9 . _ -, not bidroom-…")
                .into());
        }
        let key = verifier(&self.name, &self.key)?;
        let account = work.account()?.to_owned();
        let enrolled_ms = work.now_ms();
        if store::supervision::witnesses(work.conn()).await?.iter().any(|witness| witness.public_key == self.key) {
            return Err(Code::AlreadyDone.into());
        }
        let witness = Witness { name: self.name.clone(), account, public_key: self.key.clone(), enrolled_ms };
        store::supervision::enrol(work.conn(), &witness).await?;
        let data = json!({ "name": self.name, "key": key.to_string() });
        Ok(Done::new(Nothing {}, Event::of_house(Kind::WitnessEnrolled, data)))
    }
}

impl Change for Cosign {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Cosigned>, Fault> {
        let bad = |detail: &str| Fault::from(Refusal::new(Code::BadRequest).with("detail", detail));
        let note = Note::parse(self.note.as_bytes()).map_err(|_| bad("note"))?;
        let head = Checkpoint::parse(note.text()).map_err(|_| bad("checkpoint"))?;
        let account = work.account()?.to_owned();
        let size = i64::try_from(head.size).map_err(|_| bad("size"))?;
        let stored = store::journal::checkpoint_of(work.conn(), size).await?.ok_or(Code::UnknownCheckpoint)?;
        let known = stored.cosigned.as_deref().unwrap_or(&stored.note);
        let mut known = Note::parse(known.as_bytes()).map_err(Fault::internal)?;
        if known.text() != note.text() {
            return Err(Code::UnknownCheckpoint.into());
        }
        if store::journal::newest_cosigned(work.conn()).await?.is_some_and(|newest| newest.size > size) {
            return Err(Code::CheckpointOlder.into());
        }
        let mine = store::supervision::witnesses(work.conn()).await?;
        let mine = mine.into_iter().filter(|witness| witness.account == account);
        let keys = mine.map(|witness| verifier(&witness.name, &witness.public_key)).collect::<Result<Vec<_>, _>>()?;
        let verified = note.verify(&keys).map_err(|error| match error {
            NoteError::BadSignature(_) => Code::BadSignature,
            _ => Code::WitnessUnknown,
        })?;
        let witness = verified.into_iter().next().ok_or(Code::WitnessUnknown)?;
        let key = keys.iter().find(|key| key.name() == witness.name).ok_or(Code::WitnessUnknown)?;
        if known.signatures().iter().any(|signature| key.claims(signature)) {
            return Err(Code::AlreadyDone.into());
        }
        let line = note.signatures().iter().find(|signature| key.claims(signature)).ok_or(Code::WitnessUnknown)?;
        known.add(line.clone());
        let now_ms = work.now_ms();
        store::journal::cosign(work.conn(), size, &known.to_string(), now_ms).await?;
        let data = json!({
            "size": size, "root": head.root.to_hex(), "witness": witness.name,
            "time_s": witness.time_s.and_then(|time| i64::try_from(time).ok()),
        });
        let reply = Cosigned { size: head.size, witness: key.name().to_owned() };
        Ok(Done::new(reply, Event::of_house(Kind::CheckpointCosigned, data)))
    }
}

impl Query for Overview {
    async fn run(&self, work: &mut Work<'_>) -> Result<OverviewReply, Fault> {
        let account = work.account()?.to_owned();
        let now_ms = work.now_ms();
        let conn = work.conn();
        let witnesses = store::supervision::witnesses(conn).await?;
        let witnesses = witnesses.into_iter().filter(|witness| witness.account == account);
        Ok(OverviewReply {
            lots: lots(conn, &account).await?,
            alerts: wall::alerts(conn, now_ms).await?,
            seats: wall::seats(conn, now_ms).await?,
            rooms: wall::rooms(conn).await?,
            journal: journal(conn).await?,
            witnesses: witnesses
                .map(|witness| WitnessKey {
                    name: witness.name,
                    key: witness.public_key,
                    enrolled_ms: witness.enrolled_ms,
                })
                .collect(),
            now_ms,
        })
    }
}

async fn lots(conn: &mut AnyConnection, account: &str) -> Result<Vec<LotOnWall>, Fault> {
    let set = |keys: Vec<LotKey>| keys.into_iter().collect::<BTreeSet<_>>();
    let waiting = [
        (Pending::SignList, set(store::supervision::lists_to_sign(conn, account).await?)),
        (Pending::SignRecord, set(store::supervision::records_to_sign(conn, account).await?)),
        (Pending::Countersign, set(store::supervision::answers_to_countersign(conn, account).await?)),
    ];
    let mut on_wall = Vec::new();
    for lot in store::lots::all(conn).await? {
        let stage = lot.stage.name();
        let scored = if stage == StageName::Scoring { scored(conn, &lot).await? } else { None };
        let pending = waiting.iter().filter(|(_, lots)| lots.contains(&lot.key)).map(|(what, _)| *what).collect();
        on_wall.push(LotOnWall {
            lot: lot.key,
            title: lot.title,
            tender_title: lot.tender_title,
            stage,
            deadline_ms: lot.deadline_ms,
            mine: lot.supervisor == account,
            pending,
            scored,
        });
    }
    Ok(on_wall)
}

/// Scores given and scores to give.
async fn scored(conn: &mut AnyConnection, lot: &store::lots::Lot) -> Result<Option<(u32, u32)>, Fault> {
    let plan: LotPlan = serde_json::from_str(&lot.plan_json)?;
    let given = store::supervision::scores_given(conn, &lot.key).await?;
    let members = store::summary::members(conn, &lot.key).await?.iter().filter(|member| !member.out).count();
    let bids = store::summary::bids(conn, &lot.key).await?;
    let reviews = store::summary::reviews(conn, &lot.key).await?;
    let eligible = bids.iter().filter(|bid| crate::desks::summary::is_eligible(&reviews, &bid.bidder)).count();
    let all = members * eligible * plan.criteria.len();
    Ok(u32::try_from(given).ok().zip(u32::try_from(all).ok()))
}

async fn journal(conn: &mut AnyConnection) -> Result<JournalState, Fault> {
    let size = |checkpoint: &Option<store::journal::Checkpoint>| {
        checkpoint.as_ref().and_then(|checkpoint| u64::try_from(checkpoint.size).ok()).unwrap_or(0)
    };
    let newest = store::journal::newest_checkpoint(conn).await?;
    let cosigned = store::journal::newest_cosigned(conn).await?;
    let cosigned_ms = match &cosigned {
        Some(cosigned) => store::supervision::cosigned_at(conn, cosigned.size).await?,
        None => None,
    };
    Ok(JournalState { size: size(&newest), cosigned_size: size(&cosigned), cosigned_ms })
}
