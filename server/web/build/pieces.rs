//! Cuts the module into what everybody loads and the pieces that `frontend/src/routes/code.rs` names. `wasm-split` finds out
//! which functions only a piece needs; what several pieces need together becomes a piece of its own.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use wasm_split_cli_support::{Options, transform};

/// The script that fetches pieces, as the glue and it name each other before they are named by content.
pub const LOADER: &str = "./__wasm_split.js";
/// The glue, as the loader names it.
pub const GLUE: &str = "./frontend.js";

/// The cut module.
pub struct Pieces {
    /// The module that everybody loads; wasm-bindgen has yet to see it.
    pub main: PathBuf,
    /// The script that fetches pieces.
    pub loader: String,
    /// The pieces: file name as the loader has it, bytes.
    pub pieces: Vec<(String, Vec<u8>)>,
    /// Which files (without `.wasm`) each piece needs.
    pub needs: BTreeMap<String, Vec<String>>,
}

/// Cuts it; `out` is a folder for what lies in between.
///
/// # Errors
/// When the module was not linked with `--emit-relocs` or without its names, or the disk refuses.
pub fn cut(module: &[u8], out: &Path) -> Result<Pieces, Box<dyn Error>> {
    let dir = out.join("pieces");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir)?;
    let main = dir.join("main.wasm");
    let mut options = Options::new(module);
    options.output_dir = &dir;
    options.main_out_path = &main;
    options.link_name = LOADER;
    options.main_module = GLUE;
    let made = transform(options).map_err(|error| format!("wasm-split: {error:#}"))?;
    let mut pieces = Vec::new();
    for path in made.split_modules {
        let name = path.file_name().and_then(|name| name.to_str()).ok_or("a piece without a name")?.to_owned();
        pieces.push((name, without_names(&fs::read(&path)?)?));
    }
    let loader = fs::read_to_string(dir.join(LOADER))?;
    Ok(Pieces { main, loader, pieces, needs: made.prefetch_map.into_iter().collect() })
}

/// The module without its section of names; wasm-bindgen does the same to the main one. A module is its magic and version,
/// then sections: one byte which, its length, its content; those that are for tools are number 0 and begin with a name.
fn without_names(module: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    const HEAD: usize = 8;
    let short = || "a piece ends within a section";
    let mut kept = module.get(..HEAD).ok_or_else(short)?.to_vec();
    let mut rest = &module[HEAD..];
    while let Some((id, after)) = rest.split_first() {
        let (length, content) = length(after).ok_or_else(short)?;
        let end = rest.len() - content.len() + length;
        let section = rest.get(..end).ok_or_else(short)?;
        if *id != 0 || !content.starts_with(b"\x04name") {
            kept.extend_from_slice(section);
        }
        rest = &rest[end..];
    }
    Ok(kept)
}

/// An unsigned LEB128 number and what follows it.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let end = bytes.iter().position(|byte| byte & 0x80 == 0)?;
    let number = bytes[..=end]
        .iter()
        .rev()
        .try_fold(0_usize, |sum, byte| sum.checked_mul(128)?.checked_add((byte & 0x7f).into()))?;
    Some((number, &bytes[end + 1..]))
}
