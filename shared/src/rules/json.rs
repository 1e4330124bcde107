//! JSON as it was written: repeated keys are seen, every value knows its path, numbers and strings are not mixed up.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::case::CaseRefusal;
use super::codes::CaseCode;
use crate::amount::Decimal;

/// A JSON value, members in the order of the text.
#[derive(Debug)]
pub(super) enum Node {
    Null,
    Flag(bool),
    /// A number; its value when it is a whole one that is not negative.
    Number(Option<u64>),
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// Parses a text whose objects have no repeated keys.
pub(super) fn parse(text: &str) -> Result<Node, CaseRefusal> {
    let node: Node = serde_json::from_str(text).map_err(|_| CaseRefusal::form(CaseCode::NotJson, "$"))?;
    unique(&node, "$")?;
    Ok(node)
}

fn unique(node: &Node, path: &str) -> Result<(), CaseRefusal> {
    match node {
        Node::Object(members) => {
            let mut seen = HashSet::with_capacity(members.len());
            for (key, value) in members {
                let path = member(path, key);
                if !seen.insert(key) {
                    return Err(CaseRefusal::form(CaseCode::RepeatedKey, path));
                }
                unique(value, &path)?;
            }
            Ok(())
        }
        Node::List(items) => items.iter().enumerate().try_for_each(|(index, item)| unique(item, &element(path, index))),
        _ => Ok(()),
    }
}

/// The path of an object's member (RFC 9535): `$.bids`, or `$['tech-1']` where the short form does not allow the name.
pub(super) fn member(path: &str, name: &str) -> String {
    let is_first = |char: char| char.is_ascii_alphabetic() || char == '_' || !char.is_ascii();
    let short = name.starts_with(is_first) && name.chars().all(|char| is_first(char) || char.is_ascii_digit());
    if short {
        return format!("{path}.{name}");
    }
    let mut quoted = String::with_capacity(name.len());
    for char in name.chars() {
        match char {
            '\'' => quoted.push_str("\\'"),
            '\\' => quoted.push_str("\\\\"),
            char if char.is_ascii_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(char))),
            char => quoted.push(char),
        }
    }
    format!("{path}['{quoted}']")
}

/// The path of a list's element: `$.bids[2]`.
pub(super) fn element(path: &str, index: usize) -> String {
    format!("{path}[{index}]")
}

/// An object whose members are all known, and where it stands.
pub(super) struct Fields<'a> {
    path: &'a str,
    members: &'a [(String, Node)],
}

impl<'a> Fields<'a> {
    /// The object at `path`, refused when it is none or has a member that is not among `known`.
    pub(super) fn open(node: &'a Node, path: &'a str, known: &[&str]) -> Result<Self, CaseRefusal> {
        let Node::Object(members) = node else {
            return Err(CaseRefusal::form(CaseCode::WrongType, path));
        };
        match members.iter().find(|(key, _)| !known.contains(&key.as_str())) {
            Some((key, _)) => Err(CaseRefusal::form(CaseCode::UnknownField, member(path, key))),
            None => Ok(Self { path, members }),
        }
    }

    /// A member that may be absent, and its path.
    pub(super) fn optional(&self, name: &str) -> Option<(&'a Node, String)> {
        let (_, node) = self.members.iter().find(|(key, _)| key == name)?;
        Some((node, member(self.path, name)))
    }

    /// A member that must be there, read by `read`.
    pub(super) fn get<T>(&self, name: &str, read: fn(&Node, &str) -> Result<T, CaseRefusal>) -> Result<T, CaseRefusal> {
        let (node, path) =
            self.optional(name).ok_or_else(|| CaseRefusal::form(CaseCode::MissingField, member(self.path, name)))?;
        read(node, &path)
    }

    /// A member that may be absent, read by `read`.
    pub(super) fn get_optional<T>(
        &self,
        name: &str,
        read: fn(&Node, &str) -> Result<T, CaseRefusal>,
    ) -> Result<Option<T>, CaseRefusal> {
        self.optional(name).map(|(node, path)| read(node, &path)).transpose()
    }
}

/// A decimal, which is a string.
pub(super) fn decimal(node: &Node, path: &str) -> Result<Decimal, CaseRefusal> {
    let refusal = || CaseRefusal::form(CaseCode::NotADecimal, path);
    match node {
        Node::Text(text) => text.parse().map_err(|_| refusal()),
        _ => Err(refusal()),
    }
}

/// A string.
pub(super) fn text(node: &Node, path: &str) -> Result<String, CaseRefusal> {
    match node {
        Node::Text(text) => Ok(text.clone()),
        _ => Err(CaseRefusal::form(CaseCode::WrongType, path)),
    }
}

/// A value or null.
pub(super) fn nullable<T>(
    node: &Node,
    path: &str,
    read: fn(&Node, &str) -> Result<T, CaseRefusal>,
) -> Result<Option<T>, CaseRefusal> {
    match node {
        Node::Null => Ok(None),
        node => read(node, path).map(Some),
    }
}

/// A string or null.
pub(super) fn nullable_text(node: &Node, path: &str) -> Result<Option<String>, CaseRefusal> {
    nullable(node, path, text)
}

/// True or false.
pub(super) fn flag(node: &Node, path: &str) -> Result<bool, CaseRefusal> {
    match node {
        Node::Flag(flag) => Ok(*flag),
        _ => Err(CaseRefusal::form(CaseCode::WrongType, path)),
    }
}

/// A whole number that is not negative, and not a string.
pub(super) fn count(node: &Node, path: &str) -> Result<u64, CaseRefusal> {
    match node {
        Node::Number(Some(number)) => Ok(*number),
        _ => Err(CaseRefusal::form(CaseCode::WrongType, path)),
    }
}

/// A list, each element read by `read`.
pub(super) fn list<T>(
    node: &Node,
    path: &str,
    read: fn(&Node, &str) -> Result<T, CaseRefusal>,
) -> Result<Vec<T>, CaseRefusal> {
    let Node::List(items) = node else {
        return Err(CaseRefusal::form(CaseCode::WrongType, path));
    };
    items.iter().enumerate().map(|(index, item)| read(item, &element(path, index))).collect()
}

/// One of a closed set of words.
pub(super) fn word<T: Copy>(node: &Node, path: &str, words: &[(&str, T)]) -> Result<T, CaseRefusal> {
    let written = text(node, path)?;
    let found = words.iter().find(|(word, _)| *word == written).map(|(_, value)| *value);
    found.ok_or_else(|| CaseRefusal::form(CaseCode::UnknownValue, path))
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Flag(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(Some(value)))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(u64::try_from(value).ok()))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Number(None))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Node, E> {
        Ok(Node::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(entry) = access.next_entry()? {
            members.push(entry);
        }
        Ok(Node::Object(members))
    }
}
