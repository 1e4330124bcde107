//! The draw: request, ceremony, committee; and the registrar's calls.

use shared::people::Role;
use shared::policy::Action;
use shared::text::draw;

use crate::routes::{Layout, Route, pieces};

mod act;
mod calls;
mod filter;
mod model;
mod overview;
mod page;
mod parts;
mod request;
mod settle;

pieces! {
    keys: { draw = page::draw, tie = page::tie, coefficient = page::coefficient },
    registry: { calls = calls::calls, sheet = calls::sheet, standing = filter::standing_page, filter = filter::filter },
}

/// The pages of the desk.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/lots/:tender/:lot/draw",
        action: Action::ReadDraw,
        title: draw::DRAW,
        menu: &[],
        layout: Layout::Wide,
        page: pieces::draw,
    },
    Route {
        path: "/lots/:tender/:lot/draw/tie",
        action: Action::ReadDraw,
        title: draw::TIE,
        menu: &[],
        layout: Layout::Wide,
        page: pieces::tie,
    },
    Route {
        path: "/lots/:tender/:lot/draw/coefficient",
        action: Action::ReadDraw,
        title: draw::COEFFICIENT,
        menu: &[],
        layout: Layout::Wide,
        page: pieces::coefficient,
    },
    Route {
        path: "/lots/:tender/:lot/filter",
        action: Action::ReadFilter,
        title: draw::RUN_FILTER,
        menu: &[],
        layout: Layout::Wide,
        page: pieces::filter,
    },
    Route {
        path: "/lots/:tender/:lot/standing",
        action: Action::ProveStanding,
        title: draw::STANDING,
        menu: &[],
        layout: Layout::Page,
        page: pieces::standing,
    },
    Route {
        path: "/calls",
        action: Action::ListCalls,
        title: draw::CALLS,
        menu: &[Role::Registrar],
        layout: Layout::Page,
        page: pieces::calls,
    },
    Route {
        path: "/lots/:tender/:lot/calls",
        action: Action::ReadCallSheet,
        title: draw::CALL_SHEET,
        menu: &[],
        layout: Layout::Page,
        page: pieces::sheet,
    },
];
