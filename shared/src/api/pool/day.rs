//! A day of the calendar in a record of the pool.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use time::{Date, Month};

/// A day (日期); written `2026-11-22`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// The day of a calendar date; none where there is no such day, or the year is not from 1900 to 2199.
    #[must_use]
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let month = Month::try_from(month).ok()?;
        (1900..2200).contains(&year).then(|| Date::from_calendar_date(year, month, day).ok().map(Self)).flatten()
    }

    /// The day in Beijing at a moment, milliseconds since 1970 UTC.
    #[must_use]
    pub fn at(ms: i64) -> Option<Self> {
        crate::rules::calendar::beijing_date(ms).map(Self)
    }

    /// When the day begins in Beijing, milliseconds since 1970 UTC.
    #[must_use]
    pub fn begins_ms(self) -> i64 {
        crate::rules::calendar::beijing_midnight_ms(self.0)
    }

    /// The day of that serial number of a spreadsheet: 1 is 1900-01-01, and 60 the day that 1900 did not have.
    #[must_use]
    pub fn of_serial(serial: i64) -> Option<Self> {
        if !(1..=109_206).contains(&serial) || serial == 60 {
            return None;
        }
        let base = Date::from_calendar_date(1899, Month::December, if serial < 60 { 31 } else { 30 }).ok()?;
        base.checked_add(time::Duration::days(serial)).map(Self)
    }

    /// What people write: `2026-11-22`, `2026/11/2`, `2026.11.2`, `2026年11月2日`, `20261102`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
            return Self::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?);
        }
        let text = text.strip_suffix('日').unwrap_or(text);
        let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月']).map(str::trim).collect();
        let [year, month, day] = parts.as_slice() else { return None };
        let digits =
            |text: &str, max: usize| (1..=max).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if year.len() != 4 || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// The same day so many years before; of 29 February the 28th where there is no other.
    #[must_use]
    pub fn years_before(self, years: i32) -> Self {
        let year = self.0.year() - years;
        let same = Date::from_calendar_date(year, self.0.month(), self.0.day());
        Self(same.or_else(|_| Date::from_calendar_date(year, Month::February, 28)).unwrap_or(self.0))
    }

    /// So many days before; the first day there is where that would be before all.
    #[must_use]
    pub fn days_before(self, days: u32) -> Self {
        Self(self.0.checked_sub(time::Duration::days(i64::from(days))).unwrap_or(Date::MIN))
    }

    /// The first of January of its year.
    #[must_use]
    pub fn new_year(self) -> Self {
        Self(Date::from_calendar_date(self.0.year(), Month::January, 1).unwrap_or(self.0))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.to_calendar_date();
        write!(f, "{year:04}-{:02}-{day:02}", u8::from(month))
    }
}

/// A text that is no day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotADay(pub String);

impl fmt::Display for NotADay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a day: {:?}", self.0)
    }
}

impl std::error::Error for NotADay {}

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        Self::read(text).filter(|day| day.to_string() == text).ok_or_else(|| NotADay(text.to_owned()))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
