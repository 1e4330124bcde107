use proptest::prelude::*;

use super::*;

const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const ENOCH: &str = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
/// The note in the documentation of Go's `golang.org/x/mod/sumdb/note`.
const KNOWN: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\n\
    — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const ENOCHS_LINE: &str =
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=";

fn key(text: &str) -> VerifierKey {
    text.parse().unwrap()
}

#[test]
fn the_known_note_verifies_and_is_made_again() {
    let mut note = Note::parse(KNOWN.as_bytes()).unwrap();
    assert_eq!(note.to_string(), KNOWN);
    assert_eq!(note.verify(&[key(PETER)]).unwrap(), [Verified { name: "PeterNeumann".to_owned(), time_s: None }]);
    let seed = STANDARD.decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz").unwrap();
    let signer = NoteSigner::from_seed("PeterNeumann", seed[1..].try_into().unwrap()).unwrap();
    assert_eq!(signer.verifier().to_string(), PETER);
    assert_eq!(Note::sign(note.text(), &[&signer]).unwrap(), note);

    note.add(Signature::parse(ENOCHS_LINE).unwrap());
    assert_eq!(note.verify(&[key(ENOCH), key(PETER)]).unwrap().len(), 2);
    assert_eq!(note.verify(&[key(ENOCH)]).unwrap().len(), 1, "a signature of an unknown key is skipped");
    let stranger = NoteSigner::from_seed("PeterNeumann", &[7; 32]).unwrap();
    assert_eq!(note.verify(&[stranger.verifier().clone()]), Err(NoteError::Unsigned), "the same name is not enough");
}

#[test]
fn a_known_keys_bad_signature_spoils_the_note() {
    let note = Note::parse(KNOWN.replace("answer", "Answer").as_bytes()).unwrap();
    assert_eq!(note.verify(&[key(PETER)]), Err(NoteError::BadSignature("PeterNeumann".to_owned())));
    assert_eq!(note.verify(&[key(ENOCH)]), Err(NoteError::Unsigned));
    let mut note = Note::parse(KNOWN.as_bytes()).unwrap();
    let mut short = note.signatures()[0].clone();
    short.bytes.pop();
    assert!(key(PETER).verify(note.text(), &short).is_err());
    note.add(short);
    assert_eq!(note.verify(&[key(PETER)]).unwrap().len(), 1, "a second line of the same key is not looked at");
}

#[test]
fn malformed_notes_are_refused() {
    let (text, line) = KNOWN.split_once("\n\n").unwrap();
    let many = format!("{text}\n\n{}", line.repeat(MAX_SIGNATURES + 1));
    let huge = format!("{}\n\n{line}", "a".repeat(MAX_NOTE_BYTES));
    for refused in [
        "",
        "\n",
        text,
        &format!("{text}\n\n"),
        &format!("{text}\n{line}"),
        KNOWN.strip_suffix('\n').unwrap(),
        &format!("{KNOWN}\n"),
        &format!("{KNOWN}x\n"),
        &KNOWN.replace('—', "-"),
        &KNOWN.replace("— P", "—  P"),
        &KNOWN.replace("BwJnAM=", "BwJnAM"),
        &KNOWN.replace("BwJnAM=", "BwJnAN="),
        &KNOWN.replace("you", "\t"),
        &KNOWN.replace('\n', "\r\n"),
        &KNOWN.replace("— PeterNeumann", "— Peter+Neumann"),
        "text\n\n— a AAAAAA==\n",
        &many,
        &huge,
    ] {
        assert_eq!(Note::parse(refused.as_bytes()), Err(NoteError::Malformed), "{refused}");
    }
    assert!(Note::parse(b"\xff\n\n\xe2\x80\x94 a AAAAAAA=\n").is_err());
    let signer = NoteSigner::from_seed("a", &[1; 32]).unwrap();
    for refused in ["", "no line feed", "tab\t\n"] {
        assert_eq!(Note::sign(refused, &[&signer]), Err(NoteError::Text));
    }
    assert_eq!(Note::sign("text\n", &[]), Err(NoteError::Unsigned));
}

#[test]
fn keys_that_do_not_fit_are_refused() {
    assert_eq!(key(PETER).to_string(), PETER);
    let low_order = format!("a+00000000+{}", STANDARD.encode([&[1][..], &[0; 32]].concat()));
    for refused in [
        "",
        "a",
        "a+b",
        &PETER.replace("c7", "c8"),
        &PETER.replace("c74f20a3", "C74F20A3"),
        &PETER[..60],
        "a+00000000+Ag==",
        &low_order,
    ] {
        assert_eq!(refused.parse::<VerifierKey>(), Err(NoteError::VerifierKey), "{refused}");
    }
    for refused in ["", "a b", "a+b", "a\u{3000}b", "a\nb"] {
        assert!(matches!(NoteSigner::from_seed(refused, &[1; 32]), Err(NoteError::KeyName)), "{refused:?}");
    }
    let signer = NoteSigner::from_seed("a", &[1; 32]).unwrap();
    assert!(!format!("{signer:?}").contains(&hex::encode([1u8; 32])));
}

#[test]
fn another_reader_opens_our_notes_and_we_its() {
    let signer = NoteSigner::from_seed("bidroom-hz", &[3; 32]).unwrap();
    let note = Note::sign("bidroom-hz\n\n空行 above\n", &[&signer]).unwrap();
    let theirs = signed_note::Note::from_bytes(note.to_string().as_bytes()).unwrap();
    let verifier = signed_note::StandardVerifier::new(&signer.verifier().to_string()).unwrap();
    let verifiers = signed_note::VerifierList::new(vec![Box::new(verifier)]);
    assert_eq!(theirs.verify(&verifiers).unwrap().0.len(), 1);
    assert_eq!(theirs.text(), note.text().as_bytes());
    assert_eq!(Note::parse(&theirs.to_bytes()).unwrap(), note);
}

proptest! {
    #[test]
    fn whatever_is_signed_is_read_again(text in "[^\u{0}-\u{1f}]{0,20}(\n[^\u{0}-\u{1f}]{0,20}){0,5}", seed in any::<[u8; 32]>()) {
        let text = text + "\n";
        let signer = NoteSigner::from_seed("name", &seed).unwrap();
        let note = Note::sign(&text, &[&signer]).unwrap();
        prop_assert_eq!(Note::parse(note.to_string().as_bytes()).unwrap(), note.clone());
        prop_assert!(note.verify(&[signer.verifier().clone()]).is_ok());
    }

    #[test]
    fn any_bytes_are_refused_or_reproduced(tail in "[ -~\n—]{0,80}") {
        for text in [tail.clone(), format!("{KNOWN}{tail}"), format!("{tail}{KNOWN}")] {
            if let Ok(note) = Note::parse(text.as_bytes()) {
                prop_assert_eq!(note.to_string(), text);
            }
        }
    }

    #[test]
    fn one_changed_byte_is_noticed(at in 0..KNOWN.len(), change in 1u8..) {
        let mut bytes = KNOWN.as_bytes().to_vec();
        bytes[at] ^= change;
        prop_assert!(Note::parse(&bytes).and_then(|note| note.verify(&[key(PETER)])).is_err());
    }
}
