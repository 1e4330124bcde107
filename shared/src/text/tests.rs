use super::*;

/// The facts that a label names, `{like}` this.
fn facts(text: &str) -> Vec<&str> {
    let mut names: Vec<_> = text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
    names.sort_unstable();
    names
}

#[test]
fn every_label_is_said_in_both_languages_with_the_same_facts() {
    for label in
        [account::ALL, after::ALL, amend::ALL, demo::ALL, keys::ALL, matters::ALL, rehearsal::ALL, tenders::ALL]
            .concat()
    {
        let (zh, en) = (label.get(Lang::Zh), label.get(Lang::En));
        assert!(!zh.is_empty() && !en.is_empty());
        assert_eq!(facts(zh), facts(en), "{en}");
    }
}
