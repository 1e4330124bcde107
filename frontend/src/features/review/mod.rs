//! The desk of reviews: qualification by officer and purchaser, compliance by the committee; the page viewer.

use shared::policy::Action;
use shared::text::review;

use crate::routes::{Layout, Route, pieces};

mod board;
pub mod bookmarks;
mod compliance;
mod decision;
pub mod model;
mod qualification;
pub mod viewer;

pieces! {
    opening: { qualification = qualification::page },
    expert: { compliance = compliance::page },
}

/// The pages of the desk.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/lots/:tender/:lot/qualification",
        action: Action::ReadQualification,
        title: review::QUALIFICATION,
        menu: &[],
        layout: Layout::Desk,
        page: pieces::qualification,
    },
    Route {
        path: "/room/:tender/:lot/compliance",
        action: Action::ReadCompliance,
        title: review::COMPLIANCE,
        menu: &[],
        layout: Layout::Desk,
        page: pieces::compliance,
    },
];
