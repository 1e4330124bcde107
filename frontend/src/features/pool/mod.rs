//! The expert pool: the registrar searches, adds and maintains experts.

use shared::people::Role;
use shared::policy::Action;
use shared::text::pool;

use crate::routes::{Layout, Route};

mod expert;
mod model;
mod search;

/// The pages of the desk.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/pool",
        action: Action::SearchPool,
        title: pool::POOL,
        menu: &[Role::Registrar],
        layout: Layout::Wide,
        page: search::search,
    },
    Route {
        path: "/pool/new",
        action: Action::SaveExpert,
        title: pool::ADD,
        menu: &[],
        layout: Layout::Page,
        page: expert::new_expert,
    },
    Route {
        path: "/pool/:no",
        action: Action::ReadExpert,
        title: pool::EXPERT,
        menu: &[],
        layout: Layout::Page,
        page: expert::expert,
    },
];
