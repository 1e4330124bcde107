//! The register of the rules, `docs/rules.md`, against the catalogue that it registers and the code that it names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// `T1` before ` — `, wherever a rule is stated.
fn ids(line: &str) -> impl Iterator<Item = &str> {
    let parts: Vec<&str> = line.split(" — ").collect();
    let stated = parts.len().saturating_sub(1);
    parts.into_iter().take(stated).filter_map(|before| {
        let id = before.rsplit(' ').next()?;
        let (letter, number) = id.split_at_checked(1)?;
        let is_id = letter.bytes().all(|byte| byte.is_ascii_uppercase())
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit());
        is_id.then_some(id)
    })
}

/// The rules of chapters 1 to 12: their ids, or the chapter's number where it has none.
fn catalogue() -> BTreeSet<String> {
    let text = text("docs/formats/rules.md");
    let mut rules = BTreeSet::new();
    for chapter in text.split("\n## ").skip(1) {
        let number: u32 = chapter.split('.').next().and_then(|number| number.parse().ok()).unwrap_or(0);
        if !(1..=12).contains(&number) {
            continue;
        }
        let found: Vec<String> = chapter.lines().skip(1).flat_map(ids).map(str::to_owned).collect();
        rules.extend(if found.is_empty() { vec![number.to_string()] } else { found });
    }
    rules
}

/// The rows of the register by rule: modules, tests, what is missing.
fn register() -> BTreeMap<String, (Vec<String>, Vec<String>, String)> {
    let named = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<String>>();
    let mut rows = BTreeMap::new();
    for line in text("docs/rules.md").lines().filter(|line| line.starts_with("| ") && !line.starts_with("| rule ")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [rule, _, modules, tests, missing] = cells[..] else { panic!("a row of five cells: {line}") };
        let row = (named(modules), named(tests), missing.to_owned());
        assert!(rows.insert(rule.to_owned(), row).is_none(), "{rule} stands twice");
    }
    rows
}

/// Whether the file has a function of that name under a `#[test]` of whatever kind.
fn is_test(file: &str, name: &str) -> bool {
    let lines: Vec<&str> = file.lines().map(str::trim).collect();
    let declares = |line: &str| {
        let line = line.strip_prefix("async ").unwrap_or(line);
        line.strip_prefix("fn ").and_then(|rest| rest.strip_prefix(name)).is_some_and(|rest| rest.starts_with('('))
    };
    let is_marked = |at: usize| {
        let above = lines[..at].iter().rev().take_while(|line| line.starts_with("#["));
        above.into_iter().any(|line| *line == "#[test]" || line.starts_with("#[tokio::test"))
    };
    lines.iter().enumerate().any(|(at, line)| declares(line) && is_marked(at))
}

#[test]
fn every_rule_has_its_row() {
    let (catalogue, register) = (catalogue(), register());
    assert!(catalogue.len() == 95 && catalogue.contains("D8") && catalogue.contains("5"), "{catalogue:?}");
    let registered: BTreeSet<String> = register.keys().cloned().collect();
    assert_eq!(catalogue, registered);
}

#[test]
fn every_module_and_test_that_is_named_exists() {
    for (rule, (modules, tests, missing)) in register() {
        assert!(!modules.is_empty() || !missing.is_empty(), "{rule} is not implemented, and nobody says why");
        assert_eq!(modules.is_empty(), tests.is_empty(), "{rule} has modules and tests, or neither");
        for module in modules {
            assert!(root().join(&module).is_file(), "{rule} names the module {module}");
        }
        for test in tests {
            let (file, name) = test.split_once("::").unwrap_or_else(|| panic!("{rule}: {test}"));
            assert!(is_test(&text(file), name), "{rule} names the test {test}");
        }
    }
}

#[test]
fn a_function_that_is_no_test_is_none() {
    let file = "#[test]\nfn one() {}\n\nfn two() {}\n    #[tokio::test(flavor = \"x\")]\n    async fn three() {}\n";
    assert!(is_test(file, "one") && is_test(file, "three"));
    assert!(!is_test(file, "two") && !is_test(file, "on") && !is_test(file, "four"));
}
