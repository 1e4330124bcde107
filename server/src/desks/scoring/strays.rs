//! What a former terminal of a member kept and could not send: handed over there, decided upon at the present seat.

use super::{me, scored_bids};
use crate::desks::review::plan;
use crate::fault::Fault;
use crate::random;
use crate::work::{Change, Done, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::scoring::{DropStray, HAND_OVER_MAX, HandOver, StrayCell};
use shared::event::{Event, Kind};
use shared::journal::Hash;
use shared::refusal::{Code, Refusal};
use shared::sheet::REASON_CHARS_MAX;

impl Change for HandOver {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        if self.cells.len() > HAND_OVER_MAX {
            return Err(Refusal::new(Code::TooMany).with("limit", HAND_OVER_MAX).into());
        }
        let own = me(work).await?;
        let from = work.actor().seat.clone().ok_or(Code::NotATerminal)?;
        // At the own seat there is nothing to hand over: it is saved.
        if own.seat.as_ref().is_some_and(|(room, seat)| *room == *from.room.as_str() && *seat == from.seat) {
            return Err(Code::AlreadyDone.into());
        }
        let scored = scored_bids(work, &self.lot).await?;
        let criteria = plan(work.lot()?)?.criteria;
        let (at_ms, salt) = (work.now_ms(), random::bytes::<32>()?);
        let fits = |cell: &&StrayCell| {
            scored.iter().any(|bidder| bidder == cell.bidder.as_str())
                && criteria.iter().any(|criterion| criterion.id == cell.criterion)
                && cell.reason.chars().count() <= REASON_CHARS_MAX
                && cell.points.as_ref().is_none_or(|points| points.len() <= 32)
        };
        let mut kept = Vec::new();
        for cell in self.cells.iter().filter(fits) {
            store::strays::keep(work.conn(), &self.lot, &own.id, cell, &from, at_ms).await?;
            kept.push(cell);
        }
        // As with a saved score, the journal holds a commitment alone.
        let value = shared::jcs::to_bytes(&json!(kept)).map_err(Fault::internal)?;
        let data = json!({
            "member": own.id, "count": kept.len(), "room": from.room, "seat": from.seat,
            "value": Hash::of_parts(&[&salt, &value]),
        });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::ScoresHandedOver, &self.lot, data)))
    }
}

impl Change for DropStray {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let own = me(work).await?;
        let (bidder, criterion) = (self.bidder.as_str(), self.criterion.as_str());
        if !store::strays::forget(work.conn(), &self.lot, &own.id, bidder, criterion).await? {
            return Err(Code::AlreadyDone.into());
        }
        let data = json!({ "member": own.id, "bidder": self.bidder, "criterion": self.criterion, "taken": self.taken });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::StrayDecided, &self.lot, data)))
    }
}
