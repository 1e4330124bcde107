use super::*;

#[test]
fn dates_are_those_of_rfc_9110() {
    assert_eq!(http_date(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_eq!(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
    assert_eq!(http_date(951_782_400), "Tue, 29 Feb 2000 00:00:00 GMT");
    assert_eq!(http_date(1_790_000_000), "Mon, 21 Sep 2026 14:13:20 GMT");
}

#[test]
fn metadata_names_the_slot_or_is_refused() {
    let slot = |text: &str| {
        let mut headers = HeaderMap::new();
        headers.insert(METADATA.clone(), text.parse().unwrap());
        super::slot(&headers).ok()
    };
    let (lot, envelope) = slot("tender VDE=,lot MQ==,envelope c2luZ2xl").unwrap();
    assert_eq!((lot.to_string().as_str(), envelope), ("T1/1", Envelope::Single));
    assert!(slot("filename eA==, tender VDE=, lot MQ==, envelope c2luZ2xl").is_some());
    for bad in ["", "tender VDE=", "tender VDE=,lot MQ==,envelope eA==", "tender !,lot MQ==,envelope c2luZ2xl"] {
        assert!(slot(bad).is_none(), "{bad}");
    }
}
