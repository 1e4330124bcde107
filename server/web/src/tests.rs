#![allow(clippy::unwrap_used)]
use super::*;

fn unpacked(asset: &Asset) -> Vec<u8> {
    let mut plain = Vec::new();
    brotli::BrotliDecompress(&mut &asset.brotli.as_ref().unwrap()[..], &mut plain).unwrap();
    plain
}

/// The paths under `/assets/` that a text names.
fn links(text: &str) -> Vec<&str> {
    text.split(['"', '\'', ' ']).filter(|word| word.len() > "/assets/".len() && word.starts_with("/assets/")).collect()
}

#[test]
fn everything_the_document_names_is_there_and_may_be_kept_for_ever() {
    let document = index();
    assert!(document.mime.starts_with("text/html") && !document.immutable);
    let text = String::from_utf8(document.bytes.into_owned()).unwrap();
    let links = links(&text);
    assert!(links.iter().any(|path| path.ends_with(".css")) && links.iter().any(|path| path.ends_with(".wasm")));
    for path in links {
        let asset = get(path).unwrap_or_else(|| panic!("{path} is named and missing"));
        assert!(asset.immutable, "{path}");
        if asset.brotli.is_some() {
            assert_eq!(unpacked(&asset), asset.bytes.as_ref(), "{path}");
        }
    }
}

#[test]
fn the_module_is_a_wasm_module_and_compressed() {
    let text = String::from_utf8(index().bytes.into_owned()).unwrap();
    let path = links(&text).into_iter().find(|path| path.ends_with(".wasm")).unwrap();
    let asset = get(path).unwrap();
    assert_eq!(asset.mime, "application/wasm");
    assert!(asset.bytes.starts_with(b"\0asm"));
    assert!(asset.brotli.as_ref().unwrap().len() * 2 < asset.bytes.len());
}

#[test]
fn the_worker_keeps_exactly_the_shell_and_is_never_kept_itself() {
    let worker = get("/sw.js").unwrap();
    assert!(!worker.immutable);
    let text = String::from_utf8(worker.bytes.into_owned()).unwrap();
    let shell = links(&text);
    assert!(shell.iter().all(|path| get(path).is_some()));
    let document = String::from_utf8(index().bytes.into_owned()).unwrap();
    assert!(links(&document).iter().all(|path| shell.contains(path)));
}

#[test]
fn compressed_copies_and_strangers_are_not_served() {
    let text = String::from_utf8(index().bytes.into_owned()).unwrap();
    assert!(get(&format!("{}.br", links(&text)[0])).is_none());
    for path in ["", "/", "/nothing", "/assets/", "/../Cargo.toml"] {
        assert!(get(path).is_none(), "{path}");
    }
}

#[test]
fn a_directory_is_read_anew_each_time_and_never_left() {
    let dir = tempfile::tempdir().unwrap();
    let inside = dir.path().join("site");
    fs::create_dir_all(inside.join("assets")).unwrap();
    fs::write(dir.path().join("secret.js"), "x").unwrap();
    let assets = Assets::from_dir(&inside);
    assert!(assets.get("/assets/a-0123456789abcdef.js").is_none());
    fs::write(inside.join("assets/a-0123456789abcdef.js"), "1").unwrap();
    let first = assets.get("/assets/a-0123456789abcdef.js").unwrap();
    assert!(first.immutable && first.brotli.is_none() && first.bytes.as_ref() == b"1");
    fs::write(inside.join("assets/a-0123456789abcdef.js"), "2").unwrap();
    assert_eq!(assets.get("assets/a-0123456789abcdef.js").unwrap().bytes.as_ref(), b"2");
    for path in ["/../secret.js", "/assets/../../secret.js", "//secret.js", "/./assets/a-0123456789abcdef.js"] {
        assert!(assets.get(path).is_none(), "{path}");
    }
    assert_eq!(assets.index().bytes, index().bytes, "without its own document the embedded one stands in");
}

/// The most that the first page may need, bytes of brotli: the promise of `docs/formats/screens.md`.
const FIRST_MAX: usize = 600_000;
/// The most that it and the pages of one piece may need. The promise is the same for all; four pieces stand above it and are
/// to be cut or made lighter (README, Figures). This line keeps them from growing.
const LOADED_MAX: usize = 720_000;

#[test]
fn nobodys_pages_need_more_than_they_may() {
    let size = |path: &str| {
        get(path).and_then(|asset| asset.brotli).unwrap_or_else(|| panic!("{path} is named and missing")).len()
    };
    let text = String::from_utf8(index().bytes.into_owned()).unwrap();
    let main = size(links(&text).into_iter().find(|path| path.ends_with(".wasm")).unwrap());
    assert!(main <= FIRST_MAX, "the first page needs {main} bytes");
    // The quick page of `make dev` is not cut and may be of any size.
    for (piece, files) in pieces() {
        let loaded = main + files.iter().map(|path| size(path)).sum::<usize>();
        assert!(
            loaded <= LOADED_MAX,
            "the pages of {piece} need {loaded} bytes; cut them (frontend/src/routes/code.rs)"
        );
    }
}
