//! `bidroom bench seal`: sealing and opening a large file, beside `age`, `gpg --symmetric`, and the bare primitives.

use super::process::{Folder, Took, installed, measured};
use super::sample::Sample;
use super::{median, ms, now};
use crate::cli::Outcome;
use crate::cli::native::threads;
use clap::{Args, ValueEnum};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::digest::{Context, SHA256};
use sealing::{BidFiles, Extract, Job, Region, open_bid, seal_file};
use shared::envelope::{Expected, Head, Measure, SealPlan, container, head_hash};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

/// Seals and opens a file on tmpfs in a process of its own, and lets `age` and `gpg --symmetric` do the same to it; beside them
/// AES-256-GCM and SHA-256 by ring on one thread, in memory. Build with --release.
#[derive(Debug, Args)]
pub struct BenchSeal {
    /// The file's length, MiB.
    #[arg(long, default_value_t = 512)]
    mib: usize,
    /// How often each is measured, by turns; medians are shown.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// A folder on tmpfs with room for four times the file.
    #[arg(long, default_value = "/dev/shm")]
    dir: PathBuf,
    /// In the process that is measured.
    #[arg(long, hide = true)]
    part: Option<Part>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Part {
    Seal,
    Open,
}

const PLAIN: &str = "投标文件.pdf";
const SEALED: &str = "bid.sealed";
const MIB: usize = 1 << 20;

impl BenchSeal {
    /// Runs it.
    pub fn run(self) -> Outcome {
        match self.part {
            Some(Part::Seal) => seal(&self.dir)?,
            Some(Part::Open) => open(&self.dir)?,
            None => self.compare()?,
        }
        Ok(ExitCode::SUCCESS)
    }

    fn compare(&self) -> Result<(), String> {
        if cfg!(debug_assertions) {
            println!("This is a debug build: the figures are those of unoptimised code. Build with --release.\n");
        }
        let folder = Folder::within(&self.dir)?;
        let dir = &folder.0;
        noise(&dir.join(PLAIN), self.mib)?;
        let exe = std::env::current_exe().map_err(|error| error.to_string())?;
        let ours = |part: &str| {
            let mut command = Command::new(&exe);
            command.args(["bench", "seal", "--part", part, "--dir"]).arg(dir);
            command
        };
        let mut peers: Vec<Box<dyn Peer>> = Vec::new();
        for (name, peer) in [("age", age(dir)), ("gpg", gpg(dir))] {
            match peer {
                Ok(peer) => peers.push(peer),
                Err(why) => println!("{name} is not measured: {why} (make bench-seal installs it)"),
            }
        }
        let mut raw = Vec::new();
        let mut all: Vec<(Vec<Took>, Vec<Took>)> = vec![Default::default(); peers.len() + 1];
        for round in 0..self.rounds.max(1) {
            raw.push(primitives(&dir.join(PLAIN))?);
            for turn in 0..all.len() {
                let who = (round + turn) % all.len();
                let (seals, opens) = &mut all[who];
                let (mut seal, mut open) = match who.checked_sub(1).and_then(|peer| peers.get(peer)) {
                    Some(peer) => (peer.seal(), peer.open()),
                    None => (ours("seal"), ours("open")),
                };
                warm(dir)?;
                seals.push(measured(&mut seal)?);
                warm(dir)?;
                opens.push(measured(&mut open)?);
                remove(&[SEALED, "opened", "peer", "peer.out"].map(|name| dir.join(name)));
            }
        }
        println!("{} MiB on {}, {} thread(s), medians of {}:", self.mib, self.dir.display(), threads(), self.rounds);
        let names = std::iter::once("bidroom").chain(peers.iter().map(|peer| peer.name()));
        let mut walls = Vec::new();
        for (name, (seals, opens)) in names.zip(all) {
            walls.push((name, tell(name, "seal", &seals), tell(name, "open", &opens)));
        }
        println!("  raw: AES-256-GCM and SHA-256 by ring, one thread, in memory {:9.0} ms", ms(median(raw)));
        let (_, seal, open) = walls[0];
        for (name, theirs, theirs_open) in &walls[1..] {
            println!(
                "  bidroom / {name:<4} seal {:5.2}  open {:5.2}",
                seal.as_secs_f64() / theirs.as_secs_f64(),
                open.as_secs_f64() / theirs_open.as_secs_f64()
            );
        }
        Ok(())
    }
}

fn tell(name: &str, what: &str, took: &[Took]) -> Duration {
    let wall = median(took.iter().map(|took| took.wall).collect());
    let peak = took.iter().map(|took| took.peak).max().unwrap_or(0);
    println!("  {name:<8} {what:<5} {:9.0} ms  {:7.1} MiB at most", ms(wall), peak as f64 / 1024.0);
    wall
}

fn remove(paths: &[PathBuf]) {
    for path in paths {
        let _ = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    }
}

/// Takes memory for two files on tmpfs and gives it back: memory that a virtual machine's host has to find first costs several
/// times more than memory that was used just before, and nobody is to pay for the others.
fn warm(dir: &Path) -> Result<(), String> {
    let scratch = ["scratch.1", "scratch.2"].map(|name| dir.join(name));
    for path in &scratch {
        std::fs::copy(dir.join(PLAIN), path).map_err(|error| error.to_string())?;
    }
    remove(&scratch);
    Ok(())
}

/// Bytes that no cipher or disk can make shorter.
fn noise(path: &Path, mib: usize) -> Result<(), String> {
    let say = |error: std::io::Error| format!("{}: {error}", path.display());
    let key = key(&bidroom_server::random::bytes::<32>().map_err(|error| error.to_string())?)?;
    let mut file = File::create(path).map_err(say)?;
    for n in 0..mib {
        let mut buffer = vec![0; MIB];
        encrypt(&key, n, &mut buffer)?;
        file.write_all(&buffer[..MIB]).map_err(say)?;
    }
    Ok(())
}

fn key(bytes: &[u8; 32]) -> Result<LessSafeKey, String> {
    Ok(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, bytes).map_err(|_| "ring takes no key")?))
}

fn encrypt(key: &LessSafeKey, n: usize, buffer: &mut Vec<u8>) -> Result<(), String> {
    let mut nonce = [0; 12];
    nonce[4..].copy_from_slice(&(n as u64).to_be_bytes());
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), buffer)
        .map_err(|_| "ring does not encrypt".to_owned())
}

/// What cannot be done without: every MiB encrypted, and the ciphertext hashed.
fn primitives(path: &Path) -> Result<Duration, String> {
    let whole = std::fs::read(path).map_err(|error| error.to_string())?;
    let key = key(&[7; 32])?;
    let mut buffer = Vec::with_capacity(MIB + 16);
    let began = now();
    let mut digest = Context::new(&SHA256);
    for (n, piece) in whole.chunks(MIB).enumerate() {
        buffer.clear();
        buffer.extend_from_slice(piece);
        encrypt(&key, n, &mut buffer)?;
        digest.update(&buffer);
    }
    std::hint::black_box(digest.finish());
    Ok(began.elapsed())
}

/// Another program that encrypts and decrypts the same file.
trait Peer {
    fn name(&self) -> &'static str;
    fn seal(&self) -> Command;
    fn open(&self) -> Command;
}

struct Age {
    dir: PathBuf,
    recipient: String,
}

fn age(dir: &Path) -> Result<Box<dyn Peer>, String> {
    if !installed("age") || !installed("age-keygen") {
        return Err("it is not installed".into());
    }
    let keys = dir.join("age.key");
    let made = Command::new("age-keygen").arg("-o").arg(&keys).stderr(Stdio::null()).status();
    made.map_err(|error| error.to_string())?;
    let text = std::fs::read_to_string(&keys).map_err(|error| error.to_string())?;
    let recipient = text.lines().find_map(|line| line.strip_prefix("# public key: "));
    Ok(Box::new(Age { dir: dir.to_owned(), recipient: recipient.ok_or("age-keygen names no recipient")?.to_owned() }))
}

impl Peer for Age {
    fn name(&self) -> &'static str {
        "age"
    }

    fn seal(&self) -> Command {
        let mut command = Command::new("age");
        command.args(["-r", &self.recipient, "-o"]).arg(self.dir.join("peer")).arg(self.dir.join(PLAIN));
        command
    }

    fn open(&self) -> Command {
        let mut command = Command::new("age");
        command.arg("-d").arg("-i").arg(self.dir.join("age.key")).arg("-o").arg(self.dir.join("peer.out"));
        command.arg(self.dir.join("peer"));
        command
    }
}

struct Gpg {
    dir: PathBuf,
}

fn gpg(dir: &Path) -> Result<Box<dyn Peer>, String> {
    if !installed("gpg") {
        return Err("it is not installed".into());
    }
    let home = dir.join("gnupg");
    std::fs::create_dir(&home).map_err(|error| error.to_string())?;
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    std::fs::set_permissions(&home, private).map_err(|error| error.to_string())?;
    Ok(Box::new(Gpg { dir: dir.to_owned() }))
}

impl Gpg {
    fn command(&self) -> Command {
        let mut command = Command::new("gpg");
        command.arg("--homedir").arg(self.dir.join("gnupg"));
        command.args(["--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "bidroom-bench"]);
        command.stderr(Stdio::null());
        command
    }
}

impl Peer for Gpg {
    fn name(&self) -> &'static str {
        "gpg"
    }

    fn seal(&self) -> Command {
        let mut command = self.command();
        command.args(["--cipher-algo", "AES256", "-z", "0", "--symmetric", "-o"]);
        command.arg(self.dir.join("peer")).arg(self.dir.join(PLAIN));
        command
    }

    fn open(&self) -> Command {
        let mut command = self.command();
        command.arg("-o").arg(self.dir.join("peer.out")).arg("--decrypt").arg(self.dir.join("peer"));
        command
    }
}

impl Drop for Gpg {
    fn drop(&mut self) {
        // gpg starts an agent for its home.
        let ended =
            Command::new("gpgconf").arg("--homedir").arg(self.dir.join("gnupg")).args(["--kill", "all"]).status();
        let _ = ended;
    }
}

/// What `bidroom seal` does, without the key file's deliberate slowness.
fn seal(dir: &Path) -> Result<(), String> {
    let sample = Sample::new()?;
    let files = BidFiles::open(&[dir.join(PLAIN)]).map_err(|error| error.to_string())?;
    let form = sample.form(PLAIN)?;
    let context = sample.context.clone();
    let plan = SealPlan::new(&sample.seed, context, &sample.sheet).map_err(|error| error.to_string())?;
    let (list, bidder) = (&files.list, &sample.bidder);
    let job = Job { plan: &plan, form: &form, files: list, sources: &files, bidder, threads: threads() };
    let out = File::create(dir.join(SEALED)).map_err(|error| error.to_string())?;
    seal_file(&job, &out, &mut |_, _| {}).map_err(|error| error.to_string())?;
    out.sync_all().map_err(|error| error.to_string())
}

/// What `bidroom open` does: the whole check, and the files written out.
fn open(dir: &Path) -> Result<(), String> {
    let sample = Sample::new()?;
    let mut whole = File::open(dir.join(SEALED)).map_err(|error| error.to_string())?;
    let mut preamble = [0; 12];
    whole.read_exact(&mut preamble).map_err(|error| error.to_string())?;
    let length = u32::from_be_bytes([preamble[8], preamble[9], preamble[10], preamble[11]]);
    let mut head = vec![0; length as usize];
    whole.read_exact(&mut head).map_err(|error| error.to_string())?;
    let read = Head::parse(&head).map_err(|error| error.to_string())?;
    let payload = Measure { length: read.header.length, root: read.header.root };
    let offset = container::encode(&head).map_err(|error| error.to_string())?.len() as u64;
    let expected = Expected { context: &sample.context, sheet: &sample.sheet, head: head_hash(&head), payload };
    let mut folder = Extract::into_folder(&dir.join("opened")).map_err(|error| error.to_string())?;
    let source = Region { whole, offset };
    open_bid(&sample.seed, &head, &expected, &source, threads(), &mut folder, &mut |_, _| {})
        .map(|_| ())
        .map_err(|error| error.to_string())
}
