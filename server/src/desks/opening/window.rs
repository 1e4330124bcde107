//! The decryption window of policy 2 (双重加密): bidders release their halves, for all envelopes in one act, before any
//! holder releases a share, so that nobody can decide after seeing the others' prices.

use super::{header, interrupt, listed, notice, recovery, terms};
use crate::act::{self, Caller};
use crate::fault::Fault;
use crate::house::House;
use crate::work::{Change, Done, Query, Work};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::opening::{HalvesSheet, OwnBid, ReadHalves, ReleaseHalves, SignedHalf, Window};
use shared::envelope::{Envelope, Label, Policy, verify_object};
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::jcs;
use shared::lifecycle::StageName;
use shared::refusal::{Code, Refusal};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::AnyConnection;
use store::bids::{Bid, envelope_name};
use store::opening::{Half, Which};

/// Closes a window whose time is over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CloseWindow {
    /// The lot.
    pub lot: LotKey,
}
shared::endpoint!(CloseWindow, Change, "(close-window)", lot => Nothing);

/// The window of a lot, for whoever may see it.
pub(super) async fn window(conn: &mut AnyConnection, lot: &LotKey) -> Result<Option<Window>, Fault> {
    let row = store::opening::window(conn, lot).await?;
    Ok(row.map(|row| Window { opened_ms: row.opened_ms, ends_ms: row.ends_ms, closed_ms: row.closed_ms }))
}

/// Opens the window when the list is signed.
pub(super) async fn open(work: &mut Work<'_>, lot: &LotKey) -> Result<Event, Fault> {
    let minutes = crate::desks::review::plan(work.lot()?)?.opening.window_minutes;
    let opened_ms = work.now_ms();
    let ends_ms = opened_ms + i64::from(minutes) * 60_000;
    store::opening::open_window(work.conn(), lot, opened_ms, ends_ms).await?;
    Ok(Event::of_lot(Kind::WindowOpened, lot, json!({ "minutes": minutes, "ends_ms": ends_ms })))
}

/// A bidder's own listed bids, one for each envelope, in the order of opening.
pub(super) async fn own(conn: &mut AnyConnection, lot: &LotKey, bidder: &str) -> Result<Vec<Bid>, Fault> {
    let mut own = Vec::new();
    for named in notice(conn, lot).await?.envelopes {
        let bids = listed(conn, lot, Which::closing(named.envelope)).await?;
        own.extend(bids.into_iter().find(|bid| bid.slot.bidder == bidder));
    }
    Ok(own)
}

impl Query for ReadHalves {
    async fn run(&self, work: &mut Work<'_>) -> Result<HalvesSheet, Fault> {
        let bidder = work.org()?.to_owned();
        let bids = own(work.conn(), &self.lot, &bidder).await?;
        let halves = store::opening::halves(work.conn(), &self.lot).await?;
        let released_ms = halves.iter().find(|half| half.bidder == bidder).map(|half| half.at_ms);
        let suspended = interrupt::suspension(work.conn(), &self.lot).await?.is_some();
        let now_ms = work.now_ms();
        let open = is_open(work.conn(), &self.lot, now_ms).await?;
        let (recovery_due, supplied_ms) = recovery::due(work, &bidder).await?;
        Ok(HalvesSheet {
            bids: bids.iter().map(|bid| OwnBid { envelope: bid.slot.envelope, head: hex::encode(&bid.head) }).collect(),
            half_due: open && released_ms.is_none() && !suspended,
            released_ms,
            recovery_due: recovery_due.filter(|_| !suspended),
            supplied_ms,
        })
    }
}

async fn is_open(conn: &mut AnyConnection, lot: &LotKey, now_ms: i64) -> Result<bool, Fault> {
    let window = store::opening::window(conn, lot).await?;
    Ok(window.is_some_and(|window| window.closed_ms.is_none() && now_ms <= window.ends_ms))
}

/// Exactly one half for each envelope.
fn complete(halves: &[SignedHalf], envelopes: &[Envelope]) -> Result<(), Refusal> {
    let count = |envelope: Envelope| halves.iter().filter(|half| half.release.envelope == envelope).count();
    let odd = envelopes.iter().find(|envelope| count(**envelope) != 1);
    let foreign = halves.iter().map(|half| half.release.envelope).find(|envelope| !envelopes.contains(envelope));
    match odd.copied().or(foreign) {
        Some(envelope) => Err(Refusal::new(Code::HalvesIncomplete).with("envelope", envelope_name(envelope))),
        None => Ok(()),
    }
}

impl Change for ReleaseHalves {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        interrupt::guard(work).await?;
        let (bidder, now_ms) = (work.org()?.to_owned(), work.now_ms());
        let window = store::opening::window(work.conn(), &self.lot).await?.ok_or(Code::NoWindow)?;
        if window.closed_ms.is_some() || now_ms > window.ends_ms {
            return Err(Code::WindowIsClosed.into());
        }
        let known = store::opening::halves(work.conn(), &self.lot).await?;
        if known.iter().any(|half| half.bidder == bidder) {
            return Err(Code::AlreadyDone.into());
        }
        let bids = own(work.conn(), &self.lot, &bidder).await?;
        let envelopes: Vec<Envelope> = bids.iter().map(|bid| bid.slot.envelope).collect();
        complete(&self.halves, &envelopes)?;
        for half in &self.halves {
            let envelope = half.release.envelope;
            let bid = bids.iter().find(|bid| bid.slot.envelope == envelope).ok_or(Code::NotFound)?;
            let header = header(bid)?;
            if header.context.policy != Policy::QuorumAndBidder || !half.release.fits(&header) {
                return Err(Refusal::new(Code::HalfWrong).with("envelope", envelope_name(envelope)).into());
            }
            verify_object(Label::Half, &half.release, &header.context.bidder_key, &half.signature)
                .map_err(|_| Code::BadSignature)?;
            let json = jcs::to_bytes(&half.release).map_err(Fault::internal)?;
            let row = Half {
                envelope,
                bidder: bidder.clone(),
                json: String::from_utf8(json).map_err(Fault::internal)?,
                signature: half.signature.to_string(),
                at_ms: now_ms,
            };
            store::opening::keep_half(work.conn(), &self.lot, &row).await?;
        }
        // What was released is shown to nobody before the window ends; that it was released is.
        let data = json!({ "bidder": bidder, "envelopes": envelopes });
        let done = Done::new(Nothing {}, Event::of_lot(Kind::HalvesReleased, &self.lot, data));
        if !missing(work.conn(), &self.lot).await?.is_empty() {
            return Ok(done);
        }
        Ok(done.and(close(work, &self.lot).await?))
    }
}

/// The bidders on the list who have not released.
pub(super) async fn missing(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<String>, Fault> {
    let first = notice(conn, lot).await?.envelopes.first().map(|named| named.envelope);
    let first = first.ok_or_else(|| Fault::internal("a notice without an envelope"))?;
    let bids = listed(conn, lot, Which::closing(first)).await?;
    let halves = store::opening::halves(conn, lot).await?;
    let released: BTreeSet<&str> = halves.iter().map(|half| half.bidder.as_str()).collect();
    Ok(bids.into_iter().map(|bid| bid.slot.bidder).filter(|bidder| !released.contains(bidder.as_str())).collect())
}

async fn close(work: &mut Work<'_>, lot: &LotKey) -> Result<Event, Fault> {
    let now_ms = work.now_ms();
    if !store::opening::close_window(work.conn(), lot, now_ms).await? {
        return Err(Code::AlreadyDone.into());
    }
    let missing = missing(work.conn(), lot).await?;
    Ok(Event::of_lot(Kind::WindowClosed, lot, json!({ "missing": missing })))
}

impl Change for CloseWindow {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        interrupt::guard(work).await?;
        let window = store::opening::window(work.conn(), &self.lot).await?.ok_or(Code::NoWindow)?;
        if work.now_ms() <= window.ends_ms {
            return Err(Code::Busy.into());
        }
        Ok(Done::new(Nothing {}, close(work, &self.lot).await?))
    }
}

/// Closes every window whose time is over.
///
/// # Errors
/// A fault of the database.
pub async fn job(house: &Arc<House>) -> Result<(), Fault> {
    let mut due = Vec::new();
    {
        let mut conn = house.db.connection().await?;
        let now_ms = house.clock.now_ms();
        for lot in store::lots::at_stage(&mut conn, StageName::Opening).await? {
            let window = store::opening::window(&mut conn, &lot.key).await?;
            let over = window.is_some_and(|window| window.closed_ms.is_none() && now_ms > window.ends_ms);
            if over && interrupt::suspension(&mut conn, &lot.key).await?.is_none() {
                due.push(lot.key);
            }
        }
    }
    for lot in due {
        match act::change(house, &Caller::system()?, &CloseWindow { lot }).await {
            // Another server was faster, or the officer extended or suspended meanwhile.
            Err(Fault::Refused(refusal))
                if matches!(refusal.code, Code::AlreadyDone | Code::Busy | Code::IsSuspended) => {}
            other => {
                other?;
            }
        }
    }
    Ok(())
}

/// Whether holders may release: at once under policy 1, after the window under policy 2.
pub(super) async fn is_over(conn: &mut AnyConnection, lot: &LotKey) -> Result<bool, Fault> {
    if !terms(conn, lot).await?.has_window() {
        return Ok(true);
    }
    Ok(store::opening::window(conn, lot).await?.is_some_and(|window| window.closed_ms.is_some()))
}
