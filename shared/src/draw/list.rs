//! The lists behind a draw: candidates, excluded, pool, options, answers, openings; one item to a line, and their roots.

use super::bytes::{lines, pid};
use super::context::{Context, Count};
use super::{FormError, Purpose};
use crate::journal::{Hash, decimal, is_id, tree};

/// An eligible expert (候选专家), as the draw knows them: without a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// The expert within this draw.
    pub pid: Hash,
    /// The employer within this draw.
    pub unit: Hash,
    /// The groups that the expert can fill, as a bitmask: bit g is group g. At least one.
    pub groups: u16,
}

/// An expert whom the filter took out, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Excluded {
    /// The expert within this draw.
    pub pid: Hash,
    /// The code of the reason.
    pub reason: String,
}

/// A seated expert's name within the draw, opened: anyone can compute the pid again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedSeat {
    /// The expert within this draw.
    pub pid: Hash,
    /// The expert's number in the pool.
    pub expert_number: String,
    /// The salt.
    pub salt: [u8; 32],
}

impl OpenedSeat {
    /// Whether the pid is that of the number and salt, in the draw with the uuid `draw`.
    pub fn holds(&self, draw: &str) -> bool {
        pid(draw, &self.expert_number, &self.salt) == self.pid
    }
}

/// The group numbers of a bitmask, ascending.
pub fn group_numbers(mask: u16) -> Vec<u8> {
    (0..16).filter(|g| mask >> g & 1 == 1).collect()
}

/// The line of a candidate, without its LF.
pub fn candidate_line(candidate: &Candidate) -> String {
    let mut line = String::with_capacity(170);
    write_candidate(&mut line, candidate);
    line
}

fn write_candidate(line: &mut String, candidate: &Candidate) {
    write_hex(line, &candidate.pid);
    line.push('\t');
    write_hex(line, &candidate.unit);
    let mut before = '\t';
    for group in group_numbers(candidate.groups) {
        line.push(before);
        line.push_str(&group.to_string());
        before = ',';
    }
}

/// Hex without a text of its own: a million candidates have two million of these.
fn write_hex(line: &mut String, hash: &Hash) {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half & 15)]);
    for byte in hash.0 {
        line.push(digit(byte >> 4));
        line.push(digit(byte));
    }
}

/// The line of an excluded expert, without its LF.
pub fn excluded_line(excluded: &Excluded) -> String {
    format!("{}\t{}", excluded.pid, excluded.reason)
}

/// Reads `candidates.tsv` of a draw with `groups` groups.
///
/// # Errors
/// A [`FormError`] unless every line is of its form, and the pids rise strictly.
pub fn parse_candidates(bytes: &[u8], groups: usize) -> Result<Vec<Candidate>, FormError> {
    let parse = |line: &str| {
        let [pid, unit, groups_text] = tabs(line)?;
        let mut mask = 0u16;
        for number in groups_text.split(',') {
            let bit = decimal(number).filter(|g| *g < groups as u64).and_then(|g| 1u16.checked_shl(g as u32))?;
            // Ascending, so each new bit is above all before.
            if mask >= bit {
                return None;
            }
            mask |= bit;
        }
        Some(Candidate { pid: pid.parse().ok()?, unit: unit.parse().ok()?, groups: mask })
    };
    let out = parse_lines(bytes, parse, "not a candidate's line")?;
    ascending(out.iter().map(|candidate| &candidate.pid))?;
    Ok(out)
}

/// Reads `excluded.tsv`.
///
/// # Errors
/// A [`FormError`] unless every line is of its form, and the pids rise strictly.
pub fn parse_excluded(bytes: &[u8]) -> Result<Vec<Excluded>, FormError> {
    let parse = |line: &str| {
        let [pid, reason] = tabs(line)?;
        Some(Excluded { pid: pid.parse().ok()?, reason: is_id(reason).then(|| reason.to_owned())? })
    };
    let out = parse_lines(bytes, parse, "not an excluded expert's line")?;
    ascending(out.iter().map(|excluded| &excluded.pid))?;
    Ok(out)
}

/// Reads `opened.tsv`; its order is free.
///
/// # Errors
/// A [`FormError`] unless every line is of its form.
pub fn parse_opened(bytes: &[u8]) -> Result<Vec<OpenedSeat>, FormError> {
    let parse = |line: &str| {
        let [pid, number, salt] = tabs(line)?;
        let salt: Hash = salt.parse().ok()?;
        let expert_number = (!number.is_empty()).then(|| number.to_owned())?;
        Some(OpenedSeat { pid: pid.parse().ok()?, expert_number, salt: salt.0 })
    };
    parse_lines(bytes, parse, "not an opened seat's line")
}

/// Reads the options of a tie or a coefficient: ids or decimals, sorted by their bytes, each once.
///
/// # Errors
/// A [`FormError`] unless every line is of its form, and they rise strictly.
pub fn parse_options(bytes: &[u8]) -> Result<Vec<String>, FormError> {
    let out = parse_lines(bytes, |line| is_id(line).then(|| line.to_owned()), "not an option")?;
    ascending(out.iter())?;
    Ok(out)
}

pub(crate) fn tabs<const N: usize>(line: &str) -> Option<[&str; N]> {
    line.split('\t').collect::<Vec<_>>().try_into().ok()
}

pub(crate) fn parse_lines<T>(bytes: &[u8], parse: impl Fn(&str) -> Option<T>, what: &str) -> Result<Vec<T>, FormError> {
    let numbered = lines(bytes)?.into_iter().enumerate();
    numbered.map(|(at, line)| parse(line).ok_or_else(|| FormError::new(at + 1, what))).collect()
}

fn ascending<'a, T: Ord + 'a>(items: impl Iterator<Item = &'a T>) -> Result<(), FormError> {
    let mut before: Option<&T> = None;
    for (at, item) in items.enumerate() {
        if before.is_some_and(|before| before >= item) {
            return Err(FormError::new(at + 1, "not after the line before: unsorted or repeated"));
        }
        before = Some(item);
    }
    Ok(())
}

/// The number of lines and the root over them; they are taken in the order given.
pub fn count_lines<T: AsRef<[u8]>>(lines: impl IntoIterator<Item = T>) -> Count {
    let mut frontier = tree::Frontier::new();
    for line in lines {
        frontier.append(tree::leaf_hash(line.as_ref()));
    }
    Count { count: frontier.size(), root: frontier.root() }
}

/// The number and root of candidates that are sorted by pid.
pub fn count_candidates(candidates: &[Candidate]) -> Count {
    count_sorted(candidates.iter().copied())
}

/// As [`count_candidates`], of candidates that come one by one: a million of them need not lie in memory.
pub fn count_sorted(candidates: impl IntoIterator<Item = Candidate>) -> Count {
    let mut frontier = tree::Frontier::new();
    let mut line = String::new();
    for candidate in candidates {
        line.clear();
        write_candidate(&mut line, &candidate);
        frontier.append(tree::leaf_hash(line.as_bytes()));
    }
    Count { count: frontier.size(), root: frontier.root() }
}

/// The number and root of excluded experts that are sorted by pid.
pub fn count_excluded(excluded: &[Excluded]) -> Count {
    count_lines(excluded.iter().map(excluded_line))
}

/// The number and root of the pool: everybody, candidates and excluded. Both are sorted by pid.
///
/// # Errors
/// A [`FormError`] when somebody is in both.
pub fn count_pool(candidates: &[Candidate], excluded: &[Excluded]) -> Result<Count, FormError> {
    let mut pids: Vec<Hash> = candidates.iter().map(|c| c.pid).chain(excluded.iter().map(|e| e.pid)).collect();
    pids.sort_unstable();
    match pids.windows(2).any(|pair| pair[0] == pair[1]) {
        true => Err(FormError::new(0, "somebody is both a candidate and excluded")),
        false => Ok(count_lines(pids.iter().map(Hash::to_hex))),
    }
}

/// Checks candidates against the context: sorted, with groups that exist, of the number and root that were fixed.
///
/// # Errors
/// A [`FormError`] that says what differs.
pub fn check_candidates(context: &Context, candidates: &[Candidate]) -> Result<(), FormError> {
    if context.purpose != Purpose::Committee {
        return Err(FormError::new(0, "the context is not that of a committee's draw"));
    }
    ascending(candidates.iter().map(|candidate| &candidate.pid))?;
    let all = ((1u32 << context.groups().len()) - 1) as u16;
    if let Some(at) = candidates.iter().position(|c| c.groups == 0 || c.groups & !all != 0) {
        return Err(FormError::new(at + 1, "no group, or one that the context does not have"));
    }
    match count_candidates(candidates) == context.candidates {
        true => Ok(()),
        false => Err(FormError::new(0, "the number or root differs from the context's")),
    }
}

/// The whole of a file of lines: each with its LF.
pub fn file<T: AsRef<str>>(lines: impl IntoIterator<Item = T>) -> String {
    let mut out = String::new();
    for line in lines {
        out.push_str(line.as_ref());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests;
