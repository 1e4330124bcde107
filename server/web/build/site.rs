//! Lays the site out: `index.html`, `sw.js`, `favicon.svg` at the root, everything named by content under `assets/`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;

use crate::pieces::{self, Pieces};
use crate::{Profile, squeeze};

type Site = BTreeMap<String, Vec<u8>>;

/// Makes `out/site` from the raw module and `frontend/`'s html, css and scripts. Does nothing when a previous run made it
/// from the same bytes.
///
/// # Errors
/// When a source is missing, wasm-bindgen refuses the module, or the disk does.
pub fn lay_out(frontend: &Path, wasm: &Path, out: &Path, profile: &Profile) -> Result<(), Box<dyn Error>> {
    let module = fs::read(wasm)?;
    let css = stylesheet(&frontend.join("css"))?;
    let page =
        |name: &str| fs::read(frontend.join("page").join(name)).map_err(|e| format!("frontend/page/{name}: {e}"));
    let (index, boot, worker, icon) = (page("index.html")?, page("boot.js")?, page("sw.js")?, page("favicon.svg")?);

    let quality = profile.brotli_quality.to_le_bytes();
    // How it is laid out matters as much as what.
    let how = [include_str!("site.rs"), include_str!("pieces.rs"), include_str!("squeeze.rs")].concat();
    let inputs: [&[u8]; 8] = [&module, &css, &index, &boot, &worker, &icon, &quality, how.as_bytes()];
    let stamp = squeeze::mark_of_all(inputs);
    let (site_dir, stamp_file) = (out.join("site"), out.join("site.stamp"));
    if site_dir.is_dir() && fs::read_to_string(&stamp_file).is_ok_and(|made| made == stamp) {
        return Ok(());
    }

    let mut site = Site::new();
    let cut = if profile.split { Some(pieces::cut(&module, out)?) } else { None };
    let (glue, wasm) = bind(cut.as_ref().map_or(wasm, |cut| cut.main.as_path()), out, &mut site)?;
    let (js, wasm) = match cut {
        Some(cut) => named_together(&mut site, glue, wasm, cut)?,
        None => (named(&mut site, "frontend", "js", glue), named(&mut site, "frontend", "wasm", wasm)),
    };
    let css = named(&mut site, "app", "css", css);
    let boot = fill(&boot, &[("@JS@", &js), ("@WASM@", &wasm)])?;
    let boot = named(&mut site, "boot", "js", boot);
    let index = fill(&index, &[("@JS@", &js), ("@WASM@", &wasm), ("@CSS@", &css), ("@BOOT@", &boot)])?;
    let shell = site
        .keys()
        .filter(|path| path.starts_with("assets/") && (!path.ends_with(".wasm") || **path == wasm[1..]))
        .map(|path| format!("\"/{path}\""))
        .collect::<Vec<_>>()
        .join(",");
    let version = squeeze::mark(&index);
    let worker = fill(&worker, &[("\"@SHELL@\"", &shell), ("@VERSION@", &version)])?;
    site.insert("index.html".into(), index);
    site.insert("sw.js".into(), worker);
    site.insert("favicon.svg".into(), icon);

    let _ = fs::remove_file(&stamp_file);
    write(&site, &site_dir, profile)?;
    fs::write(stamp_file, stamp)?;
    Ok(())
}

/// Makes an `out/site` of one document that says that there is no page in this build.
///
/// # Errors
/// Those of the disk.
pub fn without_page(out: &Path) -> Result<(), Box<dyn Error>> {
    let (dir, stamp_file) = (out.join("site"), out.join("site.stamp"));
    let _ = fs::remove_file(stamp_file);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir)?;
    fs::write(dir.join("index.html"), include_bytes!("none.html"))?;
    Ok(())
}

/// One stylesheet: `tokens.css` first (it declares the order of the layers), then the others by path.
fn stylesheet(dir: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut files = Vec::new();
    collect(dir, &mut files)?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "css"));
    files.sort_by_key(|file| (!file.ends_with("tokens.css"), file.clone()));
    let mut css = Vec::new();
    for file in files {
        css.extend(fs::read(&file)?);
        css.push(b'\n');
    }
    Ok(css)
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(dir).map_err(|e| format!("{}: {e}", dir.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// Runs wasm-bindgen; returns the glue script and the module. Snippets that a crate brings go straight into the site.
fn bind(wasm: &Path, out: &Path, site: &mut Site) -> Result<(Vec<u8>, Vec<u8>), Box<dyn Error>> {
    let dir = out.join("bound");
    let _ = fs::remove_dir_all(&dir);
    Bindgen::new()
        .input_path(wasm)
        .out_name("frontend")
        .web(true)?
        .typescript(false)
        // Pieces share the table, the memory and the stack with the main module by these exports.
        .keep_lld_exports(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(true)
        .generate(&dir)?;
    let snippets = dir.join("snippets");
    if snippets.is_dir() {
        let mut files = Vec::new();
        collect(&snippets, &mut files)?;
        for file in files {
            let name = file.strip_prefix(&dir)?.to_string_lossy().replace('\\', "/");
            site.insert(format!("assets/{name}"), fs::read(&file)?);
        }
    }
    Ok((fs::read(dir.join("frontend.js"))?, fs::read(dir.join("frontend_bg.wasm"))?))
}

/// Puts a file under its content's name and returns its path on the server.
fn named(site: &mut Site, stem: &str, extension: &str, bytes: Vec<u8>) -> String {
    let path = format!("assets/{stem}-{}.{extension}", squeeze::mark(&bytes));
    site.insert(path.clone(), bytes);
    format!("/{path}")
}

/// Puts the parts of a cut module under names of one mark: glue and loader name each other, so neither can be named first.
fn named_together(
    site: &mut Site,
    glue: Vec<u8>,
    wasm: Vec<u8>,
    cut: Pieces,
) -> Result<(String, String), Box<dyn Error>> {
    let parts = [&glue[..], &wasm, cut.loader.as_bytes()];
    let mark = squeeze::mark_of_all(parts.into_iter().chain(cut.pieces.iter().map(|(_, bytes)| &bytes[..])));
    let (js, loader) = (format!("frontend-{mark}.js"), format!("pieces-{mark}.js"));
    // Where it is fetched from; by which name the module asks for it stays.
    let from = format!("from \"{}\"", pieces::LOADER);
    let glue = fill(&glue, &[(&from, &format!("from \"./{loader}\""))])?;
    let mut script = fill(cut.loader.as_bytes(), &[(pieces::GLUE, &format!("./{js}"))])?;
    for (name, bytes) in cut.pieces {
        let named = format!("{}-{mark}.wasm", name.trim_end_matches(".wasm"));
        script = fill(&script, &[(&format!("./{name}"), &format!("./{named}"))])?;
        site.insert(format!("assets/{named}"), bytes);
    }
    let path = |name: &String| format!("assets/{name}-{mark}.wasm");
    let needs: String = cut
        .needs
        .iter()
        .map(|(piece, files)| format!("{piece} {}\n", files.iter().map(path).collect::<Vec<_>>().join(" ")))
        .collect();
    site.insert("pieces.txt".into(), needs.into_bytes());
    site.insert(format!("assets/{loader}"), script);
    site.insert(format!("assets/{js}"), glue);
    let wasm_path = format!("assets/frontend-{mark}.wasm");
    site.insert(wasm_path.clone(), wasm);
    Ok((format!("/assets/{js}"), format!("/{wasm_path}")))
}

/// Replaces the marks in a text; a mark that is not there is an error, so that no file quietly keeps an old name.
fn fill(text: &[u8], marks: &[(&str, &str)]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut text = std::str::from_utf8(text)?.to_owned();
    for (mark, value) in marks {
        if !text.contains(mark) {
            return Err(format!("the mark {mark} is missing in one of frontend/page").into());
        }
        text = text.replace(mark, value);
    }
    Ok(text.into_bytes())
}

fn write(site: &Site, dir: &Path, profile: &Profile) -> Result<(), Box<dyn Error>> {
    let _ = fs::remove_dir_all(dir);
    for (path, bytes) in site {
        let file = dir.join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&file, bytes)?;
        if let Some(small) = squeeze::brotli(bytes, profile.brotli_quality)? {
            fs::write(dir.join(format!("{path}.br")), small)?;
        }
    }
    Ok(())
}
