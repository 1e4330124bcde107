//! The desk of matters: the committee votes and asks, the asked bidder answers.

use shared::people::Role;
use shared::policy::Action;
use shared::text::matters as words;

use crate::routes::{Layout, Route, pieces};

mod ask;
mod mine;
mod model;
mod page;
mod propose;
mod vote;

pieces! {
    room: { page = page::page },
    after: { mine = mine::page },
}

/// The pages of the desk.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/room/:tender/:lot/matters",
        action: Action::ReadMatters,
        title: words::MATTERS,
        menu: &[],
        layout: Layout::Wide,
        page: pieces::page,
    },
    Route {
        path: "/inquiries",
        action: Action::MyInquiries,
        title: words::MINE,
        menu: &[Role::Bidder],
        layout: Layout::Page,
        page: pieces::mine,
    },
];
