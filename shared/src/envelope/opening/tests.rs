use super::*;
use crate::envelope::tests::{Vector, hex32, seal, vectors};
use crate::envelope::{Head, Label, SealPlan, holder_pair, sign_object, verify_object};

fn secret(vector: &Vector, x: u8) -> HolderSecret {
    holder_pair(&hex32(&vector.json["holder_ikm"][usize::from(x) - 1])).0
}

fn list(head: &Head) -> OpeningList {
    let context = &head.header.context;
    OpeningList {
        tender: context.tender.clone(),
        lot: context.lot.clone(),
        envelope: context.envelope,
        closed_ms: context.deadline_ms,
        bids: vec![ListedBid {
            bidder: context.bidder.clone(),
            revision: context.revision,
            head: Hash::of(&head.to_bytes().unwrap()),
        }],
    }
}

fn released(vector: &Vector, head: &Head, x: u8) -> Release {
    Release::build(&list(head), x, &secret(vector, x), &[head.to_bytes().unwrap()]).unwrap()
}

fn half(vector: &Vector) -> BidderHalf {
    BidderHalf::new(hex32(&vector.json["B"]))
}

/// All subsets of 1…n with m members.
fn quorums(n: u8, m: u8) -> Vec<Vec<u8>> {
    let all = (0u32..1 << n).filter(|set| set.count_ones() == u32::from(m));
    let members = |set: u32| (1..=n).filter(|x| set >> (x - 1) & 1 == 1).collect();
    all.map(members).collect()
}

#[test]
fn every_quorum_recovers_the_seed() {
    for vector in vectors() {
        let (head, _) = seal(&vector);
        let context = &head.header.context;
        for quorum in quorums(context.n, context.m) {
            let shares: Vec<(u8, Share)> = quorum
                .iter()
                .rev()
                .map(|x| (*x, open_share(&head.header, *x, &secret(&vector, *x)).unwrap()))
                .collect();
            let expected = vector.json["shares_plain"].as_array().unwrap();
            for (x, share) in &shares {
                assert_eq!(*share.expose(), hex32(&expected[usize::from(*x) - 1]));
            }
            let seed = recover(&head.header, &shares, Some(&half(&vector)));
            assert_eq!(seed, Ok(vector.seed.clone()));
            let too_few = Unrecovered::TooFewShares { have: context.m - 1, need: context.m };
            assert_eq!(recover(&head.header, &shares[1..], Some(&half(&vector))), Err(too_few));
        }
    }
}

#[test]
fn shares_that_are_wrong_repeated_or_of_another_polynomial_do_not_count() {
    let vectors = vectors();
    let (head, _) = seal(&vectors[0]);
    let good = |x| (x, open_share(&head.header, x, &secret(&vectors[0], x)).unwrap());
    let other_plan = {
        let seed = Seed::new([77; 32]);
        let plan = SealPlan::new(&seed, vectors[0].context.clone(), &vectors[0].sheet).unwrap();
        plan.header(65, Hash([0; 32]))
    };
    let foreign = (2, open_share(&other_plan, 2, &secret(&vectors[0], 2)).unwrap());
    assert!(!is_share(&head.header, 2, &foreign.1));
    let misplaced = (3, good(2).1);
    let one = Err(Unrecovered::TooFewShares { have: 1, need: 2 });
    for bad in [foreign, misplaced, good(1), (0, good(2).1), (9, good(2).1)] {
        assert_eq!(recover(&head.header, &[good(1), bad.clone()], None), one);
        // They do not stand in the way of good ones either.
        assert_eq!(recover(&head.header, &[bad, good(1), good(3)], None), Ok(vectors[0].seed.clone()));
    }
}

#[test]
fn policy_2_needs_the_bidders_half() {
    let vector = &vectors()[1];
    let (head, _) = seal(vector);
    let shares: Vec<(u8, Share)> =
        [1, 2, 3].map(|x| (x, open_share(&head.header, x, &secret(vector, x)).unwrap())).into();
    assert_eq!(recover(&head.header, &shares, None), Err(Unrecovered::NoHalf));
    let wrong = BidderHalf::new([1; 32]);
    assert_eq!(recover(&head.header, &shares, Some(&wrong)), Err(Unrecovered::NoHalf));

    let context = &head.header.context;
    let release = HalfRelease {
        tender: context.tender.clone(),
        lot: context.lot.clone(),
        envelope: context.envelope,
        bidder: context.bidder.clone(),
        half: half(vector),
    };
    assert!(release.fits(&head.header));
    assert!(!HalfRelease { half: wrong, ..release.clone() }.fits(&head.header));
    assert!(!HalfRelease { envelope: Envelope::Price, ..release.clone() }.fits(&head.header));
    assert!(!HalfRelease { bidder: OrgId::new("B-9").unwrap(), ..release.clone() }.fits(&head.header));
    let bytes = jcs::to_bytes(&release).unwrap();
    assert_eq!(jcs::from_bytes::<HalfRelease>(&bytes).unwrap(), release);
    assert!(String::from_utf8(bytes).unwrap().contains(vector.json["B"].as_str().unwrap()));
}

#[test]
fn a_release_is_signed_checked_and_read_back() {
    let vector = &vectors()[0];
    let (head, _) = seal(vector);
    let (list, release) = (list(&head), released(vector, &head, 2));
    assert_eq!(release.check(&list, &[&head.header]), Ok(()));
    let identity = crate::envelope::SigningSeed::new(hex32(&vector.json["identity_private"][1]));
    let signature = sign_object(Label::Release, &release, &identity).unwrap();
    let key = &vector.sheet.holder(2).unwrap().identity;
    let bytes = jcs::to_bytes(&release).unwrap();
    let read: Release = jcs::from_bytes(&bytes).unwrap();
    assert_eq!(verify_object(Label::Release, &read, key, &signature), Ok(()));

    let refused = |edit: &dyn Fn(&mut Release)| {
        let mut other = release.clone();
        edit(&mut other);
        other.check(&list, &[&head.header]).unwrap_err()
    };
    let bidder = list.bids[0].bidder.clone();
    assert_eq!(refused(&|r| r.list.0[0] ^= 1), ReleaseError::OtherList);
    assert_eq!(refused(&|r| r.lot = LotId::new("7").unwrap()), ReleaseError::OtherList);
    assert_eq!(refused(&|r| r.envelope = Envelope::Price), ReleaseError::OtherList);
    assert_eq!(refused(&|r| r.x = 1), ReleaseError::Share(bidder.clone()));
    assert_eq!(refused(&|r| r.shares[0].y = Some(Share::new([0; 32]))), ReleaseError::Share(bidder));
    assert_eq!(refused(&|r| r.shares.clear()), ReleaseError::OtherBids);
    assert_eq!(refused(&|r| r.shares[0].bidder = OrgId::new("Z").unwrap()), ReleaseError::OtherBids);
    let mut unreadable = release;
    unreadable.shares[0].y = None;
    assert_eq!(unreadable.check(&list, &[&head.header]), Ok(()));
    assert!(String::from_utf8(jcs::to_bytes(&unreadable).unwrap()).unwrap().contains("\"y\":null"));
}

#[test]
fn the_wrong_key_file_reads_nothing() {
    let vector = &vectors()[0];
    let (head, _) = seal(vector);
    let bytes = head.to_bytes().unwrap();
    let release = Release::build(&list(&head), 1, &secret(vector, 2), &[&bytes]).unwrap();
    assert_eq!(release.shares[0].y, None);
    assert_eq!(check_key(&vector.sheet, 1, &secret(vector, 2)), Err(ReleaseError::WrongKey));
    assert_eq!(check_key(&vector.sheet, 9, &secret(vector, 2)), Err(ReleaseError::WrongKey));
    assert_eq!(check_key(&vector.sheet, 2, &secret(vector, 2)), Ok(()));
}

#[test]
fn a_head_that_is_not_on_the_list_is_not_opened() {
    let vectors = vectors();
    let (head, _) = seal(&vectors[0]);
    let (other, _) = seal(&vectors[1]);
    let (list, key) = (list(&head), secret(&vectors[0], 1));
    let bidder = list.bids[0].bidder.clone();
    let build = |heads: &[Vec<u8>]| Release::build(&list, 1, &key, heads);
    assert_eq!(build(&[other.to_bytes().unwrap()]), Err(ReleaseError::Head(bidder.clone())));
    assert_eq!(build(&[]), Err(ReleaseError::OtherBids));
    // Even on a list that somebody made for it: a bid of another lot is not opened under this one.
    let mut forged = list.clone();
    forged.bids[0].head = Hash::of(&other.to_bytes().unwrap());
    let refused = Release::build(&forged, 1, &key, &[other.to_bytes().unwrap()]);
    assert_eq!(refused, Err(ReleaseError::Head(bidder)));
}

#[test]
fn a_list_is_in_order_of_bidders_each_once() {
    let (head, _) = seal(&vectors()[0]);
    let mut list = list(&head);
    let named = |name: &str| ListedBid { bidder: OrgId::new(name).unwrap(), ..list.bids[0].clone() };
    let (b10, b2, small) = (named("B-10"), named("B-2"), named("a"));
    list.bids = vec![b2.clone(), small.clone(), b10.clone()];
    assert_eq!(list.check(), Err(ListOutOfOrder));
    let list = list.sorted().unwrap();
    assert_eq!(list.bids, [b10.clone(), b2.clone(), small]);
    let hash = list.hash().unwrap();
    let twice = OpeningList { bids: vec![b10, b2.clone(), b2], ..list };
    assert_ne!(twice.hash().unwrap(), hash);
    assert_eq!(twice.sorted(), Err(ListOutOfOrder));
}

#[test]
fn the_destroyed_statement_has_the_designs_members() {
    let (head, _) = seal(&vectors()[0]);
    let list = list(&head);
    let statement = Destroyed {
        tender: list.tender.clone(),
        lot: list.lot.clone(),
        envelope: list.envelope,
        list: list.hash().unwrap(),
        x: 3,
    };
    let text = String::from_utf8(jcs::to_bytes(&statement).unwrap()).unwrap();
    let expected =
        format!(r#"{{"envelope":"single","list":"{}","lot":"1","tender":"T-2026-001","x":3}}"#, statement.list);
    assert_eq!(text, expected);
}
