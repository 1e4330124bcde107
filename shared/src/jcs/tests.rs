use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::*;

fn text(value: &Value) -> String {
    String::from_utf8(to_bytes(value).unwrap()).unwrap()
}

#[test]
fn members_are_sorted_and_nothing_is_padded() {
    let value = json!({"b": [1, {"z": null, "a": true}], "a": "x", "B": false, "": 0});
    assert_eq!(text(&value), r#"{"":0,"B":false,"a":"x","b":[1,{"a":true,"z":null}]}"#);
}

#[test]
fn texts_are_escaped_as_rfc_8785_says() {
    // The string of the RFC's own example, 3.2.2.
    let value = json!("\u{20ac}$\u{000F}\u{000a}A'\u{0042}\u{0022}\u{005c}\\\"/");
    assert_eq!(text(&value), "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
    assert_eq!(text(&json!("\u{8}\t\n\u{c}\r\u{0}\u{1f}\u{7f}评标")), "\"\\b\\t\\n\\f\\r\\u0000\\u001f\u{7f}评标\"");
}

#[test]
fn numbers_outside_the_range_have_no_form() {
    assert_eq!(text(&json!(MAX_INTEGER)), "9007199254740991");
    for value in [json!(MAX_INTEGER + 1), json!(-1), json!(0.5), json!(1.0), json!(u64::MAX)] {
        assert!(matches!(to_bytes(&value), Err(JcsError::Number(_))), "{value}");
    }
    assert!(matches!(to_bytes(&f64::NAN), Ok(bytes) if bytes == b"null"), "serde_json writes NaN as null");
    assert!(matches!(to_bytes(&json!({"价": 1})), Err(JcsError::Name(_))));
    assert!(matches!(to_bytes(&BTreeMap::from([((1, 2), 3)])), Err(JcsError::Unserialisable(_))));
}

#[test]
fn only_canonical_bytes_are_read() {
    assert_eq!(parse_strict(br#"{"a":[1,2],"b":"\n"}"#).unwrap(), json!({"a": [1, 2], "b": "\n"}));
    for refused in [
        r#"{"a":1,"a":1}"#,
        r#"{"a":{"b":1,"b":2}}"#,
        r#"{"b":1,"a":2}"#,
        r#"{"a": 1}"#,
        " 1",
        "1 ",
        "1\n",
        "01",
        "1.0",
        "1e2",
        "-0",
        "-1",
        "9007199254740992",
        r#""\u0041""#,
        r#""\ud800""#,
        r#""\u000A""#,
        r#""\/""#,
        r#"{"价":1}"#,
        "[1,]",
        "{}{}",
        "",
        "nul",
        "\u{feff}{}",
        "NaN",
        r#"{"a":1}x"#,
    ] {
        assert!(parse_strict(refused.as_bytes()).is_err(), "{refused}");
    }
    assert!(parse_strict(b"\"\xff\"").is_err());
    assert!(parse_strict("[".repeat(100_000).as_bytes()).is_err(), "deep nesting is refused, not a crash");
    assert!(matches!(parse_strict(br#"{"a":1,"a":1}"#), Err(JcsError::Syntax(why)) if why.contains("repeated")));
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Shape {
    a: u64,
    b: Option<String>,
}

#[test]
fn a_type_is_read_only_from_the_bytes_that_it_writes() {
    assert_eq!(from_bytes::<Shape>(br#"{"a":1,"b":null}"#), Ok(Shape { a: 1, b: None }));
    for refused in [r#"{"a":1}"#, r#"{"a":1,"b":null,"c":2}"#, r#"{"a":"1","b":null}"#] {
        assert!(matches!(from_bytes::<Shape>(refused.as_bytes()), Err(JcsError::Shape(_))), "{refused}");
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..=MAX_INTEGER).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[ -~]{0,6}", inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(value in any_value()) {
        let bytes = to_bytes(&value).unwrap();
        prop_assert_eq!(parse_strict(&bytes).unwrap(), value);
    }

    #[test]
    fn any_bytes_are_refused_or_reproduced(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(value) = parse_strict(&bytes) {
            prop_assert_eq!(to_bytes(&value).unwrap(), bytes);
        }
    }
}
