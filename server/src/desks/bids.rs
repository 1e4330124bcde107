//! The desk of bids: a bidder's slot. Nothing that is answered here tells of anybody else's bid.

pub mod in_hand;
pub mod judge;
pub mod leaves;
pub mod receipts;
mod retire;
pub mod upload;

pub use in_hand::{Holding, InHand};

use crate::fault::Fault;
use crate::house::House;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::bids::{
    BidSlot, EnvelopeSlot, MyTender, MyTenders, ReadBidSlot, ReadEnvelopes, Revision, RevisionState, SlotState,
    UPLOAD_BYTES_MAX, Upload, WithdrawBid,
};
use shared::envelope::{Envelope, Notice};
use shared::event::{Event, Kind};
use shared::journal::Hash;
use shared::lifecycle::StageName;
use shared::refusal::{Code, Refusal};
use std::sync::Arc;
use store::AnyConnection;
use store::bids::{Bid, BidState, Slot, StoredReceipt};
use store::uploads::UploadState;

/// The longest sealed file that this centre takes, bytes.
///
/// # Errors
/// What the database says.
pub async fn max_bytes(conn: &mut AnyConnection) -> Result<u64, Fault> {
    let set = store::settings::get(conn, "upload-bytes-max").await?;
    Ok(set.and_then(|text| text.parse().ok()).unwrap_or(UPLOAD_BYTES_MAX))
}

/// The caller's slot in a lot.
fn slot(work: &Work<'_>, envelope: Envelope) -> Result<Slot, Fault> {
    Ok(Slot { lot: work.key()?, envelope, bidder: work.org()?.to_owned() })
}

impl Query for MyTenders {
    async fn run(&self, work: &mut Work<'_>) -> Result<Vec<MyTender>, Fault> {
        let org = work.org()?.to_owned();
        let part = store::bids::taken_part(work.conn(), &org).await?;
        let lots = store::lots::all(work.conn()).await?;
        let rows = lots.into_iter().filter_map(|lot| {
            let states: Vec<(Envelope, &str)> = part
                .iter()
                .filter(|(key, ..)| *key == lot.key)
                .map(|(_, which, state)| (*which, state.as_str()))
                .collect();
            let stage = lot.stage.name();
            if stage == StageName::Draft || (states.is_empty() && stage != StageName::Published) {
                return None;
            }
            let all: Vec<&str> = states.iter().map(|(_, state)| *state).collect();
            Some(MyTender {
                listed: all.contains(&"listed"),
                mine: slot_state(&all, stage),
                missing: missing(&lot, &states),
                lot: lot.key,
                tender_title: lot.tender_title,
                title: lot.title,
                stage,
                deadline_ms: lot.deadline_ms,
            })
        });
        Ok(rows.collect())
    }
}

/// How far a slot is, from the states of its bids and uploads.
fn slot_state(states: &[&str], stage: StageName) -> SlotState {
    let has = |state: &str| states.contains(&state);
    match () {
        () if has("receiving") || has("complete") => SlotState::Sending,
        () if has("submitted") || has("listed") => SlotState::Submitted,
        () if has("retired") && stage == StageName::Published => SlotState::MustReseal,
        () if has("withdrawn") => SlotState::Withdrawn,
        () => SlotState::Empty,
    }
}

/// The envelopes of which no bid counts, while another one's does.
fn missing(lot: &store::lots::Lot, states: &[(Envelope, &str)]) -> Vec<Envelope> {
    let Ok(plan) = super::review::plan(lot) else { return Vec::new() };
    let counts = |envelope: &Envelope| {
        let counting =
            |(which, state): &(Envelope, &str)| which == envelope && matches!(*state, "submitted" | "listed");
        states.iter().any(counting)
    };
    let envelopes = plan.opening.envelopes();
    if !envelopes.iter().any(counts) {
        return Vec::new();
    }
    envelopes.iter().filter(|envelope| !counts(envelope)).copied().collect()
}

impl Query for ReadEnvelopes {
    async fn run(&self, work: &mut Work<'_>) -> Result<Vec<EnvelopeSlot>, Fault> {
        let org = work.org()?.to_owned();
        let notice = store::bids::notice(work.conn(), &self.lot).await?.ok_or(Code::NotFound)?;
        let notice = Notice::parse(notice.as_bytes()).map_err(Fault::internal)?;
        let part = store::bids::taken_part(work.conn(), &org).await?;
        let stage = work.lot()?.stage.name();
        let row = |named: &shared::envelope::NoticeEnvelope| {
            let own = part.iter().filter(|(lot, which, _)| *lot == self.lot && *which == named.envelope);
            let states: Vec<&str> = own.map(|(.., state)| state.as_str()).collect();
            EnvelopeSlot { envelope: named.envelope, policy: named.policy, state: slot_state(&states, stage) }
        };
        Ok(notice.envelopes.iter().map(row).collect())
    }
}

fn revision(bid: &Bid, receipts: &[StoredReceipt]) -> Result<Revision, Fault> {
    let note = |kind: &str| {
        let found = receipts.iter().find(|receipt| receipt.revision == bid.revision && receipt.kind == kind);
        found.map(|receipt| receipt.note.clone())
    };
    Ok(Revision {
        revision: bid.revision,
        state: match bid.state {
            BidState::Submitted => RevisionState::Submitted,
            BidState::Superseded => RevisionState::Superseded,
            BidState::Withdrawn => RevisionState::Withdrawn,
            BidState::Listed => RevisionState::Listed,
            BidState::Retired => RevisionState::Retired,
        },
        head: bid.head_sha256.parse::<Hash>().map_err(Fault::internal)?,
        length: bid.length,
        received_ms: bid.received_ms,
        receipt: note("submitted"),
        withdrawal: note("withdrawn").or_else(|| note("retired")),
    })
}

/// The upload in hand, and why the newest one was not taken.
async fn uploads(conn: &mut AnyConnection, slot: &Slot) -> Result<(Option<Upload>, Option<Refusal>), Fault> {
    let all = store::uploads::of_slot(conn, slot).await?;
    let active = all.iter().find(|upload| matches!(upload.state, UploadState::Receiving | UploadState::Complete));
    let active = active.map(|upload| Upload {
        id: upload.id.clone(),
        length: upload.length,
        received: upload.received,
        judging: upload.state == UploadState::Complete,
    });
    let refused = all.first().and_then(|newest| newest.refusal.as_deref()).map(serde_json::from_str).transpose()?;
    Ok((active, refused))
}

impl Query for ReadBidSlot {
    async fn run(&self, work: &mut Work<'_>) -> Result<BidSlot, Fault> {
        let slot = slot(work, self.envelope)?;
        let account = work.account()?.to_owned();
        let account = store::accounts::find(work.conn(), &account).await?.ok_or(Code::NotLoggedIn)?;
        let terms = store::bids::terms(work.conn(), &slot.lot, self.envelope).await?;
        let (notice, sheet) = terms.ok_or(Code::NotFound)?;
        let read = Notice::parse(notice.as_bytes()).map_err(Fault::internal)?;
        let bids = store::bids::of_slot(work.conn(), &slot).await?;
        let receipts = store::bids::receipts(work.conn(), &slot).await?;
        let (upload, refused) = uploads(work.conn(), &slot).await?;
        let max_bytes = max_bytes(work.conn()).await?;
        let lot = work.lot()?;
        Ok(BidSlot {
            tender_title: lot.tender_title.clone(),
            title: lot.title.clone(),
            envelope: self.envelope,
            stage: lot.stage.name(),
            deadline_ms: lot.deadline_ms,
            bidder: shared::id::OrgId::new(slot.bidder.clone()).map_err(Fault::internal)?,
            bidder_name: account.org_name.unwrap_or_default(),
            identity: account.identity,
            criteria: criteria(&read),
            notice,
            sheet,
            next_revision: bids.first().map_or(1, |bid| bid.revision + 1),
            max_bytes,
            upload,
            refused,
            revisions: bids.iter().map(|bid| revision(bid, &receipts)).collect::<Result<_, _>>()?,
            lot: slot.lot,
        })
    }
}

/// Criteria of the notice, id and title, as far as they have both.
fn criteria(notice: &Notice) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value, name: &str| value.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    let rows = notice.criteria.iter();
    rows.filter_map(|row| Some((text(row, "id")?, text(row, "title").or_else(|| text(row, "id"))?))).collect()
}

impl Change for WithdrawBid {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let slot = slot(work, self.envelope)?;
        let now_ms = work.now_ms();
        if work.facts().deadline_ms.is_none_or(|deadline| now_ms > deadline) {
            return Err(Code::BidLate.into());
        }
        let bids = store::bids::of_slot(work.conn(), &slot).await?;
        let bid = bids.iter().find(|bid| bid.state == BidState::Submitted).ok_or(Code::NoBid)?;
        store::bids::set_state(work.conn(), &slot, bid.revision, BidState::Withdrawn).await?;
        store::uploads::set_state(work.conn(), &bid.upload, UploadState::Dead, None).await?;
        let data = json!({
            "envelope": self.envelope,
            "bidder": slot.bidder,
            "account": work.account()?,
            "revision": bid.revision,
            "head": bid.head_sha256,
            "withdrawn_ms": now_ms,
        });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::BidWithdrawn, &slot.lot, data)))
    }
}

/// The jobs of this desk: what is complete is judged, what is judged gets its receipt, what nobody goes on with
/// expires, what counts no longer is deleted.
///
/// # Errors
/// The first fault; what is left is found again.
pub async fn job(house: &Arc<House>) -> Result<(), Fault> {
    let complete = {
        let mut conn = house.db.connection().await?;
        store::uploads::in_state(&mut conn, UploadState::Complete, None).await?
    };
    for upload in complete {
        // One upload that cannot be read must not hold up the others.
        if let Err(fault) = judge::settle(house, &upload.id).await {
            tracing::error!(upload = upload.id, %fault, "an upload could not be judged; it is tried again");
        }
    }
    retire::retire(house).await?;
    receipts::issue(house).await?;
    upload::expire(house).await?;
    upload::sweep(house).await
}
