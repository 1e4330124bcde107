//! Documents that mean harm, many of them: mutants of real files, and constructed bombs. Whatever they do, the worker ends
//! within its limits, the server's side lives and stays small, and the pages that can be read are read.
//!
//! `make test` runs a sample; `make soak` runs `BIDROOM_MUTANTS=1000` of them under the limits of the product.

mod support;

use std::path::Path;
use std::time::Duration;

use reader::{Limits, PageFlag, PageText, ReadError, Watermark};
use support::bombs::{Bomb, bombs};
use support::corpus::{handmade, stored};
use support::{House, house};
use tokio::time::Instant;

/// Mutants in a plain test run.
const SAMPLE: usize = 60;
/// How long one document may take under these limits: text, facts and one picture, each with its own wall time.
const SLACK: Duration = Duration::from_secs(20);
/// The memory of the server's side, kilobytes.
const MEMORY_KB: u64 = 300_000;

fn wanted() -> Option<usize> {
    std::env::var("BIDROOM_MUTANTS").ok()?.parse().ok()
}

/// The product's limits in the long run; shorter ones in the sample, so that it ends soon.
fn limits() -> Limits {
    let limits = Limits { page_workers: 2, text_workers: 2, ..Limits::default() };
    if wanted().is_some() {
        return limits;
    }
    Limits {
        page_wall: Duration::from_secs(2),
        text_page_wall: Duration::from_secs(2),
        text_wall: Duration::from_secs(8),
        memory_bytes: 512 << 20,
        ..limits
    }
}

/// A generator whose numbers depend on nothing but its seed (xorshift64*).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound.max(1)
    }
}

/// Words that change the meaning of a document where they stand.
const WORDS: [&[u8]; 12] = [
    b"4294967295",
    b"-1",
    b"99999999999",
    b"0 0 R",
    b"3 0 R",
    b"<<",
    b">>",
    b"[",
    b"endobj",
    b"stream\n",
    b"/Kids",
    b"null",
];

/// One mutant: bytes changed, cut, repeated, words and pieces of another document put in.
fn mutate(original: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for _ in 0..=chance.below(6) {
        let at = chance.below(bytes.len());
        let length = 1 + chance.below(200);
        let until = (at + length).min(bytes.len());
        match chance.below(8) {
            0 => bytes[at] = chance.below(256) as u8,
            1 => (0..1 + chance.below(64)).for_each(|_| {
                let at = chance.below(bytes.len());
                bytes[at] ^= 1 << chance.below(8);
            }),
            2 => bytes.truncate(at.max(20)),
            3 => drop(bytes.drain(at..until)),
            4 => {
                let piece = bytes[at..until].to_vec();
                let to = chance.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            5 => {
                let word = WORDS[chance.below(WORDS.len())];
                bytes.splice(at..(at + word.len()).min(bytes.len()), word.iter().copied());
            }
            6 => {
                let from = chance.below(other.len());
                let piece = other[from..(from + length * 10).min(other.len())].to_vec();
                bytes.splice(at..until, piece);
            }
            _ => digit(&mut bytes, at, chance),
        }
        if bytes.len() < 20 {
            break;
        }
    }
    bytes
}

/// Another digit in the next number: lengths, offsets, references, sizes.
fn digit(bytes: &mut [u8], from: usize, chance: &mut Chance) {
    if let Some(digit) = bytes[from..].iter_mut().find(|byte| byte.is_ascii_digit()) {
        *digit = b'0' + chance.below(10) as u8;
    }
}

/// Reads a document in every way; what comes is pages, or an error that tells about the document.
async fn read(house: &House, name: &str, bytes: &[u8]) -> Option<Vec<PageText>> {
    let file = house.file(name, bytes);
    let began = Instant::now();
    let text = house.reader.text(&file).await;
    let image = house.reader.page_image(&file, 1, 600, &Watermark::new("评委")).await.map(|_| ());
    let facts = house.reader.facts(&file).await.map(|_| ());
    let took = began.elapsed();
    std::fs::remove_file(&file).expect("removes");
    for error in [text.as_ref().err(), image.as_ref().err(), facts.as_ref().err()].into_iter().flatten() {
        assert!(!matches!(error, ReadError::Io(_) | ReadError::WorkerMissing(_)), "{name}: {error}");
    }
    let limits = limits();
    let most = limits.text_wall + 2 * limits.page_wall + SLACK;
    assert!(took < most, "{name}: {took:?}, and the limits allow {most:?}");
    text.ok()
}

/// The most memory that this process ever had, kilobytes.
fn peak_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    line.split_whitespace().next().and_then(|number| number.parse().ok()).expect("a number")
}

#[tokio::test(flavor = "multi_thread")]
async fn mutants_end_in_pages_or_a_verdict() {
    let mut originals: Vec<_> = stored().into_iter().chain(handmade()).map(|sample| sample.bytes).collect();
    // The larger samples too, where they are.
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    if wanted().is_some() {
        let more = std::fs::read_dir(samples).into_iter().flatten().flatten();
        originals.extend(more.filter_map(|entry| std::fs::read(entry.path()).ok()));
    }
    let count = wanted().unwrap_or(SAMPLE);
    let house = std::sync::Arc::new(house(limits()));
    let originals = std::sync::Arc::new(originals);
    let lanes: Vec<_> = (0..2_usize)
        .map(|lane| {
            let (house, originals) = (std::sync::Arc::clone(&house), std::sync::Arc::clone(&originals));
            tokio::spawn(async move {
                let mut read_some = 0;
                for number in (lane..count).step_by(2) {
                    let mut chance = Chance(0x9E37_79B9_7F4A_7C15 ^ (number as u64 + 1));
                    let original = &originals[number % originals.len()];
                    let other = &originals[chance.below(originals.len())];
                    let mutant = mutate(original, other, &mut chance);
                    let pages = read(&house, &format!("mutant-{number}.pdf"), &mutant).await;
                    read_some += usize::from(pages.is_some());
                }
                read_some
            })
        })
        .collect();
    let mut read_some = 0;
    for lane in lanes {
        read_some += lane.await.expect("no mutant harms the server's side");
    }
    println!("{read_some} of {count} mutants had readable pages; this process needed {} MB", peak_kb() / 1024);
    assert!(read_some * 4 > count, "{read_some} of {count}: the mutants must not all be refused at the door");
    assert!(peak_kb() < MEMORY_KB, "{} kB", peak_kb());
}

#[tokio::test(flavor = "multi_thread")]
async fn bombs_cost_a_page_and_not_the_document() {
    let house = house(limits());
    for Bomb { name, bytes, good } in bombs() {
        let pages = read(&house, &format!("{name}.pdf"), &bytes).await;
        let read: Vec<_> = pages.iter().flatten().filter(|page| page.text.contains("Good")).map(|p| p.number).collect();
        let all = good.iter().all(|number| read.contains(number));
        assert!(all, "{name}: {good:?} not in {:?}", pages.map(|pages| pages.iter().map(flags).collect::<Vec<_>>()));
    }
    assert!(peak_kb() < MEMORY_KB, "{} kB", peak_kb());
}

fn flags(page: &PageText) -> (u32, Vec<PageFlag>) {
    (page.number, page.flags.clone())
}
