use super::super::note::NoteSigner;
use super::super::tree::{inclusion_proof, leaf_hash, root};
use super::*;

fn leaves() -> Vec<Hash> {
    (0..11u8).map(|i| leaf_hash(&[i])).collect()
}

fn log() -> NoteSigner {
    NoteSigner::from_seed("bidroom-hz", &[5; 32]).unwrap()
}

fn proof() -> LogProof {
    let leaves = leaves();
    let checkpoint = Checkpoint::new("bidroom-hz", 11, root(&leaves)).sign(&log()).unwrap();
    LogProof { extra: None, index: 6, path: inclusion_proof(leaves.as_slice(), 6, 11).unwrap(), checkpoint }
}

#[test]
fn a_proof_is_read_again_and_holds() {
    for extra in [None, Some(Vec::new()), Some(b"salt".to_vec())] {
        let proof = LogProof { extra, ..proof() };
        let text = proof.to_string();
        assert!(text.starts_with("c2sp.org/tlog-proof@v1\n"));
        let again = LogProof::parse(text.as_bytes()).unwrap();
        assert_eq!(again, proof);
        let opened = again.verify(&leaves()[6], log().verifier(), &[]).unwrap();
        assert_eq!(opened.checkpoint.size, 11);
    }
}

#[test]
fn the_wrong_entry_index_path_or_log_does_not_hold() {
    let key = log().verifier().clone();
    assert!(matches!(proof().verify(&leaves()[5], &key, &[]), Err(ProofError::Tree(TreeError::RootDiffers))));
    let moved = LogProof { index: 7, ..proof() };
    assert!(matches!(moved.verify(&leaves()[6], &key, &[]), Err(ProofError::Tree(_))));
    let beyond = LogProof { index: 11, ..proof() };
    assert_eq!(beyond.verify(&leaves()[6], &key, &[]), Err(ProofError::Tree(TreeError::OutOfRange)));
    let short = LogProof { path: proof().path[1..].to_vec(), ..proof() };
    assert!(matches!(short.verify(&leaves()[6], &key, &[]), Err(ProofError::Tree(_))));
    let other = NoteSigner::from_seed("bidroom-hz", &[6; 32]).unwrap();
    assert!(matches!(proof().verify(&leaves()[6], other.verifier(), &[]), Err(ProofError::Checkpoint(_))));
}

#[test]
fn other_texts_are_not_proofs() {
    let good = proof().to_string();
    for refused in [
        "",
        &good.replace("@v1", "@v2"),
        &good.replace("index 6", "index 06"),
        &good.replace("index 6\n", ""),
        &good.replace("index", "extra"),
        &good.replace("index 6", "extra !\nindex 6"),
        &good.replace("\n\n", "\n"),
        &good.replace("index 6", "index 6 "),
        &format!(" {good}"),
        good.trim_end(),
        &good.replacen("index 6\n", &format!("index 6\n{}", (Hash([0; 32]).to_base64() + "\n").repeat(64)), 1),
    ] {
        assert_eq!(LogProof::parse(refused.as_bytes()), Err(ProofError::Malformed), "{refused}");
    }
}
