//! The vectors of the case format, made by an independent engine.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::Value;

use super::super::{Case, evaluate};

/// Every vector with its file.
fn vectors() -> &'static [(PathBuf, Value)] {
    static VECTORS: LazyLock<Vec<(PathBuf, Value)>> = LazyLock::new(read_vectors);
    &VECTORS
}

fn read_vectors() -> Vec<(PathBuf, Value)> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/cases"));
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    let read = |path: PathBuf| {
        let value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        (path, value)
    };
    files.into_iter().map(read).collect()
}

#[test]
fn every_vector_gives_its_result() {
    let (mut evaluated, mut refused) = (0, 0);
    for (path, vector) in vectors() {
        let name = path.display();
        let case = Case::from_json(&vector["case"].to_string());
        if let Some(expected) = vector.get("refused") {
            let refusal = case.expect_err("the vector is refused");
            assert_eq!(Value::from(refusal.path.clone()), *expected, "{name}: {refusal}");
            refused += 1;
            continue;
        }
        let case = case.unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        let mut outcome = serde_json::to_value(evaluate(&case)).unwrap();
        for finding in outcome["findings"].as_array_mut().unwrap() {
            assert_ne!(finding.as_object_mut().unwrap().remove("rule").unwrap(), "", "{name}");
        }
        assert_eq!(outcome, vector["expect"], "{name}");
        evaluated += 1;
    }
    assert!(evaluated >= 34 && refused >= 9, "{evaluated} evaluated, {refused} refused");
}

mod fair;
mod flip;
mod hostile;
mod properties;
mod steps;
