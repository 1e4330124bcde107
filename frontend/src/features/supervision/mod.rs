//! The desk of supervision: the wall, the witness.

use shared::people::Role;
use shared::policy::Action;
use shared::text::supervision as words;

use crate::routes::{Layout, Route, pieces};

mod rooms;
mod wall;
pub mod witness;

pieces! {
    oversight: { wall = wall::wall, timeline = rooms::timeline, witness = witness::witness },
}

/// The pages of the desk.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/supervision",
        action: Action::Overview,
        title: words::WALL,
        menu: &[Role::Supervisor],
        layout: Layout::Wide,
        page: pieces::wall,
    },
    Route {
        path: "/supervision/rooms/:room/:seat",
        action: Action::ReadSeat,
        title: words::TIMELINE,
        menu: &[],
        layout: Layout::Wide,
        page: pieces::timeline,
    },
    Route {
        path: "/supervision/witness",
        action: Action::Cosign,
        title: words::WITNESS,
        menu: &[Role::Supervisor],
        layout: Layout::Page,
        page: pieces::witness,
    },
];
