//! The draw: request, ceremony, committee; and the registrar's calls.

use shared::people::Role;
use shared::policy::Action;
use shared::text::draw;

use crate::routes::{Layout, Route, pieces};

mod act;
mod calls;
mod model;
mod overview;
mod page;
mod request;
mod settle;

pieces! {
    committee: { draw = page::draw, calls = calls::calls, sheet = calls::sheet },
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
