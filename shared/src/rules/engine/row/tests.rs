//! Small and large units count alike, and as the definitions say.

use proptest::prelude::*;

use super::*;

fn criterion(kind: CriterionKind, min: i64, step: Option<i64>) -> Criterion {
    let step = step.map(|step| Decimal::new(step, 3));
    Criterion { id: "c".to_owned(), kind, max: Decimal::from(30), min: Decimal::new(min, 3), step }
}

/// What a row comes to: its findings, whether it blocks, and its points.
fn judged<N: Units>(marks: &Marks<N>, given: &[(usize, N)], how: ExpertScores) -> (Vec<String>, bool, String) {
    let mut notes = Vec::new();
    let blocked = marks.review(given, |code, member| notes.push(format!("{} {member:?}", code.as_str())));
    (notes, blocked, marks.points(given, how).hundredths().to_string())
}

proptest! {
    #[test]
    fn small_and_large_units_agree(
        scores in prop::collection::vec(prop::option::weighted(0.9, -2000_i64..40_000), 0..9),
        objective in any::<bool>(), trimmed in any::<bool>(), min in -100_i64..100,
        step in prop::option::of(prop::sample::select(vec![500_i64, 250, 10, 125, 333])),
    ) {
        let kind = if objective { CriterionKind::Objective } else { CriterionKind::Subjective };
        let how = if trimmed { ExpertScores::Trimmed } else { ExpertScores::Mean };
        let criterion = criterion(kind, min, step);
        let row: Vec<Option<Decimal>> = scores.iter().map(|score| Some(Decimal::new((*score)?, 3))).collect();
        let far = &criterion.max * &Decimal::new(3, 1);
        let small = Marks::<i64>::small(&criterion, &far).unwrap();
        let (any, given) = Marks::<BigInt>::any(&criterion, &far, &row);
        let large = judged(&any, &given, how);
        let mut units = Vec::new();
        if small.read(&row, &mut units) {
            prop_assert_eq!(judged(&small, &units, how), large.clone());
        }
        let out = |score: &Decimal| !criterion.allows(score);
        let outside = row.iter().flatten().filter(|score| out(score)).count();
        prop_assert_eq!(large.0.iter().filter(|note| note.starts_with("out-of-range")).count(), outside);
    }
}

#[test]
fn a_score_of_absurd_size_is_counted_all_the_same() {
    let criterion = criterion(CriterionKind::Subjective, 0, None);
    let far = Decimal::from(9);
    let row: Vec<Option<Decimal>> =
        ["1", "1", "99999999999999999999.99"].iter().map(|score| score.parse().ok()).collect();
    assert!(!Marks::<i64>::small(&criterion, &far).unwrap().read(&row, &mut Vec::new()));
    let (marks, given) = Marks::<BigInt>::any(&criterion, &far, &row);
    let (notes, blocked, points) = judged(&marks, &given, ExpertScores::Mean);
    assert!(blocked);
    assert_eq!(notes, ["out-of-range Some(2)", "outlier Some(0)", "outlier Some(1)", "outlier Some(2)"]);
    assert_eq!(points, "33333333333333333334.00");
}

#[test]
fn halves_are_rounded_away_from_nothing() {
    for (dividend, divisor, whole) in [(5, 10, 1), (4, 10, 0), (-5, 10, -1), (-4, 10, 0), (15, 10, 2), (7, 0, 0)] {
        assert_eq!(rounded(&dividend, &divisor), whole, "{dividend}/{divisor}");
        assert_eq!(rounded(&BigInt::from(dividend), &BigInt::from(divisor)), BigInt::from(whole));
    }
}
