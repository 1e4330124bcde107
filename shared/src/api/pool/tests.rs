//! Days as people write them, and how long a relation counts.

use super::*;

#[test]
fn a_day_is_read_as_people_write_it_and_nothing_else_is() {
    let day = Day::new(2026, 11, 2);
    for text in ["2026-11-02", "2026/11/2", "2026.11.2", "2026年11月2日", "20261102", " 2026-11-2 "] {
        assert_eq!(Day::read(text), day, "{text}");
    }
    for text in
        ["", "2026-13-01", "2026-02-29", "26-11-02", "2026-11", "11/2/2026", "去年", "2026-11-02-1", "2026-+1-02"]
    {
        assert_eq!(Day::read(text), None, "{text}");
    }
    assert_eq!(serde_json::from_str::<Day>("\"2026-11-02\"").ok(), day);
    assert!(serde_json::from_str::<Day>("\"2026-11-2\"").is_err(), "the wire has one form");
}

#[test]
fn a_spreadsheets_serial_number_is_its_day() {
    // As every spreadsheet program has them: 1900 was taken for a leap year.
    for (serial, day) in [(1, "1900-01-01"), (59, "1900-02-28"), (61, "1900-03-01"), (45_000, "2023-03-15")] {
        assert_eq!(Day::of_serial(serial).map(|day| day.to_string()).as_deref(), Some(day), "{serial}");
    }
    assert_eq!((Day::of_serial(0), Day::of_serial(60)), (None, None));
}

#[test]
fn employment_and_control_count_for_three_years_and_the_rest_while_it_lasts() {
    let day = |text: &str| text.parse::<Day>().unwrap();
    let today = day("2026-11-22");
    let org = OrgId::new("91330100MA2A00001A").unwrap();
    let counts = |kind, until: Option<&str>| {
        ExpertRelation { kind, org: org.clone(), from: None, until: until.map(day) }.counts_on(today)
    };
    for kind in RelationKind::ALL {
        assert!(counts(kind, None) && counts(kind, Some("2026-11-22")), "{kind:?} still holds");
        let long = matches!(kind, RelationKind::PastEmployer | RelationKind::Control);
        assert_eq!(counts(kind, Some("2026-11-21")), long, "{kind:?}");
        assert_eq!(counts(kind, Some("2023-11-22")), long, "{kind:?}");
        assert!(!counts(kind, Some("2023-11-21")), "{kind:?} ended more than three years ago");
    }
    assert_eq!(day("2024-02-29").years_before(3), day("2021-02-28"));
}
