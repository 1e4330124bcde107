use super::*;
use crate::envelope::tests::{Vector, hex32, vectors};

fn resigned(vector: &Vector, edit: impl Fn(&mut KeySheet)) -> KeySheet {
    let mut sheet = vector.sheet.clone();
    edit(&mut sheet);
    let seeds = vector.json["identity_private"].as_array().unwrap();
    let seeds = seeds.iter().map(|seed| SigningSeed::new(hex32(seed)));
    sheet.sigs = seeds.map(|seed| sheet.sign(&seed).unwrap()).collect();
    sheet
}

fn parse(sheet: &KeySheet) -> Result<KeySheet, SheetError> {
    KeySheet::parse(&jcs::to_bytes(sheet).unwrap())
}

#[test]
fn every_change_after_signing_is_noticed() {
    let edits: [fn(&mut KeySheet); 6] = [
        |s| s.tender = TenderId::new("T-9").unwrap(),
        |s| s.lot = LotId::new("9").unwrap(),
        |s| s.envelope = Envelope::Price,
        |s| s.m = 3,
        |s| s.holders[2].name = "another".to_owned(),
        |s| s.holders[2].key = crate::envelope::holder_pair(&[99; 32]).1,
    ];
    let vector = &vectors()[0];
    for edit in edits {
        let mut sheet = vector.sheet.clone();
        edit(&mut sheet);
        assert_eq!(parse(&sheet), Err(SheetError::Signature(1)));
        let signed = resigned(vector, edit);
        assert_eq!(parse(&signed), Ok(signed));
    }
    let mut sheet = vector.sheet.clone();
    sheet.sigs.swap(1, 2);
    assert_eq!(parse(&sheet), Err(SheetError::Signature(2)));
    sheet.sigs.pop();
    assert_eq!(parse(&sheet), Err(SheetError::SignatureCount));
}

#[test]
fn bad_sheets_are_refused_even_when_all_have_signed() {
    let low_order = {
        let mut bytes = [0; 32];
        bytes[0] = 1;
        B64(bytes)
    };
    let vector = &vectors()[0];
    let refused = |edit: &dyn Fn(&mut KeySheet)| parse(&resigned(vector, edit)).unwrap_err();
    assert_eq!(refused(&|s| s.m = 1), SheetError::Quorum { m: 1, n: 3 });
    assert_eq!(refused(&|s| s.m = 4), SheetError::Quorum { m: 4, n: 3 });
    assert_eq!(refused(&|s| s.holders.swap(0, 1)), SheetError::Order);
    assert_eq!(refused(&|s| s.holders[0].x = 0), SheetError::Order);
    assert_eq!(refused(&|s| s.holders[1].name = String::new()), SheetError::Name(2));
    assert_eq!(refused(&|s| s.holders[1].name = "a\nb".to_owned()), SheetError::Name(2));
    assert_eq!(refused(&|s| s.holders[1].key = low_order), SheetError::WeakKey(2));
    assert_eq!(refused(&|s| s.holders[1].key.0[31] |= 0x80), SheetError::WeakKey(2));
    assert_eq!(refused(&|s| s.holders[2].key = s.holders[0].key), SheetError::RepeatedKey(3));
    assert_eq!(refused(&|s| s.holders[2].identity = s.holders[0].identity), SheetError::RepeatedIdentity(3));
    assert_eq!(refused(&|s| s.holders[0].identity = low_order), SheetError::WeakIdentity(1));
}

#[test]
fn a_holder_who_is_not_enrolled_is_named() {
    let sheet = &vectors()[1].sheet;
    assert_eq!(sheet.check_enrolled(|_| true), Ok(()));
    assert_eq!(sheet.check_enrolled(|holder| holder.x != 4), Err(SheetError::NotEnrolled(4)));
    assert_eq!(sheet.holder(5).map(|holder| holder.x), Some(5));
    assert_eq!(sheet.holder(6), None);
}

#[test]
fn other_spellings_of_a_sheet_are_refused() {
    let sheet = &vectors()[0].sheet;
    let bytes = jcs::to_bytes(sheet).unwrap();
    assert_eq!(&KeySheet::parse(&bytes).unwrap(), sheet);
    let text = String::from_utf8(bytes).unwrap();
    for other in [
        text.replacen(',', ", ", 1),
        text.replacen('{', "{\"extra\":1,", 1),
        text.replacen("\"m\":2", "\"m\":2.0", 1),
        text.replacen("\"m\":2", "\"m\":2,\"m\":2", 1),
        format!("{text}\n"),
    ] {
        assert!(matches!(KeySheet::parse(other.as_bytes()), Err(SheetError::Json(_))), "{other}");
    }
}
