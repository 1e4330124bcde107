//! The outbox: what is on its way to the server, kept by the browser, so that F5 or a restart while the connection is lost
//! loses nothing. One entry per cell, under account and lot, so that two windows never write over each other's.

use leptos::prelude::window;
use shared::id::{AccountId, LotKey};
use web_sys::Storage;

use super::model::{Key, Sent};

/// The outbox of one member on one lot.
#[derive(Clone, Debug)]
pub struct Outbox {
    prefix: String,
}

impl Outbox {
    /// The outbox of this account on this lot.
    #[must_use]
    pub fn new(account: &AccountId, lot: &LotKey) -> Self {
        Self { prefix: format!("bidroom.outbox/{account}/{}/{}/", lot.tender, lot.lot) }
    }

    fn name(&self, key: &Key) -> String {
        format!("{}{}/{}", self.prefix, key.bidder, key.criterion)
    }

    /// Keeps what is on its way for a cell; `None` when nothing is any more. Says whether the browser took it.
    pub fn keep(&self, key: &Key, sent: Option<&Sent>) -> bool {
        let Some(storage) = storage() else { return false };
        let name = self.name(key);
        match sent.and_then(|sent| serde_json::to_string(sent).ok()) {
            Some(text) => storage.set_item(&name, &text).is_ok(),
            None => storage.remove_item(&name).is_ok(),
        }
    }

    /// Everything that is kept. What cannot be read (of an older version) is left where it is.
    #[must_use]
    pub fn all(&self) -> Vec<(Key, Sent)> {
        let Some(storage) = storage() else { return Vec::new() };
        let read = |name: &String| {
            let sent: Sent = serde_json::from_str(&storage.get_item(name).ok()??).ok()?;
            let key = Key { bidder: sent.body.bidder.clone(), criterion: sent.body.criterion.clone() };
            Some((key, sent))
        };
        self.names(&storage).iter().filter_map(read).collect()
    }

    /// Empties it: the sheet is signed.
    pub fn clear(&self) {
        if let Some(storage) = storage() {
            for name in self.names(&storage) {
                let _ = storage.remove_item(&name);
            }
        }
    }

    fn names(&self, storage: &Storage) -> Vec<String> {
        let count = storage.length().unwrap_or(0);
        let names = (0..count).filter_map(|index| storage.key(index).ok().flatten());
        names.filter(|name| name.starts_with(&self.prefix)).collect()
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
