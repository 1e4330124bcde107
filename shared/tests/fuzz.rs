//! Parsers of what strangers send, under inputs made of valid ones by a seeded generator: no panic, no second spelling, bounded
//! memory. `make fuzz` does the same for ten million inputs each, guided by coverage.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

#[path = "../../fuzz/parsers.rs"]
mod parsers;
#[path = "fuzz/seeds.rs"]
mod seeds;

use parsers::PARSERS;
use std::path::PathBuf;

/// Inputs for each parser; `BIDROOM_FUZZ_INPUTS` sets another number, `BIDROOM_FUZZ_PARSERS` names some of them.
const INPUTS: u64 = 4_000;
/// The most memory that a run may take, kilobytes: inputs are below 2 MiB, and nothing may be held many times.
const KILOBYTES_MAX: u64 = 160_000;

/// splitmix64.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

/// What formats turn on.
const WORDS: [&[u8]; 14] = [
    b"\"",
    b"{}",
    b"[]",
    b"null",
    b"-1",
    b"9007199254740992",
    b"1e999",
    b"\\ud800",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\n\n",
    "\u{2014} ".as_bytes(),
    b"../",
    b"PK\x03\x04",
];

/// One small change.
fn change(input: &mut Vec<u8>, other: &[u8], chance: &mut Chance) {
    let at = chance.below(input.len() + 1);
    let count = 1 + chance.below(16);
    let end = (at + count).min(input.len());
    match chance.below(8) {
        0 if at < input.len() => input[at] ^= 1 << chance.below(8),
        1 if at < input.len() => input[at] = chance.next() as u8,
        2 => drop(input.drain(at..end)),
        3 => input.truncate(at),
        4 => {
            let word = WORDS[chance.below(WORDS.len())];
            drop(input.splice(at..at, word.iter().copied()));
        }
        5 => {
            let piece = input[at..end].to_vec();
            drop(input.splice(at..at, piece));
        }
        6 => {
            let from = chance.below(other.len() + 1);
            drop(input.splice(at.., other[from..].iter().copied()));
        }
        _ => {
            let digit = input.iter().skip(at).position(u8::is_ascii_digit).map(|found| found + at);
            if let Some(digit) = digit {
                input[digit] = b'0' + chance.below(10) as u8;
            }
        }
    }
}

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds").join(name)
}

/// The seeds on disk, from which cargo-fuzz starts, are valid and those of today; a missing or older one is written.
#[test]
fn seeds_are_those_of_today() {
    let mut written = Vec::new();
    for (name, seeds) in seeds::all() {
        assert!(PARSERS.iter().any(|(known, _)| *known == name), "{name} has seeds and no parser");
        let folder = folder(name);
        std::fs::create_dir_all(&folder).unwrap();
        for (n, seed) in seeds.iter().enumerate() {
            let path = folder.join(n.to_string());
            if std::fs::read(&path).ok().as_ref() != Some(seed) {
                std::fs::write(&path, seed).unwrap();
                written.push(path);
            }
        }
    }
    assert!(written.is_empty(), "written anew, commit them: {written:?}");
    for (name, _) in PARSERS {
        assert!(seeds::all().iter().any(|(seeded, _)| seeded == name), "{name} has no seeds");
    }
}

#[test]
fn nothing_that_strangers_send_breaks_a_parser() {
    let inputs = std::env::var("BIDROOM_FUZZ_INPUTS").ok().and_then(|text| text.parse().ok()).unwrap_or(INPUTS);
    let all = seeds::all();
    let asked = std::env::var("BIDROOM_FUZZ_PARSERS").ok();
    let is_asked = |name: &str| asked.as_ref().is_none_or(|asked| asked.split(',').any(|one| one == name));
    for (name, parser) in PARSERS.iter().filter(|(name, _)| is_asked(name)) {
        let seeds = &all.iter().find(|(seeded, _)| seeded == name).unwrap().1;
        let mut chance = Chance(inputs ^ name.bytes().fold(0, |sum, byte| sum * 31 + u64::from(byte)));
        // A whole ZIP is a MiB.
        let count = if *name == "zip" { inputs.div_ceil(8) } else { inputs };
        for n in 0..count {
            let mut input = seeds[chance.below(seeds.len())].clone();
            let other = &seeds[chance.below(seeds.len())];
            for _ in 0..chance.below(4) {
                change(&mut input, other, &mut chance);
            }
            let tried = std::panic::catch_unwind(|| parser(&input));
            assert!(tried.is_ok(), "{name}, input {n}: {:?}", String::from_utf8_lossy(&input));
        }
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse::<u64>().ok());
    assert!(peak.is_none_or(|peak| peak < KILOBYTES_MAX), "{peak:?} kilobytes");
}
