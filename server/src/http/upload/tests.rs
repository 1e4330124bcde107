use super::*;

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
