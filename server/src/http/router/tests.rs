//! No route lacks a permission, no change leaves without an event.

use super::*;
use shared::api::Mount;
use shared::people::Role;
use std::collections::BTreeSet;

/// What is wrong with a list of routes.
fn faults(list: &[super::super::mount::Route]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut paths = BTreeSet::new();
    for route in list {
        // One path may stand for several methods, each with an action of its own.
        if !paths.insert((route.path, route.action)) {
            faults.push(format!("{} is mounted twice", route.path));
        }
        if !route.path.starts_with("/api/") {
            faults.push(format!("{} is outside /api/", route.path));
        }
        let roles = route.action.rule().roles;
        if roles.is_empty() || roles == [Role::System] {
            faults.push(format!("{} has no permission for anybody at the door", route.path));
        }
    }
    faults
}

#[test]
fn no_route_lacks_a_permission() {
    let list = routes().list;
    assert_eq!(faults(&list), Vec::<String>::new());
    assert!(list.len() > 5);
}

#[test]
fn the_test_above_can_fail() {
    let mut list = routes().list;
    let stray = super::super::mount::Route { path: "/api/stray", mount: Mount::Change, action: Action::CloseLot };
    list.push(stray);
    assert_eq!(faults(&list), ["/api/stray has no permission for anybody at the door"]);
}

/// Every action that somebody at the door may do has a route, so that the table of permissions speaks of what exists.
#[test]
fn no_action_lacks_a_route() {
    let mounted: BTreeSet<_> = routes().list.iter().map(|route| route.action).collect();
    let missing: Vec<_> = Action::ALL
        .iter()
        .filter(|action| action.rule().roles != [Role::System] && !mounted.contains(action))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
