//! The desk of accounts: log-in, registration, keys, the administrator's accounts, and the pages that say why another
//! cannot be shown. [`key_loader`] is for every desk that signs or opens.

use leptos::prelude::*;
use shared::people::Role;
use shared::policy::Action;
use shared::text::{account, frame};

use crate::prefs::t;
use crate::routes::{Layout, Route, here, pieces};
use crate::ui::Page;

mod accounts;
mod calendar;
mod countersign;
pub mod key_loader;
pub mod key_maker;
pub mod key_test;
mod keys;
mod log_in;
mod register;

pub use log_in::log_in;

pieces! {
    keys: { my_keys = keys::my_keys, countersign = countersign::countersign },
    tenders: { accounts = accounts::accounts, calendar = calendar::calendar },
}

/// The pages of the desk.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/login",
        action: Action::Login,
        title: frame::LOGIN_TITLE,
        menu: &[],
        layout: Layout::Page,
        page: here!(log_in),
    },
    Route {
        path: "/register",
        action: Action::Register,
        title: account::REGISTER,
        menu: &[Role::Public],
        layout: Layout::Page,
        page: here!(register::register),
    },
    Route {
        path: "/account/keys",
        action: Action::ReadKeys,
        title: account::MY_KEYS,
        menu: &[Role::Bidder, Role::Officer, Role::Purchaser, Role::Supervisor, Role::Registrar],
        layout: Layout::Page,
        page: pieces::my_keys,
    },
    Route {
        path: "/account/countersign",
        action: Action::ListIdentities,
        title: shared::text::keys::COUNTERSIGN,
        menu: &[Role::Supervisor],
        layout: Layout::Wide,
        page: pieces::countersign,
    },
    Route {
        path: "/accounts",
        action: Action::ListAccounts,
        title: account::ACCOUNTS,
        menu: &[Role::Administrator],
        layout: Layout::Page,
        page: pieces::accounts,
    },
    Route {
        path: "/calendar",
        action: Action::SaveCalendar,
        title: shared::text::after::CALENDAR,
        menu: &[Role::Administrator],
        layout: Layout::Page,
        page: pieces::calendar,
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
