use super::*;
use crate::envelope::tests::vectors;
use crate::envelope::{KeyKind, PrivateKey, Recovery, SealPlan};

#[test]
fn no_secret_prints_its_bytes() {
    let secret = [0xab; 32];
    let prints = [
        format!("{:?}", Seed::new(secret)),
        format!("{:?}", Share::new(secret)),
        format!("{:?}", ShareSecret::new(secret)),
        format!("{:?}", BidderHalf::new(secret)),
        format!("{:?}", PayloadKey::new(secret)),
        format!("{:?}", SegmentKey::new(secret)),
        format!("{:?}", HolderSecret::new(secret)),
        format!("{:?}", SigningSeed::new(secret)),
        format!("{:?} {:?}", PrivateKey::Signing(SigningSeed::new(secret)), KeyKind::Identity),
    ];
    for print in prints {
        assert!(print.contains("(secret)"), "{print}");
        assert!(!print.contains("ab, ") && !print.contains("171") && !print.contains("abab"), "{print}");
    }
}

#[test]
fn what_holds_secrets_does_not_print_them_either() {
    for vector in vectors() {
        let plan = SealPlan::new(&vector.seed, vector.context.clone(), &vector.sheet).unwrap();
        let print = format!("{plan:?}");
        let half: Vec<String> = plan.bidder_half().expose()[..4].iter().map(u8::to_string).collect();
        let key: Vec<String> = plan.payload_keys().segment_key().expose()[..4].iter().map(u8::to_string).collect();
        assert!(!print.contains(&half.join(", ")) && !print.contains(&key.join(", ")));
        let recovery = Recovery::new(&vector.seed, &vector.context).unwrap();
        assert!(!format!("{recovery:?}").contains(&hex::encode(vector.seed.expose())));
    }
}

#[test]
fn equality_is_of_all_bytes() {
    let seed = Seed::new([1; 32]);
    assert_eq!(seed, seed.clone());
    for i in 0..32 {
        let mut other = [1; 32];
        other[i] ^= 0x80;
        assert_ne!(seed, Seed::new(other));
    }
}
