//! A witness cosigns a continuation of what it saw, and nothing else.

use super::*;
use crate::journal::tree::{consistency_proof, leaf_hash, root};

fn leaves(count: u8) -> Vec<Hash> {
    (0..count).map(|n| leaf_hash(&[n])).collect()
}

fn head(leaves: &[Hash]) -> Seen {
    Seen { size: leaves.len() as u64, root: root(leaves) }
}

fn log() -> NoteSigner {
    NoteSigner::from_seed("bidroom-test", &[7; 32]).unwrap()
}

fn checkpoint(leaves: &[Hash]) -> Note {
    Checkpoint::new("bidroom-test", leaves.len() as u64, root(leaves)).sign(&log()).unwrap()
}

#[test]
fn a_continuation_is_cosigned() {
    let all = leaves(21);
    let witness = NoteSigner::cosigner_from_seed("witness-1", &[9; 32]).unwrap();
    for old in 0..=21_usize {
        let seen = head(&all[..old]);
        let proof = consistency_proof(all.as_slice(), old as u64, 21).unwrap();
        let (note, now) =
            check_and_cosign(&checkpoint(&all), log().verifier(), Some(&seen), &proof, &witness, 1_790_000_000)
                .unwrap();
        assert_eq!(now, head(&all));
        let opened = Checkpoint::open(&note, log().verifier(), &[witness.verifier().clone()]).unwrap();
        assert_eq!(opened.cosignatures.len(), 1);
        assert_eq!(opened.cosignatures[0].time_s, 1_790_000_000);
    }
}

#[test]
fn a_rewritten_journal_is_an_alarm() {
    let all = leaves(21);
    let mut forged = all.clone();
    forged[3] = leaf_hash(b"another");
    let seen = head(&all[..9]);
    let proof = consistency_proof(forged.as_slice(), 9, 21).unwrap();
    let refused = check(&checkpoint(&forged), log().verifier(), Some(&seen), &proof);
    assert!(matches!(refused, Err(WitnessError::Inconsistent(_))), "{refused:?}");
    let shorter = check(&checkpoint(&all[..5]), log().verifier(), Some(&seen), &[]);
    assert_eq!(shorter, Err(WitnessError::Shorter { seen: 9, now: 5 }));
    let same_size = check(&checkpoint(&forged[..9]), log().verifier(), Some(&seen), &[]);
    assert!(matches!(same_size, Err(WitnessError::Inconsistent(_))), "{same_size:?}");
}

#[test]
fn another_log_and_another_kind_of_key_are_refused() {
    let all = leaves(4);
    let other = NoteSigner::from_seed("bidroom-test", &[8; 32]).unwrap();
    assert!(matches!(check(&checkpoint(&all), other.verifier(), None, &[]), Err(WitnessError::Checkpoint(_))));
    let cosigned = check_and_cosign(&checkpoint(&all), log().verifier(), None, &[], &other, 1);
    assert!(matches!(cosigned, Err(WitnessError::Checkpoint(_))));
}
