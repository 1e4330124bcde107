//! The desk of scoring: the member's sheet, the officer's view of the progress.

use shared::policy::Action;
use shared::text::scoring;

use crate::routes::{Layout, Route, pieces};

mod check;
mod dialogs;
mod find;
mod keys;
mod model;
mod outbox;
mod page;
mod panel;
mod progress;
mod sheet;
mod stop;
mod strays;

pieces! {
    expert: { page = page::page, committee = progress::committee },
    committee: { progress = progress::page },
}

/// The pages of the desk.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/room/:tender/:lot/score",
        action: Action::ReadSheet,
        title: scoring::SCORING,
        menu: &[],
        layout: Layout::Desk,
        page: pieces::page,
    },
    Route {
        path: "/room/:tender/:lot/progress",
        action: Action::ReadCommitteeProgress,
        title: scoring::PROGRESS,
        menu: &[],
        layout: Layout::Wide,
        page: pieces::committee,
    },
    Route {
        path: "/lots/:tender/:lot/progress",
        action: Action::ReadProgress,
        title: scoring::PROGRESS,
        menu: &[],
        layout: Layout::Wide,
        page: pieces::progress,
    },
];
