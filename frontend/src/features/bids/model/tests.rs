use super::*;

fn lot() -> LotKey {
    LotKey::new("T-1", "1").unwrap()
}

fn entered() -> Entered {
    Entered {
        price: "1234567.89".into(),
        words: words_of("1234567.89").unwrap(),
        delivery: "30".into(),
        validity: "90".into(),
        size: "small".into(),
        index: vec![("tech".into(), "a.pdf".into(), "3".into()), ("plan".into(), String::new(), String::new())],
        ..Entered::default()
    }
}

fn made(entered: &Entered) -> Result<OpeningForm, Wrong> {
    form(entered, "甲公司", &lot(), Envelope::Single, &["a.pdf".to_owned()])
}

#[test]
fn what_was_entered_becomes_the_form() {
    let form = made(&entered()).unwrap();
    assert_eq!(form.price_fen, Some(Fen(123_456_789)));
    assert_eq!((form.delivery_days, form.validity_days, form.size), (30, 90, ClaimedSize::Small));
    assert_eq!((form.index.len(), form.index[0].page), (1, 3));
    assert_eq!((form.consortium_small_share.as_str(), form.brand), ("0", None));
}

#[test]
fn every_wrong_field_is_named_at_once() {
    let wrong = Entered {
        price: "0".into(),
        words: "一百".into(),
        delivery: String::new(),
        validity: "0".into(),
        size: String::new(),
        share: "2".into(),
        index: vec![("tech".into(), "b.pdf".into(), "1".into()), ("plan".into(), "a.pdf".into(), "0".into())],
        ..Entered::default()
    };
    let fields = made(&wrong).unwrap_err();
    let names: Vec<_> = fields.keys().map(String::as_str).collect();
    assert_eq!(names, ["delivery", "index-plan", "index-tech", "price", "size", "validity", "words"]);
    assert_eq!(fields["price"].code, Code::FormNoPrice);
    let only_share = Entered { share: "1.5".into(), ..entered() };
    assert_eq!(made(&only_share).unwrap_err().keys().collect::<Vec<_>>(), ["share"]);
}

#[test]
fn a_price_has_words_and_nothing_else_has() {
    assert_eq!(words_of("100").as_deref(), Some("人民币壹佰元整"));
    for text in ["", "0", "-1", "1.234", "abc"] {
        assert_eq!(words_of(text), None, "{text}");
    }
}

#[test]
fn a_pdf_is_known_by_its_mark() {
    assert!(is_pdf(b"%PDF-1.7\n") && is_pdf(b"\xef\xbb\xbf%PDF-1.4"));
    assert!(!is_pdf(b"PK\x03\x04") && !is_pdf(b"") && !is_pdf(b"%PD"));
}

#[test]
fn what_is_no_whole_open_pdf_is_named() {
    let whole = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\nxref\n0 1\ntrailer\n<< /Size 1 >>\nstartxref\n31\n%%EOF\n";
    let fault = |first: &[u8], last: &[u8], table: &[u8]| pdf_fault(first, last, table);
    assert_eq!(fault(whole, whole, &whole[31..]), None);
    assert_eq!(startxref(whole), Some(31));
    assert_eq!(fault(b"MZ\x90\0 an executable called bid.pdf", whole, b""), Some(Code::FileNotPdf));
    assert_eq!(fault(b"%PDF-1.4\n", b"cut off in the middle", b""), Some(Code::FileDamaged));
    let locked = String::from_utf8(whole.to_vec()).unwrap().replace("/Size 1", "/Size 1 /Encrypt 5 0 R");
    assert_eq!(fault(whole, locked.as_bytes(), b""), Some(Code::FileEncrypted));
    let stream = b"5 0 obj\n<< /Type /XRef /Encrypt 6 0 R /W [1 2 1] >>\nstream\n";
    assert_eq!(fault(whole, b"startxref\n9\n%%EOF", stream), Some(Code::FileEncrypted));
    let said = b"5 0 obj\n<< /Type /XRef >>\nstream\n/Encrypt is a word in here";
    assert_eq!(
        fault(whole, b"(how to /Encrypt)\nstartxref\n9\n%%EOF", said),
        None,
        "what a document says is no encryption"
    );
}

#[test]
fn a_name_that_shows_as_another_is_seen() {
    for bad in ["a/b.pdf", "..\\b.pdf", "报价\u{202e}fdp.exe", "a\u{200f}.pdf", "\u{feff}a.pdf"] {
        assert!(hides_something(bad), "{bad:?}");
    }
    assert!(!hides_something("投标文件（第一册）.pdf"));
    assert_eq!(shown_name("a\u{202e}b"), "a⟨U+202E⟩b");
}
