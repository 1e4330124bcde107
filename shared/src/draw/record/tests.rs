use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::draw::bytes;
use crate::draw::tests::{candidates, context, notes, vector, vectors};
use crate::draw::walk::Reason;
use crate::journal::checkpoint::Checkpoint;
use crate::journal::entry::Entry;
use crate::journal::note::NoteSigner;
use crate::journal::proof::LogProof;
use crate::journal::tree;

fn failing(report: &Report) -> Vec<&str> {
    report.checks.iter().filter(|check| !check.holds).map(|check| check.name.as_str()).collect()
}

fn with(record: &Record, change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>)) -> Report {
    let mut files = record.files().clone();
    change(&mut files);
    Record::new(files).rerun()
}

#[test]
fn the_published_records_come_out_the_same() {
    let names = vectors();
    assert_eq!(names.len(), 7);
    for name in names {
        let record = vector(&name);
        let report = record.rerun();
        assert!(report.holds(), "{name}: {:#?}", report.checks);
        let (outcome, short) = match name.as_str() {
            "record-12" => (Outcome::CannotBeMet, vec![0, 2, 3]),
            "record-1" => (Outcome::CannotBeMet, vec![0]),
            _ => (Outcome::Seated, vec![]),
        };
        assert_eq!((report.outcome, &report.short), (Some(outcome), &short), "{name}");
        assert_eq!(result_tsv(&report.seats).as_bytes(), record.files()["result.tsv"], "{name}");
        assert_eq!(report.seed.is_none(), name == "record-12");
        let context = Context::parse(&record.files()["context.txt"]).unwrap();
        assert_eq!(context.to_string().as_bytes(), record.files()["context.txt"], "{name}");
        let responses = parse_responses(&record.files()["responses.tsv"]).unwrap();
        assert_eq!(responses_tsv(&responses).as_bytes(), record.files()["responses.tsv"]);
        let wanted: u32 = context.groups().iter().map(|group| group.need).sum();
        assert_eq!(report.seats.len() == wanted as usize, outcome == Outcome::Seated, "{name}");
    }
}

#[test]
fn the_report_has_the_shape_that_tools_read() {
    let json = serde_json::to_value(vector("record-1").rerun()).unwrap();
    assert_eq!(json["outcome"], "cannot-be-met");
    assert_eq!(json["short"], serde_json::json!([0]));
    assert_eq!(json["seats"][0]["group"], 1);
    assert_eq!(json["seats"][0]["pid"], "2562a8483b61177a5762f9737762be9d6e837e5f2dc2247adddbb3a7903df75e");
    assert_eq!(json["seats"][0]["lot"], "1824f0726554e0e3a58f75e34edfd6a8cbc721fffb933c3e223829b2cb09b967");
    assert_eq!(json["seed"].as_str().unwrap().len(), 64);
    let members: BTreeSet<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, BTreeSet::from(["checks", "outcome", "seats", "seed", "short"]));
    for check in json["checks"].as_array().unwrap() {
        assert!(check["name"].is_string() && check["holds"] == true && check["detail"].is_string());
    }
    let none = serde_json::to_value(vector("record-12").rerun()).unwrap();
    assert!(none["seed"].is_null());
}

#[test]
fn everyone_before_the_last_seat_is_seated_or_passed_over_for_a_reason() {
    for name in ["record-11", "record-17", "record-22"] {
        let record = vector(name);
        let report = record.rerun();
        let context = Context::parse(&record.files()["context.txt"]).unwrap();
        let candidates = list::parse_candidates(&record.files()["candidates.tsv"], context.groups().len()).unwrap();
        let responses = parse_responses(&record.files()["responses.tsv"]).unwrap();
        let lots = bytes::Lots::new(&report.seed.unwrap());
        let last = report.seats.last().unwrap().lot;
        for candidate in &candidates {
            let seated = report.seats.iter().any(|seat| seat.pid == candidate.pid);
            let left = responses.iter().any(|r| r.pid == candidate.pid && r.answer != Answer::Accepted);
            let passed = report.passed_over.iter().any(|p| p.pid == candidate.pid);
            let before = lots.lot(&candidate.pid) < last;
            assert!(
                u8::from(seated) + u8::from(left) + u8::from(passed) == u8::from(before || seated || left || passed)
            );
        }
        assert!(report.passed_over.windows(2).all(|pair| pair[0].lot < pair[1].lot));
    }
}

#[test]
fn every_file_is_needed() {
    for (file, check) in [
        ("context.txt", "context"),
        ("candidates.tsv", "candidates"),
        ("responses.tsv", "responses"),
        ("result.tsv", "result"),
        ("notes/10-commit-centre.note", "ceremony"),
        ("notes/22-reveal-supervisor.note", "ceremony"),
        ("notes/30-beacon.note", "ceremony"),
    ] {
        let report = with(&vector("record-1"), |files| {
            files.remove(file);
        });
        assert!(failing(&report).contains(&check), "{file}: {:?}", failing(&report));
    }
}

#[test]
fn a_changed_list_answer_or_result_is_found() {
    let record = vector("record-25");
    let swap = |file: &str, from: &str, to: &str| {
        with(&record, |files| {
            let text = String::from_utf8(files[file].clone()).unwrap();
            assert!(text.contains(from), "{file}");
            files.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
        })
    };
    assert_eq!(failing(&swap("candidates.tsv", "\t0\n", "\t1\n")), ["candidates"]);
    assert!(failing(&swap("responses.tsv", "declined", "accepted")).contains(&"result"));
    assert_eq!(failing(&swap("responses.tsv", "declined", "refused")).first(), Some(&"responses"));
    assert_eq!(failing(&swap("result.tsv", "0\t", "1\t")), ["result"]);
    let stranger = format!("{}\taccepted\n", Hash([0; 32]));
    let report = with(&record, |files| files.get_mut("responses.tsv").unwrap().extend_from_slice(stranger.as_bytes()));
    assert_eq!(failing(&report), ["responses"]);
    let twice = with(&record, |files| {
        let note = files["notes/20-reveal-centre.note"].clone();
        files.insert("notes/99-again.note".to_owned(), note);
    });
    assert_eq!(failing(&twice), ["ceremony"]);
    assert!(twice.seed.is_none() && twice.outcome.is_none() && twice.seats.is_empty());
    let begun = with(&vector("record-12"), |files| {
        files.insert("notes/1.note".to_owned(), b"x".to_vec());
        files.insert("responses.tsv".to_owned(), b"x".to_vec());
    });
    assert_eq!(failing(&begun), ["ceremony", "responses"]);
}

#[test]
fn opened_seats_and_the_excluded_are_checked() {
    let list = candidates(&[(0, 1), (1, 1), (2, 1), (3, 1)]);
    let mut excluded: Vec<list::Excluded> = (0..3u8)
        .map(|i| list::Excluded { pid: bytes::pid("x", &i.to_string(), &[i; 32]), reason: "cool-down".to_owned() })
        .collect();
    excluded.sort();
    let mut context = context(&[2], &list, None);
    let pool = context.pool.as_mut().unwrap();
    pool.excluded = list::count_excluded(&excluded);
    pool.pool = list::count_pool(&list, &excluded).unwrap();
    let draw = Draw::new(&context, list.clone()).unwrap();
    let mut files = BTreeMap::new();
    files.insert("context.txt".to_owned(), context.to_string().into_bytes());
    files.insert("candidates.tsv".to_owned(), list::file(list.iter().map(list::candidate_line)).into_bytes());
    files.insert("excluded.tsv".to_owned(), list::file(excluded.iter().map(list::excluded_line)).into_bytes());
    for (at, note) in notes(&context, 1).iter().enumerate() {
        files.insert(format!("notes/{at}.note"), note.to_string().into_bytes());
    }
    files.insert("responses.tsv".to_owned(), Vec::new());
    let seed = Record::new(files.clone()).rerun().seed.unwrap();
    let seats = draw.committee(&seed, &[]).unwrap().seats;
    files.insert("result.tsv".to_owned(), result_tsv(&seats).into_bytes());
    let number = |pid: &Hash| (0..4).find(|n| bytes::pid(&context.draw, &n.to_string(), &[1; 32]) == *pid).unwrap();
    let opened = seats.iter().map(|s| format!("{}\t{}\t{}", s.pid, number(&s.pid), Hash([1; 32])));
    files.insert("opened.tsv".to_owned(), list::file(opened).into_bytes());
    let record = Record::new(files);
    let report = record.rerun();
    assert!(report.holds(), "{:#?}", report.checks);
    assert!(report.checks.iter().any(|check| check.name == "opened"));

    for (file, from, to, check) in [
        ("opened.tsv", "\t", "\t9", "opened"),
        ("excluded.tsv", "cool-down", "yearly-cap", "pool"),
        ("context.txt", "excluded 3", "excluded 2", "pool"),
    ] {
        let report = with(&record, |files| {
            let text = String::from_utf8(files[file].clone()).unwrap().replacen(from, to, 1);
            files.insert(file.to_owned(), text.into_bytes());
        });
        assert!(failing(&report).contains(&check), "{file}");
    }
    let fewer = with(&record, |files| {
        let text = String::from_utf8(files["opened.tsv"].clone()).unwrap();
        let first = text.split_inclusive('\n').next().unwrap().as_bytes().to_vec();
        files.insert("opened.tsv".to_owned(), first);
    });
    assert_eq!(failing(&fewer), ["opened"]);
}

#[test]
fn a_tie_and_a_coefficient_are_drawn_from_their_options() {
    for purpose in [Purpose::Tie, Purpose::Coefficient] {
        let options = ["0.95", "0.96", "0.97"];
        let mut context = context(&[1], &candidates(&[(0, 1)]), Some("dice"));
        context.purpose = purpose;
        context.pool = None;
        context.candidates = list::count_lines(options);
        context.check().unwrap();
        let mut files = BTreeMap::new();
        files.insert("context.txt".to_owned(), context.to_string().into_bytes());
        files.insert("candidates.tsv".to_owned(), list::file(options).into_bytes());
        for (at, note) in notes(&context, 1).iter().enumerate() {
            files.insert(format!("notes/{at}.note"), note.to_string().into_bytes());
        }
        let first = Record::new(files.clone()).rerun();
        assert_eq!(failing(&first), ["result"], "there is none yet");
        files.insert("result.tsv".to_owned(), options_tsv(&first.options).into_bytes());
        let report = Record::new(files.clone()).rerun();
        assert!(report.holds(), "{:#?}", report.checks);
        assert_eq!(report.outcome, Some(Outcome::Drawn));
        let label: &[u8] = if purpose == Purpose::Tie { b"bidroom/draw/1/tie" } else { b"bidroom/draw/1/option" };
        let mut expected =
            options.map(|option| (Hash::hmac(&report.seed.unwrap().0, &[label, option.as_bytes()]), option));
        expected.sort();
        assert!(report.options.iter().map(|drawn| drawn.option.as_str()).eq(expected.map(|(_, option)| option)));
        files.insert("candidates.tsv".to_owned(), b"0.95\n0.97\n0.96\n".to_vec());
        assert!(!Record::new(files).rerun().holds(), "options are sorted");
    }
}

/// A journal with one entry for each note, in the order given, and the proofs of the notes by the names of their files.
fn proofs(notes: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let entry = |(seq, note): (usize, &&str)| Entry::new(seq as u64, 5, Hash::of(note.as_bytes())).to_bytes().unwrap();
    let entries: Vec<Vec<u8>> = notes.iter().enumerate().map(entry).collect();
    let leaves: Vec<Hash> = entries.iter().map(|entry| tree::leaf_hash(entry)).collect();
    let key = NoteSigner::from_seed("bidroom-hz", &[1; 32]).unwrap();
    let checkpoint = Checkpoint::new("bidroom-hz", leaves.len() as u64, tree::root(&leaves)).sign(&key).unwrap();
    let proof = |(at, name): (usize, &&str)| {
        let path = tree::inclusion_proof(leaves.as_slice(), at as u64, leaves.len() as u64).unwrap();
        let extra = Some(entries[at].clone());
        let proof = LogProof { extra, index: at as u64, path, checkpoint: checkpoint.clone() };
        (format!("proofs/{name}.tlog-proof"), proof.to_string().into_bytes())
    };
    notes.iter().enumerate().map(proof).collect()
}

#[test]
fn proofs_show_the_order_of_the_notes() {
    let notes = [
        "12-commit-supervisor.note",
        "10-commit-centre.note",
        "11-commit-purchaser.note",
        "20-reveal-centre.note",
        "21-reveal-purchaser.note",
        "22-reveal-supervisor.note",
        "30-beacon.note",
    ];
    let record = vector("record-1");
    let add = |notes: &[&str]| with(&record, |files| files.extend(proofs(notes)));
    let order = |report: &Report| report.checks.iter().find(|check| check.name == "order").unwrap().clone();
    assert!(order(&record.rerun()).detail.starts_with("order not proven"));
    let good = add(&notes);
    assert!(good.holds() && order(&good).detail.starts_with("7 notes"), "{:?}", order(&good));
    for (a, b) in [(2, 3), (3, 4), (5, 6)] {
        let mut swapped = notes;
        swapped.swap(a, b);
        assert_eq!(failing(&add(&swapped)), ["order"], "{a} and {b}");
    }
    assert_eq!(failing(&add(&notes[..6])), ["order"], "one note without proof");
    let extra = with(&record, |files| {
        files.extend(proofs(&notes));
        files.insert("proofs/other.tlog-proof".to_owned(), Vec::new());
    });
    assert_eq!(failing(&extra), ["order"]);
    let moved = with(&record, |files| {
        files.extend(proofs(&notes));
        let name = "proofs/30-beacon.note.tlog-proof".to_owned();
        let text = String::from_utf8(files[&name].clone()).unwrap().replace("index 6", "index 7");
        files.insert(name, text.into_bytes());
    });
    assert_eq!(failing(&moved), ["order"]);
}

#[test]
fn an_empty_folder_is_a_report_and_not_a_crash() {
    let report = Record::default().rerun();
    assert_eq!(failing(&report), ["context"]);
    assert!(report.outcome.is_none());
    assert!(!Record::default().is_some());
    let other = |name: &str| Record::new(BTreeMap::from([(name.to_owned(), Vec::new())])).is_some();
    assert!(other("result.tsv") && other("notes/1.note") && !other("readme.txt"));
}

#[test]
fn reasons_are_printed_as_words() {
    assert_eq!(serde_json::to_string(&[Reason::Unit, Reason::Seats]).unwrap(), r#"["unit","seats"]"#);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn one_changed_byte_anywhere_is_found(file in 0usize..11, at in any::<usize>(), change in 1u8..) {
        let record = vector("record-1");
        let name = record.files().keys().nth(file).unwrap().clone();
        let report = with(&record, |files| {
            let bytes = files.get_mut(&name).unwrap();
            let at = at % bytes.len();
            bytes[at] ^= change;
        });
        prop_assert!(!report.holds(), "{}", name);
        if name.starts_with("notes/") {
            prop_assert_eq!(report.seed, None, "a changed note voids the attempt");
        }
    }
}
