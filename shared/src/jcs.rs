//! Canonical JSON (RFC 8785, 规范化 JSON), in the restricted form that every signed or hashed object of Bidroom has:
//! member names are ASCII and unique, numbers are integers from 0 to 2⁵³−1, there are no floats and no lone surrogates.
//!
//! Whoever receives such an object parses it, writes it again and compares the bytes, so that two readers can never see
//! two different objects in the same bytes.

use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserializer, Serialize};
use serde_json::{Map, Number, Value};

/// The largest integer that canonical JSON carries: 2⁵³−1 (RFC 7493, I-JSON).
pub const MAX_INTEGER: u64 = (1 << 53) - 1;

/// Why an object has no canonical form, or why bytes are not one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JcsError {
    /// The value could not be turned into JSON at all (for instance a map with names that are not texts).
    Unserialisable(String),
    /// The bytes are no JSON, repeat a member, or hold a lone surrogate; the parser's own words.
    Syntax(String),
    /// A number that is not an integer from 0 to 2⁵³−1, as it was written.
    Number(String),
    /// A member name with characters outside ASCII.
    Name(String),
    /// Valid JSON, but not in its canonical bytes.
    NotCanonical,
    /// Canonical JSON of another shape than was asked for: an unknown or missing member, or one of another type.
    Shape(String),
}

impl fmt::Display for JcsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unserialisable(why) => write!(f, "not expressible as JSON: {why}"),
            Self::Syntax(why) => write!(f, "not acceptable as JSON: {why}"),
            Self::Number(number) => {
                write!(f, "the number {number} is not an integer from 0 to 2^53-1")
            }
            Self::Name(name) => write!(f, "the member name {name:?} is not ASCII"),
            Self::NotCanonical => f.write_str("not the canonical form (RFC 8785)"),
            Self::Shape(why) => write!(f, "canonical JSON of another shape: {why}"),
        }
    }
}

impl std::error::Error for JcsError {}

/// The canonical bytes of `value`.
///
/// # Errors
/// [`JcsError::Unserialisable`], [`JcsError::Number`] or [`JcsError::Name`] when `value` has no canonical form.
pub fn to_bytes<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, JcsError> {
    let value = serde_json::to_value(value).map_err(|why| JcsError::Unserialisable(why.to_string()))?;
    let mut out = Vec::with_capacity(256);
    write_value(&mut out, &value)?;
    Ok(out)
}

/// Reads canonical bytes, and nothing but canonical bytes.
///
/// # Errors
/// Every [`JcsError`] but `Unserialisable` and `Shape`.
pub fn parse_strict(bytes: &[u8]) -> Result<Value, JcsError> {
    let mut parser = serde_json::Deserializer::from_slice(bytes);
    let value = Unique.deserialize(&mut parser).map_err(|why| JcsError::Syntax(why.to_string()))?;
    parser.end().map_err(|why| JcsError::Syntax(why.to_string()))?;
    let mut again = Vec::with_capacity(bytes.len());
    write_value(&mut again, &value)?;
    if again == bytes { Ok(value) } else { Err(JcsError::NotCanonical) }
}

/// Reads canonical bytes into a type, and requires that the type writes the same bytes again: no unknown member, no
/// member left out that the type would write.
///
/// # Errors
/// Any [`JcsError`]; `Shape` when the bytes are canonical JSON but not a `T`.
pub fn from_bytes<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Result<T, JcsError> {
    let value = parse_strict(bytes)?;
    let typed: T = serde_json::from_value(value).map_err(|why| JcsError::Shape(why.to_string()))?;
    if to_bytes(&typed)? == bytes {
        Ok(typed)
    } else {
        Err(JcsError::Shape("a member is unknown, or left out".to_owned()))
    }
}

fn write_value(out: &mut Vec<u8>, value: &Value) -> Result<(), JcsError> {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Number(number) => write_number(out, number)?,
        Value::String(text) => write_text(out, text),
        Value::Array(items) => {
            out.push(b'[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write_value(out, item)?;
            }
            out.push(b']');
        }
        Value::Object(members) => write_object(out, members)?,
    }
    Ok(())
}

fn write_number(out: &mut Vec<u8>, number: &Number) -> Result<(), JcsError> {
    match number.as_u64() {
        Some(integer) if integer <= MAX_INTEGER => {
            out.extend_from_slice(integer.to_string().as_bytes());
            Ok(())
        }
        _ => Err(JcsError::Number(number.to_string())),
    }
}

fn write_object(out: &mut Vec<u8>, members: &Map<String, Value>) -> Result<(), JcsError> {
    // Sorted here, whatever the map's own order: RFC 8785 orders by UTF-16 units, which for ASCII names is by bytes.
    let mut sorted: Vec<(&String, &Value)> = members.iter().collect();
    sorted.sort_unstable_by_key(|(name, _)| *name);
    out.push(b'{');
    for (i, (name, value)) in sorted.into_iter().enumerate() {
        if !name.is_ascii() {
            return Err(JcsError::Name(name.clone()));
        }
        if i > 0 {
            out.push(b',');
        }
        write_text(out, name);
        out.push(b':');
        write_value(out, value)?;
    }
    out.push(b'}');
    Ok(())
}

/// RFC 8785, 3.2.2.2: the two-letter escapes where JSON has them, `\u00xx` for the other control characters, all else as it is.
fn write_text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for &byte in text.as_bytes() {
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x09 => out.extend_from_slice(b"\\t"),
            0x0a => out.extend_from_slice(b"\\n"),
            0x0c => out.extend_from_slice(b"\\f"),
            0x0d => out.extend_from_slice(b"\\r"),
            0x00..=0x1f => {
                out.extend_from_slice(b"\\u00");
                out.extend_from_slice(hex::encode([byte]).as_bytes());
            }
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

/// A reader of any JSON value that refuses a repeated member instead of keeping the last one.
struct Unique;

impl<'de> DeserializeSeed<'de> for Unique {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        // Kept as a float, so that writing it again names it in the error.
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        while let Some(item) = items.next_element_seed(Unique)? {
            out.push(item);
        }
        Ok(Value::Array(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut out = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if out.contains_key(&name) {
                return Err(A::Error::custom(format!("the member {name:?} is repeated")));
            }
            let value = members.next_value_seed(Unique)?;
            out.insert(name, value);
        }
        Ok(Value::Object(out))
    }
}

#[cfg(test)]
mod tests;
