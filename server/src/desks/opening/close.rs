//! Closing a lot at its deadline: the list, its signatures, and the end when fewer than three bids came.

use super::{Terms, interrupt, list, notice, terms, terms_of, window};
use crate::act::{self, Caller};
use crate::desks::account::keys::holder_key;
use crate::fault::Fault;
use crate::house::House;
use crate::work::{Change, Done, Work};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::opening::{DestroyKey, SignList};
use shared::envelope::{Destroyed, Envelope, IdentityKey, Label, ListedBid, OpeningList, Signature, verify_object};
use shared::event::{Event, Kind};
use shared::id::{LotKey, OrgId};
use shared::jcs;
use shared::journal::Hash;
use shared::lifecycle::{Failure, Move, Stage, StageName};
use shared::refusal::{Code, Refusal};
use std::sync::Arc;
use store::bids::{Bid, BidState};
use store::opening::{List, ListSignature, Which};
use store::uploads::UploadState;

/// How long after the deadline the list is closed at the earliest, milliseconds: what was durable by the deadline on any
/// server is counted by then.
const GRACE_MS: i64 = 1_000;

/// Closes a lot.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CloseLot {
    /// The lot.
    pub lot: LotKey,
}
shared::endpoint!(CloseLot, Change, "(close-lot)", lot => Nothing);

/// Closes every lot that is due.
///
/// # Errors
/// A fault of the database.
pub async fn job(house: &Arc<House>) -> Result<(), Fault> {
    let due = {
        let mut conn = house.db.connection().await?;
        let now_ms = house.clock.now_ms();
        let mut due = Vec::new();
        for lot in store::lots::at_stage(&mut conn, StageName::Published).await? {
            let over = lot.deadline_ms.is_some_and(|deadline_ms| now_ms > deadline_ms + GRACE_MS);
            // The list waits for every upload that was durable by the deadline.
            if over && !house.uploads.is_writing(&lot.key) {
                let waiting = store::uploads::in_state(&mut conn, UploadState::Complete, Some(&lot.key)).await?;
                if waiting.is_empty() {
                    due.push(lot.key);
                }
            }
        }
        due
    };
    for lot in due {
        act::change(house, &Caller::system()?, &CloseLot { lot }).await?;
    }
    Ok(())
}

impl Change for CloseLot {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let now_ms = work.now_ms();
        if work.facts().deadline_ms.is_none_or(|deadline_ms| now_ms <= deadline_ms) {
            return Err(Code::Busy.into());
        }
        if !store::uploads::in_state(work.conn(), UploadState::Complete, Some(&self.lot)).await?.is_empty() {
            return Err(Code::Busy.into());
        }
        let late = serde_json::to_string(&Refusal::new(Code::BidLate))?;
        for upload in store::uploads::in_state(work.conn(), UploadState::Receiving, Some(&self.lot)).await? {
            store::uploads::set_state(work.conn(), &upload.id, UploadState::Dead, Some(&late)).await?;
        }
        let envelopes: Vec<Envelope> =
            notice(work.conn(), &self.lot).await?.envelopes.iter().map(|named| named.envelope).collect();
        let mut events = set_incomplete_aside(work, &self.lot, &envelopes).await?;
        let mut first = None;
        for envelope in envelopes {
            let (hash, count) = close_envelope(work, &self.lot, envelope, now_ms).await?;
            let data = json!({ "envelope": envelope, "list": hash, "bids": count, "closed_ms": now_ms });
            events.push(Event::of_lot(Kind::ListMade, &self.lot, data));
            first = first.or(Some((hash, count)));
        }
        let (list, count) = first.ok_or_else(|| Fault::internal("a notice without an envelope"))?;
        work.step(Move::Close { list }).await?;
        if count < least(work)? {
            let reason = Failure::FewerThanThreeSubmitted;
            work.step(Move::Fail { reason }).await?;
            events.push(Event::of_lot(Kind::LotFailed, &self.lot, json!({ "reason": reason, "bids": count })));
        }
        let done = Done::new(Nothing {}, events.remove(0));
        Ok(done.and_all(events))
    }
}

/// Bids below which the opening does not go on (87号令 art. 41); an international lender asks for one.
pub(super) fn least(work: &Work<'_>) -> Result<usize, Fault> {
    Ok(crate::desks::review::least(crate::desks::review::plan(work.lot()?)?.regime))
}

/// With two envelopes: what lies there of a bidder whose other envelope did not come counts as withdrawn (撤回), with a
/// receipt, and its ciphertext is deleted.
async fn set_incomplete_aside(work: &mut Work<'_>, lot: &LotKey, envelopes: &[Envelope]) -> Result<Vec<Event>, Fault> {
    let mut all = Vec::new();
    for envelope in envelopes {
        all.push(store::bids::in_state(work.conn(), lot, *envelope, BidState::Submitted).await?);
    }
    let now_ms = work.now_ms();
    let has = |bids: &[Bid], bidder: &str| bids.iter().any(|bid| bid.slot.bidder == bidder);
    let mut events = Vec::new();
    for bid in all.iter().flatten().filter(|bid| !all.iter().all(|bids| has(bids, &bid.slot.bidder))) {
        store::bids::set_state(work.conn(), &bid.slot, bid.revision, BidState::Withdrawn).await?;
        store::uploads::set_state(work.conn(), &bid.upload, UploadState::Dead, None).await?;
        let data = json!({
            "envelope": bid.slot.envelope, "bidder": bid.slot.bidder, "account": bid.account, "revision": bid.revision,
            "head": bid.head_sha256, "withdrawn_ms": now_ms, "reason": "incomplete",
        });
        events.push(Event::of_lot(Kind::BidWithdrawn, lot, data));
    }
    Ok(events)
}

/// Makes and keeps the list of one envelope.
async fn close_envelope(
    work: &mut Work<'_>,
    lot: &LotKey,
    envelope: Envelope,
    now_ms: i64,
) -> Result<(Hash, usize), Fault> {
    let mut bids = Vec::new();
    for bid in store::bids::in_state(work.conn(), lot, envelope, BidState::Submitted).await? {
        store::bids::set_state(work.conn(), &bid.slot, bid.revision, BidState::Listed).await?;
        bids.push(on_list(bid)?);
    }
    keep_list(work, lot, Which::closing(envelope), bids, now_ms).await
}

/// A bid as it stands on a list.
pub(super) fn on_list(bid: Bid) -> Result<ListedBid, Fault> {
    Ok(ListedBid {
        bidder: OrgId::new(bid.slot.bidder).map_err(Fault::internal)?,
        revision: bid.revision,
        head: bid.head_sha256.parse().map_err(Fault::internal)?,
    })
}

/// Keeps a list; its hash and how many bids stand on it.
pub(super) async fn keep_list(
    work: &mut Work<'_>,
    lot: &LotKey,
    which: Which,
    bids: Vec<ListedBid>,
    now_ms: i64,
) -> Result<(Hash, usize), Fault> {
    let closed_ms = u64::try_from(now_ms).map_err(Fault::internal)?;
    let (tender, number) = (lot.tender.clone(), lot.lot.clone());
    let list = OpeningList { tender, lot: number, envelope: which.envelope, closed_ms, bids };
    let list = list.sorted().map_err(Fault::internal)?;
    let json = String::from_utf8(jcs::to_bytes(&list).map_err(Fault::internal)?).map_err(Fault::internal)?;
    let hash = Hash::of(json.as_bytes());
    let row = List { json, sha256: hash.to_hex(), closed_ms: now_ms };
    store::opening::keep_list(work.conn(), lot, which, &row).await?;
    Ok((hash, list.bids.len()))
}

/// The signer's identity key.
async fn identity(work: &mut Work<'_>) -> Result<(IdentityKey, String, String), Fault> {
    let account = work.account()?.to_owned();
    let found = store::accounts::find(work.conn(), &account).await?.ok_or(Code::NotLoggedIn)?;
    let key = found.identity.ok_or(Code::KeyNotEnrolled)?;
    Ok((key.parse().map_err(Fault::internal)?, account, found.name))
}

impl Change for SignList {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        interrupt::guard(work).await?;
        let terms = terms(work.conn(), &self.lot).await?;
        if terms.envelope != self.envelope {
            return Err(Code::ReleaseOtherList.into());
        }
        let (key, account, name) = identity(work).await?;
        let role = work.actor().role;
        let signed = store::opening::list_signatures(work.conn(), &self.lot, terms.which).await?;
        let signature = ListSignature { role: role.as_str().into(), account, name, at_ms: work.now_ms() };
        let hash = keep(work, &self.lot, (terms.which, &self.signature), &key, &signature).await?;
        let mut closing = None;
        if terms.two_envelopes() && terms.envelope == Envelope::Technical {
            let which = Which::closing(Envelope::Price);
            let over = self.closing.as_ref().ok_or(Code::BadSignature)?;
            closing = Some(keep(work, &self.lot, (which, over), &key, &signature).await?);
        }
        if signed.iter().any(|signature| signature.role == role.as_str()) {
            return Err(Code::AlreadyDone.into());
        }
        let data = json!({
            "envelope": self.envelope, "list": hash, "closing": closing, "role": role, "key": key.to_string(),
            "signature": self.signature.to_string(), "closing_signature": self.closing.map(|one| one.to_string()),
        });
        let done = Done::new(Nothing {}, Event::of_lot(Kind::ListSigned, &self.lot, data));
        if signed.is_empty() {
            return Ok(done);
        }
        work.step(Move::SignList).await?;
        if terms.has_window() && terms.which.round == 1 {
            return Ok(done.and(window::open(work, &self.lot).await?));
        }
        Ok(done)
    }
}

/// Checks a signature over one of the lists and keeps it; the list's hash.
async fn keep(
    work: &mut Work<'_>,
    lot: &LotKey,
    (which, over): (Which, &Signature),
    key: &IdentityKey,
    signature: &ListSignature,
) -> Result<String, Fault> {
    let (list, row) = list(work.conn(), lot, which).await?;
    verify_object(Label::List, &list, key, over).map_err(|_| Code::BadSignature)?;
    let known = store::opening::list_signatures(work.conn(), lot, which).await?;
    if known.iter().any(|one| one.role == signature.role) {
        return Err(Code::AlreadyDone.into());
    }
    let (public, bytes) = (key.to_string(), over.to_string());
    store::opening::sign_list(work.conn(), lot, which, signature, &public, &bytes).await?;
    Ok(row.sha256)
}

/// The envelopes whose keys will not be used any more, each with its newest list: all of them when too few bids came, the
/// price envelope's when the lot failed or its prices are read out.
pub(super) async fn unused(work: &mut Work<'_>, lot: &LotKey) -> Result<Vec<(Terms, List)>, Fault> {
    let stage = work.lot()?.stage.clone();
    let envelopes: Vec<Envelope> =
        notice(work.conn(), lot).await?.envelopes.iter().map(|named| named.envelope).collect();
    let mut unused = Vec::new();
    for envelope in envelopes {
        let over = match &stage {
            Stage::Failed { reason: Failure::FewerThanThreeSubmitted } => true,
            // Nothing was listed: what was received is deleted.
            Stage::Failed { reason: Failure::Terminated } => false,
            Stage::Failed { .. } => envelope == Envelope::Price,
            other => envelope == Envelope::Price && other.name() >= StageName::Priced,
        };
        if over {
            let terms = terms_of(work.conn(), lot, envelope).await?;
            let (_, row) = list(work.conn(), lot, terms.which).await?;
            unused.push((terms, row));
        }
    }
    Ok(unused)
}

impl Change for DestroyKey {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let account = work.account()?.to_owned();
        let x =
            store::bids::holder(work.conn(), &self.lot, self.envelope, &account).await?.ok_or(Code::NotPermitted)?;
        let unused = unused(work, &self.lot).await?;
        let Some((terms, row)) = unused.into_iter().find(|(terms, _)| terms.envelope == self.envelope) else {
            let used = work.lot()?.stage.name() == StageName::Failed || self.envelope != Envelope::Price;
            return Err(if used { Code::NothingToDestroy } else { Code::KeysInUse }.into());
        };
        let sheet = terms.sheet;
        sheet.holder(x).ok_or(Code::NotPermitted)?;
        let statement = Destroyed {
            tender: self.lot.tender.clone(),
            lot: self.lot.lot.clone(),
            envelope: self.envelope,
            list: row.sha256.parse().map_err(Fault::internal)?,
            x,
        };
        let identity = holder_key(work).await?;
        verify_object(Label::Destroyed, &statement, &identity, &self.signature).map_err(|_| Code::BadSignature)?;
        let destroyed = store::opening::destroyed(work.conn(), &self.lot, self.envelope).await?;
        if destroyed.iter().any(|(who, _)| *who == x) {
            return Err(Code::AlreadyDone.into());
        }
        let (bytes, now_ms) = (self.signature.to_string(), work.now_ms());
        store::opening::destroy_key(work.conn(), &self.lot, self.envelope, x, &bytes, now_ms).await?;
        let data = json!({ "envelope": self.envelope, "list": row.sha256, "x": x, "signature": bytes });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::KeyDestroyed, &self.lot, data)))
    }
}
