use super::*;

/// Every subset of `k` of `n`, in rising order.
fn subsets(n: usize, k: usize) -> Vec<Vec<usize>> {
    (0..1u32 << n)
        .filter(|set| set.count_ones() as usize == k)
        .map(|set| (0..n).filter(|at| set >> at & 1 == 1).collect())
        .collect()
}

/// The mean of a χ² over all ways of a fair draw is its degrees of freedom, exactly: that is what the variances are for.
#[test]
fn each_chi2_has_its_degrees_of_freedom_as_mean() {
    for (n, k) in [(6, 2), (7, 3), (8, 5), (9, 4)] {
        let ways = subsets(n, k);
        for of in [seated, pairs] {
            let (mut sum, mut freedom) = (0.0, 0);
            for way in &ways {
                let mut tally = Tally::new(n);
                tally.add(way);
                let finding = of("", &tally, k);
                sum += finding.chi2;
                freedom = finding.freedom;
            }
            let mean = sum / ways.len() as f64;
            assert!((mean - freedom as f64).abs() < 1e-9, "{n} {k}: {mean} {freedom}");
        }
    }
    let mut whole = Tally::new(7);
    subsets(7, 3).iter().for_each(|way| whole.add(way));
    assert!(seated("", &whole, 3).chi2.abs() < 1e-9 && pairs("", &whole, 3).chi2.abs() < 1e-9, "all ways once: even");
    assert!(!pairs("", &whole, 3).holds(), "too even is outside of the bounds");
}

#[test]
fn the_bounds_are_those_of_the_tables() {
    // The quantiles at 0.05 % and 99.95 %, from the incomplete gamma function.
    for (freedom, low, high) in [(30, 10.80, 62.16), (39, 16.27, 74.73), (740, 619.92, 873.17)] {
        let (a, b) = Finding { what: "", chi2: 0.0, freedom }.bounds();
        assert!((a - low).abs() < 0.2 && (b - high).abs() < 0.2, "{freedom}: {a} {b}");
    }
}

#[test]
fn the_lots_favour_nobody() {
    for sample in Sample::ALL {
        let mut tally = Tally::count(sample, 0, 1_500).unwrap();
        tally.merge(&Tally::count(sample, 1_500, 1_500).unwrap());
        assert_eq!(tally, Tally::count(sample, 0, 3_000).unwrap(), "in parts as in one");
        assert_eq!(tally.seated.iter().sum::<u64>(), 3_000 * SEATS as u64);
        for finding in findings(sample, &tally) {
            assert!(finding.holds(), "{}: {finding:?} {:?}", sample.name(), finding.bounds());
        }
    }
}

#[test]
fn a_small_favour_is_found() {
    let tally = Tally::count(Sample::Alike, 0, 3_000).unwrap();
    let broken = |change: &dyn Fn(&mut Tally)| {
        let mut tally = tally.clone();
        change(&mut tally);
        findings(Sample::Alike, &tally).iter().filter(|finding| !finding.holds()).map(|f| f.what).collect::<Vec<_>>()
    };
    assert!(broken(&|_| {}).is_empty());
    assert!(broken(&|tally| tally.seated[7] += 120).contains(&"seated"), "one expert in 25 committees more");
    assert_eq!(broken(&|tally| tally.first[7] += 90), ["first place"]);
    // Two who sit together half as often again: what single counts do not show.
    let friends = |tally: &mut Tally| {
        for (a, b) in [(1, 2), (3, 4), (5, 6), (7, 8), (9, 10), (11, 12)] {
            tally.pairs[a * EXPERTS + b] += 40;
            tally.pairs[(a + 12) * EXPERTS + b + 12] -= 20;
        }
    };
    assert_eq!(broken(&friends), ["pairs, beyond single experts"]);
}

#[test]
fn who_is_alike_has_the_same_chance_and_who_is_not_has_not() {
    let tally = Tally::count(Sample::Groups, 0, 3_000).unwrap();
    let mean = |class: (usize, usize, u16)| {
        tally.seated[class.0..class.1].iter().sum::<u64>() as f64 / (class.1 - class.0) as f64
    };
    let [one, other, both] = CLASSES.map(mean);
    assert!(both > one && both > other && (other - one).abs() > 20.0, "{one} {other} {both}");
    let all: Vec<(usize, usize)> = vec![(0, EXPERTS)];
    assert!(!seated_alike("", &tally, &all).holds(), "classes differ, so together they are not alike");
}
