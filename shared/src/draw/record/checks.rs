//! The checks of a record that stand beside the re-run itself.

use std::collections::BTreeSet;

use super::Record;
use crate::draw::ceremony::{self, Ceremony, Step};
use crate::draw::context::Context;
use crate::draw::list::{self, Candidate};
use crate::draw::walk::Seat;
use crate::journal::checkpoint::Checkpoint;
use crate::journal::entry::Entry;
use crate::journal::note::Note;
use crate::journal::proof::LogProof;
use crate::journal::{Hash, tree};

const NOTES: &str = "notes/";
const PROOFS: &str = "proofs/";

type Found = Result<String, String>;

/// Pool, excluded and candidates fit together; the roots of pool and excluded only with `excluded.tsv`.
pub(super) fn pool(record: &Record, context: &Context, candidates: &[Candidate]) -> Found {
    let Some(pool) = &context.pool else {
        return Err("the context has no pool".to_owned());
    };
    if pool.excluded.count.checked_add(context.candidates.count) != Some(pool.pool.count) {
        return Err("the candidates and the excluded do not add up to the pool".to_owned());
    }
    let Some(bytes) = record.files.get("excluded.tsv") else {
        return Ok("the numbers add up; the pool's root needs the supervisor's excluded.tsv".to_owned());
    };
    let excluded = list::parse_excluded(bytes).map_err(|why| format!("excluded.tsv: {why}"))?;
    if list::count_excluded(&excluded) != pool.excluded {
        return Err("excluded.tsv: the number or root differs from the context's".to_owned());
    }
    match list::count_pool(candidates, &excluded).map_err(|why| why.to_string())? == pool.pool {
        true => Ok("pool, excluded and candidates: numbers and roots as in the context".to_owned()),
        false => Err("the pool's root is not that of candidates and excluded".to_owned()),
    }
}

/// The notes make a seed by every rule of the ceremony.
pub(super) fn ceremony(record: &Record, context: &Context) -> Result<Hash, String> {
    let notes = record.files.iter().filter(|(name, _)| name.starts_with(NOTES));
    Ceremony::verify(context, notes.map(|(name, bytes)| (name.as_str(), bytes.as_slice()))).map_err(|faults| {
        let lines = faults.into_iter().map(|(name, fault)| match name {
            Some(name) => format!("{name}: {fault}"),
            None => fault.to_string(),
        });
        format!("void: {}", lines.collect::<Vec<_>>().join("; "))
    })
}

/// The request could not be met before anybody was chosen, so there must be no ceremony.
pub(super) fn no_ceremony(record: &Record, short: &[u8]) -> Found {
    match record.files.keys().find(|name| name.starts_with(NOTES)) {
        Some(note) => Err(format!("the request cannot be met (groups {short:?} are short), yet there is {note}")),
        None => Ok(format!("none began: the request cannot be met, groups {short:?} are short")),
    }
}

/// `opened.tsv` opens everybody who is seated, and nobody else.
pub(super) fn opened(record: &Record, context: &Context, seats: &[Seat]) -> Found {
    let bytes = record.required("opened.tsv")?;
    let opened = list::parse_opened(bytes).map_err(|why| format!("opened.tsv: {why}"))?;
    let wrong: Vec<String> =
        opened.iter().filter(|seat| !seat.holds(&context.draw)).map(|seat| seat.pid.to_string()).collect();
    if !wrong.is_empty() {
        return Err(format!("number and salt do not give {}", wrong.join(", ")));
    }
    let seated: BTreeSet<Hash> = seats.iter().map(|seat| seat.pid).collect();
    let named: BTreeSet<Hash> = opened.iter().map(|seat| seat.pid).collect();
    match named == seated && named.len() == opened.len() {
        true => Ok(format!("{} seated experts are opened", named.len())),
        false => Err("opened.tsv does not open exactly the seated".to_owned()),
    }
}

/// The proofs of the notes, one for each (`proofs/<note>.tlog-proof`), show the order in the journal: every commit before
/// every reveal, the reveals in party order, the beacon last. The extra data of a proof is its entry. Whose journal it is,
/// and that the entry is about the note, `bidroom verify` checks, which knows the keys and the bodies.
pub(super) fn order(record: &Record, context: &Context) -> Found {
    let proofs = record.files.keys().filter(|name| name.starts_with(PROOFS)).count();
    if proofs == 0 {
        return Ok("order not proven: the record has no proofs".to_owned());
    }
    let mut placed = Vec::new();
    for (name, bytes) in &record.files {
        let Some(note) = name.strip_prefix(NOTES) else {
            continue;
        };
        let place = place(bytes, context).ok_or_else(|| format!("{name} is not a note of a ceremony"))?;
        let proof = format!("{PROOFS}{note}.tlog-proof");
        let index = proven_index(record.required(&proof)?).map_err(|why| format!("{proof}: {why}"))?;
        placed.push((place, index, name));
    }
    placed.sort_unstable();
    let early = |pair: &&[((u8, usize), u64, &String)]| pair[0].0 != pair[1].0 && pair[0].1 >= pair[1].1;
    if let Some(pair) = placed.windows(2).find(early) {
        return Err(format!("{} does not come after {}", pair[1].2, pair[0].2));
    }
    match placed.len() == proofs {
        true => Ok(format!("{proofs} notes stand in the journal in their order (its keys: `bidroom verify`)")),
        false => Err("there are proofs that belong to no note".to_owned()),
    }
}

/// Where a note belongs: commits together, then the reveals in party order, then the beacon.
fn place(note: &[u8], context: &Context) -> Option<(u8, usize)> {
    let note = Note::parse(note).ok()?;
    match ceremony::claimed_step(note.text())? {
        Step::Commit(_) => Some((0, 0)),
        Step::Reveal(name) => Some((1, context.parties.iter().position(|party| party.name == name)?)),
        Step::Beacon => Some((2, 0)),
    }
}

fn proven_index(bytes: &[u8]) -> Result<u64, String> {
    let proof = LogProof::parse(bytes).map_err(|why| why.to_string())?;
    let data = proof.extra.as_deref().ok_or("the proof does not carry its entry")?;
    let entry = Entry::parse(data).map_err(|why| why.to_string())?;
    let head = Checkpoint::parse(proof.checkpoint.text()).map_err(|why| why.to_string())?;
    tree::verify_inclusion(&tree::leaf_hash(data), proof.index, head.size, &proof.path, &head.root)
        .map_err(|why| why.to_string())?;
    if entry.seq == proof.index { Ok(entry.seq) } else { Err("the entry has another number".to_owned()) }
}

/// Whether a file of this name belongs to a record.
pub(super) fn is_of_a_record(name: &str) -> bool {
    let single =
        ["context.txt", "candidates.tsv", "responses.tsv", "result.tsv", "opened.tsv", "excluded.tsv", "rules.json"];
    single.contains(&name) || name.starts_with(NOTES) || name.starts_with(PROOFS)
}

/// Names the files in the folder that are not a record's; they are no failure of the draw, but nobody checks them.
pub(super) fn files(record: &Record) -> Found {
    let strange: Vec<&str> = record.files.keys().map(String::as_str).filter(|name| !is_of_a_record(name)).collect();
    match strange.is_empty() {
        true => Ok(format!("{} files, all of a record", record.files.len())),
        false => Ok(format!("not files of a record, and not checked: {}", strange.join(", "))),
    }
}
