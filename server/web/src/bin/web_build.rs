//! Keeps a directory with the page's files up to date while somebody changes the page, without building the server:
//! `BIDROOM_WEB_PROFILE=dev cargo run -p web -- --out target/dev-assets`, beside a server that serves from it.
//!
//! The work is the crate's own build script's; this only starts it when a source has changed and copies what it made.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

const HELP: &str = "Keeps the page's files in a directory up to date.

Usage: web-build --out DIR [--dev] [--once]

  --out DIR   where the files go (target/dev-assets)
  --dev       the quick build instead of the small one (also: BIDROOM_WEB_PROFILE=dev)
  --once      build, copy and leave instead of watching

Example: BIDROOM_WEB_PROFILE=dev cargo run -p web -- --dev --out target/dev-assets";

/// Where the build script leaves the page.
const SITE: &str = concat!(env!("OUT_DIR"), "/site");
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
const WATCHED: [&str; 3] = ["frontend", "shared/src", "Cargo.lock"];
const POLL: Duration = Duration::from_millis(300);

struct Order {
    out: PathBuf,
    dev: bool,
    once: bool,
}

fn main() -> ExitCode {
    let Some(order) = order(std::env::args().skip(1)) else {
        eprintln!("{HELP}");
        return ExitCode::from(2);
    };
    let mut seen = BTreeMap::new();
    loop {
        let now = times();
        if now != seen {
            seen = now;
            let made = make(&order);
            if order.once {
                return if made { ExitCode::SUCCESS } else { ExitCode::from(2) };
            }
        }
        thread::sleep(POLL);
    }
}

fn order(mut words: impl Iterator<Item = String>) -> Option<Order> {
    let mut order = Order { out: PathBuf::new(), dev: false, once: false };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--out" => order.out = words.next()?.into(),
            "--dev" => order.dev = true,
            "--once" => order.once = true,
            _ => return None,
        }
    }
    (!order.out.as_os_str().is_empty()).then_some(order)
}

/// Builds and copies; says what happened. Returns whether it worked.
#[expect(clippy::disallowed_methods, reason = "this measures a build; it is a tool and no part of the service")]
fn make(order: &Order) -> bool {
    let start = Instant::now();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(ROOT).args(["build", "--quiet", "--package", "web", "--lib"]);
    // Into the target directory that this was built in: that is where `SITE` lies.
    if let Some(target) = Path::new(SITE).ancestors().find(|dir| dir.join("CACHEDIR.TAG").is_file()) {
        cargo.arg("--target-dir").arg(target);
    }
    if order.dev {
        cargo.env("BIDROOM_WEB_PROFILE", "dev");
    }
    match cargo.status() {
        Ok(status) if status.success() => match mirror(Path::new(SITE), &order.out) {
            Ok(files) => {
                println!("page: {files} files in {} after {:.1} s", order.out.display(), start.elapsed().as_secs_f32());
                return true;
            }
            Err(e) => eprintln!("page: cannot copy to {}: {e}", order.out.display()),
        },
        Ok(_) => eprintln!("page: did not compile; waiting for the next change"),
        Err(e) => eprintln!("page: cannot start cargo: {e}"),
    }
    false
}

/// Copies the site, the document last, so that it never names a file that is not there yet; then removes what `assets`
/// no longer needs. Returns the number of files.
fn mirror(from: &Path, to: &Path) -> io::Result<usize> {
    let mut files = list(from)?;
    files.sort_by_key(|file| file.ends_with("index.html") || file.ends_with("index.html.br"));
    for file in &files {
        let target = to.join(file);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        let partial = target.with_extension("partial");
        fs::copy(from.join(file), &partial)?;
        fs::rename(&partial, &target)?;
    }
    let assets = Path::new("assets");
    for file in list(&to.join(assets))? {
        if !files.contains(&assets.join(&file)) {
            fs::remove_file(to.join(assets).join(file))?;
        }
    }
    Ok(files.len())
}

/// The files below a directory, relative to it.
fn list(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut dirs = vec![dir.to_path_buf()];
    while let Some(next) = dirs.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                dirs.push(path);
            } else if let Ok(relative) = path.strip_prefix(dir) {
                files.push(relative.to_path_buf());
            }
        }
    }
    Ok(files)
}

/// When each watched file was last changed.
fn times() -> BTreeMap<PathBuf, SystemTime> {
    let mut times = BTreeMap::new();
    for name in WATCHED {
        let path = Path::new(ROOT).join(name);
        let files = if path.is_dir() {
            list(&path).unwrap_or_default().into_iter().map(|file| path.join(file)).collect()
        } else {
            vec![path]
        };
        for file in files {
            if let Ok(time) = fs::metadata(&file).and_then(|about| about.modified()) {
                times.insert(file, time);
            }
        }
    }
    times
}
