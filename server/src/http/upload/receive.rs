//! Receiving: the bytes of one request become durable parts, and the upload that is complete is judged.

use super::super::mount::Shared;
use super::checksum::Checksum;
use super::number;
use crate::act::{self, Caller};
use crate::clock::machine_ms;
use crate::desks::bids::judge;
use crate::desks::bids::leaves::{self, Leaves};
use crate::desks::bids::upload::{AppendUpload, IDLE_MS};
use crate::fault::Fault;
use crate::vault::Growing;
use axum::body::Body;
use axum::http::{HeaderMap, header};
use bytes::BytesMut;
use futures_util::StreamExt as _;
use shared::api::bids::PART_BYTES_MAX;
use shared::journal::Hash;
use shared::refusal::{Code, Refusal};
use std::time::Duration;
use store::uploads::{Upload, UploadState};
use tokio::sync::SemaphorePermit;

/// A line that gives nothing for so long is cut; what arrived is kept.
pub(super) const SILENCE_MAX: Duration = Duration::from_secs(60);
/// What a line gathers before it is written, bytes.
const PIECE_BYTES: usize = 128 << 10;
/// A part of a body that comes without a checksum, bytes. What is on the way when a line or a server dies is sent again: this, and
/// what lies in the sockets of both ends, together less than [`PART_BYTES_MAX`].
const STREAMED_BYTES: u64 = PART_BYTES_MAX / 2;
/// A part is closed after this time, however little came: what a slow line has given counts soon.
const PART_MAX: Duration = Duration::from_secs(20);
/// The same where parts grow in memory and lines take turns: a slow line must not keep others waiting.
const TURN_MAX: Duration = Duration::from_secs(5);

/// Takes the bytes of one request, which are to begin at `offset`; gives the upload as it is then, judged if it is complete.
/// A line that breaks does not stop it: what arrived becomes durable, and what is complete is judged.
pub(super) async fn take(
    house: &Shared,
    caller: &Caller,
    headers: &HeaderMap,
    offset: u64,
    upload: Upload,
    body: Body,
) -> Result<Upload, Fault> {
    let (house, caller, headers) = (Shared::clone(house), caller.clone(), headers.clone());
    let taking = tokio::spawn(async move { take_here(&house, &caller, &headers, offset, upload, body).await });
    taking.await.map_err(Fault::internal)?
}

async fn take_here(
    house: &Shared,
    caller: &Caller,
    headers: &HeaderMap,
    offset: u64,
    upload: Upload,
    body: Body,
) -> Result<Upload, Fault> {
    if upload.state != UploadState::Receiving {
        // Why it is over is known where the house ended it: the deadline, or what it is.
        return Err(match &upload.refusal {
            Some(refusal) => Fault::Refused(serde_json::from_str(refusal)?),
            None => Code::UploadGone.into(),
        });
    }
    let now_ms = house.clock.now_ms();
    let deadline_ms = deadline(house, &upload).await?;
    if now_ms > deadline_ms {
        return Err(Code::BidLate.into());
    }
    if upload.active_ms.saturating_add(IDLE_MS) < now_ms {
        return Err(Code::UploadExpired.into());
    }
    if offset != upload.received {
        return Err(Refusal::new(Code::UploadOffset).with("received", upload.received).into());
    }
    let room = upload.length - upload.received;
    let announced = match headers.get(header::CONTENT_LENGTH) {
        Some(_) => Some(number(headers, &header::CONTENT_LENGTH)?),
        None => None,
    };
    if announced.is_some_and(|bytes| bytes > room) {
        return Err(Refusal::new(Code::UploadTooLong).with("limit", upload.length).into());
    }
    let checksum = Checksum::announced(headers)?;
    let at = upload.received;
    let mut receiver = Receiver {
        house,
        caller,
        upload,
        deadline_ms,
        at,
        part: if checksum.is_some() { PART_BYTES_MAX } else { STREAMED_BYTES },
        buffer: BytesMut::new(),
        open: None,
        waiting: Vec::new(),
        leaves: None,
    };
    let received = match checksum {
        Some(checksum) => receiver.checked(body, room, checksum).await,
        None => receiver.streamed(body, room).await,
    };
    if received.is_err() {
        receiver.forget().await;
    }
    received?;
    let upload = receiver.upload;
    if upload.received < upload.length {
        return Ok(upload);
    }
    let upload = judge::settle(house, &upload.id).await?;
    match &upload.refusal {
        Some(refusal) => Err(Fault::Refused(serde_json::from_str(refusal)?)),
        None => Ok(upload),
    }
}

async fn deadline(house: &Shared, upload: &Upload) -> Result<i64, Fault> {
    let mut conn = house.db.connection().await?;
    let lot = store::lots::find(&mut conn, &upload.slot.lot).await?.ok_or(Code::NotFound)?;
    Ok(lot.deadline_ms.ok_or(Code::BidLate)?)
}

/// The part that is being written.
struct Open<'r> {
    part: Growing,
    bytes: u64,
    /// What is hashed of the upload, with this part.
    leaves: Leaves,
    /// The leaf hashes that end in this part.
    found: Vec<Hash>,
    since_ms: i64,
    /// The turn of a part that grows in memory.
    _turn: Option<SemaphorePermit<'r>>,
}

/// Writes the bytes of one request in parts.
struct Receiver<'r> {
    house: &'r Shared,
    caller: &'r Caller,
    upload: Upload,
    deadline_ms: i64,
    /// Up to where parts are durable, those too that wait for their checksum.
    at: u64,
    /// The longest part that is made of this body, bytes.
    part: u64,
    /// Bytes that arrived and are not written yet.
    buffer: BytesMut,
    open: Option<Open<'r>>,
    /// Durable parts that count once the checksum of the whole request holds.
    waiting: Vec<AppendUpload>,
    leaves: Option<Leaves>,
}

impl<'r> Receiver<'r> {
    /// Bytes with a checksum: they count only if it holds.
    async fn checked(&mut self, body: Body, room: u64, mut checksum: Checksum) -> Result<(), Fault> {
        let whole = self.receive(body, room.min(PART_BYTES_MAX), room, Some(&mut checksum)).await?;
        if !whole || !checksum.holds() {
            return Err(Code::UploadChecksum.into());
        }
        self.flush(false).await?;
        self.count().await
    }

    /// Bytes without one: every full part counts as it comes, and what is left when the line breaks too.
    async fn streamed(&mut self, body: Body, room: u64) -> Result<(), Fault> {
        self.receive(body, room, room, None).await?;
        self.flush(true).await
    }

    /// Reads the body; says whether it came to its end. More than `most` bytes are refused.
    async fn receive(
        &mut self,
        body: Body,
        most: u64,
        room: u64,
        mut checksum: Option<&mut Checksum>,
    ) -> Result<bool, Fault> {
        let mut body = body.into_data_stream();
        let mut received: u64 = 0;
        loop {
            let wait = if self.open.is_some() { self.open_max() } else { SILENCE_MAX };
            let piece = match tokio::time::timeout(wait, body.next()).await {
                Ok(Some(Ok(piece))) => piece,
                Ok(None) => return Ok(true),
                Err(_) if self.open.is_some() => {
                    self.flush(checksum.is_none()).await?;
                    continue;
                }
                Ok(Some(Err(_))) | Err(_) => return Ok(false),
            };
            received += piece.len() as u64;
            if received > most {
                let code = if most < room { Code::TooLarge } else { Code::UploadTooLong };
                return Err(Refusal::new(code).with("limit", most).into());
            }
            if let Some(checksum) = &mut checksum {
                checksum.update(&piece);
            }
            self.buffer.extend_from_slice(&piece);
            self.refuse_unsealed().await?;
            if self.buffer.len() >= PIECE_BYTES {
                self.write(checksum.is_none()).await?;
            }
            if self.is_over() {
                self.flush(checksum.is_none()).await?;
            }
        }
    }

    /// How long a part may stay open.
    fn open_max(&self) -> Duration {
        if self.house.vault.holds_parts() { TURN_MAX } else { PART_MAX }
    }

    /// Whether the open part has been open long enough.
    fn is_over(&self) -> bool {
        let most = self.open_max().as_millis();
        let since = |open: &Open<'_>| u128::try_from(machine_ms() - open.since_ms);
        self.open.as_ref().is_some_and(|open| since(open).is_ok_and(|open_ms| open_ms > most))
    }

    /// The first bytes tell whether it is a sealed file. If it is not, nothing of it is kept.
    async fn refuse_unsealed(&mut self) -> Result<(), Fault> {
        if self.at > 0 || self.open.is_some() || self.buffer.len() < 8 {
            return Ok(());
        }
        let Some(refusal) = judge::not_sealed(&self.buffer[..8]) else { return Ok(()) };
        judge::refuse(self.house, &self.upload, refusal.clone()).await?;
        Err(refusal.into())
    }

    /// Writes what arrived into the open part, and closes it when it has its full length.
    async fn write(&mut self, counts: bool) -> Result<(), Fault> {
        while !self.buffer.is_empty() {
            let mut open = match self.open.take() {
                Some(open) => open,
                None => self.begin().await?,
            };
            let room = usize::try_from(self.part - open.bytes).unwrap_or(usize::MAX);
            let piece = self.buffer.split_to(self.buffer.len().min(room)).freeze();
            open.bytes += piece.len() as u64;
            open.found.extend(open.leaves.push(&piece, self.at + open.bytes == self.upload.length));
            open.part.write(piece).await?;
            let full = open.bytes >= self.part;
            self.open = Some(open);
            if full {
                self.close(counts).await?;
            }
        }
        Ok(())
    }

    /// Begins a part.
    async fn begin(&mut self) -> Result<Open<'r>, Fault> {
        let id = &self.upload.id;
        let leaves = match self.leaves.take().or_else(|| self.house.uploads.take_leaves(id, self.at)) {
            Some(leaves) => leaves,
            None if self.at == 0 => Leaves::default(),
            None => leaves::recall(self.house, id).await?,
        };
        let turn = if self.house.vault.holds_parts() { Some(self.house.uploads.turn().await?) } else { None };
        let part = self.house.vault.begin_part(id).await?;
        Ok(Open { part, bytes: 0, leaves, found: Vec::new(), since_ms: machine_ms(), _turn: turn })
    }

    /// Writes what is left and makes it durable; it counts at once, or waits.
    async fn flush(&mut self, counts: bool) -> Result<(), Fault> {
        self.write(counts).await?;
        self.close(counts).await
    }

    /// Makes the open part durable; it counts at once, or waits.
    async fn close(&mut self, counts: bool) -> Result<(), Fault> {
        let Some(Open { part, bytes, leaves, found, _turn, .. }) = self.open.take() else { return Ok(()) };
        if self.house.clock.now_ms() > self.deadline_ms {
            return Err(Code::BidLate.into());
        }
        let _writing = self.house.uploads.write(&self.upload.slot.lot);
        let name = part.finish().await?;
        let at_ms = self.house.received_ms().await?;
        let (lot, id) = (self.upload.slot.lot.clone(), self.upload.id.clone());
        self.waiting.push(AppendUpload { lot, id, offset: self.at, bytes, name, leaves: found, at_ms });
        (self.at, self.leaves) = (self.at + bytes, Some(leaves));
        if counts {
            self.count().await?;
        }
        Ok(())
    }

    /// Makes the durable parts count.
    async fn count(&mut self) -> Result<(), Fault> {
        let _writing = self.house.uploads.write(&self.upload.slot.lot);
        while let Some(part) = self.waiting.first() {
            // The refusal is journalled once, by the caller of `take`.
            act::change_quietly(self.house, self.caller, part).await?;
            self.upload.received += part.bytes;
            self.waiting.remove(0);
        }
        if self.upload.received < self.upload.length
            && let Some(leaves) = &self.leaves
        {
            self.house.uploads.keep_leaves(&self.upload.id, leaves.clone());
        }
        Ok(())
    }

    /// Deletes the parts that did not come to count.
    async fn forget(&mut self) {
        for part in self.waiting.drain(..) {
            if let Err(error) = self.house.vault.drop_part(&part.id, &part.name).await {
                tracing::warn!(%error, "a part without a place could not be deleted");
            }
        }
    }
}
