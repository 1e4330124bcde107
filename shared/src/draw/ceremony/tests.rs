use proptest::prelude::*;

use super::*;
use crate::draw::tests::{candidates, context, key, notes};

fn setting(beacon: bool) -> (Context, Vec<String>) {
    let context = context(&[1], &candidates(&[(0, 1), (1, 1)]), beacon.then_some("dice on camera"));
    let notes = notes(&context, 1).iter().map(Note::to_string).collect();
    (context, notes)
}

fn verify(context: &Context, notes: &[String]) -> Result<Hash, Vec<Fault>> {
    let named = notes.iter().map(|note| ("a.note", note.as_bytes()));
    Ceremony::verify(context, named).map_err(|faults| faults.into_iter().map(|(_, fault)| fault).collect())
}

fn party(name: &str) -> String {
    name.to_owned()
}

#[test]
fn a_whole_ceremony_makes_the_seed_in_any_order_of_files() {
    for beacon in [true, false] {
        let (context, mut notes) = setting(beacon);
        assert_eq!(notes.len(), 6 + usize::from(beacon));
        let secrets = ["centre", "purchaser", "supervisor"].map(|name| Hash::of_parts(&[&[1], name.as_bytes()]).0);
        let value: &[u8] = if beacon { &[1, 1, 2] } else { &[] };
        let expected = seed(&context.ctx(), &secrets, value);
        assert_eq!(verify(&context, &notes), Ok(expected));
        notes.reverse();
        assert_eq!(verify(&context, &notes), Ok(expected));
    }
}

#[test]
fn the_next_notes_are_named() {
    let (context, notes) = setting(true);
    let mut ceremony = Ceremony::new(&context);
    assert_eq!(ceremony.expected().len(), 3);
    assert_eq!(ceremony.take(notes[1].as_bytes()), Ok(Step::Commit(party("purchaser"))), "commits in any order");
    assert!(ceremony.commits().is_none());
    let early = ceremony.take(notes[3].as_bytes());
    assert_eq!(early, Err(Fault::Order(Step::Reveal(party("centre")))), "no reveal before all commits");
    assert_eq!(ceremony.take(notes[1].as_bytes()), Err(Fault::Duplicate(Step::Commit(party("purchaser")))));
    ceremony.take(notes[0].as_bytes()).unwrap();
    ceremony.take(notes[2].as_bytes()).unwrap();
    assert_eq!(ceremony.expected(), [Step::Reveal(party("centre"))]);
    let early = ceremony.take(notes[4].as_bytes());
    assert_eq!(early, Err(Fault::Order(Step::Reveal(party("purchaser")))), "reveals in party order");
    for note in &notes[3..6] {
        assert_eq!(ceremony.take(notes[6].as_bytes()), Err(Fault::Order(Step::Beacon)));
        assert_eq!(ceremony.check(note.as_bytes()), ceremony.take(note.as_bytes()));
    }
    assert_eq!(ceremony.expected(), [Step::Beacon]);
    assert_eq!(ceremony.seed(), None);
    ceremony.take(notes[6].as_bytes()).unwrap();
    assert_eq!(ceremony.seed(), verify(&context, &notes).ok());
    for (note, expected) in notes.iter().zip(["commit", "commit", "commit", "reveal", "reveal", "reveal", "beacon"]) {
        let note = Note::parse(note.as_bytes()).unwrap();
        assert!(claimed_step(note.text()).unwrap().to_string().starts_with(expected));
    }
}

#[test]
fn missing_duplicate_and_extra_notes_void() {
    let (context, notes) = setting(true);
    for at in 0..notes.len() {
        let mut fewer = notes.clone();
        fewer.remove(at);
        let faults = verify(&context, &fewer).unwrap_err();
        assert!(faults.iter().any(|fault| matches!(fault, Fault::Missing(_))), "{faults:?}");
        let mut more = notes.clone();
        more.push(notes[at].clone());
        assert!(matches!(verify(&context, &more).unwrap_err()[..], [Fault::Duplicate(_)]));
    }
    let mut more = notes.clone();
    more.push("anything".to_owned());
    assert_eq!(verify(&context, &more), Err(vec![Fault::Form]));
    let (without, mut short) = setting(false);
    let ctx = without.ctx();
    let mut ceremony = Ceremony::new(&without);
    short.iter().for_each(|note| drop(ceremony.take(note.as_bytes()).unwrap()));
    let mut beacon = beacon(&ctx, &key("centre"), &ceremony.reveals().unwrap(), &[1]).unwrap();
    beacon.add(key("supervisor").sign(beacon.text(), 0));
    short.push(beacon.to_string());
    assert_eq!(verify(&without, &short), Err(vec![Fault::ExtraBeacon]));
    assert_eq!(verify(&context, &[]).unwrap_err().len(), 7);
}

#[test]
fn another_secret_party_or_context_voids() {
    let (context, notes) = setting(true);
    let ctx = context.ctx();
    let mut ceremony = Ceremony::new(&context);
    notes[..3].iter().for_each(|note| drop(ceremony.take(note.as_bytes()).unwrap()));
    let commits = ceremony.commits().unwrap();
    let take = |note: Note| ceremony.check(note.to_string().as_bytes());
    let secret = Hash::of_parts(&[&[1], b"centre"]).0;
    assert!(take(reveal(&ctx, &key("centre"), &commits, &secret).unwrap()).is_ok());
    let other = take(reveal(&ctx, &key("centre"), &commits, &[7; 32]).unwrap());
    assert_eq!(other, Err(Fault::OtherSecret(party("centre"))));
    let wrong = take(reveal(&ctx, &key("centre"), &Hash([0; 32]), &secret).unwrap());
    assert_eq!(wrong, Err(Fault::Order(Step::Reveal(party("centre")))));
    let stranger = take(reveal(&ctx, &key("stranger"), &commits, &secret).unwrap());
    assert_eq!(stranger, Err(Fault::UnknownParty(party("stranger"))));
    let foreign = take(reveal(&Hash([0; 32]), &key("centre"), &commits, &secret).unwrap());
    assert_eq!(foreign, Err(Fault::OtherContext));
    let text = reveal_text(&ctx, "centre", &commits, &secret);
    let by_another = Note::sign(&text, &[&key("purchaser")]).unwrap();
    let step = Step::Reveal(party("centre"));
    assert_eq!(take(by_another), Err(Fault::Signature(step.clone())));
    let two = Note::sign(&text, &[&key("centre"), &key("stranger")]).unwrap();
    assert_eq!(take(two), Err(Fault::Signature(step)), "an unknown signature voids the attempt");
    let cosigner = NoteSigner::cosigner_from_seed("centre", &[1; 32]).unwrap();
    assert!(take(Note::sign(&text, &[&cosigner]).unwrap()).is_err());
}

#[test]
fn the_beacon_has_two_signatures_in_order_and_a_value() {
    let (context, notes) = setting(true);
    let ctx = context.ctx();
    let mut ceremony = Ceremony::new(&context);
    notes[..6].iter().for_each(|note| drop(ceremony.take(note.as_bytes()).unwrap()));
    let reveals = ceremony.reveals().unwrap();
    let signed = |text: &str, names: &[&str]| {
        let keys: Vec<NoteSigner> = names.iter().map(|name| key(name)).collect();
        let note = Note::sign(text, &keys.iter().collect::<Vec<_>>()).unwrap();
        ceremony.check(note.to_string().as_bytes())
    };
    let text = beacon_text(&ctx, &reveals, &[6, 5]);
    assert_eq!(signed(&text, &["centre", "supervisor"]), Ok(Step::Beacon));
    for names in [
        &["centre"][..],
        &["supervisor", "centre"],
        &["centre", "purchaser"],
        &["centre", "supervisor", "purchaser"],
        &["centre", "centre"],
    ] {
        assert_eq!(signed(&text, names), Err(Fault::Signature(Step::Beacon)), "{names:?}");
    }
    let both = ["centre", "supervisor"];
    assert_eq!(signed(&beacon_text(&ctx, &Hash([0; 32]), &[6]), &both), Err(Fault::Order(Step::Beacon)));
    for value in ["", "0", "0G", "AB", "ab ", &"00".repeat(MAX_BEACON_BYTES + 1)] {
        let text = text.replace("0605", value);
        assert_eq!(signed(&text, &both), Err(Fault::Form), "{value:.10}");
    }
    for (from, to) in
        [("ctx ", "ctx  "), ("reveals", "reveal"), ("\nvalue", "\nmore 1\nvalue"), ("beacon\n", "beacon\n\n")]
    {
        assert_eq!(signed(&text.replacen(from, to, 1), &both), Err(Fault::Form), "{from:?}");
    }
}

proptest! {
    #[test]
    fn one_changed_byte_in_any_note_voids(note in 0usize..7, at in any::<usize>(), change in 1u8..) {
        let (context, notes) = setting(true);
        let files: Vec<Vec<u8>> = notes.iter().enumerate().map(|(i, text)| {
            let mut bytes = text.as_bytes().to_vec();
            if i == note {
                let at = at % bytes.len();
                bytes[at] ^= change;
            }
            bytes
        }).collect();
        prop_assert!(Ceremony::verify(&context, files.iter().map(|bytes| ("", bytes.as_slice()))).is_err());
    }
}
