//! Beijing time (UTC+8, no summer time) for people: the proleptic Gregorian calendar, as in RFC 3339.

const ZONE_MS: i64 = 8 * 3_600_000;
const DAY_MS: i64 = 86_400_000;

/// Year, month, day of a day number since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms").
fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
}

fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let yoe = year.rem_euclid(400);
    let doy = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

/// `2026-11-22` in Beijing.
#[must_use]
pub fn date(ms: i64) -> String {
    let (year, month, day) = civil((ms + ZONE_MS).div_euclid(DAY_MS));
    format!("{year:04}-{month:02}-{day:02}")
}

/// `14:05:32` in Beijing.
#[must_use]
pub fn time(ms: i64) -> String {
    let second = (ms + ZONE_MS).rem_euclid(DAY_MS) / 1000;
    format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
}

/// `2026-11-22 14:05:32` in Beijing.
#[must_use]
pub fn date_time(ms: i64) -> String {
    format!("{} {}", date(ms), time(ms))
}

/// `2026-11-22T14:05`, the value of an `<input type="datetime-local">`, in Beijing.
#[must_use]
pub fn date_time_to_minutes(ms: i64) -> String {
    let time = time(ms);
    format!("{}T{}", date(ms), time.rsplit_once(':').map_or(time.as_str(), |(minutes, _)| minutes))
}

/// Reads `2026-11-22T14:05` or `2026-11-22T14:05:32` as Beijing time; `None` when it is no time.
#[must_use]
pub fn parse_date_time(text: &str) -> Option<i64> {
    let (date, time) = text.trim().split_once(['T', ' '])?;
    let numbers =
        |text: &str, by: char| text.split(by).map(|part| part.parse::<i64>().ok()).collect::<Option<Vec<_>>>();
    let (date, time) = (numbers(date, '-')?, numbers(time, ':')?);
    let &[year, month, day] = date.as_slice() else { return None };
    let (hour, minute, second) = match *time.as_slice() {
        [hour, minute] => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    let in_range = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    let in_range = in_range && (1..=12).contains(&month) && (1..=31).contains(&day) && (0..=9999).contains(&year);
    if !in_range {
        return None;
    }
    let number = days(year, month, day);
    (civil(number) == (year, month, day))
        .then(|| number * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 - ZONE_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments() {
        assert_eq!(date_time(0), "1970-01-01 08:00:00");
        assert_eq!(date_time(1_790_000_000_000), "2026-09-21 22:13:20");
        assert_eq!(date_time(951_753_600_000 - ZONE_MS), "2000-02-28 16:00:00");
        assert_eq!(date_time_to_minutes(1_790_000_000_000), "2026-09-21T22:13");
        assert_eq!(date(-1), "1970-01-01");
    }

    #[test]
    fn reading_undoes_writing_on_every_day_of_four_centuries() {
        for day in (-146_097..146_097).step_by(13) {
            let ms = day * DAY_MS + 12_345_000;
            assert_eq!(parse_date_time(&date_time(ms)), Some(ms));
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in
            ["", "2026-02-29T10:00", "2026-13-01T10:00", "2026-01-01T24:00", "2026-01-01", "T10:00", "2026-01-01T10"]
        {
            assert_eq!(parse_date_time(text), None, "{text}");
        }
    }
}
