use super::*;
use crate::envelope::{BidderFault, CentreFault, FormError, Unrecovered, Verdict};

#[test]
fn every_kind_of_verdict_has_words_of_its_own() {
    let verdicts = [
        Verdict::Centre(CentreFault::Head),
        Verdict::Centre(CentreFault::PayloadLength),
        Verdict::Centre(CentreFault::PayloadRoot),
        Verdict::Centre(CentreFault::Sheet),
        Verdict::Unrecovered(Unrecovered::TooFewShares { have: 1, need: 2 }),
        Verdict::Unrecovered(Unrecovered::NoHalf),
        Verdict::Bidder(BidderFault::Form(FormError::PriceMissing)),
        Verdict::Bidder(BidderFault::Form(FormError::Version)),
    ];
    let mut seen = std::collections::BTreeSet::new();
    for verdict in verdicts {
        let words = reason(&verdict.to_string(), Lang::En);
        assert!(!words.starts_with("verdict."), "{words}");
        assert!(seen.insert(words.clone()), "{words} twice");
    }
    assert!(reason("verdict.bidder.form: form.price_missing", Lang::Zh).contains("没有投标报价"));
}

#[test]
fn an_officers_words_stay_as_they_are() {
    assert_eq!(reason("投标人自述密钥丢失", Lang::En), "投标人自述密钥丢失");
}
