use super::*;

/// Heads as the test gives them, whatever the lots are: the order must be right for any spread.
fn walk_through(heads: &[u64]) -> Vec<u32> {
    let lots = Lots::new(&Hash([9; 32]));
    let pids: Vec<Hash> = (0..heads.len()).map(|at| Hash::of(&at.to_be_bytes())).collect();
    let mut order = Order::new(heads.to_vec());
    let found: Vec<u32> = (0..).map_while(|position| order.at(position, &lots, &pids)).collect();
    assert_eq!(order.at(heads.len(), &lots, &pids), None);
    assert!((0..heads.len()).all(|position| order.settled(position) == Some(found[position])));
    found
}

fn expected(heads: &[u64]) -> Vec<u32> {
    let lots = Lots::new(&Hash([9; 32]));
    let mut all: Vec<u32> = (0..heads.len() as u32).collect();
    all.sort_by_key(|at| (heads[*at as usize], lots.lot(&Hash::of(&(*at as usize).to_be_bytes()))));
    all
}

#[test]
fn the_order_is_that_of_a_full_sort_however_the_lots_are_spread() {
    let even: Vec<u64> = (0..9_000u64).map(|at| at.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
    let crowded_below: Vec<u64> = (0..5_000).map(|at| at * 7919 % 5_000).collect();
    let crowded_above: Vec<u64> = (0..5_000).map(|at| u64::MAX - at * 7919 % 5_000).collect();
    let ends: Vec<u64> = (0..3_000).map(|at| if at % 2 == 0 { 0 } else { u64::MAX }).collect();
    for heads in [vec![], vec![5], vec![u64::MAX, 0], even, crowded_below, crowded_above, ends] {
        assert_eq!(walk_through(&heads), expected(&heads), "{} heads", heads.len());
    }
}

#[test]
fn a_committee_asks_for_few() {
    let heads: Vec<u64> = (0..200_000u64).map(|at| at.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
    let lots = Lots::new(&Hash([9; 32]));
    let mut order = Order::new(heads);
    let pids = vec![Hash([0; 32]); 200_000];
    assert!((0..200).all(|position| order.at(position, &lots, &pids).is_some()));
    assert!(order.sorted.len() < 2_000, "{} were sorted for 200", order.sorted.len());
}
