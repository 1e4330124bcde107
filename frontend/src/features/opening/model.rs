//! What the opening's pages compute.

use shared::api::opening::{Hall, Outcome, Prices, RecordState};
use shared::lifecycle::StageName;
use shared::text::{Text, opening};

/// The present step of the four: list, decryption, announcement, record; 4 when all are done.
#[must_use]
pub fn step(hall: &Hall) -> usize {
    match hall.stage {
        StageName::Closed => 0,
        StageName::Opening => 1,
        StageName::Opened => 2,
        StageName::Announced => 3,
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

/// How many holders have released.
#[must_use]
pub fn released(hall: &Hall) -> usize {
    hall.holders.iter().filter(|holder| holder.released_ms.is_some()).count()
}

/// What happens next, for the room.
#[must_use]
pub fn next(hall: &Hall) -> Text {
    match hall.stage {
        StageName::Closed => opening::NEXT_SIGN_LIST,
        StageName::Opening if released(hall) < usize::from(hall.m) => opening::WAITS_HOLDERS,
        StageName::Opening => opening::DECRYPTING,
        StageName::Opened => opening::NEXT_ANNOUNCE,
        StageName::Announced if matches!(hall.record, RecordState::Ready { .. }) => opening::NEXT_RECORD,
        StageName::Announced => opening::RECORD_MAKING,
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
