//! What the opening's pages compute.

use shared::api::opening::{Hall, Outcome, Prices, RecordState};
use shared::envelope::Envelope;
use shared::lifecycle::StageName;
use shared::text::{Text, opening};

/// The present step of the four: list, decryption, announcement, record; 4 when all are done.
#[must_use]
pub fn step(hall: &Hall) -> usize {
    match hall.stage {
        StageName::Closed | StageName::PriceClosed => 0,
        StageName::Opening | StageName::PriceOpening => 1,
        StageName::Opened | StageName::PriceOpened => 2,
        StageName::Announced | StageName::PriceAnnounced => 3,
        _ if hall.failure.is_some() && matches!(hall.prices, Prices::Sealed {}) => 0,
        _ => 4,
    }
}

/// How many bids are opened, and how many there are.
#[must_use]
pub fn opened(hall: &Hall) -> (usize, usize) {
    let opened = hall.bids.iter().filter(|bid| matches!(bid.outcome, Outcome::Opened { .. })).count();
    (opened, hall.bids.len())
}

/// Whether bidders are releasing their halves now.
#[must_use]
pub fn window_is_open(hall: &Hall) -> bool {
    hall.stage == StageName::Opening && hall.window.is_some_and(|window| window.closed_ms.is_none())
}

/// How many bidders have released their halves.
#[must_use]
pub fn halves(hall: &Hall) -> usize {
    hall.bids.iter().filter(|bid| bid.half_ms.is_some()).count()
}

/// How many holders have released.
#[must_use]
pub fn released(hall: &Hall) -> usize {
    hall.holders.iter().filter(|holder| holder.released_ms.is_some()).count()
}

/// What happens next, for the room.
#[must_use]
pub fn next(hall: &Hall) -> Text {
    match hall.stage {
        _ if hall.suspended.is_some() => opening::SUSPENDED,
        StageName::Closed | StageName::PriceClosed => opening::NEXT_SIGN_LIST,
        StageName::Opening if window_is_open(hall) => opening::WAITS_BIDDERS,
        StageName::Opening | StageName::PriceOpening if released(hall) < usize::from(hall.m) => opening::WAITS_HOLDERS,
        StageName::Opening | StageName::PriceOpening => opening::DECRYPTING,
        StageName::Opened if hall.envelope == Envelope::Technical => opening::NEXT_ANNOUNCE_TECHNICAL,
        StageName::Opened | StageName::PriceOpened => opening::NEXT_ANNOUNCE,
        StageName::Announced | StageName::PriceAnnounced if matches!(hall.record, RecordState::Ready { .. }) => {
            opening::NEXT_RECORD
        }
        StageName::Announced | StageName::PriceAnnounced => opening::RECORD_MAKING,
        StageName::Failed => opening::FAILED,
        _ => opening::FINISHED,
    }
}

/// The reason of an outcome that is no opening.
#[must_use]
pub fn reason(outcome: &Outcome) -> Option<&str> {
    match outcome {
        Outcome::BidderFault { reason, .. } | Outcome::CentreFault { reason, .. } | Outcome::Unknown { reason, .. } => {
            Some(reason)
        }
        Outcome::Waiting | Outcome::Opened { .. } => None,
    }
}

/// When an outcome was found, milliseconds.
#[must_use]
pub const fn at_ms(outcome: &Outcome) -> Option<i64> {
    match outcome {
        Outcome::Waiting => None,
        Outcome::Opened { at_ms, .. }
        | Outcome::BidderFault { at_ms, .. }
        | Outcome::CentreFault { at_ms, .. }
        | Outcome::Unknown { at_ms, .. } => Some(*at_ms),
    }
}

#[cfg(test)]
mod tests;
