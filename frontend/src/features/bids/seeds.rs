//! The seeds of one's own seals, kept in this browser beside the recovery files that the person saved: with policy 2 the
//! bidder's half comes from them, and when holders fail the recovery. Whoever uses this browser profile can read them, as
//! whoever has a recovery file can.

use leptos::prelude::*;
use shared::envelope::{Context, Recovery};
use shared::journal::Hash;

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn name(ctx: &Hash) -> String {
    format!("bidroom.recovery.{ctx}")
}

/// Keeps a recovery file; a browser that keeps nothing leaves the person's own file as the only one.
pub fn keep(recovery: &Recovery, bytes: &[u8]) {
    if let (Some(storage), Ok(text)) = (storage(), std::str::from_utf8(bytes)) {
        let _ = storage.set_item(&name(&recovery.ctx), text);
    }
}

/// The recovery file of the seal with this context, if it was made in this browser.
#[must_use]
pub fn find(context: &Context) -> Option<Recovery> {
    let ctx = Hash(context.ctx().ok()?);
    let text = storage()?.get_item(&name(&ctx)).ok().flatten()?;
    Recovery::parse(text.as_bytes()).ok().filter(|file| file.ctx == ctx)
}
