use proptest::prelude::*;

use super::*;

/// The definition of RFC 9162, 2.1.1, as it stands there.
fn defined_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len() as u64) as usize);
            node_hash(&defined_root(left), &defined_root(right))
        }
    }
}

fn leaves(n: u64) -> Vec<Hash> {
    (0..n).map(|i| leaf_hash(&i.to_be_bytes())).collect()
}

fn hash(text: &str) -> Hash {
    text.parse().unwrap()
}

/// The eight leaves and roots that the implementations of Certificate Transparency share.
const KNOWN: [(&str, &str); 8] = [
    ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
    ("5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
    ("606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
];

#[test]
fn the_known_roots_and_proofs_come_out() {
    let leaves: Vec<Hash> = KNOWN.iter().map(|(data, _)| leaf_hash(&hex::decode(data).unwrap())).collect();
    for (i, (_, expected)) in KNOWN.iter().enumerate() {
        assert_eq!(root(&leaves[..=i]), hash(expected));
    }
    assert_eq!(root(&[]), hash("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    let proof = consistency_proof(leaves.as_slice(), 2, 5).unwrap();
    assert_eq!(
        proof,
        [
            hash("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"),
            hash("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"),
        ]
    );
}

#[test]
fn every_proof_of_small_trees_holds_and_no_other() {
    let all = leaves(33);
    for size in 1..=33u64 {
        let root = root(&all[..size as usize]);
        assert_eq!(root, defined_root(&all[..size as usize]));
        for index in 0..size {
            let proof = inclusion_proof(all.as_slice(), index, size).unwrap();
            let leaf = &all[index as usize];
            assert_eq!(verify_inclusion(leaf, index, size, &proof, &root), Ok(()));
            if size > 1 {
                assert!(verify_inclusion(leaf, (index + 1) % size, size, &proof, &root).is_err());
                assert!(verify_inclusion(leaf, index, size, &proof[1..], &root).is_err());
            }
            let longer = [&proof[..], &[root]].concat();
            assert_eq!(verify_inclusion(leaf, index, size, &longer, &root), Err(TreeError::WrongLength));
        }
        for old in 0..=size {
            let old_root = super::root(&all[..old as usize]);
            let proof = consistency_proof(all.as_slice(), old, size).unwrap();
            assert_eq!(verify_consistency((old, &old_root), (size, &root), &proof), Ok(()));
            let other = leaf_hash(b"other");
            assert!(verify_consistency((old, &other), (size, &root), &proof).is_err());
            assert!(verify_consistency((old, &old_root), (size, &other), &proof).is_err() || old == 0);
            let longer = [&proof[..], &[other]].concat();
            assert!(verify_consistency((old, &old_root), (size, &root), &longer).is_err());
            if !proof.is_empty() {
                assert!(verify_consistency((old, &old_root), (size, &root), &proof[1..]).is_err());
            }
        }
    }
}

#[test]
fn proofs_outside_the_tree_are_refused() {
    let all = leaves(4);
    assert_eq!(inclusion_proof(all.as_slice(), 4, 4), Err(TreeError::OutOfRange));
    assert_eq!(inclusion_nodes(0, 0), Err(TreeError::OutOfRange));
    assert!(matches!(inclusion_proof(all.as_slice(), 0, 9), Err(TreeError::MissingNode(_))));
    assert_eq!(consistency_proof(all.as_slice(), 3, 2), Err(TreeError::OutOfRange));
    let root = root(&all);
    assert_eq!(verify_inclusion(&all[0], 4, 4, &[], &root), Err(TreeError::OutOfRange));
    assert_eq!(verify_consistency((5, &root), (4, &root), &[]), Err(TreeError::OutOfRange));
    assert!(verify_consistency((0, &root), (4, &root), &[]).is_err(), "an empty tree has the empty root");
    assert!(verify_consistency((0, &empty_root()), (0, &root), &[]).is_err());
    assert_eq!(verify_consistency((0, &empty_root()), (0, &empty_root()), &[]), Ok(()));
}

#[test]
fn a_frontier_is_restored_only_with_the_peaks_of_its_size() {
    let mut frontier = Frontier::new();
    leaves(11).into_iter().for_each(|leaf| frontier.append(leaf));
    let json = serde_json::to_string(&frontier).unwrap();
    assert_eq!(serde_json::from_str::<Frontier>(&json).unwrap(), frontier);
    assert!(serde_json::from_str::<Frontier>(&json.replace("\"size\":11", "\"size\":12")).is_err());
    assert_eq!(Frontier::from_parts(u64::MAX, vec![empty_root(); 64]), Err(TreeError::OutOfRange));
    assert_eq!(Frontier::peak_ids(11).len(), 3);
}

proptest! {
    #[test]
    fn kept_nodes_make_the_same_proofs(size in 1u64..300, a in any::<u64>(), b in any::<u64>()) {
        let all = leaves(size);
        let (index, old) = (a % size, b % (size + 1));
        let mut nodes = HashMap::new();
        let mut frontier = Frontier::new();
        for leaf in &all {
            frontier.append_with(*leaf, |id, hash| { nodes.insert(id, hash); });
        }
        prop_assert_eq!(frontier.root(), defined_root(&all));
        let peaks: Vec<Hash> = Frontier::peak_ids(size).iter().map(|id| nodes[id]).collect();
        prop_assert_eq!(Frontier::from_parts(size, peaks).unwrap(), frontier);

        let only: HashMap<NodeId, Hash> =
            inclusion_nodes(index, size).unwrap().into_iter().map(|id| (id, nodes[&id])).collect();
        let proof = inclusion_proof(&only, index, size).unwrap();
        prop_assert_eq!(&proof, &inclusion_proof(all.as_slice(), index, size).unwrap());

        let only: HashMap<NodeId, Hash> =
            consistency_nodes(old, size).unwrap().into_iter().map(|id| (id, nodes[&id])).collect();
        let proof = consistency_proof(&only, old, size).unwrap();
        prop_assert_eq!(&proof, &consistency_proof(all.as_slice(), old, size).unwrap());
    }

    #[test]
    fn a_proof_with_a_changed_bit_does_not_hold(size in 2u64..200, a in any::<u64>(), at in any::<usize>(), bit in 0u8..8) {
        let all = leaves(size);
        let index = a % size;
        let root = root(&all);
        let mut proof = inclusion_proof(all.as_slice(), index, size).unwrap();
        let at = at % (proof.len() * 32);
        proof[at / 32].0[at % 32] ^= 1 << bit;
        prop_assert!(verify_inclusion(&all[index as usize], index, size, &proof, &root).is_err());
    }
}
