//! Times as people and protocols write them.

/// A moment in civil terms, of the proleptic Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Civil {
    year: i64,
    /// 1 to 12.
    month: i64,
    /// 1 to 31.
    day: i64,
    /// Days since 1970-01-01.
    days: i64,
    /// Seconds since midnight.
    second: i64,
}

/// Howard Hinnant's civil_from_days: eras of 400 years that begin in March.
fn civil(seconds: i64) -> Civil {
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = days + 719_468;
    let (era, doe) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    Civil { year, month, day: doy - (153 * mp + 2) / 5 + 1, days, second }
}

/// Beijing time, to the second: `2026-09-21 22:13:20`. China has one legal time, eight hours before UTC.
#[must_use]
pub fn beijing(ms: i64) -> String {
    let at = civil(ms.div_euclid(1000) + 8 * 3600);
    let (hour, minute, second) = (at.second / 3600, at.second / 60 % 60, at.second % 60);
    format!("{:04}-{:02}-{:02} {hour:02}:{minute:02}:{second:02}", at.year, at.month, at.day)
}

/// An HTTP date (RFC 9110, 5.6.7).
#[must_use]
pub fn http_date(ms: i64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let at = civil(ms.div_euclid(1000));
    let name = |names: &[&'static str], at: i64| usize::try_from(at).ok().and_then(|at| names.get(at).copied());
    format!(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
        name(&DAYS, at.days.rem_euclid(7)).unwrap_or_default(),
        at.day,
        name(&MONTHS, at.month - 1).unwrap_or_default(),
        at.year,
        at.second / 3600,
        at.second / 60 % 60,
        at.second % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_rfc_9110() {
        assert_eq!(http_date(784_111_777_000), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(http_date(951_782_400_000), "Tue, 29 Feb 2000 00:00:00 GMT");
        assert_eq!(http_date(1_790_000_000_000), "Mon, 21 Sep 2026 14:13:20 GMT");
    }

    #[test]
    fn beijing_is_eight_hours_before() {
        assert_eq!(beijing(1_790_000_000_123), "2026-09-21 22:13:20");
        assert_eq!(beijing(1_767_196_799_999), "2025-12-31 23:59:59");
    }
}
