//! `context.txt`: what is fixed, in public, before the ceremony. Its hash, `ctx`, is in every note and keys the seed.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::FormError;
use super::bytes::{is_party_name, is_uuid, lines};
use crate::journal::note::{KeyKind, VerifierKey};
use crate::journal::{Hash, decimal, is_id};

/// The most groups of experts that a draw may have.
pub const MAX_GROUPS: usize = 16;
/// The most seats that a group may ask for; far above any committee, and low enough that no sum overflows.
pub const MAX_NEED: u32 = 10_000;
/// The most parties of a ceremony.
const MAX_PARTIES: usize = 16;
const FIRST_LINE: &str = "bidroom/draw/1/context";

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// A committee of experts (评审委员会).
    #[default]
    Committee,
    /// The order of bids whose totals are equal.
    Tie,
    /// A coefficient of the price formula.
    Coefficient,
}

impl Purpose {
    /// The word in the context.
    pub fn word(self) -> &'static str {
        match self {
            Self::Committee => "committee",
            Self::Tie => "tie",
            Self::Coefficient => "coefficient",
        }
    }

    /// The purpose of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Committee, Self::Tie, Self::Coefficient].into_iter().find(|purpose| purpose.word() == word)
    }
}

/// How many lines a list has, and the base64 of the tree hash over them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// The number of lines.
    pub count: u64,
    /// The RFC 6962 tree hash over the lines without their LF.
    pub root: Hash,
}

/// A group of experts: how many seats, of which specialty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The seats that the group must fill: 1 to [`MAX_NEED`].
    pub need: u32,
    /// The code of the specialty.
    pub code: String,
}

/// What only the draw of a committee has: the pool behind the candidates, and the groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// All experts.
    pub pool: Count,
    /// Those whom the filter took out.
    pub excluded: Count,
    /// The version of the filter's rules.
    pub rules: String,
    /// The groups, numbered from 0: 1 to [`MAX_GROUPS`].
    pub groups: Vec<Group>,
}

/// Somebody who takes part in the ceremony.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The name, which is also the name of the key: `[a-z0-9-]+`.
    pub name: String,
    /// The Ed25519 key under which the party's notes are signed.
    pub key: VerifierKey,
}

impl Party {
    /// A party with the 32 bytes of its Ed25519 key.
    ///
    /// # Errors
    /// A [`FormError`] when the name is not of its form, or the bytes are no key.
    pub fn new(name: &str, public: &[u8; 32]) -> Result<Self, FormError> {
        if !is_party_name(name) {
            return Err(FormError::new(0, format!("{name:?} is not a party's name")));
        }
        let key = VerifierKey::new(name, KeyKind::Ed25519, public)
            .map_err(|_| FormError::new(0, format!("the key of {name} is not an Ed25519 key")))?;
        Ok(Self { name: name.to_owned(), key })
    }
}

/// What is fixed before the ceremony.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// The draw's uuid, 36 characters in lower case.
    pub draw: String,
    /// The tender's id.
    pub tender: String,
    /// The lot's id.
    pub lot: String,
    /// What is drawn.
    pub purpose: Purpose,
    /// The number of the attempt, from 1.
    pub attempt: u64,
    /// `ctx` of the attempt before; `None` for the first.
    pub previous: Option<Hash>,
    /// The pool and groups; exactly for a committee.
    pub pool: Option<Pool>,
    /// The candidates, or the options.
    pub candidates: Count,
    /// The parties, in the order in which they reveal: the centre first, the supervisor last.
    pub parties: Vec<Party>,
    /// Where the public value comes from, in words; `None` for rehearsals and tests alone.
    pub beacon: Option<String>,
}

impl Context {
    /// `ctx`: SHA-256 of the text.
    pub fn ctx(&self) -> Hash {
        Hash::of(self.to_string().as_bytes())
    }

    /// The groups; none for ties and coefficients.
    pub fn groups(&self) -> &[Group] {
        self.pool.as_ref().map_or(&[], |pool| &pool.groups)
    }

    /// Reads `context.txt`, line by line.
    ///
    /// # Errors
    /// A [`FormError`] for anything that [`Context`]'s own text would not be.
    pub fn parse(bytes: &[u8]) -> Result<Self, FormError> {
        let lines = lines(bytes)?;
        let mut reader = Reader { lines: &lines, at: 0 };
        if reader.next()? != FIRST_LINE {
            return Err(reader.wrong(FIRST_LINE));
        }
        let draw = reader.value("draw", is_uuid)?.to_owned();
        let tender = reader.value("tender", is_id)?.to_owned();
        let lot = reader.value("lot", is_id)?.to_owned();
        let purpose = reader.value("purpose", |_| true)?;
        let purpose = Purpose::from_word(purpose).ok_or_else(|| reader.wrong("purpose"))?;
        let attempt = reader.number("attempt")?;
        let previous = match reader.value("previous", |_| true)? {
            "none" => None,
            hex => Some(hex.parse().map_err(|_| reader.wrong("previous"))?),
        };
        if attempt == 0 || previous.is_some() != (attempt > 1) {
            return Err(reader.wrong("attempt or previous"));
        }
        let (pool, candidates) = reader.lists(purpose)?;
        let parties = reader.parties()?;
        let beacon = reader.value("beacon", |words| !words.starts_with(' ') && !words.ends_with(' '))?;
        let beacon = (beacon != "none").then(|| beacon.to_owned());
        if reader.at < lines.len() {
            return Err(FormError::new(reader.at + 1, "a line that is not expected"));
        }
        Ok(Self { draw, tender, lot, purpose, attempt, previous, pool, candidates, parties, beacon })
    }

    /// Checks that every field can stand in its line: the text of `self` is read as `self`.
    ///
    /// # Errors
    /// The [`FormError`] of the first line that could not be read.
    pub fn check(&self) -> Result<(), FormError> {
        match Self::parse(self.to_string().as_bytes())? == *self {
            true => Ok(()),
            false => Err(FormError::new(0, "a field that does not keep to its line")),
        }
    }

    /// Checks that this is the attempt after `before`, in which the parties `withheld` did not reveal: the number, the
    /// hash of the one before and those parties' lines differ, and nothing else does.
    ///
    /// # Errors
    /// A [`FormError`] that says what differs, or does not.
    pub fn check_follows(&self, before: &Self, withheld: &[&str]) -> Result<(), FormError> {
        let mut expected = before.clone();
        expected.attempt += 1;
        expected.previous = Some(before.ctx());
        let mut replaced = 0;
        for (party, now) in expected.parties.iter_mut().zip(&self.parties) {
            if withheld.contains(&party.name.as_str()) && party.key.public() != now.key.public() {
                *party = now.clone();
                replaced += 1;
            }
        }
        if replaced == 0 || replaced != withheld.len() {
            return Err(FormError::new(0, "the party that withheld is not replaced"));
        }
        match expected == *self {
            true => Ok(()),
            false => Err(FormError::new(0, "something beside attempt, previous and the replaced party differs")),
        }
    }
}

impl fmt::Display for Context {
    /// The text of `context.txt`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST_LINE}\ndraw {}\ntender {}\nlot {}", self.draw, self.tender, self.lot)?;
        writeln!(f, "purpose {}\nattempt {}", self.purpose.word(), self.attempt)?;
        match &self.previous {
            Some(ctx) => writeln!(f, "previous {ctx}")?,
            None => writeln!(f, "previous none")?,
        }
        if let Some(pool) = &self.pool {
            writeln!(f, "pool {}", pool.pool)?;
            writeln!(f, "excluded {} {}", pool.excluded, pool.rules)?;
        }
        writeln!(f, "candidates {}", self.candidates)?;
        if let Some(pool) = &self.pool {
            for (number, group) in pool.groups.iter().enumerate() {
                writeln!(f, "group {number} {} {}", group.need, group.code)?;
            }
            writeln!(f, "unit-cap 1")?;
        }
        for party in &self.parties {
            writeln!(f, "party {} {}", party.name, STANDARD.encode(party.key.public()))?;
        }
        writeln!(f, "beacon {}", self.beacon.as_deref().unwrap_or("none"))
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.count, self.root.to_base64())
    }
}

/// A reader of `name value` lines in a fixed order.
struct Reader<'a> {
    lines: &'a [&'a str],
    at: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<&'a str, FormError> {
        let line = self.lines.get(self.at).ok_or_else(|| FormError::new(self.at + 1, "the file ends early"))?;
        self.at += 1;
        Ok(line)
    }

    /// The error for the line that was read last.
    fn wrong(&self, name: &str) -> FormError {
        FormError::new(self.at, format!("the line {name:?} is wrong or missing"))
    }

    fn peek(&self, name: &str) -> bool {
        let rest = self.lines.get(self.at).and_then(|line| line.strip_prefix(name));
        rest.is_some_and(|rest| rest.starts_with(' '))
    }

    fn value(&mut self, name: &str, fits: impl Fn(&str) -> bool) -> Result<&'a str, FormError> {
        let line = self.next()?;
        let value = line.strip_prefix(name).and_then(|line| line.strip_prefix(' '));
        value.filter(|value| !value.is_empty() && !value.contains('\t') && fits(value)).ok_or_else(|| self.wrong(name))
    }

    fn fields<const N: usize>(&mut self, name: &str) -> Result<[&'a str; N], FormError> {
        let fields: Vec<&str> = self.value(name, |_| true)?.split(' ').collect();
        fields.try_into().map_err(|_| self.wrong(name))
    }

    fn number(&mut self, name: &str) -> Result<u64, FormError> {
        decimal(self.value(name, |_| true)?).ok_or_else(|| self.wrong(name))
    }

    fn count(&self, name: &str, count: &str, root: &str) -> Result<Count, FormError> {
        let count = decimal(count).ok_or_else(|| self.wrong(name))?;
        let root = Hash::from_base64(root).map_err(|_| self.wrong(name))?;
        Ok(Count { count, root })
    }

    fn lists(&mut self, purpose: Purpose) -> Result<(Option<Pool>, Count), FormError> {
        if purpose != Purpose::Committee {
            let [count, root] = self.fields("candidates")?;
            return Ok((None, self.count("candidates", count, root)?));
        }
        let [count, root] = self.fields("pool")?;
        let pool = self.count("pool", count, root)?;
        let [count, root, rules] = self.fields("excluded")?;
        let excluded = self.count("excluded", count, root)?;
        if !is_id(rules) {
            return Err(self.wrong("excluded"));
        }
        let [count, root] = self.fields("candidates")?;
        let candidates = self.count("candidates", count, root)?;
        let mut groups = Vec::new();
        while groups.is_empty() || self.peek("group") {
            let [number, need, code] = self.fields("group")?;
            let need = decimal(need).and_then(|need| u32::try_from(need).ok());
            match need {
                Some(need @ 1..=MAX_NEED)
                    if number == groups.len().to_string() && is_id(code) && groups.len() < MAX_GROUPS =>
                {
                    groups.push(Group { need, code: code.to_owned() });
                }
                _ => return Err(self.wrong("group")),
            }
        }
        self.value("unit-cap", |cap| cap == "1")?;
        Ok((Some(Pool { pool, excluded, rules: rules.to_owned(), groups }), candidates))
    }

    fn parties(&mut self) -> Result<Vec<Party>, FormError> {
        let mut parties: Vec<Party> = Vec::new();
        while parties.is_empty() || self.peek("party") {
            let [name, key] = self.fields("party")?;
            let key = Hash::from_base64(key).map_err(|_| self.wrong("party"))?;
            let party = Party::new(name, &key.0).map_err(|why| FormError::new(self.at, why.what))?;
            let repeated = |other: &Party| other.name == party.name || other.key.public() == party.key.public();
            if parties.iter().any(repeated) || parties.len() == MAX_PARTIES {
                return Err(FormError::new(self.at, "a party or key is repeated, or there are too many"));
            }
            parties.push(party);
        }
        // The beacon needs two signatures of two people, and a seed that one party makes alone is none.
        if parties.len() < 2 { Err(FormError::new(self.at, "there are fewer than two parties")) } else { Ok(parties) }
    }
}

#[cfg(test)]
mod tests;
