//! Whether everything is saved: what the shell shows at all times.

use std::sync::LazyLock;

use leptos::prelude::*;

static SAVES: LazyLock<ArcRwSignal<Saves>> = LazyLock::new(ArcRwSignal::default);

/// What is not saved yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Saves {
    /// Changes that were sent and not answered.
    pub running: u32,
    /// Entries of a page's outbox that were not sent.
    pub waiting: u32,
    /// Entries that were changed elsewhere in the meantime.
    pub conflicts: u32,
}

/// What is not saved yet; reading it in a view makes the view follow it.
#[must_use]
pub fn saves() -> Saves {
    SAVES.get()
}

/// What is not saved yet, outside views.
#[must_use]
pub fn saves_now() -> Saves {
    SAVES.get_untracked()
}

/// A change is under way until this is dropped.
pub struct Running(());

/// Says that a change is under way.
#[must_use]
pub fn running() -> Running {
    SAVES.update(|saves| saves.running += 1);
    Running(())
}

impl Drop for Running {
    fn drop(&mut self) {
        SAVES.update(|saves| saves.running = saves.running.saturating_sub(1));
    }
}

/// A page with an outbox tells how much waits in it and how much is in conflict.
pub fn set_outbox(waiting: u32, conflicts: u32) {
    SAVES.update(|saves| (saves.waiting, saves.conflicts) = (waiting, conflicts));
}
