use super::*;
use crate::journal::receipt::Receipt;

fn withdrawal() -> Withdrawal {
    Withdrawal {
        tender: "T1".into(),
        lot: "1".into(),
        envelope: "single".into(),
        bidder: "91110000MA0000001X".into(),
        revision: 2,
        head: Hash::of(b"head"),
        notice: None,
        withdrawn_ms: 1_790_000_000_000,
        entry: 17,
    }
}

#[test]
fn a_signed_withdrawal_opens_to_what_was_signed() {
    let key = NoteSigner::from_seed("bidroom-x-receipt", &[7; 32]).unwrap();
    let note = withdrawal().sign(&key).unwrap();
    let again = Note::parse(note.to_string().as_bytes()).unwrap();
    assert_eq!(Withdrawal::open(&again, key.verifier()).unwrap(), withdrawal());
    let other = NoteSigner::from_seed("bidroom-x-receipt", &[8; 32]).unwrap();
    assert!(Withdrawal::open(&again, other.verifier()).is_err());
}

#[test]
fn every_changed_line_is_refused_or_read_as_another_value() {
    let text = withdrawal().text();
    assert_eq!(Withdrawal::parse(&text).unwrap(), withdrawal());
    for bad in [
        text.replace("revision 2", "revision 0"),
        text.replace("revision 2", "revision 02"),
        text.replace("single", "double"),
        text.replace("lot 1", "lot a b"),
        text.replace("entry 17\n", "entry 17\nmore 1\n"),
        text.replace("withdrawal", "receipt"),
        text.trim_end().to_owned(),
    ] {
        assert!(Withdrawal::parse(&bad).is_err(), "{bad}");
    }
    assert!(Receipt::parse(&text).is_err(), "a withdrawal is no receipt");
}

#[test]
fn a_retirement_names_the_notice_and_is_no_withdrawal() {
    let retired = Withdrawal { notice: Some(Hash::of(b"notice")), ..withdrawal() };
    let text = retired.text();
    assert_eq!(Withdrawal::parse(&text).unwrap(), retired);
    assert!(text.starts_with("bidroom/retirement/1\n") && text.contains("\nretired_ms "));
    for bad in [
        text.replace("retirement", "withdrawal"),
        text.replace("retired_ms", "withdrawn_ms"),
        withdrawal().text().replace("withdrawal", "retirement"),
    ] {
        assert!(Withdrawal::parse(&bad).is_err(), "{bad}");
    }
}
