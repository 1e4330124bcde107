//! Bids that a later version of the notice retires: the house does it by itself, bid by bid, so that the officer who amends
//! learns of none; the ciphertext is deleted, the bidder has a receipt.

use crate::act::{self, Caller};
use crate::fault::Fault;
use crate::house::House;
use crate::work::{Change, Done, Work};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::envelope::Envelope;
use shared::event::{Event, Kind};
use shared::id::{LotKey, OrgId};
use shared::refusal::Code;
use std::sync::Arc;
use store::bids::{BidState, Slot};
use store::uploads::UploadState;

/// Retires a bid.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct RetireBid {
    lot: LotKey,
    envelope: Envelope,
    bidder: OrgId,
    revision: u64,
}
shared::endpoint!(RetireBid, Change, "(retire-bid)", lot => Nothing);

/// Retires what is due.
///
/// # Errors
/// A fault of the database.
pub async fn retire(house: &Arc<House>) -> Result<(), Fault> {
    let due = {
        let mut conn = house.db.connection().await?;
        store::bids::to_retire(&mut conn).await?
    };
    for bid in due {
        let bidder = OrgId::new(bid.slot.bidder).map_err(Fault::internal)?;
        let Slot { lot, envelope, .. } = bid.slot;
        let retire = RetireBid { lot, envelope, bidder, revision: bid.revision };
        match act::change(house, &Caller::system()?, &retire).await {
            // The bidder withdrew or replaced it meanwhile, or another server was faster.
            Err(Fault::Refused(refusal)) if refusal.code == Code::AlreadyDone => {}
            other => {
                other?;
            }
        }
    }
    Ok(())
}

impl Change for RetireBid {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let slot = Slot { lot: self.lot.clone(), envelope: self.envelope, bidder: self.bidder.to_string() };
        let standing = store::tenders::versions::standing(work.conn(), &self.lot).await?;
        let bids = store::bids::of_slot(work.conn(), &slot).await?;
        let bid = bids.into_iter().find(|bid| bid.revision == self.revision && bid.state == BidState::Submitted);
        let bid = bid.filter(|bid| standing.iter().all(|version| version.sha256 != bid.notice));
        let bid = bid.ok_or(Code::AlreadyDone)?;
        // The version that retired it: the first one after its own under which it no longer stood.
        let by = standing.last().ok_or(Code::NotFound)?.sha256.clone();
        store::bids::set_state(work.conn(), &slot, bid.revision, BidState::Retired).await?;
        store::uploads::set_state(work.conn(), &bid.upload, UploadState::Dead, None).await?;
        let data = json!({
            "envelope": self.envelope,
            "bidder": slot.bidder,
            "revision": bid.revision,
            "head": bid.head_sha256,
            "notice": by,
            "retired_ms": work.now_ms(),
        });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::BidRetired, &self.lot, data)))
    }
}
