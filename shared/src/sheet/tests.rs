use super::*;

fn criterion(kind: CriterionKind, min: &str, max: &str, step: Option<&str>) -> PlanCriterion {
    PlanCriterion {
        id: "c".into(),
        title: "方案".into(),
        standard: String::new(),
        kind,
        max: max.parse().unwrap(),
        min: min.parse().unwrap(),
        step: step.map(|step| step.parse().unwrap()),
    }
}

#[test]
fn a_score_off_the_grid_is_refused_with_its_neighbours() {
    let half = criterion(CriterionKind::Subjective, "1", "5", Some("0.5"));
    for (text, code, near) in [
        ("4.3", Code::ScoreOffStep, "4 / 4.5"),
        ("4.99", Code::ScoreOffStep, "4.5 / 5"),
        ("5.5", Code::ScoreOutOfRange, "5"),
        ("0", Code::ScoreOutOfRange, "1"),
        ("-1", Code::ScoreOutOfRange, "1"),
    ] {
        let refusal = judge(&half, text).unwrap_err();
        assert_eq!((refusal.code, refusal.fields["nearest"].as_str()), (code, near), "{text}");
    }
    for text in ["", "abc", "4.", ".5", "04", "1e1", "４", "5,0", "+3"] {
        assert_eq!(judge(&half, text).unwrap_err().code, Code::ScoreNotDecimal, "{text}");
    }
    assert_eq!(judge(&half, "4.50").unwrap().to_string(), "4.5");
    let fine = criterion(CriterionKind::Objective, "0", "3.33", None);
    assert_eq!(judge(&fine, "3.331").unwrap_err().fields["nearest"], "3.33");
    assert_eq!(judge(&fine, "1.005").unwrap_err().fields["nearest"], "1 / 1.01");
}

#[test]
fn every_neighbour_is_a_score_that_is_taken() {
    for (min, max, step) in [("0", "5", Some("0.5")), ("1", "4", Some("2")), ("0", "7", None), ("0", "1", Some("0.3"))]
    {
        let criterion = criterion(CriterionKind::Subjective, min, max, step);
        for hundredths in -150..=900_i64 {
            let score = Decimal::new(hundredths, 2);
            let near = nearest(&criterion, &score);
            assert!(!near.is_empty() && near.len() <= 2, "{score} {step:?}");
            assert!(near.iter().all(|value| criterion.allows(value)), "{score} {step:?} {near:?}");
        }
    }
}

#[test]
fn only_the_ends_of_a_subjective_criterion_need_a_reason() {
    let subjective = criterion(CriterionKind::Subjective, "0", "5", None);
    let objective = criterion(CriterionKind::Objective, "0", "5", None);
    let score = |text: &str| text.parse::<Decimal>().unwrap();
    assert_eq!(findings(&subjective, Some(&score("0")), " "), [CellFinding::ReasonNeeded]);
    assert_eq!(findings(&subjective, Some(&score("5.00")), ""), [CellFinding::ReasonNeeded]);
    assert!(findings(&subjective, Some(&score("5")), "因为").is_empty());
    assert!(findings(&subjective, Some(&score("4")), "").is_empty());
    assert!(findings(&objective, Some(&score("0")), "").is_empty());
    assert!(findings(&subjective, None, "").is_empty());
}

#[test]
fn the_signed_document_does_not_depend_on_the_order_of_work() {
    let lot = LotKey::new("T1", "1").unwrap();
    let member = MemberId::new("m1").unwrap();
    let criteria: Vec<_> = ["b", "a"]
        .map(|id| PlanCriterion { id: id.into(), ..criterion(CriterionKind::Subjective, "0", "5", None) })
        .into();
    let cell = |bidder: &str, criterion: &str| SheetCell {
        bidder: OrgId::new(bidder).unwrap(),
        criterion: criterion.into(),
        points: "4.5".into(),
        reason: "较好".into(),
    };
    let cells = vec![cell("Y", "a"), cell("X", "a"), cell("Y", "b"), cell("X", "b")];
    let mut turned = cells.clone();
    turned.reverse();
    let sheet = Sheet::new(&lot, member.clone(), &criteria, cells);
    assert_eq!(sheet, Sheet::new(&lot, member.clone(), &criteria, turned.clone()));
    let order: Vec<_> = sheet.cells.iter().map(|cell| format!("{}{}", cell.bidder, cell.criterion)).collect();
    assert_eq!(order, ["Xb", "Xa", "Yb", "Ya"]);
    turned[0].points = "4".into();
    assert_ne!(sheet.hash(), Sheet::new(&lot, member, &criteria, turned).hash());
}
