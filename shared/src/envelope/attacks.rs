//! Attacks on the format, one test each; `docs/attacks.md` lists them with those on the server.

use super::check::{CentreFault, check_opening};
use super::opening::{is_share, open_share, recover};
use super::tests::{Vector, hex32, seal, vectors};
use super::zip::{Crc32, FileEntry, ZipPlan};
use super::*;
use crate::journal::Hash;

fn secret(vector: &Vector, x: u8) -> HolderSecret {
    holder_pair(&hex32(&vector.json["holder_ikm"][usize::from(x) - 1])).0
}

fn identity(vector: &Vector, x: usize) -> SigningSeed {
    SigningSeed::new(hex32(&vector.json["identity_private"][x - 1]))
}

fn signed(vector: &Vector, sheet: &mut KeySheet) {
    sheet.sigs = (1..=sheet.holders.len()).map(|x| sheet.sign(&identity(vector, x)).unwrap()).collect();
}

/// The verdict on a head that its bidder signed, whatever it says.
fn verdict(vector: &Vector, seed: &Seed, header: Header) -> Result<PayloadKeys, Verdict> {
    let sig = sign_object(Label::Sign, &header, &vector.bidder).unwrap();
    let measure = Measure { length: header.length, root: header.root };
    let head = Head { header, sig }.to_bytes().unwrap();
    let expected =
        Expected { context: &vector.context, sheet: &vector.sheet, head: head_hash(&head), payload: measure };
    check_opening(seed, &head, &expected, &measure)
}

fn rebuilt(verdict: Result<PayloadKeys, Verdict>) -> HeaderField {
    match verdict.unwrap_err() {
        Verdict::Bidder(BidderFault::Rebuilt(field)) => field,
        other => panic!("{other:?}"),
    }
}

#[test]
fn holder_keys_swapped_by_the_server() {
    let vector = &vectors()[0];
    let mut sheet = vector.sheet.clone();
    // The server puts in a key of its own, and cannot sign for the holder.
    sheet.holders[0].key = holder_pair(&[42; 32]).1;
    assert_eq!(sheet.check_signatures(), Err(SheetError::Signature(1)));
    // With an identity of its own too, the sheet is one that the holder never enrolled.
    sheet.holders[0].identity = identity_of(&SigningSeed::new([42; 32]));
    let known = |holder: &Holder| vector.sheet.holders.iter().any(|real| real.identity == holder.identity);
    assert!(matches!(sheet.check_enrolled(known), Err(SheetError::NotEnrolled(1))));
}

#[test]
fn sheet_not_in_the_notice() {
    let vector = &vectors()[0];
    let mut other = vector.sheet.clone();
    other.holders[0].key = holder_pair(&[42; 32]).1;
    signed(vector, &mut other);
    assert_eq!(other.check_signatures(), Ok(()));
    // It is a good sheet, and not the one whose hash the notice has.
    assert_eq!(vector.context.check_sheet(&other), Err(ContextField::Sheet));
    assert!(SealPlan::new(&vector.seed, vector.context.clone(), &other).is_err());
    let (head, _) = seal(vector);
    let measure = Measure { length: head.header.length, root: head.header.root };
    let bytes = head.to_bytes().unwrap();
    let expected = Expected { context: &vector.context, sheet: &other, head: head_hash(&bytes), payload: measure };
    let found = check_opening(&vector.seed, &bytes, &expected, &measure).unwrap_err();
    assert_eq!(found, Verdict::Centre(CentreFault::Sheet));
}

#[test]
fn ghost_holder_added_to_a_signed_sheet() {
    let vector = &vectors()[0];
    let mut sheet = vector.sheet.clone();
    let ghost = SigningSeed::new([66; 32]);
    let x = u8::try_from(sheet.holders.len()).unwrap() + 1;
    let key = holder_pair(&[66; 32]).1;
    sheet.holders.push(Holder { x, name: "幽灵".into(), key, identity: identity_of(&ghost) });
    sheet.sigs.push(sheet.sign(&ghost).unwrap());
    // Every co-holder signed for all of them, so none of their signatures covers the ghost.
    assert_eq!(sheet.check_signatures(), Err(SheetError::Signature(1)));
}

#[test]
fn holder_who_copies_anothers_key() {
    let vector = &vectors()[0];
    let mut sheet = vector.sheet.clone();
    sheet.holders[2].key = sheet.holders[1].key;
    signed(vector, &mut sheet);
    assert_eq!(sheet.check_keys(), Err(SheetError::RepeatedKey(3)));
    let mut sheet = vector.sheet.clone();
    sheet.holders[2].identity = sheet.holders[1].identity;
    assert_eq!(sheet.check_keys(), Err(SheetError::RepeatedIdentity(3)));
}

#[test]
fn share_of_another_polynomial() {
    let vector = &vectors()[0];
    let (head, _) = seal(vector);
    let plan = SealPlan::new(&Seed::new([77; 32]), vector.context.clone(), &vector.sheet).unwrap();
    let other = plan.header(head.header.length, head.header.root);
    let foreign = open_share(&other, 2, &secret(vector, 2)).unwrap();
    assert!(!is_share(&head.header, 2, &foreign));
    let own = open_share(&head.header, 1, &secret(vector, 1)).unwrap();
    let too_few = Unrecovered::TooFewShares { have: 1, need: 2 };
    assert_eq!(recover(&head.header, &[(1, own), (2, foreign)], None), Err(too_few));
}

#[test]
fn header_that_opens_for_one_quorum_and_not_another() {
    let vector = &vectors()[0];
    let (good, _) = seal(vector);
    // At x = 3 a share of another polynomial, with its hash and its wrap: honest in itself, and not of this seed.
    let plan = SealPlan::new(&Seed::new([77; 32]), vector.context.clone(), &vector.sheet).unwrap();
    let other = plan.header(good.header.length, good.header.root);
    let mut header = good.header.clone();
    (header.shares[2], header.wraps[2]) = (other.shares[2], other.wraps[2].clone());
    let of = |x: u8| (x, open_share(&header, x, &secret(vector, x)).unwrap());
    let here = recover(&header, &[of(1), of(2)], None).unwrap();
    let there = recover(&header, &[of(1), of(3)], None).unwrap();
    assert!(here == vector.seed && there != vector.seed, "the quorums see different seeds");
    // Whichever opened: the bidder's fault.
    assert_eq!(rebuilt(verdict(vector, &here, header.clone())), HeaderField::Shares);
    assert_eq!(rebuilt(verdict(vector, &there, header)), HeaderField::Commit);
}

#[test]
fn two_seeds() {
    let vector = &vectors()[0];
    let (good, _) = seal(vector);
    let other = SealPlan::new(&Seed::new([77; 32]), vector.context.clone(), &vector.sheet).unwrap();
    let other = other.header(good.header.length, good.header.root);
    // The commitment of one seed over the shares of another; and the other way round.
    let mut header = good.header.clone();
    header.commit = other.commit;
    assert_eq!(rebuilt(verdict(vector, &vector.seed, header)), HeaderField::Commit);
    let mut header = good.header;
    (header.salt, header.prefix) = (other.salt, other.prefix);
    assert_eq!(rebuilt(verdict(vector, &vector.seed, header)), HeaderField::Salt);
}

#[test]
fn seed_used_twice() {
    let vector = &vectors()[0];
    let again = Context { revision: vector.context.revision + 1, ..vector.context.clone() };
    let reused = SealPlan::new(&vector.seed, again.clone(), &vector.sheet).unwrap().header(65, Hash([0; 32]));
    let fresh = SealPlan::new(&Seed::new([7; 32]), again, &vector.sheet).unwrap().header(65, Hash([0; 32]));
    // Whoever learns the seed of the one seal can tell, and the other is no secret any more.
    assert!(commits_to(&reused, &vector.seed));
    assert!(!commits_to(&fresh, &vector.seed));
}

#[test]
fn recovery_file_of_another_bid() {
    let vector = &vectors()[0];
    let others = [
        Context { revision: vector.context.revision + 1, ..vector.context.clone() },
        Context { bidder: crate::id::OrgId::new("B-9").unwrap(), ..vector.context.clone() },
        Context { envelope: Envelope::Price, ..vector.context.clone() },
        Context { lot: crate::id::LotId::new("9").unwrap(), ..vector.context.clone() },
    ];
    for other in others {
        let file = Recovery::new(&vector.seed, &other).unwrap();
        assert_eq!(file.seed_for(&vector.context), Err(RecoveryError::OtherSeal));
    }
    // One that only says that it is for this bid does not give back the head.
    let (head, _) = seal(vector);
    let lie = Recovery::new(&Seed::new([1; 32]), &vector.context).unwrap();
    let seed = lie.seed_for(&vector.context).unwrap();
    assert_eq!(rebuilt(verdict(vector, seed, head.header)), HeaderField::Commit);
}

#[test]
fn bid_replayed_into_another_lot_bidder_revision_or_envelope() {
    let vector = &vectors()[0];
    let (head, _) = seal(vector);
    let bytes = head.to_bytes().unwrap();
    let measure = Measure { length: head.header.length, root: head.header.root };
    let wanted = [
        (Context { lot: crate::id::LotId::new("9").unwrap(), ..vector.context.clone() }, ContextField::Lot),
        (Context { bidder: crate::id::OrgId::new("B-9").unwrap(), ..vector.context.clone() }, ContextField::Bidder),
        (Context { revision: vector.context.revision + 1, ..vector.context.clone() }, ContextField::Revision),
        (Context { envelope: Envelope::Price, ..vector.context.clone() }, ContextField::Envelope),
    ];
    for (context, field) in wanted {
        let found = check_submission(&bytes, &context, &measure).unwrap_err();
        assert_eq!(found, BidderFault::Context(field));
    }
}

#[test]
fn repeated_form_or_json_member() {
    // A member that stands twice, so that two readers may see two values.
    let (head, _) = seal(&vectors()[0]);
    let text = String::from_utf8(head.to_bytes().unwrap()).unwrap();
    let commit = head.header.commit.to_string();
    let twice = text.replacen(
        &format!("\"commit\":\"{commit}\""),
        &format!("\"commit\":\"{commit}\",\"commit\":\"{}\"", "00".repeat(32)),
        1,
    );
    assert_ne!(twice, text);
    assert!(Head::parse(twice.as_bytes()).is_err());
    // A second form in the ZIP is not written, and a file may not be called like one.
    let entry = |name: &str| FileEntry {
        name: name.into(),
        bytes: 1,
        crc32: {
            let mut crc = Crc32::new();
            crc.update(b"x");
            crc.value()
        },
    };
    assert!(ZipPlan::new(b"{}".to_vec(), &[entry("a.pdf"), entry("a.pdf")]).is_err());
}

#[test]
fn every_listed_attack_has_its_test() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let page = std::fs::read_to_string(format!("{root}/docs/attacks.md")).unwrap();
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains(".rs |"))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    assert!(rows.len() > 25, "the table was not found");
    for row in rows {
        let (file, test) = (row[3], row[4]);
        let source = std::fs::read_to_string(format!("{root}/{file}")).unwrap_or_default();
        assert!(source.contains(&format!("fn {test}(")), "{file} has no {test}");
    }
}
