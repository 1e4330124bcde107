use super::*;

#[test]
fn the_order_is_that_of_the_keyed_hashes() {
    let seed = Hash([5; 32]);
    let bids = ["b-1", "b-2", "b-3", "b-4"];
    let order = tie_order(&seed, bids);
    let reversed = tie_order(&seed, bids.into_iter().rev());
    assert_eq!(order, reversed, "the order of the input is irrelevant");
    assert!(order.windows(2).all(|pair| pair[0].1 < pair[1].1));
    assert_eq!(order[0].1, Hash::hmac(&seed.0, &[b"bidroom/draw/1/tieb-", &order[0].0.as_bytes()[2..]]));
    let drawn = option_order(&seed, ["0.95", "0.96"]);
    assert_eq!(drawn[0].1, option_lot(&seed, drawn[0].0));
    assert_ne!(option_lot(&seed, "x"), tie_lot(&seed, "x"));
    assert!(tie_order(&seed, []).is_empty());
}
