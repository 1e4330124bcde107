//! Builds the page: a nested cargo compiles `frontend` to wasm, wasm-bindgen makes it loadable, and the result is laid out,
//! named by content, compressed and left in `OUT_DIR/site`, from where `src/lib.rs` embeds it.
//!
//! `BIDROOM_WEB_PROFILE=dev` asks for the quick build that `make dev` uses, `none` for a document that says that the page
//! comes from a folder; anything else gives the small one.

mod nested;
mod pieces;
mod site;
mod squeeze;

use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};

/// What a build needs to know of the choice between small and quick.
pub struct Profile {
    /// The cargo profile of the nested build (root `Cargo.toml`).
    pub cargo: &'static str,
    /// Whether the module is cut into pieces.
    pub split: bool,
    /// Brotli quality, 0 to 11.
    pub brotli_quality: i32,
}

const SMALL: Profile = Profile { cargo: "web", split: true, brotli_quality: 11 };
const QUICK: Profile = Profile { cargo: "web-dev", split: false, brotli_quality: 5 };

/// Whatever may change the page. A directory stands for everything below it.
const SOURCES: [&str; 8] = [
    "frontend",
    "shared/src",
    "shared/Cargo.toml",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    "server/web/build",
    "server/web/Cargo.toml",
];

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../..").canonicalize()?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for source in SOURCES {
        println!("cargo::rerun-if-changed={}", root.join(source).display());
    }
    println!("cargo::rerun-if-env-changed=BIDROOM_WEB_PROFILE");
    let profile = match env::var("BIDROOM_WEB_PROFILE").as_deref() {
        Ok("none") => return site::without_page(&out),
        Ok("dev") => QUICK,
        _ => SMALL,
    };
    let wasm = nested::build(&root, &nested_target(&out)?, &profile)?;
    site::lay_out(&root.join("frontend"), &wasm, &out, &profile)
}

/// The nested build's own target directory: `web` inside the outer one, so that the two never wait for each other's lock.
/// The outer one is the nearest directory above `OUT_DIR` that cargo has tagged.
fn nested_target(out: &Path) -> Result<PathBuf, Box<dyn Error>> {
    out.ancestors()
        .find(|dir| dir.join("CACHEDIR.TAG").is_file())
        .or_else(|| out.ancestors().nth(4))
        .map(|dir| dir.join("web"))
        .ok_or_else(|| format!("no target directory above {}", out.display()).into())
}
