use super::*;
use crate::draw::tests::{candidates, context, key};

fn good() -> Context {
    context(&[2, 1], &candidates(&[(0, 1), (1, 2), (2, 3)]), Some("福彩3D, event 2026201, 21:15, three ASCII digits"))
}

#[test]
fn a_context_is_read_as_it_was_written() {
    let text = good().to_string();
    assert_eq!(Context::parse(text.as_bytes()), Ok(good()));
    assert_eq!(good().check(), Ok(()));
    assert_eq!(good().ctx(), Hash::of(text.as_bytes()));
    let mut second = good();
    second.attempt = 2;
    second.previous = Some(good().ctx());
    assert_eq!(Context::parse(second.to_string().as_bytes()), Ok(second));
    let mut tie = good();
    tie.purpose = Purpose::Tie;
    tie.pool = None;
    assert!(!tie.to_string().contains("unit-cap"));
    assert_eq!(tie.check(), Ok(()));
}

#[test]
fn every_departure_is_refused() {
    let text = good().to_string();
    let root = good().candidates.root.to_base64();
    for (from, to) in [
        ("context\n", "context \n"),
        ("draw/1/", "draw/2/"),
        ("00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000A"),
        ("tender T-1", "tender T 1"),
        ("tender T-1", "tender "),
        ("lot 1\n", ""),
        ("lot 1\n", "lot 1\nlot 1\n"),
        ("lot 1\n", "lot 1\nmore 1\n"),
        ("lot 1", "lot  1"),
        ("lot 1", "lot 标段"),
        ("purpose committee", "purpose tie"),
        ("purpose committee", "purpose other"),
        ("attempt 1", "attempt 01"),
        ("attempt 1", "attempt 0"),
        ("attempt 1", "attempt 2"),
        ("previous none", "previous None"),
        ("pool 3", "pool 03"),
        ("pool 3", "pool -3"),
        ("excluded 0", "excluded +0"),
        (" 1\ncandidates", "\ncandidates"),
        (&root, &root.replace('=', "")),
        ("group 0 2", "group 0 0"),
        ("group 0 2", "group 0 02"),
        ("group 0 2", "group 1 2"),
        ("group 0 2 A0201", "group 0 2 A0201 x"),
        ("group 1 1", "group 2 1"),
        ("unit-cap 1", "unit-cap 2"),
        ("unit-cap 1\n", ""),
        ("party centre", "party Centre"),
        ("party purchaser", "party centre"),
        ("beacon ", "beacon  "),
        ("digits\n", "digits"),
        ("digits\n", "digits\n\n"),
        ("digits\n", "digits\nbeacon none\n"),
        ("digits\n", "digits \n"),
        ("digits\n", "dig\tits\n"),
        ("\nlot", "\r\nlot"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from:?}");
        assert!(Context::parse(changed.as_bytes()).is_err(), "{from:?} -> {to:?}");
    }
    let mut one_key = good();
    one_key.parties[1].key = one_key.parties[0].key.clone();
    assert!(one_key.check().is_err(), "two parties with one key are one party");
    let mut alone = good();
    alone.parties.truncate(1);
    assert!(alone.check().is_err());
    let mut seventeen = good();
    seventeen.pool.as_mut().unwrap().groups = vec![Group { need: 1, code: "X".to_owned() }; 17];
    assert!(seventeen.check().is_err());
    let mut smuggled = good();
    smuggled.beacon = Some("dice\nbeacon none".to_owned());
    assert!(smuggled.check().is_err());
    let weak = Party::new("centre", &[0; 32]);
    assert!(weak.is_err(), "a key of low order signs anything");
}

#[test]
fn a_new_attempt_changes_what_it_must_and_nothing_else() {
    let first = good();
    let mut second = first.clone();
    second.attempt = 2;
    second.previous = Some(first.ctx());
    assert!(second.check_follows(&first, &["purchaser"]).is_err(), "the party must be replaced");
    second.parties[1] = Party::new("purchaser-2", key("purchaser-2").verifier().public()).unwrap();
    assert_eq!(second.check_follows(&first, &["purchaser"]), Ok(()));
    assert!(second.check_follows(&first, &["centre"]).is_err());
    assert!(second.check_follows(&first, &[]).is_err());
    for change in [
        |c: &mut Context| c.attempt = 3,
        |c: &mut Context| c.previous = Some(Hash([0; 32])),
        |c: &mut Context| c.candidates.count += 1,
        |c: &mut Context| c.beacon = None,
        |c: &mut Context| c.parties.truncate(2),
        |c: &mut Context| c.parties.swap(0, 2),
    ] {
        let mut other = second.clone();
        change(&mut other);
        assert!(other.check_follows(&first, &["purchaser"]).is_err());
    }
}
