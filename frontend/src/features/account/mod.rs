//! The desk of accounts: log-in, the first page, and the pages that say why another cannot be shown.

use leptos::prelude::*;
use shared::policy::Action;
use shared::text::frame;

use crate::prefs::t;
use crate::routes::{Layout, Route};
use crate::ui::Page;

mod home;
mod log_in;

pub use log_in::log_in;

/// The pages of the desk.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/",
        action: Action::WhoAmI,
        title: frame::PRODUCT,
        menu: &[],
        layout: Layout::Page,
        page: home::home,
    },
    Route {
        path: "/login",
        action: Action::Login,
        title: frame::LOGIN_TITLE,
        menu: &[],
        layout: Layout::Page,
        page: log_in,
    },
];

/// There is no page of that path.
#[must_use]
pub fn not_found() -> AnyView {
    view! {
        <Page title=frame::NOT_FOUND_TITLE lead=frame::NOT_FOUND_TODO>
            <p><a href="/">{t(frame::HOME)}</a></p>
        </Page>
    }
    .into_any()
}

/// The page is for another role.
#[must_use]
pub fn not_yours() -> AnyView {
    view! {
        <Page title=frame::NOT_YOURS_TITLE lead=frame::NOT_YOURS_TODO>
            <p><a href="/">{t(frame::HOME)}</a></p>
        </Page>
    }
    .into_any()
}
