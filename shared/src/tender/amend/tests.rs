use super::*;
use crate::envelope::Envelope;
use crate::journal::Hash;
use crate::rules::calendar::beijing_midnight_ms;
use time::macros::date;

const HOUR_MS: i64 = 3_600_000;

/// A notice whose deadline is nine o'clock on that day.
fn notice(deadline: time::Date) -> Notice {
    let text = json!({
        "v": 1, "tender": "T-1", "lot": "1", "version": 1, "previous": null, "title": "设备", "purchaser": "学校",
        "regime": "goods", "method": "comprehensive", "deadline_ms": beijing_midnight_ms(deadline) + 9 * HOUR_MS,
        "opening": { "at_ms": beijing_midnight_ms(deadline) + 9 * HOUR_MS, "place": "一室" },
        "envelopes": [{ "envelope": "single", "policy": 1, "m": 2, "n": 3, "sheet": Hash([1; 32]) }],
        "criteria": [], "price": {}, "form": [], "documents": [{ "name": "b.pdf", "size": 1, "sha256": Hash([2; 32]) }],
        "earlier_bids": "stand", "budget": 100
    });
    serde_json::from_value(text).unwrap()
}

fn draft<'a>(before: &'a Notice, documents: &'a [NoticeDocument]) -> AmendmentDraft<'a> {
    AmendmentDraft {
        before,
        kind: AmendmentKind::Clarification,
        text: "第三页的型号以附件为准。",
        affects: true,
        deadline_ms: None,
        earlier_bids: EarlierBids::Stand,
        documents,
        now_ms: beijing_midnight_ms(date!(2026 - 11 - 02)) + 10 * HOUR_MS,
    }
}

fn at(day: time::Date) -> Option<i64> {
    Some(beijing_midnight_ms(day) + 9 * HOUR_MS)
}

fn codes(draft: &AmendmentDraft<'_>) -> Vec<(&'static str, Severity)> {
    draft.check(&Calendar::default()).iter().map(|finding| (finding.code.as_str(), finding.severity)).collect()
}

#[test]
fn fifteen_days_are_left_after_what_may_affect_the_bids() {
    use Severity::{Error, Warning};
    let far = notice(date!(2026 - 11 - 24));
    assert_eq!(codes(&draft(&far, &[])), [], "three weeks are left: the old deadline stands");
    let near = notice(date!(2026 - 11 - 16));
    let late = draft(&near, &[]);
    assert_eq!(codes(&late), [("amendment-late", Error)]);
    let found = late.check(&Calendar::default());
    assert_eq!(found[0].earliest.as_deref(), Some("2026-11-18"), "a day more than fifteen, and no day off");
    assert_eq!(amendment_refusal(&found).unwrap().code, Code::AmendmentLate);
    let day = |deadline_ms| AmendmentDraft { deadline_ms, ..late };
    assert_eq!(codes(&day(at(date!(2026 - 11 - 16)))), [("amendment-late", Error)]);
    assert_eq!(codes(&day(at(date!(2026 - 11 - 17)))), [("amendment-at-minimum", Warning)]);
    assert_eq!(codes(&day(at(date!(2026 - 11 - 18)))), []);
    assert_eq!(codes(&day(at(date!(2026 - 11 - 21)))), [("amended-day-off", Warning)], "a Saturday");
    assert_eq!(codes(&AmendmentDraft { affects: false, ..late }), [], "what affects no bid may come later");
}

#[test]
fn a_deadline_never_comes_earlier_and_an_extension_extends() {
    let before = notice(date!(2026 - 11 - 24));
    let plain = AmendmentDraft { affects: false, ..draft(&before, &[]) };
    let earlier = AmendmentDraft { deadline_ms: at(date!(2026 - 11 - 23)), ..plain };
    assert_eq!(codes(&earlier)[0].0, "deadline-earlier");
    for kind in [AmendmentKind::Deadline, AmendmentKind::Supply] {
        assert_eq!(codes(&AmendmentDraft { kind, ..plain })[0].0, "deadline-unchanged");
        let later = AmendmentDraft { kind, deadline_ms: at(date!(2026 - 11 - 26)), ..plain };
        assert_eq!(codes(&later), []);
    }
}

#[test]
fn what_does_not_go_together_is_said() {
    let before = notice(date!(2026 - 11 - 24));
    let more = [NoticeDocument { name: "a.pdf".into(), size: 2, sha256: Hash([3; 32]) }];
    let plain = AmendmentDraft { affects: false, ..draft(&before, &more) };
    assert_eq!(codes(&plain), [("documents-without-effect", Severity::Warning)]);
    let reseal = AmendmentDraft { earlier_bids: EarlierBids::Reseal, documents: &[], ..plain };
    assert_eq!(codes(&reseal), [("reseal-without-effect", Severity::Error)]);
    let ended = AmendmentDraft { kind: AmendmentKind::Termination, ..plain };
    assert_eq!(codes(&ended), [("termination-changes", Severity::Error)]);
    assert_eq!(codes(&AmendmentDraft { text: " ", ..draft(&before, &[]) }), [("amendment-text", Severity::Error)]);
    let long = "字".repeat(AMENDMENT_CHARS_MAX + 1);
    assert_eq!(codes(&AmendmentDraft { text: &long, ..draft(&before, &[]) }).len(), 1);
}

#[test]
fn the_next_version_follows_and_changes_nothing_else() {
    let before = notice(date!(2026 - 11 - 24));
    let more = [NoticeDocument { name: "a.pdf".into(), size: 2, sha256: Hash([3; 32]) }];
    let moved = at(date!(2026 - 11 - 26));
    let draft = AmendmentDraft { deadline_ms: moved, earlier_bids: EarlierBids::Reseal, ..draft(&before, &more) };
    let next = draft.next().unwrap();
    next.check_follows(&before).unwrap();
    assert_eq!(Notice::parse(&next.to_bytes().unwrap()).unwrap(), next, "it has a canonical form");
    assert_eq!((next.version, next.deadline_ms), (2, u64::try_from(moved.unwrap()).unwrap()));
    assert_eq!(next.opening["at_ms"], next.deadline_ms);
    let names: Vec<&str> = next.documents.iter().map(|document| document.name.as_str()).collect();
    assert_eq!(names, ["a.pdf", "b.pdf"]);
    assert_eq!(added_documents(&before, &next), [&more[0]]);
    assert_eq!(Amendment::of(&next).unwrap().text, draft.text);
    assert_eq!((Amendment::of(&before), next.earlier_bids), (None, EarlierBids::Reseal));
    // What an amendment may not touch is what it was.
    let restored = Notice {
        version: before.version,
        previous: None,
        deadline_ms: before.deadline_ms,
        opening: before.opening.clone(),
        documents: before.documents.clone(),
        earlier_bids: before.earlier_bids,
        more: before.more.clone(),
        ..next.clone()
    };
    assert_eq!(restored, before);
    assert_eq!(next.envelope(Envelope::Single), before.envelope(Envelope::Single));
    let ended = AmendmentDraft { kind: AmendmentKind::Termination, documents: &[], deadline_ms: None, ..draft };
    let ended = ended.next().unwrap();
    assert_eq!((ended.deadline_ms, ended.earlier_bids), (before.deadline_ms, EarlierBids::Reseal));
}
