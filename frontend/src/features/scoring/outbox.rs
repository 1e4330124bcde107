//! The outbox: what is on its way to the server, kept on the disk of this machine, so that F5, a restart or a power cut
//! while the connection is lost loses nothing. Entries lie under account, lot and window: two windows never write over each
//! other's, and what a window that ended has left is taken over by one that lives.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use shared::id::{AccountId, LotKey};

use super::model::{Draft, Key, Sent};
use crate::api::Failure;
use crate::device::keep::{self, Op, Shelf};
use crate::device::windows;

/// What stands in the box and the reason and is not given yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// The cell.
    pub key: Key,
    /// What stands there, as it was typed.
    pub draft: Draft,
}

/// What a window has left behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// What was on its way.
    pub sent: Vec<Sent>,
    /// What was being typed.
    pub typed: Option<Typed>,
}

/// The outbox of one member on one lot, in this window.
#[derive(Clone, Debug)]
pub struct Outbox {
    lot: String,
    window: String,
}

/// The entry of what is being typed; no bidder has that name.
const TYPED: &str = "~typed";

impl Outbox {
    /// The outbox of this account on this lot.
    #[must_use]
    pub fn new(account: &AccountId, lot: &LotKey) -> Self {
        Self { lot: format!("{account}/{}/{}/", lot.tender, lot.lot), window: windows::own() }
    }

    fn name(&self, key: &Key) -> String {
        format!("{}{}/{}/{}", self.lot, self.window, key.bidder, key.criterion)
    }

    /// Keeps what is on its way for a cell; `None` when nothing is any more.
    ///
    /// # Errors
    /// When the browser keeps nothing.
    pub fn keep(&self, key: &Key, sent: Option<&Sent>) -> impl Future<Output = Result<(), Failure>> + use<> {
        let name = self.name(key);
        let op = match sent.and_then(|sent| serde_json::to_string(sent).ok()) {
            Some(text) => Op::Put(name, text.into()),
            None => Op::Remove(name),
        };
        keep::write(Shelf::Outbox, vec![op])
    }

    /// Keeps what is being typed; `None` when it was given.
    pub fn keep_typed(&self, typed: Option<&Typed>) -> impl Future<Output = Result<(), Failure>> + use<> {
        let name = format!("{}{}/{TYPED}", self.lot, self.window);
        let op = match typed.and_then(|typed| serde_json::to_string(typed).ok()) {
            Some(text) => Op::Put(name, text.into()),
            None => Op::Remove(name),
        };
        keep::write(Shelf::Outbox, vec![op])
    }

    /// The other windows that have left something, living or not.
    pub async fn others(&self) -> Vec<String> {
        let entries = keep::all(Shelf::Outbox, &self.lot).await.unwrap_or_default();
        let names: BTreeSet<String> = entries
            .iter()
            .filter_map(|(name, _)| Some(name.strip_prefix(&self.lot)?.split('/').next()?.to_owned()))
            .collect();
        names.into_iter().filter(|window| *window != self.window).collect()
    }

    /// Takes over what a window that has ended left: from now on it is this window's.
    ///
    /// # Errors
    /// When the browser keeps nothing; then it stays where it is.
    pub async fn take_over(&self, window: &str) -> Result<Left, Failure> {
        let entries = keep::all(Shelf::Outbox, &format!("{}{window}/", self.lot)).await?;
        let mut left = Left::default();
        let mut ops = Vec::new();
        for (name, value) in entries {
            let text = value.as_string().unwrap_or_default();
            if name.ends_with(TYPED) {
                left.typed = serde_json::from_str(&text).ok();
                ops.push(Op::Remove(name));
            } else if let Ok(sent) = serde_json::from_str::<Sent>(&text) {
                // It stays in its place until this window has it in hand; see `Outbox::settled`.
                left.sent.push(sent);
            }
        }
        keep::write(Shelf::Outbox, ops).await?;
        Ok(left)
    }

    /// What was taken over from a window is in this window's hands now (or answered): its place is emptied.
    pub fn settled(&self, window: &str, key: &Key) -> impl Future<Output = Result<(), Failure>> + use<> {
        let name = format!("{}{window}/{}/{}", self.lot, key.bidder, key.criterion);
        keep::write(Shelf::Outbox, vec![Op::Remove(name)])
    }

    /// Waits until everything that was written before is on the disk.
    ///
    /// # Errors
    /// When the browser keeps nothing.
    pub async fn flush() -> Result<(), Failure> {
        keep::write(Shelf::Outbox, Vec::new()).await
    }

    /// Empties it, of every window: the sheet is signed.
    pub fn clear(&self) -> impl Future<Output = Result<(), Failure>> + use<> {
        let prefix = self.lot.clone();
        async move {
            let entries = keep::all(Shelf::Outbox, &prefix).await?;
            keep::write(Shelf::Outbox, entries.into_iter().map(|(name, _)| Op::Remove(name)).collect()).await
        }
    }
}
