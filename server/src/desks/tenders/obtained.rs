//! Who obtains the documents of a lot: noted once for each account, told to nobody before the deadline (87号令 art. 28), so
//! that they can be told of amendments.

use crate::act::{self, Caller};
use crate::fault::Fault;
use crate::house::House;
use crate::work::{Change, Done, Work};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::people::Role;
use shared::policy::Action;
use std::sync::Arc;

/// Notes that the caller obtains the documents.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct NoteObtained {
    lot: LotKey,
}

impl shared::api::Endpoint for NoteObtained {
    const MOUNT: shared::api::Mount = shared::api::Mount::Change;
    const PATH: &'static str = "(obtained)";
    const ACTION: Action = Action::ReadPackage;
    type Reply = Nothing;

    fn lot(&self) -> Option<&LotKey> {
        Some(&self.lot)
    }
}

impl Change for NoteObtained {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let (account, now_ms) = (work.account()?.to_owned(), work.now_ms());
        store::tenders::versions::note_holder(work.conn(), &self.lot, &account, now_ms).await?;
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::DocumentsObtained, &self.lot, json!({ "account": account }))))
    }
}

/// Notes a bidder who obtains the documents of a lot for the first time.
///
/// # Errors
/// A fault of the database.
pub async fn obtained(house: &Arc<House>, caller: &Caller, lot: &LotKey) -> Result<(), Fault> {
    let account = match &caller.actor.account {
        Some(account) if caller.actor.role == Role::Bidder => account,
        _ => return Ok(()),
    };
    let known = {
        let mut conn = house.db.connection().await?;
        store::tenders::versions::has_documents(&mut conn, lot, account.as_str()).await?
    };
    if !known {
        act::change(house, &Caller { key: None, ..caller.clone() }, &NoteObtained { lot: lot.clone() }).await?;
    }
    Ok(())
}
