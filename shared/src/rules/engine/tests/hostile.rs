//! No damage to a case makes the engine panic.

use proptest::prelude::*;
use serde_json::Value;

use super::super::super::{Case, evaluate};
use super::vectors;

/// The paths of all values inside, as JSON pointers.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| pointers(value, &format!("{at}/{name}"), out))
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| pointers(value, &format!("{at}/{index}"), out));
        }
        _ => {}
    }
}

fn replacement() -> impl Strategy<Value = Value> {
    let texts = [
        "",
        "0",
        "-1",
        "0.5",
        "100",
        "1e9",
        "99999999999999999999.99",
        "lowest",
        "works",
        "qcbs",
        "rated",
        "symmetric",
        "trimmed",
        "draw",
        "A",
        "K",
        "null",
        "0.0000000000000000000000001",
        "\u{202e}",
        "ffff",
    ];
    prop_oneof![
        prop::sample::select(texts.to_vec()).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        Just(Value::Array(Vec::new())),
        Just(serde_json::json!({"kind": "mean"})),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_mutation_of_a_case_panics(
        which in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), replacement(), 0_u8..4), 1..4),
    ) {
        let mut case = which.get(vectors()).1["case"].clone();
        for (place, value, how) in edits {
            let mut places = Vec::new();
            pointers(&case, "", &mut places);
            let pointer = place.get(&places);
            let Some(target) = case.pointer_mut(pointer) else { continue };
            match (how, target) {
                (0, Value::Array(items)) => drop(items.pop()),
                (1, Value::Array(items)) if !items.is_empty() => items.push(items[0].clone()),
                (2, Value::Object(members)) => {
                    let name = members.keys().next().cloned();
                    name.and_then(|name| members.remove(&name));
                }
                (_, target) => *target = value,
            }
        }
        if let Ok(case) = Case::from_json(&case.to_string()) {
            let outcome = serde_json::to_value(evaluate(&case)).unwrap();
            prop_assert!(outcome.is_object());
        }
    }

    #[test]
    fn no_damage_to_the_text_panics(
        which in any::<prop::sample::Index>(), cut in any::<prop::sample::Index>(), byte in any::<u8>(), keep in any::<bool>(),
    ) {
        let mut bytes = which.get(vectors()).1["case"].to_string().into_bytes();
        let at = cut.index(bytes.len());
        bytes[at] = byte;
        bytes.truncate(if keep { bytes.len() } else { at });
        if let Ok(case) = Case::from_json(&String::from_utf8_lossy(&bytes)) {
            let _ = evaluate(&case);
        }
    }
}
