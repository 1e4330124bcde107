use std::collections::BTreeSet;

use shared::text::Lang;

use super::*;

#[test]
fn a_pattern_takes_its_own_paths_and_no_others() {
    let params = matches("/lots/:tender/:lot/opening", "/lots/T-1/L.2/opening/").unwrap();
    assert_eq!((params.get("tender"), params.get("lot"), params.get("other")), ("T-1", "L.2", ""));
    assert_eq!(params.lot().unwrap().to_string(), "T-1/L.2");
    assert_eq!(matches("/", "/"), Some(Params::default()));
    for path in ["/lots/T-1/L.2", "/lots/T-1/L.2/opening/x", "/lots//L.2/opening", "/"] {
        assert_eq!(matches("/lots/:tender/:lot/opening", path), None, "{path}");
    }
}

#[test]
fn what_is_no_id_is_no_lot() {
    assert!(matches("/lots/:tender/:lot", "/lots/%2e/L").unwrap().lot().is_none());
    assert!(Params::default().lot().is_none());
}

#[test]
fn every_page_has_its_own_path_and_a_title_and_shows_in_menus_of_those_who_may_see_it() {
    let mut seen = BTreeSet::new();
    for route in all() {
        let shape: Vec<_> = route.path.split('/').map(|part| if part.starts_with(':') { ":" } else { part }).collect();
        assert!(route.path.starts_with('/') && seen.insert(shape.join("/")), "{} twice", route.path);
        assert!(!route.title.get(Lang::Zh).is_empty() && !route.title.get(Lang::En).is_empty());
        assert!(route.menu.is_empty() || !route.path.contains(':'), "{} in a menu has parameters", route.path);
        for role in route.menu {
            assert!(route.action.rule().roles.contains(role), "{} may not see {}", role.as_str(), route.path);
        }
        let found = find(route.path).map(|(found, _)| found.path);
        assert_eq!(found, Some(route.path), "another page stands before {}", route.path);
    }
    assert!(find("/").is_some());
}
