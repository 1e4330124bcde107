//! The expert pool: the registrar searches, adds and maintains experts.

use shared::people::Role;
use shared::policy::Action;
use shared::text::pool;

use crate::routes::{Layout, Route, pieces};

mod duty;
mod expert;
mod load;
mod model;
mod search;
mod sheets;

pieces! {
    registry: {
        search = search::search, new_expert = expert::new_expert, expert = expert::expert, sheets = sheets::sheets,
        workload = load::workload, ratings = duty::ratings, own_duty = duty::own,
    },
}

/// The pages of the desk.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/pool",
        action: Action::SearchPool,
        title: pool::POOL,
        menu: &[Role::Registrar],
        layout: Layout::Wide,
        page: pieces::search,
    },
    Route {
        path: "/pool/new",
        action: Action::SaveExpert,
        title: pool::ADD,
        menu: &[],
        layout: Layout::Page,
        page: pieces::new_expert,
    },
    Route {
        path: "/pool/sheets",
        action: Action::PreviewImport,
        title: pool::SHEETS,
        menu: &[],
        layout: Layout::Page,
        page: pieces::sheets,
    },
    Route {
        path: "/pool/workload",
        action: Action::ReadWorkload,
        title: pool::WORKLOAD,
        menu: &[Role::Registrar],
        layout: Layout::Wide,
        page: pieces::workload,
    },
    Route {
        path: "/lots/:tender/:lot/ratings",
        action: Action::ReadRatings,
        title: pool::RATING,
        menu: &[],
        layout: Layout::Page,
        page: pieces::ratings,
    },
    Route {
        path: "/room/:tender/:lot/rate",
        action: Action::ReadOwnDuty,
        title: pool::RATING,
        menu: &[],
        layout: Layout::Page,
        page: pieces::own_duty,
    },
    Route {
        path: "/pool/:no",
        action: Action::ReadExpert,
        title: pool::EXPERT,
        menu: &[],
        layout: Layout::Page,
        page: pieces::expert,
    },
];
