//! What the tests of the draw share: the published records, keys, and small draws of their own.

use std::collections::BTreeMap;
use std::path::Path;

use super::ceremony::{self, Ceremony};
use super::context::{Context, Group, Party, Pool, Purpose};
use super::list::{self, Candidate};
use super::record::Record;
use crate::journal::Hash;
use crate::journal::note::{Note, NoteSigner};

pub const UUID: &str = "00000000-0000-4000-8000-00000000000a";

/// The record `name` of the published vectors, with the files of its `notes` folder.
pub fn vector(name: &str) -> Record {
    let root = format!("{}/../tests/vectors/draw/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut files = BTreeMap::new();
    read_folder(Path::new(&root), "", &mut files);
    assert!(!files.is_empty(), "{name}");
    Record::new(files)
}

/// The names of all published records.
pub fn vectors() -> Vec<String> {
    let root = format!("{}/../tests/vectors/draw", env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    entries.filter(|name| name.starts_with("record-")).collect()
}

fn read_folder(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().into_string().unwrap());
        if entry.file_type().unwrap().is_dir() {
            read_folder(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
}

/// The key that the vectors give to a party.
pub fn key(name: &str) -> NoteSigner {
    NoteSigner::from_seed(name, &Hash::of(format!("test key {name}").as_bytes()).0).unwrap()
}

pub fn parties() -> Vec<Party> {
    let party = |name| Party::new(name, key(name).verifier().public()).unwrap();
    ["centre", "purchaser", "supervisor"].map(party).to_vec()
}

/// Candidates with pids and units that depend on their place in the list: (unit number, mask of groups).
pub fn candidates(of: &[(u32, u16)]) -> Vec<Candidate> {
    let candidate = |(at, (unit, groups)): (usize, &(u32, u16))| Candidate {
        pid: super::bytes::pid(UUID, &at.to_string(), &[1; 32]),
        unit: super::bytes::unit(UUID, &unit.to_string(), &[2; 32]),
        groups: *groups,
    };
    let mut out: Vec<Candidate> = of.iter().enumerate().map(candidate).collect();
    out.sort_unstable();
    out
}

/// The first attempt at a committee from these candidates.
pub fn context(needs: &[u32], candidates: &[Candidate], beacon: Option<&str>) -> Context {
    let group = |need: &u32| Group { need: *need, code: "A0201".to_owned() };
    Context {
        draw: UUID.to_owned(),
        tender: "T-1".to_owned(),
        lot: "1".to_owned(),
        purpose: Purpose::Committee,
        attempt: 1,
        previous: None,
        pool: Some(Pool {
            pool: list::count_pool(candidates, &[]).unwrap(),
            excluded: list::count_excluded(&[]),
            rules: "1".to_owned(),
            groups: needs.iter().map(group).collect(),
        }),
        candidates: list::count_candidates(candidates),
        parties: parties(),
        beacon: beacon.map(str::to_owned),
    }
}

/// The notes of a whole ceremony, with secrets that follow from `salt`, in the order in which they come.
pub fn notes(context: &Context, salt: u8) -> Vec<Note> {
    let ctx = context.ctx();
    let secret = |name: &str| Hash::of_parts(&[&[salt], name.as_bytes()]).0;
    let mut ceremony = Ceremony::new(context);
    let mut notes = Vec::new();
    let mut take = |ceremony: &mut Ceremony, note: Note| {
        ceremony.take(note.to_string().as_bytes()).unwrap();
        notes.push(note);
    };
    for party in &context.parties {
        let note = ceremony::commit(&ctx, &key(&party.name), &secret(&party.name)).unwrap();
        take(&mut ceremony, note);
    }
    let commits = ceremony.commits().unwrap();
    for party in &context.parties {
        let note = ceremony::reveal(&ctx, &key(&party.name), &commits, &secret(&party.name)).unwrap();
        take(&mut ceremony, note);
    }
    if context.beacon.is_some() {
        let reveals = ceremony.reveals().unwrap();
        let mut note = ceremony::beacon(&ctx, &key("centre"), &reveals, &[salt, 1, 2]).unwrap();
        note.add(key("supervisor").sign(note.text(), 0));
        take(&mut ceremony, note);
    }
    assert!(ceremony.expected().is_empty() && ceremony.seed().is_some());
    notes
}
