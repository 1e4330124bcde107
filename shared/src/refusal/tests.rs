use super::*;
use std::collections::BTreeSet;

#[test]
fn every_code_is_unique_and_speaks_both_languages() {
    let mut seen = BTreeSet::new();
    for &code in Code::ALL {
        assert!(seen.insert(code.as_str()), "{} twice", code.as_str());
        assert!(code.as_str().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", code.as_str());
        assert!((400..=599).contains(&code.status()));
        for lang in [Lang::Zh, Lang::En] {
            assert!(code.text().get(lang).chars().count() > 5);
        }
        let holes = |lang| {
            code.text().get(lang).split('{').skip(1).filter_map(|s| s.split('}').next()).collect::<BTreeSet<_>>()
        };
        assert_eq!(holes(Lang::Zh), holes(Lang::En), "{}: the two sentences name different facts", code.as_str());
    }
}

#[test]
fn a_sentence_names_its_facts() {
    let refusal = Refusal::new(Code::Throttled).with("seconds", 30);
    assert_eq!(refusal.sentence(Lang::En), "Too many attempts. Try again in 30 seconds.");
    assert!(refusal.sentence(Lang::Zh).contains("30"));
}
