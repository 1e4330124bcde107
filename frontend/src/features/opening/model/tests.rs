use super::*;
use shared::api::opening::{BidLine, HolderState, Interruption, InterruptionKind, Window};
use shared::envelope::{Envelope, Policy};
use shared::id::{LotKey, OrgId};
use shared::journal::Hash;
use shared::lifecycle::Failure;

fn hall(stage: StageName) -> Hall {
    let bid = |n: u8, outcome| BidLine {
        bidder: OrgId::new(format!("B{n}")).unwrap(),
        name: format!("{n}"),
        received_ms: 0,
        head: Hash::of(&[n]),
        half_ms: None,
        outcome,
    };
    let holder = |x, released_ms| HolderState { x, name: "h".into(), released_ms, destroyed_ms: None };
    Hall {
        lot: LotKey::new("T", "1").unwrap(),
        tender_title: String::new(),
        title: String::new(),
        place: String::new(),
        stage,
        failure: None,
        deadline_ms: 0,
        envelope: Envelope::Single,
        two_envelopes: false,
        policy: Policy::Quorum,
        window: None,
        suspended: None,
        interruptions: Vec::new(),
        recovery_until_ms: None,
        sealed: Vec::new(),
        list: Hash::of(b""),
        closed_ms: 0,
        list_signatures: Vec::new(),
        m: 2,
        holders: vec![holder(1, Some(1)), holder(2, None), holder(3, None)],
        bids: vec![
            bid(1, Outcome::Opened { at_ms: 5, files: 1, pages: 2 }),
            bid(2, Outcome::Waiting),
            bid(3, Outcome::BidderFault { at_ms: 6, reason: "r".into() }),
        ],
        prices: Prices::Sealed {},
        objections: Vec::new(),
        record: RecordState::NotYet {},
    }
}

#[test]
fn the_steps_follow_the_stage() {
    let step_at = |stage| step(&hall(stage));
    assert_eq!(
        [StageName::Closed, StageName::Opening, StageName::Opened, StageName::Announced, StageName::Recorded]
            .map(step_at),
        [0, 1, 2, 3, 4]
    );
    let failed = Hall { failure: Some(Failure::FewerThanThreeSubmitted), ..hall(StageName::Failed) };
    assert_eq!(step(&failed), 0);
}

#[test]
fn what_is_next_follows_the_releases() {
    let mut hall = hall(StageName::Opening);
    assert_eq!(next(&hall), opening::WAITS_HOLDERS);
    hall.window = Some(Window { opened_ms: 1, ends_ms: 9, closed_ms: None });
    assert_eq!(next(&hall), opening::WAITS_BIDDERS);
    hall.window = Some(Window { opened_ms: 1, ends_ms: 9, closed_ms: Some(9) });
    assert_eq!(next(&hall), opening::WAITS_HOLDERS);
    let why = Interruption { kind: InterruptionKind::Suspended, reason: "停电".into(), until_ms: None, at_ms: 3 };
    assert_eq!(next(&Hall { suspended: Some(why), ..hall.clone() }), opening::SUSPENDED);
    hall.holders[1].released_ms = Some(2);
    assert_eq!(next(&hall), opening::DECRYPTING);
    assert_eq!((opened(&hall), released(&hall)), ((1, 3), 2));
    assert_eq!((reason(&hall.bids[2].outcome), at_ms(&hall.bids[2].outcome)), (Some("r"), Some(6)));
}
