//! The desk of openings: the console of the staff, the hall of the bidders, the wall of the room, a holder's release.

use shared::policy::Action;
use shared::text::opening;

use crate::routes::{Layout, Route, pieces};

mod answer;
mod console;
mod control;
mod decrypt;
mod hall;
mod model;
mod parts;
mod release;
mod sign;
mod undecided;
mod wall;

/// The acts after which what is shown may be another.
const KINDS: &[&str] = &[
    "list.",
    "shares.",
    "window.",
    "halves.",
    "recovery.",
    "technical.",
    "key.",
    "bid.opened",
    "fault.",
    "opening.",
    "prices.",
    "objection.",
    "record.",
    "lot.failed",
    "checkpoint.cosigned",
];

pieces! {
    opening: { console = console::console, wall = wall::wall, hall = hall::hall },
    keys: { release = release::release },
}

/// The pages of the desk.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/lots/:tender/:lot/opening",
        action: Action::ReadOpening,
        title: opening::CONSOLE,
        menu: &[],
        layout: Layout::Wide,
        page: pieces::console,
    },
    Route {
        path: "/lots/:tender/:lot/wall",
        action: Action::ReadOpening,
        title: opening::WALL,
        menu: &[],
        layout: Layout::Desk,
        page: pieces::wall,
    },
    Route {
        path: "/lots/:tender/:lot/hall",
        action: Action::ReadHall,
        title: opening::HALL,
        menu: &[],
        layout: Layout::Wide,
        page: pieces::hall,
    },
    Route {
        path: "/lots/:tender/:lot/release",
        action: Action::ReadRelease,
        title: opening::RELEASE,
        menu: &[],
        layout: Layout::Page,
        page: pieces::release,
    },
];
