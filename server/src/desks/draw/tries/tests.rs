//! When somebody is called again, and when no more.

use super::*;

fn tried(n: i64, until_ms: i64, outcome: TryOutcome) -> Try {
    let (draw, by) = (String::new(), String::new());
    Try { draw, pid: Hash([0; 32]), n, at_ms: 0, until_ms, by, token: None, outcome }
}

#[test]
fn each_try_has_its_time_and_after_the_last_it_is_given_up() {
    assert_eq!(due(&[], 0), Due::Try);
    let mut tries = Vec::new();
    for n in 1..=i64::from(CALL_TRIES) {
        let until = n * TRY_MS;
        tries.push(tried(n, until, TryOutcome::Open));
        assert_eq!(due(&tries, until - 1), Due::Nothing, "try {n} is still open");
        let then = if n == i64::from(CALL_TRIES) { Due::GiveUp } else { Due::Try };
        assert_eq!(due(&tries, until), then, "after try {n}");
    }
    assert_eq!(due(&[tried(1, 10, TryOutcome::Undelivered)], 10), Due::Try, "an undelivered call is tried again");
}
