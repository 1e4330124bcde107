//! The desk of the award: the purchaser confirms, the officer publishes, everybody reads the results, a bidder its own.

use leptos::prelude::*;
use shared::people::Role;
use shared::policy::Action;
use shared::text::award as words;

use crate::routes::{Layout, Params, Route, here, pieces};

mod after;
mod challenge;
mod contract;
mod decide;
mod mine;
mod results;

pieces! {
    editor: { award = decide::award },
    after: { mine = mine },
}

/// The pages of the desk.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/lots/:tender/:lot/award",
        action: Action::ReadAward,
        title: words::AWARD,
        menu: &[],
        layout: Layout::Page,
        page: pieces::award,
    },
    Route {
        path: "/results",
        action: Action::ListResults,
        title: words::RESULTS,
        menu: &[Role::Public, Role::Bidder, Role::Officer, Role::Purchaser, Role::Supervisor],
        layout: Layout::Page,
        page: here!(results::list),
    },
    Route {
        path: "/results/:tender/:lot",
        action: Action::ReadResult,
        title: words::RESULT,
        menu: &[],
        layout: Layout::Page,
        page: here!(results::one),
    },
    Route {
        path: "/results/:tender/:lot/mine",
        action: Action::MyResult,
        title: words::MINE,
        menu: &[],
        layout: Layout::Page,
        page: pieces::mine,
    },
];

use after::challenge_facts;

fn mine(params: Params) -> AnyView {
    mine::mine(&params)
}
