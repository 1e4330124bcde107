use super::*;
use proptest::prelude::*;

pub(in crate::envelope) fn form() -> OpeningForm {
    OpeningForm {
        v: 1,
        tender: TenderId::new("T-2026-001").unwrap(),
        lot: LotId::new("1").unwrap(),
        bidder: "某某有限公司".to_owned(),
        price_fen: Some(Fen(96_000_000)),
        price_words: Some("玖拾陆万元整".to_owned()),
        delivery_days: 30,
        validity_days: 90,
        size: ClaimedSize::Small,
        consortium_small_share: "0.40".to_owned(),
        domestic: true,
        brand: None,
        index: vec![IndexEntry {
            criterion: CriterionId::new("plan").unwrap(), file: "方案.pdf".to_owned(), page: 3
        }],
    }
}

fn check(form: &OpeningForm, envelope: Envelope) -> Result<(), FormError> {
    form.check(envelope, ["方案.pdf", "b.pdf"])
}

#[test]
fn a_form_is_written_and_read_back() {
    let form = form();
    let bytes = form.to_bytes().unwrap();
    assert_eq!(OpeningForm::parse(&bytes), Ok(form.clone()));
    assert_eq!(check(&form, Envelope::Single), Ok(()));
    assert_eq!(check(&form, Envelope::Price), Ok(()));
    assert_eq!(form.small_share().unwrap().to_string(), "0.4");
}

#[test]
fn a_technical_envelope_must_not_tell_the_price() {
    let mut form = form();
    assert_eq!(check(&form, Envelope::Technical), Err(FormError::PriceNotAllowed));
    form.price_fen = None;
    assert_eq!(check(&form, Envelope::Technical), Err(FormError::PriceNotAllowed));
    form.price_words = None;
    assert_eq!(check(&form, Envelope::Technical), Ok(()));
    assert_eq!(check(&form, Envelope::Single), Err(FormError::PriceMissing));
    assert_eq!(check(&form, Envelope::Price), Err(FormError::PriceMissing));
}

#[test]
fn every_field_has_its_range() {
    let refused = |edit: &dyn Fn(&mut OpeningForm)| {
        let mut form = form();
        edit(&mut form);
        check(&form, Envelope::Single).unwrap_err()
    };
    assert_eq!(refused(&|f| f.v = 2), FormError::Version);
    assert_eq!(refused(&|f| f.bidder = "  ".to_owned()), FormError::Bidder);
    assert_eq!(refused(&|f| f.bidder = "长".repeat(201)), FormError::Bidder);
    assert_eq!(refused(&|f| f.price_fen = None), FormError::PriceMissing);
    assert_eq!(refused(&|f| f.price_fen = Some(Fen(0))), FormError::PriceRange);
    assert_eq!(refused(&|f| f.price_fen = Some(Fen(-1))), FormError::PriceRange);
    assert_eq!(refused(&|f| f.price_fen = Some(Fen(1 << 53))), FormError::PriceRange);
    assert_eq!(refused(&|f| f.price_words = Some(String::new())), FormError::PriceWords);
    assert_eq!(refused(&|f| f.delivery_days = 36_501), FormError::Days("delivery_days"));
    assert_eq!(refused(&|f| f.validity_days = 0), FormError::Days("validity_days"));
    for share in ["1.01", "-0.1", "40%", "", ".4", "1e-1"] {
        assert_eq!(refused(&|f| f.consortium_small_share = share.to_owned()), FormError::Share);
    }
    assert_eq!(refused(&|f| f.brand = Some("\u{7}".to_owned())), FormError::Brand);
    assert_eq!(refused(&|f| f.index[0].page = 0), FormError::Index(0));
    assert_eq!(refused(&|f| f.index[0].file = "c.pdf".to_owned()), FormError::Index(0));
    assert_eq!(refused(&|f| f.index = vec![f.index[0].clone(); 2001]), FormError::IndexTooLong);
}

#[test]
fn what_is_no_form_is_refused() {
    let text = String::from_utf8(form().to_bytes().unwrap()).unwrap();
    for other in [
        text.replacen("\"v\":1", "\"v\":1,\"w\":1", 1),
        text.replacen("96000000", "960000.00", 1),
        text.replacen("96000000", "-1", 1),
        text.replacen("\"small\"", "\"tiny\"", 1),
        text.replacen("\"brand\":null,", "", 1),
        text.replacen(':', ": ", 1),
        "{}".to_owned(),
    ] {
        assert!(matches!(OpeningForm::parse(other.as_bytes()), Err(FormError::Json(_))), "{other}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in ".{0,300}") {
        let _ = OpeningForm::parse(text.as_bytes());
        let mut form = form();
        form.consortium_small_share = text.clone();
        form.bidder = text;
        let _ = check(&form, Envelope::Single);
    }
}
