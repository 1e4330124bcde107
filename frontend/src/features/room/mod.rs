//! The rooms: terminals, check-in, taking a seat, recusal and the head of the committee.

use shared::people::Role;
use shared::policy::Action;
use shared::text::room;

use crate::routes::{Layout, Route, pieces};

mod absence;
mod check_in;
mod closed;
mod committee;
mod mine;
mod model;
mod recusal;
mod representative;
mod rooms;
mod seat;
mod terminal;

pieces! {
    committee: { rooms = rooms::rooms, representative = representative::representative, check_in = check_in::check_in },
    room: { terminal = terminal::terminal, seat = seat::seat, mine = mine::mine, room = committee::room },
}

/// The pages of the desk.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/rooms",
        action: Action::ListRooms,
        title: room::ROOMS,
        menu: &[Role::Officer, Role::Supervisor],
        layout: Layout::Page,
        page: pieces::rooms,
    },
    Route {
        path: "/terminal",
        action: Action::ReadTerminal,
        title: room::ACTIVATE,
        menu: &[],
        layout: Layout::Page,
        page: pieces::terminal,
    },
    Route {
        path: "/seat",
        action: Action::TakeSeat,
        title: room::TAKE_SEAT,
        menu: &[],
        layout: Layout::Page,
        page: pieces::seat,
    },
    Route {
        path: "/lots/:tender/:lot/representative",
        action: Action::NameRepresentative,
        title: room::REPRESENTATIVE,
        menu: &[],
        layout: Layout::Page,
        page: pieces::representative,
    },
    Route {
        path: "/lots/:tender/:lot/check-in",
        action: Action::ReadCheckIn,
        title: room::CHECK_IN,
        menu: &[],
        layout: Layout::Wide,
        page: pieces::check_in,
    },
    Route {
        path: "/room",
        action: Action::MyRooms,
        title: room::MY_ROOMS,
        menu: &[Role::Expert],
        layout: Layout::Page,
        page: pieces::mine,
    },
    Route {
        path: "/lots/:tender/:lot/room",
        action: Action::ReadRoom,
        title: room::MY_ROOM,
        menu: &[],
        layout: Layout::Page,
        page: pieces::room,
    },
];
