//! The desk of tenders: the first page, notices for everybody, tenders and lots while they are written, key holders.

use shared::people::Role;
use shared::policy::Action;
use shared::text::{frame, tenders};

use crate::routes::{Layout, Route, here, pieces};

mod amend;
mod editor;
mod holdings;
mod home;
mod list;
mod new;
pub mod next;
mod notice;
mod notices;
mod tender;
mod versions;

/// The staff: whoever has lots that may wait for them.
const STAFF: &[Role] = &[Role::Officer, Role::Purchaser, Role::Supervisor, Role::Registrar];

pieces! {
    tenders: { tenders = list::tenders, new_tender = new::new_tender, tender = tender::tender, holdings = holdings::holdings },
    editor: { editor = editor::editor, amend = amend::amend },
}

/// The pages of the desk.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/",
        action: Action::WhoAmI,
        title: frame::PRODUCT,
        menu: &[],
        layout: Layout::Page,
        page: here!(home::home),
    },
    Route {
        path: "/notices",
        action: Action::ListNotices,
        title: tenders::NOTICES,
        menu: &[Role::Bidder, Role::Officer, Role::Purchaser, Role::Supervisor],
        layout: Layout::Page,
        page: here!(notices::notices),
    },
    Route {
        path: "/notices/:tender/:lot",
        action: Action::ReadNotice,
        title: tenders::NOTICE,
        menu: &[],
        layout: Layout::Page,
        page: here!(notice::notice),
    },
    Route {
        path: "/tenders",
        action: Action::ListTenders,
        title: tenders::TENDERS,
        menu: &[Role::Officer, Role::Purchaser, Role::Supervisor],
        layout: Layout::Page,
        page: pieces::tenders,
    },
    Route {
        path: "/tenders/new",
        action: Action::CreateTender,
        title: tenders::NEW_TENDER,
        menu: &[],
        layout: Layout::Page,
        page: pieces::new_tender,
    },
    Route {
        path: "/tenders/:tender",
        action: Action::ReadTender,
        title: tenders::TENDER,
        menu: &[],
        layout: Layout::Page,
        page: pieces::tender,
    },
    Route {
        path: "/lots/:tender/:lot/edit",
        action: Action::ReadLot,
        title: tenders::EDIT_LOT,
        menu: &[],
        layout: Layout::Page,
        page: pieces::editor,
    },
    Route {
        path: "/lots/:tender/:lot/amend",
        action: Action::ReadAmending,
        title: shared::text::amend::AMEND,
        menu: &[],
        layout: Layout::Page,
        page: pieces::amend,
    },
    Route {
        path: "/holdings",
        action: Action::ListHoldings,
        title: tenders::HOLDINGS,
        menu: STAFF,
        layout: Layout::Page,
        page: pieces::holdings,
    },
];
