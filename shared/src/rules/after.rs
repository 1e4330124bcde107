//! What the law's clocks say after the report is signed: each step's last day, by the legal calendar.

use serde::{Deserialize, Serialize};
use time::Date;

use super::calendar::{Calendar, beijing_date, beijing_midnight_ms};

/// A step whose time the law limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockKind {
    /// The purchaser confirms the winner; silence makes the first candidate the winner.
    Confirm,
    /// The result is announced.
    Announce,
    /// The announcement has been out for its period.
    AnnouncementPeriod,
    /// Bidders can challenge the result.
    Challenge,
    /// The bonds of those who did not win are refunded.
    BondsOfOthers,
    /// The contract is signed.
    Contract,
    /// The contract is announced.
    ContractNotice,
    /// The winner's bond is refunded.
    BondOfWinner,
}

impl ClockKind {
    /// The article.
    #[must_use]
    pub const fn article(self) -> &'static str {
        match self {
            Self::Confirm => "财政部令第87号第六十八条",
            Self::Announce | Self::AnnouncementPeriod => "财政部令第87号第六十九条",
            Self::Challenge => "政府采购法实施条例第五十三条、财政部令第94号第十条",
            Self::BondsOfOthers | Self::BondOfWinner => "财政部令第87号第三十八条",
            Self::Contract => "政府采购法第四十六条、财政部令第87号第七十一条",
            Self::ContractNotice => "政府采购法实施条例第五十条",
        }
    }
}

/// What has happened, milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Milestones {
    /// The report was signed by all and so handed to the purchaser.
    pub reported_ms: Option<i64>,
    /// The winner was confirmed.
    pub confirmed_ms: Option<i64>,
    /// The result was announced and the winner notified.
    pub published_ms: Option<i64>,
    /// The contract was signed.
    pub contract_ms: Option<i64>,
    /// The contract was announced.
    pub contract_published_ms: Option<i64>,
    /// All bonds of those who did not win were refunded.
    pub others_refunded_ms: Option<i64>,
    /// The winner's bond was refunded.
    pub winner_refunded_ms: Option<i64>,
}

/// A clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// For what.
    pub kind: ClockKind,
    /// The last day, as `2026-10-01`.
    pub day: String,
    /// The first moment after it, milliseconds.
    pub end_ms: i64,
    /// When it was done, milliseconds.
    pub done_ms: Option<i64>,
    /// The article.
    pub article: String,
}

/// The first moment after the `count`-th working day from the day of `from_ms`, which is not counted.
#[must_use]
pub fn working_days_end_ms(calendar: &Calendar, from_ms: i64, count: u16) -> Option<i64> {
    let last = calendar.working_day_after(beijing_date(from_ms)?, count)?;
    Some(beijing_midnight_ms(last.next_day()?))
}

/// The first moment after the period in which a result announced at that moment can be challenged: seven working days after
/// the one working day of the announcement.
#[must_use]
pub fn challenge_end_ms(calendar: &Calendar, published_ms: i64) -> Option<i64> {
    working_days_end_ms(calendar, published_ms, 8)
}

/// Every clock that has begun, in the order of the steps.
#[must_use]
pub fn clocks(calendar: &Calendar, at: &Milestones) -> Vec<Clock> {
    use ClockKind as K;
    let working = |from: Option<i64>, days: u16| {
        let day = beijing_date(from?)?;
        calendar.working_day_after(day, days)
    };
    let natural = |from: Option<i64>, days: u16| calendar.period_end(beijing_date(from?)?, days);
    let rows = [
        (K::Confirm, working(at.reported_ms, 5), at.confirmed_ms),
        (K::Announce, working(at.confirmed_ms, 2), at.published_ms),
        (K::AnnouncementPeriod, working(at.published_ms, 1), None),
        (K::Challenge, working(at.published_ms, 8), None),
        (K::BondsOfOthers, working(at.published_ms, 5), at.others_refunded_ms),
        (K::Contract, natural(at.published_ms, 30), at.contract_ms),
        (K::ContractNotice, working(at.contract_ms, 2), at.contract_published_ms),
        (K::BondOfWinner, working(at.contract_ms, 5), at.winner_refunded_ms),
    ];
    rows.into_iter().filter_map(|(kind, day, done_ms)| clock(kind, day?, done_ms)).collect()
}

fn clock(kind: ClockKind, day: Date, done_ms: Option<i64>) -> Option<Clock> {
    let end_ms = beijing_midnight_ms(day.next_day()?);
    Some(Clock { kind, day: day.to_string(), end_ms, done_ms, article: kind.article().to_owned() })
}

#[cfg(test)]
mod tests;
