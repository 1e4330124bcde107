use super::*;
use crate::draw::tests::{candidates, context};

fn text() -> String {
    file(candidates(&[(0, 1), (0, 5), (1, 7), (2, 4)]).iter().map(candidate_line))
}

#[test]
fn candidates_are_read_as_they_were_written() {
    let list = parse_candidates(text().as_bytes(), 3).unwrap();
    assert_eq!(list, candidates(&[(0, 1), (0, 5), (1, 7), (2, 4)]));
    assert!(text().contains("\t0,1,2\n") && text().contains("\t0,2\n"));
    assert_eq!(parse_candidates(b"", 3).unwrap(), []);
    assert_eq!(group_numbers(0x8005), [0, 2, 15]);
}

#[test]
fn every_departure_is_refused() {
    let good = text();
    for (from, to) in [
        ("\t0,2", "\t2,0"),
        ("\t0,2", "\t0,0"),
        ("\t0,2", "\t0,3"),
        ("\t0,2", "\t0, 2"),
        ("\t0,2", "\t0,02"),
        ("\t0,2", "\t"),
        ("\t0,2", ""),
        ("\t0,2", "\t0,2\t"),
        ("\t0,2", " 0,2"),
        ("\n", "\r\n"),
        ("\n", "\n\n"),
    ] {
        let changed = good.replacen(from, to, 1);
        assert_ne!(changed, good);
        assert!(parse_candidates(changed.as_bytes(), 3).is_err(), "{from:?} -> {to:?}");
    }
    assert!(parse_candidates(good.to_uppercase().as_bytes(), 3).is_err());
    assert!(parse_candidates(good.as_bytes(), 2).is_err(), "a group that does not exist");
    let lines: Vec<&str> = good.split_inclusive('\n').collect();
    assert!(parse_candidates([lines[1], lines[0]].concat().as_bytes(), 3).is_err(), "unsorted");
    assert!(parse_candidates([lines[0], lines[0]].concat().as_bytes(), 3).is_err(), "twice");
}

#[test]
fn a_root_is_the_tree_hash_over_the_lines() {
    let list = candidates(&[(0, 1), (1, 1), (2, 1)]);
    let leaves: Vec<Hash> = list.iter().map(|c| tree::leaf_hash(candidate_line(c).as_bytes())).collect();
    assert_eq!(count_candidates(&list), Count { count: 3, root: tree::root(&leaves) });
    assert_eq!(count_excluded(&[]).root.to_base64(), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    let twice = Excluded { pid: list[0].pid, reason: "cap".to_owned() };
    assert!(count_pool(&list, &[twice]).is_err());
}

#[test]
fn candidates_must_be_those_of_the_context() {
    let list = candidates(&[(0, 1), (1, 2), (2, 3)]);
    let context = context(&[1, 1], &list, None);
    assert_eq!(check_candidates(&context, &list), Ok(()));
    assert!(check_candidates(&context, &list[..2]).is_err(), "a pool that shrinks");
    let mut other = list.clone();
    other[0].unit = Hash([0; 32]);
    assert!(check_candidates(&context, &other).is_err());
    other = list.clone();
    other.swap(0, 1);
    assert!(check_candidates(&context, &other).is_err());
    other = list;
    other[0].groups = 4;
    assert!(check_candidates(&context, &other).is_err());
}

#[test]
fn an_opened_seat_gives_its_pid_back() {
    let salt = [5; 32];
    let draw = crate::draw::tests::UUID;
    let line = format!("{}\t专家 7\t{}\n", pid(draw, "专家 7", &salt), Hash(salt));
    let opened = parse_opened(line.as_bytes()).unwrap();
    assert!(opened[0].holds(draw));
    assert!(!opened[0].holds("00000000-0000-4000-8000-00000000000b"));
    assert!(parse_opened(line.replace('\t', " ").as_bytes()).is_err());
}
