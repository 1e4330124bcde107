//! Receipts: made of numbered entries of the journal, so that a crash between entry and receipt loses nothing.

use crate::fault::Fault;
use crate::house::House;
use crate::sequence::{Boxed, Ran, Task};
use crate::work::{Query, Work};
use serde_json::Value;
use shared::api::bids::{
    NoteSays, OpenedEntry, ReadReceipt, ReceiptCheck, ReceiptFinding, ReceiptWithProof, VerifyReceipt,
};
use shared::event::Kind;
use shared::id::LotKey;
use shared::journal::checkpoint::Checkpoint;
use shared::journal::entry::Entry;
use shared::journal::note::Note;
use shared::journal::proof::LogProof;
use shared::journal::receipt::Receipt;
use shared::journal::withdrawal::Withdrawal;
use shared::journal::{Hash, tree};
use shared::refusal::Code;
use std::sync::Arc;
use store::AnyConnection;
use store::bids::{Bid, Slot, StoredReceipt, envelope_name};
use store::journal::Act;

/// Keeps a receipt: it follows from an entry that is numbered, so it is no act of its own.
struct KeepReceipt {
    slot: Slot,
    receipt: StoredReceipt,
}

impl Task for KeepReceipt {
    fn run<'a>(&'a self, _: &'a Arc<House>, conn: &'a mut AnyConnection) -> Boxed<'a, Result<Ran, Fault>> {
        Box::pin(async move {
            store::bids::keep_receipt(conn, &self.slot, &self.receipt).await?;
            Ok(Ran { reply: "null".into(), events: Vec::new() })
        })
    }
}

/// Issues every receipt that is due.
///
/// # Errors
/// A fault of the database.
pub async fn issue(house: &Arc<House>) -> Result<(), Fault> {
    let kinds = [("submitted", Kind::BidSubmitted), ("withdrawn", Kind::BidWithdrawn), ("retired", Kind::BidRetired)];
    for (kind, event) in kinds {
        let due = {
            let mut conn = house.db.connection().await?;
            store::bids::without_receipt(&mut conn, kind).await?
        };
        // Whoever judges an upload issues its receipt; here is what a crash left.
        for bid in due.into_iter().filter(|bid| kind != "submitted" || !house.uploads.is_judging(&bid.upload)) {
            let entry = {
                let mut conn = house.db.connection().await?;
                entry_of(&mut conn, &bid, event).await?
            };
            let Some((seq, data)) = entry else { continue };
            keep(house, bid, kind, seq, &data).await?;
        }
    }
    Ok(())
}

/// Issues the receipt of the bid that an upload became, if it became one: its act is the journal's entry `seq`.
///
/// # Errors
/// A fault of the database.
pub async fn issue_for(house: &Arc<House>, upload: &str, seq: i64) -> Result<(), Fault> {
    let bid = {
        let mut conn = house.db.connection().await?;
        store::bids::of_upload(&mut conn, upload).await?
    };
    match bid {
        Some(bid) => keep(house, bid, "submitted", seq, &Value::Null).await,
        None => Ok(()),
    }
}

async fn keep(house: &Arc<House>, bid: Bid, kind: &str, seq: i64, data: &Value) -> Result<(), Fault> {
    let note = note(house, &bid, kind, seq, data)?;
    let receipt = StoredReceipt { revision: bid.revision, kind: kind.to_owned(), seq, note };
    crate::sequence::run(house, Box::new(KeepReceipt { slot: bid.slot, receipt })).await?;
    Ok(())
}

/// The numbered entry of a bid's act, and its data.
async fn entry_of(conn: &mut AnyConnection, bid: &Bid, kind: Kind) -> Result<Option<(i64, Value)>, Fault> {
    let acts = store::bids::acts(conn, &bid.slot.lot, kind.as_str()).await?;
    for (seq, body) in acts.into_iter().filter(|(_, body)| body.contains(&bid.slot.bidder)) {
        let mut body: Value = serde_json::from_str(&body)?;
        let data = body["data"].take();
        let same = data["bidder"] == bid.slot.bidder.as_str()
            && data["envelope"] == envelope_name(bid.slot.envelope)
            && data["revision"] == bid.revision;
        if same {
            return Ok(Some((seq, data)));
        }
    }
    Ok(None)
}

fn note(house: &House, bid: &Bid, kind: &str, seq: i64, data: &Value) -> Result<String, Fault> {
    let hash = |text: &str| text.parse::<Hash>().map_err(Fault::internal);
    let (tender, lot) = (bid.slot.lot.tender.to_string(), bid.slot.lot.lot.to_string());
    let (envelope, bidder) = (envelope_name(bid.slot.envelope).to_owned(), bid.slot.bidder.clone());
    let (revision, head) = (bid.revision, hash(&bid.head_sha256)?);
    let entry = u64::try_from(seq).map_err(Fault::internal)?;
    let key = &house.keys.receipt;
    let note = if kind != "submitted" {
        let when = data["withdrawn_ms"].as_u64().or_else(|| data["retired_ms"].as_u64());
        let withdrawn_ms = when.ok_or_else(|| Fault::internal("no time of withdrawal"))?;
        let notice = data["notice"].as_str().map(hash).transpose()?;
        Withdrawal { tender, lot, envelope, bidder, revision, head, notice, withdrawn_ms, entry }.sign(key)
    } else {
        let received_ms = u64::try_from(bid.received_ms).map_err(Fault::internal)?;
        let root = hash(&bid.root)?;
        let length = bid.length;
        Receipt { tender, lot, envelope, bidder, revision, head, root, length, received_ms, entry }.sign(key)
    };
    Ok(note.map_err(Fault::internal)?.to_string())
}

/// An act's public entry.
fn entry_line(act: &Act) -> Result<Entry, Fault> {
    let seq =
        act.seq.and_then(|seq| u64::try_from(seq).ok()).ok_or_else(|| Fault::internal("an act without number"))?;
    let at_ms = u64::try_from(act.at_ms).map_err(Fault::internal)?;
    let salt: [u8; 32] = act.salt.as_slice().try_into().map_err(Fault::internal)?;
    let salt = shared::journal::entry::Salt::new(salt);
    Ok(Entry::new(seq, at_ms, shared::journal::entry::hash_body(act.body.as_bytes(), &salt)))
}

/// The inclusion proof of an entry under the newest checkpoint, with the supervisor's cosignature where there is one.
async fn proof(conn: &mut AnyConnection, index: u64) -> Result<(LogProof, bool), Fault> {
    let cosigned = store::journal::newest_cosigned(conn).await?;
    let holds = |size: i64| u64::try_from(size).is_ok_and(|size| size > index);
    let (note, size, cosigned) = match cosigned.filter(|checkpoint| holds(checkpoint.size)) {
        Some(checkpoint) => (checkpoint.cosigned.unwrap_or(checkpoint.note), checkpoint.size, true),
        None => {
            let newest = store::journal::newest_checkpoint(conn).await?.filter(|newest| holds(newest.size));
            let newest = newest.ok_or(Code::NoReceipt)?;
            (newest.note, newest.size, false)
        }
    };
    let leaves = store::journal::leaves(conn, 0, size).await?;
    let size = u64::try_from(size).map_err(Fault::internal)?;
    let path = tree::inclusion_proof(leaves.as_slice(), index, size).map_err(Fault::internal)?;
    let checkpoint = Note::parse(note.as_bytes()).map_err(Fault::internal)?;
    Ok((LogProof { extra: None, index, path, checkpoint }, cosigned))
}

impl Query for ReadReceipt {
    async fn run(&self, work: &mut Work<'_>) -> Result<ReceiptWithProof, Fault> {
        let slot = super::slot(work, self.envelope)?;
        let receipts = store::bids::receipts(work.conn(), &slot).await?;
        let found = receipts.into_iter().find(|r| r.kind == "submitted" && r.revision == self.revision);
        let found = found.ok_or(Code::NoReceipt)?;
        let act = store::journal::entry(work.conn(), found.seq).await?.ok_or(Code::NoReceipt)?;
        let entry = entry_line(&act)?;
        let (proof, _) = proof(work.conn(), entry.seq).await?;
        let account = work.account()?.to_owned();
        let account = store::accounts::find(work.conn(), &account).await?.ok_or(Code::NotLoggedIn)?;
        let key = work.house().keys.receipt.verifier().clone();
        let note = Note::parse(found.note.as_bytes()).map_err(Fault::internal)?;
        let receipt = Receipt::open(&note, &key).map_err(Fault::internal)?;
        let lot = work.lot()?;
        Ok(ReceiptWithProof {
            note: found.note,
            receipt,
            tender_title: lot.tender_title.clone(),
            title: lot.title.clone(),
            bidder_name: account.org_name.unwrap_or_default(),
            key: key.to_string(),
            entry: OpenedEntry {
                entry: String::from_utf8(entry.to_bytes().map_err(Fault::internal)?).map_err(Fault::internal)?,
                body: act.body,
                salt: hex::encode(act.salt),
                proof: proof.to_string(),
            },
        })
    }
}

impl Query for VerifyReceipt {
    async fn run(&self, work: &mut Work<'_>) -> Result<ReceiptCheck, Fault> {
        let no = |finding| Ok(ReceiptCheck { finding, says: None, proof: None, cosigned: false });
        // What people paste has lost its last line feed, or has those of another system.
        let text = format!("{}\n", self.note.replace("\r\n", "\n").trim());
        let Ok(note) = Note::parse(text.as_bytes()) else { return no(ReceiptFinding::NotAReceipt) };
        let key = work.house().keys.receipt.verifier().clone();
        let log = work.house().keys.checkpoint.verifier().clone();
        if note.verify(std::slice::from_ref(&key)).is_err() {
            return no(ReceiptFinding::BadSignature);
        }
        let receipt = Receipt::open(&note, &key).map(NoteSays::Receipt);
        let says = receipt.or_else(|_| Withdrawal::open(&note, &key).map(NoteSays::Withdrawal));
        let Ok(says) = says else { return no(ReceiptFinding::NotAReceipt) };
        let checked = check_entry(work.conn(), &says, &log).await?;
        let finding = if checked.is_some() { ReceiptFinding::Genuine } else { ReceiptFinding::NotInJournal };
        let cosigned = checked.as_ref().is_some_and(|(_, cosigned)| *cosigned);
        Ok(ReceiptCheck { finding, says: Some(says), proof: checked.map(|(proof, _)| proof), cosigned })
    }
}

/// Holds a note against the journal: the entry of that number says the same, and stands in the signed tree.
async fn check_entry(
    conn: &mut AnyConnection,
    says: &NoteSays,
    log: &shared::journal::note::VerifierKey,
) -> Result<Option<(String, bool)>, Fault> {
    let (index, kind, said) = match says {
        NoteSays::Receipt(r) => (r.entry, Kind::BidSubmitted, (&r.tender, &r.lot, &r.bidder, r.revision, &r.head)),
        NoteSays::Withdrawal(w) => {
            let kind = if w.notice.is_some() { Kind::BidRetired } else { Kind::BidWithdrawn };
            (w.entry, kind, (&w.tender, &w.lot, &w.bidder, w.revision, &w.head))
        }
    };
    let Ok(seq) = i64::try_from(index) else { return Ok(None) };
    let Some(act) = store::journal::entry(conn, seq).await? else { return Ok(None) };
    let body: Value = serde_json::from_str(&act.body)?;
    let data = &body["data"];
    let (tender, lot, bidder, revision, head) = said;
    let same = act.kind == kind.as_str()
        && act.lot.as_ref().is_some_and(|key: &LotKey| key.tender.as_str() == tender && key.lot.as_str() == lot)
        && data["bidder"] == bidder.as_str()
        && data["revision"] == revision
        && data["head"] == head.to_hex();
    let rest = match says {
        NoteSays::Receipt(r) => {
            data["envelope"] == r.envelope.as_str()
                && data["received_ms"] == r.received_ms
                && data["root"] == r.root.to_hex()
                && data["length"] == r.length
        }
        NoteSays::Withdrawal(w) => {
            let when = if w.notice.is_some() { "retired_ms" } else { "withdrawn_ms" };
            let notice = w.notice.as_ref().map(Hash::to_hex);
            data["envelope"] == w.envelope.as_str()
                && data[when] == w.withdrawn_ms
                && data["notice"].as_str() == notice.as_deref()
        }
    };
    if !same || !rest {
        return Ok(None);
    }
    let leaf = entry_line(&act)?.leaf().map_err(Fault::internal)?;
    let (proof, cosigned) = proof(conn, index).await?;
    let opened = Checkpoint::open(&proof.checkpoint, log, &[]).map_err(Fault::internal)?.checkpoint;
    let holds = tree::verify_inclusion(&leaf, index, opened.size, &proof.path, &opened.root).is_ok();
    Ok(holds.then(|| (proof.to_string(), cosigned)))
}
