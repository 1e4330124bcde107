//! The release of shares: in one act, all of a holder's shares for the list; shown to nobody.

use super::{close, closing_prices, header, interrupt, is_cosigned, list, listed, terms, terms_of, window};
use crate::desks::account::keys::holder_key;
use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::opening::{Destroyable, ReadRelease, ReleaseShares, ReleaseSheet};
use shared::envelope::{Envelope, Header, Label, ReleaseError, verify_object};
use shared::event::{Event, Kind};
use shared::jcs;
use shared::lifecycle::{Stage, StageName};
use shared::refusal::{Code, Refusal};
use store::uploads::UploadState;

/// The caller's place among the holders of an envelope.
async fn place(work: &mut Work<'_>, envelope: Envelope) -> Result<u8, Fault> {
    let (key, account) = (work.key()?, work.account()?.to_owned());
    Ok(store::bids::holder(work.conn(), &key, envelope, &account).await?.ok_or(Code::NotPermitted)?)
}

impl Query for ReadRelease {
    async fn run(&self, work: &mut Work<'_>) -> Result<ReleaseSheet, Fault> {
        let current = terms(work.conn(), &self.lot).await?;
        let envelope = self.envelope.unwrap_or(current.envelope);
        let terms = terms_of(work.conn(), &self.lot, envelope).await?;
        let x = place(work, envelope).await?;
        let holder = terms.sheet.holder(x).ok_or(Code::NotPermitted)?;
        let (_, row) = list(work.conn(), &self.lot, terms.which).await?;
        let cosigned = is_cosigned(work.conn(), &self.lot).await?;
        let stage = work.lot()?.stage.name();
        let opening = matches!(stage, StageName::Opening | StageName::PriceOpening) && terms.which == current.which;
        let over = window::is_over(work.conn(), &self.lot).await?;
        let suspended = interrupt::suspension(work.conn(), &self.lot).await?.is_some();
        let bids = match opening && cosigned && over && !suspended {
            true => listed(work.conn(), &self.lot, terms.which).await?,
            false => Vec::new(),
        };
        let released = store::opening::released(work.conn(), &self.lot, envelope).await?;
        let closing = match terms.which.round {
            1 => None,
            _ => closing_prices(work.conn(), &self.lot, &terms).await?,
        };
        let window = window::window(work.conn(), &self.lot).await?.filter(|_| !over);
        let destroyable = destroyable(work).await?;
        let account = work.account()?.to_owned();
        let in_force = store::accounts::keys::in_force(work.conn(), &account).await?;
        let identity = in_force.map_or_else(|| holder.identity.to_string(), |key| key.public_key);
        let lot = work.lot()?;
        Ok(ReleaseSheet {
            tender_title: lot.tender_title.clone(),
            title: lot.title.clone(),
            stage,
            failure: if let Stage::Failed { reason } = lot.stage { Some(reason) } else { None },
            envelope,
            x,
            key: holder.key.to_string(),
            identity,
            m: terms.sheet.m,
            n: terms.sheet.n().map_err(Fault::internal)?,
            list_json: row.json,
            closing_json: closing.map(|list| list.json),
            window,
            suspended,
            destroyable,
            heads: bids.iter().map(|bid| hex::encode(&bid.head)).collect(),
            cosigned,
            released_ms: at(&released, x),
        })
    }
}

fn at(list: &[(u8, i64)], x: u8) -> Option<i64> {
    list.iter().find(|(y, _)| *y == x).map(|(_, at_ms)| *at_ms)
}

/// My keys that will not be used any more.
async fn destroyable(work: &mut Work<'_>) -> Result<Vec<Destroyable>, Fault> {
    let (lot, account) = (work.key()?, work.account()?.to_owned());
    let mut mine = Vec::new();
    for (terms, row) in close::unused(work, &lot).await? {
        let envelope = terms.envelope;
        let Some(x) = store::bids::holder(work.conn(), &lot, envelope, &account).await? else { continue };
        let Some(holder) = terms.sheet.holder(x) else { continue };
        let destroyed = store::opening::destroyed(work.conn(), &lot, envelope).await?;
        mine.push(Destroyable {
            envelope,
            list: row.sha256.parse().map_err(Fault::internal)?,
            x,
            identity: holder.identity.to_string(),
            destroyed_ms: at(&destroyed, x),
        });
    }
    Ok(mine)
}

/// What a holder is told of a release that does not fit.
fn refusal(error: &ReleaseError, first: &str) -> Refusal {
    match error {
        ReleaseError::Share(bidder) => Refusal::new(Code::ReleaseWrongKey).with("bidder", bidder),
        ReleaseError::WrongKey => Refusal::new(Code::ReleaseWrongKey).with("bidder", first),
        _ => Code::ReleaseOtherList.into(),
    }
}

impl Change for ReleaseShares {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let release = &self.release;
        let envelope = release.envelope;
        interrupt::guard(work).await?;
        let terms = terms(work.conn(), &self.lot).await?;
        if envelope != terms.envelope {
            let code = if envelope == Envelope::Price { Code::PriceSealed } else { Code::ReleaseOtherList };
            return Err(code.into());
        }
        let x = place(work, envelope).await?;
        if !window::is_over(work.conn(), &self.lot).await? {
            return Err(Code::WindowIsOpen.into());
        }
        if !is_cosigned(work.conn(), &self.lot).await? {
            return Err(Code::ListNotCosigned.into());
        }
        if !store::uploads::in_state(work.conn(), UploadState::Dead, Some(&self.lot)).await?.is_empty() {
            return Err(Code::RetiredRemain.into());
        }
        terms.sheet.holder(x).filter(|_| release.x == x).ok_or(Code::NotPermitted)?;
        // A key that was replaced or revoked since signs nothing any more; the one in its place does.
        let identity = holder_key(work).await?;
        verify_object(Label::Release, release, &identity, &self.signature).map_err(|_| Code::BadSignature)?;
        let (list, row) = list(work.conn(), &self.lot, terms.which).await?;
        let bids = listed(work.conn(), &self.lot, terms.which).await?;
        let headers = bids.iter().map(header).collect::<Result<Vec<Header>, _>>()?;
        let first = list.bids.first().map(|bid| bid.bidder.to_string()).unwrap_or_default();
        let headers: Vec<&Header> = headers.iter().collect();
        release.check(&list, &headers).map_err(|error| refusal(&error, &first))?;
        let unreadable = release.shares.iter().filter(|share| share.y.is_none()).count();
        if unreadable == release.shares.len() {
            // A bid may be broken; that no bid at all can be read means another key.
            return Err(refusal(&ReleaseError::WrongKey, &first).into());
        }
        let released = store::opening::released(work.conn(), &self.lot, envelope).await?;
        if released.iter().any(|(who, _)| *who == x) {
            return Err(Code::AlreadyDone.into());
        }
        let json = String::from_utf8(jcs::to_bytes(release).map_err(Fault::internal)?).map_err(Fault::internal)?;
        let (signature, now_ms) = (self.signature.to_string(), work.now_ms());
        store::opening::keep_release(work.conn(), &self.lot, envelope, x, (&json, &signature), now_ms).await?;
        let data = json!({ "envelope": envelope, "list": row.sha256, "x": x, "unreadable": unreadable });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::SharesReleased, &self.lot, data)))
    }
}
