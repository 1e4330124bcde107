use super::super::receipt_name;
use super::*;

fn receipt() -> Receipt {
    Receipt {
        tender: "T-1".to_owned(),
        lot: "1".to_owned(),
        envelope: "technical".to_owned(),
        bidder: "b-7".to_owned(),
        revision: 2,
        head: Hash::of(b"head"),
        root: Hash::of(b"root"),
        length: 1_048_600,
        received_ms: 1_790_000_000_123,
        entry: 0,
    }
}

fn key() -> NoteSigner {
    NoteSigner::from_seed(&receipt_name("hz").unwrap(), &[4; 32]).unwrap()
}

#[test]
fn a_receipt_is_signed_and_read_again() {
    let note = receipt().sign(&key()).unwrap();
    let (head, root) = (Hash::of(b"head"), Hash::of(b"root"));
    assert_eq!(
        note.text(),
        format!(
            "bidroom/receipt/1\ntender T-1\nlot 1\nenvelope technical\nbidder b-7\nrevision 2\nhead {head}\nroot {root}\n\
             length 1048600\nreceived_ms 1790000000123\nentry 0\n"
        )
    );
    let note = Note::parse(note.to_string().as_bytes()).unwrap();
    assert_eq!(Receipt::open(&note, key().verifier()), Ok(receipt()));
    let checkpoints = NoteSigner::from_seed("bidroom-hz", &[4; 32]).unwrap();
    assert_eq!(Receipt::open(&note, checkpoints.verifier()), Err(ReceiptError::Note(NoteError::Unsigned)));
}

#[test]
fn every_departure_from_the_form_is_refused() {
    let good = receipt().text();
    for (from, to) in [
        ("receipt/1", "receipt/2"),
        ("tender T-1", "tender "),
        ("lot 1", "lot  1"),
        ("technical", "other"),
        ("revision 2", "revision 02"),
        ("revision 2", "revision 0"),
        ("length 1", "length +1"),
        ("entry 0", "entry"),
        ("entry 0\n", "entry 0\nmore 1\n"),
        ("entry 0\n", "entry 0"),
        ("head ", "root "),
        ("lot 1\n", ""),
        ("bidder b-7", "bidder b 7"),
        ("\nhead", "\n\nhead"),
    ] {
        assert!(Receipt::parse(&good.replacen(from, to, 1)).is_err(), "{from:?} -> {to:?}");
    }
    let broken = Receipt { bidder: "b\nrevision 1".to_owned(), ..receipt() };
    assert!(broken.sign(&key()).is_err(), "a field cannot smuggle a line in");
}
