//! Working days and legal periods (法定期限), in Beijing time.
//!
//! Days are counted as Order 87 art. 85 counts them: the first day is not counted, and a period whose last day is a
//! holiday ends on the next day that is none. Which days are holidays is data that an administrator keeps up to date:
//! the State Council announces them year by year.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::macros::date;
use time::{Date, Duration, OffsetDateTime, UtcOffset, Weekday};

use super::case::Regime;
use super::catalogue::{self, Law, Topic};
use super::codes::{DateCode, Severity};

/// Which days are worked on, besides the plain weekends. The days are written `2026-10-01` in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Holidays (放假), weekend or not.
    #[serde(serialize_with = "write_days", deserialize_with = "read_days")]
    pub holidays: BTreeSet<Date>,
    /// Weekend days that are worked on instead (调休上班).
    #[serde(serialize_with = "write_days", deserialize_with = "read_days")]
    pub extra_workdays: BTreeSet<Date>,
}

/// The holidays of 2026 in mainland China (国办发明电〔2025〕7号), first and last day.
const HOLIDAYS_2026: [(Date, Date); 7] = [
    (date!(2026 - 01 - 01), date!(2026 - 01 - 03)),
    (date!(2026 - 02 - 15), date!(2026 - 02 - 23)),
    (date!(2026 - 04 - 04), date!(2026 - 04 - 06)),
    (date!(2026 - 05 - 01), date!(2026 - 05 - 05)),
    (date!(2026 - 06 - 19), date!(2026 - 06 - 21)),
    (date!(2026 - 09 - 25), date!(2026 - 09 - 27)),
    (date!(2026 - 10 - 01), date!(2026 - 10 - 07)),
];

/// The weekend days of 2026 that are worked on, by the same notice.
const EXTRA_WORKDAYS_2026: [Date; 6] = [
    date!(2026 - 01 - 04),
    date!(2026 - 02 - 14),
    date!(2026 - 02 - 28),
    date!(2026 - 05 - 09),
    date!(2026 - 09 - 20),
    date!(2026 - 10 - 10),
];

/// Beijing is eight hours ahead of UTC, without daylight saving.
const BEIJING_HOURS: i8 = 8;
/// The longest period that is counted, in days; no legal period comes near it.
const PERIOD_LIMIT_DAYS: u16 = 3660;

/// Mainland China's days of 2026, which an administrator replaces by each year's own.
impl Default for Calendar {
    fn default() -> Self {
        let days = |(first, last): (Date, Date)| {
            std::iter::successors(Some(first), |day| day.next_day()).take_while(move |day| *day <= last)
        };
        Self {
            holidays: HOLIDAYS_2026.into_iter().flat_map(days).collect(),
            extra_workdays: EXTRA_WORKDAYS_2026.into_iter().collect(),
        }
    }
}

/// The day in Beijing at a moment in milliseconds since 1970 (UTC); `None` beyond the years -9999 to 9999.
#[must_use]
pub fn beijing_date(at_ms: i64) -> Option<Date> {
    let offset = UtcOffset::from_hms(BEIJING_HOURS, 0, 0).ok()?;
    let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(at_ms) * 1_000_000).ok()?;
    at.checked_to_offset(offset).map(OffsetDateTime::date)
}

/// The law of a notice that went out at a moment in milliseconds since 1970 (UTC): that of its day in Beijing, or the
/// newest when that cannot be told.
#[must_use]
pub fn law_at(at_ms: i64) -> Law {
    beijing_date(at_ms).map_or(Law::NEWEST, Law::on)
}

/// The moment at which a day begins in Beijing, in milliseconds since 1970 (UTC).
#[must_use]
pub fn beijing_midnight_ms(day: Date) -> i64 {
    let days = i64::from(day.to_julian_day()) - i64::from(date!(1970 - 01 - 01).to_julian_day());
    (days * 24 - i64::from(BEIJING_HOURS)) * 3_600_000
}

impl Calendar {
    /// Whether a day is worked on: no holiday, and no weekend unless it is worked on instead of another day.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        !self.holidays.contains(&day) && (!weekend || self.extra_workdays.contains(&day))
    }

    /// The day itself when it is worked on, else the next that is (顺延). Plain weekends roll as well: the text names
    /// holidays only, this is the safer reading. `None` at the end of the calendar.
    #[must_use]
    pub fn roll_forward(&self, day: Date) -> Option<Date> {
        std::iter::successors(Some(day), |day| day.next_day())
            .take(usize::from(PERIOD_LIMIT_DAYS))
            .find(|day| self.is_working_day(*day))
    }

    /// The last day of a period of `days` days that begins on `start`, which is not counted, rolled forward.
    #[must_use]
    pub fn period_end(&self, start: Date, days: u16) -> Option<Date> {
        self.roll_forward(start.checked_add(Duration::days(i64::from(days)))?)
    }

    /// The `count`-th working day after `start`, which is not counted; `start` itself for 0.
    #[must_use]
    pub fn working_day_after(&self, start: Date, count: u16) -> Option<Date> {
        if count == 0 {
            return Some(start);
        }
        std::iter::successors(start.next_day(), |day| day.next_day())
            .take(usize::from(PERIOD_LIMIT_DAYS))
            .filter(|day| self.is_working_day(*day))
            .nth(usize::from(count) - 1)
    }

    /// How many working days lie after `start` up to and including `end`; counted up to ten years.
    #[must_use]
    pub fn working_days(&self, start: Date, end: Date) -> usize {
        std::iter::successors(start.next_day(), |day| day.next_day())
            .take_while(|day| *day <= end)
            .take(usize::from(PERIOD_LIMIT_DAYS))
            .filter(|day| self.is_working_day(*day))
            .count()
    }

    /// Whether any holiday of the year is known.
    #[must_use]
    pub fn knows_year(&self, year: i32) -> bool {
        self.holidays.iter().any(|day| day.year() == year)
    }
}

/// The dates of a tender that the law restricts, in milliseconds since 1970 (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TenderDates {
    /// When the documents are first issued (招标文件开始发出).
    pub issue_ms: i64,
    /// Until when the documents are available (招标文件提供期限).
    pub documents_until_ms: i64,
    /// Until when bids are received (投标截止).
    pub deadline_ms: i64,
}

/// What is wrong with a tender's dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateFinding {
    /// What it is.
    pub code: DateCode,
    /// The field: `issue_ms`, `documents_until_ms` or `deadline_ms`.
    pub field: String,
    /// The article.
    pub article: String,
    /// Whether the notice can be published with it.
    pub severity: Severity,
    /// The earliest day that is free of it, as `2026-10-01`, where one can be named.
    pub earliest: Option<String>,
}

impl DateFinding {
    fn new(code: DateCode, field: &str, rule: (Topic, Regime, Law), severity: Severity) -> Self {
        let article = rule.2.article(rule.0, rule.1).to_owned();
        Self { code, field: field.to_owned(), article, severity, earliest: None }
    }

    fn with_earliest(mut self, earliest: Option<Date>) -> Self {
        self.earliest = earliest.map(day_text);
        self
    }
}

/// Checks a tender's dates: the deadline at least twenty days after the issue (an error below, a warning when exactly),
/// the documents available for five working days (公告期限 likewise), neither on a day off.
#[must_use]
pub fn check_dates(calendar: &Calendar, regime: Regime, dates: &TenderDates) -> Vec<DateFinding> {
    let law = law_at(dates.issue_ms);
    let mut findings = Vec::new();
    let mut day = |at_ms, field| {
        let day = beijing_date(at_ms);
        if day.is_none() {
            let rule = (Topic::DayCounting, regime, law);
            findings.push(DateFinding::new(DateCode::UnusableDate, field, rule, Severity::Error));
        }
        day
    };
    let issue = day(dates.issue_ms, "issue_ms");
    let documents = day(dates.documents_until_ms, "documents_until_ms");
    let deadline = day(dates.deadline_ms, "deadline_ms");
    if let (Some(issue), Some(documents), Some(deadline)) = (issue, documents, deadline) {
        findings.extend(check_deadline(calendar, (regime, law), issue, deadline));
        findings.extend(check_documents(calendar, (regime, law), issue, documents));
        if dates.documents_until_ms > dates.deadline_ms {
            let rule = (Topic::DocumentsAvailable, regime, law);
            let code = DateCode::DocumentsAfterDeadline;
            findings.push(DateFinding::new(code, "documents_until_ms", rule, Severity::Warning));
        }
        if !calendar.knows_year(deadline.year()) {
            let rule = (Topic::DayCounting, regime, law);
            let code = DateCode::YearWithoutHolidays;
            findings.push(DateFinding::new(code, "deadline_ms", rule, Severity::Warning));
        }
    }
    findings
}

fn check_deadline(
    calendar: &Calendar,
    (regime, law): (Regime, Law),
    issue: Date,
    deadline: Date,
) -> Option<DateFinding> {
    let topic = Topic::IssueToDeadline;
    let days = i64::try_from(law.rule(topic, regime)?.low_count()).ok()?;
    let least = issue.checked_add(Duration::days(days))?;
    let safe = least.next_day().and_then(|day| calendar.roll_forward(day));
    let finding = |code, severity| DateFinding::new(code, "deadline_ms", (topic, regime, law), severity);
    if deadline < least {
        Some(finding(DateCode::DeadlineTooEarly, Severity::Error).with_earliest(safe))
    } else if deadline == least {
        Some(finding(DateCode::DeadlineAtMinimum, Severity::Warning).with_earliest(safe))
    } else if !calendar.is_working_day(deadline) {
        let rule = (Topic::DayCounting, regime, law);
        let finding = DateFinding::new(DateCode::DeadlineNotWorkingDay, "deadline_ms", rule, Severity::Warning);
        Some(finding.with_earliest(calendar.roll_forward(deadline)))
    } else {
        None
    }
}

fn check_documents(calendar: &Calendar, (regime, law): (Regime, Law), issue: Date, until: Date) -> Option<DateFinding> {
    let topic = Topic::DocumentsAvailable;
    let least = law.rule(topic, regime)?.low_count();
    if calendar.working_days(issue, until) >= least {
        return None;
    }
    let rule = (topic, regime, law);
    let finding = DateFinding::new(DateCode::DocumentsTooShort, "documents_until_ms", rule, Severity::Error);
    Some(finding.with_earliest(calendar.working_day_after(issue, u16::try_from(least).ok()?)))
}

/// The deadline after a clarification that may affect the bids (澄清或者修改): fifteen days after the notice, or the old one
/// when that is later. `None` when the date cannot be counted.
#[must_use]
pub fn deadline_after_clarification(regime: Regime, old: Date, notice: Date) -> Option<Date> {
    let days = catalogue::rule(Topic::Clarification, regime).map_or(0, |rule| rule.low_count());
    let least = notice.checked_add(Duration::days(i64::try_from(days).ok()?))?;
    Some(old.max(least))
}

/// A day as `2026-10-01`.
#[must_use]
pub fn day_text(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
}

fn read_day(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if (year.len(), month.len(), day.len()) != (4, 2, 2)
        || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
    {
        return None;
    }
    let month = time::Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}

fn write_days<S: Serializer>(days: &BTreeSet<Date>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(days.iter().map(|day| day_text(*day)))
}

fn read_days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<Date>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    let day = |text: &String| read_day(text).ok_or_else(|| de::Error::custom("not a day such as 2026-10-01"));
    texts.iter().map(day).collect()
}
