use super::*;
use time::macros::date;

fn noon(day: Date) -> i64 {
    beijing_midnight_ms(day) + 12 * 3_600_000
}

fn day(clocks: &[Clock], kind: ClockKind) -> &str {
    clocks.iter().find(|clock| clock.kind == kind).map_or("", |clock| clock.day.as_str())
}

#[test]
fn every_step_has_its_last_day_by_the_calendar() {
    // Friday before the National Day holiday of 2026; the 10th of October is worked on.
    let at = Milestones {
        reported_ms: Some(noon(date!(2026 - 09 - 28))),
        confirmed_ms: Some(noon(date!(2026 - 09 - 29))),
        published_ms: Some(noon(date!(2026 - 09 - 30))),
        contract_ms: Some(noon(date!(2026 - 10 - 12))),
        ..Milestones::default()
    };
    let clocks = clocks(&Calendar::default(), &at);
    assert_eq!(day(&clocks, ClockKind::Confirm), "2026-10-10");
    assert_eq!(day(&clocks, ClockKind::Announce), "2026-10-08");
    assert_eq!(day(&clocks, ClockKind::AnnouncementPeriod), "2026-10-08");
    assert_eq!(day(&clocks, ClockKind::Challenge), "2026-10-16");
    assert_eq!(day(&clocks, ClockKind::BondsOfOthers), "2026-10-13");
    assert_eq!(day(&clocks, ClockKind::Contract), "2026-10-30");
    assert_eq!(day(&clocks, ClockKind::ContractNotice), "2026-10-14");
    assert_eq!(day(&clocks, ClockKind::BondOfWinner), "2026-10-19");
    let challenge = clocks.iter().find(|clock| clock.kind == ClockKind::Challenge).unwrap();
    assert_eq!(Some(challenge.end_ms), challenge_end_ms(&Calendar::default(), noon(date!(2026 - 09 - 30))));
    assert_eq!(challenge.end_ms, beijing_midnight_ms(date!(2026 - 10 - 17)));
}

#[test]
fn a_clock_begins_with_its_step_alone() {
    assert!(clocks(&Calendar::default(), &Milestones::default()).is_empty());
    let at = Milestones { reported_ms: Some(noon(date!(2026 - 11 - 02))), ..Milestones::default() };
    let kinds: Vec<_> = clocks(&Calendar::default(), &at).into_iter().map(|clock| clock.kind).collect();
    assert_eq!(kinds, [ClockKind::Confirm]);
}
