use super::*;
use serde_json::json;

fn notice() -> Notice {
    let value = json!({
        "v": 1, "tender": "T-1", "lot": "1", "version": 1, "previous": null, "title": "服务器采购", "purchaser": "某中心",
        "regime": "goods", "method": "comprehensive", "deadline_ms": 1_790_000_000_000u64,
        "opening": {"place": "开标室一", "at_ms": 1_790_000_000_000u64},
        "envelopes": [
            {"envelope": "technical", "policy": 2, "m": 2, "n": 3, "sheet": "00".repeat(32)},
            {"envelope": "price", "policy": 2, "m": 2, "n": 3, "sheet": "11".repeat(32)}],
        "criteria": [{"id": "plan", "kind": "subjective", "max": "70", "min": "0"}],
        "price": {"weight": "30", "formula": {"kind": "low_first"}},
        "form": ["price_fen", "price_words"],
        "documents": [{"name": "采购文件.pdf", "size": 12, "sha256": "22".repeat(32)}],
        "earlier_bids": "stand", "contact": "010-12345678"});
    serde_json::from_value(value).unwrap()
}

#[test]
fn a_notice_keeps_the_members_that_its_editor_added() {
    let notice = notice();
    let bytes = notice.to_bytes().unwrap();
    let read = Notice::parse(&bytes).unwrap();
    assert_eq!(read, notice);
    assert_eq!(read.more["contact"], "010-12345678");
    assert_eq!(read.hash().unwrap(), Hash::of(&bytes));
    assert_eq!(read.envelope(Envelope::Price).unwrap().sheet, Hash([0x11; 32]));
    assert_eq!(read.envelope(Envelope::Single), None);
}

#[test]
fn an_amendment_names_the_version_before() {
    let first = notice();
    let mut second = notice();
    second.version = 2;
    assert_eq!(second.check(), Err(NoticeError::Previous));
    second.previous = Some(first.hash().unwrap());
    second.deadline_ms += 86_400_000;
    assert_eq!(second.check(), Ok(()));
    assert_eq!(second.check_follows(&first), Ok(()));
    assert_eq!(first.check_follows(&second), Err(NoticeError::DoesNotFollow));
    let mut edited = first.clone();
    edited.title.push('!');
    assert_eq!(second.check_follows(&edited), Err(NoticeError::DoesNotFollow));
    let mut third = second.clone();
    third.version = 3;
    assert_eq!(third.check_follows(&first), Err(NoticeError::DoesNotFollow));
}

#[test]
fn bad_notices_are_refused() {
    let refused = |edit: &dyn Fn(&mut Notice)| {
        let mut notice = notice();
        edit(&mut notice);
        Notice::parse(&notice.to_bytes().unwrap()).unwrap_err()
    };
    assert_eq!(refused(&|n| n.v = 2), NoticeError::Version);
    assert_eq!(refused(&|n| n.version = 0), NoticeError::Version);
    assert_eq!(refused(&|n| n.previous = Some(Hash([0; 32]))), NoticeError::Previous);
    assert_eq!(refused(&|n| n.envelopes.swap(0, 1)), NoticeError::Envelopes);
    assert_eq!(refused(&|n| n.envelopes.clear()), NoticeError::Envelopes);
    assert_eq!(refused(&|n| n.envelopes[0].m = 1), NoticeError::Envelopes);
    assert_eq!(refused(&|n| n.envelopes[1].m = 4), NoticeError::Envelopes);
    assert!(Notice::parse(b"{}").is_err());
    let text = String::from_utf8(notice().to_bytes().unwrap()).unwrap();
    assert!(Notice::parse(text.replacen("\"v\":1", "\"v\":1,\"v\":1", 1).as_bytes()).is_err());
    assert!(Notice::parse(text.replacen("\"policy\":2", "\"policy\":3", 1).as_bytes()).is_err());
}
