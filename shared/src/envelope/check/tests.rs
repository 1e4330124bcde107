use std::sync::LazyLock;

use super::*;
use crate::envelope::context;
use crate::envelope::tests::{Vector, seal, vectors};
use crate::envelope::{Hex, Label, sign_object};
use crate::jcs;
use proptest::prelude::*;

/// What the centre knows of a vector's bid, with this head.
struct Case {
    vector: Vector,
    head: Head,
    stored: Measure,
}

impl Case {
    fn all() -> Vec<Self> {
        let case = |vector| {
            let (head, payload) = seal(&vector);
            let stored = Measure { length: payload.len() as u64, root: head.header.root };
            Self { vector, head, stored }
        };
        vectors().into_iter().map(case).collect()
    }

    /// The check of `head` by a centre that gave a receipt for exactly this head.
    fn check(&self, head: &[u8]) -> Result<PayloadKeys, Verdict> {
        self.check_with(&self.vector.seed, head, head_hash(head), &self.stored)
    }

    fn check_with(&self, seed: &Seed, head: &[u8], receipt: Hash, stored: &Measure) -> Result<PayloadKeys, Verdict> {
        let expected =
            Expected { context: &self.vector.context, sheet: &self.vector.sheet, head: receipt, payload: self.stored };
        check_opening(seed, head, &expected, stored)
    }

    /// The head with an edited header, signed by the bidder.
    fn signed(&self, edit: impl Fn(&mut Header)) -> Vec<u8> {
        let mut header = self.head.header.clone();
        edit(&mut header);
        let sig = sign_object(Label::Sign, &header, &self.vector.bidder).unwrap();
        jcs::to_bytes(&Head { header, sig }).unwrap()
    }
}

#[test]
fn a_good_bid_passes_and_gives_its_keys() {
    for case in Case::all() {
        let bytes = case.head.to_bytes().unwrap();
        let keys = case.check(&bytes).unwrap();
        assert_eq!(*keys.payload_key().expose(), crate::envelope::tests::hex32(&case.vector.json["key"]));
        let head = check_submission(&bytes, &case.vector.context, &case.stored);
        assert_eq!(head, Ok(case.head.clone()));
        assert_eq!(case.head.header.payload_header(), keys.header_bytes());
    }
}

#[test]
fn every_field_that_does_not_follow_from_the_seed_is_the_bidders_fault() {
    type Edit = fn(&mut Header);
    let edits: [(HeaderField, Edit); 11] = [
        (HeaderField::Commit, |h| h.commit.0[0] ^= 1),
        (HeaderField::Half, |h| h.half.0[31] ^= 1),
        (HeaderField::D, |h| h.d.0[5] ^= 1),
        (HeaderField::Shares, |h| h.shares[2].0[0] ^= 1),
        (HeaderField::Shares, |h| h.shares.swap(0, 1)),
        (HeaderField::Wraps, |h| h.wraps[0].enc.0[0] ^= 1),
        (HeaderField::Wraps, |h| h.wraps[1].ct = Hex([0; 48])),
        (HeaderField::Salt, |h| h.salt.0[0] ^= 1),
        (HeaderField::Prefix, |h| h.prefix.0[6] ^= 1),
        (HeaderField::Length, |h| h.length -= 1),
        (HeaderField::Root, |h| h.root.0[0] ^= 1),
    ];
    for case in Case::all() {
        for (field, edit) in edits {
            let verdict = case.check(&case.signed(edit)).unwrap_err();
            assert_eq!(verdict, Verdict::Bidder(BidderFault::Rebuilt(field)));
            assert!(verdict.is_bidders());
        }
    }
}

#[test]
fn a_bid_replayed_in_another_context_is_noticed_at_submission_and_opening() {
    for case in Case::all() {
        let bytes = case.head.to_bytes().unwrap();
        for (field, other) in context::tests::changed(&case.vector.context) {
            let replayed = check_submission(&bytes, &other, &case.stored);
            assert_eq!(replayed, Err(BidderFault::Context(field)));
        }
        for (field, other) in context::tests::changed(&case.vector.context) {
            let forged = case.signed(|header| header.context = other.clone());
            let verdict = case.check(&forged).unwrap_err();
            let expected = match field {
                ContextField::Version | ContextField::Suite => BidderFault::Head(HeadError::Context(field)),
                ContextField::BidderKey => BidderFault::Head(HeadError::Signature),
                ContextField::N => BidderFault::Head(HeadError::Shares),
                _ => BidderFault::Context(field),
            };
            assert_eq!(verdict, Verdict::Bidder(expected));
        }
    }
}

#[test]
fn a_bid_under_another_bidders_key_is_refused() {
    // The copied header of one bidder, signed by another who puts in their own key.
    let case = &Case::all()[0];
    let thief = crate::envelope::SigningSeed::new([66; 32]);
    let mut header = case.head.header.clone();
    header.context.bidder_key = crate::envelope::identity_of(&thief);
    let sig = sign_object(Label::Sign, &header, &thief).unwrap();
    let bytes = jcs::to_bytes(&Head { header, sig }).unwrap();
    let refused = BidderFault::Context(ContextField::BidderKey);
    assert_eq!(check_submission(&bytes, &case.vector.context, &case.stored), Err(refused.clone()));
    assert_eq!(case.check(&bytes).unwrap_err(), Verdict::Bidder(refused));
}

#[test]
fn a_store_that_differs_from_the_receipt_is_the_centres_fault() {
    let case = &Case::all()[0];
    let bytes = case.head.to_bytes().unwrap();
    let receipt = head_hash(&bytes);
    let seed = &case.vector.seed;
    let mut stored = case.stored;
    stored.length += 1;
    let verdict = case.check_with(seed, &bytes, receipt, &stored).unwrap_err();
    assert_eq!(verdict, Verdict::Centre(CentreFault::PayloadLength));
    let mut stored = case.stored;
    stored.root.0[0] ^= 1;
    let verdict = case.check_with(seed, &bytes, receipt, &stored).unwrap_err();
    assert_eq!(verdict, Verdict::Centre(CentreFault::PayloadRoot));
    let changed = case.signed(|header| header.d.0[0] ^= 1);
    let verdict = case.check_with(seed, &changed, receipt, &case.stored).unwrap_err();
    assert_eq!(verdict, Verdict::Centre(CentreFault::Head));
    assert!(!verdict.is_bidders());
    // Nor does the bidder's fault hide it.
    let verdict = case.check_with(&Seed::new([0; 32]), &bytes, receipt, &stored).unwrap_err();
    assert_eq!(verdict, Verdict::Centre(CentreFault::PayloadRoot));
}

#[test]
fn a_wrong_seed_and_a_wrong_sheet_are_noticed() {
    let cases = Case::all();
    let bytes = cases[0].head.to_bytes().unwrap();
    let wrong = cases[0].check_with(&cases[1].vector.seed, &bytes, head_hash(&bytes), &cases[0].stored);
    assert_eq!(wrong.unwrap_err(), Verdict::Bidder(BidderFault::Rebuilt(HeaderField::Commit)));
    let expected = Expected {
        context: &cases[0].vector.context,
        sheet: &cases[1].vector.sheet,
        head: head_hash(&bytes),
        payload: cases[0].stored,
    };
    let wrong = check_opening(&cases[0].vector.seed, &bytes, &expected, &cases[0].stored);
    assert_eq!(wrong.unwrap_err(), Verdict::Centre(CentreFault::Sheet));
}

#[test]
fn unsigned_and_malformed_heads_are_the_bidders_fault() {
    let case = &Case::all()[0];
    let mut head = case.head.clone();
    head.sig.0[0] ^= 1;
    let fault = |bytes: &[u8]| case.check(bytes).unwrap_err();
    let signature = Verdict::Bidder(BidderFault::Head(HeadError::Signature));
    assert_eq!(fault(&head.to_bytes().unwrap()), signature);
    let text = String::from_utf8(case.head.to_bytes().unwrap()).unwrap();
    for other in [
        format!(" {text}"),
        text.replacen("{", "{\"a\":1,", 1),
        text.replacen("\"m\":2", "\"m\":2,\"m\":2", 1),
        text.replacen("\"commit\":\"", "\"commit\":\"A", 1),
        text[..text.len() - 1].to_owned(),
        String::new(),
    ] {
        assert!(matches!(fault(other.as_bytes()), Verdict::Bidder(BidderFault::Head(HeadError::Json(_)))), "{other}");
    }
    let mut long = text.into_bytes();
    long.resize(65_537, b' ');
    assert_eq!(fault(&long), Verdict::Bidder(BidderFault::Head(HeadError::TooLong)));
    let bare_tag = case.signed(|header| header.length = (1 << 20) + 16);
    assert_eq!(fault(&bare_tag), Verdict::Bidder(BidderFault::Head(HeadError::Length)));
    let fewer = case.signed(|header| {
        header.wraps.pop();
    });
    assert_eq!(fault(&fewer), Verdict::Bidder(BidderFault::Head(HeadError::Shares)));
}

#[test]
fn a_submission_must_be_the_payload_that_its_head_names() {
    let case = &Case::all()[0];
    let bytes = case.head.to_bytes().unwrap();
    let stored = Measure { length: case.stored.length - 1, ..case.stored };
    let refused = check_submission(&bytes, &case.vector.context, &stored);
    assert_eq!(refused, Err(BidderFault::Rebuilt(HeaderField::Length)));
    let stored = Measure { root: Hash([0; 32]), ..case.stored };
    let refused = check_submission(&bytes, &case.vector.context, &stored);
    assert_eq!(refused, Err(BidderFault::Rebuilt(HeaderField::Root)));
}

/// The second vector's bid, whose payload is small.
static SMALL: LazyLock<Case> = LazyLock::new(|| Case::all().remove(1));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_changed_byte_of_a_head_passes_or_panics(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let case = &*SMALL;
        let mut bytes = case.head.to_bytes().unwrap();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != byte);
        bytes[at] = byte;
        prop_assert!(case.check(&bytes).unwrap_err().is_bidders());
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), json in "[\\[\\]{}\":,0-9a-z\\\\]{0,200}") {
        prop_assert!(Head::parse(&bytes).is_err());
        prop_assert!(Head::parse(json.as_bytes()).is_err());
        prop_assert!(KeySheet::parse(&bytes).is_err());
        prop_assert!(KeySheet::parse(json.as_bytes()).is_err());
    }
}
