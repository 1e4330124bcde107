use super::*;
use crate::amount::Decimal;
use crate::rules::case::{DrawSeed, EnterpriseSize, Formula, Regime};
use crate::rules::{AbnormallyLow, Bid, Deductions, ExpertScores, Price, Scores, TieBreak, evaluate};

fn bid(id: &str, price: i64, brand: Option<&str>) -> Bid {
    Bid {
        id: id.into(),
        price: price.into(),
        size: EnterpriseSize::Large,
        consortium_small_share: Decimal::zero(),
        domestic: true,
        brand: brand.map(str::to_owned),
        qualified: true,
        compliant: true,
        invalid: None,
    }
}

/// A case whose ranking is the price's alone: the comprehensive one has all its points there.
fn case(method: Method, candidates: u64, bids: Vec<Bid>) -> Case {
    let none = Decimal::zero;
    Case {
        v: 1,
        regime: Regime::Goods,
        method,
        ceiling: 1_000_000.into(),
        members: (1..=5).map(|n| format!("m{n}")).collect(),
        criteria: Vec::new(),
        price: Price { weight: 100.into(), formula: Formula::LowFirst },
        deductions: Deductions { small: none(), consortium: none(), domestic: none() },
        abnormally_low: AbnormallyLow { of_mean: none(), of_next: none(), of_ceiling: none() },
        expert_scores: ExpertScores::Mean,
        tie_break: vec![TieBreak::Price, TieBreak::Draw],
        draw_seed: None,
        candidates,
        bids,
        scores: Scores::new(),
    }
}

fn tied(case: &Case) -> Vec<String> {
    ties(case, &evaluate(case))
}

#[test]
fn only_what_touches_a_candidate_is_drawn() {
    let bids = |c, d| vec![bid("A", 700, None), bid("C", c, None), bid("B", 800, None), bid("D", d, None)];
    for method in [Method::Comprehensive, Method::Lowest] {
        assert_eq!(tied(&case(method, 3, bids(850, 900))), [""; 0], "{method:?}");
        assert_eq!(tied(&case(method, 3, bids(800, 900))), ["B", "C"], "{method:?}");
        // The last places are nobody's concern.
        assert_eq!(tied(&case(method, 1, bids(800, 900))), [""; 0], "{method:?}");
        assert_eq!(tied(&case(method, 3, bids(800, 800))), ["B", "C", "D"], "{method:?}");
    }
    assert_eq!(tied(&case(Method::Comprehensive, 3, bids(800, 900)[..2].to_vec())), [""; 0], "a failed lot");
}

#[test]
fn of_a_brand_equal_prices_are_drawn_and_higher_ones_are_not() {
    let bids = |b| vec![bid("A", 800, Some("x")), bid("B", b, Some("x")), bid("C", 850, None), bid("D", 870, None)];
    assert_eq!(tied(&case(Method::Lowest, 3, bids(800))), ["A", "B"]);
    assert_eq!(tied(&case(Method::Lowest, 3, bids(801))), [""; 0]);
    // Comprehensive: the two share the rank, and one of them alone can be recommended.
    assert_eq!(tied(&case(Method::Comprehensive, 3, bids(800))), ["A", "B"]);
}

#[test]
fn with_the_seed_nothing_is_left_and_the_candidates_stand_in_the_order_of_their_lots() {
    for method in [Method::Comprehensive, Method::Lowest] {
        let bids = || vec![bid("A", 800, None), bid("B", 800, None), bid("C", 850, None)];
        let mut case = case(method, 3, bids());
        let open = candidate_order(&case, &evaluate(&case));
        assert_eq!(open, [("A".into(), 1), ("B".into(), 1), ("C".into(), 3)], "{method:?}");
        let mut first = BTreeSet::new();
        for seed in 0..20 {
            case.draw_seed = Some(DrawSeed([seed; 32]));
            let order = candidate_order(&case, &evaluate(&case));
            assert_eq!(order.iter().map(|one| one.1).collect::<Vec<_>>(), [1, 2, 3], "{method:?}");
            assert_eq!(order[2].0, "C");
            first.insert(order[0].0.clone());
        }
        assert_eq!(first.len(), 2, "{method:?}: the seed decides");
    }
}
