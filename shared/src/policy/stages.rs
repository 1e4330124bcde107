//! In which stages an act is possible: the sets that the table of permissions names.

use crate::lifecycle::StageName::{self, self as S};

pub(super) const ALWAYS: &[StageName] = &[];
/// The notice is public from here on.
pub(super) const PUBLIC: &[StageName] = &[
    S::Published,
    S::Closed,
    S::Opening,
    S::Opened,
    S::Announced,
    S::Recorded,
    S::Qualified,
    S::Drawing,
    S::Seated,
    S::Reviewing,
    S::Scoring,
    S::PriceClosed,
    S::PriceOpening,
    S::PriceOpened,
    S::PriceAnnounced,
    S::Priced,
    S::Ranked,
    S::Reporting,
    S::Reported,
    S::Confirmed,
    S::Concluded,
    S::Failed,
];

/// The stages of [`PUBLIC`] from one to another. Computed by the compiler: one that is not there stops it.
const fn span(first: StageName, last: StageName) -> &'static [StageName] {
    let (_, from) = PUBLIC.split_at(place(first));
    from.split_at(place(last) + 1 - place(first)).0
}

const fn place(stage: StageName) -> usize {
    let mut at = 0;
    while PUBLIC[at] as u8 != stage as u8 {
        at += 1;
    }
    at
}

/// The opening has begun.
pub(super) const FROM_CLOSED: &[StageName] = span(S::Closed, S::Failed);
/// Prices are public.
pub(super) const FROM_ANNOUNCED: &[StageName] = span(S::Announced, S::Failed);
pub(super) const FROM_RECORDED: &[StageName] = span(S::Recorded, S::Failed);
pub(super) const FROM_QUALIFIED: &[StageName] = span(S::Qualified, S::Failed);
/// The committee sits.
pub(super) const SITTING: &[StageName] = span(S::Drawing, S::Reported);
/// A list waits for its signatures: of all bids, or of the price envelopes that may be opened.
pub(super) const LISTED: &[StageName] = &[S::Closed, S::PriceClosed];
/// Bids are being decrypted.
pub(super) const DECRYPTING: &[StageName] = &[S::Opening, S::PriceOpening];
/// Every bid on the list has its verdict.
pub(super) const DECRYPTED: &[StageName] = &[S::Opened, S::PriceOpened];
/// What the opening showed was read out; the record is not signed yet.
pub(super) const READ_OUT: &[StageName] = &[S::Announced, S::PriceAnnounced];
/// An opening that can be interrupted (中止).
pub(super) const INTERRUPTIBLE: &[StageName] =
    &[S::Closed, S::Opening, S::Opened, S::PriceClosed, S::PriceOpening, S::PriceOpened];
/// The keys of some envelope will not be used any more.
pub(super) const NO_MORE_OPENING: &[StageName] = span(S::Priced, S::Failed);
/// The members have begun to score.
pub(super) const FROM_SCORING: &[StageName] = span(S::Scoring, S::Reported);
/// A ceremony may be under way: of the committee while it is drawn (the desk sees to that), of a coefficient once the bids
/// are open, of a tie once totals are there.
pub(super) const CEREMONY: &[StageName] = &[
    S::Announced,
    S::Recorded,
    S::Qualified,
    S::Drawing,
    S::Seated,
    S::Reviewing,
    S::Scoring,
    S::PriceAnnounced,
    S::Priced,
    S::Ranked,
];
/// The committee works, in a sealed room.
pub(super) const CLOSED_ROOM: &[StageName] = &[S::Reviewing, S::Scoring, S::Ranked, S::Reporting];
/// The committee decides: from the compliance review until the report is signed.
pub(super) const DECIDING: &[StageName] = &[S::Reviewing, S::Scoring, S::Priced, S::Ranked, S::Reporting];
/// A stop of the committee can wait for its answer: where it is adopted later, the ranking falls first.
pub(super) const STOPPED: &[StageName] = &[S::Reviewing, S::Scoring, S::Priced];
/// What the committee decides and asks can be read.
pub(super) const DELIBERATING: &[StageName] = span(S::Reviewing, S::Reported);
/// The report is signed by all.
pub(super) const FROM_REPORTED: &[StageName] = span(S::Reported, S::Concluded);
