//! Reading an opened bid: which file may be read, and the event that a whole file was.

use crate::fault::Fault;
use crate::work::{Change, Done, Work};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::{Endpoint, Mount, Ok as Nothing, review::FileAsk};
use shared::event::{Event, Kind};
use shared::id::{LotKey, OrgId};
use shared::journal::Hash;
use shared::people::Role;
use shared::policy::Action;
use shared::refusal::Code;
use store::review::BidFile;

/// A file of an opened bid. Members of the committee read the qualified bids alone.
///
/// # Errors
/// [`Code::NotFound`] when there is none that the actor may read.
pub async fn file(work: &mut Work<'_>, bidder: &OrgId, n: u32) -> Result<(BidFile, Hash), Fault> {
    let key = work.key()?;
    if work.actor().role == Role::Expert {
        let qualified = store::review::qualified(work.conn(), &key).await?;
        if !qualified.iter().any(|known| known == bidder.as_str()) {
            return Err(Code::NotFound.into());
        }
    }
    let file = store::review::file(work.conn(), &key, bidder.as_str(), n).await?.ok_or(Code::NotFound)?;
    let hash = file.sha256.parse().map_err(Fault::internal)?;
    Ok((file, hash))
}

/// Notes that a whole file was handed out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NoteRead {
    /// Which.
    pub ask: FileAsk,
}

impl Endpoint for NoteRead {
    const MOUNT: Mount = Mount::Change;
    const PATH: &'static str = "(read)";
    const ACTION: Action = Action::ReadOpenedBid;
    type Reply = Nothing;

    fn lot(&self) -> Option<&LotKey> {
        Some(&self.ask.lot)
    }
}

impl Change for NoteRead {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let (file, _) = file(work, &self.ask.bidder, self.ask.file).await?;
        let data = json!({ "bidder": self.ask.bidder, "file": file.name, "sha256": file.sha256 });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::BidRead, &self.ask.lot, data)))
    }
}
