use super::*;

fn vector(name: &str) -> PathBuf {
    PathBuf::from(format!("{}/../tests/vectors/draw/{name}", env!("CARGO_MANIFEST_DIR")))
}

/// A copy of a published record that may be changed.
fn copy(name: &str) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    let mut files = BTreeMap::new();
    read(&vector(name), "", &mut files).unwrap();
    std::fs::create_dir(copy.path().join("notes")).unwrap();
    for (file, bytes) in files {
        std::fs::write(copy.path().join(file), bytes).unwrap();
    }
    copy
}

fn exit(folder: &Path, json: bool) -> ExitCode {
    DrawCommand { folder: folder.to_owned(), json }.run().unwrap()
}

/// The lines that tell of checks: the mark and the name.
fn marks(text: &str) -> Vec<(&str, &str)> {
    let told = text.lines().filter(|line| line.starts_with("holds ") || line.starts_with("FAILS "));
    told.filter_map(|line| {
        let mut words = line.split_whitespace();
        Some((words.next()?, words.next()?))
    })
    .collect()
}

#[test]
fn published_records_hold_line_by_line() {
    for name in ["record-1", "record-11", "record-12", "record-16", "record-17", "record-22", "record-25"] {
        let report = rerun(&vector(name)).unwrap();
        let text = for_people(&report);
        let expected: Vec<(&str, &str)> = report.checks.iter().map(|check| ("holds", check.name.as_str())).collect();
        assert_eq!(marks(&text), expected, "{name}");
        assert!(report.seats.iter().all(|seat| text.contains(&seat.pid.to_string())), "{name}");
        assert!(text.contains("Everything that was checked holds."));
        assert_eq!(exit(&vector(name), false), ExitCode::SUCCESS);
        assert_eq!(exit(&vector(name), true), ExitCode::SUCCESS);
    }
}

#[test]
fn a_failure_is_marked_and_the_rest_is_still_listed() {
    for (file, failing) in [("result.tsv", "result"), ("context.txt", "context"), ("candidates.tsv", "candidates")] {
        let folder = copy("record-25");
        std::fs::remove_file(folder.path().join(file)).unwrap();
        let report = rerun(folder.path()).unwrap();
        let text = for_people(&report);
        assert!(marks(&text).contains(&("FAILS", failing)), "{text}");
        assert_eq!(marks(&text).len(), report.checks.len());
        assert!(marks(&text).contains(&("holds", "files")), "the last check is still there");
        assert_eq!(exit(folder.path(), false), ExitCode::from(1));
        assert_eq!(exit(folder.path(), true), ExitCode::from(1));
    }
}

#[test]
fn another_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert!(rerun(folder.path()).unwrap_err().contains("no draw's record"));
    std::fs::write(folder.path().join("letter.txt"), "x").unwrap();
    assert!(rerun(folder.path()).is_err());
    assert!(rerun(&folder.path().join("nowhere")).unwrap_err().contains("cannot read"));
}
