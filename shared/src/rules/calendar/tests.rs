//! Working days, periods and the dates of a tender.

use proptest::prelude::*;

use super::*;

/// 00:30 on that day in Beijing, which is still the day before in UTC.
fn at(day: Date) -> i64 {
    beijing_midnight_ms(day) + 30 * 60_000
}

#[test]
fn days_are_counted_in_beijing() {
    assert_eq!(beijing_date(0), Some(date!(1970 - 01 - 01)));
    assert_eq!(beijing_date(16 * 3_600_000 - 1), Some(date!(1970 - 01 - 01)));
    assert_eq!(beijing_date(16 * 3_600_000), Some(date!(1970 - 01 - 02)));
    assert_eq!(beijing_date(-8 * 3_600_000 - 1), Some(date!(1969 - 12 - 31)));
    assert_eq!(beijing_midnight_ms(date!(1970 - 01 - 01)), -8 * 3_600_000);
    assert_eq!(beijing_midnight_ms(date!(2026 - 11 - 22)), 1_795_276_800_000);
    assert_eq!(beijing_date(i64::MAX), None);
    assert_eq!(beijing_date(i64::MIN), None);
}

#[test]
fn the_holidays_of_2026_are_off() {
    let calendar = Calendar::default();
    for (day, works) in [
        (date!(2026 - 01 - 01), false),
        (date!(2026 - 01 - 04), true),
        (date!(2026 - 02 - 14), true),
        (date!(2026 - 02 - 16), false),
        (date!(2026 - 02 - 23), false),
        (date!(2026 - 02 - 24), true),
        (date!(2026 - 02 - 28), true),
        (date!(2026 - 05 - 09), true),
        (date!(2026 - 06 - 19), false),
        (date!(2026 - 09 - 20), true),
        (date!(2026 - 09 - 25), false),
        (date!(2026 - 10 - 07), false),
        (date!(2026 - 10 - 10), true),
        (date!(2026 - 10 - 11), false),
        (date!(2026 - 11 - 23), true),
    ] {
        assert_eq!(calendar.is_working_day(day), works, "{day}");
    }
    assert_eq!(calendar.holidays.len(), 33);
    assert!(calendar.knows_year(2026) && !calendar.knows_year(2027));
}

#[test]
fn the_first_day_is_not_counted_and_the_last_rolls() {
    let calendar = Calendar::default();
    // Issued on 10 September: the 20th day is 30 September, a Wednesday.
    assert_eq!(calendar.period_end(date!(2026 - 09 - 10), 20), Some(date!(2026 - 09 - 30)));
    // One day later the 20th day is 1 October: the holiday rolls to the 8th.
    assert_eq!(calendar.period_end(date!(2026 - 09 - 11), 20), Some(date!(2026 - 10 - 08)));
    // A plain Saturday rolls to Monday.
    assert_eq!(calendar.period_end(date!(2026 - 11 - 01), 20), Some(date!(2026 - 11 - 23)));
    // Five working days after Monday 28 September reach over the holiday.
    assert_eq!(calendar.working_day_after(date!(2026 - 09 - 28), 5), Some(date!(2026 - 10 - 10)));
    assert_eq!(calendar.working_day_after(date!(2026 - 09 - 28), 0), Some(date!(2026 - 09 - 28)));
    assert_eq!(calendar.working_days(date!(2026 - 09 - 28), date!(2026 - 10 - 10)), 5);
    assert_eq!(calendar.working_days(date!(2026 - 10 - 10), date!(2026 - 09 - 28)), 0);
    assert_eq!(calendar.period_end(Date::MAX, 1), None);
    assert_eq!(calendar.working_day_after(Date::MAX, 1), None);
}

fn checked(issue: Date, documents: Date, deadline: Date) -> Vec<(DateCode, Severity, Option<String>)> {
    let dates = TenderDates { issue_ms: at(issue), documents_until_ms: at(documents), deadline_ms: at(deadline) };
    let findings = check_dates(&Calendar::default(), Regime::Goods, &dates);
    assert!(findings.iter().all(|finding| !finding.article.is_empty()));
    findings.into_iter().map(|finding| (finding.code, finding.severity, finding.earliest)).collect()
}

#[test]
fn the_deadline_is_at_least_twenty_days_off() {
    let (issue, documents) = (date!(2026 - 11 - 02), date!(2026 - 11 - 09));
    let earliest = Some("2026-11-23".to_owned());
    assert_eq!(
        checked(issue, documents, date!(2026 - 11 - 21)),
        [(DateCode::DeadlineTooEarly, Severity::Error, earliest.clone())]
    );
    assert_eq!(
        checked(issue, documents, date!(2026 - 11 - 22)),
        [(DateCode::DeadlineAtMinimum, Severity::Warning, earliest)]
    );
    assert_eq!(checked(issue, documents, date!(2026 - 11 - 23)), []);
    assert_eq!(
        checked(issue, documents, date!(2026 - 11 - 28)),
        [(DateCode::DeadlineNotWorkingDay, Severity::Warning, Some("2026-11-30".to_owned()))]
    );
}

#[test]
fn the_documents_are_available_for_five_working_days() {
    let (issue, deadline) = (date!(2026 - 11 - 02), date!(2026 - 11 - 30));
    assert_eq!(checked(issue, date!(2026 - 11 - 09), deadline), []);
    assert_eq!(
        checked(issue, date!(2026 - 11 - 08), deadline),
        [(DateCode::DocumentsTooShort, Severity::Error, Some("2026-11-09".to_owned()))]
    );
    assert_eq!(
        checked(issue, date!(2026 - 12 - 01), deadline),
        [(DateCode::DocumentsAfterDeadline, Severity::Warning, None)]
    );
}

#[test]
fn a_year_without_holidays_is_told() {
    let found = checked(date!(2026 - 12 - 01), date!(2026 - 12 - 08), date!(2027 - 01 - 04));
    assert_eq!(found, [(DateCode::YearWithoutHolidays, Severity::Warning, None)]);
}

#[test]
fn absurd_moments_are_findings() {
    let dates = TenderDates { issue_ms: i64::MIN, documents_until_ms: 0, deadline_ms: i64::MAX };
    let codes: Vec<DateCode> =
        check_dates(&Calendar::default(), Regime::Works, &dates).into_iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [DateCode::UnusableDate, DateCode::UnusableDate]);
}

#[test]
fn a_clarification_moves_the_deadline_when_it_must() {
    let after = |old, notice| deadline_after_clarification(Regime::Goods, old, notice);
    let (old, moved) = (date!(2026 - 11 - 25), date!(2026 - 11 - 26));
    assert_eq!(after(old, date!(2026 - 11 - 10)), Some(old));
    assert_eq!(after(old, date!(2026 - 11 - 11)), Some(moved));
    assert_eq!(after(old, Date::MAX), None);
}

#[test]
fn a_calendar_is_data() {
    let text = r#"{"holidays":["2027-01-01"],"extra_workdays":["2027-01-02"]}"#;
    let calendar: Calendar = serde_json::from_str(text).unwrap();
    assert!(!calendar.is_working_day(date!(2027 - 01 - 01)) && calendar.is_working_day(date!(2027 - 01 - 02)));
    assert_eq!(serde_json::to_string(&calendar).unwrap(), text);
    for day in ["2027-1-01", "2027-02-30", "20270101", "2027-13-01", "+027-01-01", "2027-01-0１", ""] {
        let text = text.replace("2027-01-01", day);
        assert!(serde_json::from_str::<Calendar>(&text).is_err(), "{day}");
    }
}

proptest! {
    #[test]
    fn days_and_moments_agree(day in -100_000_i64..100_000, ms in 0_i64..86_400_000) {
        let begin = date!(1970 - 01 - 01) + Duration::days(day);
        prop_assert_eq!(beijing_date(beijing_midnight_ms(begin) + ms), Some(begin));
    }

    #[test]
    fn the_nth_working_day_is_n_working_days_away(start in 0_i64..700, count in 1_u16..60) {
        let calendar = Calendar::default();
        let start = date!(2025 - 06 - 01) + Duration::days(start);
        let end = calendar.working_day_after(start, count).unwrap();
        prop_assert!(calendar.is_working_day(end));
        prop_assert_eq!(calendar.working_days(start, end), usize::from(count));
    }

    #[test]
    fn no_moment_panics(issue in any::<i64>(), documents in any::<i64>(), deadline in any::<i64>()) {
        let dates = TenderDates { issue_ms: issue, documents_until_ms: documents, deadline_ms: deadline };
        let _ = check_dates(&Calendar::default(), Regime::Goods, &dates);
    }
}
