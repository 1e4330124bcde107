use super::*;

fn yuan(amount: i64) -> Fen {
    Fen(amount * 100)
}

fn item(quantity: &str, unit: &str, total: Option<Fen>) -> PriceItem {
    PriceItem { name: "台".into(), quantity: quantity.parse().unwrap(), unit: unit.parse().unwrap(), total }
}

fn rules(proposal: &Proposal) -> Vec<CorrectionRule> {
    proposal.steps.iter().map(|step| step.rule).collect()
}

#[test]
fn the_four_rules_give_what_the_catalogue_says() {
    let body = FoundPrice { total: Some(yuan(89_000)), items: Vec::new() };
    let one = propose(yuan(98_000), Some(yuan(98_000)), &body);
    assert_eq!((one.price, rules(&one)), (yuan(98_000), vec![CorrectionRule::FormBeforeBody]));

    let two = propose(yuan(89_000), Some(yuan(98_000)), &FoundPrice::default());
    assert_eq!((two.price, rules(&two)), (yuan(98_000), vec![CorrectionRule::WordsBeforeFigures]));

    let found = FoundPrice { total: Some(yuan(1_250)), items: vec![item("100", "125.00", None)] };
    let three = propose(yuan(1_250), Some(yuan(1_250)), &found);
    assert_eq!((three.price, rules(&three)), (yuan(1_250), vec![CorrectionRule::MisplacedPoint]));
    assert_eq!((three.steps[0].from.as_str(), three.steps[0].to.as_str()), ("125", "12.5"));

    let found = FoundPrice { total: Some(yuan(10_100)), items: vec![item("10", "600", None), item("10", "400", None)] };
    let four = propose(yuan(10_100), None, &found);
    assert_eq!((four.price, rules(&four)), (yuan(10_000), vec![CorrectionRule::UnitsBeforeTotal]));
}

#[test]
fn what_the_first_rule_has_decided_is_not_undone_by_the_fourth() {
    let found = FoundPrice { total: Some(yuan(9_000)), items: vec![item("9", "1000", None), item("1", "0", None)] };
    let proposal = propose(yuan(9_800), None, &found);
    assert_eq!(proposal.price, yuan(9_800));
    assert_eq!(proposal.ask_committee, Some(yuan(9_000)));
    assert_eq!(rules(&proposal), [CorrectionRule::FormBeforeBody]);
}

#[test]
fn a_bid_that_agrees_with_itself_is_not_corrected() {
    let found = FoundPrice {
        total: Some(yuan(10_000)),
        items: vec![item("3", "3333.33", Some(Fen(999_999))), item("1", "0.01", None)],
    };
    let proposal = propose(yuan(10_000), Some(yuan(10_000)), &found);
    assert_eq!((proposal.price, proposal.steps.len(), proposal.ask_committee), (yuan(10_000), 0, None));
}

#[test]
fn nothing_found_however_odd_makes_the_price_negative_or_stops_the_count() {
    for (quantity, unit) in [("0", "5"), ("5", "0"), ("0.001", "0.01"), ("1000000000000", "999999999999.99")] {
        let found = FoundPrice { total: None, items: vec![item(quantity, unit, Some(Fen(1)))] };
        assert!(propose(Fen(1), None, &found).price >= Fen(0), "{quantity} × {unit}");
    }
}
