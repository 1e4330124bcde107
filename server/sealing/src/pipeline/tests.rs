use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

#[test]
fn every_result_comes_once_and_in_order() {
    for threads in [0, 1, 2, 7] {
        let mut seen = Vec::new();
        let work = |job: u32, buffer: &mut Vec<u8>| {
            buffer.clear();
            buffer.extend_from_slice(&job.to_be_bytes());
            Ok::<u32, ()>(job * 2)
        };
        run(threads, 500, work, |job, twice, buffer| {
            assert_eq!((job * 2, &buffer[..]), (twice, &job.to_be_bytes()[..]));
            seen.push(job);
            Ok(())
        })
        .unwrap();
        assert_eq!(seen, (0..500).collect::<Vec<_>>());
    }
}

#[test]
fn no_jobs_is_no_work() {
    run(2, 0, |_, _| Err::<(), _>("worked"), |_, (), _| Err("delivered")).unwrap();
}

#[test]
fn nobody_runs_ahead_of_the_window() {
    let (begun, due) = (AtomicU32::new(0), AtomicU32::new(0));
    let work = |_, _: &mut Vec<u8>| {
        let ahead = begun.fetch_add(1, Ordering::SeqCst) + 1 - due.load(Ordering::SeqCst);
        // The window, and the delivery that may be counted late here.
        assert!(ahead <= 2 * 3 + 1, "{ahead} segments in memory");
        Ok::<(), ()>(())
    };
    run(2, 300, work, |_, (), _| {
        due.fetch_add(1, Ordering::SeqCst);
        Ok(())
    })
    .unwrap();
}

#[test]
fn the_first_error_in_order_ends_it() {
    let work = |job, _: &mut Vec<u8>| if job >= 10 { Err(job) } else { Ok(()) };
    let mut delivered = 0;
    let ended = run(4, 1_000_000, work, |_, (), _| {
        delivered += 1;
        Ok(())
    });
    assert_eq!((ended, delivered), (Err(10), 10));

    let ended = run(4, 1_000_000, |_, _| Ok(()), |job, (), _| if job == 5 { Err("full") } else { Ok(()) });
    assert_eq!(ended, Err("full"));
}
