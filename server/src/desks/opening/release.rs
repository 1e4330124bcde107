//! The release of shares: in one act, all of a holder's shares for the list; shown to nobody.

use super::{is_cosigned, list, terms};
use crate::desks::account::keys::holder_key;
use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::opening::{ReadRelease, ReleaseShares, ReleaseSheet};
use shared::envelope::{Envelope, Head, Header, Label, ReleaseError, verify_object};
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::jcs;
use shared::lifecycle::{Stage, StageName};
use shared::refusal::{Code, Refusal};
use store::AnyConnection;
use store::bids::BidState;
use store::uploads::UploadState;

/// The caller's place among the holders of an envelope.
async fn place(work: &mut Work<'_>, envelope: Envelope) -> Result<u8, Fault> {
    let (key, account) = (work.key()?, work.account()?.to_owned());
    Ok(store::bids::holder(work.conn(), &key, envelope, &account).await?.ok_or(Code::NotPermitted)?)
}

/// The headers of the listed bids, in the order of the list.
pub(super) async fn headers(conn: &mut AnyConnection, lot: &LotKey, envelope: Envelope) -> Result<Vec<Header>, Fault> {
    let bids = store::bids::in_state(conn, lot, envelope, BidState::Listed).await?;
    let head = |head: &[u8]| Head::parse_unverified(head).map(|head| head.header).map_err(Fault::internal);
    bids.iter().map(|bid| head(&bid.head)).collect()
}

impl Query for ReadRelease {
    async fn run(&self, work: &mut Work<'_>) -> Result<ReleaseSheet, Fault> {
        let x = place(work, self.envelope).await?;
        let sheet = terms(work.conn(), &self.lot).await?.sheet;
        let holder = sheet.holder(x).ok_or(Code::NotPermitted)?;
        let (_, row) = list(work.conn(), &self.lot, self.envelope).await?;
        let cosigned = is_cosigned(work.conn(), &self.lot).await?;
        let opening = work.lot()?.stage.name() == StageName::Opening;
        let bids = match opening && cosigned {
            true => store::bids::in_state(work.conn(), &self.lot, self.envelope, BidState::Listed).await?,
            false => Vec::new(),
        };
        let released = store::opening::released(work.conn(), &self.lot, self.envelope).await?;
        let destroyed = store::opening::destroyed(work.conn(), &self.lot, self.envelope).await?;
        let at = |list: &[(u8, i64)]| list.iter().find(|(y, _)| *y == x).map(|(_, at_ms)| *at_ms);
        let account = work.account()?.to_owned();
        let in_force = store::accounts::keys::in_force(work.conn(), &account).await?;
        let identity = in_force.map_or_else(|| holder.identity.to_string(), |key| key.public_key);
        let lot = work.lot()?;
        Ok(ReleaseSheet {
            tender_title: lot.tender_title.clone(),
            title: lot.title.clone(),
            stage: lot.stage.name(),
            failure: if let Stage::Failed { reason } = lot.stage { Some(reason) } else { None },
            x,
            key: holder.key.to_string(),
            identity,
            m: sheet.m,
            n: sheet.n().map_err(Fault::internal)?,
            list_json: row.json,
            heads: bids.iter().map(|bid| hex::encode(&bid.head)).collect(),
            cosigned,
            released_ms: at(&released),
            destroyed_ms: at(&destroyed),
        })
    }
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
        let x = place(work, envelope).await?;
        if !is_cosigned(work.conn(), &self.lot).await? {
            return Err(Code::ListNotCosigned.into());
        }
        if !store::uploads::in_state(work.conn(), UploadState::Dead, Some(&self.lot)).await?.is_empty() {
            return Err(Code::RetiredRemain.into());
        }
        let sheet = terms(work.conn(), &self.lot).await?.sheet;
        sheet.holder(x).filter(|_| release.x == x).ok_or(Code::NotPermitted)?;
        // A key that was replaced or revoked since signs nothing any more; the one in its place does.
        let identity = holder_key(work).await?;
        verify_object(Label::Release, release, &identity, &self.signature).map_err(|_| Code::BadSignature)?;
        let (list, row) = list(work.conn(), &self.lot, envelope).await?;
        let headers = headers(work.conn(), &self.lot, envelope).await?;
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
