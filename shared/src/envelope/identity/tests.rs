use super::*;
use crate::envelope::B64;
use serde_json::json;

fn key(n: u8) -> IdentityKey {
    B64([n; 32])
}

#[test]
fn a_key_stands_from_its_enrolment_to_its_end() {
    use IdentityAct::{Countersigned, Enrolled, Revoked};
    let acts = [
        (3, Enrolled(key(1))),
        (5, Countersigned(key(1))),
        (8, Enrolled(key(2))),
        (9, Countersigned(key(1))),
        (11, Revoked(key(1))),
        (12, Countersigned(key(2))),
        (20, Revoked(key(2))),
    ];
    let at = |index| Standing::at(acts.iter().map(|(at, act)| (*at, act)), index);
    let standing = |n, countersigned| Standing { key: Some(key(n)), countersigned };
    assert_eq!(at(3), Standing::default(), "not by its own entry");
    assert_eq!(at(4), standing(1, false));
    assert_eq!(at(8), standing(1, true));
    assert_eq!(at(9), standing(2, false), "who vouched for the former key did not vouch for this one");
    assert_eq!(at(12), standing(2, false), "what concerns a former key changes nothing");
    assert_eq!(at(13), standing(2, true));
    assert_eq!(at(21), Standing::default());
}

#[test]
fn acts_are_read_from_the_journal_and_nothing_else_is() {
    let data = json!({ "account": "li", "key": key(7).to_string(), "former": null });
    assert_eq!(IdentityAct::read("identity.enrolled", &data), Some(("li".into(), IdentityAct::Enrolled(key(7)))));
    assert_eq!(IdentityAct::read("account.created", &data), None);
    assert_eq!(IdentityAct::read("identity.revoked", &json!({ "account": "li", "key": "no key" })), None);
    for kind in IdentityAct::KINDS {
        assert!(crate::event::Kind::parse(kind).is_some() && IdentityAct::read(kind, &data).is_some(), "{kind}");
    }
}
