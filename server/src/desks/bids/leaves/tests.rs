use super::*;
use shared::envelope::container;

fn file(head: usize, payload: usize) -> Vec<u8> {
    let mut bytes = container::encode(&vec![b'h'; head]).unwrap();
    bytes.extend((0..payload).map(|n| (n / 7) as u8));
    bytes
}

/// The parts that an upload in these pieces leaves, forgetting everything between them when `forget` says so.
fn parts(whole: &[u8], cuts: &[usize], forget: bool) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut leaves = Leaves::default();
    let mut from = 0;
    for to in cuts.iter().copied().chain([whole.len()]) {
        if forget {
            leaves = Leaves::resume(&parts, whole).unwrap();
        }
        assert_eq!(leaves.at(), from as u64);
        let found = leaves.push(&whole[from..to], to == whole.len());
        parts.push(Part { offset: from as u64, bytes: (to - from) as u64, name: String::new(), leaves: found });
        from = to;
    }
    parts
}

#[test]
fn hashes_that_were_kept_are_those_of_the_whole() {
    const MIB: usize = SEGMENT_BYTES as usize;
    for (head, payload) in [(1, 0), (700, 1), (700, MIB), (65_536, MIB + 1), (700, 3 * MIB + 5)] {
        let whole = file(head, payload);
        let begin = PREAMBLE as usize + head;
        let expected = sealing::measure(&whole[begin..], 1, &mut |_, _| {}).unwrap();
        let end = whole.len();
        let cuts =
            [vec![], vec![5], vec![12, begin.min(end)], vec![begin / 2, end / 3 + 1, end / 3 + 2, end - end / 9]];
        for cuts in cuts {
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|cut| *cut < end).collect();
            cuts.sort_unstable();
            cuts.dedup();
            for forget in [false, true] {
                let found = kept(&parts(&whole, &cuts, forget), payload as u64);
                assert_eq!(found, Some(expected), "{head}+{payload} cut at {cuts:?}, forgetting: {forget}");
            }
        }
    }
}

#[test]
fn hashes_that_are_not_all_there_are_not_taken() {
    let whole = file(700, 3 << 20);
    let mut found = parts(&whole, &[1 << 20, 2 << 20], false);
    found[1].leaves.clear();
    assert_eq!(kept(&found, 3 << 20), None);
    // What is no sealed bid has none, in whatever pieces it comes.
    let mut nothing = Leaves::default();
    assert!(nothing.push(b"%PDF-1.7", false).is_empty());
    assert!(nothing.push(&vec![0; 3 << 20], true).is_empty());
}
