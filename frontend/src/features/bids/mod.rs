//! The desk of bids: my tenders, seal and upload, receipts, and the public check of receipts.

use shared::envelope::Envelope;
use shared::people::Role;
use shared::policy::Action;
use shared::text::bids;

use crate::routes::{Layout, Route, pieces};

mod bid;
mod draft;
mod list;
mod messages;
mod model;
mod receipt;
mod rehearsal;
mod resume;
mod revisions;
mod sealing;
pub mod seeds;
mod verify;

pub use sealing::refused;

pieces! {
    bidder: { my_tenders = list::my_tenders, bid = bid::bid },
    after: { receipt = receipt::receipt, verify = verify::verify, rehearse = rehearsal::rehearsal },
}

/// The pages of the desk.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/my-tenders",
        action: Action::MyTenders,
        title: bids::MY_TENDERS,
        menu: &[Role::Bidder],
        layout: Layout::Wide,
        page: pieces::my_tenders,
    },
    Route {
        path: "/lots/:tender/:lot/bid",
        action: Action::ReadBidSlot,
        title: bids::BID,
        menu: &[],
        layout: Layout::Page,
        page: pieces::bid,
    },
    Route {
        path: "/lots/:tender/:lot/rehearsal",
        action: Action::ReadBidSlot,
        title: shared::text::rehearsal::REHEARSAL,
        menu: &[],
        layout: Layout::Page,
        page: pieces::rehearse,
    },
    Route {
        path: "/lots/:tender/:lot/bid/:envelope",
        action: Action::ReadBidSlot,
        title: bids::BID,
        menu: &[],
        layout: Layout::Page,
        page: pieces::bid,
    },
    Route {
        path: "/lots/:tender/:lot/receipts/:envelope/:revision",
        action: Action::ReadReceipt,
        title: bids::RECEIPT,
        menu: &[],
        layout: Layout::Page,
        page: pieces::receipt,
    },
    Route {
        path: "/lots/:tender/:lot/receipts/:revision",
        action: Action::ReadReceipt,
        title: bids::RECEIPT,
        menu: &[],
        layout: Layout::Page,
        page: pieces::receipt,
    },
    Route {
        path: "/verify-receipt",
        action: Action::VerifyReceipt,
        title: bids::VERIFY,
        menu: &[Role::Public, Role::Bidder, Role::Supervisor, Role::Officer],
        layout: Layout::Page,
        page: pieces::verify,
    },
];

/// The envelope that a path names; the only one where it names none.
fn envelope_of(params: &crate::routes::Params) -> Option<Envelope> {
    match params.get("envelope") {
        "" => Some(Envelope::Single),
        name => serde_json::from_value(name.into()).ok(),
    }
}

/// Where the receipt of a revision is, under its lot.
fn receipt_page(envelope: Envelope, revision: u64) -> String {
    match envelope {
        Envelope::Single => format!("receipts/{revision}"),
        other => format!("receipts/{}/{revision}", sealing::store_name(other)),
    }
}

/// A page of a lot.
fn lot_page(lot: &shared::id::LotKey, page: &str) -> String {
    format!("/lots/{}/{}/{page}", lot.tender, lot.lot)
}
