//! The nested cargo: `frontend` for `wasm32-unknown-unknown`.

use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Profile;

/// Views without their types: a tenth smaller, and quicker to compile (leptos' own flag).
const FLAGS: &str = "--cfg=erase_components";
/// What wasm-split reads to follow functions and data.
const SPLIT_FLAGS: &str = "--cfg=erase_components\x1f-Clink-arg=--emit-relocs";

const TARGET: &str = "wasm32-unknown-unknown";

/// Settings of the person who builds (where things are kept and fetched from); everything else that cargo or rustc read is
/// the outer build's and must not reach the inner one.
const KEPT: [&str; 6] = ["CARGO_HOME", "CARGO_NET_", "CARGO_HTTP_", "CARGO_REGISTR", "CARGO_SOURCE_", "RUSTUP_"];

/// What cargo sets for a build script beside its `CARGO_*` and `RUST*` names.
const OUTER: [&str; 15] = [
    "OUT_DIR",
    "TARGET",
    "HOST",
    "NUM_JOBS",
    "OPT_LEVEL",
    "PROFILE",
    "DEBUG",
    "MAKEFLAGS",
    "MFLAGS",
    "CLIPPY_ARGS",
    "CLIPPY_CONF_DIR",
    "DEP_",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "__CARGO",
];

/// Compiles the page and returns the path of the raw wasm module.
///
/// # Errors
/// When cargo cannot be started or the page does not compile; cargo's own words are on standard error.
pub fn build(root: &Path, target_dir: &Path, profile: &Profile) -> Result<PathBuf, Box<dyn Error>> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(is_outer) {
            cargo.env_remove(&name);
        }
    }
    cargo
        .current_dir(root)
        .args(["build", "--package", "frontend", "--bin", "frontend", "--target", TARGET, "--profile", profile.cargo])
        .arg("--target-dir")
        .arg(target_dir)
        .env("CARGO_ENCODED_RUSTFLAGS", if profile.split { SPLIT_FLAGS } else { FLAGS });
    if profile.split {
        cargo.args(["--features", "split"]);
    }
    let status = cargo.status().map_err(|e| format!("cannot start the nested cargo: {e}"))?;
    if !status.success() {
        return Err(format!(
            "the page (frontend/) did not compile, see above; if the target is missing: rustup target add {TARGET}"
        )
        .into());
    }
    Ok(target_dir.join(TARGET).join(profile.cargo).join("frontend.wasm"))
}

fn is_outer(name: &str) -> bool {
    if KEPT.iter().any(|kept| name.starts_with(kept)) {
        return false;
    }
    name.starts_with("CARGO") || name.starts_with("RUST") || OUTER.iter().any(|outer| name.starts_with(outer))
}
