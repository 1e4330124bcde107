//! Closing a lot at its deadline: the list, its signatures, and the end when fewer than three bids came.

use super::{list, terms};
use crate::act::{self, Caller};
use crate::desks::account::keys::holder_key;
use crate::fault::Fault;
use crate::house::House;
use crate::work::{Change, Done, Work};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::opening::{DestroyKey, SignList};
use shared::envelope::{Destroyed, IdentityKey, Label, ListedBid, OpeningList, verify_object};
use shared::event::{Event, Kind};
use shared::id::{LotKey, OrgId};
use shared::jcs;
use shared::journal::Hash;
use shared::lifecycle::{Failure, Move, Stage, StageName};
use shared::people::Role;
use shared::refusal::{Code, Refusal};
use std::sync::Arc;
use store::bids::BidState;
use store::opening::{List, ListSignature};
use store::uploads::UploadState;

/// How long after the deadline the list is closed at the earliest, milliseconds: what was durable by the deadline on any
/// server is counted by then.
const GRACE_MS: i64 = 1_000;

/// Bids below which nothing may be opened (87号令 art. 41).
pub const BIDS_MIN: usize = 3;

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
        let envelope = terms(work.conn(), &self.lot).await?.envelope;
        let mut bids = Vec::new();
        for bid in store::bids::in_state(work.conn(), &self.lot, envelope, BidState::Submitted).await? {
            store::bids::set_state(work.conn(), &bid.slot, bid.revision, BidState::Listed).await?;
            bids.push(ListedBid {
                bidder: OrgId::new(bid.slot.bidder).map_err(Fault::internal)?,
                revision: bid.revision,
                head: bid.head_sha256.parse().map_err(Fault::internal)?,
            });
        }
        let closed_ms = u64::try_from(now_ms).map_err(Fault::internal)?;
        let (tender, lot) = (self.lot.tender.clone(), self.lot.lot.clone());
        let list = OpeningList { tender, lot, envelope, closed_ms, bids }.sorted().map_err(Fault::internal)?;
        let json = String::from_utf8(jcs::to_bytes(&list).map_err(Fault::internal)?).map_err(Fault::internal)?;
        let hash = Hash::of(json.as_bytes());
        let row = List { json, sha256: hash.to_hex(), closed_ms: now_ms };
        store::opening::keep_list(work.conn(), &self.lot, envelope, &row).await?;
        work.step(Move::Close { list: hash }).await?;
        let count = list.bids.len();
        let data = json!({ "envelope": envelope, "list": hash, "bids": count, "closed_ms": now_ms });
        let done = Done::new(Nothing {}, Event::of_lot(Kind::ListMade, &self.lot, data));
        if count >= BIDS_MIN {
            return Ok(done);
        }
        let reason = Failure::FewerThanThreeSubmitted;
        work.step(Move::Fail { reason }).await?;
        Ok(done.and(Event::of_lot(Kind::LotFailed, &self.lot, json!({ "reason": reason, "bids": count }))))
    }
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
        let (list, row) = list(work.conn(), &self.lot, self.envelope).await?;
        let (key, account, name) = identity(work).await?;
        verify_object(Label::List, &list, &key, &self.signature).map_err(|_| Code::BadSignature)?;
        let role = work.actor().role;
        let signed = store::opening::list_signatures(work.conn(), &self.lot, self.envelope).await?;
        if signed.iter().any(|signature| signature.role == role.as_str()) {
            return Err(Code::AlreadyDone.into());
        }
        let signature = ListSignature { role: role.as_str().into(), account, name, at_ms: work.now_ms() };
        let (public, bytes) = (key.to_string(), self.signature.to_string());
        store::opening::sign_list(work.conn(), &self.lot, self.envelope, &signature, &public, &bytes).await?;
        let other = if role == Role::Officer { Role::Supervisor } else { Role::Officer };
        if signed.iter().any(|signature| signature.role == other.as_str()) {
            work.step(Move::SignList).await?;
        }
        let data =
            json!({ "envelope": self.envelope, "list": row.sha256, "role": role, "key": public, "signature": bytes });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::ListSigned, &self.lot, data)))
    }
}

impl Change for DestroyKey {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        if !matches!(work.lot()?.stage, Stage::Failed { reason: Failure::FewerThanThreeSubmitted }) {
            return Err(Code::NothingToDestroy.into());
        }
        let account = work.account()?.to_owned();
        let x =
            store::bids::holder(work.conn(), &self.lot, self.envelope, &account).await?.ok_or(Code::NotPermitted)?;
        let sheet = terms(work.conn(), &self.lot).await?.sheet;
        sheet.holder(x).ok_or(Code::NotPermitted)?;
        let (_, row) = list(work.conn(), &self.lot, self.envelope).await?;
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
