//! Uploads: begun, continued part by part, ended. The bytes themselves pass by in `http/upload.rs`.

use crate::act::{self, Caller};
use crate::fault::Fault;
use crate::house::House;
use crate::sequence::{Boxed, Ran, Task};
use crate::work::{Change, Done, Work};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::envelope::Envelope;
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::journal::Hash;
use shared::lifecycle::StageName;
use shared::refusal::{Code, Refusal};
use std::sync::Arc;
use store::AnyConnection;
use store::bids::Slot;
use store::uploads::{Part, Upload, UploadState};

/// Begins an upload of `length` bytes under an id that the house made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CreateUpload {
    /// The lot.
    pub lot: LotKey,
    /// The envelope.
    pub envelope: Envelope,
    /// The length, bytes.
    pub length: u64,
    /// What the client says of it (`Upload-Metadata`), as it says it.
    pub metadata: String,
    /// The id.
    pub id: String,
}
shared::endpoint!(CreateUpload, Stream, "/api/bids/uploads", lot => Nothing);

/// Adds a part that is durable.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AppendUpload {
    /// The lot of the upload.
    pub lot: LotKey,
    /// The upload.
    pub id: String,
    /// Where the part begins, bytes.
    pub offset: u64,
    /// How long it is, bytes.
    pub bytes: u64,
    /// Its object in the vault.
    pub name: String,
    /// The leaf hashes of the payload's segments that end in it.
    pub leaves: Vec<Hash>,
    /// When it was durable, milliseconds.
    pub at_ms: i64,
}
shared::endpoint!(AppendUpload, Stream, "/api/bids/uploads/{id}", lot => Nothing);

/// Ends an upload.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TerminateUpload {
    /// The lot of the upload.
    pub lot: LotKey,
    /// The upload.
    pub id: String,
}
shared::endpoint!(TerminateUpload, Stream, "/api/bids/uploads/{id}", lot => Nothing);

/// Ends an upload that nobody went on with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExpireUpload {
    /// The lot of the upload.
    pub lot: LotKey,
    /// The upload.
    pub id: String,
}
shared::endpoint!(ExpireUpload, Change, "(expire-upload)", lot => Nothing);

/// An upload that gets no bytes for so long is over, milliseconds.
pub const IDLE_MS: i64 = 24 * 3_600_000;

/// When an upload is over if nothing more comes: at the deadline, or after a day without a byte.
#[must_use]
pub fn expires_ms(upload: &Upload, deadline_ms: Option<i64>) -> i64 {
    let idle = upload.active_ms.saturating_add(IDLE_MS);
    deadline_ms.map_or(idle, |deadline_ms| idle.min(deadline_ms))
}

/// [`Code::BidLate`] unless the lot takes bids at `at_ms`.
fn in_time(work: &Work<'_>, at_ms: i64) -> Result<(), Fault> {
    let facts = work.facts();
    let open = facts.stage == Some(StageName::Published) && facts.deadline_ms.is_some_and(|end| at_ms <= end);
    if open { Ok(()) } else { Err(Code::BidLate.into()) }
}

/// The caller's own upload; anybody else's does not exist.
async fn own(work: &mut Work<'_>, id: &str) -> Result<Upload, Fault> {
    let org = work.org()?.to_owned();
    let lot = work.key()?;
    let found = store::uploads::find(work.conn(), id).await?;
    Ok(found.filter(|upload| upload.slot.bidder == org && upload.slot.lot == lot).ok_or(Code::NotFound)?)
}

impl Change for CreateUpload {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        in_time(work, work.now_ms())?;
        let slot = Slot { lot: self.lot.clone(), envelope: self.envelope, bidder: work.org()?.to_owned() };
        let limit = super::max_bytes(work.conn()).await?;
        if self.length > limit {
            return Err(Refusal::new(Code::UploadTooLong).with("limit", limit).into());
        }
        store::bids::terms(work.conn(), &slot.lot, slot.envelope).await?.ok_or(Code::NotFound)?;
        let all = store::uploads::of_slot(work.conn(), &slot).await?;
        if all.iter().any(|upload| matches!(upload.state, UploadState::Receiving | UploadState::Complete)) {
            return Err(Code::UploadInProgress.into());
        }
        let (account, now_ms) = (work.account()?.to_owned(), work.now_ms());
        store::uploads::create(work.conn(), &self.id, &slot, &account, (self.length, &self.metadata), now_ms).await?;
        let data =
            json!({ "envelope": self.envelope, "bidder": slot.bidder, "upload": self.id, "length": self.length });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::UploadCreated, &slot.lot, data)))
    }
}

impl Change for AppendUpload {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let upload = own(work, &self.id).await?;
        if upload.state != UploadState::Receiving {
            return Err(Code::UploadGone.into());
        }
        in_time(work, self.at_ms)?;
        let (name, leaves) = (self.name.clone(), self.leaves.clone());
        let part = Part { offset: self.offset, bytes: self.bytes, name, leaves };
        if !store::uploads::append_part(work.conn(), &self.id, &part, self.at_ms).await? {
            return Err(Refusal::new(Code::UploadOffset).with("received", upload.received).into());
        }
        Ok(Done::exempt(Nothing {}))
    }
}

impl Change for TerminateUpload {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let upload = own(work, &self.id).await?;
        if upload.state != UploadState::Receiving {
            return Err(Code::UploadGone.into());
        }
        store::uploads::set_state(work.conn(), &self.id, UploadState::Dead, None).await?;
        let data = json!({ "envelope": upload.slot.envelope, "bidder": upload.slot.bidder, "upload": self.id });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::UploadTerminated, &self.lot, data)))
    }
}

impl Change for ExpireUpload {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let upload = store::uploads::find(work.conn(), &self.id).await?.ok_or(Code::NotFound)?;
        if upload.state != UploadState::Receiving || upload.active_ms.saturating_add(IDLE_MS) > work.now_ms() {
            return Err(Code::AlreadyDone.into());
        }
        let expired = serde_json::to_string(&Refusal::new(Code::UploadExpired))?;
        store::uploads::set_state(work.conn(), &self.id, UploadState::Dead, Some(&expired)).await?;
        let data = json!({
            "envelope": upload.slot.envelope, "bidder": upload.slot.bidder, "account": upload.account, "upload": self.id,
        });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::UploadExpired, &self.lot, data)))
    }
}

/// Ends the uploads that nobody went on with.
///
/// # Errors
/// A fault of the database.
pub async fn expire(house: &Arc<House>) -> Result<(), Fault> {
    let idle = {
        let mut conn = house.db.connection().await?;
        store::uploads::idle(&mut conn, house.clock.now_ms().saturating_sub(IDLE_MS)).await?
    };
    for upload in idle {
        let expire = ExpireUpload { lot: upload.slot.lot, id: upload.id };
        match act::change(house, &Caller::system()?, &expire).await {
            // It came to life again, or another server was faster.
            Err(Fault::Refused(refusal)) if refusal.code == Code::AlreadyDone => {}
            other => {
                other?;
            }
        }
    }
    Ok(())
}

/// Notes that the parts of an upload are deleted: no act of anybody, the act was what ended the upload.
struct Swept {
    id: String,
}

impl Task for Swept {
    fn run<'a>(&'a self, _: &'a Arc<House>, conn: &'a mut AnyConnection) -> Boxed<'a, Result<Ran, Fault>> {
        Box::pin(async move {
            store::uploads::set_state(conn, &self.id, UploadState::Gone, None).await?;
            Ok(Ran { reply: "null".into(), events: Vec::new() })
        })
    }
}

/// Deletes the parts of uploads that count no longer.
///
/// # Errors
/// A fault of disk or database.
pub async fn sweep(house: &Arc<House>) -> Result<(), Fault> {
    let dead = {
        let mut conn = house.db.connection().await?;
        store::uploads::in_state(&mut conn, UploadState::Dead, None).await?
    };
    for upload in dead {
        house.vault.drop_upload(&upload.id).await?;
        crate::sequence::run(house, Box::new(Swept { id: upload.id })).await?;
    }
    Ok(())
}
